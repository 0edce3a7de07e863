//! Intervals of ordered values: what `==`, `<`, `<=`, `>` and `>=` say of a claim.
//!
//! A claim that is missing or of another type satisfies none of them, so tests of one slot can be
//! met (`and`) and joined (`or`) as sets of values of the slot's own type. Integers and lengths
//! are counted in steps of one; numbers, floats and instants are dense.

use std::cmp::Ordering;

use crate::check::checked::{Part, Subject};
use crate::rule::atom::Ask;
use crate::rule::operand::{Operand, Real};

/// A value of an ordered type.
#[derive(Debug, Clone, PartialEq)]
enum Point {
    /// An integer or a length; wide enough for one step past either end of int64.
    Step(i128),
    /// A number.
    Real(Real),
    /// An instant: seconds, and digits that count upwards from them.
    Instant(i64, String),
}

impl Point {
    fn order(&self, other: &Point) -> Option<Ordering> {
        match (self, other) {
            (Point::Step(a), Point::Step(b)) => Some(a.cmp(b)),
            (Point::Real(a), Point::Real(b)) => a.0.partial_cmp(&b.0),
            (Point::Instant(a, x), Point::Instant(b, y)) => Some(a.cmp(b).then_with(|| x.cmp(y))),
            _ => None,
        }
    }
}

/// One end.
#[derive(Debug, Clone, PartialEq)]
struct End {
    at: Point,
    inclusive: bool,
}

/// The values of a slot that satisfy a test; `None` is an open side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Interval {
    low: Option<End>,
    high: Option<End>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Int,
    Length,
    Dense,
}

impl Interval {
    /// The interval of a test; `None` when it is not one of order.
    pub(crate) fn of(subject: Subject, part: Part, ask: &Ask) -> Option<Interval> {
        let kind = match (part, subject) {
            (Part::LengthChars | Part::LengthBytes, _) => Kind::Length,
            (Part::Whole, Subject::Int) => Kind::Int,
            (Part::Whole, Subject::Float | Subject::Number | Subject::Date | Subject::DateText) => {
                Kind::Dense
            }
            _ => return None,
        };
        let end = |operand: &Operand, inclusive| Some(End { at: point(operand, kind)?, inclusive });
        let (low, high) = match ask {
            Ask::Equal(value) => (Some(end(value, true)?), Some(end(value, true)?)),
            Ask::Less(value) => (None, Some(end(value, false)?)),
            Ask::AtMost(value) => (None, Some(end(value, true)?)),
            Ask::Greater(value) => (Some(end(value, false)?), None),
            Ask::AtLeast(value) => (Some(end(value, true)?), None),
            _ => return None,
        };
        Some(Interval { low, high, kind }.stepped())
    }

    /// Steps made inclusive, and lengths begun at 0.
    fn stepped(mut self) -> Interval {
        let close = |end: &mut End, by: i128| {
            if let End { at: Point::Step(at), inclusive: inclusive @ false } = end {
                *at += by;
                *inclusive = true;
            }
        };
        if let Some(low) = &mut self.low {
            close(low, 1);
        }
        if let Some(high) = &mut self.high {
            close(high, -1);
        }
        if self.kind == Kind::Length {
            let zero = End { at: Point::Step(0), inclusive: true };
            self.low = tighter(self.low.take(), Some(zero), Ordering::Greater);
        }
        self
    }

    /// Whether no value is in it.
    pub(crate) fn is_empty(&self) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        match low.at.order(&high.at) {
            Some(Ordering::Less) => false,
            Some(Ordering::Equal) => !(low.inclusive && high.inclusive),
            Some(Ordering::Greater) | None => true,
        }
    }

    /// Whether one value is in it.
    pub(crate) fn is_point(&self) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        low == high && low.inclusive
    }

    /// Whether every value of it is in `other`.
    pub(crate) fn within(&self, other: &Interval) -> bool {
        let inside = |own: &Option<End>, other: &Option<End>, inner| match (own, other) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(other)) => match own.at.order(&other.at) {
                Some(Ordering::Equal) => other.inclusive || !own.inclusive,
                order => order == Some(inner),
            },
        };
        inside(&self.low, &other.low, Ordering::Greater)
            && inside(&self.high, &other.high, Ordering::Less)
    }

    /// The values in both.
    pub(crate) fn meet(&self, other: &Interval) -> Interval {
        Interval {
            low: tighter(self.low.clone(), other.low.clone(), Ordering::Greater),
            high: tighter(self.high.clone(), other.high.clone(), Ordering::Less),
            kind: self.kind,
        }
    }

    /// The values in either, when they leave no gap and still have an end: that a claim is *some*
    /// integer, of whatever size, is no test of the wire.
    pub(crate) fn join(&self, other: &Interval) -> Option<Interval> {
        let (first, second) = if self.begins_before(other) { (self, other) } else { (other, self) };
        if !first.touches(second) {
            return None;
        }
        let high = match (&first.high, &second.high) {
            (Some(a), Some(b)) => Some(looser(a, b, Ordering::Greater)),
            _ => None,
        };
        let joined = Interval { low: first.low.clone(), high, kind: self.kind };
        (joined.low.is_some() || joined.high.is_some()).then_some(joined)
    }

    /// Whether it begins before `other` does, or at the same place with more.
    pub(crate) fn begins_before(&self, other: &Interval) -> bool {
        match (&self.low, &other.low) {
            (None, _) => true,
            (_, None) => false,
            (Some(a), Some(b)) => match a.at.order(&b.at) {
                Some(Ordering::Less) => true,
                Some(Ordering::Equal) => a.inclusive || !b.inclusive,
                Some(Ordering::Greater) | None => false,
            },
        }
    }

    /// Whether `later`, which begins no earlier, leaves no gap.
    fn touches(&self, later: &Interval) -> bool {
        let (Some(high), Some(low)) = (&self.high, &later.low) else { return true };
        if let (Point::Step(high), Point::Step(low)) = (&high.at, &low.at) {
            return *low <= high.saturating_add(1);
        }
        match low.at.order(&high.at) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => low.inclusive || high.inclusive,
            Some(Ordering::Greater) | None => false,
        }
    }

    /// The fewest tests that say it; `None` when an end fits no literal.
    pub(crate) fn asks(&self) -> Option<Vec<Ask>> {
        if self.is_point() {
            return Some(vec![Ask::Equal(self.low.as_ref()?.at.operand()?)]);
        }
        let mut asks = Vec::new();
        let from_zero = End { at: Point::Step(0), inclusive: true };
        let implied = self.kind == Kind::Length && self.low == Some(from_zero);
        if let Some(low) = self.low.as_ref().filter(|_| !implied || self.high.is_none()) {
            asks.push(low.ask(Ask::AtLeast, Ask::Greater, -1)?);
        }
        if let Some(high) = &self.high {
            asks.push(high.ask(Ask::AtMost, Ask::Less, 1)?);
        }
        Some(asks)
    }
}

impl End {
    /// An inclusive step that fits no literal is said exclusively, from its neighbour.
    fn ask(
        &self,
        inclusive: fn(Operand) -> Ask,
        exclusive: fn(Operand) -> Ask,
        neighbour: i128,
    ) -> Option<Ask> {
        match (&self.at, self.at.operand()) {
            (_, Some(operand)) if self.inclusive => Some(inclusive(operand)),
            (_, Some(operand)) => Some(exclusive(operand)),
            (Point::Step(at), None) => {
                Point::Step(at.checked_add(neighbour)?).operand().map(exclusive)
            }
            _ => None,
        }
    }
}

impl Point {
    fn operand(&self) -> Option<Operand> {
        match self {
            Point::Step(value) => i64::try_from(*value).ok().map(Operand::Int),
            Point::Real(value) => Some(Operand::Real(*value)),
            Point::Instant(seconds, fraction) => {
                Some(Operand::Instant { seconds: *seconds, fraction: fraction.clone() })
            }
        }
    }
}

fn point(operand: &Operand, kind: Kind) -> Option<Point> {
    match operand {
        Operand::Int(value) if kind != Kind::Dense => Some(Point::Step(i128::from(*value))),
        Operand::Real(value) if kind == Kind::Dense => Some(Point::Real(*value)),
        Operand::Instant { seconds, fraction } if kind == Kind::Dense => {
            Some(Point::Instant(*seconds, fraction.clone()))
        }
        _ => None,
    }
}

/// Of two ends of one side, the one that leaves fewer values; `inner` is the order that an inner
/// end has to an outer one.
fn tighter(a: Option<End>, b: Option<End>, inner: Ordering) -> Option<End> {
    let (Some(a), Some(b)) = (&a, &b) else { return a.or(b) };
    let keep = match a.at.order(&b.at) {
        Some(Ordering::Equal) => {
            if a.inclusive {
                b
            } else {
                a
            }
        }
        Some(order) if order == inner => a,
        _ => b,
    };
    Some(keep.clone())
}

/// Of two ends of one side, the one that leaves more values; `outer` is the order that an outer
/// end has to an inner one.
fn looser(a: &End, b: &End, outer: Ordering) -> End {
    let keep = match a.at.order(&b.at) {
        Some(Ordering::Equal) => {
            if a.inclusive {
                a
            } else {
                b
            }
        }
        Some(order) if order == outer => a,
        _ => b,
    };
    keep.clone()
}
