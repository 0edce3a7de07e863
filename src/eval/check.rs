//! One test, prepared: what is read, and what must be true of the reading (`docs/semantics.md`
//! section 5).

use std::cmp::Ordering;

use crate::credential::tree::{Node, Value};
use crate::semantics::domain::Host;

use super::read::{Fault, Form, Read, Reading, Readout, Readouts};
use super::trace::Expected;

/// What a test asks of the value at its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Check {
    /// There is a value, or there is none.
    Exists(bool),
    /// The value is null or undefined.
    IsNull,
    /// A reading stands in a relation to a value of the policy.
    Compare(Read, Relation, Reading<'static>),
    /// The value of the policy is none: whatever can be read is unequal to it.
    Never(Read),
    /// Semantics, match_as and operation make no sense together: every value is of a wrong type.
    Nonsense,
}

/// How a reading must stand to the value of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Relation {
    /// `equal`
    Equal,
    /// `less_than`
    Less,
    /// `less_than_or_equal`
    LessOrEqual,
    /// `greater_than`
    Greater,
    /// `greater_than_or_equal`
    GreaterOrEqual,
    /// `contains`
    Contains,
    /// `starts_with`
    StartsWith,
    /// `ends_with`; of hosts: the host itself or one below it.
    EndsWith,
}

/// How a test fares at a value. Among the elements of a list the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// The value cannot be read as the test asks.
    WrongType,
    /// It does not hold.
    Unequal,
    /// It holds.
    Satisfied,
}

impl Check {
    /// Whether the test holds where there is nothing.
    #[inline]
    pub(super) const fn wants_nothing(&self) -> bool {
        matches!(self, Check::Exists(false))
    }

    /// Whether no credential satisfies the test.
    pub(super) const fn never_holds(&self) -> bool {
        matches!(self, Check::Never(_) | Check::Nonsense)
    }

    /// What is read and the one value that satisfies the test, when there is such a value: tests
    /// of this kind are found by it.
    pub(super) const fn as_equality(&self) -> Option<(Read, &Reading<'static>)> {
        match self {
            Check::Compare(read, Relation::Equal, expected) => Some((*read, expected)),
            _ => None,
        }
    }

    /// What the test reads, when it reads at all.
    #[inline]
    pub(super) const fn read(&self) -> Option<&Read> {
        match self {
            Check::Compare(read, ..) | Check::Never(read) => Some(read),
            _ => None,
        }
    }

    /// Whether the value satisfies the commonest test, that a text is another; `None` for other
    /// tests. A shortcut: reading and judging say the same.
    #[inline]
    pub(super) fn is_text(&self, node: &Node<'_>) -> Option<bool> {
        match (self, &node.value) {
            (
                Check::Compare(
                    Read { form: Form::Text, each: false, .. },
                    Relation::Equal,
                    Reading::Text(expected),
                ),
                Value::Text(found),
            ) => Some(found == expected),
            _ => None,
        }
    }

    /// How a test that reads nothing fares at a value; one that reads fares as [`Check::judge`]
    /// says.
    #[inline]
    pub(super) const fn without_reading(&self, node: &Node<'_>) -> Verdict {
        match (self, &node.value) {
            (Check::Exists(true), _) | (Check::IsNull, Value::Null | Value::Undefined) => {
                Verdict::Satisfied
            }
            (Check::Exists(false), _) => Verdict::Unequal,
            _ => Verdict::WrongType,
        }
    }

    /// How the test fares with what was read.
    pub(super) fn judge(&self, readouts: &Readouts<'_>) -> Verdict {
        match readouts {
            Readouts::One(readout) => self.judge_one(readout),
            Readouts::Each(list) => {
                list.iter().map(|one| self.judge_one(one)).max().unwrap_or(Verdict::Unequal)
            }
            Readouts::NoList => Verdict::WrongType,
        }
    }

    /// How the test fares with a reading.
    #[inline]
    pub(super) fn judge_one(&self, readout: &Readout<'_>) -> Verdict {
        match (self, readout) {
            (_, Err(Fault::WrongType)) => Verdict::WrongType,
            (Check::Compare(_, relation, expected), Ok(reading))
                if relation.holds(reading, expected) =>
            {
                Verdict::Satisfied
            }
            _ => Verdict::Unequal,
        }
    }

    /// What the test asks for, for a trace.
    pub(super) const fn expected(&self) -> Expected {
        match self {
            Check::Compare(read, ..) | Check::Never(read) => read.expected(),
            Check::IsNull => Expected::Null,
            Check::Exists(_) | Check::Nonsense => Expected::Nothing,
        }
    }
}

impl Relation {
    /// Whether a reading stands so to the value of the policy.
    #[inline]
    fn holds(self, reading: &Reading<'_>, expected: &Reading<'_>) -> bool {
        match self {
            Relation::Equal => reading == expected,
            _ => self.holds_otherwise(reading, expected),
        }
    }

    fn holds_otherwise(self, reading: &Reading<'_>, expected: &Reading<'_>) -> bool {
        match self {
            Relation::Equal => reading == expected,
            Relation::Less => order(reading, expected).is_some_and(Ordering::is_lt),
            Relation::LessOrEqual => order(reading, expected).is_some_and(Ordering::is_le),
            Relation::Greater => order(reading, expected).is_some_and(Ordering::is_gt),
            Relation::GreaterOrEqual => order(reading, expected).is_some_and(Ordering::is_ge),
            Relation::Contains | Relation::StartsWith | Relation::EndsWith => {
                self.holds_within(reading, expected)
            }
        }
    }

    fn holds_within(self, reading: &Reading<'_>, expected: &Reading<'_>) -> bool {
        match (reading, expected) {
            (Reading::Text(text), Reading::Text(piece)) => self.holds_in_text(text, piece),
            (Reading::Octets(octets), Reading::Octets(piece)) => {
                self.holds_in_octets(octets, piece)
            }
            (Reading::Host(host), Reading::Host(parent)) => {
                self == Relation::EndsWith && host.is_under(parent)
            }
            // An address only compares as equal.
            (Reading::Host(Host::Name(name)), Reading::Text(piece)) => {
                self.holds_in_text(name, piece)
            }
            _ => false,
        }
    }

    fn holds_in_text(self, text: &str, piece: &str) -> bool {
        match self {
            Relation::StartsWith => text.starts_with(piece),
            Relation::EndsWith => text.ends_with(piece),
            _ => text.contains(piece),
        }
    }

    fn holds_in_octets(self, octets: &[u8], piece: &[u8]) -> bool {
        match self {
            Relation::StartsWith => octets.starts_with(piece),
            Relation::EndsWith => octets.ends_with(piece),
            _ => latin(octets).contains(&latin(piece)),
        }
    }
}

/// Octets as text of as many characters, since the search in text takes no more than linear time.
fn latin(octets: &[u8]) -> String {
    octets.iter().copied().map(char::from).collect()
}

fn order(left: &Reading<'_>, right: &Reading<'_>) -> Option<Ordering> {
    match (left, right) {
        (Reading::Int(left), Reading::Int(right)) => Some(left.cmp(right)),
        (Reading::Number(left), Reading::Number(right)) => Some(left.cmp(right)),
        (Reading::Float(left), Reading::Float(right)) => Some(left.cmp(right)),
        (Reading::Moment(left), Reading::Moment(right)) => Some(left.cmp(right)),
        _ => None,
    }
}
