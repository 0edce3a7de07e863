//! Names: in the style of the language, quoted where they are its words, each only once.

use std::collections::{HashMap, HashSet};

use crate::format::Format;
use crate::syntax::vocabulary;

/// What a credential of this format is called unless it has a name.
pub(crate) const fn of_format(format: Format) -> &'static str {
    match format {
        Format::Jwt | Format::SdJwt => "Token",
        Format::Cwt | Format::SdCwt => "CborToken",
        Format::Vc => "VerifiableCredential",
        Format::X509 => "Certificate",
    }
}

/// Names that are taken, and the numbers that were tried behind them.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    names: HashSet<String>,
    numbers: HashMap<String, u64>,
}

impl Taken {
    /// The name itself, or with a number when it is taken; taken from now on.
    pub(crate) fn unique(&mut self, name: &str) -> String {
        let bare = name.trim_matches('`');
        let mut candidate = name.to_owned();
        while !self.names.insert(candidate.clone()) {
            let number = self.numbers.entry(bare.to_owned()).or_insert(1);
            *number += 1;
            candidate = format!("{bare}_{number}");
        }
        candidate
    }

    /// Gives a name back.
    pub(crate) fn free(&mut self, name: &str) {
        self.names.remove(name);
    }
}

/// A name in snake case, in back quotes when it is a word of the language.
pub(crate) fn slug(text: &str, otherwise: &str) -> String {
    const LONGEST: usize = 64;
    let mut slug = String::new();
    for c in text.chars().take(LONGEST) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('_') || c == '_' {
            slug.push('_');
        }
    }
    if text.chars().count() <= LONGEST && slug.eq_ignore_ascii_case(text) && is_plain(text) {
        slug = text.to_owned();
    }
    let slug = slug.trim_end_matches('_');
    let slug = match slug.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{otherwise}_{slug}"),
        Some(_) => slug.to_owned(),
    };
    // Inside a search `it` is the element, and what is one word too many elsewhere is only quoted.
    match slug.as_str() {
        "it" => format!("{otherwise}_it"),
        _ => quoted(slug),
    }
}

/// A name that is made of nothing but letters, digits and `_`, in back quotes when it is a word of
/// the language.
pub(crate) fn quoted(name: String) -> String {
    let is_a_word =
        vocabulary::is_reserved(&name) || vocabulary::CONTEXTUAL_WORDS.contains(&name.as_str());
    if is_a_word { format!("`{name}`") } else { name }
}

/// Whether text is a name without back quotes, keywords apart.
pub(crate) fn is_plain(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `userId`, `UserID` and `user_id` as `user_id`.
pub(crate) fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 4);
    for (at, c) in chars.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
        let after = chars.get(at + 1).copied();
        let starts_word = c.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase()
                        && after.is_some_and(|after| after.is_ascii_lowercase()))
            });
        if starts_word {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
