//! Instants: RFC 3339 text and full dates, NumericDates, and their order.

mod calendar;
mod moment;

pub use calendar::{days_from_civil, format};
pub use moment::Moment;

/// Whole seconds since 1970-01-01T00:00:00Z and the fraction's decimal digits, trailing zeros cut.
/// Orders as time does: the fraction counts upwards from `seconds`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// Whole seconds, rounded down.
    pub seconds: i64,
    /// Digits after the decimal point, without trailing zeros; compares as text.
    pub fraction: String,
}

impl Instant {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub const fn from_seconds(seconds: i64) -> Instant {
        Instant { seconds, fraction: String::new() }
    }
}

/// Reads an RFC 3339 date-time, or a full date (`2008-11-21`, that day's midnight UTC). A leap
/// second is not a date.
pub fn parse(text: &str) -> Option<Instant> {
    parse_full_date(text).map(Instant::from_seconds).or_else(|| parse_date_time(text))
}

/// Reads an RFC 3339 `date-time` alone (CBOR tag 0): `2019-02-07T18:32:00.25+01:00`.
pub fn parse_date_time(text: &str) -> Option<Instant> {
    let mut reader = Reader { rest: text.as_bytes() };
    let midnight = reader.date()?;
    reader.one_of(b"Tt")?;
    let (hour, minute) = reader.hour_and_minute()?;
    reader.one_of(b":")?;
    let second = reader.below(60)?;
    let fraction = reader.fraction()?;
    let offset = reader.offset()?;
    if !reader.rest.is_empty() {
        return None;
    }
    let seconds = midnight + (hour * 60 + minute) * 60 + second - offset;
    Some(Instant { seconds, fraction })
}

/// Reads an RFC 3339 `full-date` alone (CBOR tag 1004): the seconds of its midnight UTC.
pub fn parse_full_date(text: &str) -> Option<i64> {
    let mut reader = Reader { rest: text.as_bytes() };
    let midnight = reader.date()?;
    reader.rest.is_empty().then_some(midnight)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    /// `full-date` as the seconds of its midnight.
    fn date(&mut self) -> Option<i64> {
        let century = self.below(100)?;
        let year = century * 100 + self.below(100)?;
        self.one_of(b"-")?;
        let month = self.below(100)?;
        self.one_of(b"-")?;
        let day = self.below(100)?;
        Some(days_from_civil(year, month, day)? * calendar::DAY)
    }

    fn hour_and_minute(&mut self) -> Option<(i64, i64)> {
        let hour = self.below(24)?;
        self.one_of(b":")?;
        Some((hour, self.below(60)?))
    }

    /// `time-secfrac`, if there is one.
    fn fraction(&mut self) -> Option<String> {
        if self.one_of(b".").is_none() {
            return Some(String::new());
        }
        let end = self.rest.iter().position(|octet| !octet.is_ascii_digit());
        let (digits, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len()))?;
        self.rest = rest;
        let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.is_empty())?;
        Some(digits.trim_end_matches('0').to_owned())
    }

    /// `time-offset` in seconds.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let (hour, minute) = self.hour_and_minute()?;
        Some(sign * (hour * 60 + minute) * 60)
    }

    /// Two digits, when they are below a limit.
    fn below(&mut self, limit: i64) -> Option<i64> {
        let [tens, ones, rest @ ..] = self.rest else { return None };
        if !tens.is_ascii_digit() || !ones.is_ascii_digit() {
            return None;
        }
        self.rest = rest;
        let value = i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
        (value < limit).then_some(value)
    }

    fn one_of(&mut self, allowed: &[u8]) -> Option<u8> {
        let (&octet, rest) = self.rest.split_first()?;
        if !allowed.contains(&octet) {
            return None;
        }
        self.rest = rest;
        Some(octet)
    }
}

#[cfg(test)]
mod tests;
