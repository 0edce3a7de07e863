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

use crate::check::{self, Checked};
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::limits::Limits;
use crate::rule::{Lowered, Options, lower};
use crate::source::{FileId, Loader, SourceMap, Span};
use crate::wire::container::{AppDataUpdate, ComponentData, Container, ROLES_LIST};
use crate::wire::{self, Error};

/// A source text after checking.
#[derive(Debug)]
pub struct Checkup {
    /// Every file that was read: the text itself and what it uses.
    pub sources: SourceMap,
    /// What there is to say.
    pub diagnostics: Vec<Diagnostic>,
    /// The policy, when there is no error and the text is one and not a module.
    pub policy: Option<Checked>,
}

/// Checks a source text. `name` is what messages call it, and what `loader` is told for the files
/// that it uses.
pub fn check(name: &str, text: &str, loader: &dyn Loader, limits: &Limits) -> Checkup {
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    let outcome = check::check(&mut sources, file, loader, limits);
    Checkup { sources, diagnostics: outcome.diagnostics, policy: outcome.policy }
}

impl Checkup {
    /// Whether anything found is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// Lowers the policy.
    ///
    /// # Errors
    /// What is wrong: errors of the check, [`NO_POLICY`](crate::diagnostic::code::NO_POLICY) for a
    /// module, else what the lowering says.
    pub fn lower(&self, options: &Options) -> Result<Lowered, Vec<Diagnostic>> {
        match &self.policy {
            Some(policy) => match lower(policy, options) {
                Ok(mut lowered) => {
                    lowered.warnings.retain(|warning| !self.has_told_of(warning));
                    lowered.warnings = advised(lowered.warnings);
                    Ok(lowered)
                }
                Err(errors) => Err(advised(errors)),
            },
            None if self.has_errors() => Err(Vec::new()),
            None => Err(vec![no_policy()]),
        }
    }
}

impl Checkup {
    /// Whether a warning only follows from one of the check: a rule that never matches, because of
    /// a test that is never satisfied.
    fn has_told_of(&self, warning: &Diagnostic) -> bool {
        let rule = warning.primary.span;
        let explains = |told: &Diagnostic| {
            let test = told.primary.span;
            told.code == code::NEVER_TRUE
                && test.file == rule.file
                && rule.range().contains(&(test.start as usize))
        };
        warning.code == code::NEVER_MATCHES && self.diagnostics.iter().any(explains)
    }
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
    components.sort_by_key(|component| component.component_id);
    Ok(components)
}
