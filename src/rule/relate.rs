//! What one test says of another: only what is certain from the meaning of both.
//!
//! Every test of a claim that is missing or of another type is not satisfied, so a satisfied test
//! says that its claim exists and has its type. `is absent` alone is satisfied when the pointer
//! finds nothing. Two tests say something of each other's values only when they read one place
//! with one type; pointers that merely may lead to one value (an extension by OID and by
//! position) count as different.

use crate::check::checked::{Part, Subject};
use crate::rule::atom::{Ask, Atom, Hop};
use crate::rule::interval::Interval;
use crate::rule::operand::{Operand, Text};
use crate::semantics::domain::Host;
use crate::semantics::email::Email;
use crate::semantics::mimi::MimiUri;
use crate::semantics::text::fold_case;
use crate::semantics::uri::Uri;

/// What a satisfied test says of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// It is satisfied too.
    Implied,
    /// It is not satisfied.
    Excluded,
    /// Nothing that is certain.
    Open,
}

impl Verdict {
    const fn known(satisfied: bool) -> Verdict {
        if satisfied { Verdict::Implied } else { Verdict::Excluded }
    }

    /// Certain one way only.
    const fn implied_if(certain: bool) -> Verdict {
        if certain { Verdict::Implied } else { Verdict::Open }
    }

    const fn excluded_if(certain: bool) -> Verdict {
        if certain { Verdict::Excluded } else { Verdict::Open }
    }
}

/// Whether `known`, when satisfied, says that `asked` is satisfied.
pub(crate) fn implies(known: &Atom, asked: &Atom) -> bool {
    if !known.may_meet(asked) {
        return false;
    }
    match (&known.ask, &asked.ask) {
        // Whatever was tested is there, and so is everything on the way to it.
        (_, Ask::Exists) => known.is_positive() && leads_through(&known.place, &asked.place),
        // If the asked pointer led anywhere, the known one would.
        (Ask::Absent, Ask::Absent) => leads_through(&asked.place, &known.place),
        (Ask::Absent, _) | (_, Ask::Absent) => false,
        _ if known.interval().is_some() && asked.interval().is_some() => {
            known.same_slot(asked) && within(known, asked)
        }
        _ => known == asked || (known.same_place(asked) && value(known, asked) == Verdict::Implied),
    }
}

/// Whether both cannot be satisfied by one credential.
pub(crate) fn excludes(a: &Atom, b: &Atom) -> bool {
    if !a.may_meet(b) {
        return false;
    }
    match (&a.ask, &b.ask) {
        (Ask::Absent, Ask::Absent) => false,
        (Ask::Absent, _) => leads_through(&b.place, &a.place),
        (_, Ask::Absent) => leads_through(&a.place, &b.place),
        _ => {
            a.same_place(b)
                && (value(a, b) == Verdict::Excluded || value(b, a) == Verdict::Excluded)
        }
    }
}

fn within(known: &Atom, asked: &Atom) -> bool {
    known.interval().zip(asked.interval()).is_some_and(|(known, asked)| known.within(asked))
}

/// Whether all of `known` together say that `asked` is satisfied.
pub(crate) fn all_imply<'a>(mut known: impl Iterator<Item = &'a Atom>, asked: &Atom) -> bool {
    known.any(|known| implies(known, asked))
}

/// Whether `via` leads somewhere whenever `place` does: it is the beginning of the same way, or
/// ends in a search that asks no more than the search on the way. (A search in the middle must be
/// the same one: a weaker search may find an earlier element, from which nothing leads on.)
fn leads_through(place: &[Hop], via: &[Hop]) -> bool {
    let Some((last, before)) = via.split_last() else { return true };
    let Some(step) = place.get(before.len()) else { return false };
    place.starts_with(before) && (step == last || asks_no_more(step, last))
}

fn asks_no_more(step: &Hop, last: &Hop) -> bool {
    let (Hop::Search(known), Hop::Search(asked)) = (step, last) else { return false };
    asked.iter().all(|asked| all_imply(known.iter().map(AsRef::as_ref), asked))
}

/// What a satisfied `known` says of `asked`, both of one place and neither `is absent`.
fn value(known: &Atom, asked: &Atom) -> Verdict {
    match (&known.ask, &asked.ask) {
        (Ask::Exists, _) | (_, Ask::Exists) => return Verdict::Open,
        (Ask::IsNull, Ask::IsNull) => return Verdict::Implied,
        (Ask::IsNull, _) => return Verdict::excluded_if(is_never_null(asked)),
        (_, Ask::IsNull) => return Verdict::excluded_if(is_never_null(known)),
        _ => {}
    }
    if known.subject != asked.subject {
        return Verdict::Open;
    }
    if let (Some(known_values), Some(asked_values)) = (known.interval(), asked.interval()) {
        return match known.part == asked.part {
            true => interval(known_values, asked_values),
            false => Verdict::Open,
        };
    }
    match (&known.ask, known.part) {
        (Ask::Equal(is), Part::Whole) if !known.fold && asked.part != Part::Whole => {
            part_of(is, asked)
        }
        _ if same_part(known.part, asked.part) => part(known, asked),
        _ => Verdict::Open,
    }
}

/// Types that null is not; whole values compare with anything.
fn is_never_null(atom: &Atom) -> bool {
    !matches!(atom.subject, Subject::Null | Subject::Any | Subject::List | Subject::Record)
}

fn interval(known: &Interval, asked: &Interval) -> Verdict {
    if known.within(asked) {
        return Verdict::Implied;
    }
    Verdict::excluded_if(known.meet(asked).is_empty())
}

/// A handle is a user id under another name.
fn same_part(a: Part, b: Part) -> bool {
    let name = |part| if part == Part::Handle { Part::UserId } else { part };
    name(a) == name(b)
}

/// A value that is known whole, and a test of one of its parts.
fn part_of(is: &Operand, asked: &Atom) -> Verdict {
    match (is, asked.subject) {
        (Operand::Text(is), Subject::String) => string_part(&is.key, asked),
        (Operand::Bytes(is), Subject::Bytes) => bytes_part(is, asked),
        (Operand::Text(is), Subject::Email) => email_part(&is.key, asked),
        (Operand::Text(is), Subject::Uri | Subject::HttpsUri | Subject::MimiUri) => {
            uri_part(&is.key, asked)
        }
        _ => Verdict::Open,
    }
}

fn string_part(is: &str, asked: &Atom) -> Verdict {
    let length = match asked.part {
        Part::LengthChars => is.chars().count(),
        Part::LengthBytes => is.len(),
        Part::Slice { start, length } => {
            let Ask::Equal(Operand::Text(text)) = &asked.ask else { return Verdict::Open };
            let slice = slice_of(is, start, length);
            let same = |slice: &str| match asked.fold {
                true => fold_case(slice) == text.key.as_str(),
                false => slice == text.key,
            };
            return Verdict::known(slice.is_some_and(|slice| same(&slice)));
        }
        _ => return Verdict::Open,
    };
    length_is(length, asked)
}

fn bytes_part(is: &[u8], asked: &Atom) -> Verdict {
    match asked.part {
        Part::LengthBytes => length_is(is.len(), asked),
        _ => Verdict::Open,
    }
}

fn length_is(length: usize, asked: &Atom) -> Verdict {
    let Ok(length) = i64::try_from(length) else { return Verdict::Open };
    let exact = asked.with_ask(Ask::Equal(Operand::Int(length)), asked.span);
    match (exact.interval(), asked.interval()) {
        (Some(exact), Some(asked)) => Verdict::known(exact.within(asked)),
        _ => Verdict::Open,
    }
}

/// A slice by position; `None` when it reaches past the end, and then it is equal to nothing.
fn slice_of(text: &str, start: u32, length: Option<u32>) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let start = usize::try_from(start).ok()?;
    let end = match length {
        Some(length) => start.checked_add(usize::try_from(length).ok()?)?,
        None => chars.len(),
    };
    chars.get(start..end).map(|slice| slice.iter().collect())
}

fn email_part(is: &str, asked: &Atom) -> Verdict {
    let Some(email) = Email::parse(is) else { return Verdict::Open };
    match (asked.part, &asked.ask) {
        (Part::Host, ask) => host(&email.host, ask),
        (Part::User, Ask::Equal(Operand::Text(text))) => Verdict::known(email.local == text.key),
        _ => Verdict::Open,
    }
}

fn uri_part(is: &str, asked: &Atom) -> Verdict {
    let text = match &asked.ask {
        Ask::Equal(Operand::Text(text)) => Some(text.key.as_str()),
        _ => None,
    };
    let mimi = || MimiUri::parse(is);
    let found = match asked.part {
        Part::Host => {
            let found = Uri::parse(is).and_then(|uri| uri.host());
            return found.map_or(Verdict::Open, |found| host(&found, &asked.ask));
        }
        Part::UserId | Part::Handle => mimi().and_then(|uri| uri.user_id()),
        Part::DeviceId => mimi().and_then(|uri| uri.device_id()),
        Part::RoomId => mimi().and_then(|uri| uri.room_id()),
        _ => None,
    };
    match (found, text) {
        (Some(found), Some(text)) => Verdict::known(found == text),
        _ => Verdict::Open,
    }
}

fn host(is: &Host, ask: &Ask) -> Verdict {
    let asked = match ask {
        Ask::Equal(Operand::Text(text)) => Host::parse(&text.shown),
        Ask::Under(parent) => Host::parse(parent),
        _ => None,
    };
    match (asked, ask) {
        (Some(asked), Ask::Equal(_)) => Verdict::known(*is == asked),
        (Some(asked), _) => Verdict::known(is.is_under(&asked)),
        (None, _) => Verdict::Open,
    }
}

/// Two tests of one part of one value.
fn part(known: &Atom, asked: &Atom) -> Verdict {
    if known.fold == asked.fold && known.ask == asked.ask {
        return Verdict::Implied;
    }
    match (known.part, known.subject) {
        (Part::Host, _) | (Part::Whole, Subject::Domain) => hosts(&known.ask, &asked.ask),
        (Part::Whole, Subject::Bytes) => octets(&known.ask, &asked.ask),
        (Part::Whole, Subject::String)
        | (Part::User | Part::UserId | Part::Handle | Part::DeviceId | Part::RoomId, _) => {
            code_points(known, asked)
        }
        (Part::Slice { .. }, _) => match (&known.ask, &asked.ask) {
            (Ask::Equal(_), Ask::Equal(_)) => code_points(known, asked),
            _ => Verdict::Open,
        },
        // Normal forms decide: different ones are different values.
        (Part::Whole, Subject::Uri | Subject::HttpsUri | Subject::MimiUri | Subject::Email)
        | (Part::Whole, Subject::Bool) => {
            Verdict::excluded_if(matches!((&known.ask, &asked.ask), (Ask::Equal(_), Ask::Equal(_))))
        }
        (Part::Path | Part::PathSegment(_) | Part::PathSlice { .. }, _) => {
            paths(&known.ask, &asked.ask)
        }
        (Part::Whole, Subject::Any | Subject::List | Subject::Record) => {
            wholes(&known.ask, &asked.ask)
        }
        _ => Verdict::Open,
    }
}

/// Host names and domains.
fn hosts(known: &Ask, asked: &Ask) -> Verdict {
    let parse = |text: &Text| Host::parse(&text.shown);
    match (known, asked) {
        (Ask::Equal(Operand::Text(is)), _) => {
            parse(is).map_or(Verdict::Open, |is| host(&is, asked))
        }
        (Ask::Under(known), Ask::Under(asked)) => match (Host::parse(known), Host::parse(asked)) {
            (Some(known), Some(asked)) if known.is_under(&asked) => Verdict::Implied,
            (Some(known), Some(asked)) => Verdict::excluded_if(!asked.is_under(&known)),
            _ => Verdict::Open,
        },
        _ => Verdict::Open,
    }
}

/// Paths that normalization does not touch are different when their code points are; of others
/// nothing is concluded.
fn paths(known: &Ask, asked: &Ask) -> Verdict {
    let settled = |text: &Text| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_~/".contains(c);
        text.key.chars().all(plain)
    };
    match (known, asked) {
        (Ask::Equal(Operand::Text(known)), Ask::Equal(Operand::Text(asked))) => {
            Verdict::excluded_if(known != asked && settled(known) && settled(asked))
        }
        _ => Verdict::Open,
    }
}

/// Whole values of one kind of literal have one encoding each; an integer and a fraction may share
/// one in JSON.
fn wholes(known: &Ask, asked: &Ask) -> Verdict {
    let (Ask::Equal(known), Ask::Equal(asked)) = (known, asked) else { return Verdict::Open };
    let same_kind = matches!(
        (known, asked),
        (Operand::Bool(_), Operand::Bool(_))
            | (Operand::Int(_), Operand::Int(_))
            | (Operand::Text(_), Operand::Text(_))
            | (Operand::Bytes(_), Operand::Bytes(_))
    );
    Verdict::excluded_if(same_kind && known != asked)
}

/// Octets.
fn octets(known: &Ask, asked: &Ask) -> Verdict {
    match (piece(known), piece(asked)) {
        (Some((how, Operand::Bytes(known))), Some((asked_how, Operand::Bytes(asked)))) => {
            pieces(how, known, asked_how, asked)
        }
        _ => Verdict::Open,
    }
}

/// Text that compares by code points, or by its folded form. Folding maps each character by
/// itself, so a piece of a text folds to a piece of the folded text.
fn code_points(known: &Atom, asked: &Atom) -> Verdict {
    let (Some((how, Operand::Text(a))), Some((asked_how, Operand::Text(b)))) =
        (piece(&known.ask), piece(&asked.ask))
    else {
        return Verdict::Open;
    };
    if known.fold == asked.fold {
        return pieces(how, a.key.as_bytes(), asked_how, b.key.as_bytes());
    }
    if asked.fold {
        return pieces(how, fold_case(&a.key).as_bytes(), asked_how, b.key.as_bytes());
    }
    // Of a folded text, the exact one is not known; but what folds differently is different.
    match pieces(how, a.key.as_bytes(), asked_how, fold_case(&b.key).as_bytes()) {
        Verdict::Excluded => Verdict::Excluded,
        Verdict::Implied | Verdict::Open => Verdict::Open,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    All,
    Start,
    End,
    Inside,
}

fn piece(ask: &Ask) -> Option<(Piece, &Operand)> {
    match ask {
        Ask::Equal(operand) => Some((Piece::All, operand)),
        Ask::StartsWith(operand) => Some((Piece::Start, operand)),
        Ask::EndsWith(operand) => Some((Piece::End, operand)),
        Ask::Contains(operand) => Some((Piece::Inside, operand)),
        _ => None,
    }
}

/// A value has `known` as its piece `how`: does it have `asked` as its piece `asked_how`?
fn pieces(how: Piece, known: &[u8], asked_how: Piece, asked: &[u8]) -> Verdict {
    let inside = |whole: &[u8], part: &[u8]| {
        part.is_empty() || whole.windows(part.len()).any(|window| window == part)
    };
    match (how, asked_how) {
        (Piece::All, Piece::All) => Verdict::known(known == asked),
        (Piece::All, Piece::Start) => Verdict::known(known.starts_with(asked)),
        (Piece::All, Piece::End) => Verdict::known(known.ends_with(asked)),
        (Piece::All, Piece::Inside) => Verdict::known(inside(known, asked)),
        (_, Piece::Inside) => Verdict::implied_if(inside(known, asked)),
        (Piece::Start, Piece::Start) => match known.starts_with(asked) {
            true => Verdict::Implied,
            false => Verdict::excluded_if(!asked.starts_with(known)),
        },
        (Piece::End, Piece::End) => match known.ends_with(asked) {
            true => Verdict::Implied,
            false => Verdict::excluded_if(!asked.ends_with(known)),
        },
        _ => Verdict::Open,
    }
}
