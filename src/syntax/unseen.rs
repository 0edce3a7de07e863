//! Characters that cannot be seen, or that make text look different from what it says.

/// Control characters, those of direction and width zero, line and paragraph separators, tags.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Embeddings, overrides and isolates: they make text look different from what it says
/// (Unicode Technical Report 36 section 2.5).
pub(crate) const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A character by its number: `U+202E`.
pub(crate) fn scalar(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// An escape that stands for the character in a text: `\u{202E}`.
pub(crate) fn escape(c: char) -> String {
    format!("\\u{{{:X}}}", u32::from(c))
}

/// The text with an escape in the place of each character that cannot be seen.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) { out.push_str(&escape(c)) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_written_by_its_number() {
        assert_eq!(visible("a\u{202E}b"), "a\\u{202E}b");
    }
}
