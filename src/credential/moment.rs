//! The dates of JSON credentials.

use super::tree::{Node, Value};
use crate::semantics::date::Moment;

/// A NumericDate (RFC 7519 section 2).
pub(super) fn numeric_date(node: &Node<'_>) -> Option<Moment> {
    match &node.value {
        Value::Int(seconds) => Some(Moment::from_seconds(*seconds)),
        Value::BigInt(seconds) => Some(Moment::from_bigint(seconds)),
        Value::Decimal(text) => Moment::from_decimal(text),
        _ => None,
    }
}
