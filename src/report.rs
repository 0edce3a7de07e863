//! Words and layout: diagnostics, errors and traces as text or JSON.

pub mod credential;
pub mod diagnostic;
pub mod json;
pub mod trace;

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for colours are written.
    pub color: bool,
    /// How many columns a line may take.
    pub width: usize,
}

/// Where the reader's width is not known.
const USUAL_WIDTH: usize = 100;

impl Default for Style {
    fn default() -> Self {
        Style { color: false, width: USUAL_WIDTH }
    }
}
