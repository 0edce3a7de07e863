//! Why a profile, or the wire at all, cannot say a test; and the diagnostic for it.

use crate::check::checked::Test;
use crate::diagnostic::{Code, Diagnostic, code};
use crate::model::Profile;
use crate::source::Span;

/// Why a test cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unsayable {
    /// A claim below the top level.
    Nested,
    /// What the holder asserts, not the issuer.
    Holder,
    /// A tag or embedded CBOR on the way.
    Wrapped,
    /// A field of a certificate that no OID names.
    CertificateField,
    /// A search in a list.
    Search,
    /// A map key that is itself an array.
    ArrayKey,
    /// `<`, `<=`, `>`, `>=`
    Ordering,
    /// `exists`, `is absent`
    Presence,
    /// `is null` where null can be written in two ways.
    NullForms,
    /// `contains`, `starts with`, `ends with`, `under`
    Pieces,
    /// Part of a value.
    Part,
    /// `ignoring case`
    Case,
    /// Equality of something that can be spelled in several ways.
    Spellings(&'static str),
    /// Equality of a number that can be encoded in several ways.
    NumberForms(&'static str),
    /// A number that canonical JSON cannot carry unchanged.
    NotCanonicalJson,
    /// A value of a certificate whose DER does not follow from the literal.
    UnknownDer,
    /// Octets in JSON, which has none.
    NoBytesInJson,
    /// Octets that are not the DER of one value.
    NotDer,
    /// An integer that binary64 does not have.
    NotBinary64(i64),
    /// A date inside a value that is compared whole.
    DateInList,
    /// An instant whose year in UTC has not four digits.
    DateOutOfRange,
    /// Two things at once that take one operation each.
    TwoOperations,
    /// Nothing in the wire format stands for this combination.
    Senseless,
}

impl Unsayable {
    /// What the profile lacks, after "profile `x` cannot".
    fn lack(&self) -> String {
        match self {
            Unsayable::Nested => "reach below the top level of claims".into(),
            Unsayable::Holder => "tell what the holder says from what the issuer says".into(),
            Unsayable::Wrapped => "look into tags or embedded CBOR".into(),
            Unsayable::CertificateField => {
                "reach what no OID of an extension or attribute names".into()
            }
            Unsayable::Search => "search a list like this".into(),
            Unsayable::ArrayKey => "name a map key that is an array".into(),
            Unsayable::Ordering => "compare with `<`, `<=`, `>` or `>=`".into(),
            Unsayable::Presence => "test whether a claim is there".into(),
            Unsayable::NullForms => {
                "say `is null` here, where null and undefined both are null".into()
            }
            Unsayable::Pieces => "test a piece of a text".into(),
            Unsayable::Part => "test this part of a value".into(),
            Unsayable::Case => "ignore case".into(),
            Unsayable::Spellings(what) => {
                format!(
                    "compare {what} whole: it compares octets, and one value can be written in several ways"
                )
            }
            Unsayable::NumberForms(what) => {
                format!("compare {what}: it compares encodings, and one value has several")
            }
            Unsayable::NotCanonicalJson => {
                "carry this number: canonical JSON would change it".into()
            }
            Unsayable::UnknownDer => {
                "compare this: the DER of a certificate's value does not follow from the literal"
                    .into()
            }
            Unsayable::NoBytesInJson => "compare octets in JSON, which has only text".into(),
            Unsayable::NotDer => {
                "compare this: the octets are not the DER of exactly one value".into()
            }
            Unsayable::NotBinary64(value) => {
                format!("carry `{value}` as a number: binary64 would round it")
            }
            Unsayable::DateInList => "compare a date inside a value that is compared whole".into(),
            Unsayable::DateOutOfRange => {
                "carry this date: in UTC its year has not four digits".into()
            }
            Unsayable::TwoOperations => "test a slice other than with `==`".into(),
            Unsayable::Senseless => "combine this test with this part of the value".into(),
        }
    }

    /// What the author can do apart from taking a wider profile.
    fn advice(&self) -> Option<&'static str> {
        match self {
            Unsayable::Spellings(_) => {
                Some("declare the claim a `string` to compare exactly the text that is written")
            }
            Unsayable::NumberForms(_) => {
                Some("declare the claim an `int` if it is always encoded as an integer")
            }
            Unsayable::UnknownDer | Unsayable::NotDer => {
                Some("declare the claim `any` and compare it with the value's DER, `== h'…'`")
            }
            Unsayable::NotBinary64(_) => Some("declare the claim an `int`"),
            Unsayable::DateInList => Some("compare the dates one by one"),
            Unsayable::DateOutOfRange => Some("take a date from 0000 to 9999 in UTC"),
            _ => None,
        }
    }

    /// The diagnostic for a test that `profile` cannot say; `wider` is the narrowest that can.
    pub(crate) fn report(&self, profile: Profile, wider: Option<Profile>, at: Place) -> Diagnostic {
        let (code, speaker): (Code, String) = match wider {
            Some(_) => (code::PROFILE_CANNOT_SAY, format!("profile `{}`", profile.word())),
            None => (code::UNSAYABLE, "the wire format".into()),
        };
        let mut diagnostic =
            Diagnostic::new(code, at.test, format!("{speaker} cannot {}", self.lack()));
        if let Some(wider) = wider {
            diagnostic = diagnostic
                .help(format!("profile `{0}` can: `wire {0}`", wider.word()))
                .label(at.wire, "the profile is chosen here");
        }
        match self.advice() {
            Some(advice) => diagnostic.help(advice),
            None => diagnostic,
        }
    }
}

/// Where a test and the choice of the profile stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The test.
    pub test: Span,
    /// The profile.
    pub wire: Span,
}

/// The diagnostic for a literal that no profile can carry.
pub(crate) fn unsayable_literal(reason: &Unsayable, test: &Test) -> Diagnostic {
    let place = Place { test: test.span, wire: test.span };
    reason.report(Profile::Matcher, None, place)
}
