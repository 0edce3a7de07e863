//! Places inside a credential, as its own notation names them.

use std::fmt::{self, Write as _};

/// One step to a place inside a credential.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathStep {
    /// A part that is not claims, such as the JOSE header. Other steps only ever follow.
    Part(Part),
    /// A JSON member.
    Name(String),
    /// A CBOR map key: its deterministic encoding.
    Key(Vec<u8>),
    /// An element of an array, counted from 0; of X.509, a position of `tbsCertificate`.
    Index(usize),
    /// The content of a tag.
    Tag(u64),
    /// X.509: an extension or attribute by the content octets of its OID.
    Oid(Vec<u8>),
}

/// The parts of a credential that are not its claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The JOSE header of a JWT (RFC 7515 section 4).
    JoseHeader,
    /// The protected header of a COSE message (RFC 9052 section 3).
    ProtectedHeader,
    /// The unprotected header of a COSE message.
    UnprotectedHeader,
    /// The payload before it is claims.
    Payload,
    /// The signature.
    Signature,
    /// The disclosures (RFC 9901 section 4.2); an index follows.
    Disclosures,
    /// The key binding JWT (RFC 9901 section 4.3), or the key binding token
    /// (draft-ietf-spice-sd-cwt-07 section 8.1).
    KeyBinding,
}

impl fmt::Display for PathStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PathStep::Part(part) => part.fmt(f),
            PathStep::Name(name) => write_name(f, name),
            PathStep::Key(key) => write_hex(f, key),
            PathStep::Index(at) => write!(f, "[{at}]"),
            PathStep::Tag(number) => write!(f, "tag {number}"),
            PathStep::Oid(octets) => match crate::semantics::oid::to_dotted(octets) {
                Some(dotted) => f.write_str(&dotted),
                None => write_hex(f, octets),
            },
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::JoseHeader => "header",
            Part::ProtectedHeader => "protected header",
            Part::UnprotectedHeader => "unprotected header",
            Part::Payload => "payload",
            Part::Signature => "signature",
            Part::Disclosures => "disclosures",
            Part::KeyBinding => "key binding",
        })
    }
}

/// Characters of a name, and octets of a key, up to which a message quotes them.
const QUOTED: usize = 64;

/// A name, whoever wrote it: cut, and without control characters that a terminal would obey.
fn write_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let mut characters = name.chars();
    for character in characters.by_ref().take(QUOTED) {
        match character {
            '"' | '\'' => f.write_char(character)?,
            _ => write!(f, "{}", character.escape_debug())?,
        }
    }
    if characters.next().is_some() { f.write_str("…") } else { Ok(()) }
}

fn write_hex(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    f.write_str("h'")?;
    octets.iter().take(QUOTED).try_for_each(|octet| write!(f, "{octet:02x}"))?;
    f.write_str(if octets.len() > QUOTED { "…'" } else { "'" })
}
