//! Diagnostics: published to clients that wait for them, given to those that ask.

use gen_lsp_types as lsp;
use serde_json::json;

use super::convert::Page;
use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::diagnostic::Severity;
use crate::service::Finding;

/// Diagnostics of one file, on request.
pub(super) fn pull(
    server: &mut Server,
    params: lsp::DocumentDiagnosticParams,
) -> Answer<lsp::DocumentDiagnosticReport> {
    let items = server.diagnostics(&uri::name(&params.text_document.uri));
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

    /// Says what has become of the open files that changes have touched.
    pub(super) fn publish(&mut self) {
        let dirty = std::mem::take(&mut self.dirty);
        for name in &dirty {
            if !self.versions.contains_key(name) {
                continue;
            }
            if self.workspace.is_foreign(name) {
                if self.published.remove(name) {
                    self.publish_nothing(name);
                }
                continue;
            }
            self.published.insert(name.clone());
            if !self.client.pulls {
                let diagnostics = self.diagnostics(name);
                self.publish_these(name, diagnostics);
            }
        }
        // The file that is typed in is asked for anyway; others only when told.
        if self.client.pulls && self.client.refreshes && dirty.len() > 1 {
            self.ask("workspace/diagnostic/refresh", ());
        }
    }

    /// Takes back what was said of a file.
    pub(super) fn publish_nothing(&mut self, name: &str) {
        if !self.client.pulls {
            self.publish_these(name, Vec::new());
        }
    }

    fn publish_these(&mut self, name: &str, diagnostics: Vec<lsp::Diagnostic>) {
        let version = self.versions.get(name).copied();
        let params = lsp::PublishDiagnosticsParams { uri: self.uri(name), version, diagnostics };
        self.tell("textDocument/publishDiagnostics", params);
    }

    fn diagnostics(&self, name: &str) -> Vec<lsp::Diagnostic> {
        let Some(page) = self.page(name) else { return Vec::new() };
        let findings = self.workspace.diagnostics(name);
        findings.iter().map(|finding| self.diagnostic(&page, finding)).collect()
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
        let page_of = |base: &String| lsp::CodeDescription {
            href: lsp::Uri(format!("{}/{code}.md", base.trim_end_matches('/'))),
        };
        lsp::Diagnostic {
            range: page.range(&finding.range),
            severity: Some(match finding.severity {
                Severity::Error => lsp::DiagnosticSeverity::Error,
                Severity::Warning => lsp::DiagnosticSeverity::Warning,
            }),
            code: Some(lsp::Code::String(code.to_owned())),
            code_description: self.client.error_pages.as_ref().map(page_of),
            source: Some("admit".to_owned()),
            message: lsp::Message::String(finding.message.clone()),
            tags: finding.is_unnecessary.then(|| vec![lsp::DiagnosticTag::Unnecessary]),
            related_information: (!related.is_empty()).then_some(related),
            data: Some(json!({ "explain": format!("admit explain {code}") })),
        }
    }
}
