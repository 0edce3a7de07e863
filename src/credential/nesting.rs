//! How deep containers may nest: counted once, for JSON and CBOR alike.

use super::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Deeper than this is never read, whatever the limits say: reading, comparing and dropping a
/// tree all recurse, and a thread may have as little as 2 MiB of stack.
const CEILING: usize = 512;

/// The depth of a container. Arrays, maps and tags have one, scalars have none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Depth {
    level: usize,
    limit: usize,
}

impl Depth {
    /// Outside of the root, which will have depth 1.
    pub(super) fn outside(limits: &Limits) -> Self {
        Depth { level: 0, limit: limits.credential_depth.min(CEILING) }
    }

    /// Whether this is the depth of what stands in the root, and not below it.
    pub(super) const fn is_root(self) -> bool {
        self.level == 1
    }

    /// One container further in.
    ///
    /// # Errors
    /// `TooDeep` past the limit.
    pub(super) fn enter(self) -> Result<Depth, Error> {
        if self.level >= self.limit {
            return Err(ErrorKind::TooDeep { limit: self.limit }.into());
        }
        Ok(Depth { level: self.level + 1, ..self })
    }
}
