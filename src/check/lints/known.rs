//! What is known of a credential wherever a condition holds.

use std::collections::HashSet;

use crate::check::checked::{Condition, Step, Test};

/// What every way of satisfying a condition has in common, of what its tests tell.
pub(super) fn known(
    condition: &Condition,
    tells: &impl Fn(&Test) -> Option<String>,
) -> HashSet<String> {
    match condition {
        Condition::Test(test) => tells(test).into_iter().collect(),
        Condition::All(parts) => parts.iter().flat_map(|part| known(part, tells)).collect(),
        Condition::Any(parts, _) => {
            let mut parts = parts.iter().map(|part| known(part, tells));
            let mut all = parts.next().unwrap_or_default();
            for part in parts {
                if all.is_empty() {
                    break;
                }
                all.retain(|one| part.contains(one));
            }
            all
        }
    }
}

/// Whether no way of satisfying a condition goes without such a test.
pub(super) fn always(condition: &Condition, is_such: &impl Fn(&Test) -> bool) -> bool {
    match condition {
        Condition::Test(test) => is_such(test),
        Condition::All(parts) => parts.iter().any(|part| always(part, is_such)),
        Condition::Any(parts, _) => parts.iter().all(|part| always(part, is_such)),
    }
}

/// A claim as a key; `None` when a search is on the way, which may find different elements.
/// Wrappers at the end belong to the value.
pub(super) fn place(test: &Test) -> Option<String> {
    let Test { provenance, pointer, .. } = test;
    let wraps = |step: &Step| matches!(step, Step::Tag(_) | Step::Embedded);
    let searches = pointer.iter().any(|step| matches!(step, Step::Search(..)));
    let end = pointer.iter().rposition(|step| !wraps(step)).map_or(0, |last| last + 1);
    (!searches).then(|| format!("{provenance:?} {:?}", pointer.get(..end).unwrap_or_default()))
}
