//! Words whose letters come from several scripts, or look like those of another.

use unicode_script::{Script, UnicodeScript};
use unicode_security::{GeneralSecurityProfile, MixedScript, skeleton};

use crate::syntax::unseen::scalar;

/// Why a text is not what it seems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spoof<'t> {
    /// Letters of several scripts in one word.
    Mixed {
        /// The word.
        word: &'t str,
        /// The scripts' names, in the order in which they occur.
        scripts: Vec<&'static str>,
    },
    /// All of it looks like this ASCII text.
    LooksAscii(String),
}

/// What is wrong with a short text, if anything; a mixed word before all else.
pub(crate) fn spoof(text: &str) -> Option<Spoof<'_>> {
    if text.is_ascii() {
        return None;
    }
    words(text).find_map(|(_, word)| mixed(word)).or_else(|| looks_ascii(text))
}

/// The words of a text, with the octet at which each begins: runs of letters, digits and marks.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let joins = |c: char| c.is_alphanumeric() || (!c.is_ascii() && c.script() == Script::Inherited);
    let mut at = 0;
    text.split(move |c: char| !joins(c))
        .map(move |word| {
            // `split` gives neighbours: each begins one character behind the end of the last.
            let start = at;
            at = start + word.len();
            at += text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            (start, word)
        })
        .filter(|(_, word)| !word.is_empty())
}

/// Letters of several scripts (Unicode Technical Standard 39 section 5.1). Those of East Asia
/// stand beside any other one, and look like none.
pub(crate) fn mixed(word: &str) -> Option<Spoof<'_>> {
    if word.is_ascii() || word.is_single_script() {
        return None;
    }
    let rest: String = word.chars().filter(|c| !is_east_asian(c.script())).collect();
    if rest.as_str().is_single_script() {
        return None;
    }
    let mut scripts = Vec::new();
    for script in rest.chars().map(|c| c.script()) {
        let name = script.full_name();
        let own = !matches!(script, Script::Common | Script::Inherited);
        if own && !scripts.contains(&name) {
            scripts.push(name);
        }
    }
    Some(Spoof::Mixed { word, scripts })
}

/// Whether some letter that is not ASCII looks like one that is.
pub(crate) fn has_double(word: &str) -> bool {
    word.chars().any(|c| !c.is_ascii() && double(c).is_some())
}

/// The word with ASCII letters in the place of those that look like them; `None` when another
/// letter stays.
pub(crate) fn in_ascii(word: &str) -> Option<String> {
    word.chars().map(|c| if c.is_ascii() { Some(c) } else { double(c) }).collect()
}

/// Letters that are not ASCII, by their numbers: "`а` is U+0430 (Cyrillic)".
pub(crate) fn numbers(word: &str) -> String {
    const MOST: usize = 4;
    let mut letters: Vec<char> = Vec::new();
    for c in word.chars().filter(|c| !c.is_ascii()) {
        if !letters.contains(&c) && letters.len() < MOST {
            letters.push(c);
        }
    }
    let one = |c: &char| match c.script() {
        // A mark would stand above whatever is in front of it.
        Script::Inherited => format!("{} is a mark", scalar(*c)),
        script => format!("`{c}` is {} ({})", scalar(*c), script.full_name()),
    };
    letters.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What is the same of texts that look the same.
pub(crate) fn look(text: &str) -> String {
    skeleton(text).collect()
}

/// All letters look like those of ASCII, though some are of another script or of a special form.
/// Letters of Latin alphabets, such as the dotless i, are what they are.
fn looks_ascii(text: &str) -> Option<Spoof<'_>> {
    let foreign = |c: char| {
        c.is_alphabetic()
            && !c.is_ascii()
            && !(c.script() == Script::Latin && c.identifier_allowed())
    };
    if !text.chars().any(foreign) || !skeleton(text).all(|c| c.is_ascii()) {
        return None;
    }
    Some(Spoof::LooksAscii(in_ascii(text).unwrap_or_else(|| look(text))))
}

/// The ASCII letter or digit that a character looks like.
fn double(c: char) -> Option<char> {
    let mut octets = [0; 4];
    let mut look = skeleton(c.encode_utf8(&mut octets));
    match (look.next(), look.next()) {
        (Some(one), None) if one.is_ascii_alphanumeric() => Some(one),
        _ => None,
    }
}

fn is_east_asian(script: Script) -> bool {
    use Script::{Bopomofo, Han, Hangul, Hiragana, Katakana};
    matches!(script, Bopomofo | Han | Hangul | Hiragana | Katakana)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_words_and_such_that_only_seem_so() {
        for word in ["p\u{430}ypal", "\u{410}dmin", "r\u{43E}om", "g\u{3BF}ogle"] {
            assert!(matches!(spoof(word), Some(Spoof::Mixed { .. })), "{word}");
        }
        let Some(Spoof::Mixed { scripts, .. }) = spoof("p\u{430}ypal") else { panic!() };
        assert_eq!(scripts, ["Latin", "Cyrillic"]);
        for word in [
            "Straße",
            "naïve",
            "отдел кадров",
            "Tシャツ",
            "IT部門",
            "한국어",
            "x²",
            "Müller-Lüdenscheidt",
            "kız",
            "e\u{301}t\u{e9}",
        ] {
            assert_eq!(spoof(word), None, "{word}");
        }
    }

    #[test]
    fn whole_texts_that_look_like_ascii() {
        for (text, ascii) in [
            ("\u{441}\u{43E}\u{441}\u{43E}", "coco"),
            ("\u{FF21}", "A"),
            ("\u{440}\u{430}\u{443}", "pay"),
        ] {
            assert_eq!(spoof(text), Some(Spoof::LooksAscii(ascii.into())), "{text}");
        }
        // A short word among others that do not look like anything.
        assert_eq!(spoof("работа с кадрами"), None);
    }

    #[test]
    fn words_know_where_they_begin() {
        let found: Vec<_> = words("é a.b  ü").collect();
        assert_eq!(found, [(0, "é"), (3, "a"), (5, "b"), (8, "ü")]);
    }
}
