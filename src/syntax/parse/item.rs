//! Reading one item: as often as it takes to know all of it that can be known.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::limits::Limits;
use crate::source::Span;
use crate::syntax::ast::{Item, ItemKind, Lost, Name};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::token::{Token, TokenKind};
use crate::syntax::vocabulary::{ITEM_KEYWORDS, is_item_keyword, is_reserved};

use super::brackets::{self, Brackets};
use super::build::Builder;
use super::draft::Draft;
use super::expected::{Expected, quote};
use super::lexeme::Lexeme;
use super::mend::{Mended, mend};
use super::mistakes::Mistakes;
use super::slips::{self, Place, Repair};
use super::{doc_line, lexical, lost};

/// Nesting that no setting exceeds: the parser needs stack for each level.
const DEEPEST: usize = 128;

/// How often one item is read.
const ROUNDS: usize = 24;

/// Reads items one after the other.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    nesting: usize,
    /// Lexemes that may yet be read: mending a hostile file costs no more than a few readings.
    budget: usize,
    items: Vec<Item>,
    lost: Lost,
    pub mistakes: Mistakes,
}

/// What became of a reading.
enum Reading {
    /// The item, or `None` when a part that it cannot do without is a hole.
    Whole(Option<ItemKind>),
    /// The text does not fit the grammar at this lexeme.
    Stuck(usize, Expected),
    /// The parser gave up for want of stack.
    TooDeep,
}

impl<'a> Reader<'a> {
    /// A reader of a file with so many lexemes.
    pub fn new(text: &'a str, tokens: &'a [Token], lexemes: usize, limits: &Limits) -> Self {
        Reader {
            text,
            tokens,
            nesting: limits.source_nesting.min(DEEPEST),
            budget: lexemes.saturating_mul(8).saturating_add(20_000),
            items: Vec::new(),
            lost: Lost::default(),
            mistakes: Mistakes::up_to(limits.mistakes),
        }
    }

    /// Whether so much can be read yet.
    pub fn affords(&self, cost: usize) -> bool {
        self.budget > cost && !self.mistakes.is_full()
    }

    /// Takes items that were read before.
    pub fn take(&mut self, items: Vec<Item>, cost: usize) {
        self.items.extend(items);
        self.budget = self.budget.saturating_sub(cost);
    }

    /// Items, mistakes and budget so far.
    pub fn progress(&self) -> (usize, usize, usize) {
        (self.items.len(), self.mistakes.count(), self.budget)
    }

    /// What was read since then, and its cost; `None` when there was a mistake.
    pub fn since(
        &self,
        (items, mistakes, budget): (usize, usize, usize),
    ) -> Option<(&[Item], usize)> {
        if self.mistakes.count() != mistakes || self.budget == 0 {
            return None;
        }
        Some((self.items.get(items..)?, budget.saturating_sub(self.budget)))
    }

    /// The items, what may have been declared besides, and the diagnostics.
    pub fn finish(self) -> (Vec<Item>, Lost, Vec<Diagnostic>) {
        (self.items, self.lost, self.mistakes.finish())
    }

    /// Reads what `cut` found to belong together.
    pub fn read(&mut self, chunk: &mut [Lexeme<'a>]) {
        if self.mistakes.is_full() {
            return;
        }
        lexical::check(chunk, &mut self.mistakes);
        let brackets = brackets::check(chunk, self.nesting, &mut self.mistakes);
        lost::name_missing(chunk, &mut self.mistakes);
        let mut rest = chunk;
        while self.begins_item(rest) {
            if brackets == Brackets::TooDeep {
                self.keep(rest, None);
                return;
            }
            let used = self.read_item(rest, brackets == Brackets::Guessed);
            rest = rest.get_mut(used..).unwrap_or_default();
        }
        lost::from_junk(&mut self.lost, rest);
    }

    /// Whether an item begins here. A keyword gone wrong is reported, and taken for the right one.
    fn begins_item(&mut self, chunk: &mut [Lexeme<'a>]) -> bool {
        let Some(at) = chunk.iter().position(|lexeme| !lexeme.is_left_out()) else { return false };
        let Some(first) = chunk.get_mut(at) else { return false };
        if at == 0 && first.kind == TokenKind::Word && is_item_keyword(first.shown()) {
            return true;
        }
        let word = first.kind == TokenKind::Word;
        let near = word.then(|| slips::item_keyword(first.text)).flatten();
        if !first.reported {
            first.reported = true;
            self.mistakes.push(not_an_item(first, near));
        }
        match near {
            Some(near) if at == 0 => {
                first.replace(near);
                true
            }
            _ => false,
        }
    }

    /// Reads the item at the beginning of `chunk` and says how many lexemes it has.
    fn read_item(&mut self, chunk: &mut [Lexeme<'a>], quiet: bool) -> usize {
        let mut length = chunk.len();
        let mut mending = Mending { quiet, ..Mending::default() };
        let mut kind = None;
        for _ in 0..ROUNDS {
            let Some(item) = chunk.get_mut(..length).filter(|item| self.afford(item.len())) else {
                break;
            };
            match self.attempt(item) {
                Reading::Whole(built) => {
                    kind = built;
                    break;
                }
                Reading::TooDeep => break,
                Reading::Stuck(at, expected) => {
                    if let Some(place) = mending.is_vain(at) {
                        self.mistakes.doubt(place);
                    }
                    if expected.has(Rule::EOI) && is_beside_the_item(item, at, &expected) {
                        length = at;
                    } else if !self.repair(item, at, &expected, &mut mending) {
                        break;
                    }
                }
            }
        }
        self.keep(chunk.get_mut(..length).unwrap_or_default(), kind);
        length
    }

    /// Whether so many lexemes may be read once more.
    fn afford(&mut self, lexemes: usize) -> bool {
        let left = self.budget.checked_sub(lexemes);
        self.budget = left.unwrap_or(0);
        left.is_some()
    }

    /// Says what is wrong and edits the item, so that it can be read again; `false` when it cannot.
    fn repair(
        &mut self,
        item: &mut [Lexeme<'a>],
        at: usize,
        expected: &Expected,
        mending: &mut Mending,
    ) -> bool {
        let again = mending.covers(at);
        mending.widen = if again { mending.widen + 1 } else { 0 };
        let quiet = mending.quiet || again;
        let repair = self.complain(item, at, expected, quiet, &mut mending.said);
        let before = at.checked_sub(1);
        match repair {
            Repair::Replace(text) if !again => {
                item.get_mut(at).map(|found| found.replace(text)).is_some()
            }
            Repair::Take(more, text) if !again => {
                let behind = item.get_mut(at + 1..).unwrap_or_default();
                behind.iter_mut().take(more).for_each(Lexeme::leave_out);
                item.get_mut(at).map(|found| found.replace(text)).is_some()
            }
            Repair::DropBefore if !again => {
                let before = item.get_mut(..at).unwrap_or_default().iter_mut().rev();
                before.into_iter().find(|it| !it.is_left_out()).map(Lexeme::leave_out).is_some()
            }
            Repair::Edit(edits) if !again => {
                for (at, text) in edits {
                    item.get_mut(at).into_iter().for_each(|lexeme| lexeme.replace(text.clone()));
                }
                true
            }
            Repair::Insert(text) if !again => {
                before.and_then(|it| item.get_mut(it)).map(|it| it.follow_with(text)).is_some()
            }
            _ => mending.give_up(item, at, expected),
        }
    }

    fn attempt(&mut self, item: &[Lexeme<'a>]) -> Reading {
        let draft = Draft::new(item);
        let error = match Grammar::parse(Rule::one_item, &draft.text) {
            Ok(pairs) => {
                let mut builder = Builder::new(
                    item,
                    &draft,
                    self.text,
                    self.tokens,
                    self.nesting,
                    &mut self.mistakes,
                );
                return Reading::Whole(builder.item(pairs));
            }
            Err(error) => error,
        };
        let offset = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let at = draft.first_from(offset).unwrap_or(item.len());
        match error.variant {
            ErrorVariant::ParsingError { positives, negatives } => {
                Reading::Stuck(at, Expected::new(&positives, &negatives))
            }
            ErrorVariant::CustomError { .. } => {
                if let Some(first) = item.first() {
                    let message = "this item nests too deep to be read";
                    self.mistakes.push(Diagnostic::new(code::TOO_DEEP, first.span, message));
                }
                Reading::TooDeep
            }
        }
    }

    /// Says what is wrong at a place, unless it was said or follows from what was said.
    fn complain(
        &mut self,
        item: &mut [Lexeme<'a>],
        at: usize,
        expected: &Expected,
        quiet: bool,
        last: &mut Option<(usize, Span)>,
    ) -> Repair {
        let place = Place { chunk: item, at, expected };
        let before = place.before();
        // What is no place for a sign of ours is none for another language's: enough was said.
        let stray = |before: &Lexeme<'_>| before.reported && before.is_foreign();
        if let Some(before) = before.filter(|it| stray(it) && !place.is_in_condition()) {
            self.mistakes.doubt(before.span);
            return Repair::DropBefore;
        }
        let said = item.get(at).is_some_and(|lexeme| lexeme.reported)
            || before.is_some_and(|before| before.reported && before.is_guessed())
            || at.checked_sub(1).and_then(|it| item.get(it)).is_some_and(Lexeme::was_unknown);
        let (diagnostic, repair) = slips::find(place).unwrap_or_else(|| {
            let end = item.last().map_or_else(Span::default, |last| last.span.after());
            (expected.diagnostic(before, item.get(at), end), Repair::None)
        });
        if !quiet && !said {
            let here = item.get(at).is_some_and(|found| found.span == diagnostic.primary.span);
            let about = if here { Some(at) } else { at.checked_sub(1) };
            if let Some(lexeme) = about.and_then(|about| item.get_mut(about)) {
                lexeme.reported = true;
            }
            *last = Some((at, diagnostic.primary.span));
            self.mistakes.push(diagnostic);
        }
        repair
    }

    /// Adds an item to the tree; one that could not be read leaves its names.
    fn keep(&mut self, item: &mut [Lexeme<'a>], kind: Option<ItemKind>) {
        let silent = !item.iter().any(|lexeme| lexeme.reported);
        let (Some(first), Some(last)) = (item.first(), item.last()) else { return };
        if kind.is_none() && silent {
            let message = format!("the item that begins with {} cannot be read", quote(first));
            self.mistakes.push(Diagnostic::new(code::UNEXPECTED, first.span, message));
        }
        let names = kind.is_none().then(|| declared(item));
        lost::from_item(&mut self.lost, item, names.as_deref());
        let keyword = Name::new(first.shown().to_owned(), first.span);
        let kind =
            kind.unwrap_or_else(|| ItemKind::Broken { keyword, names: names.unwrap_or_default() });
        let docs = docs_before(self.text, self.tokens, first.token);
        self.items.push(Item { span: first.span.to(last.span), docs, kind });
    }
}

/// What was given up of an item so far.
#[derive(Debug, Default)]
struct Mending {
    /// Whether enough was said about the item.
    quiet: bool,
    /// How many brackets more than necessary are given up.
    widen: usize,
    last: Option<Mended>,
    /// The lexeme that something was said about last, and the place that it was said of.
    said: Option<(usize, Span)>,
}

impl Mending {
    /// The place of what was said last, when the parser is stuck again at it or right behind it.
    fn is_vain(&self, at: usize) -> Option<Span> {
        const BEHIND: usize = 3;
        let near = |said: &(usize, Span)| (said.0..=said.0 + BEHIND).contains(&at);
        self.said.filter(near).map(|(_, place)| place)
    }

    /// Whether the parser got no further than what was given up last.
    fn covers(&self, at: usize) -> bool {
        self.last.as_ref().is_some_and(|last| last.covers(at))
    }

    /// Gives up what is around `at`, and more when that was given up before.
    fn give_up(&mut self, item: &mut [Lexeme<'_>], at: usize, expected: &Expected) -> bool {
        loop {
            let Some(mended) = mend(item, at, expected, self.widen) else { return false };
            if self.last.as_ref() != Some(&mended) {
                self.last = Some(mended);
                return true;
            }
            self.widen += 1;
        }
    }
}

/// The `///` lines directly before a token.
pub(super) fn docs_before(text: &str, tokens: &[Token], token: usize) -> Vec<String> {
    let before = tokens.get(..token).unwrap_or_default().iter().rev();
    let mut docs: Vec<String> = before
        .take_while(|token| token.kind.is_trivia())
        .filter(|token| token.kind == TokenKind::Doc)
        .map(|token| doc_line(text, token))
        .collect();
    docs.reverse();
    docs
}

fn not_an_item(found: &Lexeme<'_>, near: Option<&'static str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(code::NOT_AN_ITEM, found.span, format!("{} begins no item", quote(found)));
    match near {
        Some(near) => diagnostic.suggest(
            found.span,
            near,
            format!("did you mean `{near}`?"),
            Applicability::Maybe,
        ),
        None if slips::is_otherwise(found.text) => diagnostic.help(slips::NO_ELSE),
        None if matches!(found.text, "if" | "when" | "unless") => {
            diagnostic.help("a rule says it in one: `admit CREDENTIAL as ROLE where …`")
        }
        None => diagnostic.help(format!("an item begins with one of {}", ITEM_KEYWORDS.join(", "))),
    }
}

/// Whether the text from `at` on, behind a whole item, is no part of it.
fn is_beside_the_item(item: &[Lexeme<'_>], at: usize, expected: &Expected) -> bool {
    let Some(found) = item.get(at).filter(|found| at > 0 && found.first_on_line) else {
        return false;
    };
    let tests = |next: &Lexeme<'_>| {
        matches!(
            next.kind,
            TokenKind::Equal
                | TokenKind::Assign
                | TokenKind::Less
                | TokenKind::LessOrEqual
                | TokenKind::Greater
                | TokenKind::GreaterOrEqual
                | TokenKind::Dot
                | TokenKind::OpenBracket
        ) || ["in", "is", "exists", "contains", "starts", "ends", "under"]
            .iter()
            .any(|word| next.is_word(word))
    };
    let rule = matches!(item.first().map(Lexeme::shown), Some("rule" | "admit" | "refuse"));
    let expression = rule || item.first().map(Lexeme::shown) == Some("condition");
    match found.kind {
        TokenKind::Word if slips::goes_on(found, expected) => false,
        TokenKind::Word if found.unindented => true,
        TokenKind::Word => {
            !(expression && item.get(at + 1).is_some_and(tests)) && item.get(at + 1).is_some()
        }
        _ => false,
    }
}

/// The names that a broken item would have declared.
fn declared(item: &[Lexeme<'_>]) -> Vec<Name> {
    let name =
        |lexeme: &Lexeme<'_>| Name::new(lexeme.text.trim_matches('`').to_owned(), lexeme.span);
    let ends = |lexeme: &Lexeme<'_>| {
        matches!(lexeme.kind, TokenKind::Colon | TokenKind::Assign | TokenKind::OpenBrace)
    };
    let is_use = item.first().is_some_and(|first| first.shown() == "use");
    let head = item.iter().skip(1).take_while(|lexeme| is_use || !ends(lexeme));
    let mut names = head.filter(|lexeme| {
        lexeme.kind == TokenKind::QuotedName
            || lexeme.kind == TokenKind::Word
                && !is_reserved(lexeme.text)
                && !matches!(lexeme.text, "of" | "extends")
    });
    match item.first().map(Lexeme::shown) {
        // Which of them stands where it should is not known.
        Some("use") => names.map(name).collect(),
        // What stands behind `condition of` is no name of a condition.
        Some("condition") if item.get(1).is_some_and(|of| of.is_word("of")) => Vec::new(),
        Some("type" | "enum" | "credential" | "role" | "let" | "condition" | "rule") => {
            names.next().map(name).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
