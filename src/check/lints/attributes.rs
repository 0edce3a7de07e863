//! Attributes that names in certificates often have several of, and keys that find the first.

use crate::check::checked::{Condition, Relation, Step, Test};
use crate::check::context::Checker;
use crate::check::lints::each_test;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;
use crate::format::Format;
use crate::semantics::oid;

/// Attribute types of which one name often holds several.
const OFTEN_SEVERAL: [(&str, &str); 5] = [
    ("2.5.4.11", "organizational unit"),
    ("0.9.2342.19200300.100.1.25", "domain component"),
    ("1.2.840.113549.1.9.1", "e-mail address"),
    ("0.9.2342.19200300.100.1.3", "mailbox"),
    ("2.5.4.9", "street address"),
];

/// Positions of `issuer` and `subject` in `tbsCertificate`.
const NAMES: [u32; 2] = [3, 5];

impl Checker<'_> {
    /// Of several attributes of one kind in a Name, a key finds the first.
    pub(super) fn lint_attributes(&self, format: Format, condition: &Condition) {
        if format != Format::X509 {
            return;
        }
        each_test(condition, &mut |way, test| {
            let presence = matches!(test.relation, Relation::Exists | Relation::Absent);
            if let (false, Some((dotted, kind))) = (presence, attribute(way)) {
                self.lint_attribute(test, dotted, kind);
            }
        });
    }

    fn lint_attribute(&self, test: &Test, dotted: &str, kind: &str) {
        let claim = self.written(test.claim_span);
        let message = format!("`{claim}` is only the first {kind} of the name");
        self.report(
            diagnostic(code::FIRST_OF_SEVERAL, test.claim_span, message)
                .note(format!(
                    "a name often has several attributes of this kind; who writes one more in front changes what is tested ({dotted})"
                ))
                .help(format!(
                    "to look at all of them, declare `parts at position 5 : [{{ value at {dotted} : string }}]` (3 for the issuer) and search: `parts[value == …] exists`"
                )),
        );
    }
}

/// The attribute that is looked up in a whole name: from the root, or below issuer or subject.
fn attribute(way: &[&Step]) -> Option<(&'static str, &'static str)> {
    let key = match way {
        [Step::Oid(key)] => key,
        [Step::Position(name), Step::Oid(key)] if NAMES.contains(name) => key,
        // directoryName of a GeneralName
        [Step::Oid(_), .., Step::Position(4), Step::Oid(key)] => key,
        _ => return None,
    };
    let dotted = oid::to_dotted(key)?;
    OFTEN_SEVERAL.iter().find(|(known, _)| *known == dotted).copied()
}
