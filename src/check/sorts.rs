//! Sorts: what a test really compares, a claim's value or a part of it.

use std::rc::Rc;

use crate::check::checked::{Part, Subject};
use crate::check::choices::Choice;
use crate::check::types::Ty;

/// What is compared.
#[derive(Debug, Clone)]
pub(crate) enum Sort {
    /// A whole value of a built-in type that has no sort of its own below.
    Scalar(Subject),
    /// A value out of a fixed set.
    Choice(Rc<Choice>),
    /// A host: of a claim that is a domain, of a URI, of an e-mail address.
    Host(HostOf),
    /// The user part of a URI or an e-mail address.
    User,
    /// The path of a URI; whether it always begins with a slash.
    Path(bool),
    /// A segment of a path.
    Segment,
    /// A part of a MIMI URI, by its word.
    Id(&'static str),
    /// A length.
    Length,
    /// A piece of a text, and its length.
    TextSlice(Option<u32>),
    /// A piece of a byte string, and its length.
    BytesSlice(Option<u32>),
    /// A list of these.
    List(Rc<Ty>),
    /// A record.
    Record,
    /// Was reported.
    Error,
}

/// Where a host stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostOf {
    Domain,
    Uri,
    Email,
}

impl Sort {
    /// What a part of a value of a type is.
    pub(crate) fn of(ty: &Rc<Ty>, part: Part) -> Sort {
        match (part, ty.as_ref()) {
            (_, Ty::Error) => Sort::Error,
            (Part::Whole, Ty::Scalar(Subject::Domain)) => Sort::Host(HostOf::Domain),
            (Part::Whole, Ty::Scalar(subject)) => Sort::Scalar(*subject),
            (Part::Whole, Ty::Choice(choice)) => Sort::Choice(Rc::clone(choice)),
            (Part::Whole, Ty::List(element)) => Sort::List(Rc::clone(element)),
            (Part::Whole, Ty::Record(_)) => Sort::Record,
            (_, Ty::Tag(_, inner) | Ty::Embedded(inner)) => Sort::of(inner, part),
            (Part::Host, Ty::Scalar(Subject::Email)) => Sort::Host(HostOf::Email),
            (Part::Host, _) => Sort::Host(HostOf::Uri),
            (Part::User, _) => Sort::User,
            (Part::Path, Ty::Scalar(Subject::Uri)) => Sort::Path(false),
            (Part::Path, _) => Sort::Path(true),
            (Part::PathSegment(_), _) => Sort::Segment,
            (Part::PathSlice { length, .. }, _) => Sort::TextSlice(length),
            (Part::Slice { length, .. }, Ty::Scalar(Subject::Bytes)) => Sort::BytesSlice(length),
            (Part::Slice { length, .. }, _) => Sort::TextSlice(length),
            (Part::UserId, _) => Sort::Id("user_id"),
            (Part::DeviceId, _) => Sort::Id("device_id"),
            (Part::Handle, _) => Sort::Id("handle"),
            (Part::RoomId, _) => Sort::Id("room_id"),
            (Part::LengthChars | Part::LengthBytes, _) => Sort::Length,
        }
    }

    /// Whether it was reported already.
    pub(crate) const fn is_error(&self) -> bool {
        matches!(self, Sort::Error)
    }

    /// Whether `<` means something.
    pub(crate) fn has_order(&self) -> bool {
        use Subject::{Date, DateText, Float, Int, Number};
        match self {
            Sort::Scalar(subject) => matches!(subject, Int | Float | Number | Date | DateText),
            Sort::Choice(choice) => choice.base == Int,
            Sort::Length => true,
            _ => false,
        }
    }

    /// Whether `contains` and `starts with` look at its characters or octets.
    pub(crate) fn has_pieces(&self) -> bool {
        use Subject::{Bytes, Email, HttpsUri, MimiUri, String, Uri};
        match self {
            Sort::Scalar(subject) => {
                matches!(subject, String | Bytes | Uri | HttpsUri | MimiUri | Email)
            }
            Sort::Choice(choice) => choice.base == String,
            Sort::Host(_) | Sort::User | Sort::Path(_) | Sort::Id(_) => true,
            _ => false,
        }
    }

    /// Whether `ignoring case` changes something that the wire can carry.
    pub(crate) fn has_case(&self) -> bool {
        match self {
            Sort::Scalar(subject) => *subject == Subject::String,
            Sort::Choice(choice) => choice.base == Subject::String,
            Sort::TextSlice(_) => true,
            _ => false,
        }
    }

    /// Whether its values are written as texts.
    pub(crate) fn is_written_as_text(&self) -> bool {
        use Subject::{Email, HttpsUri, MimiUri, String, Uri};
        match self {
            Sort::Scalar(subject) => matches!(subject, String | Uri | HttpsUri | MimiUri | Email),
            Sort::Choice(choice) => choice.base == String,
            Sort::Host(_) | Sort::User | Sort::Path(_) | Sort::Segment | Sort::Id(_) => true,
            Sort::TextSlice(_) => true,
            _ => false,
        }
    }

    /// What messages call it: "an `int`".
    pub(crate) fn describe(&self) -> String {
        match self {
            Sort::Scalar(subject) => Ty::Scalar(*subject).describe(),
            Sort::Choice(choice) => Ty::Choice(Rc::clone(choice)).describe(),
            Sort::Host(HostOf::Domain) => "a `domain`".into(),
            Sort::Host(_) => "a host".into(),
            Sort::User => "the user part".into(),
            Sort::Path(_) => "a path".into(),
            Sort::Segment => "a segment of a path".into(),
            Sort::Id(word) => format!("a `{word}`"),
            Sort::Length => "a length".into(),
            Sort::TextSlice(_) => "a piece of a text".into(),
            Sort::BytesSlice(_) => "a piece of a byte string".into(),
            Sort::List(_) => "a list".into(),
            Sort::Record => "a record".into(),
            Sort::Error => "unknown".into(),
        }
    }
}
