//! Who may move whom: the roles that a template names become those of the room.
//!
//! A template's role says `may move none -> attendee, moderator` of the roles beside it. In a room,
//! a role of its own stands for the template's role that it extends, whatever its index; and
//! what a template says of a role that the room does not have says nothing there. Meaning roles
//! by their index in the template would give power over whichever role happens to have that index
//! in the room. A role written as a number is meant by its number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::check::names::Def;

/// A role that `may move` names. `none` and `banned` are their indexes, which they have everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moved {
    /// `5`
    Index(u32),
    /// `attendee`, and its index where it is declared.
    Role(Def, u32),
}

/// `may move FROM -> TO, TO` of one role, as declared.
pub(crate) type Declared = BTreeMap<Moved, BTreeSet<Moved>>;

/// A role's own moves after those that it takes over: what is said of a role anew replaces what
/// was said before.
pub(crate) type Layers = Vec<Declared>;

/// The same by the indexes of the room.
pub(crate) type Settled = BTreeMap<u32, BTreeSet<u32>>;

/// What an extending role takes over: where the extended role speaks of itself, the extending one
/// speaks of itself.
pub(crate) fn taken_over(layers: &Layers, from: (Def, u32), by: (Def, u32)) -> Layers {
    let renamed = |role: Moved| match role {
        Moved::Role(def, _) if def == from.0 => Moved::Role(by.0, by.1),
        Moved::Index(index) if index == from.1 => Moved::Index(by.1),
        other => other,
    };
    let layer = |moves: &Declared| {
        let mut taken = Declared::new();
        for (source, targets) in moves {
            let source = renamed(*source);
            let targets = targets.iter().map(|target| renamed(*target)).filter(|to| *to != source);
            taken.entry(source).or_default().extend(targets);
        }
        taken
    };
    layers.iter().map(layer).collect()
}

/// The roles of a room: which indexes stand for a declared role.
#[derive(Debug, Default)]
pub(crate) struct Standing(HashMap<Def, BTreeSet<u32>>);

impl Standing {
    /// Lets the role with this index stand for declared ones.
    pub(crate) fn add(&mut self, index: u32, stands_for: &[Def]) {
        for def in stands_for {
            self.0.entry(*def).or_default().insert(index);
        }
    }

    fn indexes(&self, role: Moved) -> BTreeSet<u32> {
        match role {
            Moved::Index(index) => BTreeSet::from([index]),
            Moved::Role(def, _) => self.0.get(&def).cloned().unwrap_or_default(),
        }
    }

    /// The moves by the room's indexes.
    pub(crate) fn settle(&self, layers: &Layers) -> Settled {
        let mut settled = Settled::new();
        for layer in layers {
            settled.extend(self.settle_layer(layer));
        }
        settled
    }

    fn settle_layer(&self, moves: &Declared) -> Settled {
        let mut settled = Settled::new();
        for (source, targets) in moves {
            let targets: BTreeSet<u32> =
                targets.iter().flat_map(|target| self.indexes(*target)).collect();
            for source in self.indexes(*source).into_iter().filter(|_| !targets.is_empty()) {
                settled.entry(source).or_default().extend(&targets);
            }
        }
        settled
    }
}
