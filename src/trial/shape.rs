//! Where the claims of a test stand in its credential: pointers put together to one tree.

use crate::check::checked::{GivenClaim, GivenValue, Step, Subject, Value};
use crate::format::Family;

/// Elements that a list may have to be filled up with so that a claim is at its position.
const MOST_FILLED: u32 = 4096;

/// A value, and where its parts stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape<'c> {
    /// Nothing is given here; something behind it is.
    Gap,
    /// Null.
    Null,
    /// One value, what its type says that it is, and in X.509 its DER.
    Scalar(Subject, &'c Value, Vec<u8>),
    /// A list.
    List(Vec<Shape<'c>>),
    /// What stands under keys; in X.509 also at positions.
    Map(Vec<(&'c Step, Shape<'c>)>),
    /// A tagged value.
    Tag(u64, Box<Shape<'c>>),
    /// A CBOR item in a byte string.
    Embedded(Box<Shape<'c>>),
}

/// The tree of some claims.
///
/// # Errors
/// In words, when two claims stand in one place, or one too far down a list.
pub(super) fn of<'c>(
    claims: impl IntoIterator<Item = &'c GivenClaim>,
    family: Family,
) -> Result<Shape<'c>, String> {
    let mut root = Shape::Map(Vec::new());
    for claim in claims {
        insert(&mut root, &claim.steps, value(&claim.value, family)?, family)?;
    }
    Ok(root)
}

fn value(given: &GivenValue, family: Family) -> Result<Shape<'_>, String> {
    Ok(match given {
        GivenValue::Null => Shape::Null,
        GivenValue::Scalar(subject, value) => {
            let der = match family {
                Family::X509 => super::certificate::der(*subject, value),
                Family::Jwt | Family::Cwt => Vec::new(),
            };
            Shape::Scalar(*subject, value, der)
        }
        GivenValue::List(items) => {
            Shape::List(items.iter().map(|item| value(item, family)).collect::<Result<_, _>>()?)
        }
        GivenValue::Record(claims) => of(claims, family)?,
        GivenValue::Tag(number, inner) => Shape::Tag(*number, Box::new(value(inner, family)?)),
        GivenValue::Embedded(inner) => Shape::Embedded(Box::new(value(inner, family)?)),
    })
}

fn insert<'c>(
    place: &mut Shape<'c>,
    steps: &'c [Step],
    value: Shape<'c>,
    family: Family,
) -> Result<(), String> {
    let Some((step, rest)) = steps.split_first() else { return put(place, value, family) };
    match step {
        Step::Position(number) if family != Family::X509 => {
            if matches!(place, Shape::Gap) {
                *place = Shape::List(Vec::new());
            }
            let Shape::List(items) = place else { return Err(taken()) };
            if *number >= MOST_FILLED {
                return Err(format!(
                    "a list with more than {MOST_FILLED} elements would be needed"
                ));
            }
            let at = usize::try_from(*number).unwrap_or(usize::MAX);
            if items.len() <= at {
                items.resize(at + 1, Shape::Gap);
            }
            let Some(item) = items.get_mut(at) else { return Err(taken()) };
            insert(item, rest, value, family)
        }
        step => {
            if matches!(place, Shape::Gap) {
                *place = Shape::Map(Vec::new());
            }
            let Shape::Map(entries) = place else { return Err(taken()) };
            match entries.iter_mut().find(|(known, _)| *known == step) {
                Some((_, inside)) => insert(inside, rest, value, family),
                None => {
                    let mut inside = Shape::Gap;
                    insert(&mut inside, rest, value, family)?;
                    entries.push((step, inside));
                    Ok(())
                }
            }
        }
    }
}

/// Puts a value where nothing stands; two records become one.
fn put<'c>(place: &mut Shape<'c>, value: Shape<'c>, family: Family) -> Result<(), String> {
    match (&mut *place, value) {
        (Shape::Gap, value) => {
            *place = value;
            Ok(())
        }
        (Shape::Map(_), Shape::Map(entries)) => {
            for (step, inside) in entries {
                insert(place, std::slice::from_ref(step), inside, family)?;
            }
            Ok(())
        }
        _ => Err(taken()),
    }
}

fn taken() -> String {
    "two of the given claims stand in one place of the credential".into()
}
