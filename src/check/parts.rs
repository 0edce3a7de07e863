//! The parts of values: their words here, and what others call them.

use crate::check::checked::{Part, Subject};
use crate::check::types::Ty;

/// The parts of a value, by their words.
pub(crate) fn parts(ty: &Ty) -> &'static [(&'static str, Part)] {
    parts_of(ty.subject())
}

/// The parts of every value of a type, by their words.
pub(crate) fn parts_of(subject: Subject) -> &'static [(&'static str, Part)] {
    match subject {
        Subject::Uri | Subject::HttpsUri => {
            &[("host", Part::Host), ("user", Part::User), ("path", Part::Path)]
        }
        Subject::MimiUri => &[
            ("host", Part::Host),
            ("path", Part::Path),
            ("user_id", Part::UserId),
            ("device_id", Part::DeviceId),
            ("handle", Part::Handle),
            ("room_id", Part::RoomId),
        ],
        Subject::Email => &[("host", Part::Host), ("user", Part::User)],
        Subject::String => &[("length", Part::LengthChars)],
        Subject::Bytes => &[("length", Part::LengthBytes)],
        _ => &[],
    }
}

/// What others call the parts of a value, and the word for them here.
const PARTS: [(&str, &str); 10] = [
    ("domain", "host"),
    ("hostname", "host"),
    ("server", "host"),
    ("localpart", "user"),
    ("local", "user"),
    ("username", "user"),
    ("name", "user"),
    ("len", "length"),
    ("size", "length"),
    ("count", "length"),
];

/// The part that a word of others means.
pub(crate) fn called_otherwise(word: &str, known: &[(&str, Part)]) -> Option<&'static str> {
    let (_, ours) = PARTS.iter().find(|(theirs, _)| *theirs == word)?;
    known.iter().any(|(known, _)| known == ours).then_some(*ours)
}
