//! The words of the language, in one place.

/// The words that begin an item.
pub const ITEM_KEYWORDS: &[&str] = &[
    "policy",
    "use",
    "type",
    "enum",
    "credential",
    "role",
    "let",
    "condition",
    "rule",
    "admit",
    "refuse",
    "pseudonyms",
    "disclose",
    "test",
];

/// The words that join and shape tests.
pub const CONDITION_KEYWORDS: &[&str] = &["and", "or", "not", "in", "is", "as", "where"];

/// The words that are values.
pub const VALUE_KEYWORDS: &[&str] = &["true", "false", "null"];

/// The roles that every room has, by index.
pub const EVERY_ROOMS_ROLES: &[&str] = &["none", "banned"];

/// The signs that compare a claim with a value.
pub const COMPARISONS: &[&str] = &["==", "<", "<=", ">", ">="];

/// The other signs: of declarations, unions, moves, ranges, paths, lists and blocks.
pub const SIGNS: &[&str] =
    &["=", "|", "->", "..", ".", ":", ",", "/", "{", "}", "[", "]", "(", ")"];

/// How a kind of literal is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Literal {
    /// The kind.
    pub kind: &'static str,
    /// Each form once.
    pub forms: &'static [&'static str],
}

/// The literals that are no words. What may stand inside is said in docs/language.md.
pub const LITERALS: &[Literal] = &[
    Literal { kind: "int", forms: &["42", "-1", "0x2A", "1_000"] },
    Literal { kind: "float", forms: &["200.0", "-0.5", "1e3", "2.5e-3"] },
    Literal {
        kind: "date",
        forms: &[
            "2026-01-31",
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00.25Z",
            "2026-01-31T12:00:00+01:00",
        ],
    },
    Literal { kind: "oid", forms: &["2.5.4.3", "1.3.6.1"] },
    Literal { kind: "text", forms: &["\"text\"", "\"a \\\"quote\\\", \\u00e9 and \\u{1f600}\""] },
    Literal { kind: "bytes", forms: &["h'0a 1b'", "b64'Cgs='"] },
    Literal { kind: "quoted_name", forms: &["`role`", "`odd name`"] },
];

/// Where each comment begins; it ends with the line.
pub const COMMENTS: &[(&str, &str)] =
    &[("comment", "//"), ("documentation", "///"), ("documentation_of_file", "//!")];

/// Each list by itself, all with the place where they mean something, and all in one.
macro_rules! contexts {
    ($($(#[$doc:meta])* $list:ident $place:literal [$($word:literal)*])*) => {
        $($(#[$doc])* pub const $list: &[&str] = &[$($word),*];)*

        /// The words that mean something in one place and are ordinary names everywhere else, by
        /// the item that they stand in; a word can stand in several.
        pub const CONTEXTS: &[(&str, &[&str])] = &[$(($place, $list)),*];

        /// All of [`CONTEXTS`], some more than once.
        pub const CONTEXTUAL_WORDS: &[&str] = &[$($($word),*),*];
    };
}

contexts! {
    /// The settings of a policy's block.
    POLICY_SETTINGS "policy" ["wire" "component" "description" "allow" "warn" "deny"]
    /// What stands for all codes of warnings.
    LEVEL_WORDS "level" ["warnings"]
    /// What stands in a credential's or a role's head.
    HEAD_WORDS "head" ["extends"]
    /// The settings of a role.
    ROLE_SETTINGS "role" ["name" "description" "can" "cannot" "participants" "active" "may"]
    /// What follows `may`.
    MOVE_WORDS "may" ["move"]
    /// What stands before a claim's type: its key, and how it is wrapped.
    CLAIM_WORDS "claim" ["at" "extension" "subject" "position" "holder" "tag" "embedded"]
    /// What stands in the head of a named condition.
    CONDITION_WORDS "condition" ["of"]
    /// What stands in the place of a credential's name.
    RULE_WORDS "rule" ["anyone"]
    /// What compares a claim.
    RELATION_WORDS "relation" [
        "absent" "exists" "contains" "starts" "ends" "with" "under" "ignoring" "case"
    ]
    /// What stands for the element that a search looks at.
    SEARCH_WORDS "search" ["it"]
    /// What a line of a `disclose` block begins with.
    DISCLOSE_WORDS "disclose" ["require" "allow" "forbid"]
    /// What a line of a test begins with.
    TEST_WORDS "test" ["given" "expect" "for"]
    /// What follows `given`, `expect` and `for`.
    GIVEN_WORDS "given" ["file" "room" "user" "refused" "forbidden" "by" "each"]
}

/// Whether a word can be a name only in back quotes.
pub fn is_reserved(word: &str) -> bool {
    [ITEM_KEYWORDS, CONDITION_KEYWORDS, VALUE_KEYWORDS].iter().any(|list| list.contains(&word))
}

/// Whether a word begins an item.
pub fn is_item_keyword(word: &str) -> bool {
    ITEM_KEYWORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::token::{TokenKind, tokens};

    fn only_token(text: &str) -> Option<TokenKind> {
        match tokens(text, FileId(0)).as_slice() {
            [token] => Some(token.kind),
            _ => None,
        }
    }

    #[test]
    fn signs_are_tokens() {
        for sign in [COMPARISONS, SIGNS].concat() {
            assert!(only_token(sign).is_some_and(|kind| kind != TokenKind::Word), "{sign}");
        }
    }

    #[test]
    fn literals_are_tokens_of_their_kind() {
        for literal in LITERALS {
            let expected = match literal.kind {
                "int" => TokenKind::Int,
                "float" => TokenKind::Float,
                "date" => TokenKind::Date,
                "oid" => TokenKind::Oid,
                "text" => TokenKind::Text,
                "bytes" => TokenKind::Bytes,
                "quoted_name" => TokenKind::QuotedName,
                other => panic!("{other}"),
            };
            assert!(!literal.forms.is_empty());
            for form in literal.forms {
                assert_eq!(only_token(form), Some(expected), "{form}");
            }
        }
    }

    #[test]
    fn comments_are_tokens_of_their_kind() {
        let kinds = [TokenKind::Comment, TokenKind::Doc, TokenKind::FileDoc];
        for ((_, begin), kind) in COMMENTS.iter().zip(kinds) {
            assert_eq!(only_token(&format!("{begin} text")), Some(kind));
        }
    }

    /// Whatever the grammar calls a keyword is of the vocabulary.
    #[test]
    fn the_grammar_has_no_other_words() {
        let grammar = include_str!("../../grammar/admit.pest");
        let mut seen = 0;
        for line in grammar.lines().filter_map(|line| line.strip_prefix("kw_")) {
            let word = line.split_whitespace().next().unwrap_or_default();
            let known = is_reserved(word)
                || CONTEXTUAL_WORDS.contains(&word)
                || EVERY_ROOMS_ROLES.contains(&word);
            assert!(known, "{word}");
            seen += 1;
        }
        assert!(seen > 60, "{seen}");
    }
}
