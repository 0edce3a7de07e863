//! Formatting.

use gen_lsp_types as lsp;

use super::convert::Page;
use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::service::Edit;

pub(super) fn document(
    server: &mut Server,
    params: lsp::DocumentFormattingParams,
) -> Answer<Option<Vec<lsp::TextEdit>>> {
    Ok(server.formatted(&params.text_document.uri, None))
}

pub(super) fn range(
    server: &mut Server,
    params: lsp::DocumentRangeFormattingParams,
) -> Answer<Option<Vec<lsp::TextEdit>>> {
    Ok(server.formatted(&params.text_document.uri, Some(&params.range)))
}

/// After a closing brace: the item that it ends.
pub(super) fn on_type(
    server: &mut Server,
    params: lsp::DocumentOnTypeFormattingParams,
) -> Answer<Option<Vec<lsp::TextEdit>>> {
    let name = uri::name(&params.text_document.uri);
    let Some(page) = server.page(&name) else { return Ok(None) };
    let edits = server.workspace.format_ended(&name, page.offset(params.position));
    Ok(edits.map(|edits| edits.iter().map(|edit| text_edit(&page, edit)).collect()))
}

fn text_edit(page: &Page, edit: &Edit) -> lsp::TextEdit {
    lsp::TextEdit { range: page.range(&(edit.range.0..edit.range.1)), new_text: edit.text.clone() }
}

impl Server {
    fn formatted(&self, uri: &lsp::Uri, within: Option<&lsp::Range>) -> Option<Vec<lsp::TextEdit>> {
        let name = uri::name(uri);
        let page = self.page(&name)?;
        let within = within.map(|range| page.octets(range));
        let edits = self.workspace.format(&name)?.into_iter();
        let inside = |range: (u32, u32)| {
            within.as_ref().is_none_or(|within| within.start <= range.1 && range.0 <= within.end)
        };
        let kept = edits.filter(|edit| inside(edit.range));
        Some(kept.map(|edit| text_edit(&page, &edit)).collect())
    }
}
