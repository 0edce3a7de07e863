//! Code actions: the repairs that diagnostics suggest, one at a time or all certain ones at once.

use gen_lsp_types as lsp;

use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::service::{Edit, Fix};

pub(super) fn actions(
    server: &mut Server,
    params: lsp::CodeActionParams,
) -> Answer<Option<Vec<lsp::CodeActionResponse>>> {
    let name = uri::name(&params.text_document.uri);
    let Some(page) = server.page(&name) else { return Ok(None) };
    let wanted = |kind: &str| {
        params.context.only.as_ref().is_none_or(|only| {
            only.iter().any(|only| {
                let only = String::from(only.clone());
                only.is_empty() || kind == only || kind.starts_with(&format!("{only}."))
            })
        })
    };
    let mut actions = Vec::new();
    if wanted("quickfix") {
        let fixes = server.workspace.fixes(&name, &page.octets(&params.range));
        actions.extend(fixes.iter().map(|fix| server.quick_fix(&name, fix)));
    }
    // Only when asked for by name, as clients do on saving.
    if params.context.only.is_some() && wanted("source.fixAll") {
        actions.extend(server.fix_all(&name));
    }
    Ok(Some(actions.into_iter().map(lsp::CodeActionResponse::CodeAction).collect()))
}

impl Server {
    fn quick_fix(&self, name: &str, fix: &Fix) -> lsp::CodeAction {
        let findings = self.workspace.diagnostics(name);
        let repaired = findings
            .iter()
            .filter(|finding| finding.code == fix.code && finding.range == fix.range);
        let diagnostics = self.page(name).map(|page| {
            repaired.map(|finding| self.diagnostic(&page, finding)).collect::<Vec<_>>()
        });
        lsp::CodeAction {
            title: fix.title.clone(),
            kind: Some(lsp::CodeActionKind::QuickFix),
            diagnostics,
            is_preferred: Some(fix.is_certain),
            edit: Some(self.workspace_edit(std::slice::from_ref(&fix.edit))),
            ..Default::default()
        }
    }

    /// All repairs that need no look, where they do not touch each other.
    fn fix_all(&self, name: &str) -> Option<lsp::CodeAction> {
        let fixes = self.workspace.fixes(name, &(0..u32::MAX));
        let mut edits: Vec<Edit> =
            fixes.into_iter().filter(|fix| fix.is_certain).map(|fix| fix.edit).collect();
        edits.sort();
        let mut kept: Vec<Edit> = Vec::new();
        for edit in edits {
            if kept
                .last()
                .is_none_or(|last| last.range.1 <= edit.range.0 && last.range != edit.range)
            {
                kept.push(edit);
            }
        }
        (!kept.is_empty()).then(|| lsp::CodeAction {
            title: "apply all certain repairs".to_owned(),
            kind: Some(lsp::CodeActionKind::SourceFixAll),
            edit: Some(self.workspace_edit(&kept)),
            ..Default::default()
        })
    }
}
