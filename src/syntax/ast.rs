//! The syntax tree: what was written, with spans, before any name means anything.
//! Over 500 lines: declarations alone, in the order of the language's sections.

use crate::source::{FileId, Span, Spanned};

/// A name as written, without its back quotes.
pub type Name = Spanned<String>;

/// A dotted name: `roles.attendee`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// At least one segment.
    pub segments: Vec<Name>,
    /// All of it.
    pub span: Span,
}

/// One source file.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Which file.
    pub file: FileId,
    /// The `//!` lines, without the marker and one following space.
    pub docs: Vec<String>,
    /// The items that could be read, in order.
    pub items: Vec<Item>,
    /// What the text that could not be read may have declared.
    pub lost: Lost,
}

/// What unreadable text may have declared: of its uses nothing is said, since that it was lost is
/// said already.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lost {
    /// The names in it.
    pub names: Vec<Name>,
    /// For each declaration that has lost its name, the keyword of its item, or `claim`.
    pub nameless: Vec<&'static str>,
}

/// An item with its documentation.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// From the first keyword to the last token.
    pub span: Span,
    /// The `///` lines before it, without the marker and one following space.
    pub docs: Vec<String>,
    /// What it is.
    pub kind: ItemKind,
}

/// The kinds of items (language.md section 3).
#[derive(Debug, Clone, PartialEq)]
pub enum ItemKind {
    /// `policy "name" { … }`
    Policy(PolicyItem),
    /// `use …`
    Use(UseItem),
    /// `type Name = TYPE`
    Type {
        /// The new name.
        name: Name,
        /// What it stands for.
        ty: Type,
    },
    /// `enum Name: int { user = 0 }`
    Enum(EnumItem),
    /// `credential Name: FORMAT { … }`
    Credential(CredentialItem),
    /// `role name = INDEX { … }`
    Role(RoleItem),
    /// `let NAME = literal or list`
    Let {
        /// The constant's name.
        name: Name,
        /// Its value.
        value: Constant,
    },
    /// `condition NAME of Credential = CONDITION`
    Condition {
        /// The condition's name.
        name: Name,
        /// The credential whose claims it tests.
        credential: Path,
        /// The condition.
        body: Condition,
    },
    /// `rule NAME: admit …`, `admit …`, `refuse …`
    Rule(RuleItem),
    /// `pseudonyms required`
    Pseudonyms {
        /// `required`, `optional` or `forbidden`, unchecked.
        choice: Name,
    },
    /// `disclose Credential { require a, b   allow c   forbid d }`
    Disclose(DiscloseItem),
    /// `test "…" { given …   expect … }`
    Test(TestItem),
    /// Could not be read; already reported, and everything about its names stays silent.
    Broken {
        /// The item's keyword.
        keyword: Name,
        /// The names that it would have declared.
        names: Vec<Name>,
    },
}

/// `policy "name" { wire exact path-id   component 0x8126   description "…" }`
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyItem {
    /// The policy's name.
    pub name: Spanned<String>,
    /// Its settings, in order, duplicates kept.
    pub settings: Vec<Spanned<PolicySetting>>,
}

/// One setting of the policy block.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicySetting {
    /// `wire PROFILE [path-id]`; the words as written.
    Wire {
        /// `exact`, `pointer` or `matcher`, unchecked.
        profile: Name,
        /// `path-id`, unchecked.
        dialect: Option<Name>,
    },
    /// `component 0x8126`
    Component(Spanned<Literal>),
    /// `description "…"`
    Description(Spanned<String>),
    /// `allow W0512, W0513 "reason"`, `warn …`, `deny warnings "reason"`
    Level {
        /// `allow`, `warn` or `deny`.
        level: Name,
        /// The codes, or the word `warnings`, unchecked.
        codes: Vec<Name>,
        /// Why; the parser says when it is missing.
        reason: Option<Spanned<String>>,
    },
}

/// `use std.a.b as x`, `use "file.policy" { Name }`
#[derive(Debug, Clone, PartialEq)]
pub struct UseItem {
    /// What is used.
    pub source: UseSource,
    /// `as x`
    pub alias: Option<Name>,
    /// `{ Name, … }`; `None` when there are no braces.
    pub names: Option<Vec<Name>>,
}

/// Where a module comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum UseSource {
    /// `std.a.b`
    Module(Path),
    /// `"path/relative/to/this/file.policy"`
    File(Spanned<String>),
}

/// `enum Name: int { user = 0, admin = 2 }`
#[derive(Debug, Clone, PartialEq)]
pub struct EnumItem {
    /// The enum's name.
    pub name: Name,
    /// `int` or `string`, unchecked.
    pub base: Name,
    /// Its members, in order.
    pub members: Vec<EnumMember>,
}

/// `user = 0`
#[derive(Debug, Clone, PartialEq)]
pub struct EnumMember {
    /// `///` lines.
    pub docs: Vec<String>,
    /// The member's name.
    pub name: Name,
    /// Its value.
    pub value: Spanned<Literal>,
}

/// `credential Name: FORMAT extends Other type 0xF001 { claims }`
#[derive(Debug, Clone, PartialEq)]
pub struct CredentialItem {
    /// The credential's name.
    pub name: Name,
    /// The format's word, unchecked.
    pub format: Name,
    /// `extends Other`
    pub extends: Option<Path>,
    /// `type 0xF001`
    pub credential_type: Option<Spanned<Literal>>,
    /// Its claims.
    pub fields: Vec<Field>,
}

/// `name at KEY : TYPE`
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// `///` lines.
    pub docs: Vec<String>,
    /// The claim's name in the policy.
    pub name: Name,
    /// The steps after `at`; empty means the key is the name.
    pub at: Vec<Spanned<AtStep>>,
    /// Its type.
    pub ty: Type,
    /// All of it.
    pub span: Span,
}

/// A step of an `at` path.
#[derive(Debug, Clone, PartialEq)]
pub enum AtStep {
    /// `"odd name"`, `504`, `-67553`, `h'01'`, or an OID alone: a key.
    Key(Literal),
    /// `[0]`: an element of an array.
    Index(Spanned<Literal>),
    /// `extension 2.5.29.17`
    Extension(Spanned<Literal>),
    /// `subject 2.5.4.3`
    Subject(Spanned<Literal>),
    /// `position 5`
    Position(Spanned<Literal>),
    /// `holder "nonce"`, `holder 3`: a key among what the holder says, not the issuer.
    Holder(Spanned<Literal>),
}

/// A type as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Type {
    /// What it is.
    pub kind: TypeKind,
    /// All of it.
    pub span: Span,
}

/// The kinds of types (language.md section 4).
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// A built-in or declared name: `string`, `Address`, `oidc.Address`.
    Named(Path),
    /// `"a" | "b" | 3`
    Union(Vec<Spanned<Literal>>),
    /// `[T]`
    List(Box<Type>),
    /// `{ name : T }`
    Record(Vec<Field>),
    /// `tag 1 T`
    Tag(Spanned<Literal>, Box<Type>),
    /// `embedded T`
    Embedded(Box<Type>),
    /// Could not be read; already reported, and everything about it stays silent.
    Error,
}

/// `role name = INDEX extends other { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct RoleItem {
    /// The role's name in the policy.
    pub name: Name,
    /// Its index.
    pub index: Spanned<Literal>,
    /// `extends other`
    pub extends: Option<Path>,
    /// What it holds, in order, duplicates kept.
    pub settings: Vec<Spanned<RoleSetting>>,
}

/// One setting of a role.
#[derive(Debug, Clone, PartialEq)]
pub enum RoleSetting {
    /// `name "…"`
    Name(Spanned<String>),
    /// `description "…"`
    Description(Spanned<String>),
    /// `can add_participant, 0xF001`
    Can(Vec<CapabilityRef>),
    /// `cannot add_participant`
    Cannot(Vec<CapabilityRef>),
    /// `participants 1..5`
    Participants(Range),
    /// `active ..5`
    Active(Range),
    /// `may move FROM -> TO, TO`; a role may be named or numbered.
    MayMove {
        /// The role that a participant has.
        from: RoleRef,
        /// The roles that it may be given.
        to: Vec<RoleRef>,
    },
}

/// A capability by name or number.
#[derive(Debug, Clone, PartialEq)]
pub enum CapabilityRef {
    /// `add_participant`
    Named(Path),
    /// `0xF001`
    Number(Spanned<Literal>),
}

/// A role by name or index.
#[derive(Debug, Clone, PartialEq)]
pub enum RoleRef {
    /// `participant`
    Named(Path),
    /// `2`
    Number(Spanned<Literal>),
}

/// `1..5`, `1..`, `..5`: both ends belong to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// The lower end.
    pub from: Option<Spanned<Literal>>,
    /// The upper end.
    pub to: Option<Spanned<Literal>>,
    /// All of it.
    pub span: Span,
}

/// `rule NAME: admit CREDENTIAL as ROLE where CONDITION`
#[derive(Debug, Clone, PartialEq)]
pub struct RuleItem {
    /// `rule NAME:`
    pub name: Option<Name>,
    /// Whom it is about.
    pub subject: RuleSubject,
    /// What they get.
    pub outcome: RuleOutcome,
    /// `where …`
    pub condition: Option<Condition>,
}

/// Whom a rule is about.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleSubject {
    /// `anyone`
    Anyone(Span),
    /// Holders of a credential.
    Credential(Path),
}

/// What a rule gives.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleOutcome {
    /// `admit … as ROLE`
    Admit {
        /// The `admit` keyword.
        keyword: Span,
        /// The role.
        role: Path,
    },
    /// `refuse …`
    Refuse {
        /// The `refuse` keyword.
        keyword: Span,
    },
}

/// `disclose Credential { require a, b   allow c   forbid d }`
#[derive(Debug, Clone, PartialEq)]
pub struct DiscloseItem {
    /// Whose claims.
    pub credential: Path,
    /// What is said of them, in order, duplicates kept.
    pub clauses: Vec<Spanned<DiscloseClause>>,
}

/// One line of a `disclose` block.
#[derive(Debug, Clone, PartialEq)]
pub struct DiscloseClause {
    /// `require`, `allow` or `forbid`.
    pub duty: Name,
    /// The claims: a field of the credential, or a field of a field.
    pub claims: Vec<Path>,
}

/// `test "…" { given …   expect … }`
#[derive(Debug, Clone, PartialEq)]
pub struct TestItem {
    /// What the test is called.
    pub name: Spanned<String>,
    /// Its lines, in order, duplicates kept; the checker says which must be there.
    pub clauses: Vec<Spanned<TestClause>>,
}

/// One line of a test.
#[derive(Debug, Clone, PartialEq)]
pub enum TestClause {
    /// `given Badge { department: "Sales" }`
    Given {
        /// The credential's name.
        credential: Path,
        /// Its claims.
        claims: Vec<GivenField>,
    },
    /// `given file "alice.jwt"`: a real credential, its claims taken unverified.
    File(Spanned<String>),
    /// `given room "busy.json"`: the state of the room that the holder wants to join.
    Room(Spanned<String>),
    /// `given user "mimi://example.com/u/ann"`: as whom.
    User(Spanned<String>),
    /// `expect …`
    Expect(Expectation),
    /// `for each { { clearance: 1 } expect none … }`
    ForEach(Vec<TestCase>),
    /// Could not be read; already reported, and what the test lacks may have been there.
    Error,
}

/// `{ clearance: 1 } expect none`: what is laid over the given claims, and what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct TestCase {
    /// The claims of this case; each replaces the given one of its name.
    pub claims: Vec<GivenField>,
    /// What is expected.
    pub expect: Expectation,
    /// All of it.
    pub span: Span,
}

/// `department: "Sales"`
#[derive(Debug, Clone, PartialEq)]
pub struct GivenField {
    /// The claim's name in the policy.
    pub name: Name,
    /// Its value.
    pub value: Given,
    /// All of it.
    pub span: Span,
}

/// The value of a claim in a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// What it is.
    pub kind: GivenKind,
    /// All of it.
    pub span: Span,
}

/// The kinds of values that a claim can be given.
#[derive(Debug, Clone, PartialEq)]
pub enum GivenKind {
    /// A literal.
    Literal(Literal),
    /// A constant or a member of an enum.
    Named(Path),
    /// `["a", "b"]`
    List(Vec<Given>),
    /// `{ country: "DE" }`
    Record(Vec<GivenField>),
    /// Could not be read; already reported.
    Error,
}

/// `expect moderator by hr`
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// What is expected.
    pub kind: ExpectationKind,
    /// All of it, the keyword included.
    pub span: Span,
}

/// What a test can expect.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpectationKind {
    /// `expect moderator`, `expect moderator by hr`
    Role {
        /// The role.
        role: Path,
        /// `by RULE`
        rule: Option<Name>,
    },
    /// `expect none`: no rule matches.
    None,
    /// `expect refused`, `expect refused by RULE`
    Refused {
        /// `by RULE`
        rule: Option<Name>,
    },
    /// `expect forbidden`: a rule gives a role, and the room's state does not allow it.
    Forbidden,
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What it is.
    pub kind: ConditionKind,
    /// All of it, parentheses included.
    pub span: Span,
}

/// The kinds of conditions (language.md section 5).
#[derive(Debug, Clone, PartialEq)]
pub enum ConditionKind {
    /// `a or b or c`: at least two.
    Any(Vec<Condition>),
    /// `a and b and c`: at least two.
    All(Vec<Condition>),
    /// One test.
    Test(Box<Test>),
    /// Could not be read; already reported.
    Error,
}

/// One test.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// What is tested.
    pub claim: Claim,
    /// How.
    pub kind: TestKind,
    /// `ignoring case`
    pub ignoring_case: Option<Span>,
}

/// A claim, one of its elements, or a part of its value; or a condition's name.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The first name; `it` inside a search.
    pub head: Name,
    /// What follows.
    pub steps: Vec<Spanned<ClaimStep>>,
    /// All of it.
    pub span: Span,
}

/// What may follow a claim's name.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimStep {
    /// `.name`: a field, or a part such as `host`.
    Member(Name),
    /// `[0]`
    Index(Spanned<Literal>),
    /// `[3..38]`
    Slice(Range),
    /// `[domain == "smart.example"]`
    Search(Condition),
}

/// How a claim is tested.
#[derive(Debug, Clone, PartialEq)]
pub enum TestKind {
    /// Nothing follows: a bool claim, or the name of a condition.
    Holds,
    /// `== < <= > >=`
    Compare {
        /// Which.
        operator: Spanned<Comparison>,
        /// With what.
        value: Operand,
    },
    /// `in [ … ]`
    InList(Vec<Operand>, Span),
    /// `in 1..5`
    InRange(Range),
    /// `in NAME`
    InConstant(Path),
    /// `contains`
    Contains(Operand),
    /// `starts with`
    StartsWith(Operand),
    /// `ends with`
    EndsWith(Operand),
    /// `under`
    Under(Operand),
    /// `exists`
    Exists,
    /// `is absent`
    IsAbsent,
    /// `is null`
    IsNull,
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What a claim is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A literal.
    Literal(Spanned<Literal>),
    /// `[a, b]`: a whole list.
    List(Vec<Operand>, Span),
    /// A constant or a member of an enum.
    Named(Path),
}

impl Operand {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Operand::Literal(literal) => literal.span,
            Operand::List(_, span) => *span,
            Operand::Named(path) => path.span,
        }
    }
}

/// The right side of `let`.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// One value.
    One(Operand),
    /// `[a, b]`
    List(Vec<Operand>, Span),
}

/// A literal, its escapes and digits already read.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `42`, `-1`, `0x2A`, `1_000`; wide enough that the checker can say what does not fit.
    Int(i128),
    /// `200.0`, `1e3`; finite.
    Float(f64),
    /// `"text"`
    Text(String),
    /// `h'0a 1b'`, `b64'…'`
    Bytes(Vec<u8>),
    /// `2026-01-31`, `2026-01-31T12:00:00Z`, as written; the checker says whether it exists.
    Date(String),
    /// `2.5.4.3`, as written; the checker says whether it is an OID.
    Oid(String),
}
