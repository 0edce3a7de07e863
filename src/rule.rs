//! From a checked policy to the wire model: alternatives, normal form, profiles; and back to text.

pub mod decompile;
pub mod lower;
pub mod normalize;
