//! Compiles what was written and compares; what does not come out as it was is taken out or told.

use crate::check;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::limits::Limits;
use crate::model::{Entry, PreAuthData};
use crate::rule::decompile::page::{Owner, Page};
use crate::rule::lower::{Lowered, Options, lower};
use crate::source::{NoFiles, SourceMap};

/// Mistakes hide behind each other: a rule that was taken out may leave another one's visible.
const ROUNDS: usize = 8;

/// Takes out what does not compile, and says what compiles to something else.
pub(super) fn verify(preauth: &PreAuthData, page: &mut Page) {
    for _ in 0..ROUNDS {
        let pieces = page.pieces();
        match compile(&pieces) {
            Ok(lowered) => return compare(preauth, &lowered, page),
            Err(mistakes) if take_out(&mistakes, &pieces, page) => {}
            Err(_) => return,
        }
    }
    page.remark(None, "the text does not compile".into());
}

fn compile(pieces: &[(Owner, String)]) -> Result<Lowered, Vec<Diagnostic>> {
    let text: String = pieces.iter().map(|(_, piece)| piece.as_str()).collect();
    let mut sources = SourceMap::default();
    let root = sources.add("decompiled", &text);
    let outcome = check::check(&mut sources, root, &NoFiles, &Limits::default());
    match outcome.policy {
        Some(checked) => lower(&checked, &Options::default()),
        None => Err(outcome.diagnostics),
    }
}

/// Each mistake's owner loses its text; whether that is all that can be done, and enough to try
/// again.
fn take_out(mistakes: &[Diagnostic], pieces: &[(Owner, String)], page: &mut Page) -> bool {
    let mut whole = true;
    let ends = Ends::of(pieces);
    for error in mistakes.iter().filter(|found| found.severity == Severity::Error) {
        match ends.owner(error.primary.span.start as usize) {
            // A bound on the whole policy is no mistake of the entry at which it is reported.
            Owner::Entry(entry) if error.code != code::TOO_MANY_ENTRIES => {
                page.leave_out(entry, error.message.clone());
            }
            Owner::Role(role) => page.leave_out_role(role, &error.message),
            Owner::Entry(_) | Owner::Head => {
                page.remark(None, format!("the text does not compile: {}", error.message));
                whole = false;
            }
        }
    }
    whole
}

/// Where each piece ends, to find the piece at an octet.
struct Ends<'p> {
    pieces: &'p [(Owner, String)],
    ends: Vec<usize>,
}

impl<'p> Ends<'p> {
    fn of(pieces: &'p [(Owner, String)]) -> Ends<'p> {
        let mut end = 0;
        let ends = pieces.iter().map(|(_, piece)| {
            end += piece.len();
            end
        });
        Ends { pieces, ends: ends.collect() }
    }

    fn owner(&self, offset: usize) -> Owner {
        let at = self.ends.partition_point(|end| *end <= offset);
        self.pieces.get(at).map_or(Owner::Head, |(owner, _)| *owner)
    }
}

/// The rules in the text are those entries that have one, in order.
fn compare(preauth: &PreAuthData, lowered: &Lowered, page: &mut Page) {
    let origins = &lowered.origins;
    for (rule, entry) in page.said().into_iter().enumerate() {
        let begin = origins.partition_point(|origin| origin.rule < rule);
        let of_rule = |at: &usize| origins.get(*at).is_some_and(|origin| origin.rule == rule);
        let mut found = (begin..).take_while(of_rule);
        match (found.next(), found.next()) {
            (None, _) => {
                page.remark(Some(entry), "never decides, so the compiler leaves it out".into());
            }
            (Some(at), None) if same(preauth, entry, &lowered.preauth, at) => {}
            _ => page.remark(Some(entry), "the compiler writes this in other octets".into()),
        }
    }
}

fn same(a: &PreAuthData, at: usize, b: &PreAuthData, other: usize) -> bool {
    fn equal<C: PartialEq>(a: &[Entry<C>], at: usize, b: &[Entry<C>], other: usize) -> bool {
        a.get(at).is_some_and(|entry| b.get(other) == Some(entry))
    }
    match (a, b) {
        (PreAuthData::Exact(a), PreAuthData::Exact(b)) => equal(a, at, b, other),
        (PreAuthData::Pointer(a), PreAuthData::Pointer(b)) => equal(a, at, b, other),
        (PreAuthData::Matcher(a), PreAuthData::Matcher(b)) => equal(a, at, b, other),
        _ => false,
    }
}
