//! Keys: where a field is in credentials of a format.

use crate::check::checked::Step;
use crate::check::context::Checker;
use crate::check::sink::diagnostic;
use crate::check::stdlib;
use crate::check::types::Field;
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::format::{Family, Format, Provenance};
use crate::semantics::{cbor, oid};
use crate::source::{Span, Spanned};
use crate::spell::key;
use crate::syntax::ast::{AtStep, Literal, Name};

/// Positions of `tbsCertificate` (`docs/semantics.md` section 2).
const TBS_POSITIONS: u32 = 10;

/// How the attributes of a name are written short, and what the library calls them.
const ATTRIBUTES: [(&str, &str); 10] = [
    ("cn", "common_name"),
    ("o", "organization"),
    ("organisation", "organization"),
    ("ou", "organizational_unit"),
    ("organisational_unit", "organizational_unit"),
    ("c", "country"),
    ("l", "locality"),
    ("st", "state_or_province"),
    ("email", "email_address"),
    ("san", "subject_alt_names"),
];

/// Who asserts a field of the claims as a whole.
pub(crate) fn provenance(field: &Field) -> Provenance {
    match field.at.first().map(|step| &step.node) {
        Some(AtStep::Holder(_)) => Provenance::Holder,
        _ => Provenance::Issuer,
    }
}

impl Checker<'_> {
    /// The steps from a record to one of its fields; reports keys that the format does not have.
    pub(crate) fn steps(&self, field: &Field, format: Format, at_root: bool) -> Option<Vec<Step>> {
        let (Some(first), rest) = (field.at.first(), field.at.get(1..).unwrap_or_default()) else {
            return self.own_name(field, format);
        };
        let mut steps = vec![self.step(first, format, at_root)?];
        for step in rest {
            steps.push(self.step(step, format, false)?);
        }
        Some(steps)
    }

    fn own_name(&self, field: &Field, format: Format) -> Option<Vec<Step>> {
        let name = &field.name.node;
        match format.family() {
            Family::Jwt => Some(vec![Step::Name(name.clone())]),
            Family::Cwt => Some(vec![Step::Cbor(text_key(name))]),
            Family::X509 => self.sink.fail(self.nameless(&field.name)),
        }
    }

    /// A field of a certificate that does not say where it is.
    fn nameless(&self, name: &Name) -> Diagnostic {
        let message = format!("nothing in a certificate is called `{}`", name.node);
        let found = diagnostic(code::BAD_KEY, name.span, message);
        let usual = || stdlib::certificate_fields().map(|(field, _)| field);
        let short = ATTRIBUTES.iter().find(|(short, _)| name.node.eq_ignore_ascii_case(short));
        let meant = short.map(|(_, field)| *field);
        let meant = meant.or_else(|| self.sink.nearest(&name.node, usual()));
        let of_library = "`use std.x509` and `extends x509.Certificate`";
        match stdlib::certificate_fields().find(|(field, _)| Some(*field) == meant) {
            Some((field, place)) => {
                let end = Span::new(name.span.file, name.span.end, name.span.end);
                found
                    .help(format!(
                        "say where it is: `{} at {place}`; or {of_library}, which has `{field}` \
                         and the other usual fields",
                        name.node
                    ))
                    .suggest(
                        end,
                        format!(" at {place}"),
                        format!("read it at `{place}`"),
                        Applicability::Maybe,
                    )
            }
            None => found
                .help("say where it is: `at extension 2.5.29.17`, `at subject 2.5.4.3`, `at position 5`")
                .help(format!(
                    "{of_library} give the usual fields: `common_name`, `organization`, `country`, \
                     `subject_alt_names` and more"
                )),
        }
    }

    fn step(&self, step: &Spanned<AtStep>, format: Format, at_root: bool) -> Option<Step> {
        match (&step.node, format.family()) {
            (AtStep::Key(Literal::Text(name)), Family::Jwt) => Some(Step::Name(name.clone())),
            (AtStep::Key(literal), Family::Cwt) => self.cbor_key(literal, step.span),
            (AtStep::Key(Literal::Oid(dotted)), Family::X509) => {
                self.oid(dotted, step.span).map(Step::Oid)
            }
            (AtStep::Extension(oid) | AtStep::Subject(oid), Family::X509) if at_root => {
                let Literal::Oid(dotted) = &oid.node else { return None };
                self.oid(dotted, oid.span).map(Step::Oid)
            }
            (AtStep::Position(number), Family::X509) if at_root => {
                let position: u32 = self.number(number, "a position")?;
                if position < TBS_POSITIONS {
                    return Some(Step::Position(position));
                }
                let message = format!("a certificate has no position {position}");
                let help = "the positions are 0..9: version, serial number, signature, issuer, validity, \
                            subject, key, issuer's id, subject's id, extensions";
                self.sink.fail(diagnostic(code::NUMBER_RANGE, number.span, message).help(help))
            }
            (AtStep::Position(number) | AtStep::Index(number), Family::X509) => {
                self.number(number, "a position").map(Step::Position)
            }
            (AtStep::Index(number), _) if !at_root => {
                self.number(number, "a position").map(Step::Position)
            }
            (AtStep::Holder(_), _) if !format.has_holder_claims() => {
                self.sink.fail(no_holder(step.span, format))
            }
            (AtStep::Holder(_), _) if !at_root => self.sink.fail(holder_inside(step.span)),
            (AtStep::Holder(key), Family::Cwt) => self.cbor_key(&key.node, key.span),
            (AtStep::Holder(Spanned { node: Literal::Text(name), .. }), _) => {
                Some(Step::Name(name.clone()))
            }
            _ => self.sink.fail(bad_key(step, format, at_root)),
        }
    }

    fn cbor_key(&self, literal: &Literal, span: Span) -> Option<Step> {
        match (key::cbor(literal), literal) {
            (Some(key), _) => Some(Step::Cbor(key)),
            (None, Literal::Int(number)) => {
                let message = format!("`{number}` does not fit an integer of CBOR");
                self.fail(code::NUMBER_RANGE, span, message)
            }
            (None, _) => {
                let message = "a key of a CWT is an integer, a text or a byte string";
                self.fail(code::BAD_KEY, span, message)
            }
        }
    }

    /// DER content octets of a dotted OID.
    pub(crate) fn oid(&self, dotted: &str, span: Span) -> Option<Vec<u8>> {
        oid::from_dotted(dotted).or_else(|| {
            let message = format!("`{dotted}` is no object identifier");
            let help = "it begins with 0, 1 or 2, the second number is below 40 unless the first is 2, \
                        and no number begins with a superfluous 0";
            self.sink.fail(diagnostic(code::BAD_OID, span, message).help(help))
        })
    }
}

fn text_key(name: &str) -> Vec<u8> {
    let mut key = Vec::new();
    cbor::write_text(&mut key, name);
    key
}

fn no_holder(at: Span, format: Format) -> Diagnostic {
    let message = format!("the holder says nothing beside a `{}`", format.word());
    let found = diagnostic(code::NO_HOLDER_CLAIMS, at, message);
    match format {
        Format::Jwt => {
            found.help("leave `holder` out to read what the issuer asserts, or declare a `sd_jwt` or `vc`: with those the holder says something")
        }
        Format::Cwt => found.help("leave `holder` out to read what the issuer asserts, or declare a `sd_cwt`: with it the holder says something"),
        _ => found.help("leave `holder` out to read what the issuer asserts"),
    }
}

fn holder_inside(at: Span) -> Diagnostic {
    let message = "`holder` begins the way to a claim; what is inside of a claim is its asserter's";
    diagnostic(code::HOLDER_INSIDE, at, message)
        .help("put it on a claim of the credential itself: `device at holder \"device\" : { name : string }`")
}

/// Why a step has no meaning in a format.
fn bad_key(step: &Spanned<AtStep>, format: Format, at_root: bool) -> Diagnostic {
    let (message, help) = match (&step.node, format.family()) {
        (AtStep::Extension(_) | AtStep::Subject(_), Family::X509) => (
            "extensions and subject attributes are found from the root of a certificate".to_owned(),
            "further down, an OID stands alone: `at 2.5.4.3`",
        ),
        (AtStep::Extension(_) | AtStep::Subject(_) | AtStep::Position(_), _) => (
            format!("`{}` has no extensions, subjects and positions", format.word()),
            "these belong to `x509`; an element of a list is `[0]`",
        ),
        (AtStep::Index(_), _) if at_root => {
            (format!("the claims of `{}` are no list", format.word()), "begin with a key")
        }
        (AtStep::Key(_), Family::X509) => (
            "a key in a certificate is an OID or a position".to_owned(),
            "write `at extension 2.5.29.17`, `at subject 2.5.4.3` or `at position 5`",
        ),
        _ => (
            format!("a key of `{}` is a text", format.word()),
            "JSON has no other keys; write it in quotes",
        ),
    };
    diagnostic(code::BAD_KEY, step.span, message).help(help)
}
