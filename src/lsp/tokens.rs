//! Semantic tokens.

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use super::convert::Page;
use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::service::text::width;
use crate::service::{Colour, ColourKind};

/// The protocol's names of the types, by their numbers. Clients know these without being taught.
const TYPES: [&str; 15] = [
    "namespace",
    "type",
    "enum",
    "enumMember",
    "class",
    "property",
    "interface",
    "variable",
    "function",
    "method",
    "keyword",
    "comment",
    "string",
    "number",
    "operator",
];

const MODIFIERS: [&str; 4] = ["declaration", "readonly", "documentation", "defaultLibrary"];

/// The types and modifiers, for the client.
pub(super) fn legend() -> Value {
    json!({ "tokenTypes": TYPES, "tokenModifiers": MODIFIERS })
}

pub(super) fn full(
    server: &mut Server,
    params: lsp::SemanticTokensParams,
) -> Answer<Option<lsp::SemanticTokens>> {
    let name = uri::name(&params.text_document.uri);
    Ok(server.page(&name).map(|page| encoded(&page, &server.workspace.colours(&name))))
}

pub(super) fn range(
    server: &mut Server,
    params: lsp::SemanticTokensRangeParams,
) -> Answer<Option<lsp::SemanticTokens>> {
    let name = uri::name(&params.text_document.uri);
    Ok(server.page(&name).map(|page| {
        let octets = page.octets(&params.range);
        let mut colours = server.workspace.colours(&name);
        colours.retain(|colour| colour.range.start < octets.end && octets.start < colour.range.end);
        encoded(&page, &colours)
    }))
}

/// Each token counts from the one before.
fn encoded(page: &Page, colours: &[Colour]) -> lsp::SemanticTokens {
    let mut before = lsp::Position { line: 0, character: 0 };
    let mut data = Vec::with_capacity(colours.len());
    for colour in colours {
        let at = page.position(colour.range.start);
        let range = colour.range.start as usize..colour.range.end as usize;
        let text = page.text.get(range).unwrap_or_default().trim_end_matches('\r');
        let delta_line = at.line.saturating_sub(before.line);
        let delta_start = if delta_line == 0 {
            at.character.saturating_sub(before.character)
        } else {
            at.character
        };
        data.push(lsp::SemanticToken {
            delta_line,
            delta_start,
            length: width(text, page.encoding()),
            token_type: number(colour.kind),
            token_modifiers_bitset: modifiers(colour),
        });
        before = at;
    }
    lsp::SemanticTokens { result_id: None, data }
}

const fn number(kind: ColourKind) -> u32 {
    match kind {
        ColourKind::Module => 0,
        ColourKind::Type => 1,
        ColourKind::Enum => 2,
        ColourKind::EnumMember | ColourKind::Capability => 3,
        ColourKind::Credential => 4,
        ColourKind::Claim | ColourKind::Part => 5,
        ColourKind::Role => 6,
        ColourKind::Constant => 7,
        ColourKind::Condition => 8,
        ColourKind::Rule => 9,
        ColourKind::Keyword => 10,
        ColourKind::Comment => 11,
        ColourKind::Text => 12,
        ColourKind::Number => 13,
        ColourKind::Operator => 14,
    }
}

fn modifiers(colour: &Colour) -> u32 {
    let is_constant = colour.kind == ColourKind::Constant;
    u32::from(colour.is_declaration)
        | u32::from(is_constant) << 1
        | u32::from(colour.is_documentation) << 2
        | u32::from(colour.is_built_in) << 3
}
