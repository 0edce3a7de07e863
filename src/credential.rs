//! Credentials: octets to a claims tree, whatever the format (`docs/semantics.md` section 2).
//!
//! Two stages, because a payload may have to be decoded before the claims can borrow from it:
//! [`Envelope::open`] reads the outermost layer, [`Envelope::claims`] the claims inside.

pub mod canonical;
pub mod cbor;
pub(crate) mod cwt;
mod detect;
pub mod envelope;
pub mod error;
pub(crate) mod json;
pub(crate) mod jwt;
pub mod mls;
mod moment;
mod nesting;
mod presentation;
mod sd_cwt;
mod sd_jwt;
pub mod tree;
mod vc;
mod withheld;
pub(crate) mod x509;

pub use envelope::{Carrier, Envelope, Unverified, Verified};
pub use error::{Error, ErrorKind};
pub use sd_cwt::{DigestMode, KeyBindingToken, SdCwt};
pub use sd_jwt::KeyBinding;
pub use tree::{Claims, HolderClaims};
pub use vc::Validity;
