//! Text: case folding and normalization forms.

use std::borrow::Cow;

/// Unicode default full case folding, without normalization.
pub fn fold_case(text: &str) -> Cow<'_, str> {
    let _ = text;
    todo!()
}

/// Normalization form C.
pub fn nfc(text: &str) -> Cow<'_, str> {
    let _ = text;
    todo!()
}

/// Normalization form D.
pub fn nfd(text: &str) -> Cow<'_, str> {
    let _ = text;
    todo!()
}
