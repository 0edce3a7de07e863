//! Moving a tree to another place: what was read there need not be read again here.

use crate::source::{FileId, Span, Spanned};
use crate::syntax::ast::*;

/// From where a tree was read to where the same text stands now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By {
    /// The file in which the text stands now.
    pub file: FileId,
    /// Where the text began.
    pub from: u32,
    /// Where it begins now.
    pub to: u32,
}

/// What has places in it.
pub(crate) trait Shift {
    /// Moves every place.
    fn shift(&mut self, by: By);
}

impl Shift for Span {
    fn shift(&mut self, by: By) {
        let moved = |at: u32| at.wrapping_sub(by.from).wrapping_add(by.to);
        *self = Span::new(by.file, moved(self.start), moved(self.end));
    }
}

impl<T: Shift> Shift for Spanned<T> {
    fn shift(&mut self, by: By) {
        let Spanned { node, span } = self;
        node.shift(by);
        span.shift(by);
    }
}

impl<T: Shift> Shift for Vec<T> {
    fn shift(&mut self, by: By) {
        self.iter_mut().for_each(|one| one.shift(by));
    }
}

impl<T: Shift> Shift for Option<T> {
    fn shift(&mut self, by: By) {
        self.iter_mut().for_each(|one| one.shift(by));
    }
}

impl<T: Shift> Shift for Box<T> {
    fn shift(&mut self, by: By) {
        self.as_mut().shift(by);
    }
}

/// What has no place in it.
macro_rules! placeless {
    ($($name:ident)*) => { $(impl Shift for $name { fn shift(&mut self, _: By) {} })* };
}

placeless! { String Literal Comparison }

/// Every field is named, so that none can be forgotten.
macro_rules! structs {
    ($($name:ident { $($field:ident),* })*) => {
        $(impl Shift for $name {
            fn shift(&mut self, by: By) {
                let $name { $($field),* } = self;
                $($field.shift(by);)*
            }
        })*
    };
}

structs! {
    Item { span, docs, kind }
    Path { segments, span }
    PolicyItem { name, settings }
    UseItem { source, alias, names }
    EnumItem { name, base, members }
    EnumMember { docs, name, value }
    CredentialItem { name, format, extends, credential_type, fields }
    Field { docs, name, at, ty, span }
    Type { kind, span }
    RoleItem { name, index, extends, settings }
    Range { from, to, span }
    RuleItem { name, subject, outcome, condition }
    DiscloseItem { credential, clauses }
    DiscloseClause { duty, claims }
    TestItem { name, clauses }
    TestCase { claims, expect, span }
    GivenField { name, value, span }
    Given { kind, span }
    Expectation { kind, span }
    Condition { kind, span }
    Test { claim, kind, ignoring_case }
    Claim { head, steps, span }
}

/// Every variant with its parts.
macro_rules! enums {
    ($($name:ident { $($pattern:pat => [$($part:ident),*])* })*) => {
        $(impl Shift for $name {
            fn shift(&mut self, by: By) {
                use $name as E;
                match self {
                    $($pattern => { $($part.shift(by);)* })*
                }
            }
        })*
    };
}

enums! {
    ItemKind {
        E::Policy(a) => [a]
        E::Use(a) => [a]
        E::Type { name, ty } => [name, ty]
        E::Enum(a) => [a]
        E::Credential(a) => [a]
        E::Role(a) => [a]
        E::Let { name, value } => [name, value]
        E::Condition { name, credential, body } => [name, credential, body]
        E::Rule(a) => [a]
        E::Pseudonyms { choice } => [choice]
        E::Disclose(a) => [a]
        E::Test(a) => [a]
        E::Broken { keyword, names } => [keyword, names]
    }
    PolicySetting {
        E::Wire { profile, dialect } => [profile, dialect]
        E::Component(a) => [a]
        E::Description(a) => [a]
        E::Level { level, codes, reason } => [level, codes, reason]
    }
    UseSource {
        E::Module(a) => [a]
        E::File(a) => [a]
    }
    AtStep {
        E::Key(a) => [a]
        E::Index(a) => [a]
        E::Extension(a) => [a]
        E::Subject(a) => [a]
        E::Position(a) => [a]
        E::Holder(a) => [a]
    }
    TypeKind {
        E::Named(a) => [a]
        E::Union(a) => [a]
        E::List(a) => [a]
        E::Record(a) => [a]
        E::Tag(a, b) => [a, b]
        E::Embedded(a) => [a]
        E::Error => []
    }
    RoleSetting {
        E::Name(a) => [a]
        E::Description(a) => [a]
        E::Can(a) => [a]
        E::Cannot(a) => [a]
        E::Participants(a) => [a]
        E::Active(a) => [a]
        E::MayMove { from, to } => [from, to]
    }
    CapabilityRef {
        E::Named(a) => [a]
        E::Number(a) => [a]
    }
    RoleRef {
        E::Named(a) => [a]
        E::Number(a) => [a]
    }
    RuleSubject {
        E::Anyone(a) => [a]
        E::Credential(a) => [a]
    }
    RuleOutcome {
        E::Admit { keyword, role } => [keyword, role]
        E::Refuse { keyword } => [keyword]
    }
    TestClause {
        E::Given { credential, claims } => [credential, claims]
        E::File(a) => [a]
        E::Room(a) => [a]
        E::User(a) => [a]
        E::Expect(a) => [a]
        E::ForEach(a) => [a]
        E::Error => []
    }
    GivenKind {
        E::Literal(a) => [a]
        E::Named(a) => [a]
        E::List(a) => [a]
        E::Record(a) => [a]
        E::Error => []
    }
    ExpectationKind {
        E::Role { role, rule } => [role, rule]
        E::None => []
        E::Refused { rule } => [rule]
        E::Forbidden => []
    }
    ConditionKind {
        E::Any(a) => [a]
        E::All(a) => [a]
        E::Test(a) => [a]
        E::Error => []
    }
    ClaimStep {
        E::Member(a) => [a]
        E::Index(a) => [a]
        E::Slice(a) => [a]
        E::Search(a) => [a]
    }
    TestKind {
        E::Holds => []
        E::Compare { operator, value } => [operator, value]
        E::InList(a, b) => [a, b]
        E::InRange(a) => [a]
        E::InConstant(a) => [a]
        E::Contains(a) => [a]
        E::StartsWith(a) => [a]
        E::EndsWith(a) => [a]
        E::Under(a) => [a]
        E::Exists => []
        E::IsAbsent => []
        E::IsNull => []
    }
    Operand {
        E::Literal(a) => [a]
        E::List(a, b) => [a, b]
        E::Named(a) => [a]
    }
    Constant {
        E::One(a) => [a]
        E::List(a, b) => [a, b]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::syntax::parse;

    #[test]
    fn a_moved_tree_is_the_tree_of_the_moved_text() {
        let everything = include_str!("../../tests/all/syntax/everything.policy");
        let library = crate::check::stdlib::names().filter_map(crate::check::stdlib::text);
        for text in library.chain([everything]) {
            let read = |text: &str, file| parse(text, FileId(file), &Limits::default()).0.items;
            let mut items = read(text, 0);
            items.shift(By { file: FileId(3), from: 0, to: 5 });
            assert_eq!(
                items,
                read(&format!("\n    {text}").replacen("\n    ", "\n\n\n\n\n", 1), 3)
            );
            items.shift(By { file: FileId(0), from: 5, to: 0 });
            assert_eq!(items, read(text, 0));
        }
    }
}
