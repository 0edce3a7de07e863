//! The policy that a wire model says, written in the language again.
