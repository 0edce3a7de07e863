//! The claims of a credential as a declaration: types inferred from how they are tested.

use crate::format::Family;
use crate::rule::decompile::claims::{Leaf, Move, Tested, Unsaid};
use crate::rule::decompile::names;
use crate::spell::name;

/// The fields of a credential or of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Record {
    fields: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Field {
    key: Move,
    name: String,
    ty: Type,
}

/// What is known of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Type {
    /// Only presence was tested so far.
    Open,
    Scalar(&'static str),
    Record(Record),
    List(Box<Type>),
    Tag(u64, Box<Type>),
    Embedded(Box<Type>),
}

/// A claim in words: the way to the value, and what is tested there.
struct Words {
    way: String,
    test: String,
}

impl Record {
    /// Takes up what a test says of the claims, and gives its words.
    pub(super) fn say(&mut self, tested: &Tested, family: Family) -> Result<String, Unsaid> {
        match tested.way.first() {
            None => return Err("a test of the claims as a whole".into()),
            Some(Move::Position(_)) if family == Family::X509 => {}
            Some(Move::Name(_) | Move::Cbor(_) | Move::Oid(_)) => {}
            Some(_) => return Err("a pointer that does not begin with a key".into()),
        }
        let words = self.walk(&tested.way, &tested.leaf, family, true)?;
        let way = words.way.strip_prefix('.').unwrap_or(&words.way);
        Ok(format!("{way}{}", words.test))
    }

    /// Tries the fields of this key, and takes a new one when none has the type that is wanted.
    fn walk(
        &mut self,
        way: &[Move],
        leaf: &Leaf,
        family: Family,
        at_root: bool,
    ) -> Result<Words, Unsaid> {
        let Some((key, rest)) = way.split_first() else { return Err("an empty way".into()) };
        let named =
            |name: &str, words: Words| Words { way: format!(".{name}{}", words.way), ..words };
        for field in self.fields.iter_mut().filter(|field| field.key == *key) {
            let mut ty = field.ty.clone();
            if let Ok(words) = ty.walk(rest, leaf, family) {
                field.ty = ty;
                return Ok(named(&field.name, words));
            }
        }
        let mut ty = Type::Open;
        let words = ty.walk(rest, leaf, family)?;
        let taken = |name: &str| self.fields.iter().any(|field| field.name == name);
        let name = name::unique(&names::of_key(key, family, at_root)?, taken);
        let words = named(&name, words);
        self.fields.push(Field { key: key.clone(), name, ty });
        Ok(words)
    }

    /// The fields between braces, indented.
    pub(super) fn write(&self, out: &mut String, indent: usize, family: Family) {
        self.write_level(out, indent, family, true);
    }

    fn write_level(&self, out: &mut String, indent: usize, family: Family, at_root: bool) {
        out.push_str("{\n");
        for field in &self.fields {
            out.push_str(&"    ".repeat(indent + 1));
            out.push_str(&field.name);
            if let Some(at) = names::at(&field.key, &field.name, family, at_root) {
                out.push_str(" at ");
                out.push_str(&at);
            }
            out.push_str(" : ");
            field.ty.write(out, indent + 1, family);
            out.push('\n');
        }
        out.push_str(&"    ".repeat(indent));
        out.push('}');
    }
}

impl Type {
    fn walk(&mut self, way: &[Move], leaf: &Leaf, family: Family) -> Result<Words, Unsaid> {
        let Some((step, rest)) = way.split_first() else { return self.end(leaf) };
        match step {
            Move::Name(_) | Move::Cbor(_) | Move::Oid(_) => {
                self.record()?.walk(way, leaf, family, false)
            }
            Move::Position(_) if matches!(self, Type::Record(_)) || family == Family::X509 => {
                self.record()?.walk(way, leaf, family, false)
            }
            Move::Position(position) => {
                let words = self.list()?.walk(rest, leaf, family)?;
                Ok(Words { way: format!("[{position}]{}", words.way), ..words })
            }
            Move::Search(nested) => self.search(nested, rest, leaf, family),
            // Presence is asked of the claim with its wrappers around it.
            Move::Tag(_) | Move::Embedded if leaf.ty.is_none() && rest.iter().all(is_wrapper) => {
                Err("presence of what a tag or a byte string holds".into())
            }
            Move::Tag(number) => self.tag(*number)?.walk(rest, leaf, family),
            Move::Embedded => self.embedded()?.walk(rest, leaf, family),
        }
    }

    fn end(&mut self, leaf: &Leaf) -> Result<Words, Unsaid> {
        match (leaf.ty, &*self) {
            // That something is there is asked in the same way of every type.
            (None, _) => {}
            (Some(ty), Type::Open) => *self = Type::Scalar(ty),
            (Some(ty), Type::Scalar(known)) if ty == *known => {}
            (Some(_), _) => return Err(clash()),
        }
        Ok(Words { way: String::new(), test: format!("{} {}", leaf.part, leaf.relation) })
    }

    fn search(
        &mut self,
        nested: &[Tested],
        rest: &[Move],
        leaf: &Leaf,
        family: Family,
    ) -> Result<Words, Unsaid> {
        let element = self.list()?;
        let mut conditions = Vec::new();
        for tested in nested {
            let words = element.walk(&tested.way, &tested.leaf, family)?;
            let way = match words.way.strip_prefix('.') {
                Some(name) => name.to_owned(),
                None => format!("it{}", words.way),
            };
            conditions.push(format!("{way}{}", words.test));
        }
        if let (Some(value), []) = (contained(nested, leaf), rest) {
            return Ok(Words { way: String::new(), test: format!(" contains {value}") });
        }
        if conditions.is_empty() {
            return Err("a search that asks nothing".into());
        }
        let words = element.walk(rest, leaf, family)?;
        Ok(Words { way: format!("[{}]{}", conditions.join(" and "), words.way), ..words })
    }

    fn record(&mut self) -> Result<&mut Record, Unsaid> {
        if *self == Type::Open {
            *self = Type::Record(Record::default());
        }
        if let Type::Record(record) = self { Ok(record) } else { Err(clash()) }
    }

    fn list(&mut self) -> Result<&mut Type, Unsaid> {
        if *self == Type::Open {
            *self = Type::List(Box::new(Type::Open));
        }
        if let Type::List(element) = self { Ok(element) } else { Err(clash()) }
    }

    fn tag(&mut self, number: u64) -> Result<&mut Type, Unsaid> {
        if *self == Type::Open {
            *self = Type::Tag(number, Box::new(Type::Open));
        }
        match self {
            Type::Tag(known, content) if *known == number => Ok(content),
            _ => Err(clash()),
        }
    }

    fn embedded(&mut self) -> Result<&mut Type, Unsaid> {
        if *self == Type::Open {
            *self = Type::Embedded(Box::new(Type::Open));
        }
        if let Type::Embedded(content) = self { Ok(content) } else { Err(clash()) }
    }

    fn write(&self, out: &mut String, indent: usize, family: Family) {
        match self {
            Type::Open => out.push_str("any"),
            Type::Scalar(word) => out.push_str(word),
            Type::Record(record) => record.write_level(out, indent, family, false),
            Type::List(element) => {
                out.push('[');
                element.write(out, indent, family);
                out.push(']');
            }
            Type::Tag(number, content) => {
                out.push_str(&format!("tag {number} "));
                content.write(out, indent, family);
            }
            Type::Embedded(content) => {
                out.push_str("embedded ");
                content.write(out, indent, family);
            }
        }
    }
}

/// The value that a list contains, when that is all that a search asks.
fn contained<'a>(nested: &'a [Tested], leaf: &Leaf) -> Option<&'a str> {
    let [Tested { way, leaf: element }] = nested else { return None };
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
