//! Which function answers which message.

use gen_lsp_types as lsp;
use lsp_server::{ErrorCode, Notification, Request, Response};

use super::server::Server;
use super::{actions, calls, commands, completion, diagnostics, format, hints, lenses, navigation};
use super::{rename, structure, symbols, tokens};

/// Why a request is turned down, in words for the user.
pub(super) struct Failure(pub(super) String);

/// What an answer is made of.
pub(super) type Answer<T> = Result<T, Failure>;

impl Server {
    /// The answer to a request.
    pub(super) fn answer(&mut self, request: Request) -> Response {
        let mut open = Open { server: self, request: Some(request), response: None };
        open.on::<lsp::HoverRequest>(navigation::hover)
            .on::<lsp::CompletionRequest>(completion::completion)
            .on::<lsp::SignatureHelpRequest>(completion::signature)
            .on::<lsp::DefinitionRequest>(navigation::definition)
            .on::<lsp::TypeDefinitionRequest>(navigation::type_definition)
            .on::<lsp::ReferencesRequest>(navigation::references)
            .on::<lsp::DocumentHighlightRequest>(navigation::highlights)
            .on::<lsp::DocumentSymbolRequest>(symbols::document)
            .on::<lsp::WorkspaceSymbolRequest>(symbols::workspace)
            .on::<lsp::CodeActionRequest>(actions::actions)
            .on::<lsp::CodeLensRequest>(lenses::lenses)
            .on::<lsp::RenameRequest>(rename::rename)
            .on::<lsp::PrepareRenameRequest>(rename::prepare)
            .on::<lsp::FoldingRangeRequest>(structure::folds)
            .on::<lsp::SelectionRangeRequest>(structure::selections)
            .on::<lsp::SemanticTokensRequest>(tokens::full)
            .on::<lsp::SemanticTokensRangeRequest>(tokens::range)
            .on::<lsp::InlayHintRequest>(hints::hints)
            .on::<lsp::CallHierarchyPrepareRequest>(calls::prepare)
            .on::<lsp::CallHierarchyIncomingCallsRequest>(calls::incoming)
            .on::<lsp::CallHierarchyOutgoingCallsRequest>(calls::outgoing)
            .on::<lsp::DocumentDiagnosticRequest>(diagnostics::pull)
            .on::<lsp::DocumentFormattingRequest>(format::document)
            .on::<lsp::DocumentRangeFormattingRequest>(format::range)
            .on::<lsp::DocumentOnTypeFormattingRequest>(format::on_type)
            .on::<lsp::TextDocumentContentRequest>(navigation::content)
            .on::<lsp::ExecuteCommandRequest>(commands::execute)
            .close()
    }

    /// Takes a notification. Those that are not known are ignored, as the protocol wants it.
    pub(super) fn take(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "textDocument/didOpen" => read(params).map(|params| self.opened(params)),
            "textDocument/didChange" => read(params).map(|params| self.edited(params)),
            "textDocument/didClose" => read(params).map(|params| self.closed(params)),
            "textDocument/didSave" => read(params).map(|params| self.saved(params)),
            "workspace/didChangeWorkspaceFolders" => {
                read(params).map(|params| self.folders_changed(params))
            }
            "workspace/didChangeWatchedFiles" => read(params).map(|params| self.watched(params)),
            _ => None,
        };
    }
}

fn read<P: serde::de::DeserializeOwned>(params: serde_json::Value) -> Option<P> {
    serde_json::from_value(params).ok()
}

/// A request that looks for its function.
struct Open<'s> {
    server: &'s mut Server,
    request: Option<Request>,
    response: Option<Response>,
}

impl Open<'_> {
    fn on<R: lsp::Request>(
        &mut self,
        answer: fn(&mut Server, R::Params) -> Answer<R::Result>,
    ) -> &mut Self {
        let Some(request) = self.request.take_if(|request| request.method == R::METHOD.as_str())
        else {
            return self;
        };
        let Request { id, params, .. } = request;
        self.response = Some(match serde_json::from_value(params) {
            Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
            Ok(params) => match answer(self.server, params) {
                Ok(result) => Response::new_ok(id, result),
                Err(Failure(why)) => Response::new_err(id, ErrorCode::RequestFailed as i32, why),
            },
        });
        self
    }

    fn close(&mut self) -> Response {
        match (self.response.take(), self.request.take()) {
            (Some(response), _) => response,
            (None, Some(request)) => {
                let why = format!("`{}` is not known here", request.method.escape_debug());
                Response::new_err(request.id, ErrorCode::MethodNotFound as i32, why)
            }
            (None, None) => Response::new_ok(0.into(), ()),
        }
    }
}
