//! Lowering: a checked policy becomes entries of the profile that it chose.

use std::collections::{BTreeMap, HashSet};

use crate::check::Checked;
use crate::check::checked::{CredentialId, Rule};
use crate::diagnostic::{Code, Diagnostic, code};
use crate::format::Format;
use crate::limits::Limits;
use crate::model::disclosure::DisclosurePolicy;
use crate::model::{PreAuthData, Profile, Role};
use crate::rule::alternatives::Expander;
use crate::rule::conjunction::Conjunction;
use crate::rule::disclosure;
use crate::rule::effect;
use crate::rule::entries::{self, Writer};
use crate::rule::many;
use crate::rule::normalize::Merging;
use crate::rule::shadow::{self, Fate};
use crate::source::Span;

/// What the caller decides instead of the policy.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The profile to write.
    pub profile: Option<Profile>,
    /// Whether profile `exact` writes the keys of CBOR maps as paths.
    pub path_id: Option<bool>,
    /// MLS credential types for formats whose credentials declare none.
    pub credential_types: BTreeMap<Format, u16>,
    /// Bounds on what is made.
    pub limits: Limits,
}

/// A policy in the form that goes on the wire.
#[derive(Debug, Clone, PartialEq)]
pub struct Lowered {
    /// The entries.
    pub preauth: PreAuthData,
    /// Every role of the room, ascending by index.
    pub roles: Vec<Role>,
    /// The component that carries the entries.
    pub component: u16,
    /// Where each entry comes from; as many as there are entries.
    pub origins: Vec<Origin>,
    /// What the room asks of disclosures, when the policy says so.
    pub disclosure: Option<DisclosurePolicy>,
    /// What the author should know.
    pub warnings: Vec<Diagnostic>,
}

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The rule, by its place in [`Checked::rules`].
    pub rule: usize,
    /// Which of the rule's entries it is, from 0.
    pub alternative: usize,
}

/// Whose claims an entry tests, as far as the wire can tell credentials apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Scope {
    /// The credential; `None` is anyone.
    pub credential: Option<CredentialId>,
    /// The number under which the wire knows such credentials.
    pub known_as: Option<u16>,
}

/// One alternative of a rule, on its way to an entry.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The rule, by its place.
    pub rule: usize,
    /// Whose claims.
    pub scope: Scope,
    /// What they must be.
    pub tests: Conjunction,
}

/// Lowers a checked policy.
///
/// # Errors
/// `E06…` diagnostics: too many entries, something that the profile or the wire cannot say, a
/// bound of the wire format.
pub fn lower(checked: &Checked, options: &Options) -> Result<Lowered, Vec<Diagnostic>> {
    let plan = Plan::of(checked, options);
    let (drafts, mut warnings) = plan.drafts()?;
    let fates = shadow::fates(&drafts);
    warnings.extend(plan.shadowed(&drafts, &fates));
    let drafts: Vec<Draft> = drafts
        .into_iter()
        .zip(&fates)
        .filter_map(|(draft, fate)| (*fate == Fate::Decides).then_some(draft))
        .collect();
    warnings.extend(effect::without_effect(checked, &drafts));
    plan.bound(&drafts)?;
    let writer = Writer { checked, profile: plan.profile, path_id: plan.path_id, options };
    let preauth = entries::write(&writer, &drafts, &mut warnings)?;
    warnings.extend(plan.refusal());
    let origins = origins(&drafts);
    let (limits, merging) = (&options.limits, plan.merging());
    warnings.extend(many::many_entries(&checked.rules, &preauth, &origins, limits, merging));
    Ok(Lowered {
        preauth,
        roles: checked.roles.iter().map(|definition| definition.role.clone()).collect(),
        component: plan.component,
        origins,
        disclosure: disclosure::lower(checked, options),
        warnings,
    })
}

/// What is to be written, once the caller's wishes are laid over the policy's.
struct Plan<'a> {
    checked: &'a Checked,
    options: &'a Options,
    profile: Profile,
    path_id: bool,
    component: u16,
}

impl<'a> Plan<'a> {
    fn of(checked: &'a Checked, options: &'a Options) -> Plan<'a> {
        let wire = &checked.wire;
        let profile = options.profile.unwrap_or(wire.profile);
        let path_id = options.path_id.unwrap_or(wire.path_id) && profile == Profile::Exact;
        // A component is named for a profile; bytes of another one do not belong there.
        let named = wire.component.filter(|_| profile == wire.profile);
        let component = named.unwrap_or(profile.default_component());
        Plan { checked, options, profile, path_id, component }
    }

    const fn merging(&self) -> Merging {
        match self.profile {
            Profile::Matcher => Merging::Ranges,
            Profile::Exact | Profile::Pointer => Merging::Off,
        }
    }

    /// Every rule's alternatives, bounded over the whole policy.
    fn drafts(&self) -> Result<(Vec<Draft>, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut expander = Expander::new(&self.options.limits, self.merging());
        let (mut drafts, mut warnings, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        for (number, rule) in self.checked.rules.iter().enumerate() {
            let alternatives = match &rule.condition {
                None => Ok(vec![Conjunction::default()]),
                Some(condition) => expander.expand(condition),
            };
            let Ok(alternatives) = alternatives else { continue };
            if alternatives.is_empty() {
                warnings.push(never_matches(rule));
            }
            counts.push((rule.span, alternatives.len()));
            let scope = self.scope(rule);
            drafts.extend(alternatives.into_iter().map(|tests| Draft {
                rule: number,
                scope,
                tests,
            }));
            if drafts.len() > self.options.limits.entries {
                expander.errors.push(too_many(counts, self.options.limits.entries));
                break;
            }
        }
        if expander.errors.is_empty() {
            Ok((drafts, warnings))
        } else {
            Err(distinct(expander.errors))
        }
    }

    fn scope(&self, rule: &Rule) -> Scope {
        let known_as =
            rule.credential.and_then(|id| self.checked.credentials.get(id.0)).map(|credential| {
                match self.profile {
                    Profile::Exact => entries::credential_type(credential, self.options),
                    Profile::Pointer | Profile::Matcher => credential.format.family() as u16,
                }
            });
        Scope { credential: rule.credential, known_as }
    }

    fn shadowed(&self, drafts: &[Draft], fates: &[Fate]) -> Vec<Diagnostic> {
        let rules = self.checked.rules.iter().enumerate();
        rules
            .filter_map(|(number, rule)| {
                let of_rule = || drafts.iter().zip(fates).filter(|(draft, _)| draft.rule == number);
                let mut by = Vec::new();
                for (_, fate) in of_rule() {
                    let Fate::Shadowed { by: other } = fate else { return None };
                    by.push(*other);
                }
                by.dedup();
                // Of rules behind `admit anyone`, the check has told already.
                if by.iter().any(|number| self.is_for_anyone(*number)) {
                    return None;
                }
                (!by.is_empty()).then(|| shadowed(rule, &by, self.checked))
            })
            .collect()
    }

    /// Roles are repeated in every entry; what they take is known before they are copied.
    fn bound(&self, drafts: &[Draft]) -> Result<(), Vec<Diagnostic>> {
        let limit = self.options.limits.preauth_bytes;
        let mut total = 0usize;
        for draft in drafts {
            let rule = self.checked.rules.get(draft.rule);
            let role = rule.and_then(|rule| self.checked.roles.get(rule.role));
            total = total.saturating_add(role.map_or(0, |role| entries::role_size(&role.role)));
        }
        if total <= limit {
            return Ok(());
        }
        let message =
            format!("the roles in the entries take {total} octets, and at most {limit} fit");
        let help =
            "each entry repeats its role: shorten names and descriptions, or write fewer entries";
        let at = self.checked.wire.span;
        Err(vec![Diagnostic::new(code::WIRE_LIMIT, at, message).help(help)])
    }

    fn is_for_anyone(&self, number: usize) -> bool {
        self.checked.rules.get(number).is_some_and(|rule| rule.credential.is_none())
    }

    /// Said once, at the first rule that refuses.
    fn refusal(&self) -> Option<Diagnostic> {
        let refuses = |rule: &&Rule| {
            self.checked.roles.get(rule.role).is_some_and(|role| role.role.index == 0)
        };
        let rule = self.checked.rules.iter().find(refuses)?;
        let message = "a refusal is an entry whose role is role 0";
        let note = "the drafts do not say what role 0 in an entry means; software other than `admit` \
                    may not stop there";
        let help = "where `admit` alone decides, say so in the block of `policy`: `allow W0604 \"why\"`; \
                    elsewhere let the other rules name those who are admitted";
        let found = Diagnostic::new(code::REFUSAL_READING, rule.span, message);
        Some(found.note(note).help(help))
    }
}

fn never_matches(rule: &Rule) -> Diagnostic {
    let message = "no credential ever matches this rule";
    Diagnostic::new(code::NEVER_MATCHES, rule.span, message)
        .note("its tests contradict each other in every alternative; no entry is written for it")
}

fn shadowed(rule: &Rule, by: &[usize], checked: &Checked) -> Diagnostic {
    let message = "this rule never decides: earlier rules match whatever it matches";
    let mut diagnostic = Diagnostic::new(code::SHADOWED, rule.span, message)
        .help("put the narrower rule first, or take it out");
    for rule in by.iter().filter_map(|number| checked.rules.get(*number)) {
        diagnostic = diagnostic.label(rule.span, "matches first");
    }
    diagnostic
}

/// At most this many rules are shown.
const SHOWN: usize = 8;

fn too_many(mut counts: Vec<(Span, usize)>, limit: usize) -> Diagnostic {
    let message = format!("the policy has more than {limit} entries");
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let first = counts.first().map_or_else(Span::default, |(span, _)| *span);
    let mut diagnostic = Diagnostic::new(code::TOO_MANY_ENTRIES, first, message)
        .note("each alternative of each rule is an entry of its own");
    for (at, (span, count)) in counts.into_iter().take(SHOWN).enumerate() {
        let text = if count == 1 { "1 entry".into() } else { format!("{count} entries") };
        diagnostic = if at == 0 { diagnostic.here(text) } else { diagnostic.label(span, text) };
    }
    diagnostic
}

/// One diagnostic a mistake: a named condition is put in place wherever it is used.
pub(crate) fn distinct(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut seen: HashSet<(Code, Span, String)> = HashSet::new();
    let mut fresh = |diagnostic: &Diagnostic| {
        seen.insert((diagnostic.code, diagnostic.primary.span, diagnostic.message.clone()))
    };
    diagnostics.retain(&mut fresh);
    diagnostics
}

fn origins(drafts: &[Draft]) -> Vec<Origin> {
    let mut origins: Vec<Origin> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let alternative = match origins.last() {
            Some(last) if last.rule == draft.rule => last.alternative + 1,
            _ => 0,
        };
        origins.push(Origin { rule: draft.rule, alternative });
    }
    origins
}
