//! Makes credentials to verify: keys, tokens, and certificates out of their parts in DER.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::RSAPublicKey;

/// A private key.
pub enum Signer {
    Ed25519(Ed25519KeyPair),
    /// The curve's name, and keys that sign in the fixed form and in DER.
    Ec(&'static str, Box<(EcdsaKeyPair, EcdsaKeyPair)>),
    Rsa(Box<RsaKeyPair>),
}

impl Signer {
    /// An Ed25519 key, always the same for the same number.
    pub fn ed25519(number: u8) -> Signer {
        Signer::Ed25519(Ed25519KeyPair::from_seed_unchecked(&[number; 32]).unwrap())
    }

    /// A key on a curve.
    pub fn ec(curve: &'static str) -> Signer {
        let (fixed, asn1) = match curve {
            "P-256" => (
                &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
                &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
            ),
            "P-384" => (
                &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
                &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
            ),
            "P-521" => (
                &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
                &signature::ECDSA_P521_SHA512_ASN1_SIGNING,
            ),
            other => panic!("{other}"),
        };
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(fixed, &SystemRandom::new()).unwrap();
        let key = |algorithm| EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref()).unwrap();
        Signer::Ec(curve, Box::new((key(fixed), key(asn1))))
    }

    pub fn rsa() -> Signer {
        Signer::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()))
    }

    /// The public key as a JWK.
    pub fn jwk(&self) -> Value {
        let b64 = Base64UrlUnpadded::encode_string;
        match self {
            Signer::Ed25519(key) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": b64(key.public_key().as_ref())})
            }
            Signer::Ec(curve, keys) => {
                let point = &keys.0.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                json!({"kty": "EC", "crv": curve, "x": b64(x), "y": b64(y)})
            }
            Signer::Rsa(key) => {
                let (_, key) = RSAPublicKey::from_der(key.public_key().as_ref()).unwrap();
                json!({"kty": "RSA", "n": b64(&key.modulus[1..]), "e": b64(key.exponent)})
            }
        }
    }

    /// A signature as JOSE and COSE have it.
    pub fn sign(&self, alg: &str, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Signer::Ed25519(key) => key.sign(message).as_ref().to_vec(),
            Signer::Ec(_, keys) => keys.0.sign(&random, message).unwrap().as_ref().to_vec(),
            Signer::Rsa(key) => {
                let encoding: &dyn signature::RsaEncoding = match alg {
                    "RS256" => &signature::RSA_PKCS1_SHA256,
                    "RS384" => &signature::RSA_PKCS1_SHA384,
                    "RS512" => &signature::RSA_PKCS1_SHA512,
                    "PS256" => &signature::RSA_PSS_SHA256,
                    "PS384" => &signature::RSA_PSS_SHA384,
                    "PS512" => &signature::RSA_PSS_SHA512,
                    other => panic!("{other}"),
                };
                let mut out = vec![0; key.public_modulus_len()];
                key.sign(encoding, &random, message, &mut out).unwrap();
                out
            }
        }
    }

    /// A signature as certificates have it, and the AlgorithmIdentifier.
    fn certify(&self, alg: &str, message: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let random = SystemRandom::new();
        let (oid, parameters): (&[u32], Vec<u8>) = match alg {
            "EdDSA" => (&[1, 3, 101, 112], vec![]),
            "ES256" => (&[1, 2, 840, 10045, 4, 3, 2], vec![]),
            "ES384" => (&[1, 2, 840, 10045, 4, 3, 3], vec![]),
            "ES512" => (&[1, 2, 840, 10045, 4, 3, 4], vec![]),
            "RS256" => (&[1, 2, 840, 113_549, 1, 1, 11], vec![5, 0]),
            "PS256" => (&[1, 2, 840, 113_549, 1, 1, 10], pss_sha256()),
            "RS1" => (&[1, 2, 840, 113_549, 1, 1, 5], vec![5, 0]),
            other => panic!("{other}"),
        };
        let identifier = seq(&[oid_of(oid), parameters]);
        let signature = match self {
            Signer::Ec(_, keys) => keys.1.sign(&random, message).unwrap().as_ref().to_vec(),
            Signer::Rsa(_) if alg == "RS1" => self.sign("RS256", message),
            other => other.sign(alg, message),
        };
        (identifier, signature)
    }

    /// The algorithm that comes with the key.
    pub fn alg(&self) -> &'static str {
        match self {
            Signer::Ed25519(_) => "EdDSA",
            Signer::Ec("P-256", _) => "ES256",
            Signer::Ec("P-384", _) => "ES384",
            Signer::Ec(..) => "ES512",
            Signer::Rsa(_) => "RS256",
        }
    }

    /// SubjectPublicKeyInfo.
    pub fn info(&self) -> Vec<u8> {
        match self {
            Signer::Ed25519(key) => {
                seq(&[seq(&[oid_of(&[1, 3, 101, 112])]), bits(key.public_key().as_ref())])
            }
            Signer::Ec(curve, keys) => {
                let curve: &[u32] = match *curve {
                    "P-256" => &[1, 2, 840, 10045, 3, 1, 7],
                    "P-384" => &[1, 3, 132, 0, 34],
                    _ => &[1, 3, 132, 0, 35],
                };
                let algorithm = seq(&[oid_of(&[1, 2, 840, 10045, 2, 1]), oid_of(curve)]);
                seq(&[algorithm, bits(keys.0.public_key().as_ref())])
            }
            Signer::Rsa(key) => {
                let algorithm = seq(&[oid_of(&[1, 2, 840, 113_549, 1, 1, 1]), vec![5, 0]]);
                seq(&[algorithm, bits(key.public_key().as_ref())])
            }
        }
    }
}

/// A compact serialization with any header and payload.
pub fn token(signer: &Signer, header: &str, payload: &str) -> String {
    let b64 = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
    let signed = format!("{}.{}", b64(header), b64(payload));
    let alg = serde_json::from_str::<Value>(header).unwrap_or_default();
    let alg = alg["alg"].as_str().unwrap_or("RS256").to_owned();
    let signature = signer.sign(&alg, signed.as_bytes());
    format!("{signed}.{}", Base64UrlUnpadded::encode_string(&signature))
}

/// A COSE_Sign1 message: the protected header and the payload in CBOR, the unprotected header too.
pub fn message(signer: &Signer, protected: &[u8], unprotected: &[u8], payload: &[u8]) -> Vec<u8> {
    let structure = [&[0x84, 0x6a][..], b"Signature1", &byte_string(protected), &[0x40]];
    let structure = [structure.concat(), byte_string(payload)].concat();
    let signature = signer.sign("RS256", &structure);
    let parts = [byte_string(protected), unprotected.to_vec(), byte_string(payload)];
    [&[0xd2, 0x84][..], &parts.concat(), &byte_string(&signature)].concat()
}

/// A byte string in CBOR.
pub fn byte_string(octets: &[u8]) -> Vec<u8> {
    let head = match octets.len() {
        short @ 0..24 => vec![0x40 + u8::try_from(short).unwrap()],
        length => [&[0x59][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    };
    [head, octets.to_vec()].concat()
}

/// What a certificate is to say. `Certificate::authority` and `Certificate::leaf` begin one.
#[derive(Clone)]
pub struct Certificate {
    pub subject: Vec<u8>,
    pub not_before: &'static str,
    pub not_after: &'static str,
    pub version: u8,
    /// OID, critical, value.
    pub extensions: Vec<(Vec<u32>, bool, Vec<u8>)>,
    pub alg: Option<&'static str>,
}

impl Certificate {
    pub fn leaf(name: &str) -> Certificate {
        Certificate {
            subject: name_of(name),
            not_before: "20200101000000Z",
            not_after: "20300101000000Z",
            version: 2,
            extensions: vec![],
            alg: None,
        }
    }

    /// With `basicConstraints`, and a path length if one is given.
    pub fn authority(name: &str, path_length: Option<u8>) -> Certificate {
        let length = path_length.map_or(vec![], |length| der(2, &[length]));
        Certificate::leaf(name).with(&[2, 5, 29, 19], true, seq(&[vec![1, 1, 0xff], length])).with(
            &[2, 5, 29, 15],
            true,
            vec![3, 2, 2, 0x84],
        )
    }

    /// With one more extension.
    #[must_use]
    pub fn with(mut self, oid: &[u32], critical: bool, value: Vec<u8>) -> Certificate {
        self.extensions.retain(|(before, ..)| before != oid);
        self.extensions.push((oid.to_vec(), critical, value));
        self
    }

    /// With `subjectAltName`.
    #[must_use]
    pub fn named(self, names: &[Vec<u8>]) -> Certificate {
        self.with(&[2, 5, 29, 17], false, seq(names))
    }

    /// With `nameConstraints`: what is permitted, what is excluded.
    #[must_use]
    pub fn constrained(self, permitted: &[Vec<u8>], excluded: &[Vec<u8>]) -> Certificate {
        let subtrees = |tag, bases: &[Vec<u8>]| match bases {
            [] => vec![],
            bases => der(
                tag,
                &bases.iter().map(|b| seq(std::slice::from_ref(b))).collect::<Vec<_>>().concat(),
            ),
        };
        let value = seq(&[subtrees(0xa0, permitted), subtrees(0xa1, excluded)]);
        self.with(&[2, 5, 29, 30], true, value)
    }

    /// Signed by an issuer, for a subject's key.
    pub fn issue(&self, issuer: &str, by: &Signer, key: &Signer) -> Vec<u8> {
        let alg = self.alg.unwrap_or(by.alg());
        let (algorithm, _) = by.certify(alg, b"");
        let extensions = self.extensions.iter().map(|(oid, critical, value)| {
            let critical = if *critical { vec![1, 1, 0xff] } else { vec![] };
            seq(&[oid_of(oid), critical, der(4, value)])
        });
        let extensions = match self.extensions.len() {
            0 => vec![],
            _ => der(0xa3, &seq(&extensions.collect::<Vec<_>>())),
        };
        let version = if self.version == 0 { vec![] } else { der(0xa0, &der(2, &[self.version])) };
        let validity = [der(24, self.not_before.as_bytes()), der(24, self.not_after.as_bytes())];
        let signed = seq(&[
            version,
            der(2, &[7]),
            algorithm,
            name_of(issuer),
            seq(&validity),
            self.subject.clone(),
            key.info(),
            extensions,
        ]);
        let (algorithm, signature) = by.certify(alg, &signed);
        seq(&[signed, algorithm, bits(&signature)])
    }
}

/// An element of DER.
pub fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        short @ 0..0x80 => vec![u8::try_from(short).unwrap()],
        long @ 0x80..0x100 => vec![0x81, u8::try_from(long).unwrap()],
        long => [&[0x82][..], &u16::try_from(long).unwrap().to_be_bytes()].concat(),
    };
    [&[tag][..], &length, content].concat()
}

pub fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    der(0x30, &parts.concat())
}

/// A distinguished name of one common name; of none when the text is empty.
pub fn name_of(text: &str) -> Vec<u8> {
    let common: (&[u32], u8, &str) = (&[2, 5, 4, 3], 12, text);
    attributes(&[common][..usize::from(!text.is_empty())])
}

/// A distinguished name: OID, tag of the string type, value.
pub fn attributes(attributes: &[(&[u32], u8, &str)]) -> Vec<u8> {
    let rdn = |(oid, tag, text): &(&[u32], u8, &str)| {
        der(0x31, &seq(&[oid_of(oid), der(*tag, text.as_bytes())]))
    };
    seq(&attributes.iter().map(rdn).collect::<Vec<_>>())
}

/// A GeneralName by its tag, with text.
pub fn general(tag: u8, text: &str) -> Vec<u8> {
    der(0x80 + tag, text.as_bytes())
}

/// A certificate as a PEM block.
pub fn pem(der: &[u8]) -> String {
    let text = base64ct::Base64::encode_string(der);
    let lines: Vec<_> =
        text.as_bytes().chunks(64).map(|l| std::str::from_utf8(l).unwrap()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

fn bits(octets: &[u8]) -> Vec<u8> {
    der(3, &[&[0], octets].concat())
}

pub fn oid_of(arcs: &[u32]) -> Vec<u8> {
    let mut out = vec![u8::try_from(arcs[0] * 40 + arcs[1]).unwrap()];
    for arc in &arcs[2..] {
        let groups: Vec<u8> =
            (0..5).rev().map(|at| u8::try_from(arc >> (7 * at) & 0x7f).unwrap()).collect();
        let start = groups.iter().position(|group| *group != 0).unwrap_or(4);
        let (last, head) = groups[start..].split_last().unwrap();
        out.extend(head.iter().map(|group| group | 0x80));
        out.push(*last);
    }
    der(6, &out)
}

fn pss_sha256() -> Vec<u8> {
    let hash = seq(&[oid_of(&[2, 16, 840, 1, 101, 3, 4, 2, 1]), vec![5, 0]]);
    let mask = seq(&[oid_of(&[1, 2, 840, 113_549, 1, 1, 8]), hash.clone()]);
    seq(&[der(0xa0, &hash), der(0xa1, &mask), der(0xa2, &[2, 1, 32])])
}
