//! Reading points in time (`docs/semantics.md` section 4, `date`).

use crate::credential::tree::{Node, Value};
use crate::format::Family;
use crate::semantics::date::{self, Moment};

/// CBOR tags: date-time text and seconds (RFC 8949 sections 3.4.1 and 3.4.2), days and full dates
/// (RFC 8943).
mod tag {
    pub(super) const DATE_TIME: u64 = 0;
    pub(super) const SECONDS: u64 = 1;
    pub(super) const DAYS: u64 = 100;
    pub(super) const FULL_DATE: u64 = 1004;
}

/// When a value is; JSON text is one only where the policy compares as text does.
pub(crate) fn moment(node: &Node<'_>, family: Family, as_text: bool) -> Option<Moment> {
    match (family, &node.value) {
        (Family::Jwt, Value::Text(text)) if as_text => date::parse(text).map(Moment::from),
        (Family::Jwt, Value::Decimal(text)) => Moment::from_decimal(text),
        (Family::Jwt, value) => whole(value),
        (Family::Cwt, Value::Tag(number, content)) => tagged(*number, &content.value),
        (Family::Cwt, value) => seconds(value),
        (Family::X509, Value::Time(seconds)) => Some(Moment::from_seconds(*seconds)),
        (Family::X509, _) => None,
    }
}

fn tagged(number: u64, content: &Value<'_>) -> Option<Moment> {
    match (number, content) {
        (tag::DATE_TIME, Value::Text(text)) => date::parse_date_time(text).map(Moment::from),
        (tag::FULL_DATE, Value::Text(text)) => {
            date::parse_full_date(text).map(Moment::from_seconds)
        }
        (tag::DAYS, Value::Int(days)) => Some(Moment::from_days(*days)),
        (tag::DAYS, Value::BigInt(_)) => whole(content),
        (tag::SECONDS, content) => seconds(content),
        _ => None,
    }
}

fn seconds(value: &Value<'_>) -> Option<Moment> {
    match value {
        Value::Float(value) => Moment::from_float(*value),
        value => whole(value),
    }
}

fn whole(value: &Value<'_>) -> Option<Moment> {
    match value {
        Value::Int(seconds) => Some(Moment::from_seconds(*seconds)),
        Value::BigInt(seconds) => Some(Moment::from_bigint(seconds)),
        _ => None,
    }
}
