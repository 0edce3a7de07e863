//! Rules that take any issuer's word.

use std::collections::HashMap;

use crate::check::checked::{Part, Relation, Step, Test};
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::lints::brackets::Alternatives;
use crate::check::lints::known::always;
use crate::check::names::Def;
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::{Diagnostic, code};
use crate::format::{Format, Provenance};

/// At most this many rules are shown.
const SHOWN: usize = 4;

/// CBOR's key of `iss` (RFC 8392 section 3.1.1).
const ISS: &[u8] = &[1];

/// The rules that admit holders of one credential.
#[derive(Default)]
struct Admitting<'r, 'a> {
    testing: Vec<&'r KnownRule<'a>>,
    silent: Vec<&'r KnownRule<'a>>,
    /// Some alternatives do, and others do not.
    uneven: Vec<(&'r KnownRule<'a>, Alternatives<'a>)>,
    /// Whether a rule admits every holder; that is told of that rule.
    everybody: bool,
}

impl Checker<'_> {
    pub(super) fn lint_every_holder(&self, rule: &KnownRule<'_>) {
        if let (Some(shape), None) = (&rule.shape, rule.condition()) {
            let message = format!(
                "this admits every holder of a `{}`, whoever issued it",
                shape.format.word()
            );
            self.report(
                diagnostic(code::EVERY_HOLDER, rule.span, message)
                    .note(format!(
                        "that a credential is a `{}` can only be told by its claims",
                        shape.name
                    ))
                    .help(what_to_test(shape))
                    .help("a condition begins with `where`, behind the role"),
            );
        }
    }

    /// Whoever can issue credentials of the format can write the claims that are tested.
    pub(super) fn lint_issuers(&self, rules: &[KnownRule<'_>]) {
        let mut by_credential: HashMap<Def, Admitting<'_, '_>> = HashMap::new();
        let mut order = Vec::new();
        for rule in rules.iter().filter(|rule| rule.role.is_some()) {
            let Some(shape) = rule.shape.as_ref().filter(|shape| names_issuer(shape.format)) else {
                continue;
            };
            let admitting = by_credential.entry(shape.def).or_insert_with(|| {
                order.push(shape);
                Admitting::default()
            });
            match rule.condition() {
                None => admitting.everybody = true,
                Some(condition) => {
                    let is_such = |test: &Test| tests_issuer(test, shape.format);
                    if always(condition, &is_such) {
                        admitting.testing.push(rule);
                    } else if let Some(found) = self.uneven(rule, shape, &is_such) {
                        admitting.uneven.push((rule, found));
                    } else {
                        admitting.silent.push(rule);
                    }
                }
            }
        }
        for shape in order {
            let Some(admitting) = by_credential.get(&shape.def) else { continue };
            for (_, found) in &admitting.uneven {
                let is_such = |test: &Test| tests_issuer(test, shape.format);
                let told = self.silent_alternatives(found, shape, &is_such);
                told.into_iter().for_each(|told| self.report(explained(told, shape)));
            }
            let whole = admitting.testing.first().map(|rule| (rule, "this one does"));
            let part = admitting.uneven.first().map(|(rule, _)| (rule, "in part, this one does"));
            if let Some((first, does)) = whole.or(part) {
                for rule in &admitting.silent {
                    let message = "this rule does not test the issuer, other rules do";
                    let found =
                        diagnostic(code::NO_ISSUER, rule.span, message).label(first.span, does);
                    self.report(explained(found, shape));
                }
            } else if let (Some(first), false) = (admitting.silent.first(), admitting.everybody) {
                self.report(self.no_rule_tests(shape, first, &admitting.silent));
            }
        }
    }

    /// Said once, where the credential is declared or, when that is elsewhere, first used.
    fn no_rule_tests(
        &self,
        shape: &Shape,
        first: &KnownRule<'_>,
        silent: &[&KnownRule<'_>],
    ) -> Diagnostic {
        let message = format!("no rule tests who issued the `{}`", shape.name);
        let ours = Some(shape.span.file) == self.root_file();
        let place = if ours { shape.span } else { first.span };
        let mut found = diagnostic(code::NO_ISSUER, place, message);
        for rule in silent.iter().filter(|rule| rule.span != place).take(SHOWN) {
            found = found.label(rule.span, "admits by what any issuer may say");
        }
        explained(found, shape)
    }
}

fn explained(found: Diagnostic, shape: &Shape) -> Diagnostic {
    found
        .note("whoever else issues credentials that are accepted here can write the same claims")
        .help(what_to_test(shape))
}

/// How to test the issuer, or what stands for it.
fn what_to_test(shape: &Shape) -> String {
    let claim = shape.claims.fields.iter().find(|field| is_issuer_field(field, shape.format));
    match (claim, shape.format) {
        (_, Format::X509) => "say which certificates: `where …`, with a test of their names".into(),
        (Some(field), _) => format!(
            "test the issuer: `{} == \"https://idp.example.com\"`, with the one that you mean",
            field.name.node
        ),
        (None, Format::Cwt | Format::SdCwt) => {
            "declare `iss at 1 : uri`, and test it: `iss == \"https://idp.example.com\"`".into()
        }
        (None, _) => {
            "declare `iss : https_uri`, and test it: `iss == \"https://idp.example.com\"`".into()
        }
    }
}

fn is_issuer_field(field: &crate::check::types::Field, format: Format) -> bool {
    use crate::syntax::ast::{AtStep, Literal};
    match (field.at.as_slice(), format) {
        ([], Format::Cwt | Format::SdCwt) => false,
        ([], _) => field.name.node == "iss",
        ([at], Format::Cwt | Format::SdCwt) => at.node == AtStep::Key(Literal::Int(1)),
        ([at], _) => at.node == AtStep::Key(Literal::Text("iss".into())),
        _ => false,
    }
}

/// A certificate's issuer is settled by its path to a trust anchor; the name that it writes of its
/// issuer adds nothing to that.
const fn names_issuer(format: Format) -> bool {
    !matches!(format, Format::X509)
}

/// Whether a test is satisfied only by issuers that it picks: by the whole of the claim, its
/// beginning or its host.
fn tests_issuer(test: &Test, format: Format) -> bool {
    if test.provenance == Provenance::Holder {
        return false;
    }
    let of_issuer = match (test.pointer.first(), format) {
        (Some(Step::Name(name)), Format::Vc) => name == "iss" || name == "issuer",
        (Some(Step::Name(name)), _) => name == "iss",
        (Some(Step::Cbor(key)), _) => key == ISS,
        _ => false,
    };
    let picks = !matches!(test.relation, Relation::Exists | Relation::Absent | Relation::IsNull);
    let part = matches!(test.part, Part::Whole | Part::Host | Part::Slice { .. });
    of_issuer && picks && part || is_nested_issuer(test, format) && picks
}

/// `vc.issuer` of VC Data Model 1.1, a text or a record with an `id`.
fn is_nested_issuer(test: &Test, format: Format) -> bool {
    match test.pointer.as_slice() {
        [Step::Name(outer), Step::Name(inner), ..] => {
            format == Format::Vc && outer == "vc" && inner == "issuer"
        }
        _ => false,
    }
}
