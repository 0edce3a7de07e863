//! What editors ask of a policy, on plain data: positions are octets, files are names.
//!
//! ```
//! use admit::service::{NoFiles, Workspace};
//! let mut workspace = Workspace::new(Box::new(NoFiles), Default::default());
//! workspace.open("room.policy", "credential Badge: jwt { department: strin }".into());
//! let found = workspace.diagnostics("room.policy");
//! assert!(found[0].message.starts_with("there is no type `strin`"));
//! ```
//!
//! Names mean what the checker says that they mean ([`crate::check`] keeps a record); nothing here
//! looks them up in a way of its own.

mod analysis;
mod calls;
mod completion;
mod context;
mod diagnostics;
mod evaluate;
mod files;
mod fixes;
mod folding;
pub mod format;
mod hints;
mod hover;
mod lenses;
mod navigation;
mod outline;
mod rename;
mod selection;
mod signature;
mod symbols;
mod target;
pub mod text;
mod tokens;
mod trials;
mod words;
mod workspace;

pub use calls::{Call, Callable};
pub use completion::{Item as Completion, ItemKind as CompletionKind};
pub use diagnostics::{Finding, Note};
pub use evaluate::Evaluation;
pub use files::{Files, NoFiles};
pub use fixes::Fix;
pub use folding::{Fold, FoldKind};
pub use hints::Hint;
pub use hover::Hover;
pub use lenses::{Lens, Task};
pub use navigation::{Highlight, Place};
pub use outline::{Symbol, SymbolKind};
pub use rename::{Edit, Refusal};
pub use signature::Signature;
pub use symbols::Found;
pub use tokens::{Colour, ColourKind};
pub use workspace::Workspace;
