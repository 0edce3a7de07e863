//! Builds SD-CWTs, of whatever shape, without signatures.

use admit::semantics::cbor as write;
use sha2::{Digest, Sha256};

/// CBOR to be written.
#[derive(Debug, Clone, PartialEq)]
pub enum Cbor {
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Cbor>),
    Map(Vec<(Cbor, Cbor)>),
    Tag(u64, Box<Cbor>),
    Simple(u8),
    /// An item that is written already.
    Raw(Vec<u8>),
}

use Cbor::{Bytes, Int, List, Map, Raw, Simple, Tag};

/// The key whose value lists digests.
pub const REDACTED: Cbor = Simple(59);

/// Text.
pub fn text(text: &str) -> Cbor {
    Cbor::Text(text.to_owned())
}

/// A redacted element.
pub fn element(digest: Vec<u8>) -> Cbor {
    Tag(60, Box::new(Bytes(digest)))
}

/// A list of digests.
pub fn digests<const N: usize>(digests: [Vec<u8>; N]) -> Cbor {
    List(digests.map(Bytes).to_vec())
}

impl Cbor {
    /// The octets.
    pub fn octets(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Int(value) => write::write_int(out, *value),
            Cbor::Text(value) => write::write_text(out, value),
            Bytes(value) => write::write_bytes(out, value),
            List(items) => {
                write::write_head(out, 4, items.len() as u64);
                items.iter().for_each(|item| item.write(out));
            }
            Map(members) => {
                write::write_head(out, 5, members.len() as u64);
                for (key, value) in members {
                    key.write(out);
                    value.write(out);
                }
            }
            Tag(number, content) => {
                write::write_head(out, 6, *number);
                content.write(out);
            }
            Simple(number) => write::write_simple(out, *number),
            Raw(octets) => out.extend_from_slice(octets),
        }
    }
}

/// A disclosure's content, with a salt of its own.
pub fn disclosure(salt: u8, rest: impl IntoIterator<Item = Cbor>) -> Vec<u8> {
    let salt = Bytes(vec![salt; 16]);
    List(std::iter::once(salt).chain(rest).collect()).octets()
}

/// The digest of a disclosure over its content.
pub fn digest(disclosure: &[u8]) -> Vec<u8> {
    Sha256::digest(disclosure).to_vec()
}

/// A COSE_Sign1 message with any signature.
pub fn message(protected: Cbor, unprotected: Cbor, payload: Cbor) -> Cbor {
    let parts =
        vec![Bytes(protected.octets()), unprotected, Bytes(payload.octets()), Bytes(vec![])];
    Tag(18, Box::new(List(parts)))
}

/// The parts of an SD-CWT, to be changed before it is built.
#[derive(Debug, Clone)]
pub struct Token {
    pub protected: Vec<(Cbor, Cbor)>,
    pub unprotected: Vec<(Cbor, Cbor)>,
    pub payload: Vec<(Cbor, Cbor)>,
}

impl Token {
    /// A token with claims besides `iss` and `cnf`.
    pub fn new(claims: impl IntoIterator<Item = (Cbor, Cbor)>) -> Token {
        let common = [(Int(1), text("https://issuer.example")), (Int(8), Map(vec![]))];
        Token {
            protected: vec![(Int(1), Int(-35)), (Int(16), Int(293))],
            unprotected: vec![],
            payload: common.into_iter().chain(claims).collect(),
        }
    }

    /// With disclosures, over whose content the digests are.
    pub fn disclosing<'d>(mut self, disclosures: impl IntoIterator<Item = &'d Vec<u8>>) -> Token {
        let list = disclosures.into_iter().cloned().map(Bytes).collect();
        self.unprotected.push((Int(17), List(list)));
        self
    }

    /// With a parameter in the protected header.
    pub fn protecting(mut self, label: i64, value: Cbor) -> Token {
        self.protected.push((Int(label), value));
        self
    }

    /// With a parameter in the unprotected header.
    pub fn unprotecting(mut self, label: i64, value: Cbor) -> Token {
        self.unprotected.push((Int(label), value));
        self
    }

    /// Of another media type, or of none.
    pub fn typed(mut self, typ: Option<Cbor>) -> Token {
        self.protected.retain(|(label, _)| *label != Int(16));
        self.protected.extend(typ.map(|typ| (Int(16), typ)));
        self
    }

    /// The message.
    pub fn cbor(self) -> Cbor {
        message(Map(self.protected), Map(self.unprotected), Map(self.payload))
    }

    /// Its octets.
    pub fn octets(&self) -> Vec<u8> {
        self.clone().cbor().octets()
    }

    /// A key binding token around it, with these claims.
    pub fn bound(self, claims: impl IntoIterator<Item = (Cbor, Cbor)>) -> Token {
        Token {
            protected: vec![(Int(1), Int(-7)), (Int(16), Int(294)), (Int(13), self.cbor())],
            unprotected: vec![],
            payload: claims.into_iter().collect(),
        }
    }
}

/// What a key binding token has to say.
pub fn binding() -> Vec<(Cbor, Cbor)> {
    vec![(Int(3), text("mimi://example.com/r/clubhouse")), (Int(6), Int(1_725_244_300))]
}
