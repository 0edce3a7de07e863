//! Keys: what stands after `at`, and a readable name for the field.

use super::{literal, name};
use crate::format::{Family, Provenance};
use crate::semantics::cbor;
use crate::syntax::ast::Literal;

/// One step from a record to a field of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key {
    /// A position: of `tbsCertificate`, or of an element.
    Position(u32),
    /// A JSON member.
    Name(String),
    /// A CBOR map key, in deterministic encoding.
    Cbor(Vec<u8>),
    /// An OID's content octets, from anywhere in a certificate.
    Oid(Vec<u8>),
    /// An attribute of the subject, by its OID's content octets; only from the root.
    Subject(Vec<u8>),
    /// An extension, by its OID's content octets; only from the root.
    Extension(Vec<u8>),
}

/// Claims of CWT (RFC 8392 section 4) and the confirmation claim (RFC 8747).
const CWT_CLAIMS: [&str; 8] = ["iss", "sub", "aud", "exp", "nbf", "iat", "cti", "cnf"];

/// Positions of `tbsCertificate`.
const CERTIFICATE: [&str; 10] = [
    "version",
    "serial_number",
    "signature",
    "issuer",
    "validity",
    "subject_name",
    "subject_public_key_info",
    "issuer_unique_id",
    "subject_unique_id",
    "extensions",
];

/// Attributes of names (X.520) and extensions (RFC 5280).
const OIDS: [(&str, &str); 16] = [
    ("2.5.4.3", "common_name"),
    ("2.5.4.5", "serial_number"),
    ("2.5.4.6", "country"),
    ("2.5.4.7", "locality"),
    ("2.5.4.8", "state"),
    ("2.5.4.10", "organization"),
    ("2.5.4.11", "organizational_unit"),
    ("2.5.4.12", "title"),
    ("1.2.840.113549.1.9.1", "email_address"),
    ("0.9.2342.19200300.100.1.25", "domain_component"),
    ("2.5.29.14", "subject_key_identifier"),
    ("2.5.29.15", "key_usage"),
    ("2.5.29.17", "subject_alt_name"),
    ("2.5.29.18", "issuer_alt_name"),
    ("2.5.29.19", "basic_constraints"),
    ("2.5.29.37", "ext_key_usage"),
];

impl Key {
    /// A name for the field under this key; `None` when the language cannot write the key.
    pub(crate) fn name(&self, family: Family, at_root: bool) -> Option<String> {
        Some(match self {
            Key::Name(text) => name::slug(text, "claim"),
            Key::Cbor(key) => {
                let written = literal::cbor_key(key)?;
                match literal::cbor_text(key) {
                    Some(text) => name::slug(text, "claim"),
                    None => cbor_name(&written.literal, at_root),
                }
            }
            Key::Oid(octets) | Key::Subject(octets) | Key::Extension(octets) => {
                let dotted = literal::oid(octets)?;
                let known = OIDS.iter().find(|(oid, _)| *oid == dotted).map(|(_, name)| *name);
                known.map_or_else(|| format!("oid_{}", dotted.replace('.', "_")), str::to_owned)
            }
            Key::Position(position) if at_root && family == Family::X509 => {
                let known = usize::try_from(*position).ok().and_then(|at| CERTIFICATE.get(at));
                known.map_or_else(|| format!("item_{position}"), |name| (*name).to_owned())
            }
            Key::Position(position) => format!("item_{position}"),
        })
    }

    /// The key as it stands after `at`; `None` when the language cannot write it.
    pub(crate) fn written(&self, family: Family, at_root: bool) -> Option<String> {
        Some(match self {
            Key::Name(text) => literal::text(text),
            Key::Cbor(key) => literal::cbor_key(key)?.literal,
            Key::Oid(octets) => literal::oid(octets)?,
            Key::Subject(octets) => format!("subject {}", literal::oid(octets)?),
            Key::Extension(octets) => format!("extension {}", literal::oid(octets)?),
            Key::Position(position) if at_root && family == Family::X509 => {
                format!("position {position}")
            }
            Key::Position(position) => format!("[{position}]"),
        })
    }

    /// The same for the first step to a claim that somebody asserts.
    pub(crate) fn asserted(
        &self,
        provenance: Provenance,
        family: Family,
        at_root: bool,
    ) -> Option<String> {
        let written = self.written(family, at_root)?;
        Some(match provenance {
            Provenance::Issuer => written,
            Provenance::Holder => format!("holder {written}"),
        })
    }

    /// Whether a field of this name needs no `at`.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        let bare = name.trim_matches('`');
        match self {
            Key::Name(text) => text == bare,
            Key::Cbor(key) => literal::cbor_text(key) == Some(bare),
            _ => false,
        }
    }
}

/// The deterministic encoding of a literal that is a key of CBOR maps.
pub(crate) fn cbor(literal: &Literal) -> Option<Vec<u8>> {
    let mut key = Vec::new();
    match literal {
        Literal::Text(name) => cbor::write_text(&mut key, name),
        Literal::Bytes(octets) => cbor::write_bytes(&mut key, octets),
        Literal::Int(number) => {
            let (major, argument) = if *number < 0 { (1, !*number) } else { (0, *number) };
            cbor::write_head(&mut key, major, u64::try_from(argument).ok()?);
        }
        _ => return None,
    }
    Some(key)
}

/// Only at the root does a number have its registered meaning.
fn cbor_name(written: &str, at_root: bool) -> String {
    let number: Option<usize> = written.parse().ok().filter(|_| at_root);
    let known = number.and_then(|number| CWT_CLAIMS.get(number.checked_sub(1)?));
    match known {
        Some(name) => (*name).to_owned(),
        None => name::slug(&format!("claim_{}", written.replace('-', "minus_")), "claim"),
    }
}
