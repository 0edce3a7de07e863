//! Words and layout: diagnostics, errors and traces as text or JSON.

pub mod credential;
pub mod diagnostic;
pub mod json;
pub mod page;
pub mod trace;

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Whether escape sequences for colours are written.
    pub color: bool,
}
