//! Words and layout: diagnostics, errors and traces as text or JSON.

pub mod credential;
pub mod diagnostic;
pub mod diff;
pub mod disclosure;
pub mod explain;
pub mod findings;
pub mod github;
pub mod json;
pub mod page;
pub mod room;
pub mod sarif;
pub mod short;
pub mod trace;
pub mod trial;
pub mod vocabulary;

pub use findings::Findings;

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for colours are written.
    pub color: bool,
    /// How many columns a line may take.
    pub width: usize,
}

/// Text as a terminal can be shown it: what it could obey, or what cannot be seen, by its number.
pub fn printable(text: &str) -> String {
    crate::syntax::unseen::visible(text)
}

/// Where the reader's width is not known.
const USUAL_WIDTH: usize = 100;

impl Default for Style {
    fn default() -> Self {
        Style { color: false, width: USUAL_WIDTH }
    }
}

/// A number of things: `1 digest`, `2 digests`.
fn counted(number: u32, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
