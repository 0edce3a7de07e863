//! Claims of the three profiles as places and tests in the words of the language.

use crate::format::{Family, Format, Provenance};
use crate::model::test_value::TestValue;
use crate::model::{
    CwtToken, ExactClaim, Item, JwtToken, MatchAs, MatchOn, Matcher, Operation, PointerClaim,
    PointerRoot, PointerSemantics, Semantics,
};
use crate::semantics::date;
use crate::spell::literal::{self, Whole};

/// One test of a claimset.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Tested {
    /// Who asserts the claim; inside a search `Issuer`.
    pub provenance: Provenance,
    /// From the root, or from the element.
    pub way: Vec<Move>,
    /// What is there, and how it is tested.
    pub leaf: Leaf,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Move {
    /// A JSON member.
    Name(String),
    /// A CBOR map key.
    Cbor(Vec<u8>),
    /// An OID's content octets.
    Oid(Vec<u8>),
    /// A position.
    Position(u32),
    /// The first element that satisfies all.
    Search(Vec<Tested>),
    /// The content of a tag.
    Tag(u64),
    /// The CBOR item in a byte string.
    Embedded,
}

/// The end of a way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Leaf {
    /// The type; `None` when only presence is tested.
    pub ty: Option<&'static str>,
    /// What follows the claim's name: `.host`, `[3..5]`, or nothing.
    pub part: String,
    /// What follows the part: `== "x"`.
    pub relation: String,
}

/// Why a claim has no words, in words for a comment.
pub(super) type Unsaid = String;

impl Leaf {
    /// A test of presence.
    pub(super) fn presence(relation: &str) -> Leaf {
        Leaf { ty: None, part: String::new(), relation: relation.into() }
    }

    fn whole(ty: &'static str, relation: String) -> Leaf {
        Leaf { ty: Some(ty), part: String::new(), relation }
    }

    fn of(ty: &'static str, part: &str, relation: String) -> Leaf {
        Leaf { ty: Some(ty), part: part.into(), relation }
    }
}

/// A claim of profile `matcher`.
pub(super) fn matcher(
    matcher: &Matcher,
    family: Family,
    provenance: Provenance,
) -> Result<Tested, Unsaid> {
    let way: Result<_, _> = matcher.pointer.iter().map(|item| step(item, family)).collect();
    Ok(Tested { provenance, way: way?, leaf: leaf(matcher, family)? })
}

/// An item of a pointer.
pub(super) fn step(item: &Item, family: Family) -> Result<Move, Unsaid> {
    Ok(match (item, family) {
        (Item::Key(key), Family::Jwt) => {
            Move::Name(serde_json::from_slice(key).map_err(|_| "a key that is no JSON string")?)
        }
        (Item::Key(key), Family::Cwt) => Move::Cbor(key.clone()),
        (Item::Key(key), Family::X509) => Move::Oid(key.clone()),
        (Item::Position(position), _) => Move::Position(*position),
        (Item::Search(nested), _) => {
            let element = |nested| self::matcher(nested, family, Provenance::Issuer);
            let nested: Result<_, _> = nested.iter().map(element).collect();
            Move::Search(nested?)
        }
        (Item::Tag(_), Family::Jwt) => return Err("a tag in JSON".into()),
        (Item::Tag(tag), _) => Move::Tag(*tag),
        (Item::Embedded, Family::Cwt) => Move::Embedded,
        (Item::Embedded, _) => return Err("embedded CBOR outside of CBOR".into()),
        (Item::Any, _) => return Err("a pointer with `any`".into()),
    })
}

fn leaf(matcher: &Matcher, family: Family) -> Result<Leaf, Unsaid> {
    let Matcher { semantics, match_as, test, .. } = matcher;
    let unsaid = || {
        let operation = matcher.operation.map_or("equal", |operation| operation.selector().word());
        let (semantics, match_as) = (semantics.word(), match_as.word());
        format!("semantics {semantics}, match_as {match_as}, operation {operation}")
    };
    let value = TestValue::read(*match_as, test).ok_or("a test value of the wrong form")?;
    let plain = matches!(matcher.operation, None | Some(Operation::Equal));
    if let (MatchAs::Exists, TestValue::Flag(exists)) = (match_as, value) {
        return match (semantics, exists) {
            _ if !plain => Err(unsaid()),
            (Semantics::Null, true) => Ok(Leaf::presence("is null")),
            (_, true) => Ok(Leaf::presence("exists")),
            (_, false) => Ok(Leaf::presence("is absent")),
        };
    }
    if let Some(read) = whole_value(*match_as, test, family) {
        let fits = *semantics == Semantics::Bytes && plain;
        return match read {
            Some(whole) if fits => Ok(Leaf::whole("any", format!("== {}", whole.literal))),
            _ if fits => Err("a value that has no literal".into()),
            _ => Err(unsaid()),
        };
    }
    let (ty, part) = typed(*semantics, *match_as).ok_or_else(unsaid)?;
    if family == Family::X509 && matches!(ty, "float" | "date_text") {
        return Err(format!("a `{ty}` in a certificate"));
    }
    let literal = match value {
        TestValue::Flag(value) => value.to_string(),
        TestValue::Int(value) if *match_as == MatchAs::SecsSinceEpoch => {
            literal::seconds(value).ok_or("a date past the year 9999")?
        }
        TestValue::Int(value) => value.to_string(),
        TestValue::Uint(value) => value.to_string(),
        TestValue::Float(value) => literal::float(value).ok_or("an infinite number")?,
        TestValue::Octets(value) => literal::bytes(value),
        TestValue::Text(value) if *match_as == MatchAs::Iso8601 => {
            date::parse(value).ok_or("a text that is no date")?;
            value.to_owned()
        }
        TestValue::Text(value) => literal::text(value),
    };
    let (slice, relation) = relation(matcher.operation, &literal, part, ty).ok_or_else(unsaid)?;
    let fold = if *match_as == MatchAs::Utf8Ci { " ignoring case" } else { "" };
    Ok(Leaf::of(ty, &format!("{part}{slice}"), format!("{relation}{fold}")))
}

/// Values that compare whole, if `match_as` is one for them.
fn whole_value(match_as: MatchAs, test: &[u8], family: Family) -> Option<Option<Whole>> {
    match (match_as, family) {
        (MatchAs::CanonicalJson, Family::Jwt) => Some(literal::from_json(test)),
        (MatchAs::DeterministicCbor, Family::Cwt) => Some(literal::from_cbor(test)),
        (MatchAs::Der, Family::X509) => {
            Some(Some(Whole { literal: literal::bytes(test), ty: "any" }))
        }
        _ => None,
    }
}

/// The type and the part that a pair stands for.
fn typed(semantics: Semantics, match_as: MatchAs) -> Option<(&'static str, &'static str)> {
    use {MatchAs as M, Semantics as S};
    let ty = match semantics {
        S::Null => return None,
        S::Date if match_as == M::Iso8601 => "date_text",
        other => other.word(),
    };
    let part = match (semantics, match_as) {
        (S::Bool, M::Bool)
        | (S::Int, M::Int)
        | (S::Number, M::Number)
        | (S::Float, M::Float)
        | (S::Date, M::SecsSinceEpoch | M::Iso8601)
        | (S::Bytes, M::Bytes)
        | (S::String, M::Utf8 | M::Utf8Ci)
        | (S::Domain, M::Domain)
        | (S::Uri, M::GenericUri)
        | (S::HttpsUri, M::HttpsUri)
        | (S::MimiUri, M::MimiUri)
        | (S::Email, M::EmailAddress) => "",
        (S::String, M::LengthChars) | (S::Bytes, M::LengthBytes) => ".length",
        (S::Uri | S::HttpsUri | S::MimiUri | S::Email, M::Hostpart) => ".host",
        (S::Uri | S::HttpsUri | S::Email, M::Userpart) => ".user",
        (S::Uri | S::HttpsUri | S::MimiUri, M::UriPath) => ".path",
        (S::MimiUri, M::UserId) => ".user_id",
        (S::MimiUri, M::DeviceId) => ".device_id",
        (S::MimiUri, M::RoomId) => ".room_id",
        _ => return None,
    };
    Some((ty, part))
}

/// The operation: a slice before it, or a word for it.
fn relation(
    operation: Option<Operation>,
    literal: &str,
    part: &str,
    ty: &str,
) -> Option<(String, String)> {
    let host = part == ".host" || (part.is_empty() && ty == "domain");
    let word = match operation {
        None | Some(Operation::Equal) => "==",
        Some(Operation::LessThan) => "<",
        Some(Operation::LessThanOrEqual) => "<=",
        Some(Operation::GreaterThan) => ">",
        Some(Operation::GreaterThanOrEqual) => ">=",
        Some(Operation::Contains) => "contains",
        Some(Operation::StartsWith(None)) => "starts with",
        Some(Operation::EndsWith(None)) if host => "under",
        Some(Operation::EndsWith(None)) => "ends with",
        Some(Operation::StartsWith(Some(_)) | Operation::EndsWith(Some(_))) => return None,
        Some(Operation::PathSlice(index)) if part == ".path" => {
            return Some((format!("[{index}]"), format!("== {literal}")));
        }
        Some(Operation::Substring { start, length }) => {
            let end = match length {
                Some(0) => return None,
                Some(length) => (u64::from(start) + u64::from(length) - 1).to_string(),
                None => String::new(),
            };
            return Some((format!("[{start}..{end}]"), format!("== {literal}")));
        }
        Some(Operation::PathSlice(_)) => return None,
    };
    Some((String::new(), format!("{word} {literal}")))
}

/// A claim of profile `pointer`.
pub(super) fn pointer(claim: &PointerClaim) -> Result<(Family, Tested), Unsaid> {
    let (provenance, family) = (claim.provenance, claim.root.family());
    let mut way = match &claim.root {
        PointerRoot::X509(oid) => vec![Move::Oid(oid.clone())],
        PointerRoot::Jwt(tokens) => tokens.iter().map(jwt_move).collect(),
        PointerRoot::Cwt(tokens) => cwt_moves(tokens),
    };
    let leaf = pointer_leaf(claim, family)?;
    if !claim.any_in_list {
        return Ok((family, Tested { provenance, way, leaf }));
    }
    // An element of GeneralNames is read as its content where its choice fits.
    let choice = match (family, claim.semantics) {
        (Family::X509, PointerSemantics::Email) => vec![Move::Position(1)],
        (Family::X509, PointerSemantics::Domain) => vec![Move::Position(2)],
        (Family::X509, PointerSemantics::Uri) => vec![Move::Position(6)],
        _ => Vec::new(),
    };
    let element = Tested { provenance: Provenance::Issuer, way: choice, leaf };
    way.push(Move::Search(vec![element]));
    Ok((family, Tested { provenance, way, leaf: Leaf::presence("exists") }))
}

fn jwt_move(token: &JwtToken) -> Move {
    match token {
        JwtToken::Name(name) => Move::Name(name.clone()),
        JwtToken::Index(index) => Move::Position(*index),
    }
}

/// The profile enters any tag; the language has to name one.
const SOME_TAG: u64 = 1;
/// The tag for encoded CBOR (RFC 8949 section 3.4.5.1).
const ENCODED_CBOR: u64 = 24;

fn cwt_moves(tokens: &[CwtToken]) -> Vec<Move> {
    let next = tokens.iter().skip(1).map(Some).chain([None]);
    let step = |(token, next): (&CwtToken, Option<&CwtToken>)| match token {
        CwtToken::Key(key) => Move::Cbor(key.clone()),
        CwtToken::Index(index) => Move::Position(*index),
        CwtToken::TaggedValue if next == Some(&CwtToken::BstrEncoded) => Move::Tag(ENCODED_CBOR),
        CwtToken::TaggedValue => Move::Tag(SOME_TAG),
        CwtToken::BstrEncoded => Move::Embedded,
    };
    tokens.iter().zip(next).map(step).collect()
}

fn pointer_leaf(claim: &PointerClaim, family: Family) -> Result<Leaf, Unsaid> {
    use {MatchOn as M, PointerSemantics as S};
    if (claim.semantics, claim.match_on) == (S::Bytes, M::Bytes) {
        return canonical_leaf(&claim.target, family, false);
    }
    let (ty, part) = match (claim.semantics, claim.match_on) {
        (S::String, M::Utf8) => ("string", ""),
        (S::Domain, M::Domain) => ("domain", ""),
        (S::Uri, M::Hostpart) => ("uri", ".host"),
        (S::Uri, M::Userpart) => ("uri", ".user"),
        (S::Uri, M::UriPath) => ("uri", ".path"),
        (S::Uri, M::UserId) => ("mimi_uri", ".user_id"),
        (S::Uri, M::DeviceId) => ("mimi_uri", ".device_id"),
        (S::Uri, M::Handle) => ("mimi_uri", ".handle"),
        (S::Email, M::Hostpart) => ("email", ".host"),
        (S::Email, M::Userpart) => ("email", ".user"),
        (semantics, match_on) => {
            return Err(format!("semantics {}, match_on {}", semantics.word(), match_on.word()));
        }
    };
    let text = std::str::from_utf8(&claim.target).map_err(|_| "a target that is no text")?;
    Ok(Leaf::of(ty, part, format!("== {}", literal::text(text))))
}

/// A canonical encoding, with the type that reads best.
fn canonical_leaf(octets: &[u8], family: Family, texts: bool) -> Result<Leaf, Unsaid> {
    let whole = match family {
        Family::Jwt => literal::from_json(octets),
        Family::Cwt => literal::from_cbor(octets),
        Family::X509 => Some(Whole { literal: literal::bytes(octets), ty: "any" }),
    };
    let whole = whole.ok_or("a value that has no literal")?;
    match whole.ty {
        "null" => Ok(Leaf::presence("is null")),
        // Profile `pointer` compares the text of a `string`, not its encoding.
        "string" if !texts => Ok(Leaf::whole("any", format!("== {}", whole.literal))),
        // Zero has a sign, so that a float of CBOR has no equality with it.
        "float" if matches!(whole.literal.as_str(), "0.0" | "-0.0") => {
            Ok(Leaf::whole("any", format!("== {}", whole.literal)))
        }
        ty => Ok(Leaf::whole(ty, format!("== {}", whole.literal))),
    }
}

/// A claim of profile `exact`, of a credential of this format.
pub(super) fn exact(claim: &ExactClaim, format: Format, path_id: bool) -> Result<Tested, Unsaid> {
    let family = format.family();
    let way = match family {
        Family::Jwt => {
            let name = std::str::from_utf8(&claim.id).map_err(|_| "a name that is no text")?;
            vec![Move::Name(name.to_owned())]
        }
        Family::X509 => vec![Move::Oid(claim.id.clone())],
        Family::Cwt if path_id => path(&claim.id)?,
        Family::Cwt => vec![Move::Cbor(claim.id.clone())],
    };
    let leaf = canonical_leaf(&claim.value, family, true)?;
    Ok(Tested { provenance: Provenance::Issuer, way, leaf })
}

/// Dialect `path-id`: an array of keys.
fn path(id: &[u8]) -> Result<Vec<Move>, Unsaid> {
    literal::cbor_array(id)
        .map(|keys| keys.into_iter().map(|key| Move::Cbor(key.to_vec())).collect())
        .ok_or_else(|| "an id that is no array of keys".into())
}
