//! Warnings about disclosure policies: what holders cannot keep, and what contradicts the rules.

use std::collections::HashSet;

use super::{Block, Disclosures};
use crate::check::checked::{Condition, DisclosedClaim, Part, Relation, Step, Subject, Test};
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::rules::KnownRule;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;
use crate::format::{Format, Provenance};
use crate::model::disclosure::{Duty, Pseudonyms};
use crate::spell::key;
use crate::syntax::ast::Literal;

/// Claims that say who somebody is (OpenID Connect Core section 5.1), by the names that JSON and
/// CBOR have in common.
const IDENTITY: [&str; 10] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "email",
    "phone_number",
    "picture",
    "profile",
];

/// `iss`, `aud`, `exp`, `nbf`, `iat`, `cti`, `cnf` and `cnonce`, which an SD-CWT never withholds
/// (draft-ietf-spice-sd-cwt-07 section 7).
const NEVER_REDACTED: [i128; 8] = [1, 3, 4, 5, 6, 7, 8, 39];

impl Checker<'_> {
    /// Looks at a disclosure policy that is otherwise right.
    pub(crate) fn lint_disclosures(&self, rules: &[KnownRule<'_>], found: &Disclosures) {
        for block in &found.blocks {
            self.lint_unused(rules, block);
            for claim in block.claims.iter().filter(|claim| claim.duty == Duty::Forbid) {
                self.lint_unwithheld(&block.shape, claim);
                self.lint_tested(rules, block, claim);
            }
        }
        if found.pseudonyms == Some(Pseudonyms::Required) {
            self.lint_identity(rules, found);
        }
    }

    fn lint_unused(&self, rules: &[KnownRule<'_>], block: &Block) {
        if rules.iter().any(|rule| rule.shape.as_ref().is_none_or(|of| is_same(of, &block.shape))) {
            return;
        }
        let message = format!("no rule admits a `{}`", block.shape.name);
        self.report(
            diagnostic(code::DISCLOSED_UNUSED, block.span, message)
                .note("what is said of its claims matters to nobody")
                .help("name a credential that a rule admits, or take the block out"),
        );
    }

    fn lint_unwithheld(&self, shape: &Shape, claim: &DisclosedClaim) {
        let cannot = match shape.format {
            Format::SdJwt => false,
            Format::SdCwt => match claim.pointer.as_slice() {
                [Step::Cbor(first)] => {
                    let key = |number: &i128| key::cbor(&Literal::Int(*number));
                    NEVER_REDACTED.iter().any(|number| key(number).as_ref() == Some(first))
                }
                _ => false,
            },
            Format::Jwt | Format::Cwt | Format::Vc | Format::X509 => true,
        };
        if !cannot {
            return;
        }
        let (name, format) = (&claim.name, shape.format.word());
        let message = format!("the holder of a `{format}` cannot withhold `{name}`");
        self.report(
            diagnostic(code::FORBIDS_UNWITHHELD, claim.span, message)
                .note("whoever has a credential with this claim is turned away")
                .help("ask for a credential without it, or for one whose claims can be withheld: `sd_jwt`, `sd_cwt`"),
        );
    }

    fn lint_tested(&self, rules: &[KnownRule<'_>], block: &Block, forbidden: &DisclosedClaim) {
        for (rule, test) in tests(rules) {
            let of_block = rule.shape.as_ref().is_some_and(|shape| is_same(shape, &block.shape));
            let needs = test.provenance == Provenance::Issuer
                && test.relation != Relation::Absent
                && test.pointer.starts_with(&forbidden.pointer)
                && !is_excepted(block, forbidden, test);
            if of_block && needs {
                let message =
                    format!("this tests `{}`, which may not be disclosed", forbidden.name);
                self.report(
                    diagnostic(code::TESTS_FORBIDDEN, test.span, message)
                        .label(forbidden.span, "forbidden here")
                        .note("whoever satisfies it is turned away for disclosing the claim")
                        .help(
                            "take the claim out of the `forbid` list, or the test out of the rule",
                        ),
                );
            }
        }
    }

    fn lint_identity(&self, rules: &[KnownRule<'_>], found: &Disclosures) {
        let mut seen = HashSet::new();
        for (_, test) in tests(rules) {
            if !is_identity(test) || !seen.insert(test.span) {
                continue;
            }
            let message = "this asks who somebody is, and pseudonyms are required";
            let mut warning = diagnostic(code::TESTS_IDENTITY, test.span, message)
                .note("who passes it is known to everybody who sees the credential")
                .help("test what somebody is: a host, a department, a group");
            if let Some(span) = found.pseudonyms_span {
                warning = warning.label(span, "required here");
            }
            self.report(warning);
        }
    }
}

/// Whether the wire takes credentials for the same.
fn is_same(one: &Shape, other: &Shape) -> bool {
    (one.format, one.credential_type) == (other.format, other.credential_type)
}

/// Whether a claim below a forbidden one is exempt from it.
fn is_excepted(block: &Block, forbidden: &DisclosedClaim, test: &Test) -> bool {
    block.claims.iter().any(|claim| {
        claim.duty != Duty::Forbid
            && claim.pointer.len() > forbidden.pointer.len()
            && claim.pointer.starts_with(&forbidden.pointer)
            && test.pointer.starts_with(&claim.pointer)
    })
}

fn is_identity(test: &Test) -> bool {
    if test.relation == Relation::Absent {
        return false;
    }
    let named = match test.pointer.first() {
        Some(Step::Name(name)) => IDENTITY.contains(&name.as_str()),
        Some(Step::Cbor(first)) => IDENTITY
            .iter()
            .any(|name| key::cbor(&Literal::Text((*name).to_owned())).as_ref() == Some(first)),
        _ => false,
    };
    let is_host = test.part == Part::Host;
    let of_user = matches!(test.part, Part::UserId | Part::DeviceId);
    of_user || !is_host && (named || test.subject == Subject::Email)
}

/// Every test of every rule; those inside of searches are told by the list that is searched.
fn tests<'r, 'a>(
    rules: &'r [KnownRule<'a>],
) -> impl Iterator<Item = (&'r KnownRule<'a>, &'r Test)> {
    rules.iter().flat_map(|rule| {
        let mut found = Vec::new();
        if let Some(condition) = rule.condition() {
            collect(condition, &mut found);
        }
        found.into_iter().map(move |test| (rule, test))
    })
}

/// As deep as conditions may nest.
fn collect<'c>(condition: &'c Condition, out: &mut Vec<&'c Test>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts, _) => {
            parts.iter().for_each(|part| collect(part, out));
        }
        Condition::Test(test) => out.push(test),
    }
}
