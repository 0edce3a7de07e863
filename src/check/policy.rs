//! The policy item: its name, and what is to be written.

use std::collections::HashMap;

use crate::check::checked::Wire;
use crate::check::context::Checker;
use crate::check::modules::ModuleId;
use crate::check::sink::{DidYouMean, diagnostic};
use crate::diagnostic::code;
use crate::model::Profile;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{ItemKind, Name, PolicyItem, PolicySetting};

/// The word of profile `exact`'s dialect.
pub(crate) const PATH_ID: &str = "path-id";

impl<'a> Checker<'a> {
    /// The root's policy item; others are reported.
    pub(crate) fn policy_item(&self) -> Option<&'a PolicyItem> {
        let mut first: Option<&PolicyItem> = None;
        for (_, item) in self.items(ModuleId::ROOT) {
            let ItemKind::Policy(policy) = &item.kind else { continue };
            match first {
                None => first = Some(policy),
                Some(first) => {
                    let message = "a file holds one policy";
                    let found = diagnostic(code::GIVEN_TWICE, policy.name.span, message);
                    self.report(found.label(first.name.span, "first here"));
                }
            }
        }
        first
    }

    /// Name and description.
    pub(crate) fn policy_texts(&self) -> Option<(String, String)> {
        let item = self.items(ModuleId::ROOT).find_map(|(_, item)| match &item.kind {
            ItemKind::Policy(policy) => Some(policy),
            _ => None,
        })?;
        let description = item.settings.iter().find_map(|setting| match &setting.node {
            PolicySetting::Description(text) => Some(text.node.clone()),
            _ => None,
        });
        Some((item.name.node.clone(), description.unwrap_or_default()))
    }

    /// What the policy's block says of the wire.
    pub(crate) fn wire(&self, policy: &PolicyItem) -> Wire {
        let mut wire = Wire {
            profile: Profile::Matcher,
            path_id: false,
            component: None,
            span: policy.name.span,
        };
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for setting in &policy.settings {
            let word = match &setting.node {
                // A level may be given as often as there are codes.
                PolicySetting::Level { .. } => continue,
                PolicySetting::Wire { .. } => "wire",
                PolicySetting::Component(_) => "component",
                PolicySetting::Description(_) => "description",
            };
            if let Some(first) = seen.insert(word, setting.span) {
                let found =
                    diagnostic(code::GIVEN_TWICE, setting.span, format!("`{word}` is given twice"));
                self.report(found.label(first, "first here"));
                continue;
            }
            match &setting.node {
                PolicySetting::Wire { profile, dialect } => {
                    self.read_profile(&mut wire, setting, profile, dialect.as_ref());
                }
                PolicySetting::Component(number) => {
                    wire.component = self.number(number, "a component");
                }
                PolicySetting::Description(_) | PolicySetting::Level { .. } => {}
            }
        }
        wire
    }

    fn read_profile(
        &self,
        wire: &mut Wire,
        setting: &Spanned<PolicySetting>,
        profile: &Name,
        dialect: Option<&Name>,
    ) {
        wire.span = setting.span;
        let words = Profile::ALL.map(Profile::word);
        match Profile::ALL.into_iter().find(|known| known.word() == profile.node) {
            Some(known) => wire.profile = known,
            None => {
                let message = format!("there is no wire profile `{}`", profile.node);
                let nearest = self.sink.nearest(&profile.node, words);
                self.report(
                    diagnostic(code::UNKNOWN_NAME, profile.span, message)
                        .did_you_mean(profile.span, nearest)
                        .note("the profiles are `exact`, `pointer` and `matcher`"),
                );
                return;
            }
        }
        let Some(dialect) = dialect else { return };
        if dialect.node != PATH_ID {
            let message = format!("there is no dialect `{}`", dialect.node);
            let nearest = self.sink.nearest(&dialect.node, [PATH_ID]);
            let found = diagnostic(code::UNKNOWN_NAME, dialect.span, message);
            self.report(found.did_you_mean(dialect.span, nearest));
        } else if wire.profile == Profile::Exact {
            wire.path_id = true;
        } else {
            let message =
                format!("`{PATH_ID}` is a dialect of profile `exact`, not of `{}`", profile.node);
            self.report(
                diagnostic(code::BAD_SETTING, dialect.span, message)
                    .help(format!("leave it out, or write `wire exact {PATH_ID}`")),
            );
        }
    }
}
