//! Documents: opened, edited and closed in the editor, or changed around it.

use gen_lsp_types as lsp;
use serde_json::json;

use super::convert::Page;
use super::server::Server;
use super::uri;

impl Server {
    pub(super) fn opened(&mut self, params: lsp::DidOpenTextDocumentParams) {
        let document = params.text_document;
        let name = uri::name(&document.uri);
        self.uris.insert(name.clone(), document.uri);
        self.versions.insert(name.clone(), document.version);
        self.workspace.open(&name, document.text);
        self.touched();
    }

    /// The changes apply one after the other, each to the text that the one before left.
    pub(super) fn edited(&mut self, params: lsp::DidChangeTextDocumentParams) {
        let name = uri::name(&params.text_document.text_document_identifier.uri);
        if !self.workspace.is_open(&name) {
            return;
        }
        self.versions.insert(name.clone(), params.text_document.version);
        for change in params.content_changes {
            match change {
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                    let Some(text) = self.workspace.text(&name) else { return };
                    let range = Page::new(text, self.encoding).octets(&change.range);
                    self.workspace.edit(&name, range, &change.text);
                }
                lsp::TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(
                    change,
                ) => self.workspace.open(&name, change.text),
            }
        }
        self.touched();
    }

    pub(super) fn closed(&mut self, params: lsp::DidCloseTextDocumentParams) {
        let name = uri::name(&params.text_document.uri);
        if !self.workspace.is_open(&name) {
            return;
        }
        self.workspace.close(&name);
        self.versions.remove(&name);
        self.awaiting.remove(&name);
        if self.published.remove(&name).is_some() {
            self.publish_nothing(&name);
        }
        self.uris.remove(&name);
        self.touched();
    }

    /// What was saved may be what another file on the disk was waiting for.
    pub(super) fn saved(&mut self, params: lsp::DidSaveTextDocumentParams) {
        self.workspace.changed(&uri::name(&params.text_document.uri));
        self.touched();
    }

    pub(super) fn watched(&mut self, params: lsp::DidChangeWatchedFilesParams) {
        for change in params.changes {
            let name = uri::name(&change.uri);
            if !self.workspace.is_open(&name) {
                self.workspace.changed(&name);
            }
        }
        self.touched();
    }

    pub(super) fn folders_changed(&mut self, params: lsp::DidChangeWorkspaceFoldersParams) {
        for folder in params.event.removed {
            self.workspace.remove_folder(&uri::name(&folder.uri));
        }
        for folder in params.event.added {
            self.workspace.add_folder(&uri::name(&folder.uri));
        }
    }

    /// Asks to be told of files that come, go and change.
    pub(super) fn register_watchers(&mut self) {
        if !self.client.registers_watchers {
            return;
        }
        let registration = json!({ "registrations": [{
            "id": "admit-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": [{ "globPattern": "**/*.policy" }] },
        }] });
        self.ask("client/registerCapability", registration);
    }
}
