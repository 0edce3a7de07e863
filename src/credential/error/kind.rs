//! Names of errors for programs: the same in every version, whatever the words for people become.

use super::{
    CborFault, CertificateFault, CoseFault, DisclosureFault, ErrorKind, KeyBindingFault,
    SdCwtFault, Unsupported, VcFault, Wrapping,
};

impl ErrorKind {
    /// A name for programs, such as `duplicate_key` or `disclosure_twice`; the same in every version.
    pub const fn name(&self) -> &'static str {
        match self {
            ErrorKind::Empty => "empty",
            ErrorKind::TooLarge { .. } => "too_large",
            ErrorKind::TooDeep { .. } => "too_deep",
            ErrorKind::Unrecognized => "unrecognized",
            ErrorKind::Wrapped(Wrapping::Quotes) => "in_quotes",
            ErrorKind::Wrapped(Wrapping::Bearer) => "bearer",
            ErrorKind::Unsupported(fault) => fault.name(),
            ErrorKind::NotUtf8 { .. } => "not_utf8",
            ErrorKind::ByteOrderMark => "byte_order_mark",
            ErrorKind::Json { .. } => "json",
            ErrorKind::LoneSurrogate { .. } => "lone_surrogate",
            ErrorKind::Cbor { fault, .. } => fault.name(),
            ErrorKind::DuplicateKey => "duplicate_key",
            ErrorKind::Exponent { .. } => "exponent",
            ErrorKind::NotAMap => "not_a_map",
            ErrorKind::Trailing { .. } => "trailing",
            ErrorKind::BadEncoding => "bad_encoding",
            ErrorKind::Segments { .. } => "segments",
            ErrorKind::Cose(fault) => fault.name(),
            ErrorKind::Certificate(fault) => fault.name(),
            ErrorKind::Disclosure(fault) => fault.name(),
            ErrorKind::TooManyDisclosures { .. } => "too_many_disclosures",
            ErrorKind::KeyBinding(fault) => fault.name(),
            ErrorKind::SdCwt(fault) => fault.name(),
            ErrorKind::Mls(error) => error.kind.name(),
            ErrorKind::JwsJson => "jws_json",
            ErrorKind::Vc(fault) => fault.name(),
            ErrorKind::OtherFormat { .. } => "other_format",
        }
    }
}

impl CborFault {
    const fn name(&self) -> &'static str {
        match self {
            CborFault::Truncated => "cbor_truncated",
            CborFault::ReservedInfo => "cbor_reserved_info",
            CborFault::ReservedSimple => "cbor_reserved_simple",
            CborFault::Break => "cbor_break",
            CborFault::Chunk => "cbor_chunk",
            CborFault::Bignum => "cbor_bignum",
            CborFault::IndefiniteLength => "cbor_indefinite_length",
            CborFault::Key => "cbor_key",
        }
    }
}

impl Unsupported {
    const fn name(&self) -> &'static str {
        match self {
            Unsupported::Jwe => "unsupported_jwe",
            Unsupported::JwsJson => "unsupported_jws_json",
            Unsupported::UnencodedPayload => "unsupported_unencoded_payload",
            Unsupported::KeyBinding => "unsupported_key_binding",
            Unsupported::LinkedDataProof => "unsupported_linked_data_proof",
            Unsupported::CoseSign => "unsupported_cose_sign",
            Unsupported::CoseMac => "unsupported_cose_mac",
            Unsupported::CoseEncrypt => "unsupported_cose_encrypt",
        }
    }
}

impl CoseFault {
    const fn name(&self) -> &'static str {
        match self {
            CoseFault::Tag(_) => "cose_tag",
            CoseFault::BareCwtTag => "cose_bare_cwt_tag",
            CoseFault::NotFour => "cose_not_four",
            CoseFault::Protected => "cose_protected",
            CoseFault::Unprotected => "cose_unprotected",
            CoseFault::Label => "cose_label",
            CoseFault::LabelTwice => "cose_label_twice",
            CoseFault::Place => "cose_place",
            CoseFault::Detached => "cose_detached",
            CoseFault::Payload => "cose_payload",
            CoseFault::Signature => "cose_signature",
        }
    }
}

impl CertificateFault {
    const fn name(&self) -> &'static str {
        match self {
            CertificateFault::Pem => "certificate_pem",
            CertificateFault::NoCertificate => "certificate_no_certificate",
            CertificateFault::Truncated => "certificate_truncated",
            CertificateFault::LeftOver => "certificate_left_over",
            CertificateFault::IndefiniteLength => "certificate_indefinite_length",
            CertificateFault::LongLength => "certificate_long_length",
            CertificateFault::TagNumber => "certificate_tag_number",
            CertificateFault::UnexpectedTag => "certificate_unexpected_tag",
            CertificateFault::Form => "certificate_form",
            CertificateFault::Boolean => "certificate_boolean",
            CertificateFault::Integer => "certificate_integer",
            CertificateFault::BitString => "certificate_bit_string",
            CertificateFault::Null => "certificate_null",
            CertificateFault::ObjectIdentifier => "certificate_object_identifier",
            CertificateFault::Time => "certificate_time",
            CertificateFault::Version => "certificate_version",
            CertificateFault::SignatureAlgorithm => "certificate_signature_algorithm",
            CertificateFault::DuplicateExtension => "certificate_duplicate_extension",
            CertificateFault::Structure => "certificate_structure",
        }
    }
}

impl DisclosureFault {
    const fn name(&self) -> &'static str {
        match self {
            DisclosureFault::Mark => "disclosure_mark",
            DisclosureFault::HashName => "disclosure_hash_name",
            DisclosureFault::List => "disclosure_list",
            DisclosureFault::Shape => "disclosure_shape",
            DisclosureFault::Salt => "disclosure_salt",
            DisclosureFault::Place => "disclosure_place",
            DisclosureFault::ReservedName => "disclosure_reserved_name",
            DisclosureFault::NeverRedacted => "disclosure_never_redacted",
            DisclosureFault::NameTaken => "disclosure_name_taken",
            DisclosureFault::DigestTwice => "disclosure_digest_twice",
            DisclosureFault::Twice => "disclosure_twice",
            DisclosureFault::Unreferenced => "disclosure_unreferenced",
        }
    }
}

impl KeyBindingFault {
    const fn name(&self) -> &'static str {
        match self {
            KeyBindingFault::Type => "key_binding_type",
            KeyBindingFault::Claim => "key_binding_claim",
            KeyBindingFault::Forbidden => "key_binding_forbidden",
            KeyBindingFault::NoCredential => "key_binding_no_credential",
            KeyBindingFault::Times => "key_binding_times",
        }
    }
}

impl SdCwtFault {
    const fn name(&self) -> &'static str {
        match self {
            SdCwtFault::Type => "sd_cwt_type",
            SdCwtFault::NoConfirmation => "sd_cwt_no_confirmation",
            SdCwtFault::Date => "sd_cwt_date",
            SdCwtFault::Times => "sd_cwt_times",
            SdCwtFault::Disagree => "sd_cwt_disagree",
        }
    }
}

impl VcFault {
    const fn name(&self) -> &'static str {
        match self {
            VcFault::NotOne => "vc_not_one",
            VcFault::Two => "vc_two",
            VcFault::Type => "vc_type",
            VcFault::Disagree => "vc_disagree",
            VcFault::Date => "vc_date",
            VcFault::Presentation => "vc_presentation",
            VcFault::Empty => "vc_empty",
            VcFault::Unsigned => "vc_unsigned",
            VcFault::MediaType => "vc_media_type",
        }
    }
}
