//! Readable names for keys, roles and credentials, and how a key is written after `at`.

use std::collections::{HashMap, HashSet};

use crate::format::Family;
use crate::rule::decompile::claims::{Move, Unsaid};
use crate::rule::decompile::literal;
use crate::semantics::oid;
use crate::syntax::vocabulary;

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

/// A name for the field under a key; `Err` when the language cannot write the key.
pub(super) fn of_key(key: &Move, family: Family, at_root: bool) -> Result<String, Unsaid> {
    Ok(match key {
        Move::Name(name) => slug(name, "claim"),
        Move::Cbor(key) => {
            let written =
                literal::cbor_key(key).ok_or("a key that is no integer, text or bytes")?;
            match literal::cbor_text(key) {
                Some(name) => slug(name, "claim"),
                None => cbor_name(&written.literal),
            }
        }
        Move::Oid(octets) => {
            let dotted = oid::to_dotted(octets).ok_or("a key that is no OID")?;
            let known = OIDS.iter().find(|(oid, _)| *oid == dotted).map(|(_, name)| *name);
            known.map_or_else(|| format!("oid_{}", dotted.replace('.', "_")), str::to_owned)
        }
        Move::Position(position) if at_root && family == Family::X509 => {
            let known = usize::try_from(*position).ok().and_then(|at| CERTIFICATE.get(at));
            known.map_or_else(|| format!("item_{position}"), |name| (*name).to_owned())
        }
        Move::Position(position) => format!("item_{position}"),
        Move::Search(_) | Move::Tag(_) | Move::Embedded => {
            return Err("a step that is no key".into());
        }
    })
}

fn cbor_name(written: &str) -> String {
    let number: Option<usize> = written.parse().ok();
    let known = number.and_then(|number| CWT_CLAIMS.get(number.checked_sub(1)?));
    match known {
        Some(name) => (*name).to_owned(),
        None => slug(&format!("claim_{}", written.replace('-', "minus_")), "claim"),
    }
}

/// What stands after `at`; `None` when the key is the name.
pub(super) fn at(key: &Move, name: &str, family: Family, at_root: bool) -> Option<String> {
    let bare = name.trim_matches('`');
    match key {
        Move::Name(key) => (key != bare).then(|| literal::text(key)),
        Move::Cbor(key) if literal::cbor_text(key) == Some(bare) => None,
        Move::Cbor(key) => literal::cbor_key(key).map(|whole| whole.literal),
        Move::Oid(octets) => oid::to_dotted(octets),
        Move::Position(position) if at_root && family == Family::X509 => {
            Some(format!("position {position}"))
        }
        Move::Position(position) => Some(format!("[{position}]")),
        Move::Search(_) | Move::Tag(_) | Move::Embedded => None,
    }
}

/// Names that are taken, and the numbers that were tried behind them.
#[derive(Debug, Default)]
pub(super) struct Taken {
    names: HashSet<String>,
    numbers: HashMap<String, u64>,
}

impl Taken {
    /// The name itself, or with a number when it is taken; taken from now on.
    pub(super) fn unique(&mut self, name: &str) -> String {
        let bare = name.trim_matches('`');
        let mut candidate = name.to_owned();
        while !self.names.insert(candidate.clone()) {
            let number = self.numbers.entry(bare.to_owned()).or_insert(1);
            *number += 1;
            candidate = format!("{bare}_{number}");
        }
        candidate
    }

    /// Gives a name back.
    pub(super) fn free(&mut self, name: &str) {
        self.names.remove(name);
    }
}

/// A name in snake case, in back quotes when it is a word of the language.
pub(super) fn slug(text: &str, otherwise: &str) -> String {
    const LONGEST: usize = 64;
    let mut slug = String::new();
    for c in text.chars().take(LONGEST) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('_') || c == '_' {
            slug.push('_');
        }
    }
    if text.chars().count() <= LONGEST && slug.eq_ignore_ascii_case(text) && is_name(text) {
        slug = text.to_owned();
    }
    let slug = slug.trim_end_matches('_');
    let slug = match slug.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("{otherwise}_{slug}"),
        Some(_) => slug.to_owned(),
    };
    // Inside a search `it` is the element, and what is one word too many elsewhere is only quoted.
    match slug.as_str() {
        "it" => format!("{otherwise}_it"),
        word if is_a_word(word) => format!("`{word}`"),
        _ => slug,
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_a_word(word: &str) -> bool {
    vocabulary::is_reserved(word) || vocabulary::CONTEXTUAL_WORDS.contains(&word)
}
