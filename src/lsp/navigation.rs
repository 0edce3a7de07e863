//! Hover, definitions, references and highlights.

use gen_lsp_types as lsp;

use super::convert::markdown;
use super::dispatch::{Answer, Failure};
use super::server::Server;
use super::uri;
use crate::service::Workspace;

impl Server {
    /// The file and the octet that a request is about.
    pub(super) fn at(&self, params: &lsp::TextDocumentPositionParams) -> Option<(String, u32)> {
        let name = uri::name(&params.text_document.uri);
        let offset = self.page(&name)?.offset(params.position);
        Some((name, offset))
    }
}

pub(super) fn hover(server: &mut Server, params: lsp::HoverParams) -> Answer<Option<lsp::Hover>> {
    let found = server.at(&params.text_document_position_params).and_then(|(name, offset)| {
        let hover = server.workspace.hover(&name, offset)?;
        let range = Some(server.page(&name)?.range(&hover.range));
        Some(lsp::Hover { contents: lsp::Contents::MarkupContent(markdown(hover.text)), range })
    });
    Ok(found)
}

pub(super) fn definition(
    server: &mut Server,
    params: lsp::DefinitionParams,
) -> Answer<Option<lsp::DefinitionResponse>> {
    let found = server
        .at(&params.text_document_position_params)
        .and_then(|(name, offset)| server.location(&server.workspace.definition(&name, offset)?));
    Ok(found.map(|at| lsp::DefinitionResponse::Definition(lsp::Definition::Location(at))))
}

pub(super) fn type_definition(
    server: &mut Server,
    params: lsp::TypeDefinitionParams,
) -> Answer<Option<lsp::TypeDefinitionResponse>> {
    let found = server.at(&params.text_document_position_params).and_then(|(name, offset)| {
        server.location(&server.workspace.type_definition(&name, offset)?)
    });
    Ok(found.map(|at| lsp::TypeDefinitionResponse::Definition(lsp::Definition::Location(at))))
}

pub(super) fn references(
    server: &mut Server,
    params: lsp::ReferenceParams,
) -> Answer<Option<Vec<lsp::Location>>> {
    let with_declaration = params.context.include_declaration;
    Ok(server.at(&params.text_document_position_params).map(|(name, offset)| {
        let places = server.workspace.references(&name, offset, with_declaration);
        places.iter().filter_map(|place| server.location(place)).collect()
    }))
}

pub(super) fn highlights(
    server: &mut Server,
    params: lsp::DocumentHighlightParams,
) -> Answer<Option<Vec<lsp::DocumentHighlight>>> {
    let found = server.at(&params.text_document_position_params).and_then(|(name, offset)| {
        let page = server.page(&name)?;
        let highlights = server.workspace.highlights(&name, offset).into_iter();
        let highlight = |found: crate::service::Highlight| lsp::DocumentHighlight {
            range: page.range(&found.range),
            kind: Some(if found.is_declaration {
                lsp::DocumentHighlightKind::Write
            } else {
                lsp::DocumentHighlightKind::Read
            }),
        };
        Some(highlights.map(highlight).collect())
    });
    Ok(found)
}

/// A file of the standard library.
pub(super) fn content(
    _server: &mut Server,
    params: lsp::TextDocumentContentParams,
) -> Answer<lsp::TextDocumentContentResult> {
    let name = uri::name(&params.uri);
    match Workspace::library_text(&name) {
        Some(text) => Ok(lsp::TextDocumentContentResult { text: text.to_owned() }),
        None => Err(Failure(format!("there is no module `{}`", name.escape_debug()))),
    }
}
