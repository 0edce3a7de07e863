//! Credentials: octets to a claims tree, whatever the format (`docs/semantics.md` section 2).

pub mod tree;
pub mod x509;
