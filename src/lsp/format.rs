//! Formatting.

use gen_lsp_types as lsp;

use super::dispatch::Answer;
use super::server::Server;
use super::uri;

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
        Some(
            kept.map(|edit| lsp::TextEdit {
                range: page.range(&(edit.range.0..edit.range.1)),
                new_text: edit.text,
            })
            .collect(),
        )
    }
}
