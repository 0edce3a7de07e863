//! Completion and signature help.

use gen_lsp_types as lsp;

use super::convert::{Page, markdown};
use super::dispatch::Answer;
use super::server::Server;
use crate::service::text::width;
use crate::service::{Completion, CompletionKind};

pub(super) fn completion(
    server: &mut Server,
    params: lsp::CompletionParams,
) -> Answer<Option<lsp::CompletionResponse>> {
    let found = server.at(&params.text_document_position_params).and_then(|(name, offset)| {
        let page = server.page(&name)?;
        let all = server.workspace.completions(&name, offset).into_iter();
        let fills = server.client.fills_snippets;
        let items = all.filter_map(|proposal| item(&page, proposal, fills)).collect();
        Some(lsp::CompletionResponse::CompletionItemList(items))
    });
    Ok(found)
}

/// One proposal; `None` for a form to fill in when the client cannot.
fn item(page: &Page, proposal: Completion, fills: bool) -> Option<lsp::CompletionItem> {
    if proposal.is_snippet && !fills && proposal.insert.is_some() {
        return Some(lsp::CompletionItem {
            label: proposal.label,
            kind: Some(lsp::CompletionItemKind::Keyword),
            ..Default::default()
        });
    }
    let new_text = proposal.insert.unwrap_or_else(|| proposal.label.clone());
    let edit = lsp::TextEdit { range: page.range(&proposal.replace), new_text };
    Some(lsp::CompletionItem {
        label: proposal.label,
        kind: Some(kind(proposal.kind)),
        detail: (!proposal.detail.is_empty()).then_some(proposal.detail),
        documentation: (!proposal.documentation.is_empty())
            .then(|| lsp::Documentation::MarkupContent(markdown(proposal.documentation))),
        sort_text: Some(rank(proposal.kind).to_owned()),
        insert_text_format: proposal.is_snippet.then_some(lsp::InsertTextFormat::Snippet),
        text_edit: Some(lsp::CompletionItemTextEdit::TextEdit(edit)),
        ..Default::default()
    })
}

const fn kind(kind: CompletionKind) -> lsp::CompletionItemKind {
    match kind {
        CompletionKind::Keyword => lsp::CompletionItemKind::Keyword,
        CompletionKind::Snippet => lsp::CompletionItemKind::Snippet,
        CompletionKind::Module => lsp::CompletionItemKind::Module,
        CompletionKind::Type => lsp::CompletionItemKind::Struct,
        CompletionKind::Enum => lsp::CompletionItemKind::Enum,
        CompletionKind::Member => lsp::CompletionItemKind::EnumMember,
        CompletionKind::Credential => lsp::CompletionItemKind::Class,
        CompletionKind::Claim => lsp::CompletionItemKind::Field,
        CompletionKind::Part => lsp::CompletionItemKind::Property,
        CompletionKind::Operator => lsp::CompletionItemKind::Operator,
        CompletionKind::Value => lsp::CompletionItemKind::Value,
        CompletionKind::Role => lsp::CompletionItemKind::Interface,
        CompletionKind::Capability => lsp::CompletionItemKind::EnumMember,
        CompletionKind::Constant => lsp::CompletionItemKind::Constant,
        CompletionKind::Condition => lsp::CompletionItemKind::Function,
        CompletionKind::Rule => lsp::CompletionItemKind::Method,
        CompletionKind::File => lsp::CompletionItemKind::File,
    }
}

/// What is most likely meant comes first.
const fn rank(kind: CompletionKind) -> &'static str {
    match kind {
        CompletionKind::Value | CompletionKind::Member | CompletionKind::Claim => "1",
        CompletionKind::Part | CompletionKind::Operator | CompletionKind::Capability => "1",
        CompletionKind::Condition | CompletionKind::Credential | CompletionKind::Role => "2",
        CompletionKind::Rule | CompletionKind::Constant | CompletionKind::File => "2",
        CompletionKind::Type | CompletionKind::Enum => "3",
        CompletionKind::Keyword => "4",
        CompletionKind::Module => "5",
        CompletionKind::Snippet => "6",
    }
}

pub(super) fn signature(
    server: &mut Server,
    params: lsp::SignatureHelpParams,
) -> Answer<Option<lsp::SignatureHelp>> {
    let found = server.at(&params.text_document_position_params).and_then(|(name, offset)| {
        let page = server.page(&name)?;
        let found = server.workspace.signature(&name, offset)?;
        let units = |octet: u32| {
            let before = found.label.get(..octet as usize).unwrap_or_default();
            width(before, page.encoding())
        };
        let steps = found.steps.iter().map(|step| lsp::ParameterInformation {
            label: lsp::ParameterInformationLabel::Tuple((units(step.start), units(step.end))),
            documentation: None,
        });
        let parameters = Some(steps.collect());
        let signature = lsp::SignatureInformation {
            parameters,
            label: found.label.clone(),
            documentation: Some(lsp::Documentation::String(found.documentation.to_owned())),
            active_parameter: None,
        };
        Some(lsp::SignatureHelp {
            signatures: vec![signature],
            active_signature: Some(0),
            active_parameter: Some(lsp::ActiveParameter::Int(found.active)),
        })
    });
    Ok(found)
}
