//! A certificate's structure: the ten positions of `tbsCertificate`, and its extensions.

use std::collections::BTreeSet;

use super::der::{Element, Reader, tag};
use super::fault::Fault;
use super::shape::{self, Shape};
use super::{primitive, walk};
use crate::credential::tree::{ArrayKind, Node, Value};

/// A fault and the field of the certificate where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) field: &'static str,
    pub(super) fault: Fault,
}

/// Reads a certificate (RFC 5280 section 4.1) down to `tbsCertificate`, which is the root of the
/// claims tree; at most `depth` levels of it.
///
/// ```text
/// Certificate ::= SEQUENCE {
///     tbsCertificate     TBSCertificate,
///     signatureAlgorithm AlgorithmIdentifier,
///     signatureValue     BIT STRING }
/// ```
pub(super) fn read(der: &[u8], depth: usize) -> Result<Node<'_>, Located> {
    let (tbs, algorithm) = outside(der).map_err(within("Certificate"))?;
    let room = depth.checked_sub(1).ok_or(Fault::TooDeep).map_err(within("tbsCertificate"))?;
    let items = positions(&tbs, room)?;
    // RFC 5280 section 4.1.1.2: both name the same algorithm.
    if items.get(2).is_none_or(|signed| signed.der != algorithm.whole) {
        return Err(within("signatureAlgorithm")(Fault::SignatureAlgorithm));
    }
    Ok(Node { value: walk::array(ArrayKind::TbsCertificate, items), der: tbs.whole })
}

/// The signed part, and the algorithm that stands outside of it.
fn outside(der: &[u8]) -> Result<(Element<'_>, Element<'_>), Fault> {
    let mut parts = Element::only(der)?.sequence()?;
    let tbs = parts.element()?;
    let algorithm = parts.element()?;
    let signature = parts.element()?;
    parts.finish()?;
    if !signature.is(tag::BIT_STRING) {
        return Err(Fault::UnexpectedTag);
    }
    primitive::bits(signature.octets()?)?;
    Ok((tbs, algorithm))
}

/// RFC 5280 section 4.1:
///
/// ```text
/// TBSCertificate ::= SEQUENCE {
///     version          [0] EXPLICIT Version DEFAULT v1,
///     serialNumber         CertificateSerialNumber,
///     signature            AlgorithmIdentifier,
///     issuer               Name,
///     validity             Validity,
///     subject              Name,
///     subjectPublicKeyInfo SubjectPublicKeyInfo,
///     issuerUniqueID   [1] IMPLICIT UniqueIdentifier OPTIONAL,
///     subjectUniqueID  [2] IMPLICIT UniqueIdentifier OPTIONAL,
///     extensions       [3] EXPLICIT Extensions OPTIONAL }
/// ```
fn positions<'a>(tbs: &Element<'a>, room: usize) -> Result<Vec<Node<'a>>, Located> {
    let reader = &mut tbs.sequence().map_err(within("tbsCertificate"))?;
    let items = vec![
        version(reader, room).map_err(within("version"))?,
        field(reader, &Shape::Any, serial, room).map_err(within("serialNumber"))?,
        field(reader, &Shape::Any, algorithm, room).map_err(within("signature"))?,
        field(reader, &Shape::Name, anything, room).map_err(within("issuer"))?,
        field(reader, &Shape::Any, validity, room).map_err(within("validity"))?,
        field(reader, &Shape::Name, anything, room).map_err(within("subject"))?,
        field(reader, &Shape::Any, key, room).map_err(within("subjectPublicKeyInfo"))?,
        unique_id(reader, 1, room).map_err(within("issuerUniqueID"))?,
        unique_id(reader, 2, room).map_err(within("subjectUniqueID"))?,
        extensions(reader, room).map_err(within("extensions"))?,
    ];
    reader.finish().map_err(within("tbsCertificate"))?;
    Ok(items)
}

/// `Version ::= INTEGER { v1(0), v2(1), v3(2) }`
fn version<'a>(reader: &mut Reader<'a>, room: usize) -> Result<Node<'a>, Fault> {
    let Some(wrapper) = reader.context(0)? else { return Ok(missing()) };
    let inside = wrapper.inside()?;
    let node = walk::node(&inside, &Shape::Any, room)?;
    match node.value {
        Value::Int(0..=2) if inside.is(tag::INTEGER) => Ok(node),
        _ => Err(Fault::Version),
    }
}

/// The next element, when it is what is due.
fn field<'a>(
    reader: &mut Reader<'a>,
    shape: &Shape,
    due: fn(&Value<'_>) -> Result<(), Fault>,
    room: usize,
) -> Result<Node<'a>, Fault> {
    let node = walk::node(&reader.element()?, shape, room)?;
    due(&node.value).map(|()| node)
}

/// `UniqueIdentifier ::= BIT STRING`, implicitly tagged: a position gives its content.
fn unique_id<'a>(reader: &mut Reader<'a>, number: u64, room: usize) -> Result<Node<'a>, Fault> {
    let Some(element) = reader.context(number)? else { return Ok(missing()) };
    room.checked_sub(1).ok_or(Fault::TooDeep)?;
    let value = primitive::bytes(primitive::bits(element.octets()?)?);
    Ok(Node { value, der: element.whole })
}

/// `Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension`; an empty list, which certificates in use
/// have, is kept.
fn extensions<'a>(reader: &mut Reader<'a>, room: usize) -> Result<Node<'a>, Fault> {
    let Some(wrapper) = reader.context(3)? else { return Ok(missing()) };
    let room = room.checked_sub(1).ok_or(Fault::TooDeep)?;
    let list = wrapper.inside()?;
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for element in list.sequence()? {
        let (oid, node) = extension(&element?, room)?;
        if !seen.insert(oid) {
            return Err(Fault::DuplicateExtension);
        }
        items.push(node);
    }
    Ok(Node { value: walk::array(ArrayKind::Extensions, items), der: list.whole })
}

/// RFC 5280 section 4.1:
///
/// ```text
/// Extension ::= SEQUENCE {
///     extnID    OBJECT IDENTIFIER,
///     critical  BOOLEAN DEFAULT FALSE,
///     extnValue OCTET STRING }
/// ```
fn extension<'a>(element: &Element<'a>, room: usize) -> Result<(&'a [u8], Node<'a>), Fault> {
    let room = room.checked_sub(1).ok_or(Fault::TooDeep)?;
    let mut parts = element.sequence()?;
    let id = walk::node(&parts.element()?, &Shape::Any, room)?;
    let Value::Oid(oid) = id.value else { return Err(Fault::UnexpectedTag) };
    let mut items = vec![id];
    if let Some(critical) = parts.universal(tag::BOOLEAN)? {
        items.push(walk::node(&critical, &Shape::Any, room)?);
    }
    let value = parts.element()?;
    parts.finish()?;
    if !value.is(tag::OCTET_STRING) {
        return Err(Fault::UnexpectedTag);
    }
    items.push(extension_value(oid, value.octets()?, room)?);
    Ok((oid, Node { value: walk::array(ArrayKind::Plain, items), der: element.whole }))
}

/// What an `extnValue` holds: one value in DER, or octets that cannot be decoded. Either way the
/// node's DER is the content of `extnValue`.
fn extension_value<'a>(oid: &[u8], content: &'a [u8], room: usize) -> Result<Node<'a>, Fault> {
    let inside = Element::only(content);
    match inside.and_then(|element| walk::node(&element, &shape::of_extension(oid), room)) {
        Err(Fault::TooDeep) => Err(Fault::TooDeep),
        Err(_) => Ok(Node { value: primitive::bytes(content), der: content }),
        Ok(node) => Ok(node),
    }
}

const fn missing<'a>() -> Node<'a> {
    Node { value: Value::Missing, der: &[] }
}

const fn within(field: &'static str) -> impl Fn(Fault) -> Located {
    move |fault| Located { field, fault }
}

const fn anything(_: &Value<'_>) -> Result<(), Fault> {
    Ok(())
}

/// `CertificateSerialNumber ::= INTEGER`; of either sign and any size, as certificates in use.
const fn serial(value: &Value<'_>) -> Result<(), Fault> {
    match value {
        Value::Int(_) | Value::BigInt(_) => Ok(()),
        _ => Err(Fault::UnexpectedTag),
    }
}

fn algorithm(value: &Value<'_>) -> Result<(), Fault> {
    if walk::is_algorithm(value) { Ok(()) } else { Err(Fault::Structure) }
}

/// `Validity ::= SEQUENCE { notBefore Time, notAfter Time }`
fn validity(value: &Value<'_>) -> Result<(), Fault> {
    match walk::sequence(value) {
        Some([Node { value: Value::Time(_), .. }, Node { value: Value::Time(_), .. }]) => Ok(()),
        Some([_, _]) => Err(Fault::Time),
        _ => Err(Fault::Structure),
    }
}

/// `SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }`
fn key(value: &Value<'_>) -> Result<(), Fault> {
    match walk::sequence(value) {
        Some([Node { value, .. }, Node { value: Value::Bytes(_), .. }])
            if walk::is_algorithm(value) =>
        {
            Ok(())
        }
        _ => Err(Fault::Structure),
    }
}
