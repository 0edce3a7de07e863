//! The claims of a credential as a declaration: types inferred from how they are tested.
//!
//! Types stand in one list and refer to each other by number, and every change is noted: what a
//! claim changed before it turned out to have no words is taken back, at the cost of those changes
//! alone. Policies come from anywhere, so nothing here may take longer than they are long.

use std::collections::HashMap;

use crate::format::{Family, Provenance};
use crate::rule::decompile::claims::{Leaf, Move, Tested, Unsaid};
use crate::rule::decompile::names;
use crate::spell::name::Taken;

/// Fields of one key, each of another type; more are not told apart.
const TYPES_OF_ONE_KEY: usize = 32;

/// The claims of one credential.
#[derive(Debug)]
pub(super) struct Shape {
    family: Family,
    types: Vec<Type>,
    changes: Vec<Change>,
}

/// The type of the claims as a whole.
const ROOT: usize = 0;

/// What is known of a type; others are named by their number.
#[derive(Debug)]
enum Type {
    /// Only presence was tested so far.
    Open,
    Scalar(&'static str),
    Record(Fields),
    List(usize),
    Tag(u64, usize),
    Embedded(usize),
}

#[derive(Debug, Default)]
struct Fields {
    list: Vec<Field>,
    by_key: HashMap<Key, Vec<usize>>,
    names: Taken,
}

#[derive(Debug)]
struct Field {
    key: Key,
    name: String,
    ty: usize,
}

/// A step of those that lead to a field, and from whose claims; inside of a claim `Issuer`.
type Key = (Provenance, Move);

#[derive(Debug)]
enum Change {
    /// A type was open before.
    Opened(usize),
    /// A record has one field more.
    Field(usize),
}

/// A claim in words: the way to the value, and what is tested there.
pub(super) struct Said {
    /// `sub`
    pub claim: String,
    /// `.host`, or nothing.
    pub part: String,
    /// `== "example.com"`
    pub test: String,
}

impl std::fmt::Display for Said {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}{} {}", self.claim, self.part, self.test)
    }
}

/// The words of a part of a way, from some step on.
struct Words {
    way: String,
    part: String,
    test: String,
}

impl Shape {
    /// Claims of which nothing is known.
    pub(super) fn new(family: Family) -> Shape {
        Shape { family, types: vec![Type::Record(Fields::default())], changes: Vec::new() }
    }

    /// Takes up what tests say of the claims, and gives their words. When one has none, nothing is
    /// taken up.
    pub(super) fn say_all<'t>(
        &mut self,
        tests: impl Iterator<Item = &'t Tested>,
    ) -> Result<Vec<Said>, Unsaid> {
        self.changes.clear();
        let said: Result<_, _> = tests.map(|tested| self.say(tested)).collect();
        if said.is_err() {
            self.take_back(0);
        }
        said
    }

    fn say(&mut self, tested: &Tested) -> Result<Said, Unsaid> {
        match tested.way.first() {
            None => return Err("a test of the claims as a whole".into()),
            Some(Move::Position(_)) if self.family == Family::X509 => {}
            Some(Move::Name(_) | Move::Cbor(_) | Move::Oid(_)) => {}
            Some(_) => return Err("a pointer that does not begin with a key".into()),
        }
        let words = self.field(ROOT, tested.provenance, &tested.way, &tested.leaf)?;
        let way = words.way.strip_prefix('.').unwrap_or(&words.way);
        Ok(Said { claim: way.to_owned(), part: words.part, test: words.test })
    }

    /// Tries the fields of this key, and takes a new one when none has the type that is wanted.
    fn field(
        &mut self,
        record: usize,
        provenance: Provenance,
        way: &[Move],
        leaf: &Leaf,
    ) -> Result<Words, Unsaid> {
        let Some((step, rest)) = way.split_first() else { return Err("an empty way".into()) };
        let key = (provenance, step.clone());
        let known = self.fields(record)?.by_key.get(&key).cloned().unwrap_or_default();
        for at in &known {
            let Some(ty) = self.fields(record)?.list.get(*at).map(|field| field.ty) else {
                continue;
            };
            let before = self.changes.len();
            match self.walk(ty, rest, leaf) {
                Ok(words) => return self.named(record, *at, words),
                Err(_) => self.take_back(before),
            }
        }
        if known.len() >= TYPES_OF_ONE_KEY {
            return Err("one claim read as too many types".into());
        }
        let base = names::of_key(step, self.family, record == ROOT)?;
        let ty = self.add(Type::Open);
        let words = self.walk(ty, rest, leaf)?;
        let fields = self.fields(record)?;
        let at = fields.list.len();
        let name = fields.names.unique(&base);
        fields.list.push(Field { key: key.clone(), name, ty });
        fields.by_key.entry(key).or_default().push(at);
        self.changes.push(Change::Field(record));
        self.named(record, at, words)
    }

    fn named(&mut self, record: usize, at: usize, words: Words) -> Result<Words, Unsaid> {
        let field = self.fields(record)?.list.get(at);
        let name = field.map_or("", |field| field.name.as_str());
        Ok(Words { way: format!(".{name}{}", words.way), ..words })
    }

    fn walk(&mut self, ty: usize, way: &[Move], leaf: &Leaf) -> Result<Words, Unsaid> {
        let Some((step, rest)) = way.split_first() else { return self.end(ty, leaf) };
        match step {
            Move::Name(_) | Move::Cbor(_) | Move::Oid(_) => self.enter_record(ty, way, leaf),
            Move::Position(_)
                if self.family == Family::X509
                    || matches!(self.types.get(ty), Some(Type::Record(_))) =>
            {
                self.enter_record(ty, way, leaf)
            }
            Move::Position(position) => {
                let element = self.element(ty)?;
                let words = self.walk(element, rest, leaf)?;
                Ok(Words { way: format!("[{position}]{}", words.way), ..words })
            }
            Move::Search(nested) => self.search(ty, nested, rest, leaf),
            // Presence is asked of the claim with its wrappers around it.
            Move::Tag(_) | Move::Embedded if leaf.ty.is_none() && rest.iter().all(is_wrapper) => {
                Err("presence of what a tag or a byte string holds".into())
            }
            Move::Tag(number) => {
                let content = self.tagged(ty, *number)?;
                self.walk(content, rest, leaf)
            }
            Move::Embedded => {
                let content = self.embedded(ty)?;
                self.walk(content, rest, leaf)
            }
        }
    }

    fn end(&mut self, ty: usize, leaf: &Leaf) -> Result<Words, Unsaid> {
        match (leaf.ty, self.types.get(ty)) {
            // That something is there is asked in the same way of every type.
            (None, _) => {}
            (Some(wanted), Some(Type::Open)) => self.set(ty, Type::Scalar(wanted)),
            (Some(wanted), Some(Type::Scalar(known))) if wanted == *known => {}
            (Some(_), _) => return Err(clash()),
        }
        let (part, test) = (leaf.part.clone(), leaf.relation.clone());
        Ok(Words { way: String::new(), part, test })
    }

    fn search(
        &mut self,
        ty: usize,
        nested: &[Tested],
        rest: &[Move],
        leaf: &Leaf,
    ) -> Result<Words, Unsaid> {
        let element = self.element(ty)?;
        let mut conditions = Vec::new();
        for tested in nested {
            let words = self.walk(element, &tested.way, &tested.leaf)?;
            let way = match words.way.strip_prefix('.') {
                Some(name) => name.to_owned(),
                None => format!("it{}", words.way),
            };
            conditions.push(format!("{way}{} {}", words.part, words.test));
        }
        if let (Some(value), []) = (contained(nested, leaf), rest) {
            let test = format!("contains {value}");
            return Ok(Words { way: String::new(), part: String::new(), test });
        }
        if conditions.is_empty() {
            return Err("a search that asks nothing".into());
        }
        let words = self.walk(element, rest, leaf)?;
        Ok(Words { way: format!("[{}]{}", conditions.join(" and "), words.way), ..words })
    }

    fn enter_record(&mut self, ty: usize, way: &[Move], leaf: &Leaf) -> Result<Words, Unsaid> {
        if let Some(Type::Open) = self.types.get(ty) {
            self.set(ty, Type::Record(Fields::default()));
        }
        self.field(ty, Provenance::Issuer, way, leaf)
    }

    fn fields(&mut self, record: usize) -> Result<&mut Fields, Unsaid> {
        match self.types.get_mut(record) {
            Some(Type::Record(fields)) => Ok(fields),
            _ => Err(clash()),
        }
    }

    fn element(&mut self, ty: usize) -> Result<usize, Unsaid> {
        match self.types.get(ty) {
            Some(Type::List(element)) => Ok(*element),
            Some(Type::Open) => Ok(self.wrap(ty, Type::List)),
            _ => Err(clash()),
        }
    }

    fn tagged(&mut self, ty: usize, number: u64) -> Result<usize, Unsaid> {
        match self.types.get(ty) {
            Some(Type::Tag(known, content)) if *known == number => Ok(*content),
            Some(Type::Open) => Ok(self.wrap(ty, |content| Type::Tag(number, content))),
            _ => Err(clash()),
        }
    }

    fn embedded(&mut self, ty: usize) -> Result<usize, Unsaid> {
        match self.types.get(ty) {
            Some(Type::Embedded(content)) => Ok(*content),
            Some(Type::Open) => Ok(self.wrap(ty, Type::Embedded)),
            _ => Err(clash()),
        }
    }

    fn wrap(&mut self, ty: usize, around: impl FnOnce(usize) -> Type) -> usize {
        let content = self.add(Type::Open);
        self.set(ty, around(content));
        content
    }

    fn add(&mut self, ty: Type) -> usize {
        self.types.push(ty);
        self.types.len() - 1
    }

    /// An open type becomes one that is known.
    fn set(&mut self, at: usize, ty: Type) {
        if let Some(open) = self.types.get_mut(at) {
            *open = ty;
            self.changes.push(Change::Opened(at));
        }
    }

    /// Takes back all changes but the first ones. Types that only they used are left behind.
    fn take_back(&mut self, all_but: usize) {
        while self.changes.len() > all_but {
            match self.changes.pop() {
                Some(Change::Opened(at)) => {
                    if let Some(ty) = self.types.get_mut(at) {
                        *ty = Type::Open;
                    }
                }
                Some(Change::Field(record)) => {
                    if let Some(Type::Record(fields)) = self.types.get_mut(record) {
                        fields.pop();
                    }
                }
                None => return,
            }
        }
    }

    /// The fields between braces.
    pub(super) fn write(&self, out: &mut String) {
        self.write_type(ROOT, out, 0);
    }

    fn write_type(&self, ty: usize, out: &mut String, indent: usize) {
        match self.types.get(ty) {
            None | Some(Type::Open) => out.push_str("any"),
            Some(Type::Scalar(word)) => out.push_str(word),
            Some(Type::Record(fields)) => {
                out.push_str("{\n");
                for field in &fields.list {
                    self.write_field(field, out, indent + 1, ty == ROOT);
                }
                out.push_str(&"    ".repeat(indent));
                out.push('}');
            }
            Some(Type::List(element)) => {
                out.push('[');
                self.write_type(*element, out, indent);
                out.push(']');
            }
            Some(Type::Tag(number, content)) => {
                out.push_str(&format!("tag {number} "));
                self.write_type(*content, out, indent);
            }
            Some(Type::Embedded(content)) => {
                out.push_str("embedded ");
                self.write_type(*content, out, indent);
            }
        }
    }

    fn write_field(&self, field: &Field, out: &mut String, indent: usize, at_root: bool) {
        out.push_str(&"    ".repeat(indent));
        out.push_str(&field.name);
        let (provenance, step) = &field.key;
        if let Some(at) = names::at(step, *provenance, &field.name, self.family, at_root) {
            out.push_str(&format!(" at {at}"));
        }
        out.push_str(" : ");
        self.write_type(field.ty, out, indent);
        out.push('\n');
    }
}

impl Fields {
    fn pop(&mut self) {
        let Some(field) = self.list.pop() else { return };
        self.names.free(&field.name);
        if let Some(same) = self.by_key.get_mut(&field.key) {
            same.pop();
        }
    }
}

/// The value that a list contains, when that is all that a search asks.
fn contained<'a>(nested: &'a [Tested], leaf: &Leaf) -> Option<&'a str> {
    let [Tested { way, leaf: element, .. }] = nested else { return None };
    let plain = way.is_empty() && element.part.is_empty() && leaf.ty.is_none();
    if !plain || leaf.relation != "exists" || element.relation.ends_with(" ignoring case") {
        return None;
    }
    element.relation.strip_prefix("== ")
}

fn is_wrapper(step: &Move) -> bool {
    matches!(step, Move::Tag(_) | Move::Embedded)
}

fn clash() -> Unsaid {
    "one value read as two types in one search".into()
}
