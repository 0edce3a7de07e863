//! Numbers with their exact value, compared without a silent passage through binary64.

/// What a number is.
#[derive(Debug, Clone, PartialEq)]
pub struct Number;
