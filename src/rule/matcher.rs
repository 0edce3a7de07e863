//! Tests as claims of profile `matcher` (`docs/wire.md` section 4.3).

use crate::check::checked::{Part, Subject};
use crate::format::{Family, Provenance};
use crate::model::test_value::{Layout, TestValue};
use crate::model::{Item, MatchAs, Matcher, MatcherClaim, Operation, Semantics};
use crate::rule::atom::{Ask, Atom, Hop};
use crate::rule::canonical;
use crate::rule::operand::Operand;
use crate::rule::unsayable::Unsayable;
use crate::semantics::json;
use crate::spell::instant;

/// The claim that is satisfied by every credential of a family: its root exists.
pub(crate) fn any_of(family: Family) -> MatcherClaim {
    let provenance = Provenance::Issuer;
    MatcherClaim { family, provenance, matcher: presence(Vec::new(), Semantics::String, true) }
}

/// A test as a claim.
pub(crate) fn claim(atom: &Atom, family: Family) -> Result<MatcherClaim, Unsayable> {
    Ok(MatcherClaim { family, provenance: atom.provenance, matcher: matcher(atom, family)? })
}

fn matcher(atom: &Atom, family: Family) -> Result<Matcher, Unsayable> {
    let pointer: Result<Vec<Item>, _> = atom.place.iter().map(|hop| item(hop, family)).collect();
    let pointer = pointer?;
    match &atom.ask {
        // The semantics are not looked at, but must not be null: that would ask for null.
        Ask::Exists => return Ok(presence(pointer, Semantics::String, true)),
        Ask::Absent => return Ok(presence(pointer, Semantics::String, false)),
        Ask::IsNull => return Ok(presence(pointer, Semantics::Null, true)),
        _ => {}
    }
    let (semantics, match_as) = reading(atom, family)?;
    let (operation, operand) = operation(atom)?;
    let test = test(match_as, operand, family)?;
    Ok(Matcher { pointer, semantics, match_as, operation, test })
}

fn presence(pointer: Vec<Item>, semantics: Semantics, exists: bool) -> Matcher {
    let test = TestValue::Flag(exists).encode();
    Matcher { pointer, semantics, match_as: MatchAs::Exists, operation: None, test }
}

/// A step of a pointer.
pub(crate) fn item(hop: &Hop, family: Family) -> Result<Item, Unsayable> {
    Ok(match hop {
        Hop::Name(name) => {
            let mut quoted = String::new();
            json::write_string(&mut quoted, name);
            Item::Key(quoted.into_bytes())
        }
        Hop::Cbor(key) | Hop::Oid(key) => Item::Key(key.clone()),
        Hop::Position(position) => Item::Position(*position),
        Hop::Tag(tag) => Item::Tag(*tag),
        Hop::Embedded => Item::Embedded,
        Hop::Search(atoms) => {
            let nested: Result<Vec<Matcher>, _> =
                atoms.iter().map(|atom| matcher(atom, family)).collect();
            let mut nested = nested?;
            nested.sort();
            Item::Search(nested)
        }
    })
}

/// What the value is read as, and how it is compared.
fn reading(atom: &Atom, family: Family) -> Result<(Semantics, MatchAs), Unsayable> {
    let semantics = match atom.subject {
        Subject::Null => Semantics::Null,
        Subject::Bool => Semantics::Bool,
        Subject::Int => Semantics::Int,
        Subject::Float => Semantics::Float,
        Subject::Number => Semantics::Number,
        Subject::Date | Subject::DateText => Semantics::Date,
        Subject::String => Semantics::String,
        Subject::Domain => Semantics::Domain,
        Subject::Uri => Semantics::Uri,
        Subject::HttpsUri => Semantics::HttpsUri,
        Subject::MimiUri => Semantics::MimiUri,
        Subject::Email => Semantics::Email,
        Subject::Bytes | Subject::Any | Subject::List | Subject::Record => Semantics::Bytes,
    };
    let match_as = match atom.part {
        Part::Whole | Part::Slice { .. } => {
            whole(atom.subject, family).ok_or(Unsayable::Senseless)?
        }
        Part::Host => MatchAs::Hostpart,
        Part::User => MatchAs::Userpart,
        Part::Path | Part::PathSlice { .. } | Part::PathSegment(_) => MatchAs::UriPath,
        Part::UserId | Part::Handle => MatchAs::UserId,
        Part::DeviceId => MatchAs::DeviceId,
        Part::RoomId => MatchAs::RoomId,
        Part::LengthChars => MatchAs::LengthChars,
        Part::LengthBytes => MatchAs::LengthBytes,
    };
    match match_as {
        MatchAs::Utf8 if atom.fold => Ok((semantics, MatchAs::Utf8Ci)),
        _ if atom.fold => Err(Unsayable::Senseless),
        match_as => Ok((semantics, match_as)),
    }
}

fn whole(subject: Subject, family: Family) -> Option<MatchAs> {
    Some(match subject {
        Subject::Null => return None,
        Subject::Bool => MatchAs::Bool,
        Subject::Int => MatchAs::Int,
        Subject::Float => MatchAs::Float,
        Subject::Number => MatchAs::Number,
        Subject::Date => MatchAs::SecsSinceEpoch,
        Subject::DateText => MatchAs::Iso8601,
        Subject::Bytes => MatchAs::Bytes,
        Subject::String => MatchAs::Utf8,
        Subject::Domain => MatchAs::Domain,
        Subject::Uri => MatchAs::GenericUri,
        Subject::HttpsUri => MatchAs::HttpsUri,
        Subject::MimiUri => MatchAs::MimiUri,
        Subject::Email => MatchAs::EmailAddress,
        Subject::Any | Subject::List | Subject::Record => match family {
            Family::Jwt => MatchAs::CanonicalJson,
            Family::Cwt => MatchAs::DeterministicCbor,
            Family::X509 => MatchAs::Der,
        },
    })
}

/// The one operation of a claim: a slice is an operation of its own and compares for equality.
fn operation(atom: &Atom) -> Result<(Option<Operation>, OperandOrHost<'_>), Unsayable> {
    let slicing = match atom.part {
        Part::Slice { start, length } | Part::PathSlice { start, length } => {
            Some(Operation::Substring { start, length })
        }
        Part::PathSegment(index) => Some(Operation::PathSlice(index)),
        _ => None,
    };
    let (operation, operand) = match &atom.ask {
        Ask::Equal(operand) => return Ok((slicing, OperandOrHost::Operand(operand))),
        Ask::Under(host) => (Operation::EndsWith(None), OperandOrHost::Host(host)),
        Ask::Less(operand) => (Operation::LessThan, OperandOrHost::Operand(operand)),
        Ask::AtMost(operand) => (Operation::LessThanOrEqual, OperandOrHost::Operand(operand)),
        Ask::Greater(operand) => (Operation::GreaterThan, OperandOrHost::Operand(operand)),
        Ask::AtLeast(operand) => (Operation::GreaterThanOrEqual, OperandOrHost::Operand(operand)),
        Ask::Contains(operand) => (Operation::Contains, OperandOrHost::Operand(operand)),
        Ask::StartsWith(operand) => (Operation::StartsWith(None), OperandOrHost::Operand(operand)),
        Ask::EndsWith(operand) => (Operation::EndsWith(None), OperandOrHost::Operand(operand)),
        Ask::Exists | Ask::Absent | Ask::IsNull => return Err(Unsayable::Senseless),
    };
    match slicing {
        Some(_) => Err(Unsayable::TwoOperations),
        None => Ok((Some(operation), operand)),
    }
}

enum OperandOrHost<'a> {
    Operand(&'a Operand),
    Host(&'a str),
}

/// `test_value`, of the layout that `match_as` asks for.
fn test(
    match_as: MatchAs,
    operand: OperandOrHost<'_>,
    family: Family,
) -> Result<Vec<u8>, Unsayable> {
    let operand = match operand {
        OperandOrHost::Host(host) => return Ok(TestValue::Text(host).encode()),
        OperandOrHost::Operand(operand) => operand,
    };
    if let MatchAs::CanonicalJson | MatchAs::DeterministicCbor | MatchAs::Der = match_as {
        return canonical::encode(operand, family);
    }
    let value = match (operand, match_as) {
        (Operand::Bool(value), MatchAs::Bool) => TestValue::Flag(*value),
        (Operand::Int(value), MatchAs::Int) => TestValue::Int(*value),
        (Operand::Int(value), MatchAs::LengthChars | MatchAs::LengthBytes) => {
            TestValue::Uint(u64::try_from(*value).map_err(|_| Unsayable::Senseless)?)
        }
        (Operand::Real(value), MatchAs::Number | MatchAs::Float) => TestValue::Float(value.0),
        (Operand::Instant { seconds, .. }, MatchAs::SecsSinceEpoch) => TestValue::Int(*seconds),
        (Operand::Instant { seconds, fraction }, MatchAs::Iso8601) => {
            let text = instant::write(*seconds, fraction).ok_or(Unsayable::DateOutOfRange)?;
            return Ok(text.into_bytes());
        }
        (Operand::Bytes(octets), MatchAs::Bytes) => TestValue::Octets(octets),
        (Operand::Text(text), _) if is_textual(match_as) => TestValue::Text(&text.shown),
        _ => return Err(Unsayable::Senseless),
    };
    Ok(value.encode())
}

fn is_textual(match_as: MatchAs) -> bool {
    match_as.layout() == Layout::Text && match_as != MatchAs::Iso8601
}
