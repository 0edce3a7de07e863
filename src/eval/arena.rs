//! Keeps decoded embedded items alive for as long as a decision runs, each byte string decoded once.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::credential::tree::Node;

/// Owns decoded items. Grows by chunks of doubling size, so that dropping it is not deep.
pub(super) struct Arena<'a> {
    chunk: OnceCell<Box<Chunk<'a>>>,
}

struct Chunk<'a> {
    items: Vec<OnceCell<Node<'a>>>,
    next: Arena<'a>,
}

impl Arena<'_> {
    /// An empty one; allocates nothing.
    pub(super) const fn new() -> Self {
        Arena { chunk: OnceCell::new() }
    }
}

/// Puts items into an arena and finds them again by the byte string that they came from.
pub(super) struct Keeper<'a> {
    arena: &'a Arena<'a>,
    used: usize,
    size: usize,
    /// By address and length of the byte string; `None` is malformed.
    known: HashMap<(usize, usize), Option<&'a Node<'a>>>,
}

impl<'a> Keeper<'a> {
    /// A keeper of an empty arena.
    pub(super) fn new(arena: &'a Arena<'a>) -> Self {
        Keeper { arena, used: 0, size: 8, known: HashMap::new() }
    }

    /// The item in a byte string of the credential, decoded at most once.
    pub(super) fn item(
        &mut self,
        octets: &'a [u8],
        decode: impl FnOnce(&'a [u8]) -> Option<Node<'a>>,
    ) -> Option<&'a Node<'a>> {
        let key = (octets.as_ptr().addr(), octets.len());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let kept = decode(octets).map(|node| self.keep(node));
        self.known.insert(key, kept);
        kept
    }

    fn keep(&mut self, node: Node<'a>) -> &'a Node<'a> {
        let size = self.size;
        let chunk = self.arena.chunk.get_or_init(|| {
            let items = (0..size).map(|_| OnceCell::new()).collect();
            Box::new(Chunk { items, next: Arena::new() })
        });
        match chunk.items.get(self.used) {
            Some(cell) => {
                self.used += 1;
                cell.get_or_init(|| node)
            }
            None => {
                (self.arena, self.used, self.size) = (&chunk.next, 0, size * 2);
                self.keep(node)
            }
        }
    }
}
