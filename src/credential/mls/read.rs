//! Reads MLS structures, to their last octet.

use super::{
    Body, Capabilities, Carried, Credential, Error, Extension, KeyPackage, LeafNode, MlsFault,
    SdJwt, Source, Structure, credential_type,
};
use crate::limits::Limits;
use crate::tls::{self, Fault};

/// Reads octets as one structure, whose credential is not opened.
///
/// # Errors
/// When they are not exactly that; an `MLSMessage` has to hold a key package.
pub fn read<'a>(
    structure: Structure,
    octets: &'a [u8],
    limits: &Limits,
) -> Result<Carried<'a>, Error> {
    Reader::new(octets, limits).whole(structure.name(), limits.credential_bytes, |reader| {
        Ok(match structure {
            Structure::MlsMessage => message(reader)?,
            Structure::KeyPackage => key_package(reader)?,
            Structure::LeafNode => {
                let (leaf_node, credential) = leaf_node(reader)?;
                Carried { key_package: None, leaf_node: Some(leaf_node), credential }
            }
            Structure::Credential => {
                Carried { key_package: None, leaf_node: None, credential: credential(reader)? }
            }
        })
    })
}

type Reader<'a, 'l> = tls::Reader<'a, 'l, MlsFault>;

/// `ProtocolVersion` `mls10`.
const MLS_10: u16 = 1;

/// `WireFormat` `mls_key_package`.
const MLS_KEY_PACKAGE: u16 = 5;

/// ```text
/// struct {
///     ProtocolVersion version = mls10;
///     WireFormat wire_format;
///     select (MLSMessage.wire_format) {
///         …
///         case mls_key_package: KeyPackage key_package;
///     };
/// } MLSMessage;
/// ```
fn message<'a>(reader: &mut Reader<'a, '_>) -> Result<Carried<'a>, Error> {
    reader.field("version", version)?;
    reader.field("wire_format", |reader| {
        let start = reader.offset();
        match reader.u16()? {
            MLS_KEY_PACKAGE => Ok(()),
            other => Err(reader.error_at(start, MlsFault::WireFormat(other))),
        }
    })?;
    reader.field("key_package", key_package)
}

/// ```text
/// struct {
///     ProtocolVersion version;
///     CipherSuite cipher_suite;
///     HPKEPublicKey init_key;
///     LeafNode leaf_node;
///     Extension extensions<V>;
///     /* SignWithLabel(., "KeyPackageTBS", KeyPackageTBS) */
///     opaque signature<V>;
/// } KeyPackage;
/// ```
fn key_package<'a>(reader: &mut Reader<'a, '_>) -> Result<Carried<'a>, Error> {
    let start = reader.offset();
    reader.field("version", version)?;
    let cipher_suite = reader.field("cipher_suite", Reader::u16)?;
    let init_key = reader.field("init_key", Reader::opaque)?;
    let (leaf_node, credential) = reader.field("leaf_node", |reader| {
        let start = reader.offset();
        let (leaf_node, credential) = leaf_node(reader)?;
        match leaf_node.source {
            Source::KeyPackage { .. } => Ok((leaf_node, credential)),
            _ => Err(reader.error_at(start, MlsFault::Source)),
        }
    })?;
    let extensions = reader.field("extensions", extensions)?;
    let to_be_signed = reader.since(start);
    let signature = reader.field("signature", Reader::opaque)?;
    let key_package = KeyPackage { cipher_suite, init_key, extensions, signature, to_be_signed };
    Ok(Carried { key_package: Some(key_package), leaf_node: Some(leaf_node), credential })
}

/// ```text
/// struct {
///     HPKEPublicKey encryption_key;
///     SignaturePublicKey signature_key;
///     Credential credential;
///     Capabilities capabilities;
///     LeafNodeSource leaf_node_source;
///     select (LeafNode.leaf_node_source) {
///         case key_package: Lifetime lifetime;
///         case update: struct{};
///         case commit: opaque parent_hash<V>;
///     };
///     Extension extensions<V>;
///     /* SignWithLabel(., "LeafNodeTBS", LeafNodeTBS) */
///     opaque signature<V>;
/// } LeafNode;
/// ```
fn leaf_node<'a>(reader: &mut Reader<'a, '_>) -> Result<(LeafNode<'a>, Credential<'a>), Error> {
    let start = reader.offset();
    let encryption_key = reader.field("encryption_key", Reader::opaque)?;
    let signature_key = reader.field("signature_key", Reader::opaque)?;
    let credential = reader.field("credential", credential)?;
    let capabilities = reader.field("capabilities", capabilities)?;
    let source = source(reader)?;
    let extensions = reader.field("extensions", extensions)?;
    let to_be_signed = reader.since(start);
    let signature = reader.field("signature", Reader::opaque)?;
    let leaf_node = LeafNode {
        encryption_key,
        signature_key,
        capabilities,
        source,
        extensions,
        signature,
        to_be_signed,
    };
    Ok((leaf_node, credential))
}

/// ```text
/// enum { reserved(0), key_package(1), update(2), commit(3), (255) } LeafNodeSource;
/// struct { uint64 not_before; uint64 not_after; } Lifetime;
/// ```
fn source<'a>(reader: &mut Reader<'a, '_>) -> Result<Source<'a>, Error> {
    let number = reader.field("leaf_node_source", |reader| {
        let start = reader.offset();
        match reader.u8()? {
            number @ 1..=3 => Ok(number),
            value => Err(reader.error_at(start, Fault::UnknownEnum { value })),
        }
    })?;
    Ok(match number {
        1 => reader.field("lifetime", |reader| {
            let not_before = reader.field("not_before", Reader::u64)?;
            let not_after = reader.field("not_after", Reader::u64)?;
            Ok(Source::KeyPackage { not_before, not_after })
        })?,
        2 => Source::Update,
        _ => Source::Commit { parent_hash: reader.field("parent_hash", Reader::opaque)? },
    })
}

/// ```text
/// struct {
///     ProtocolVersion versions<V>;
///     CipherSuite cipher_suites<V>;
///     ExtensionType extensions<V>;
///     ProposalType proposals<V>;
///     CredentialType credentials<V>;
/// } Capabilities;
/// ```
fn capabilities(reader: &mut Reader<'_, '_>) -> Result<Capabilities, Error> {
    let mut numbers = |name| reader.field(name, |reader| reader.list(usize::MAX, Reader::u16));
    Ok(Capabilities {
        versions: numbers("versions")?,
        cipher_suites: numbers("cipher_suites")?,
        extensions: numbers("extensions")?,
        proposals: numbers("proposals")?,
        credentials: numbers("credentials")?,
    })
}

/// ```text
/// struct { ExtensionType extension_type; opaque extension_data<V>; } Extension;
/// ```
fn extensions<'a>(reader: &mut Reader<'a, '_>) -> Result<Vec<Extension<'a>>, Error> {
    let mut seen = std::collections::HashSet::new();
    reader.list(usize::MAX, |reader| {
        let start = reader.offset();
        let extension_type = reader.field("extension_type", Reader::u16)?;
        if !seen.insert(extension_type) {
            return Err(reader.error_at(start, MlsFault::DuplicateExtension(extension_type)));
        }
        let extension_data = reader.field("extension_data", Reader::opaque)?;
        Ok(Extension { extension_type, extension_data })
    })
}

/// ```text
/// struct {
///     CredentialType credential_type;
///     select (Credential.credential_type) {
///         case basic: opaque identity<V>;
///         case x509: Certificate certificates<V>;
///         case sd_cwt: opaque sd_kbt<V>;
///         case sd_jwt: SdJwt sd_jwt;
///     };
/// } Credential;
/// ```
fn credential<'a>(reader: &mut Reader<'a, '_>) -> Result<Credential<'a>, Error> {
    let credential_type = reader.field("credential_type", Reader::u16)?;
    let body = match credential_type {
        credential_type::BASIC => {
            Body::Basic { identity: reader.field("identity", Reader::opaque)? }
        }
        credential_type::X509 => {
            Body::X509 { certificates: reader.field("certificates", certificates)? }
        }
        credential_type::SD_CWT => Body::SdCwt { sd_kbt: reader.field("sd_kbt", Reader::opaque)? },
        credential_type::SD_JWT => Body::SdJwt(reader.field("sd_jwt", sd_jwt)?),
        _ => Body::Other { data: reader.field("data", Reader::opaque)? },
    };
    Ok(Credential { credential_type, body })
}

/// ```text
/// struct { opaque cert_data<V>; } Certificate;
/// ```
fn certificates<'a>(reader: &mut Reader<'a, '_>) -> Result<Vec<&'a [u8]>, Error> {
    let start = reader.offset();
    let certificates =
        reader.list(usize::MAX, |reader| reader.field("cert_data", Reader::opaque))?;
    if certificates.is_empty() {
        return Err(reader.error_at(start, MlsFault::NoCertificate));
    }
    Ok(certificates)
}

/// ```text
/// struct {
///     Bool compacted;
///     select (compacted) {
///         case true:
///             opaque protected<V>;
///             opaque payload<V>;
///             opaque signature<V>;
///             SdJwtDisclosure disclosures<V>;
///             opaque sd_jwt_key_binding<V>;
///         case false:
///             opaque sd_jwt_kb<V>;
///     };
/// } SdJwt;
/// struct { opaque disclosure<V>; } SdJwtDisclosure;
/// ```
fn sd_jwt<'a>(reader: &mut Reader<'a, '_>) -> Result<SdJwt<'a>, Error> {
    if !reader.field("compacted", Reader::flag)? {
        return Ok(SdJwt::Classic { sd_jwt_kb: reader.field("sd_jwt_kb", Reader::opaque)? });
    }
    Ok(SdJwt::Compacted {
        protected: reader.field("protected", Reader::opaque)?,
        payload: reader.field("payload", Reader::opaque)?,
        signature: reader.field("signature", Reader::opaque)?,
        disclosures: reader
            .field("disclosures", |reader| reader.list(usize::MAX, Reader::opaque))?,
        sd_jwt_key_binding: reader.field("sd_jwt_key_binding", Reader::opaque)?,
    })
}

fn version(reader: &mut Reader<'_, '_>) -> Result<(), Error> {
    let start = reader.offset();
    match reader.u16()? {
        MLS_10 => Ok(()),
        value => Err(reader.error_at(start, Fault::UnexpectedType { value, expected: MLS_10 })),
    }
}
