//! Entries that never decide, because an earlier entry is satisfied by all that satisfies them.

use crate::rule::cover::Index;
use crate::rule::lower::{Draft, Scope};

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is written.
    Decides,
    /// The entry of an earlier rule always matches first.
    Shadowed {
        /// That rule.
        by: usize,
    },
}

/// The fate of each entry. Every earlier entry counts, one that is shadowed itself too: what
/// shadows it, shadows this one.
pub(crate) fn fates(drafts: &[Draft]) -> Vec<Fate> {
    let index = Index::of(drafts.iter().map(|draft| &draft.tests));
    let fate = |(at, draft): (usize, &Draft)| {
        let earlier = index.covering(&draft.tests).into_iter().take_while(|other| *other < at);
        let shadow = earlier
            .filter_map(|other| drafts.get(other))
            .find(|other| covers(other.scope, draft.scope) && draft.tests.implies(&other.tests));
        shadow.map_or(Fate::Decides, |shadow| Fate::Shadowed { by: shadow.rule })
    };
    drafts.iter().enumerate().map(fate).collect()
}

/// Whether the earlier scope has all credentials of the later one. `admit anyone` has everybody's;
/// a rule with a credential only those that the wire knows by the same number, and `anyone`'s
/// entry is never covered by it.
pub(crate) fn covers(earlier: Scope, later: Scope) -> bool {
    earlier.credential.is_none()
        || (earlier.known_as.is_some() && earlier.known_as == later.known_as)
}
