//! How names, keys and values are spelled in the language.

pub(crate) mod instant;
pub(crate) mod key;
pub(crate) mod literal;
pub(crate) mod name;
