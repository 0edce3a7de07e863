//! Text: case folding and normalization forms.

use std::borrow::Cow;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use unicode_normalization::{
    IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick, is_nfd, is_nfd_quick,
};

const CASES: CaseMapperBorrowed<'static> = CaseMapper::new();

/// Unicode default full case folding (Unicode Standard section 3.13, D144 toCasefold), without
/// normalization and without the Turkic mappings: `Straße` gives `strasse`.
pub fn fold_case(text: &str) -> Cow<'_, str> {
    if !text.is_ascii() {
        CASES.fold_string(text)
    } else if text.bytes().any(|octet| octet.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// Normalization form C (UAX #15).
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || holds(is_nfc_quick(text.chars()), || is_nfc(text)) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Normalization form D (UAX #15).
pub fn nfd(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || holds(is_nfd_quick(text.chars()), || is_nfd(text)) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfd().collect())
    }
}

fn holds(quick: IsNormalized, thorough: impl FnOnce() -> bool) -> bool {
    match quick {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => thorough(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folding_is_full_and_not_turkic() {
        assert_eq!(fold_case("Straße"), "strasse");
        assert_eq!(fold_case("STRAẞE"), "strasse");
        assert_eq!(fold_case("ΟΔΥΣΣΕΥΣ"), fold_case("οδυσσευς"));
        assert_eq!(fold_case("I"), "i");
        assert_ne!(fold_case("İ"), "i");
        assert_ne!(fold_case("ı"), "i");
        assert_eq!(fold_case("ﬁ"), "fi");
        // Cherokee folds to its capitals.
        assert_eq!(fold_case("ꭰ"), "Ꭰ");
    }

    #[test]
    fn folding_knows_recent_letters() {
        // Unicode 17: LATIN CAPITAL LETTER PHARYNGEAL VOICED FRICATIVE.
        assert_eq!(fold_case("\u{A7CE}"), "\u{A7CF}");
    }

    #[test]
    fn folding_does_not_normalize() {
        assert_eq!(fold_case("É"), "é");
        assert_ne!(fold_case("E\u{301}"), "é");
    }

    #[test]
    fn normalization_is_canonical() {
        assert_eq!(nfc("e\u{301}"), "é");
        assert_eq!(nfd("é"), "e\u{301}");
        assert_eq!(nfc("\u{1100}\u{1161}\u{11a8}"), "각");
        assert_eq!(nfc("ﬁ"), "ﬁ");
    }

    #[test]
    fn unchanged_text_is_borrowed() {
        for text in ["", "plain ascii", "éà"] {
            assert!(matches!(nfc(text), Cow::Borrowed(_)), "{text}");
        }
        assert!(matches!(nfd("e\u{301}"), Cow::Borrowed(_)));
        for text in ["", "plain ascii 7", "é", "각"] {
            assert!(matches!(fold_case(text), Cow::Borrowed(_)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn all_are_idempotent(text in any::<String>()) {
            for form in [fold_case, nfc, nfd] {
                let once = form(&text);
                prop_assert_eq!(&form(&once), &once);
            }
        }
    }
}
