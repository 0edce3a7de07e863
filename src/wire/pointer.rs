//! Claims of profile `pointer` (draft-mahy-mimi-credential-preauth section 7).

use super::{Error, ErrorKind, Reader, Writer, key, words};
use crate::format::{Family, Provenance};
use crate::model::selector::{ClaimFamily, CwtTokenType, JwtTokenType};
use crate::model::{CwtToken, JwtToken, MatchOn, PointerClaim, PointerRoot, PointerSemantics};

/// ```text
/// struct {
///     ClaimFamily claim_family;
///     select (claim_family) {
///         case x509: opaque oid<V>;
///         case jwt:  case jwt_holder: JwtClaimRoot claim_root;
///         case cwt:  case cwt_holder: CwtClaimRoot claim_root;
///     }
///     ClaimSemantics claim_semantics;
///     MatchOn match_on;
///     bool match_any_in_list;
///     opaque target_value<V>;
/// } Claim;
/// ```
pub(super) fn read(reader: &mut Reader<'_>) -> Result<PointerClaim, Error> {
    let selector = read_family(reader)?;
    let (family, provenance) = (selector.family(), selector.provenance());
    let root = match family {
        Family::X509 => PointerRoot::X509(reader.field("oid", |r| read_key(r, family))?.to_vec()),
        Family::Jwt => PointerRoot::Jwt(read_pointer(reader, read_jwt_token)?),
        Family::Cwt => PointerRoot::Cwt(read_pointer(reader, read_cwt_token)?),
    };
    let semantics = reader.field("claim_semantics", |reader| {
        reader.numbered(PointerSemantics::from_number, PointerSemantics::word)
    })?;
    let match_on =
        reader.field("match_on", |reader| reader.numbered(MatchOn::from_number, MatchOn::word))?;
    let any_in_list = reader.field("match_any_in_list", Reader::flag)?;
    let target = reader.field("target_value", Reader::opaque)?;
    reader.mean(|| words::pointer_target(family, match_on, target));
    Ok(PointerClaim { provenance, root, semantics, match_on, any_in_list, target: target.to_vec() })
}

/// Writes what [`read`] reads.
pub(super) fn write(writer: &mut Writer<'_>, claim: &PointerClaim) -> Result<(), Error> {
    write_family(writer, claim.root.family(), claim.provenance)?;
    match &claim.root {
        PointerRoot::X509(oid) => {
            writer.field("oid", |writer| write_key(writer, Family::X509, oid))?;
        }
        PointerRoot::Jwt(tokens) => write_pointer(writer, tokens, write_jwt_token)?,
        PointerRoot::Cwt(tokens) => write_pointer(writer, tokens, write_cwt_token)?,
    }
    writer.field("claim_semantics", |writer| writer.integer(claim.semantics.number()))?;
    writer.field("match_on", |writer| writer.integer(claim.match_on.number()))?;
    writer.field("match_any_in_list", |writer| writer.flag(claim.any_in_list))?;
    writer.field("target_value", |writer| writer.opaque(&claim.target))
}

/// ```text
/// enum { reserved(0), x509(1), jwt(2), cwt(3), jwt_holder(242), cwt_holder(243), (255) } ClaimFamily;
/// ```
pub(super) fn read_family(reader: &mut Reader<'_>) -> Result<ClaimFamily, Error> {
    reader.field("claim_family", |reader| {
        reader.numbered(ClaimFamily::from_number, ClaimFamily::word)
    })
}

/// Writes a `ClaimFamily`.
pub(super) fn write_family(
    writer: &mut Writer<'_>,
    family: Family,
    provenance: Provenance,
) -> Result<(), Error> {
    writer.field("claim_family", |writer| match ClaimFamily::of(family, provenance) {
        Some(selector) => writer.integer(selector.number()),
        None => Err(writer.error(ErrorKind::NoHolder)),
    })
}

/// A key or OID in its canonical encoding.
pub(super) fn read_key<'a>(reader: &mut Reader<'a>, family: Family) -> Result<&'a [u8], Error> {
    let kind = ErrorKind::BadKey { family };
    let octets = reader.opaque_where(|octets| key::is_canonical(family, octets), kind)?;
    reader.mean(|| words::key(family, octets));
    Ok(octets)
}

/// Writes a key or OID, if it is in its canonical encoding.
pub(super) fn write_key(
    writer: &mut Writer<'_>,
    family: Family,
    octets: &[u8],
) -> Result<(), Error> {
    let kind = ErrorKind::BadKey { family };
    writer.opaque_where(octets, |octets| key::is_canonical(family, octets), kind)
}

fn read_pointer<T>(
    reader: &mut Reader<'_>,
    token: fn(&mut Reader<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    let items = reader.limits.pointer_items;
    reader.field("claim_pointer", |reader| reader.list(items, token))
}

fn write_pointer<T>(
    writer: &mut Writer<'_>,
    tokens: &[T],
    token: fn(&mut Writer<'_>, &T) -> Result<(), Error>,
) -> Result<(), Error> {
    let items = writer.limits.pointer_items;
    writer.field("claim_pointer", |writer| writer.list(tokens, items, token))
}

/// ```text
/// struct {
///     JwtTokenType token_type;
///     select (token_type) { case member_name: opaque name<V>; case array_index: uint32 index; }
/// } JwtToken;
/// ```
fn read_jwt_token(reader: &mut Reader<'_>) -> Result<JwtToken, Error> {
    let token_type = reader.field("token_type", |reader| {
        reader.numbered(JwtTokenType::from_number, JwtTokenType::word)
    })?;
    Ok(match token_type {
        JwtTokenType::MemberName => JwtToken::Name(reader.field("name", Reader::text)?.to_owned()),
        JwtTokenType::ArrayIndex => JwtToken::Index(reader.field("index", Reader::u32)?),
    })
}

fn write_jwt_token(writer: &mut Writer<'_>, token: &JwtToken) -> Result<(), Error> {
    writer.field("token_type", |writer| writer.integer(token.selector().number()))?;
    match token {
        JwtToken::Name(name) => writer.field("name", |writer| writer.opaque(name.as_bytes())),
        JwtToken::Index(index) => writer.field("index", |writer| writer.integer(*index)),
    }
}

/// ```text
/// struct {
///     CwtTokenType token_type;
///     select (token_type) {
///         case map_key: opaque key<V>;   case array_index: uint32 index;
///         case tagged_value: struct {};  case bstr_encoded: struct {};
///     }
/// } CwtToken;
/// ```
fn read_cwt_token(reader: &mut Reader<'_>) -> Result<CwtToken, Error> {
    let token_type = reader.field("token_type", |reader| {
        reader.numbered(CwtTokenType::from_number, CwtTokenType::word)
    })?;
    Ok(match token_type {
        CwtTokenType::MapKey => {
            CwtToken::Key(reader.field("key", |r| read_key(r, Family::Cwt))?.to_vec())
        }
        CwtTokenType::ArrayIndex => CwtToken::Index(reader.field("index", Reader::u32)?),
        CwtTokenType::TaggedValue => CwtToken::TaggedValue,
        CwtTokenType::BstrEncoded => CwtToken::BstrEncoded,
    })
}

fn write_cwt_token(writer: &mut Writer<'_>, token: &CwtToken) -> Result<(), Error> {
    writer.field("token_type", |writer| writer.integer(token.selector().number()))?;
    match token {
        CwtToken::Key(key) => writer.field("key", |writer| write_key(writer, Family::Cwt, key)),
        CwtToken::Index(index) => writer.field("index", |writer| writer.integer(*index)),
        CwtToken::TaggedValue | CwtToken::BstrEncoded => Ok(()),
    }
}
