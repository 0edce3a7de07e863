//! MLS structures that carry a credential (RFC 9420 sections 5.3, 6, 7.2 and 10): read strictly,
//! and nothing of them checked.

mod check;
mod fault;
mod open;
mod read;

pub use fault::MlsFault;
pub(super) use open::open;
pub use read::read;

use crate::tls;

/// Why octets are not the structure that they should be: what, at which octet, in which field.
pub type Error = tls::Error<MlsFault>;

/// The structures that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Structure {
    /// `MLSMessage` with a key package; the only one that octets show by themselves.
    MlsMessage,
    /// `KeyPackage`.
    KeyPackage,
    /// `LeafNode`.
    LeafNode,
    /// `Credential`.
    Credential,
}

impl Structure {
    /// Every structure, from the outermost.
    pub const ALL: [Structure; 4] =
        [Structure::MlsMessage, Structure::KeyPackage, Structure::LeafNode, Structure::Credential];

    /// The word of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Structure::MlsMessage => "mls_message",
            Structure::KeyPackage => "key_package",
            Structure::LeafNode => "leaf_node",
            Structure::Credential => "mls_credential",
        }
    }

    /// The structure with this word.
    pub fn from_word(word: &str) -> Option<Structure> {
        Structure::ALL.into_iter().find(|structure| structure.word() == word)
    }

    /// The name in RFC 9420.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Structure::MlsMessage => "MLSMessage",
            Structure::KeyPackage => "KeyPackage",
            Structure::LeafNode => "LeafNode",
            Structure::Credential => "Credential",
        }
    }
}

/// A credential and what was found around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried<'a> {
    /// The key package, when there is one.
    pub key_package: Option<KeyPackage<'a>>,
    /// The leaf node, when there is one.
    pub leaf_node: Option<LeafNode<'a>>,
    /// The credential.
    pub credential: Credential<'a>,
}

/// What a `KeyPackage` has besides its leaf node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPackage<'a> {
    /// `cipher_suite`.
    pub cipher_suite: u16,
    /// `init_key`.
    pub init_key: &'a [u8],
    /// `extensions`.
    pub extensions: Vec<Extension<'a>>,
    /// `signature`, by the leaf's signature key over [`KeyPackage::to_be_signed`].
    pub signature: &'a [u8],
    /// `KeyPackageTBS`: everything in front of the signature.
    pub to_be_signed: &'a [u8],
}

/// What a `LeafNode` has besides its credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafNode<'a> {
    /// `encryption_key`.
    pub encryption_key: &'a [u8],
    /// `signature_key`: of Ed25519 and Ed448 the key, of ECDSA the uncompressed point (RFC 9420
    /// section 5.1.1). The credential has to bind it.
    pub signature_key: &'a [u8],
    /// `capabilities`.
    pub capabilities: Capabilities,
    /// `leaf_node_source`, and what belongs to it.
    pub source: Source<'a>,
    /// `extensions`.
    pub extensions: Vec<Extension<'a>>,
    /// `signature`, by `signature_key` over [`LeafNode::to_be_signed`].
    pub signature: &'a [u8],
    /// `LeafNodeTBS` up to `extensions`: everything in front of the signature. The group and the
    /// leaf's place follow in a leaf node that is of no key package.
    pub to_be_signed: &'a [u8],
}

/// `Capabilities`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// `versions`.
    pub versions: Vec<u16>,
    /// `cipher_suites`.
    pub cipher_suites: Vec<u16>,
    /// `extensions`.
    pub extensions: Vec<u16>,
    /// `proposals`.
    pub proposals: Vec<u16>,
    /// `credentials`.
    pub credentials: Vec<u16>,
}

/// `LeafNodeSource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// `key_package`, and its `Lifetime`, in seconds since 1970-01-01T00:00:00Z.
    KeyPackage {
        /// `not_before`.
        not_before: u64,
        /// `not_after`.
        not_after: u64,
    },
    /// `update`.
    Update,
    /// `commit`.
    Commit {
        /// `parent_hash`.
        parent_hash: &'a [u8],
    },
}

/// `Extension`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    /// `extension_type`.
    pub extension_type: u16,
    /// `extension_data`.
    pub extension_data: &'a [u8],
}

/// `Credential`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential<'a> {
    /// `credential_type`.
    pub credential_type: u16,
    /// What it holds.
    pub body: Body<'a>,
}

/// What a `Credential` holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body<'a> {
    /// `basic` (1): a name that nobody vouches for.
    Basic {
        /// `identity`.
        identity: &'a [u8],
    },
    /// `x509` (2): certificates in DER, the leaf first.
    X509 {
        /// `certificates`, at least one.
        certificates: Vec<&'a [u8]>,
    },
    /// `sd_cwt` (5).
    SdCwt {
        /// `sd_kbt`: a key binding token.
        sd_kbt: &'a [u8],
    },
    /// `sd_jwt` (6).
    SdJwt(SdJwt<'a>),
    /// Of another type: taken for one `opaque<V>`, as all types but `sd_jwt` have it.
    Other {
        /// Its octets.
        data: &'a [u8],
    },
}

/// `SdJwt` (draft-mahy-mls-sd-cwt-credential-02 section 3.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SdJwt<'a> {
    /// In compact serialization, with a key binding JWT.
    Classic {
        /// `sd_jwt_kb`.
        sd_jwt_kb: &'a [u8],
    },
    /// In parts, without their base64url.
    Compacted {
        /// `protected`: the issuer's JOSE header.
        protected: &'a [u8],
        /// `payload`.
        payload: &'a [u8],
        /// `signature`.
        signature: &'a [u8],
        /// `disclosures`.
        disclosures: Vec<&'a [u8]>,
        /// `sd_jwt_key_binding`: the key binding JWT in compact serialization.
        sd_jwt_key_binding: &'a [u8],
    },
}

/// `CredentialType`: RFC 9420 section 17.5 and draft-mahy-mls-sd-cwt-credential-02.
pub mod credential_type {
    /// `basic`.
    pub const BASIC: u16 = 1;
    /// `x509`.
    pub const X509: u16 = 2;
    /// `sd_cwt`.
    pub const SD_CWT: u16 = 5;
    /// `sd_jwt`.
    pub const SD_JWT: u16 = 6;
}
