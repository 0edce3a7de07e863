//! Levels of warnings: what a caller allows, and what counts as an error.

use std::collections::BTreeMap;

use super::{Code, Severity};

/// What becomes of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It is not said.
    Allow,
    /// It is said.
    Warn,
    /// It counts as an error.
    Deny,
}

impl Level {
    /// Every level, the mildest first.
    pub const ALL: [Level; 3] = [Level::Allow, Level::Warn, Level::Deny];

    /// The word for it in policies, in comments and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        }
    }

    /// The level with this word.
    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// What a level is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// One kind of warning.
    Code(Code),
    /// Every warning whose level is `warn`.
    Warnings,
}

/// The word for [`Target::Warnings`].
pub const WARNINGS: &str = "warnings";

/// Why a word is no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTarget {
    /// The code of an error: errors have no level.
    Error(Code),
    /// No code.
    Unknown,
}

impl Target {
    /// The target that a word names: `W0501`, or `warnings`.
    ///
    /// # Errors
    /// [`NoTarget`] when the word is the code of an error, or none.
    pub fn from_word(word: &str) -> Result<Target, NoTarget> {
        if word == WARNINGS {
            return Ok(Target::Warnings);
        }
        match Code::from_number(word) {
            Some(code) if code.severity() == Severity::Warning => Ok(Target::Code(code)),
            Some(code) => Err(NoTarget::Error(code)),
            None => Err(NoTarget::Unknown),
        }
    }
}

impl Target {
    /// The target that a mistyped word probably means.
    pub fn nearest(word: &str) -> Option<Target> {
        let is_near = |known: &str| word.len() <= 16 && strsim::osa_distance(word, known) <= 2;
        let code = Code::nearest_warning(word).map(Target::Code);
        code.or_else(|| is_near(WARNINGS).then_some(Target::Warnings))
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Target::Code(code) => code.fmt(f),
            Target::Warnings => f.write_str(WARNINGS),
        }
    }
}

/// The levels that one source of them sets. What the text of a policy says outranks what a caller
/// asks for; `warnings` only moves what is at [`Level::Warn`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<Target, Level>);

impl Levels {
    /// Sets a level; gives the one that was set before.
    pub fn set(&mut self, target: Target, level: Level) -> Option<Level> {
        self.0.insert(target, level)
    }

    /// The level that is set for exactly this target.
    pub fn get(&self, target: Target) -> Option<Level> {
        self.0.get(&target).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::code;

    #[test]
    fn words_name_warnings_only() {
        assert_eq!(Target::from_word("W0501"), Ok(Target::Code(code::CANNOT_JOIN)));
        assert_eq!(Target::from_word("warnings"), Ok(Target::Warnings));
        assert_eq!(Target::from_word("E0101"), Err(NoTarget::Error(code::UNEXPECTED)));
        assert_eq!(Target::from_word("W9999"), Err(NoTarget::Unknown));
        for level in Level::ALL {
            assert_eq!(Level::from_word(level.word()), Some(level));
        }
    }
}
