//! The compiler as one call: source text in, diagnostics, rules and octets out.
//!
//! ```
//! use admit::{compile, limits::Limits, rule, source::NoFiles};
//! let text = r#"
//!     policy "staff"
//!     credential Badge: jwt { department: string }
//!     role staff = 2 { can join_if_preauthorized }
//!     admit Badge as staff where department == "Sales"
//! "#;
//! let checkup = compile::check("staff.policy", text, &NoFiles, &Limits::default());
//! let lowered = checkup.lower(&rule::Options::default()).unwrap();
//! let extension = compile::Emit::Extension.encode(&lowered, &Limits::default()).unwrap();
//! assert_eq!(extension[..2], [0x00, 0x06]);
//! ```

pub mod repair;

mod judge;
mod repeats;

use judge::Judge;
use repeats::Said;

use crate::check::{self, Checked};
use crate::diagnostic::{self, Diagnostic, Levels, Severity, code};
use crate::limits::Limits;
use crate::model::disclosure::{DisclosurePolicy, Pseudonyms};
use crate::model::room::BaseRoomPolicy;
use crate::rule::{Lowered, Options, lower};
use crate::source::{FileId, Loader, SourceMap, Span};
use crate::wire::container::{
    AppDataUpdate, BASE_ROOM_POLICY, ComponentData, Container, DISCLOSURE_POLICY, ROLES_LIST,
};
use crate::wire::{self, Error};

/// A source text after checking.
#[derive(Debug)]
pub struct Checkup {
    /// Every file that was read: the text itself and what it uses.
    pub sources: SourceMap,
    /// What there is to say, after the levels.
    pub diagnostics: Vec<Diagnostic>,
    /// The policy, when there is no error and the text is one and not a module.
    pub policy: Option<Checked>,
    /// The policy that nothing but a denied warning keeps from being compiled.
    held_back: Option<Checked>,
    std_files: Vec<FileId>,
    judge: Judge,
    said: Said,
}

/// Checks a source text, every warning at its default level unless the text says otherwise. `name`
/// is what messages call it, and what `loader` is told for the files that it uses.
pub fn check(name: &str, text: &str, loader: &dyn Loader, limits: &Limits) -> Checkup {
    check_with(name, text, loader, limits, &Levels::default())
}

/// Checks a source text; `levels` are the caller's, which the text outranks.
pub fn check_with(
    name: &str,
    text: &str,
    loader: &dyn Loader,
    limits: &Limits,
    levels: &Levels,
) -> Checkup {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    let outcome = check::check(&mut sources, file, loader, limits);
    Checkup::of(sources, outcome, levels)
}

impl Checkup {
    /// What was found, judged by the levels.
    pub(crate) fn of(sources: SourceMap, outcome: check::Outcome, levels: &Levels) -> Checkup {
        let std_files = outcome.files.iter().filter(|file| file.is_std);
        let std_files = std_files.map(|file| file.ast.file).collect();
        let said = Said::of(&outcome.diagnostics);
        let (mut judge, mistakes) = Judge::new(&outcome.files, &sources, levels);
        let mut diagnostics = judge.judge(outcome.diagnostics);
        diagnostics.extend(mistakes);
        let diagnostics = diagnostic::sorted(diagnostics);
        let fails = has_errors(&diagnostics);
        let (policy, held_back) =
            if fails { (None, outcome.policy) } else { (outcome.policy, None) };
        Checkup { sources, diagnostics, policy, held_back, std_files, judge, said }
    }

    /// Whether there is a policy to be lowered, be it held back by a denied warning.
    pub(crate) const fn has_policy(&self) -> bool {
        self.policy.is_some() || self.held_back.is_some()
    }

    /// Whether anything found is an error, denied warnings included.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// Whether a file belongs to the standard library.
    pub fn is_std(&self, file: FileId) -> bool {
        self.std_files.contains(&file)
    }

    /// Lowers the policy.
    ///
    /// # Errors
    /// What is wrong: errors of the check, [`NO_POLICY`](crate::diagnostic::code::NO_POLICY) for a
    /// module, else what the lowering says, denied warnings and all.
    pub fn lower(&self, options: &Options) -> Result<Lowered, Vec<Diagnostic>> {
        let Some(policy) = self.policy.as_ref().or(self.held_back.as_ref()) else {
            return Err(if self.has_errors() { Vec::new() } else { vec![no_policy()] });
        };
        let mut lowered = lower(policy, options).map_err(advised)?;
        lowered.warnings.retain(|found| !self.said.covers(found));
        let mut judge = self.judge.clone();
        lowered.warnings = advised(judge.judge(lowered.warnings));
        // Another profile has other warnings: the text's allowances are for its own. And what is
        // wrong may have kept a warning from being found.
        let is_wrong = |found: &Diagnostic| found.code.severity() == Severity::Error;
        let is_own = options.profile.is_none_or(|profile| profile == policy.wire.profile);
        if is_own && !self.diagnostics.iter().any(is_wrong) {
            lowered.warnings.extend(judge.unneeded(FileId::default()));
        }
        if self.policy.is_some() && !has_errors(&lowered.warnings) {
            Ok(lowered)
        } else {
            Err(lowered.warnings)
        }
    }

    /// Lowers the policy and adds what that says to the diagnostics: then they are complete. A
    /// module has nothing to lower, and nothing is said of that.
    pub fn finish(&mut self, options: &Options) -> Option<Lowered> {
        if self.policy.is_none() && self.held_back.is_none() {
            return None;
        }
        let (lowered, more) = match self.lower(options) {
            Ok(mut lowered) => {
                let warnings = std::mem::take(&mut lowered.warnings);
                (Some(lowered), warnings)
            }
            Err(errors) => (None, errors),
        };
        self.diagnostics.extend(more);
        self.diagnostics = diagnostic::sorted(std::mem::take(&mut self.diagnostics));
        lowered
    }

    /// [`Checkup::finish`] for those who need octets: that a module has none is an error.
    pub fn compile(&mut self, options: &Options) -> Option<Lowered> {
        if self.policy.is_none() && self.held_back.is_none() && !self.has_errors() {
            self.diagnostics.push(no_policy());
        }
        self.finish(options)
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

fn advised(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.into_iter().map(Diagnostic::advised).collect()
}

fn no_policy() -> Diagnostic {
    let top = Span::new(FileId::default(), 0, 0);
    Diagnostic::new(code::NO_POLICY, top, "this file is a module: it has no `policy`")
        .help("begin it with `policy \"name\"`, or compile the policy that uses it")
}

/// What the compiler writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Emit {
    /// A bare `PreAuthData`.
    PreAuth,
    /// `ComponentData` with the rules.
    Component,
    /// `AppDataDictionary` with `roles_list` and the rules.
    Dictionary,
    /// `Extension` of type `app_data_dictionary` with the same.
    Extension,
    /// `AppDataUpdate` for the rules.
    Update,
    /// `Proposal` of type `app_data_update` with the same.
    Proposal,
    /// `RoleData`.
    Roles,
    /// `ComponentData` with the disclosure policy; one that asks nothing when the policy has none.
    Disclosure,
}

impl Emit {
    /// The octets (`docs/wire.md` section 2).
    ///
    /// # Errors
    /// When the policy does not fit the wire format, see [`wire::encode`].
    pub fn encode(self, lowered: &Lowered, limits: &Limits) -> Result<Vec<u8>, Error> {
        match self.container(lowered, limits)? {
            Some(container) => container.encode(limits),
            None => wire::encode(&lowered.preauth, limits),
        }
    }

    /// The container; `None` for a bare `PreAuthData`.
    ///
    /// # Errors
    /// When the policy does not fit the wire format, see [`wire::encode`].
    pub fn container(self, lowered: &Lowered, limits: &Limits) -> Result<Option<Container>, Error> {
        let rules = || {
            let data = wire::encode(&lowered.preauth, limits)?;
            Ok(ComponentData { component_id: lowered.component, data })
        };
        let update = || {
            let ComponentData { component_id, data } = rules()?;
            Ok(AppDataUpdate { component_id, update: Some(data) })
        };
        Ok(Some(match self {
            Emit::PreAuth => return Ok(None),
            Emit::Component => Container::ComponentData(rules()?),
            Emit::Dictionary => Container::Dictionary(dictionary(lowered, rules()?, limits)?),
            Emit::Extension => Container::Extension(dictionary(lowered, rules()?, limits)?),
            Emit::Update => Container::Update(update()?),
            Emit::Proposal => Container::Proposal(update()?),
            Emit::Roles => Container::Roles(lowered.roles.clone()),
            Emit::Disclosure => Container::ComponentData(disclosure(lowered, limits)?),
        }))
    }
}

fn dictionary(
    lowered: &Lowered,
    rules: ComponentData,
    limits: &Limits,
) -> Result<Vec<ComponentData>, Error> {
    let data = Container::Roles(lowered.roles.clone()).encode(limits)?;
    let mut components = vec![ComponentData { component_id: ROLES_LIST, data }, rules];
    if lowered.disclosure.is_some() {
        components.push(disclosure(lowered, limits)?);
    }
    if let Some(base) = base_policy(lowered, &components) {
        let data = wire::base_policy::encode(&base, limits)?;
        components.push(ComponentData { component_id: BASE_ROOM_POLICY, data });
    }
    components.sort_by_key(|component| component.component_id);
    Ok(components)
}

fn disclosure(lowered: &Lowered, limits: &Limits) -> Result<ComponentData, Error> {
    let nothing = DisclosurePolicy { pseudonyms: Pseudonyms::Unsaid, credentials: Vec::new() };
    let policy = lowered.disclosure.as_ref().unwrap_or(&nothing);
    let data = wire::disclosure::encode(policy, limits)?;
    Ok(ComponentData { component_id: DISCLOSURE_POLICY, data })
}

/// A `base_room_policy` that says whether pseudonyms are allowed, where the policy says so. Its other
/// fields restrict nothing (`docs/decisions.md`).
fn base_policy(lowered: &Lowered, others: &[ComponentData]) -> Option<BaseRoomPolicy> {
    let pseudonyms = lowered.disclosure.as_ref()?.pseudonyms;
    if pseudonyms == Pseudonyms::Unsaid {
        return None;
    }
    let mut ids: Vec<u16> = others.iter().map(|component| component.component_id).collect();
    ids.sort_unstable();
    Some(BaseRoomPolicy {
        multi_device: true,
        pseudonyms_allowed: pseudonyms != Pseudonyms::Forbidden,
        persistent_room: true,
        policy_component_ids: ids,
        ..BaseRoomPolicy::default()
    })
}
