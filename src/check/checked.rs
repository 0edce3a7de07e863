//! The checked policy: every name resolved, every literal valid for its claim. Only the checker
//! makes one, and only a checked policy can be lowered.

use crate::format::{Format, Provenance};
use crate::model::disclosure::{Duty, Pseudonyms};
use crate::model::{Profile, Role};
use crate::source::{Span, Spanned};

/// A policy without errors.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::manual_non_exhaustive, reason = "lowering's unit tests put policies together")]
pub struct Checked {
    /// `policy "name"`.
    pub name: String,
    /// `description "…"` of the policy.
    pub description: String,
    /// Which structure is to be written.
    pub wire: Wire,
    /// Every credential declared or used, by [`CredentialId`].
    pub credentials: Vec<Credential>,
    /// Every role of the room, ascending by index, `none` (0) and `banned` (1) among them.
    pub roles: Vec<RoleDefinition>,
    /// The rules, in the order in which they are consulted.
    pub rules: Vec<Rule>,
    /// What the room asks of disclosures.
    pub disclosure: Disclosure,
    /// The cases of the policy's tests, in order. What is compiled does not depend on them.
    pub tests: Vec<TestCase>,
    /// Keeps the fields from being put together elsewhere.
    pub(crate) _made_by_checker: (),
}

/// `pseudonyms …` and the `disclose` blocks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Disclosure {
    /// `pseudonyms required`; `None` when nothing is said.
    pub pseudonyms: Option<Pseudonyms>,
    /// Each `disclose` block, in their order.
    pub credentials: Vec<Disclosed>,
}

/// `disclose Credential { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Disclosed {
    /// Whose claims.
    pub credential: CredentialId,
    /// What is said of them, in the order of the source.
    pub claims: Vec<DisclosedClaim>,
}

/// A claim of a `disclose` block.
#[derive(Debug, Clone, PartialEq)]
pub struct DisclosedClaim {
    /// Where the claim is, from the root; without searches, its wrappers still around it.
    pub pointer: Vec<Step>,
    /// What is asked of it.
    pub duty: Duty,
    /// As written: `address.street`.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

/// What is to be written, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wire {
    /// The profile; `matcher` unless the policy names another.
    pub profile: Profile,
    /// Dialect `path-id` of profile `exact`.
    pub path_id: bool,
    /// The component that the policy names.
    pub component: Option<u16>,
    /// Where the policy names the profile; the policy's name otherwise.
    pub span: Span,
}

/// An index into [`Checked::credentials`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialId(pub usize);

/// A declared credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its name in the policy.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// The MLS credential type: declared with `type`, or the format's default.
    pub credential_type: u16,
    /// Its name's place.
    pub span: Span,
}

/// A role of the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleDefinition {
    /// Its name in the policy; its name on the wire is in `role`.
    pub name: String,
    /// What goes on the wire: capabilities ascending without duplicates, changes ascending.
    pub role: Role,
    /// Its name's place; `None` for a built-in role that the policy does not declare.
    pub span: Option<Span>,
}

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// `rule NAME:`
    pub name: Option<String>,
    /// Whose claims it tests; `None` is `anyone`.
    pub credential: Option<CredentialId>,
    /// What it gives: an index into [`Checked::roles`]; the role with wire index 0 refuses.
    pub role: usize,
    /// `where …`
    pub condition: Option<Condition>,
    /// All of it.
    pub span: Span,
}

/// A condition with the named conditions put in place.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Every one; never empty.
    All(Vec<Condition>),
    /// At least one; never empty. `in [a, b]` is one too.
    Any(Vec<Condition>, Span),
    /// One test.
    Test(Test),
}

/// One test of one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Who asserts the claim. Inside a search, whose elements are where their list is, `Issuer`.
    pub provenance: Provenance,
    /// Where the claim is, from the root (or, inside a search, from the element).
    pub pointer: Vec<Step>,
    /// What the claim's type says it is.
    pub subject: Subject,
    /// Which part of the value is tested.
    pub part: Part,
    /// How it is tested, and with what.
    pub relation: Relation,
    /// `ignoring case`
    pub ignoring_case: bool,
    /// All of it, for messages.
    pub span: Span,
    /// The claim alone, for messages.
    pub claim_span: Span,
}

/// One step of a pointer.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A JSON member.
    Name(String),
    /// A CBOR map key, deterministic encoding.
    Cbor(Vec<u8>),
    /// An OID, DER content octets. At the root of an X.509 credential: the extension with that
    /// OID, else the first subject attribute.
    Oid(Vec<u8>),
    /// An element counted from 0; in X.509 also a field of `tbsCertificate` or a CHOICE's number.
    Position(u32),
    /// The first element that satisfies the condition.
    Search(Box<Condition>, Span),
    /// The content of a tag.
    Tag(u64),
    /// The CBOR item in a byte string.
    Embedded,
}

/// What the claim's type says that its value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// `null`
    Null,
    /// `bool`
    Bool,
    /// `int`, and enums and unions of integers
    Int,
    /// `float`
    Float,
    /// `number`
    Number,
    /// `date`
    Date,
    /// `date_text`: RFC 3339 text.
    DateText,
    /// `bytes`
    Bytes,
    /// `string`, and enums and unions of texts
    String,
    /// `domain`
    Domain,
    /// `uri`
    Uri,
    /// `https_uri`
    HttpsUri,
    /// `mimi_uri`
    MimiUri,
    /// `email`
    Email,
    /// `any`
    Any,
    /// `[T]`
    List,
    /// `{ … }`
    Record,
}

/// A part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// `[3..38]` on text or bytes: from `start`, `length` units or to the end.
    Slice {
        /// First unit, from 0.
        start: u32,
        /// Number of units.
        length: Option<u32>,
    },
    /// `.host` of a URI or e-mail address
    Host,
    /// `.user` of a URI (the userinfo) or an e-mail address (the local part)
    User,
    /// `.path` of a URI
    Path,
    /// `.path[3..38]`
    PathSlice {
        /// First character, from 0.
        start: u32,
        /// Number of characters.
        length: Option<u32>,
    },
    /// `.path[0]`: a segment
    PathSegment(u32),
    /// `.user_id` of a MIMI URI
    UserId,
    /// `.device_id` of a MIMI URI
    DeviceId,
    /// `.handle` of a MIMI URI
    Handle,
    /// `.room_id` of a MIMI URI
    RoomId,
    /// `.length` of text: Unicode scalar values
    LengthChars,
    /// `.length` of bytes: octets
    LengthBytes,
}

/// How a value is tested.
#[derive(Debug, Clone, PartialEq)]
pub enum Relation {
    /// `==`
    Equal(Value),
    /// `<`
    Less(Value),
    /// `<=`
    LessOrEqual(Value),
    /// `>`
    Greater(Value),
    /// `>=`
    GreaterOrEqual(Value),
    /// `contains` on text or bytes
    Contains(Value),
    /// `starts with`
    StartsWith(Value),
    /// `ends with`
    EndsWith(Value),
    /// `under`: the ASCII form of a host name
    Under(String),
    /// `contains` on a list: some element equals the value, read as the element's type
    Has(Value, Subject),
    /// `exists`
    Exists,
    /// `is absent`
    Absent,
    /// `is null`
    IsNull,
}

/// A value of the policy, valid for the claim it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A finite number.
    Float(f64),
    /// A point in time: seconds since 1970-01-01T00:00:00Z, and the text as written.
    Date {
        /// Whole seconds.
        seconds: i64,
        /// RFC 3339 text (or a full date) as written; may carry a fraction where the claim is text.
        text: String,
    },
    /// Text.
    Text(String),
    /// Octets.
    Bytes(Vec<u8>),
    /// A list, for claims that are compared whole.
    List(Vec<Value>),
}

/// One case of a test: a credential, and what is expected of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TestCase {
    /// The test's name.
    pub name: String,
    /// Its place in the test's table, from 1; `None` when there is no table.
    pub number: Option<usize>,
    /// The credential.
    pub given: Given,
    /// The file with the room's state, as written.
    pub room: Option<Spanned<String>>,
    /// Who joins: a MIMI URI.
    pub user: Option<Spanned<String>>,
    /// What is expected.
    pub expect: Expect,
    /// Where it is expected.
    pub expect_span: Span,
    /// The test, or its line of a table.
    pub span: Span,
}

/// The credential of a test.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Its claims.
    Claims {
        /// What it is.
        credential: CredentialId,
        /// What it says.
        claims: Vec<GivenClaim>,
    },
    /// A file, as written.
    File(Spanned<String>),
}

/// A claim that is given.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenClaim {
    /// Who asserts it. Inside a record, whose fields are where it is, `Issuer`.
    pub provenance: Provenance,
    /// Where it is, from the root or the record; never empty.
    pub steps: Vec<Step>,
    /// Its value.
    pub value: GivenValue,
}

/// The value of a claim that is given, valid for the claim's type.
#[derive(Debug, Clone, PartialEq)]
pub enum GivenValue {
    /// Null, whatever the type.
    Null,
    /// One value, and what its type says that it is.
    Scalar(Subject, Value),
    /// `[T]`
    List(Vec<GivenValue>),
    /// `{ … }`
    Record(Vec<GivenClaim>),
    /// `tag N T`
    Tag(u64, Box<GivenValue>),
    /// `embedded T`
    Embedded(Box<GivenValue>),
}

/// What a test expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// A role: an index into [`Checked::roles`], never one of the reserved; and the rule that
    /// decides, an index into [`Checked::rules`], when it is named.
    Role {
        /// The role.
        role: usize,
        /// The rule.
        rule: Option<usize>,
    },
    /// No rule matches.
    None,
    /// A rule refuses, this one when it is named.
    Refused {
        /// The rule.
        rule: Option<usize>,
    },
    /// A rule gives a role, and the room's state does not allow it.
    Forbidden,
}
