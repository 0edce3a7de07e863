//! Words and layout: diagnostics, errors and traces as text or JSON.

pub mod credential;
pub mod diagnostic;
pub mod disclosure;
pub mod explain;
pub mod json;
pub mod room;
pub mod trace;

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Whether escape sequences for colours are written.
    pub color: bool,
}

/// A number of things: `1 digest`, `2 digests`.
fn counted(number: u32, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
