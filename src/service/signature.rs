//! Signature help: what may stand in an `at` path, step by step.

use std::ops::Range;

use crate::format::Family;
use crate::service::analysis::Analysis;
use crate::service::workspace::Workspace;
use crate::syntax::token::{Token, TokenKind};

/// The form of an `at` path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The whole form.
    pub label: String,
    /// The parts of the label that are steps, in octets.
    pub steps: Vec<Range<u32>>,
    /// Words about it.
    pub documentation: &'static str,
    /// Which step the cursor is in.
    pub active: u32,
}

impl Workspace {
    /// The form of the `at` path around an offset.
    pub fn signature(&self, file: &str, offset: u32) -> Option<Signature> {
        let analysis = self.analysis(file)?;
        let before = analysis.significant_before(offset);
        let at = before.iter().rposition(|token| analysis.source(token.span) == "at")?;
        let behind = before.get(at + 1..)?;
        let ends = |token: &&Token| {
            matches!(token.kind, TokenKind::Colon | TokenKind::OpenBrace | TokenKind::CloseBrace)
        };
        if behind.iter().any(|token| ends(&token)) || !analysis.may_have_keys(offset) {
            return None;
        }
        let slashes = behind.iter().filter(|token| token.kind == TokenKind::Slash).count();
        let family = analysis.family_at(offset);
        let (first, more, documentation) = match family {
            Some(Family::Jwt) => ("\"key\"", "\"key\" or [0]", JWT),
            Some(Family::Cwt) => ("504, \"key\" or h'01'", "503, \"key\", h'01' or [0]", CWT),
            Some(Family::X509) => ("extension OID, subject OID or position N", "OID or [0]", X509),
            None => ("KEY", "KEY or [0]", ANY),
        };
        let begin = 3u32;
        let first_end = begin + length(first);
        let second = first_end + 3;
        Some(Signature {
            label: format!("at {first} / {more}"),
            steps: vec![begin..first_end, second..second + length(more)],
            documentation,
            active: u32::from(slashes > 0),
        })
    }
}

const JWT: &str = "Names of JSON members, and positions of arrays after the first step.";
const CWT: &str =
    "Keys of CBOR maps: integers, texts or byte strings; then positions of arrays too.";
const X509: &str = "From the root an extension, an attribute of the subject, or a field of the certificate by its position.";
const ANY: &str = "The key under which the claim stands; further steps lead into it.";

fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

impl Analysis {
    /// Keys are written in credentials and types.
    fn may_have_keys(&self, offset: u32) -> bool {
        let head = self.item_head(offset);
        head.is_some_and(|head| matches!(self.source(head.span), "credential" | "type"))
    }

    /// The family of the credential that is declared around an offset, when its format is written.
    pub(super) fn family_at(&self, offset: u32) -> Option<Family> {
        let head = self.item_head(offset)?;
        if self.source(head.span) != "credential" {
            return None;
        }
        let behind = self.significant_between(head.span.end, offset);
        let colon = behind.iter().position(|token| token.kind == TokenKind::Colon)?;
        let format = behind.get(colon + 1)?;
        Some(crate::format::Format::from_word(self.source(format.span))?.family())
    }
}
