//! Tests as claims of profile `pointer` (`docs/wire.md` section 4.2): always equality, of a value,
//! of a part of it, or of some element of a list.

use std::rc::Rc;

use crate::check::checked::{Part, Subject};
use crate::format::Family;
use crate::model::{CwtToken, JwtToken, MatchOn, PointerClaim, PointerRoot, PointerSemantics};
use crate::rule::atom::{Ask, Atom, Hop};
use crate::rule::canonical;
use crate::rule::operand::Operand;
use crate::rule::unsayable::Unsayable;

/// A test as a claim.
pub(crate) fn claim(atom: &Atom, family: Family) -> Result<PointerClaim, Unsayable> {
    let (place, tested, any_in_list) = match any_element(atom, family) {
        Some((list, element)) => (list, element, true),
        None => (atom.place.as_slice(), atom, false),
    };
    let root = root(place, family)?;
    let (semantics, match_on, target) = value(tested, family)?;
    Ok(PointerClaim { provenance: atom.provenance, root, semantics, match_on, any_in_list, target })
}

/// What the profile leaves out of a test that it can say otherwise, for a warning; `all` are the
/// tests of the entry.
pub(crate) fn left_out(atom: &Atom, all: &[Rc<Atom>]) -> Option<&'static str> {
    if atom.place.iter().any(|hop| matches!(hop, Hop::Tag(_))) {
        return Some("enters a tag whatever its number is");
    }
    let any_scheme = matches!(atom.subject, Subject::HttpsUri | Subject::MimiUri)
        && matches!(atom.part, Part::Host | Part::User | Part::Path);
    // The parts of MIMI URIs are only had of MIMI URIs, so one of them stands for the scheme.
    let vouched = |other: &Rc<Atom>| {
        matches!(other.part, Part::UserId | Part::Handle | Part::DeviceId) && atom.same_place(other)
    };
    (any_scheme && !all.iter().any(vouched)).then_some("does not look at the scheme of the URI")
}

/// A search for an element that equals a value, and nothing after it. In a certificate an element
/// of GeneralNames is read as its content where its choice fits the type.
fn any_element(atom: &Atom, family: Family) -> Option<(&[Hop], &Atom)> {
    let (Hop::Search(nested), list) = atom.place.split_last()? else { return None };
    let ([element], Ask::Exists) = (nested.as_slice(), &atom.ask) else { return None };
    let direct = match (family, element.place.as_slice()) {
        (_, []) => true,
        (Family::X509, [Hop::Position(1)]) => element.subject == Subject::Email,
        (Family::X509, [Hop::Position(2)]) => element.subject == Subject::Domain,
        (Family::X509, [Hop::Position(6)]) => {
            matches!(element.subject, Subject::Uri | Subject::HttpsUri | Subject::MimiUri)
        }
        _ => false,
    };
    direct.then_some((list, element))
}

fn root(place: &[Hop], family: Family) -> Result<PointerRoot, Unsayable> {
    match family {
        Family::X509 => match place {
            [Hop::Oid(oid)] => Ok(PointerRoot::X509(oid.clone())),
            [.., Hop::Search(_)] => Err(Unsayable::Search),
            _ => Err(Unsayable::CertificateField),
        },
        Family::Jwt => place.iter().map(jwt_token).collect::<Result<_, _>>().map(PointerRoot::Jwt),
        Family::Cwt => place.iter().map(cwt_token).collect::<Result<_, _>>().map(PointerRoot::Cwt),
    }
}

fn jwt_token(hop: &Hop) -> Result<JwtToken, Unsayable> {
    match hop {
        Hop::Name(name) => Ok(JwtToken::Name(name.clone())),
        Hop::Position(index) => Ok(JwtToken::Index(*index)),
        Hop::Search(_) => Err(Unsayable::Search),
        _ => Err(Unsayable::Senseless),
    }
}

fn cwt_token(hop: &Hop) -> Result<CwtToken, Unsayable> {
    match hop {
        Hop::Cbor(key) => Ok(CwtToken::Key(key.clone())),
        Hop::Position(index) => Ok(CwtToken::Index(*index)),
        Hop::Tag(_) => Ok(CwtToken::TaggedValue),
        Hop::Embedded => Ok(CwtToken::BstrEncoded),
        Hop::Search(_) => Err(Unsayable::Search),
        _ => Err(Unsayable::Senseless),
    }
}

type Compared = (PointerSemantics, MatchOn, Vec<u8>);

fn value(atom: &Atom, family: Family) -> Result<Compared, Unsayable> {
    if atom.fold {
        return Err(Unsayable::Case);
    }
    let operand = equality(&atom.ask, family)?;
    let text = |semantics, match_on| match operand {
        Operand::Text(text) => Ok((semantics, match_on, text.shown.clone().into_bytes())),
        _ => Err(Unsayable::Senseless),
    };
    let uri_or_email = match atom.subject {
        Subject::Email => PointerSemantics::Email,
        _ => PointerSemantics::Uri,
    };
    match (atom.part, atom.subject) {
        (Part::Whole, Subject::String) => text(PointerSemantics::String, MatchOn::Utf8),
        // Text never compares by its encoding, whatever the type says of it.
        (Part::Whole, Subject::Any)
            if matches!(operand, Operand::Text(_)) && family != Family::X509 =>
        {
            text(PointerSemantics::String, MatchOn::Utf8)
        }
        (Part::Whole, Subject::Domain) => text(PointerSemantics::Domain, MatchOn::Domain),
        (Part::Whole, subject) => {
            let octets = canonical::equality(subject, operand, family)?;
            Ok((PointerSemantics::Bytes, MatchOn::Bytes, octets))
        }
        (Part::Host, _) => text(uri_or_email, MatchOn::Hostpart),
        (Part::User, _) => text(uri_or_email, MatchOn::Userpart),
        (Part::Path, _) => text(PointerSemantics::Uri, MatchOn::UriPath),
        (Part::UserId, _) => text(PointerSemantics::Uri, MatchOn::UserId),
        (Part::Handle, _) => text(PointerSemantics::Uri, MatchOn::Handle),
        (Part::DeviceId, _) => text(PointerSemantics::Uri, MatchOn::DeviceId),
        _ => Err(Unsayable::Part),
    }
}

/// The value of an equality, the only comparison of profiles `exact` and `pointer`.
pub(crate) fn equality(ask: &Ask, family: Family) -> Result<&Operand, Unsayable> {
    match ask {
        Ask::Equal(operand) => Ok(operand),
        // CBOR's undefined is null too, and encoded differently.
        Ask::IsNull if family == Family::Jwt => Ok(&Operand::Null),
        Ask::IsNull => Err(Unsayable::NullForms),
        Ask::Exists | Ask::Absent => Err(Unsayable::Presence),
        Ask::Less(_) | Ask::AtMost(_) | Ask::Greater(_) | Ask::AtLeast(_) => {
            Err(Unsayable::Ordering)
        }
        Ask::Contains(_) | Ask::StartsWith(_) | Ask::EndsWith(_) | Ask::Under(_) => {
            Err(Unsayable::Pieces)
        }
    }
}
