//! A certificate's structure: the ten positions of `tbsCertificate`, and its extensions.

use std::collections::BTreeSet;

use super::der::{Element, Reader, tag};
use super::primitive;
use super::shape::{self, Shape};
use super::walk::{self, Fault};
use crate::credential::error::{CertificateFault, Error, ErrorKind, PathStep};
use crate::credential::tree::{ArrayKind, Node, Value};

/// Reads a certificate (RFC 5280 section 4.1) down to `tbsCertificate`, which is the root of the
/// claims tree; at most `depth` levels of it.
///
/// ```text
/// Certificate ::= SEQUENCE {
///     tbsCertificate     TBSCertificate,
///     signatureAlgorithm AlgorithmIdentifier,
///     signatureValue     BIT STRING }
/// ```
pub(super) fn read(der: &[u8], depth: usize) -> Result<Node<'_>, Error> {
    let mut outermost = Reader::new(der);
    let certificate = outermost.element().map_err(malformed)?;
    if !outermost.is_empty() {
        return Err(ErrorKind::Trailing { offset: certificate.whole.len() }.into());
    }
    let (tbs, algorithm) = signed(&certificate).map_err(malformed)?;
    let items = positions(&tbs, depth)?;
    // RFC 5280 section 4.1.1.2: both name the same algorithm.
    if items.get(2).is_none_or(|inside| inside.der != algorithm.whole) {
        return Err(malformed(CertificateFault::SignatureAlgorithm));
    }
    Ok(Node { value: walk::array(ArrayKind::TbsCertificate, items), der: tbs.whole })
}

/// What is signed, and the algorithm that stands beside it.
fn signed<'a>(certificate: &Element<'a>) -> Result<(Element<'a>, Element<'a>), CertificateFault> {
    let mut parts = certificate.sequence()?;
    let tbs = parts.element()?;
    let algorithm = parts.element()?;
    let signature = parts.element()?;
    parts.finish()?;
    if !signature.is(tag::BIT_STRING) {
        return Err(CertificateFault::UnexpectedTag);
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
fn positions<'a>(tbs: &Element<'a>, depth: usize) -> Result<Vec<Node<'a>>, Error> {
    let at = |position| move |fault: Fault| fault.error(depth).inside(PathStep::Index(position));
    let room = depth.checked_sub(1).ok_or_else(|| Fault::TooDeep.error(depth))?;
    let reader = &mut tbs.sequence().map_err(malformed)?;
    let items = vec![
        version(reader, room).map_err(at(0))?,
        field(reader, &Shape::Any, serial, room).map_err(at(1))?,
        field(reader, &Shape::Any, algorithm, room).map_err(at(2))?,
        field(reader, &Shape::Name, anything, room).map_err(at(3))?,
        field(reader, &Shape::Any, validity, room).map_err(at(4))?,
        field(reader, &Shape::Name, anything, room).map_err(at(5))?,
        field(reader, &Shape::Any, key, room).map_err(at(6))?,
        unique_id(reader, 1, room).map_err(at(7))?,
        unique_id(reader, 2, room).map_err(at(8))?,
        extensions(reader, room, depth).map_err(|error| error.inside(PathStep::Index(9)))?,
    ];
    reader.finish().map_err(malformed)?;
    Ok(items)
}

/// `Version ::= INTEGER { v1(0), v2(1), v3(2) }`
fn version<'a>(reader: &mut Reader<'a>, room: usize) -> Result<Node<'a>, Fault> {
    let Some(wrapper) = reader.context(0)? else { return Ok(missing()) };
    let inside = wrapper.inside()?;
    let node = walk::node(&inside, &Shape::Any, room)?;
    match node.value {
        Value::Int(0..=2) if inside.is(tag::INTEGER) => Ok(node),
        _ => Err(CertificateFault::Version.into()),
    }
}

/// The next element, when it is what is due.
fn field<'a>(
    reader: &mut Reader<'a>,
    shape: &Shape,
    due: fn(&Value<'_>) -> Result<(), CertificateFault>,
    room: usize,
) -> Result<Node<'a>, Fault> {
    let node = walk::node(&reader.element()?, shape, room)?;
    due(&node.value)?;
    Ok(node)
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
fn extensions<'a>(reader: &mut Reader<'a>, room: usize, depth: usize) -> Result<Node<'a>, Error> {
    let Some(wrapper) = reader.context(3).map_err(malformed)? else { return Ok(missing()) };
    let list = wrapper.inside().map_err(malformed)?;
    let room = room.checked_sub(1).ok_or_else(|| Fault::TooDeep.error(depth))?;
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for element in list.sequence().map_err(malformed)? {
        let at = PathStep::Index(items.len());
        let read = element.map_err(Fault::from).and_then(|element| extension(&element, room));
        let (oid, node) = read.map_err(|fault| fault.error(depth).inside(at))?;
        if !seen.insert(oid) {
            let duplicate = malformed(CertificateFault::DuplicateExtension);
            return Err(duplicate.inside(PathStep::Oid(oid.to_vec())));
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
    let Value::Oid(oid) = id.value else { return Err(CertificateFault::UnexpectedTag.into()) };
    let mut items = vec![id];
    if let Some(critical) = parts.universal(tag::BOOLEAN)? {
        items.push(walk::node(&critical, &Shape::Any, room)?);
    }
    let value = parts.element()?;
    parts.finish()?;
    if !value.is(tag::OCTET_STRING) {
        return Err(CertificateFault::UnexpectedTag.into());
    }
    items.push(extension_value(oid, value.octets()?, room)?);
    Ok((oid, Node { value: walk::array(ArrayKind::Plain, items), der: element.whole }))
}

/// What an `extnValue` holds: one value in DER, or octets that cannot be decoded. Either way the
/// node's DER is the content of `extnValue`.
fn extension_value<'a>(oid: &[u8], content: &'a [u8], room: usize) -> Result<Node<'a>, Fault> {
    let inside = Element::only(content).map_err(Fault::from);
    match inside.and_then(|element| walk::node(&element, &shape::of_extension(oid), room)) {
        Err(Fault::Malformed(_)) => Ok(Node { value: primitive::bytes(content), der: content }),
        decoded => decoded,
    }
}

const fn missing<'a>() -> Node<'a> {
    Node { value: Value::Missing, der: &[] }
}

const fn malformed(fault: CertificateFault) -> Error {
    Error::new(ErrorKind::Certificate(fault))
}

const fn anything(_: &Value<'_>) -> Result<(), CertificateFault> {
    Ok(())
}

/// `CertificateSerialNumber ::= INTEGER`; of either sign and any size, as certificates in use.
const fn serial(value: &Value<'_>) -> Result<(), CertificateFault> {
    match value {
        Value::Int(_) | Value::BigInt(_) => Ok(()),
        _ => Err(CertificateFault::UnexpectedTag),
    }
}

fn algorithm(value: &Value<'_>) -> Result<(), CertificateFault> {
    if walk::is_algorithm(value) { Ok(()) } else { Err(CertificateFault::Structure) }
}

/// `Validity ::= SEQUENCE { notBefore Time, notAfter Time }`
fn validity(value: &Value<'_>) -> Result<(), CertificateFault> {
    match walk::sequence(value) {
        Some([Node { value: Value::Time(_), .. }, Node { value: Value::Time(_), .. }]) => Ok(()),
        Some([_, _]) => Err(CertificateFault::Time),
        _ => Err(CertificateFault::Structure),
    }
}

/// `SubjectPublicKeyInfo ::= SEQUENCE { AlgorithmIdentifier, subjectPublicKey BIT STRING }`
fn key(value: &Value<'_>) -> Result<(), CertificateFault> {
    match walk::sequence(value) {
        Some([Node { value, .. }, Node { value: Value::Bytes(_), .. }])
            if walk::is_algorithm(value) =>
        {
            Ok(())
        }
        _ => Err(CertificateFault::Structure),
    }
}
