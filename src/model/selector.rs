//! The octets that select a variant: of a claim, a pointer item, a token, an operation.

use super::{CwtToken, Item, JwtToken, Operation, numbered};
use crate::format::{Family, Provenance};

numbered! {
    /// `ClaimFamily`. The last two are our own choice for private use: no draft has a number for
    /// claims that the holder asserts (`docs/wire.md` section 4.2).
    ClaimFamily {
        X509 = 1 "x509", Jwt = 2 "jwt", Cwt = 3 "cwt", JwtHolder = 0xF2 "jwt_holder",
        CwtHolder = 0xF3 "cwt_holder",
    }
}

impl ClaimFamily {
    /// The family of claims of a family from that side; `None` for the holder of a certificate,
    /// who says nothing beside it.
    pub const fn of(family: Family, provenance: Provenance) -> Option<ClaimFamily> {
        Some(match (family, provenance) {
            (Family::X509, Provenance::Issuer) => ClaimFamily::X509,
            (Family::Jwt, Provenance::Issuer) => ClaimFamily::Jwt,
            (Family::Cwt, Provenance::Issuer) => ClaimFamily::Cwt,
            (Family::X509, Provenance::Holder) => return None,
            (Family::Jwt, Provenance::Holder) => ClaimFamily::JwtHolder,
            (Family::Cwt, Provenance::Holder) => ClaimFamily::CwtHolder,
        })
    }

    /// Whether the claims are JSON, CBOR or ASN.1.
    pub const fn family(self) -> Family {
        match self {
            ClaimFamily::X509 => Family::X509,
            ClaimFamily::Jwt | ClaimFamily::JwtHolder => Family::Jwt,
            ClaimFamily::Cwt | ClaimFamily::CwtHolder => Family::Cwt,
        }
    }

    /// Who asserts the claims.
    pub const fn provenance(self) -> Provenance {
        match self {
            ClaimFamily::X509 | ClaimFamily::Jwt | ClaimFamily::Cwt => Provenance::Issuer,
            ClaimFamily::JwtHolder | ClaimFamily::CwtHolder => Provenance::Holder,
        }
    }
}

numbered! {
    /// `JwtTokenType`.
    JwtTokenType { MemberName = 0 "member_name", ArrayIndex = 1 "array_index", }
}

numbered! {
    /// `CwtTokenType`.
    CwtTokenType {
        MapKey = 0 "map_key", ArrayIndex = 1 "array_index", TaggedValue = 2 "tagged_value",
        BstrEncoded = 3 "bstr_encoded",
    }
}

numbered! {
    /// `ItemType` of profile `matcher`.
    ItemType {
        MapKey = 0 "map_key", ArrayPosition = 1 "array_position", ArraySearch = 2 "array_search",
        TaggedValue = 3 "tagged_value", BstrEncoded = 4 "bstr_encoded", Any = 5 "any",
    }
}

numbered! {
    /// `OperationType`; 5 and 6 are not assigned.
    OperationType {
        Equal = 0 "equal", LessThan = 1 "less_than", LessThanOrEqual = 2 "less_than_or_equal",
        GreaterThan = 3 "greater_than", GreaterThanOrEqual = 4 "greater_than_or_equal",
        Contains = 7 "contains", StartsWith = 8 "starts_with", EndsWith = 9 "ends_with",
        Substring = 10 "substring", PathSlice = 11 "path_slice",
    }
}

impl JwtToken {
    /// Which kind of token it is.
    pub const fn selector(&self) -> JwtTokenType {
        match self {
            JwtToken::Name(_) => JwtTokenType::MemberName,
            JwtToken::Index(_) => JwtTokenType::ArrayIndex,
        }
    }
}

impl CwtToken {
    /// Which kind of token it is.
    pub const fn selector(&self) -> CwtTokenType {
        match self {
            CwtToken::Key(_) => CwtTokenType::MapKey,
            CwtToken::Index(_) => CwtTokenType::ArrayIndex,
            CwtToken::TaggedValue => CwtTokenType::TaggedValue,
            CwtToken::BstrEncoded => CwtTokenType::BstrEncoded,
        }
    }
}

impl Item {
    /// Which kind of item it is.
    pub const fn selector(&self) -> ItemType {
        match self {
            Item::Key(_) => ItemType::MapKey,
            Item::Position(_) => ItemType::ArrayPosition,
            Item::Search(_) => ItemType::ArraySearch,
            Item::Tag(_) => ItemType::TaggedValue,
            Item::Embedded => ItemType::BstrEncoded,
            Item::Any => ItemType::Any,
        }
    }
}

impl Operation {
    /// Which kind of operation it is.
    pub const fn selector(self) -> OperationType {
        match self {
            Operation::Equal => OperationType::Equal,
            Operation::LessThan => OperationType::LessThan,
            Operation::LessThanOrEqual => OperationType::LessThanOrEqual,
            Operation::GreaterThan => OperationType::GreaterThan,
            Operation::GreaterThanOrEqual => OperationType::GreaterThanOrEqual,
            Operation::Contains => OperationType::Contains,
            Operation::StartsWith(_) => OperationType::StartsWith,
            Operation::EndsWith(_) => OperationType::EndsWith,
            Operation::Substring { .. } => OperationType::Substring,
            Operation::PathSlice(_) => OperationType::PathSlice,
        }
    }
}
