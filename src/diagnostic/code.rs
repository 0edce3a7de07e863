//! The table of all diagnostic codes. `E01` syntax, `E02` names and modules, `E03` types,
//! `E04` roles, `E05` rules, `E06` lowering and wire profiles, `W05` warnings.

use super::Severity;

/// The number of a kind of mistake, such as `E0301`. Numbers are never given twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// The number as text: `E0301`.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Error for `E…`, warning for `W…`.
    pub fn severity(self) -> Severity {
        if self.0.starts_with('W') { Severity::Warning } else { Severity::Error }
    }

    /// What the code means, in a few words.
    pub fn title(self) -> &'static str {
        ALL.iter().find(|(code, _)| *code == self).map_or("", |(_, title)| title)
    }

    /// The code with this number.
    pub fn from_number(number: &str) -> Option<Code> {
        ALL.iter().map(|(code, _)| *code).find(|code| code.0.eq_ignore_ascii_case(number))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// One line a code: its name in this code base, its number, what it means.
macro_rules! codes {
    ($($name:ident $number:literal $title:literal)*) => {
        $(#[doc = $title] pub const $name: Code = Code($number);)*
        /// Every code with its title, in ascending order within each letter.
        pub const ALL: &[(Code, &str)] = &[$(($name, $title),)*];
    };
}

codes! {
    // syntax
    UNEXPECTED          "E0101" "unexpected text"
    UNKNOWN_CHARACTER   "E0102" "a character that the language does not know"
    BAD_LITERAL         "E0103" "a literal that is not well formed"
    TOO_DEEP            "E0104" "nested too deep"
    NOT_SUPPORTED_YET   "E0105" "not supported yet"
    SOURCE_TOO_LARGE    "E0106" "the file is too large"
    NO_NEGATION         "E0107" "there is no `not` and no `!=`"
    FOREIGN_OPERATOR    "E0108" "an operator of another language"
    SINGLE_EQUALS       "E0109" "`=` where `==` is meant"
    SINGLE_QUOTES       "E0110" "text in single quotes"
    MISSING_WORD        "E0111" "a word or sign is missing"
    NOT_WHERE           "E0112" "a condition that does not begin with `where`"
    NO_EXPRESSIONS      "E0113" "there are no regular expressions"
    KEYWORD_AS_NAME     "E0114" "a keyword where a name is expected"
    UNBALANCED          "E0115" "a bracket without its partner"
    UNKNOWN_SETTING     "E0116" "an unknown setting"
    NOT_AN_ITEM         "E0117" "text that begins no item"
    TOO_MANY_MISTAKES   "E0118" "too many mistakes to show"
    // names and modules
    UNKNOWN_NAME        "E0201" "an unknown name"
    // lowering and wire profiles
    TOO_MANY_ENTRIES    "E0601" "too many entries"
    PROFILE_CANNOT_SAY  "E0602" "the wire profile cannot say this"
}
