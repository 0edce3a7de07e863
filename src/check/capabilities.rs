//! Capabilities by name, by number, and by constants for numbers of one's own.

use crate::capability::{self, FIRST_PRIVATE};
use crate::check::checked::Value;
use crate::check::constants::ResolvedKind;
use crate::check::context::Checker;
use crate::check::modules::{ModuleId, dotted};
use crate::check::names::{Found, Kind};
use crate::check::sink::{DidYouMean, diagnostic};
use crate::diagnostic::{Applicability, code};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{CapabilityRef, Literal, Operand, Path};

/// `canOpenJoin`
pub(crate) const OPEN_JOIN: u16 = 0x0004;
/// `canJoinIfPreauthorized`
pub(crate) const JOIN_IF_PREAUTHORIZED: u16 = 0x0005;

impl Checker<'_> {
    /// The numbers of capabilities, with the places where they are named.
    pub(crate) fn capabilities(
        &self,
        module: ModuleId,
        named: &[CapabilityRef],
    ) -> Vec<(u16, Span)> {
        let number = |named: &CapabilityRef| match named {
            CapabilityRef::Named(path) => Some((self.capability_called(module, path)?, path.span)),
            CapabilityRef::Number(number) => Some((self.private_capability(number)?, number.span)),
        };
        named.iter().filter_map(number).collect()
    }

    fn capability_called(&self, module: ModuleId, path: &Path) -> Option<u16> {
        if let [name] = path.segments.as_slice()
            && let Some(known) = capability::by_name(&name.node)
        {
            return Some(known.number);
        }
        match self.names.find(module, path, &[Kind::Constant]) {
            Found::Item(..) => self.capability_constant(module, path),
            Found::Silent => None,
            Found::Nothing if path.segments.len() > 1 => self.capability_constant(module, path),
            Found::Nothing => self.sink.fail(unknown(self, path)),
        }
    }

    fn capability_constant(&self, module: ModuleId, path: &Path) -> Option<u16> {
        let operand = self.operand(module, &Operand::Named(path.clone()), None, &|_| false)?;
        let number = match &operand.kind {
            ResolvedKind::Literal(literal) => match literal.node {
                Literal::Int(number) => u16::try_from(number).ok(),
                _ => None,
            },
            ResolvedKind::Member(_, Value::Int(number)) => u16::try_from(*number).ok(),
            _ => None,
        };
        let known = number
            .filter(|number| *number >= FIRST_PRIVATE || capability::by_number(*number).is_some());
        known.or_else(|| {
            let message = format!("`{}` is not the number of a capability", dotted(path));
            self.fail(code::UNKNOWN_CAPABILITY, path.span, message)
        })
    }

    fn private_capability(&self, literal: &Spanned<Literal>) -> Option<u16> {
        let number: u16 = self.number(literal, "a capability")?;
        if number >= FIRST_PRIVATE {
            return Some(number);
        }
        let found = match capability::by_number(number) {
            Some(known) => {
                let message = format!("the capability {number:#06x} has a name: `{}`", known.name);
                diagnostic(code::NOT_PRIVATE, literal.span, message).suggest(
                    literal.span,
                    known.name,
                    "use its name",
                    Applicability::Certain,
                )
            }
            None => {
                let message = format!("no capability has the number {number:#06x}");
                diagnostic(code::NOT_PRIVATE, literal.span, message)
                    .help(format!("numbers of one's own are {FIRST_PRIVATE:#06x}..0xffff"))
            }
        };
        self.sink.fail(found)
    }
}

fn unknown(checker: &Checker<'_>, path: &Path) -> crate::diagnostic::Diagnostic {
    let name = dotted(path);
    let found =
        diagnostic(code::UNKNOWN_CAPABILITY, path.span, format!("there is no capability `{name}`"));
    let by_draft_name = capability::by_draft_name(&name).map(|known| known.name);
    let bare = name.strip_prefix("can_").and_then(capability::by_name).map(|known| known.name);
    let nearest = by_draft_name.or(bare).or_else(|| misspelled(checker, &name));
    if nearest.is_some() {
        return found.did_you_mean(path.span, nearest);
    }
    let alike = alike(&name);
    match alike.as_slice() {
        [] => found.help(
            "`admit dev vocabulary` and section 11 of docs/language.md list all capabilities; those \
             of one's own have a number from 0xf000",
        ),
        [only] => found.did_you_mean(path.span, Some(only)),
        some => {
            let some: Vec<String> = some.iter().map(|name| format!("`{name}`")).collect();
            found.help(format!("did you mean one of {}?", some.join(", ")))
        }
    }
}

/// The capability that a name is a slip of, word for word: `invite_participant` is no slip of
/// `remove_participant`, however few letters differ.
fn misspelled(checker: &Checker<'_>, name: &str) -> Option<&'static str> {
    let known = capability::ALL.iter().map(|known| known.name);
    let nearest = checker.sink.nearest(name, known)?;
    let is_slip = |(word, other)| checker.sink.nearest(word, [other]).is_some();
    let joined_or_cut = name.split('_').count() != nearest.split('_').count();
    (joined_or_cut || name.split('_').zip(nearest.split('_')).all(is_slip)).then_some(nearest)
}

/// The capabilities whose words are most like those of a name, at most three: `react` is a word of
/// `react_to_message`, and `participants` of the stem of one of `add_participant`.
fn alike(name: &str) -> Vec<&'static str> {
    const SHOWN: usize = 3;
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return Vec::new();
    }
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split('_').filter(|word| !PARTICLES.contains(word)).collect();
    let score = |known: &str| -> usize {
        let best = |word: &&str| known.split('_').map(|other| likeness(word, other)).max();
        words.iter().filter_map(best).sum()
    };
    let mut found: Vec<(usize, &str)> = capability::ALL
        .iter()
        .map(|known| (score(known.name), known.name))
        .filter(|(score, _)| *score > 0)
        .collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let best = found.first().map_or(0, |(score, _)| *score);
    found.retain(|(score, _)| score * 2 > best);
    found.into_iter().take(SHOWN).map(|(_, name)| name).collect()
}

/// Words that say nothing of what is done.
const PARTICLES: [&str; 9] = ["can", "may", "to", "in", "if", "own", "other", "the", ""];

/// Three for the same word, one for words of one stem.
fn likeness(word: &str, other: &str) -> usize {
    const STEM: usize = 5;
    const SHORT_STEM: usize = 4;
    let shared = word.bytes().zip(other.bytes()).take_while(|(one, two)| one == two).count();
    let is_begun = shared >= SHORT_STEM && shared == word.len().min(other.len());
    match () {
        () if word == other => 3,
        () if is_begun || shared >= STEM => 1,
        () => 0,
    }
}
