//! From syntax trees to a checked policy: modules, names, types, roles, rules.

pub mod checked;

pub use checked::Checked;
