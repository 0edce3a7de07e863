//! The disclosure policy: `pseudonyms` and the `disclose` blocks
//! (draft-mahy-mimi-pseudonyms-00 sections 4 and 7).

mod lints;

use std::rc::Rc;

use crate::check::checked::{DisclosedClaim, Part};
use crate::check::claims::Env;
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::modules::{ModuleId, dotted};
use crate::check::names::Kind;
use crate::check::sink::{DidYouMean, diagnostic};
use crate::diagnostic::code;
use crate::format::Provenance;
use crate::model::disclosure::{Duty, Pseudonyms};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Claim, ClaimStep, DiscloseItem, ItemKind, Name, Path};

/// What the policy says of disclosures.
#[derive(Default)]
pub(crate) struct Disclosures {
    /// `pseudonyms …`
    pub(crate) pseudonyms: Option<Pseudonyms>,
    /// Where it says so.
    pseudonyms_span: Option<Span>,
    /// The `disclose` blocks without mistakes.
    pub(crate) blocks: Vec<Block>,
}

/// A `disclose` block.
pub(crate) struct Block {
    /// Whose claims.
    pub(crate) shape: Rc<Shape>,
    /// What is said of them.
    pub(crate) claims: Vec<DisclosedClaim>,
    /// The credential as named.
    span: Span,
}

/// The words of `pseudonyms`.
const CHOICES: [Pseudonyms; 3] =
    [Pseudonyms::Required, Pseudonyms::Optional, Pseudonyms::Forbidden];

impl Checker<'_> {
    /// The root's disclosure policy; every mistake in it is reported.
    pub(crate) fn disclosures(&self) -> Disclosures {
        let mut found = Disclosures::default();
        for (_, item) in self.items(ModuleId::ROOT) {
            match &item.kind {
                ItemKind::Pseudonyms { choice } => self.pseudonyms(&mut found, choice, item.span),
                ItemKind::Disclose(block) => {
                    let block = self.disclose_block(block);
                    found.blocks.extend(block.filter(|block| self.is_alone(&found.blocks, block)));
                }
                _ => {}
            }
        }
        found
    }

    /// A disclosure policy belongs to a room; a module's would be read by nobody.
    pub(crate) fn no_disclosures_in_module(&self, module: ModuleId) {
        let is_policy =
            self.items(module).any(|(_, item)| matches!(item.kind, ItemKind::Policy(_)));
        let is_damaged = self.modules.get(module).is_some_and(|module| module.is_damaged);
        let of_room =
            |kind: &ItemKind| matches!(kind, ItemKind::Pseudonyms { .. } | ItemKind::Disclose(_));
        let found = self.items(module).find(|(_, item)| of_room(&item.kind));
        if let Some((_, item)) = found.filter(|_| !is_policy && !is_damaged) {
            let message = "a module says nothing of pseudonyms and disclosure";
            self.report(
                diagnostic(code::DISCLOSE_IN_MODULE, item.span, message)
                    .help("move it into the policy: begin the file with `policy \"name\"`, or write it where the module is used"),
            );
        }
    }

    fn pseudonyms(&self, found: &mut Disclosures, choice: &Name, span: Span) {
        if let Some(first) = found.pseudonyms_span {
            let message = "a policy says once whether pseudonyms are used";
            let twice = diagnostic(code::PSEUDONYMS_TWICE, span, message);
            let twice = twice.help("keep the line that is meant, and take the other one out");
            return self.report(twice.label(first, "first here"));
        }
        found.pseudonyms_span = Some(span);
        found.pseudonyms = CHOICES.into_iter().find(|known| known.word() == choice.node);
        if found.pseudonyms.is_none() {
            let message = format!("pseudonyms cannot be `{}`", choice.node);
            let nearest = self.sink.nearest(&choice.node, CHOICES.map(Pseudonyms::word));
            self.report(
                diagnostic(code::PSEUDONYM_CHOICE, choice.span, message)
                    .did_you_mean(choice.span, nearest)
                    .help("write `required`, `optional` or `forbidden`"),
            );
        }
    }

    fn disclose_block(&self, item: &DiscloseItem) -> Option<Block> {
        let path = &item.credential;
        let (def, _) = self.names.expect(ModuleId::ROOT, path, &[Kind::Credential])?;
        let shape = self.shape(def, path.span)?;
        let mut claims: Vec<DisclosedClaim> = Vec::new();
        for clause in &item.clauses {
            let Some(duty) = Duty::from_word(&clause.node.duty.node) else { continue };
            for claim in &clause.node.claims {
                let Some(claim) = self.disclosed_claim(&shape, claim, duty) else { continue };
                match claims.iter().find(|known| known.pointer == claim.pointer) {
                    Some(first) => self.report(twice(first, &claim)),
                    None => claims.push(claim),
                }
            }
        }
        Some(Block { shape, claims, span: path.span })
    }

    fn disclosed_claim(&self, shape: &Shape, path: &Path, duty: Duty) -> Option<DisclosedClaim> {
        let (head, rest) = path.segments.split_first()?;
        let member = |name: &Name| Spanned::new(ClaimStep::Member(name.clone()), name.span);
        let claim =
            Claim { head: head.clone(), steps: rest.iter().map(member).collect(), span: path.span };
        let mut place = self.place(&Env::root(shape, ModuleId::ROOT), &claim)?;
        if place.part != Part::Whole {
            let message = format!("`{}` is a part of a value", dotted(path));
            let mut whole = path.clone();
            whole.segments.pop();
            let help = format!(
                "a claim is disclosed whole or not at all: name the claim, `{}`",
                dotted(&whole)
            );
            return self.sink.fail(diagnostic(code::NOT_DISCLOSED, path.span, message).help(help));
        }
        if place.provenance == Provenance::Holder {
            let message = format!("`{}` is the holder's own word", dotted(path));
            return self.sink.fail(
                diagnostic(code::NOT_DISCLOSED, path.span, message)
                    .note("what the holder says is no claim of the credential, and hides behind no digest")
                    .help("leave it out; a rule can test it"),
            );
        }
        place.pointer.truncate(place.bare);
        Some(DisclosedClaim { pointer: place.pointer, duty, name: dotted(path), span: path.span })
    }

    /// Whether no earlier block is about the same credentials.
    fn is_alone(&self, others: &[Block], block: &Block) -> bool {
        let kind = |block: &Block| (block.shape.format, block.shape.credential_type);
        let Some(first) = others.iter().find(|other| kind(other) == kind(block)) else {
            return true;
        };
        let name = &block.shape.name;
        let found = if first.shape.def == block.shape.def {
            let message = format!("`{name}` has a `disclose` block already");
            diagnostic(code::DISCLOSE_TWICE, block.span, message)
                .help("put the lists of both into one block")
        } else {
            let other = &first.shape.name;
            let message = format!("the wire cannot tell a `{name}` from a `{other}`");
            diagnostic(code::DISCLOSE_AMBIGUOUS, block.span, message)
                .note("both are of one format and one MLS credential type")
                .help("write one block for both, or give one credential an MLS type of its own, such as `type 0xF00A` behind its format")
        };
        self.report(found.label(first.span, "the first block"));
        false
    }
}

fn twice(first: &DisclosedClaim, claim: &DisclosedClaim) -> crate::diagnostic::Diagnostic {
    let (one, other) = (first.duty.word(), claim.duty.word());
    let message = match first.duty == claim.duty {
        true => format!("`{}` stands here twice", claim.name),
        false => format!("`{}` is under `{one}` already, and here under `{other}`", claim.name),
    };
    diagnostic(code::CLAIM_DISCLOSED_TWICE, claim.span, message)
        .label(first.span, "first here")
        .help("name it once, behind the word that is meant")
}
