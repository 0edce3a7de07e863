//! Names for the fields of records, each once; fields that the language cannot reach are told apart.

use crate::describe::infer::{Field, Record, Ty};
use crate::format::{Family, Provenance};
use crate::spell::key::Key;
use crate::spell::name::{self, Taken};

/// Names every field of the claims, however deep; `taken` has the names of others beside them. A
/// field without names cannot be reached.
pub(super) fn name_claims(record: &mut Record, family: Family, taken: &mut Taken) {
    name_fields(record, family, true, taken);
}

fn name_fields(record: &mut Record, family: Family, at_root: bool, taken: &mut Taken) {
    for (steps, field) in record.iter_mut() {
        let base = base(steps, field, family, at_root);
        for (given, ty) in &mut field.types {
            if let Some(base) = &base {
                *given = taken.unique(base);
            }
            name_inside(ty, family);
        }
    }
}

/// What stands after `at`; `None` when the name says it. The provenance is that of a claim; what is
/// inside of one is as the issuer's is written.
pub(super) fn at(
    steps: &[Key],
    name: &str,
    family: Family,
    provenance: Provenance,
    at_root: bool,
) -> Option<String> {
    match (provenance, steps) {
        (Provenance::Issuer, [key]) if key.is_named(name) => None,
        (Provenance::Holder, [first, rest @ ..]) if at_root => {
            let first = first.asserted(provenance, family, true)?;
            if rest.is_empty() {
                return Some(first);
            }
            Some(format!("{first} / {}", written(rest, family, false)?))
        }
        _ => written(steps, family, at_root),
    }
}

fn name_inside(ty: &mut Ty, family: Family) {
    match ty {
        Ty::Record(record) => name_fields(record, family, false, &mut Taken::default()),
        Ty::List(inner) | Ty::Tag(_, inner) | Ty::Embedded(inner) => name_inside(inner, family),
        Ty::Open | Ty::Scalar(_) => {}
    }
}

fn written(steps: &[Key], family: Family, at_root: bool) -> Option<String> {
    let step = |(nth, key): (usize, &Key)| key.written(family, at_root && nth == 0);
    let steps: Option<Vec<String>> = steps.iter().enumerate().map(step).collect();
    steps.map(|steps| steps.join(" / "))
}

/// The library's name, or one after the keys; `None` when a key cannot be written.
fn base(steps: &[Key], field: &Field, family: Family, at_root: bool) -> Option<String> {
    written(steps, family, at_root)?;
    if let Some(known) = &field.known_as {
        return Some(name::quoted(known.clone()));
    }
    match (steps.first()?, steps.last()?) {
        (_, Key::Name(text)) => Some(name::slug(&name::snake_case(text), "claim")),
        (first, Key::Position(last)) if steps.len() > 1 => {
            Some(format!("{}_{last}", first.name(family, at_root)?))
        }
        (_, last) => {
            let named = last.name(family, at_root && steps.len() == 1)?;
            Some(name::slug(&name::snake_case(named.trim_matches('`')), "claim"))
        }
    }
}
