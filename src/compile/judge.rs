//! What becomes of each warning: the levels of comments, of the policy and of the caller, in this order.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Read;
use crate::diagnostic::level::{NoTarget, Target};
use crate::diagnostic::{Diagnostic, Level, Levels, Severity, code};
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::syntax::ast::{ItemKind, Name, PolicySetting};
use crate::syntax::level;

/// More mistakes in levels than this help nobody.
const MOST_MISTAKES: usize = 200;

/// Everything that says something of levels, and which allowances were needed so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Judge {
    settings: Vec<Setting>,
    /// The settings of comments, by target and place; those of one target do not overlap.
    of_items: BTreeMap<(Target, FileId, u32), usize>,
    of_policy: BTreeMap<Target, usize>,
    of_caller: Levels,
    used: BTreeSet<usize>,
}

/// One level for one target in a source text.
#[derive(Debug, Clone)]
struct Setting {
    level: Level,
    target: Target,
    /// The target as written.
    at: Span,
    /// Where it counts; `None` is the whole policy.
    scope: Option<Span>,
    reason: String,
}

/// A level as written, in a comment or in the policy's block.
struct Written<'a> {
    level: &'a Name,
    codes: &'a [Name],
    reason: Option<&'a Spanned<String>>,
    /// All of it.
    span: Span,
    scope: Option<Span>,
}

/// Who set a level.
enum By {
    Nobody,
    Caller(Target),
    Source(usize),
}

impl Judge {
    /// Reads the levels of all files; what is wrong with them is given too.
    pub(super) fn new(
        files: &[Read],
        sources: &SourceMap,
        caller: &Levels,
    ) -> (Judge, Vec<Diagnostic>) {
        let mut judge = Judge { of_caller: caller.clone(), ..Judge::default() };
        let mut mistakes = Vec::new();
        for file in files.iter().filter(|file| !file.is_std) {
            let text = sources.get(file.ast.file).map(|file| file.text.clone()).unwrap_or_default();
            let (comments, wrong) = level::levels(&text, &file.ast, file.is_damaged);
            mistakes.extend(wrong);
            for comment in &comments {
                judge.read(
                    &Written {
                        level: &comment.level,
                        codes: &comment.codes,
                        reason: comment.reason.as_ref(),
                        span: comment.span,
                        scope: Some(comment.scope),
                    },
                    &mut mistakes,
                );
            }
        }
        // Only the file that was asked for can be a policy.
        for item in files.first().into_iter().flat_map(|root| &root.ast.items) {
            let ItemKind::Policy(policy) = &item.kind else { continue };
            for setting in &policy.settings {
                let PolicySetting::Level { level, codes, reason } = &setting.node else { continue };
                let (reason, span, scope) = (reason.as_ref(), setting.span, None);
                judge.read(&Written { level, codes, reason, span, scope }, &mut mistakes);
            }
        }
        mistakes.truncate(MOST_MISTAKES);
        (judge, mistakes)
    }

    /// Takes out what is allowed, and makes errors of what is denied.
    pub(super) fn judge(&mut self, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
        diagnostics.into_iter().filter_map(|found| self.one(found)).collect()
    }

    /// The allowances of a file that were not needed, as warnings that levels apply to as well.
    pub(super) fn unneeded(&mut self, file: FileId) -> Vec<Diagnostic> {
        let own = Target::Code(code::NOTHING_TO_ALLOW);
        let others = self.idle(file, |target| target != own);
        let mut found = self.judge(others);
        found.extend(self.idle(file, |target| target == own));
        found
    }

    fn idle(&self, file: FileId, of: impl Fn(Target) -> bool) -> Vec<Diagnostic> {
        let settings = self.settings.iter().enumerate().filter(|(number, setting)| {
            setting.level == Level::Allow
                && setting.at.file == file
                && of(setting.target)
                && !self.used.contains(number)
        });
        settings.map(|(_, setting)| setting.unneeded()).collect()
    }

    fn one(&mut self, mut found: Diagnostic) -> Option<Diagnostic> {
        if found.severity == Severity::Error {
            return Some(found);
        }
        let (level, by) = self.level(&found);
        match level {
            Level::Warn => Some(found),
            Level::Allow => {
                if let By::Source(number) = by {
                    self.used.insert(number);
                }
                None
            }
            Level::Deny => {
                found.severity = Severity::Error;
                Some(self.denied(found, &by))
            }
        }
    }

    fn level(&self, found: &Diagnostic) -> (Level, By) {
        let own = self.find(Target::Code(found.code), found.primary.span);
        match own {
            // `warnings` moves what is at `warn`, and nothing else.
            Some((Level::Warn, _)) | None => self
                .find(Target::Warnings, found.primary.span)
                .or(own)
                .unwrap_or((Level::Warn, By::Nobody)),
            Some(own) => own,
        }
    }

    fn find(&self, target: Target, place: Span) -> Option<(Level, By)> {
        let above = self.of_items.range(..=(target, place.file, place.start)).next_back();
        let item = above.map(|(_, number)| *number).filter(|number| {
            self.settings.get(*number).is_some_and(|setting| {
                setting.target == target && setting.scope.is_some_and(|scope| scope.contains(place))
            })
        });
        let number = item.or_else(|| self.of_policy.get(&target).copied());
        let source =
            number.and_then(|number| Some((self.settings.get(number)?.level, By::Source(number))));
        source.or_else(|| Some((self.of_caller.get(target)?, By::Caller(target))))
    }

    fn denied(&self, found: Diagnostic, by: &By) -> Diagnostic {
        match by {
            By::Source(number) => match self.settings.get(*number) {
                Some(Setting { target, reason, at, .. }) => found
                    .label(*at, "denied by this")
                    .note(format!("denied by `deny {target}`: {reason}")),
                None => found,
            },
            By::Caller(target) => found.note(format!("denied by `--deny {target}`")),
            By::Nobody => found,
        }
    }

    fn read(&mut self, written: &Written<'_>, mistakes: &mut Vec<Diagnostic>) {
        let word = &written.level.node;
        let Some(level) = Level::from_word(word) else {
            mistakes.push(
                Diagnostic::new(
                    code::BAD_LEVEL_COMMENT,
                    written.level.span,
                    format!("there is no level `{word}`"),
                )
                .help("the levels are `allow`, `warn` and `deny`"),
            );
            return;
        };
        let reason = written.reason.map(|reason| reason.node.trim()).unwrap_or_default();
        if reason.is_empty() {
            mistakes.push(without_reason(level, written));
        }
        for name in written.codes {
            match Target::from_word(&name.node) {
                Ok(target) => {
                    let (at, scope) = (name.span, written.scope);
                    let reason = reason.to_owned();
                    self.add(Setting { level, target, at, scope, reason }, mistakes);
                }
                Err(why) => mistakes.push(no_target(why, name)),
            }
        }
    }

    fn add(&mut self, setting: Setting, mistakes: &mut Vec<Diagnostic>) {
        let first = match setting.scope {
            Some(scope) => {
                let end = scope.end;
                let same = |(_, number): &(_, &usize)| {
                    let other = self.settings.get(**number).and_then(|other| other.scope);
                    other.is_some_and(|other| other.end == end)
                };
                let above = (setting.target, scope.file, scope.start);
                let mut range = self.of_items.range((setting.target, scope.file, 0)..=above);
                range.next_back().filter(same).map(|(_, number)| *number)
            }
            None => self.of_policy.get(&setting.target).copied(),
        };
        if let Some(first) = first.and_then(|number| self.settings.get(number)) {
            let message = format!("the level of `{}` is given twice", setting.target);
            let found = Diagnostic::new(code::GIVEN_TWICE, setting.at, message);
            mistakes.push(found.label(first.at, "first here"));
            return;
        }
        let number = self.settings.len();
        match setting.scope {
            Some(scope) => {
                self.of_items.insert((setting.target, scope.file, scope.start), number);
            }
            None => {
                self.of_policy.insert(setting.target, number);
            }
        }
        self.settings.push(setting);
    }
}

impl Setting {
    fn unneeded(&self) -> Diagnostic {
        let place = if self.scope.is_some() { "in this item" } else { "in this policy" };
        let message = match self.target {
            Target::Code(code) => format!("nothing {place} gives {code}"),
            Target::Warnings => format!("nothing {place} gives a warning"),
        };
        Diagnostic::new(code::NOTHING_TO_ALLOW, self.at, message)
            .note("an allowance that is not needed hides the next mistake of its kind")
            .help("take it out")
    }
}

fn without_reason(level: Level, written: &Written<'_>) -> Diagnostic {
    let message = format!("`{}` needs a reason", level.word());
    let found = Diagnostic::new(code::NO_REASON, written.span, message)
        .note("whoever reads the policy next has to know why this is all right, or why it is not");
    match written.scope {
        Some(_) => found
            .help("say why behind the parenthesis: `// admit: allow(W0512) every badge is ours`"),
        None => {
            found.help("say why in quotes behind the codes: `allow W0512 \"every badge is ours\"`")
        }
    }
}

fn no_target(why: NoTarget, name: &Name) -> Diagnostic {
    let word = &name.node;
    match why {
        NoTarget::Error(code) => {
            let message = format!("`{code}` is an error; only warnings have levels");
            Diagnostic::new(code::LEVEL_OF_AN_ERROR, name.span, message)
                .here(code.title())
                .help("mend what the error is about; no policy is compiled with one")
        }
        NoTarget::Unknown => {
            let message = format!("there is no warning `{word}`");
            let found = Diagnostic::new(code::UNKNOWN_CODE, name.span, message);
            match Target::nearest(word) {
                Some(near) => found.help(format!("did you mean `{near}`?")).suggest(
                    name.span,
                    near.to_string(),
                    format!("use `{near}`"),
                    crate::diagnostic::Applicability::Maybe,
                ),
                None => {
                    found.help("warnings are written like `W0501`; `warnings` means all of them")
                }
            }
        }
    }
}
