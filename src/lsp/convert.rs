//! Places: octets of the service to lines and characters of the protocol, and back.

use std::ops::Range;
use std::rc::Rc;

use gen_lsp_types as lsp;

use super::server::Server;
use crate::service::text::{Encoding, Lines, Position};
use crate::service::{Edit, Place, SymbolKind};

/// A file's text, ready to convert places in it.
pub(super) struct Page {
    pub(super) text: Rc<str>,
    lines: Lines,
    encoding: Encoding,
}

impl Page {
    pub(super) fn new(text: Rc<str>, encoding: Encoding) -> Page {
        let lines = Lines::of(&text);
        Page { text, lines, encoding }
    }

    pub(super) fn offset(&self, position: lsp::Position) -> u32 {
        let position = Position { line: position.line, column: position.character };
        self.lines.offset(&self.text, position, self.encoding)
    }

    /// Both ends of a range; a reversed one is empty.
    pub(super) fn octets(&self, range: &lsp::Range) -> Range<u32> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        start..end.max(start)
    }

    pub(super) fn position(&self, offset: u32) -> lsp::Position {
        let Position { line, column } = self.lines.position(&self.text, offset, self.encoding);
        lsp::Position { line, character: column }
    }

    pub(super) fn range(&self, octets: &Range<u32>) -> lsp::Range {
        lsp::Range { start: self.position(octets.start), end: self.position(octets.end) }
    }

    pub(super) const fn encoding(&self) -> Encoding {
        self.encoding
    }
}

impl Server {
    /// A file's text with its lines.
    pub(super) fn page(&self, name: &str) -> Option<Page> {
        Some(Page::new(self.workspace.text(name)?, self.encoding))
    }

    /// The URI of a file, as the client spells it, if it does.
    pub(super) fn uri(&self, name: &str) -> lsp::Uri {
        if let Some(known) = self.uris.get(name) {
            return known.clone();
        }
        if !self.client.reads_library
            && let Some(copy) = self.workspace.library(name)
        {
            return super::uri::of_name(&copy);
        }
        super::uri::of_name(name)
    }

    /// A place that the client can open.
    pub(super) fn location(&self, place: &Place) -> Option<lsp::Location> {
        let range = self.page(&place.file)?.range(&(place.range.0..place.range.1));
        Some(lsp::Location { uri: self.uri(&place.file), range })
    }

    /// Changes of files as the client applies them.
    pub(super) fn workspace_edit(&self, edits: &[Edit]) -> lsp::WorkspaceEdit {
        let mut changes: std::collections::HashMap<lsp::Uri, Vec<lsp::TextEdit>> =
            std::collections::HashMap::new();
        for edit in edits {
            let Some(page) = self.page(&edit.file) else { continue };
            let range = page.range(&(edit.range.0..edit.range.1));
            let change = lsp::TextEdit { range, new_text: edit.text.clone() };
            changes.entry(self.uri(&edit.file)).or_default().push(change);
        }
        lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() }
    }
}

/// What the protocol calls a declared thing.
pub(super) const fn symbol_kind(kind: SymbolKind) -> lsp::SymbolKind {
    match kind {
        SymbolKind::Policy => lsp::SymbolKind::Package,
        SymbolKind::Module => lsp::SymbolKind::Module,
        SymbolKind::Type => lsp::SymbolKind::Struct,
        SymbolKind::Enum => lsp::SymbolKind::Enum,
        SymbolKind::Member => lsp::SymbolKind::EnumMember,
        SymbolKind::Credential => lsp::SymbolKind::Class,
        SymbolKind::Claim => lsp::SymbolKind::Field,
        SymbolKind::Role => lsp::SymbolKind::Interface,
        SymbolKind::Constant => lsp::SymbolKind::Constant,
        SymbolKind::Condition => lsp::SymbolKind::Function,
        SymbolKind::Rule => lsp::SymbolKind::Method,
        SymbolKind::Setting => lsp::SymbolKind::Property,
        SymbolKind::Test => lsp::SymbolKind::Event,
    }
}

/// Words in Markdown.
pub(super) fn markdown(value: String) -> lsp::MarkupContent {
    lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value }
}
