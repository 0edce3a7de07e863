//! From a checked policy to the wire model: alternatives, normal form, profiles; and back to text.

pub mod decompile;
pub mod lower;

mod alternatives;
mod atom;
mod canonical;
mod conjunction;
mod cover;
pub(crate) mod disclosure;
mod effect;
mod entries;
mod exact;
mod interval;
mod many;
mod matcher;
mod normalize;
mod operand;
mod pointer;
mod relate;
mod shadow;
mod unsayable;

pub use lower::{Lowered, Options, Origin, lower};

#[cfg(test)]
mod tests;
