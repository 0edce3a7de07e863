//! Symbols of a file and of the workspace.

use gen_lsp_types as lsp;

use super::convert::{Page, symbol_kind};
use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::service::Symbol;

pub(super) fn document(
    server: &mut Server,
    params: lsp::DocumentSymbolParams,
) -> Answer<Option<lsp::DocumentSymbolResponse>> {
    let name = uri::name(&params.text_document.uri);
    let found = server.page(&name).map(|page| {
        let symbols = server.workspace.symbols(&name);
        symbols.iter().map(|symbol| one(&page, symbol)).collect()
    });
    Ok(found.map(lsp::DocumentSymbolResponse::DocumentSymbolList))
}

fn one(page: &Page, symbol: &Symbol) -> lsp::DocumentSymbol {
    let children: Vec<_> = symbol.children.iter().map(|child| one(page, child)).collect();
    // Clients reject an empty name.
    let name = if symbol.name.is_empty() { "\"\"" } else { &symbol.name };
    #[allow(deprecated, reason = "the structure has the field, and it must be given")]
    lsp::DocumentSymbol {
        name: name.to_owned(),
        detail: (!symbol.detail.is_empty()).then(|| symbol.detail.clone()),
        kind: symbol_kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: page.range(&symbol.range),
        selection_range: page.range(&symbol.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

pub(super) fn workspace(
    server: &mut Server,
    params: lsp::WorkspaceSymbolParams,
) -> Answer<Option<lsp::WorkspaceSymbolResponse>> {
    let found = server.workspace.search(&params.query).into_iter().filter_map(|found| {
        let location = server.location(&found.place)?;
        Some(lsp::WorkspaceSymbol {
            location: lsp::WorkspaceSymbolLocation::Location(location),
            data: None,
            base_symbol_information: lsp::BaseSymbolInformation {
                name: found.name,
                kind: symbol_kind(found.kind),
                tags: None,
                container_name: (!found.container.is_empty()).then_some(found.container),
            },
        })
    });
    Ok(Some(lsp::WorkspaceSymbolResponse::WorkspaceSymbolList(found.collect())))
}
