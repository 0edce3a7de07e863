//! Rename.

use gen_lsp_types as lsp;

use super::dispatch::{Answer, Failure};
use super::server::Server;
use crate::service::Refusal;

pub(super) fn rename(
    server: &mut Server,
    params: lsp::RenameParams,
) -> Answer<Option<lsp::WorkspaceEdit>> {
    let Some((name, offset)) = server.at(&params.text_document_position_params) else {
        return Ok(None);
    };
    match server.workspace.rename(&name, offset, &params.new_name) {
        Ok(edits) => Ok(Some(server.workspace_edit(&edits))),
        Err(Refusal(why)) => Err(Failure(why)),
    }
}

pub(super) fn prepare(
    server: &mut Server,
    params: lsp::PrepareRenameParams,
) -> Answer<Option<lsp::PrepareRenameResult>> {
    let Some((name, offset)) = server.at(&params.text_document_position_params) else {
        return Ok(None);
    };
    match server.workspace.renameable(&name, offset) {
        Ok(octets) => {
            Ok(server.page(&name).map(|page| lsp::PrepareRenameResult::Range(page.range(&octets))))
        }
        Err(Refusal(why)) => Err(Failure(why)),
    }
}
