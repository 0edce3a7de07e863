//! Inlay hints.

use gen_lsp_types as lsp;

use super::dispatch::Answer;
use super::server::Server;
use super::uri;

pub(super) fn hints(
    server: &mut Server,
    params: lsp::InlayHintParams,
) -> Answer<Option<Vec<lsp::InlayHint>>> {
    let name = uri::name(&params.text_document.uri);
    Ok(server.page(&name).map(|page| {
        let hints = server.workspace.hints(&name, &page.octets(&params.range)).into_iter();
        let hint = |hint: crate::service::Hint| lsp::InlayHint {
            position: page.position(hint.at),
            label: lsp::Label::String(hint.text),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        };
        hints.map(hint).collect()
    }))
}
