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

/// The settings of a policy's block.
pub const POLICY_SETTINGS: &[&str] = &["wire", "component", "description", "allow", "warn", "deny"];

/// The settings of a role.
pub const ROLE_SETTINGS: &[&str] =
    &["name", "description", "can", "cannot", "participants", "active", "may"];

/// What a line of a `disclose` block begins with.
pub const DISCLOSE_WORDS: &[&str] = &["require", "allow", "forbid"];

/// What a line of a test begins with.
pub const TEST_WORDS: &[&str] = &["given", "expect", "for"];

/// The words that mean something in one place and are ordinary names everywhere else.
pub const CONTEXTUAL_WORDS: &[&str] = &[
    "of",
    "extends",
    "anyone",
    "wire",
    "component",
    "description",
    "name",
    "can",
    "cannot",
    "participants",
    "active",
    "may",
    "move",
    "at",
    "extension",
    "subject",
    "position",
    "tag",
    "embedded",
    "absent",
    "exists",
    "contains",
    "starts",
    "ends",
    "with",
    "under",
    "ignoring",
    "case",
    "it",
    "allow",
    "warn",
    "deny",
    "warnings",
    "holder",
    "require",
    "forbid",
    "given",
    "file",
    "room",
    "user",
    "expect",
    "refused",
    "forbidden",
    "by",
    "for",
    "each",
];

/// Whether a word can be a name only in back quotes.
pub fn is_reserved(word: &str) -> bool {
    [ITEM_KEYWORDS, CONDITION_KEYWORDS, VALUE_KEYWORDS].iter().any(|list| list.contains(&word))
}

/// Whether a word begins an item.
pub fn is_item_keyword(word: &str) -> bool {
    ITEM_KEYWORDS.contains(&word)
}
