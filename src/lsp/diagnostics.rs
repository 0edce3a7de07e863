//! Diagnostics: published to clients that wait for them, given to those that ask.

use gen_lsp_types as lsp;
use serde_json::json;

use super::convert::Page;
use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::diagnostic::{Code, Severity};
use crate::service::Finding;

/// Diagnostics of one file, on request.
pub(super) fn pull(
    server: &mut Server,
    params: lsp::DocumentDiagnosticParams,
) -> Answer<lsp::DocumentDiagnosticReport> {
    let name = uri::name(&params.text_document.uri);
    let items = server.diagnostics(&name, &server.workspace.diagnostics(&name));
    let report = lsp::FullDocumentDiagnosticReport { result_id: None, items };
    Ok(lsp::DocumentDiagnosticReport::RelatedFullDocumentDiagnosticReport(
        lsp::RelatedFullDocumentDiagnosticReport {
            related_documents: None,
            full_document_diagnostic_report: report,
        },
    ))
}

impl Server {
    /// Remembers which open files a change has touched.
    pub(super) fn touched(&mut self) {
        self.dirty.extend(self.workspace.stale());
    }

    /// Says at once what can be said of the open files that changes have touched.
    pub(super) fn publish(&mut self) {
        let dirty = std::mem::take(&mut self.dirty);
        for name in &dirty {
            if self.versions.contains_key(name) {
                self.publish_first(name);
            }
        }
        let known = |name: &&String| self.workspace.first_diagnostics(name).1;
        let known: Vec<String> = self.awaiting.iter().filter(known).cloned().collect();
        known.iter().for_each(|name| self.publish_all(name));
        // The file that is typed in is asked for anyway; others only when told.
        if self.client.pulls && self.client.refreshes && dirty.len() > 1 {
            self.ask("workspace/diagnostic/refresh", ());
        }
    }

    /// Says the rest, when there is time for it.
    pub(super) fn publish_rest(&mut self) {
        for name in std::mem::take(&mut self.awaiting) {
            if self.versions.contains_key(&name) {
                self.publish_all(&name);
            }
        }
    }

    fn publish_first(&mut self, name: &str) {
        if self.client.pulls {
            return;
        }
        if self.workspace.is_foreign(name) {
            self.awaiting.remove(name);
            if self.published.remove(name).is_some() {
                self.publish_nothing(name);
            }
            return;
        }
        let (findings, is_all) = self.workspace.first_diagnostics(name);
        if is_all {
            self.publish_all(name);
            return;
        }
        self.awaiting.insert(name.to_owned());
        // What the entries told last would vanish, only to come back at once.
        if self.published.get(name) != Some(&true) {
            self.published.insert(name.to_owned(), false);
            self.publish_these(name, &findings);
        }
    }

    fn publish_all(&mut self, name: &str) {
        self.awaiting.remove(name);
        let entries_tell = self.workspace.entries_tell(name);
        self.published.insert(name.to_owned(), entries_tell);
        let findings = self.workspace.diagnostics(name);
        self.publish_these(name, &findings);
    }

    /// Takes back what was said of a file.
    pub(super) fn publish_nothing(&mut self, name: &str) {
        if !self.client.pulls {
            self.publish_these(name, &[]);
        }
    }

    fn publish_these(&mut self, name: &str, findings: &[Finding]) {
        let diagnostics = self.diagnostics(name, findings);
        let version = self.versions.get(name).copied();
        let params = lsp::PublishDiagnosticsParams { uri: self.uri(name), version, diagnostics };
        self.tell("textDocument/publishDiagnostics", params);
    }

    fn diagnostics(&self, name: &str, findings: &[Finding]) -> Vec<lsp::Diagnostic> {
        let Some(page) = self.page(name) else { return Vec::new() };
        findings.iter().map(|finding| self.diagnostic(&page, finding)).collect()
    }

    /// The page of a code: where the client says that the pages are, else a copy. A copy is looked
    /// for once a session, not with every keystroke.
    fn error_page(&self, code: Code) -> Option<lsp::CodeDescription> {
        let href = match &self.client.error_pages {
            Some(base) => Some(lsp::Uri(format!("{}/{code}.md", base.trim_end_matches('/')))),
            None => {
                let mut known = self.error_pages.borrow_mut();
                let copy = || self.workspace.error_page(code).map(|copy| uri::of_name(&copy));
                known.entry(code).or_insert_with(copy).clone()
            }
        };
        href.map(|href| lsp::CodeDescription { href })
    }

    /// One diagnostic as the protocol has it.
    pub(super) fn diagnostic(&self, page: &Page, finding: &Finding) -> lsp::Diagnostic {
        let related = finding.related.iter().filter_map(|note| {
            let location = self.location(&note.place)?;
            Some(lsp::DiagnosticRelatedInformation { location, message: note.message.clone() })
        });
        let related: Vec<_> =
            if self.client.shows_related { related.collect() } else { Vec::new() };
        let code = finding.code.as_str();
        lsp::Diagnostic {
            range: page.range(&finding.range),
            severity: Some(match finding.severity {
                Severity::Error => lsp::DiagnosticSeverity::Error,
                Severity::Warning => lsp::DiagnosticSeverity::Warning,
            }),
            code: Some(lsp::Code::String(code.to_owned())),
            code_description: self.error_page(finding.code),
            source: Some("admit".to_owned()),
            message: lsp::Message::String(finding.message.clone()),
            tags: finding.is_unnecessary.then(|| vec![lsp::DiagnosticTag::Unnecessary]),
            related_information: (!related.is_empty()).then_some(related),
            data: Some(json!({ "explain": format!("admit explain {code}") })),
        }
    }
}
