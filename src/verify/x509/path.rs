//! What a whole path has to hold: path lengths and name constraints (RFC 5280 section 6.1.4).

use super::certificate::Certificate;
use crate::limits::Limits;
use crate::verify::error::PathFault;

/// Checks a path of certificates that signed one another, the trust anchor first, the leaf last.
///
/// # Errors
/// `PathLength`, `Name`, `UnreadableName`, `TooManyNames`, and how many certificates before the
/// leaf the one at fault stands.
pub(super) fn check(path: &[&Certificate<'_>], limits: &Limits) -> Result<(), (usize, PathFault)> {
    let [anchor, below @ ..] = path else { return Ok(()) };
    let mut allowed = path_length(anchor);
    let mut constraints: Vec<_> = anchor.extensions.constraints.iter().collect();
    let mut comparisons = 0usize;
    for (at, certificate) in below.iter().enumerate() {
        let before_leaf = below.len() - 1 - at;
        let fail = |fault| (before_leaf, fault);
        let is_leaf = before_leaf == 0;
        let self_issued = certificate.is_self_issued();
        if is_leaf || !self_issued {
            let each: usize = constraints.iter().map(|constraints| constraints.len()).sum();
            comparisons = comparisons.saturating_add(each.saturating_mul(certificate.names.len()));
            if comparisons > limits.name_comparisons {
                return Err(fail(PathFault::TooManyNames { limit: limits.name_comparisons }));
            }
            for name in &certificate.names {
                constraints.iter().try_for_each(|those| those.check(name)).map_err(fail)?;
            }
        }
        if is_leaf {
            break;
        }
        if !self_issued {
            allowed = match allowed {
                Some(0) => return Err(fail(PathFault::PathLength)),
                allowed => allowed.map(|allowed| allowed - 1),
            };
        }
        allowed = [allowed, path_length(certificate)].into_iter().flatten().min();
        constraints.extend(&certificate.extensions.constraints);
    }
    Ok(())
}

fn path_length(certificate: &Certificate<'_>) -> Option<usize> {
    certificate.extensions.basic.and_then(|basic| basic.path_length)
}
