//! Completion in conditions: claims and their parts, the operators that a type allows, values.

use std::rc::Rc;

use super::{Item, ItemKind, Proposer, bare, item, keywords};
use crate::check::checked::{Part, Subject};
use crate::check::names::Kind;
use crate::check::parts::parts;
use crate::check::sorts::Sort;
use crate::check::types::{Record, Ty};
use crate::service::context::Word;
use crate::service::words;
use crate::syntax::token::TokenKind;

/// What has been read of a condition up to some place.
#[derive(Debug, Clone)]
enum State {
    /// A test begins here.
    Begin,
    /// A claim, which may go on.
    Claim(Spot),
    /// Behind the dot of a claim.
    Dot(Spot),
    /// A value is compared with the claim; whether in a list.
    Value(Spot, bool),
    /// Behind `starts`, `ends`, `is`, `ignoring`: one word follows.
    Word(&'static [&'static str], Spot),
    /// A whole test.
    End(Spot),
}

/// A claim that was read, as far as it is known.
#[derive(Debug, Clone)]
enum Spot {
    /// A value of a type, or a part of it.
    Value(Rc<Ty>, Part),
    /// The name of a condition, or of a module that has some.
    Name(String),
    /// Nothing that is known.
    Unknown,
}

/// A search that is open: what its names mean, and the claim that goes on behind it.
struct Frame {
    element: Option<Rc<Ty>>,
    outside: State,
}

impl Proposer<'_> {
    /// What may stand behind some words of a condition on a credential.
    pub(super) fn condition(
        &self,
        credential: Option<Rc<Record>>,
        words: &[Word<'_>],
    ) -> Vec<Item> {
        let root = credential.map(|claims| Rc::new(Ty::Record(claims)));
        let mut reader = Reader { root, frames: Vec::new(), state: State::Begin };
        for word in words {
            reader.read(self, word);
        }
        self.after(&reader)
    }

    fn after(&self, reader: &Reader) -> Vec<Item> {
        match &reader.state {
            State::Begin => self.begin(reader),
            State::Claim(spot) => operators(spot),
            State::Dot(spot) => self.behind_dot(spot),
            State::Value(spot, _) => self.values(spot),
            State::Word(words, _) => keywords(words),
            State::End(spot) => {
                let mut items = keywords(&["and", "or"]);
                if spot.has_case() {
                    items.push(item("ignoring case", ItemKind::Keyword));
                }
                items
            }
        }
    }

    fn begin(&self, reader: &Reader) -> Vec<Item> {
        let scope = reader.scope();
        let mut items = match scope.as_deref() {
            Some(Ty::Record(record)) => self.fields(record),
            _ => Vec::new(),
        };
        if reader.frames.iter().any(|frame| frame.element.is_some()) {
            items.extend(keywords(&["it"]));
        } else {
            items.extend(self.visible(&[Kind::Condition]));
            items.extend(self.modules());
        }
        items
    }

    fn behind_dot(&self, spot: &Spot) -> Vec<Item> {
        match spot {
            Spot::Value(ty, Part::Whole) => match ty.as_ref() {
                Ty::Record(record) => self.fields(record),
                other => part_items(other),
            },
            Spot::Name(alias) => self.of_module(alias, &[Kind::Condition]),
            Spot::Value(..) | Spot::Unknown => Vec::new(),
        }
    }

    fn values(&self, spot: &Spot) -> Vec<Item> {
        let cursor = self.cursor.item.as_slice();
        if let Some(owner) = self.qualifier(cursor) {
            let mut items = self.of_module(owner, &[Kind::Constant, Kind::Enum]);
            items.extend(self.members_of(owner));
            return items;
        }
        match spot {
            Spot::Value(ty, Part::Whole) => self.values_of(ty),
            _ => self.constants(),
        }
    }
}

struct Reader {
    root: Option<Rc<Ty>>,
    frames: Vec<Frame>,
    state: State,
}

impl Reader {
    /// What names mean here.
    fn scope(&self) -> Option<Rc<Ty>> {
        match self.frames.iter().rev().find_map(|frame| frame.element.clone()) {
            Some(element) => Some(element),
            None => self.root.clone(),
        }
    }

    fn read(&mut self, proposer: &Proposer<'_>, word: &Word<'_>) {
        match (word.kind, word.text) {
            (TokenKind::Word, "and" | "or") => self.state = State::Begin,
            (TokenKind::OpenBracket, _) => self.open_bracket(),
            (TokenKind::OpenParen, _) => {
                self.frames.push(Frame { element: None, outside: State::End(Spot::Unknown) });
                self.state = State::Begin;
            }
            (TokenKind::CloseBracket | TokenKind::CloseParen, _) => {
                self.state = match self.frames.pop() {
                    Some(frame) => frame.outside,
                    None => State::End(Spot::Unknown),
                };
            }
            _ => self.next(proposer, word),
        }
    }

    fn next(&mut self, proposer: &Proposer<'_>, word: &Word<'_>) {
        let state = std::mem::replace(&mut self.state, State::Begin);
        self.state = match state {
            State::Begin => State::Claim(self.head(proposer, word)),
            State::Claim(spot) => claim_and(spot, word),
            State::Dot(spot) => State::Claim(spot.member(word.name())),
            State::Value(spot, true) => State::Value(spot, true),
            State::Value(spot, false) => State::End(spot),
            State::Word(["with"], spot) => State::Value(spot, false),
            State::Word(_, spot) => State::End(spot),
            State::End(spot) if word.is("ignoring") => State::Word(&["case"], spot),
            // A qualified value goes on; anything else is another test.
            State::End(spot) if word.kind == TokenKind::Dot => State::Value(spot, false),
            State::End(spot) => State::End(spot),
        };
    }

    fn head(&self, proposer: &Proposer<'_>, word: &Word<'_>) -> Spot {
        let Some(scope) = self.scope() else { return Spot::Name(word.name().to_owned()) };
        if word.is("it") && self.frames.iter().any(|frame| frame.element.is_some()) {
            return Spot::Value(scope, Part::Whole);
        }
        let field = match scope.as_ref() {
            Ty::Record(record) => record.field(word.name()),
            _ => None,
        };
        match field {
            Some(field) => Spot::Value(Rc::clone(bare(&field.ty)), Part::Whole),
            None if proposer.analysis.find(&[word.name()], &[Kind::Condition]).is_some() => {
                Spot::Unknown
            }
            None => Spot::Name(word.name().to_owned()),
        }
    }

    /// A search behind a claim that is a list; a list of values behind `in`.
    fn open_bracket(&mut self) {
        let outside = std::mem::replace(&mut self.state, State::Begin);
        match outside {
            State::Claim(Spot::Value(ty, part)) => {
                let (element, behind) = match ty.as_ref() {
                    Ty::List(element) => {
                        let element = Rc::clone(bare(element));
                        (Some(Rc::clone(&element)), Spot::Value(element, Part::Whole))
                    }
                    _ => (None, Spot::Value(Rc::clone(&ty), part)),
                };
                self.frames.push(Frame { element, outside: State::Claim(behind) });
            }
            State::Value(spot, _) => {
                let outside = State::End(spot.clone());
                self.frames.push(Frame { element: None, outside });
                self.state = State::Value(spot, true);
            }
            other => self.frames.push(Frame { element: None, outside: other }),
        }
    }
}

/// What a word behind a claim begins.
fn claim_and(spot: Spot, word: &Word<'_>) -> State {
    match (word.kind, word.text) {
        (TokenKind::Dot, _) => State::Dot(spot),
        (
            TokenKind::Equal
            | TokenKind::Less
            | TokenKind::LessOrEqual
            | TokenKind::Greater
            | TokenKind::GreaterOrEqual,
            _,
        )
        | (_, "in" | "contains" | "under") => State::Value(spot.compared(word.text), false),
        (_, "starts" | "ends") => State::Word(&["with"], spot),
        (_, "is") => State::Word(&["absent", "null"], spot),
        (_, "exists") => State::End(Spot::Unknown),
        _ => State::End(spot),
    }
}

impl Spot {
    /// A field, or a part.
    fn member(&self, name: &str) -> Spot {
        let Spot::Value(ty, Part::Whole) = self else { return Spot::Unknown };
        if let Ty::Record(record) = ty.as_ref() {
            return match record.field(name) {
                Some(field) => Spot::Value(Rc::clone(bare(&field.ty)), Part::Whole),
                None => Spot::Unknown,
            };
        }
        match parts(ty).iter().find(|(word, _)| *word == name) {
            Some((_, part)) => Spot::Value(Rc::clone(ty), *part),
            None => Spot::Unknown,
        }
    }

    /// What a value is compared with: of a list its elements, behind `contains`.
    fn compared(&self, operator: &str) -> Spot {
        match self {
            Spot::Value(ty, Part::Whole) if operator == "contains" => match ty.as_ref() {
                Ty::List(element) => Spot::Value(Rc::clone(bare(element)), Part::Whole),
                _ => self.clone(),
            },
            _ => self.clone(),
        }
    }

    fn sort(&self) -> Option<Sort> {
        match self {
            Spot::Value(ty, part) => Some(Sort::of(ty, *part)),
            Spot::Name(_) | Spot::Unknown => None,
        }
    }

    fn has_case(&self) -> bool {
        self.sort().is_some_and(|sort| sort.has_case())
    }
}

/// The operators that a claim's type allows, and what joins tests where a claim can stand alone.
fn operators(spot: &Spot) -> Vec<Item> {
    let operator = |words: &str| Item {
        documentation: words::of_keyword(words.split(' ').next().unwrap_or_default())
            .unwrap_or_default()
            .to_owned(),
        ..item(words, ItemKind::Operator)
    };
    let Some(sort) = spot.sort() else { return keywords(&["and", "or"]) };
    let mut all: Vec<Item> = Vec::new();
    let is_list = matches!(sort, Sort::List(_));
    if !matches!(sort, Sort::Record) {
        all.push(operator("=="));
    }
    if !is_list && !matches!(sort, Sort::Record) {
        all.push(operator("in"));
    }
    if sort.has_order() {
        all.extend(["<", "<=", ">", ">="].map(operator));
    }
    if matches!(sort, Sort::Host(_)) {
        all.push(operator("under"));
    }
    if is_list || sort.has_pieces() {
        all.push(operator("contains"));
    }
    if sort.has_pieces() {
        all.push(operator("starts with"));
        let suffix_misleads = matches!(sort, Sort::Host(_) | Sort::Scalar(Subject::Email));
        all.extend((!suffix_misleads).then(|| operator("ends with")));
    }
    if matches!(spot, Spot::Value(_, Part::Whole)) {
        all.extend(["exists", "is absent", "is null"].map(operator));
    }
    if matches!(sort, Sort::Scalar(Subject::Bool)) {
        all.extend(keywords(&["and", "or"]));
    }
    all
}

/// The parts of a value.
fn part_items(ty: &Ty) -> Vec<Item> {
    let described = |(word, part): &(&str, Part)| Item {
        detail: words::of_part(*part).unwrap_or_default().to_owned(),
        ..item(word, ItemKind::Part)
    };
    parts(ty).iter().map(described).collect()
}
