//! What names turned out to mean: a record that the checker keeps when it is asked to.
//!
//! Editors ask what a name means. The checker knows while it works, so it writes it down instead
//! of anybody looking names up a second time in another way.

use std::cell::RefCell;
use std::rc::Rc;

use crate::check::checked::{Part, Step};
use crate::check::claims::Place;
use crate::check::types::Ty;
use crate::format::{Format, Provenance};

use crate::source::Span;

/// A name, and the name that declares what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    /// The name that is used.
    pub(crate) span: Span,
    /// The name where it is declared.
    pub(crate) definition: Span,
}

/// A step of a claim: what the claim is up to and with this name.
#[derive(Debug, Clone)]
pub(crate) struct ClaimUse {
    /// The name of the step.
    pub(crate) span: Span,
    /// The type of the value.
    pub(crate) ty: Rc<Ty>,
    /// The part of the value.
    pub(crate) part: Part,
    /// Who says it.
    pub(crate) provenance: Provenance,
    /// Where it is in the credential, or in the element that a search looks at.
    pub(crate) pointer: Vec<Step>,
    /// The credential's format.
    pub(crate) format: Format,
}

/// The record. One that is off keeps nothing.
#[derive(Debug, Default)]
pub(crate) struct Record {
    on: bool,
    uses: RefCell<Vec<Use>>,
    claims: RefCell<Vec<ClaimUse>>,
}

impl Record {
    /// A record that is kept.
    pub(crate) fn kept() -> Record {
        Record { on: true, ..Record::default() }
    }

    /// Whether anything is kept.
    pub(crate) const fn is_on(&self) -> bool {
        self.on
    }

    /// A name means what is declared there.
    pub(crate) fn used(&self, span: Span, definition: Span) {
        if self.on {
            self.uses.borrow_mut().push(Use { span, definition });
        }
    }

    /// A claim arrived at a place with this name.
    pub(crate) fn arrived(&self, span: Span, place: &Place, format: Format) {
        if self.on {
            let Place { ty, part, pointer, provenance, .. } = place;
            let (ty, pointer) = (Rc::clone(ty), pointer.clone());
            let (part, provenance) = (*part, *provenance);
            let claim = ClaimUse { span, ty, part, provenance, pointer, format };
            self.claims.borrow_mut().push(claim);
        }
    }

    /// Everything by place. A condition that is used on several credentials means its own first.
    pub(crate) fn into_sorted(self) -> (Vec<Use>, Vec<ClaimUse>) {
        let (mut uses, mut claims) = (self.uses.into_inner(), self.claims.into_inner());
        uses.sort_by_key(|used| used.span);
        uses.dedup_by_key(|used| used.span);
        claims.sort_by_key(|claim| claim.span);
        claims.dedup_by_key(|claim| claim.span);
        (uses, claims)
    }
}
