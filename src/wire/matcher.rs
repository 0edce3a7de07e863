//! Claims of profile `matcher` (draft-mahy-mimi-credential-preauth sections 4 and 5).

use super::pointer::{read_family, read_key, write_family, write_key};
use super::{Error, ErrorKind, Reader, Writer, words};
use crate::format::Family;
use crate::model::selector::{ItemType, OperationType};
use crate::model::test_value::TestValue;
use crate::model::{Item, MatchAs, Matcher, MatcherClaim, Operation, Semantics};
use crate::tls::Fault;

/// ```text
/// struct { ClaimFamily claim_family; ClaimMatcher matcher; } Claim;
/// ```
pub(super) fn read(reader: &mut Reader<'_>) -> Result<MatcherClaim, Error> {
    let selector = read_family(reader)?;
    let (family, provenance) = (selector.family(), selector.provenance());
    Ok(MatcherClaim { family, provenance, matcher: read_matcher(reader, family, 0)? })
}

/// Writes what [`read`] reads.
pub(super) fn write(writer: &mut Writer<'_>, claim: &MatcherClaim) -> Result<(), Error> {
    write_family(writer, claim.family, claim.provenance)?;
    write_matcher(writer, &claim.matcher, claim.family, 0)
}

/// ```text
/// struct {
///     ClaimPointerItem claim_pointer<V>;
///     ClaimSemantics claim_semantics;
///     MatchAs match_as;
///     optional<Operation> operation;       /* absent means equal */
///     opaque test_value<V>;
/// } ClaimMatcher;
/// ```
///
/// `depth` counts the searches around this matcher.
fn read_matcher(reader: &mut Reader<'_>, family: Family, depth: usize) -> Result<Matcher, Error> {
    let items = reader.limits.pointer_items;
    let pointer = reader.field("claim_pointer", |reader| {
        reader.list(items, |reader| read_item(reader, family, depth))
    })?;
    let semantics = reader.field("claim_semantics", |reader| {
        reader.numbered(Semantics::from_number, Semantics::word)
    })?;
    let match_as =
        reader.field("match_as", |reader| reader.numbered(MatchAs::from_number, MatchAs::word))?;
    let operation = reader.field("operation", |reader| reader.optional(read_operation))?;
    let test = reader.field("test_value", |reader| {
        let fits = |octets: &[u8]| TestValue::read(match_as, octets).is_some();
        reader.opaque_where(fits, ErrorKind::BadTestValue { match_as })
    })?;
    reader.mean(|| words::test_value(match_as, test));
    Ok(Matcher { pointer, semantics, match_as, operation, test: test.to_vec() })
}

fn write_matcher(
    writer: &mut Writer<'_>,
    matcher: &Matcher,
    family: Family,
    depth: usize,
) -> Result<(), Error> {
    let items = writer.limits.pointer_items;
    let match_as = matcher.match_as;
    writer.field("claim_pointer", |writer| {
        writer.list(&matcher.pointer, items, |writer, item| write_item(writer, item, family, depth))
    })?;
    writer.field("claim_semantics", |writer| writer.integer(matcher.semantics.number()))?;
    writer.field("match_as", |writer| writer.integer(match_as.number()))?;
    writer.field("operation", |writer| writer.optional(matcher.operation, write_operation))?;
    writer.field("test_value", |writer| {
        let fits = |octets: &[u8]| TestValue::read(match_as, octets).is_some();
        writer.opaque_where(&matcher.test, fits, ErrorKind::BadTestValue { match_as })
    })
}

/// ```text
/// struct {
///     ItemType item_type;
///     select (item_type) {
///         case map_key:        opaque opaque_key<V>;
///         case array_position: uint32 index;
///         case array_search:   ClaimMatcher nested_matches<V>;
///         case tagged_value:   uint64 tag;
///         case bstr_encoded:   struct {};
///         case any:            struct {};
///     };
/// } ClaimPointerItem;
/// ```
pub(super) fn read_item(
    reader: &mut Reader<'_>,
    family: Family,
    depth: usize,
) -> Result<Item, Error> {
    let start = reader.offset();
    let item_type = reader
        .field("item_type", |reader| reader.numbered(ItemType::from_number, ItemType::word))?;
    Ok(match item_type {
        ItemType::MapKey => {
            Item::Key(reader.field("opaque_key", |r| read_key(r, family))?.to_vec())
        }
        ItemType::ArrayPosition => Item::Position(reader.field("index", Reader::u32)?),
        ItemType::ArraySearch => {
            let limit = reader.limits.search_depth;
            if depth >= limit {
                return Err(reader.error_at(start, Fault::Limit { limit }));
            }
            let claims = reader.limits.claims;
            Item::Search(reader.field("nested_matches", |reader| {
                reader.list(claims, |reader| read_matcher(reader, family, depth + 1))
            })?)
        }
        ItemType::TaggedValue => Item::Tag(reader.field("tag", Reader::u64)?),
        ItemType::BstrEncoded => Item::Embedded,
        ItemType::Any => Item::Any,
    })
}

/// Writes a `ClaimPointerItem`.
pub(super) fn write_item(
    writer: &mut Writer<'_>,
    item: &Item,
    family: Family,
    depth: usize,
) -> Result<(), Error> {
    writer.field("item_type", |writer| writer.integer(item.selector().number()))?;
    match item {
        Item::Key(key) => writer.field("opaque_key", |writer| write_key(writer, family, key)),
        Item::Position(index) => writer.field("index", |writer| writer.integer(*index)),
        Item::Search(nested) => {
            let limit = writer.limits.search_depth;
            if depth >= limit {
                return Err(writer.error(Fault::Limit { limit }));
            }
            let claims = writer.limits.claims;
            writer.field("nested_matches", |writer| {
                writer.list(nested, claims, |writer, matcher| {
                    write_matcher(writer, matcher, family, depth + 1)
                })
            })
        }
        Item::Tag(tag) => writer.field("tag", |writer| writer.integer(*tag)),
        Item::Embedded | Item::Any => Ok(()),
    }
}

/// ```text
/// struct {
///     OperationType operation_type;
///     select (operation_type) {
///         case equal: case less_than: case less_than_or_equal:
///         case greater_than: case greater_than_or_equal: case contains: struct {};
///         case starts_with: case ends_with: optional<uint32> length;
///         case substring:  uint32 start_position; optional<uint32> length;
///         case path_slice: uint32 path_index;
///     };
/// } Operation;
/// ```
fn read_operation(reader: &mut Reader<'_>) -> Result<Operation, Error> {
    let operation_type = reader.field("operation_type", |reader| {
        reader.numbered(OperationType::from_number, OperationType::word)
    })?;
    Ok(match operation_type {
        OperationType::Equal => Operation::Equal,
        OperationType::LessThan => Operation::LessThan,
        OperationType::LessThanOrEqual => Operation::LessThanOrEqual,
        OperationType::GreaterThan => Operation::GreaterThan,
        OperationType::GreaterThanOrEqual => Operation::GreaterThanOrEqual,
        OperationType::Contains => Operation::Contains,
        OperationType::StartsWith => Operation::StartsWith(read_length(reader)?),
        OperationType::EndsWith => Operation::EndsWith(read_length(reader)?),
        OperationType::Substring => Operation::Substring {
            start: reader.field("start_position", Reader::u32)?,
            length: read_length(reader)?,
        },
        OperationType::PathSlice => Operation::PathSlice(reader.field("path_index", Reader::u32)?),
    })
}

fn write_operation(writer: &mut Writer<'_>, operation: Operation) -> Result<(), Error> {
    writer.field("operation_type", |writer| writer.integer(operation.selector().number()))?;
    match operation {
        Operation::Equal
        | Operation::LessThan
        | Operation::LessThanOrEqual
        | Operation::GreaterThan
        | Operation::GreaterThanOrEqual
        | Operation::Contains => Ok(()),
        Operation::StartsWith(length) | Operation::EndsWith(length) => write_length(writer, length),
        Operation::Substring { start, length } => {
            writer.field("start_position", |writer| writer.integer(start))?;
            write_length(writer, length)
        }
        Operation::PathSlice(index) => writer.field("path_index", |writer| writer.integer(index)),
    }
}

fn read_length(reader: &mut Reader<'_>) -> Result<Option<u32>, Error> {
    reader.field("length", |reader| reader.optional(Reader::u32))
}

fn write_length(writer: &mut Writer<'_>, length: Option<u32>) -> Result<(), Error> {
    writer
        .field("length", |writer| writer.optional(length, |writer, length| writer.integer(length)))
}
