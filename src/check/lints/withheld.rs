//! Claims that the holder may withhold: tests of their absence, and positions among them.

use crate::check::checked::{Condition, Relation, Step, Subject, Test};
use crate::check::context::Checker;
use crate::check::lints::each_test;
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::format::{Format, Provenance};
use crate::syntax::unseen;

/// Claims of an SD-JWT that are always disclosed: those that decide whether it is valid
/// (RFC 9901 section 9.7), and those that SD-JWT VC forbids to withhold (section 3.2.2.2).
const SD_JWT_KEPT: [&str; 8] =
    ["iss", "aud", "exp", "nbf", "cnf", "vct", "vct#integrity", "status"];

/// Of these, the one whose elements may be withheld all the same.
const AUD: &str = "aud";

/// Claims of an SD-CWT that are never redacted (draft-ietf-spice-sd-cwt-07, table of claim
/// requirements): `iss`, `aud`, `exp`, `nbf`, `iat`, `cti`, `cnf`, `cnonce`, as CBOR.
const SD_CWT_KEPT: [&[u8]; 8] = [&[1], &[3], &[4], &[5], &[6], &[7], &[8], &[0x18, 39]];

/// Whether holders choose what to disclose.
pub(super) const fn is_selective(format: Format) -> bool {
    matches!(format, Format::SdJwt | Format::SdCwt)
}

/// Whether the claim at the end of these steps may be withheld.
pub(super) fn may_withhold(format: Format, way: &[&Step]) -> bool {
    let (Some(first), inner) = (way.first(), way.len() > 1) else { return false };
    match (format, first) {
        (Format::SdJwt, Step::Name(name)) => {
            !SD_JWT_KEPT.contains(&name.as_str()) || (name == AUD && inner)
        }
        (Format::SdCwt, Step::Cbor(key)) => !SD_CWT_KEPT.contains(&key.as_slice()),
        _ => false,
    }
}

impl Checker<'_> {
    /// Looks at the tests of a rule for holders who choose what to disclose.
    pub(super) fn lint_withheld(
        &self,
        rule: &KnownRule<'_>,
        format: Format,
        condition: &Condition,
    ) {
        if !is_selective(format) {
            return;
        }
        each_test(condition, &mut |way, test| {
            // What the holder says of itself has a warning of its own.
            if test.provenance == Provenance::Holder {
                return;
            }
            // To refuse whoever withholds something is what makes holders disclose it.
            if rule.role.is_some() && test.relation == Relation::Absent && may_withhold(format, way)
            {
                self.report(self.absent_or_withheld(format, test));
            }
            if shifts(format, way, test) {
                self.report(self.shifting_position(test));
            }
        });
    }

    fn absent_or_withheld(&self, format: Format, test: &Test) -> Diagnostic {
        let claim = self.written(test.claim_span);
        let message = format!("whoever withholds `{claim}` passes this test");
        let help = match (test.pointer.last(), test.subject) {
            (Some(Step::Search(..)), _) => {
                "ask for an element that speaks for the holder, and so is disclosed".into()
            }
            (_, Subject::Bool) => {
                format!("ask for what the issuer says instead: `{claim} == false`")
            }
            _ => format!("ask for a value that has to be disclosed: `{claim} == …`"),
        };
        diagnostic(code::ABSENT_OR_WITHHELD, test.span, message)
            .note(format!(
                "the holder of an `{}` chooses what to disclose, and leaves out what speaks against it",
                format.word()
            ))
            .help(help)
    }

    fn shifting_position(&self, test: &Test) -> Diagnostic {
        let claim = self.written(test.claim_span);
        let message =
            format!("`{claim}` is at another position when elements before it are withheld");
        let found = diagnostic(code::SHIFTING_POSITION, test.claim_span, message).note(
            "the holder may withhold elements, and those that follow move up: an element that was not meant is tested",
        );
        let Some((list, rest)) = self.around_position(test) else {
            return found.help("declare the list, and search for the element by what it says");
        };
        match searching(list, rest) {
            Some(better) => {
                let shown = unseen::visible(&better);
                found.help(format!("search instead: `{shown}`")).suggest(
                    test.span,
                    better,
                    "look at every element",
                    Applicability::Maybe,
                )
            }
            None => found.help(format!("search for the element by what it says: `{list}[…]`")),
        }
    }

    /// What is written in front of the first position, and behind it.
    fn around_position(&self, test: &Test) -> Option<(&str, &str)> {
        let text = self.short(test.span)?;
        let (list, rest) = text.split_once('[')?;
        let (position, rest) = rest.split_once(']')?;
        let number = position.trim();
        let is_number = number.starts_with(|c: char| c.is_ascii_digit());
        (is_number && !list.is_empty() && !number.contains("..")).then(|| (list.trim_end(), rest))
    }
}

/// The same test of any element; `None` when it would be another kind of test.
fn searching(list: &str, rest: &str) -> Option<String> {
    let tail = rest.trim();
    if let Some(value) = tail.strip_prefix("==") {
        return Some(format!("{list} contains {}", value.trim()));
    }
    let inner = match tail.strip_prefix('.') {
        Some(member) => member.to_owned(),
        None if tail.is_empty() => return None,
        None if tail.starts_with('[') => format!("it{tail}"),
        None => format!("it {tail}"),
    };
    (!inner.contains('\n')).then(|| format!("{list}[{inner}] exists"))
}

/// Whether a position stands in a test's own pointer that disclosure shifts. Nothing inside of
/// embedded CBOR can be withheld on its own.
fn shifts(format: Format, way: &[&Step], test: &Test) -> bool {
    let own = test.pointer.iter().position(|step| matches!(step, Step::Position(_)));
    let Some((at, outside)) = own.zip(way.len().checked_sub(test.pointer.len())) else {
        return false;
    };
    // The elements are a step below the list.
    let elements = way.get(..=outside + at).unwrap_or_default();
    let embedded = elements.iter().any(|step| matches!(step, Step::Embedded));
    !embedded && may_withhold(format, elements)
}
