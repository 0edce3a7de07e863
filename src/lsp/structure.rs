//! Folding and selection.

use gen_lsp_types as lsp;

use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::service::FoldKind;

pub(super) fn folds(
    server: &mut Server,
    params: lsp::FoldingRangeParams,
) -> Answer<Option<Vec<lsp::FoldingRange>>> {
    let name = uri::name(&params.text_document.uri);
    Ok(server.page(&name).map(|page| {
        let folds = server.workspace.folds(&name).into_iter();
        let fold = |fold: crate::service::Fold| {
            let range = page.range(&fold.range);
            lsp::FoldingRange {
                start_line: range.start.line,
                start_character: Some(range.start.character),
                end_line: range.end.line,
                end_character: Some(range.end.character),
                kind: match fold.kind {
                    FoldKind::Block => None,
                    FoldKind::Comment => Some(lsp::FoldingRangeKind::Comment),
                    FoldKind::Uses => Some(lsp::FoldingRangeKind::Imports),
                },
                collapsed_text: None,
            }
        };
        folds.map(fold).collect()
    }))
}

pub(super) fn selections(
    server: &mut Server,
    params: lsp::SelectionRangeParams,
) -> Answer<Option<Vec<lsp::SelectionRange>>> {
    let name = uri::name(&params.text_document.uri);
    let Some(page) = server.page(&name) else { return Ok(None) };
    let selection = |position: lsp::Position| {
        let ranges = server.workspace.selections(&name, page.offset(position));
        let outermost_first = ranges.iter().rev().map(|octets| page.range(octets));
        let nested = outermost_first
            .fold(None, |parent, range| Some(Box::new(lsp::SelectionRange { range, parent })));
        let here = lsp::Range { start: position, end: position };
        nested.map_or(lsp::SelectionRange { range: here, parent: None }, |nested| *nested)
    };
    Ok(Some(params.positions.into_iter().map(selection).collect()))
}
