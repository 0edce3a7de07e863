//! Drafts become entries: their tests claims of one profile, in one canonical order.

use crate::check::Checked;
use crate::check::checked::{Credential, RoleDefinition, Rule};
use crate::diagnostic::{Diagnostic, code};
use crate::format::Family;
use crate::model::{Entry, ExactClaim, MatcherClaim, PointerClaim, PreAuthData, Profile, Role};
use crate::rule::atom::{Atom, Hop};
use crate::rule::exact::{self, Dialect};
use crate::rule::lower::{Draft, Options, distinct};
use crate::rule::unsayable::{Place, Unsayable};
use crate::rule::{matcher, pointer};

/// What is written, and in which profile.
pub(crate) struct Writer<'a> {
    /// The policy.
    pub checked: &'a Checked,
    /// The profile.
    pub profile: Profile,
    /// Dialect `path-id`.
    pub path_id: bool,
    /// The caller's wishes.
    pub options: &'a Options,
}

/// The entries, one a draft.
pub(crate) fn write(
    writer: &Writer<'_>,
    drafts: &[Draft],
    warnings: &mut Vec<Diagnostic>,
) -> Result<PreAuthData, Vec<Diagnostic>> {
    let preauth = match writer.profile {
        Profile::Exact => writer.entries::<ExactClaim>(drafts, warnings).map(PreAuthData::Exact),
        Profile::Pointer => {
            writer.entries::<PointerClaim>(drafts, warnings).map(PreAuthData::Pointer)
        }
        Profile::Matcher => {
            writer.entries::<MatcherClaim>(drafts, warnings).map(PreAuthData::Matcher)
        }
    };
    let taken = std::mem::take(warnings);
    *warnings = distinct(taken);
    preauth.map_err(distinct)
}

/// The MLS credential type by which profile `exact` knows a credential: the policy's own, or the
/// caller's for formats whose credentials declare none.
pub(crate) fn credential_type(credential: &Credential, options: &Options) -> u16 {
    let format = credential.format;
    match options.credential_types.get(&format) {
        Some(number) if credential.credential_type == format.default_credential_type() => *number,
        _ => credential.credential_type,
    }
}

/// At least how many octets a role takes in an entry.
pub(crate) fn role_size(role: &Role) -> usize {
    let changes: usize = role.changes.iter().map(|change| 4 + 4 * change.targets.len()).sum();
    18 + role.name.len() + role.description.len() + 2 * role.capabilities.len() + changes
}

/// A claim of one of the profiles.
trait Claim: Sized + Ord {
    /// The profile.
    const PROFILE: Profile;

    /// A test as a claim.
    fn of(atom: &Atom, family: Family, dialect: Dialect) -> Result<Self, Unsayable>;

    /// The claim that every credential of a family satisfies and no other, if there is one.
    fn any_of(family: Family) -> Option<Self>;
}

impl Claim for ExactClaim {
    const PROFILE: Profile = Profile::Exact;

    fn of(atom: &Atom, family: Family, dialect: Dialect) -> Result<Self, Unsayable> {
        exact::claim(atom, family, dialect)
    }

    fn any_of(_: Family) -> Option<Self> {
        None
    }
}

impl Claim for PointerClaim {
    const PROFILE: Profile = Profile::Pointer;

    fn of(atom: &Atom, family: Family, _: Dialect) -> Result<Self, Unsayable> {
        pointer::claim(atom, family)
    }

    fn any_of(_: Family) -> Option<Self> {
        None
    }
}

impl Claim for MatcherClaim {
    const PROFILE: Profile = Profile::Matcher;

    fn of(atom: &Atom, family: Family, _: Dialect) -> Result<Self, Unsayable> {
        matcher::claim(atom, family)
    }

    fn any_of(family: Family) -> Option<Self> {
        Some(matcher::any_of(family))
    }
}

impl Writer<'_> {
    fn entries<C: Claim>(
        &self,
        drafts: &[Draft],
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Entry<C>>, Vec<Diagnostic>> {
        let (mut entries, mut errors) = (Vec::new(), Vec::new());
        for draft in drafts {
            let Some((rule, role)) = self.rule(draft) else { continue };
            let mut claims: Vec<C> = match self.credential(rule) {
                Some(credential) => self.claims(draft, rule, credential, &mut errors, warnings),
                None => Vec::new(),
            };
            claims.sort();
            claims.dedup();
            entries.push(Entry { claims, role: role.role.clone() });
        }
        if errors.is_empty() { Ok(entries) } else { Err(errors) }
    }

    fn claims<C: Claim>(
        &self,
        draft: &Draft,
        rule: &Rule,
        credential: &Credential,
        errors: &mut Vec<Diagnostic>,
        warnings: &mut Vec<Diagnostic>,
    ) -> Vec<C> {
        let family = credential.format.family();
        let dialect = Dialect {
            credential_type: credential_type(credential, self.options),
            path_id: self.path_id,
        };
        let atoms = draft.tests.atoms();
        if atoms.is_empty() {
            let any = C::any_of(family);
            if any.is_none() {
                errors.push(self.needs_condition(rule, credential));
            }
            return any.into_iter().collect();
        }
        let mut claims = Vec::new();
        for atom in atoms {
            if let Some(error) = self.past_limit(atom) {
                errors.push(error);
                continue;
            }
            match C::of(atom, family, dialect) {
                Ok(claim) => claims.push(claim),
                Err(reason) => errors.push(self.unsayable(atom, family, dialect, &reason)),
            }
            if C::PROFILE == Profile::Pointer
                && let Some(left_out) = pointer::left_out(atom, atoms)
            {
                warnings.push(says_less(atom, left_out));
            }
        }
        claims
    }

    fn rule(&self, draft: &Draft) -> Option<(&Rule, &RoleDefinition)> {
        let rule = self.checked.rules.get(draft.rule)?;
        Some((rule, self.checked.roles.get(rule.role)?))
    }

    fn credential(&self, rule: &Rule) -> Option<&Credential> {
        rule.credential.and_then(|id| self.checked.credentials.get(id.0))
    }

    /// The narrowest profile that can say it is named.
    fn unsayable(
        &self,
        atom: &Atom,
        family: Family,
        dialect: Dialect,
        reason: &Unsayable,
    ) -> Diagnostic {
        let can = |profile: &Profile| match profile {
            Profile::Exact => exact::claim(atom, family, dialect).is_ok(),
            Profile::Pointer => pointer::claim(atom, family).is_ok(),
            Profile::Matcher => matcher::claim(atom, family).is_ok(),
        };
        let wider = Profile::ALL.into_iter().filter(|profile| *profile > self.profile).find(can);
        // What no profile can say is told by the widest one's reason.
        let widest = matcher::claim(atom, family).err();
        let reason = widest.as_ref().unwrap_or(reason);
        let place = Place { test: atom.span, wire: self.checked.wire.span };
        reason.report(self.profile, wider, place)
    }

    fn needs_condition(&self, rule: &Rule, credential: &Credential) -> Diagnostic {
        let message = format!(
            "profile `{}` cannot say \"whoever has a `{}`\"",
            self.profile.word(),
            credential.name
        );
        Diagnostic::new(code::PROFILE_CANNOT_SAY, rule.span, message)
            .help("write `admit anyone`, or add a condition with `where`")
            .help("profile `matcher` can: `wire matcher`")
            .label(self.checked.wire.span, "the profile is chosen here")
    }

    /// What a reader of the bytes would reject.
    fn past_limit(&self, atom: &Atom) -> Option<Diagnostic> {
        let limits = &self.options.limits;
        let shape = Shape::of(atom);
        let (what, found, limit) = if shape.items > limits.pointer_items {
            ("steps in a claim", shape.items, limits.pointer_items)
        } else if shape.nested > limits.claims {
            ("tests in a search", shape.nested, limits.claims)
        } else if shape.depth > limits.search_depth {
            ("searches inside each other", shape.depth, limits.search_depth)
        } else {
            return None;
        };
        let message = format!("{found} {what}, and the wire format has at most {limit}");
        Some(Diagnostic::new(code::WIRE_LIMIT, atom.span, message))
    }
}

fn says_less(atom: &Atom, left_out: &str) -> Diagnostic {
    let message = format!("profile `pointer` {left_out}");
    Diagnostic::new(code::PROFILE_SAYS_LESS, atom.span, message)
        .note("more credentials match than the claim's type allows")
        .help("profile `matcher` says all of it: `wire matcher`")
}

/// How large a test's pointers are, at most.
#[derive(Default)]
struct Shape {
    items: usize,
    nested: usize,
    depth: usize,
}

impl Shape {
    fn of(atom: &Atom) -> Shape {
        let mut shape = Shape { items: atom.place.len(), ..Shape::default() };
        for hop in &atom.place {
            let Hop::Search(atoms) = hop else { continue };
            shape.nested = shape.nested.max(atoms.len());
            shape.depth = shape.depth.max(1);
            for inner in atoms.iter().map(|atom| Shape::of(atom)) {
                shape.items = shape.items.max(inner.items);
                shape.nested = shape.nested.max(inner.nested);
                shape.depth = shape.depth.max(inner.depth + 1);
            }
        }
        shape
    }
}
