//! What a credential does against a room's disclosure policy, as text and as JSON.

use serde_json::{Value, json as object};

use super::counted;
use crate::eval::disclosure::{DisclosureFault, Violation};
use crate::rule::decompile;

/// A violation as a clause: `` `birthdate` is disclosed, and may not be``.
pub fn text(violation: &Violation) -> String {
    let claim = claim(violation);
    match violation.fault {
        DisclosureFault::Forbidden => format!("`{claim}` is disclosed, and may not be"),
        DisclosureFault::Missing => format!("`{claim}` has to be disclosed, and is not there"),
        DisclosureFault::Withheld { digests } => {
            let digests = counted(digests, "digest");
            format!("`{claim}` has to be disclosed, and may be withheld ({digests})")
        }
    }
}

/// All violations: `satisfied`, and `violations` as a list, each with `claim`, `fault` (`forbidden`,
/// `withheld`, `missing`), `message`, and `withheld` (digests) where there are any.
pub fn json(violations: &[Violation]) -> Value {
    let one = |violation: &Violation| {
        let digests = match violation.fault {
            DisclosureFault::Withheld { digests } => Some(digests),
            DisclosureFault::Forbidden | DisclosureFault::Missing => None,
        };
        object!({
            "claim": claim(violation),
            "fault": violation.fault.word(),
            "message": text(violation),
            "withheld": digests,
        })
    };
    object!({
        "satisfied": violations.is_empty(),
        "violations": violations.iter().map(one).collect::<Vec<_>>(),
    })
}

fn claim(violation: &Violation) -> String {
    decompile::place(&violation.pointer, violation.family)
}
