//! The wire model: what a `PreAuthData` says, field by field, in each of the three profiles.
//!
//! Values of these types are what [`crate::wire`] reads and writes; nothing here is normalized, so
//! that `encode(decode(b)) == b`.

pub mod disclosure;
pub mod room;
pub mod selector;
pub mod test_value;

use crate::format::{Family, Provenance};

/// Which of the three claim structures a `PreAuthData` uses (`docs/wire.md` section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// draft-ietf-mimi-room-policy-03 section 4: whole top-level claims.
    Exact,
    /// draft-mahy-mimi-credential-preauth (15 January 2026) section 7: claim pointers.
    Pointer,
    /// The same draft, sections 4 and 5: claim matchers.
    Matcher,
}

impl Profile {
    /// The three profiles, from the narrowest to the widest.
    pub const ALL: [Profile; 3] = [Profile::Exact, Profile::Pointer, Profile::Matcher];

    /// The word of the language and of the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Profile::Exact => "exact",
            Profile::Pointer => "pointer",
            Profile::Matcher => "matcher",
        }
    }

    /// The component that carries this profile unless another is named: `preauth_list` (0x0026)
    /// for `exact`, private-use numbers for the others (`docs/decisions.md`).
    pub const fn default_component(self) -> u16 {
        match self {
            Profile::Exact => 0x0026,
            Profile::Pointer => 0x8026,
            Profile::Matcher => 0x8126,
        }
    }
}

/// `PreAuthData`: the entries, consulted in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreAuthData {
    /// Profile `exact`.
    Exact(Vec<Entry<ExactClaim>>),
    /// Profile `pointer`.
    Pointer(Vec<Entry<PointerClaim>>),
    /// Profile `matcher`.
    Matcher(Vec<Entry<MatcherClaim>>),
}

impl PreAuthData {
    /// Which profile it is.
    pub const fn profile(&self) -> Profile {
        match self {
            PreAuthData::Exact(_) => Profile::Exact,
            PreAuthData::Pointer(_) => Profile::Pointer,
            PreAuthData::Matcher(_) => Profile::Matcher,
        }
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        match self {
            PreAuthData::Exact(entries) => entries.len(),
            PreAuthData::Pointer(entries) => entries.len(),
            PreAuthData::Matcher(entries) => entries.len(),
        }
    }

    /// Whether it has no entries, and so admits nobody.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The target role of the entry at `index`.
    pub fn role(&self, index: usize) -> Option<&Role> {
        match self {
            PreAuthData::Exact(entries) => entries.get(index).map(|entry| &entry.role),
            PreAuthData::Pointer(entries) => entries.get(index).map(|entry| &entry.role),
            PreAuthData::Matcher(entries) => entries.get(index).map(|entry| &entry.role),
        }
    }
}

/// `PreAuthRoleEntry`: when every claim is satisfied, the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<C> {
    /// `claimset`; empty means anyone.
    pub claims: Vec<C>,
    /// `target_role`; index 0 refuses.
    pub role: Role,
}

/// `Role` of draft-ietf-mimi-room-policy-03 section 3.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Role {
    /// `role_index`: 0 is nobody in particular, 1 the banned.
    pub index: u32,
    /// `role_name`.
    pub name: String,
    /// `role_description`; may be empty.
    pub description: String,
    /// `role_capabilities`, as they came.
    pub capabilities: Vec<u16>,
    /// `minimum_participants_constraint`.
    pub min_participants: u32,
    /// `maximum_participants_constraint`.
    pub max_participants: Option<u32>,
    /// `minimum_active_participants_constraint`.
    pub min_active: u32,
    /// `maximum_active_participants_constraint`.
    pub max_active: Option<u32>,
    /// `authorized_role_changes`, as they came.
    pub changes: Vec<RoleChange>,
}

/// `SingleSourceRoleChangeTargets`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoleChange {
    /// `from_role_index`.
    pub from: u32,
    /// `target_role_indexes`, as they came.
    pub targets: Vec<u32>,
}

/// `Claim` of profile `exact`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExactClaim {
    /// MLS credential type.
    pub credential_type: u16,
    /// `id`: JSON name, deterministic CBOR key or path, or OID content octets.
    pub id: Vec<u8>,
    /// `claim_value`: canonical JSON, deterministic CBOR, or DER.
    pub value: Vec<u8>,
}

/// `Claim` of profile `pointer`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PointerClaim {
    /// Whose claim it is.
    pub provenance: Provenance,
    /// Family and place.
    pub root: PointerRoot,
    /// `claim_semantics`.
    pub semantics: PointerSemantics,
    /// `match_on`.
    pub match_on: MatchOn,
    /// `match_any_in_list`.
    pub any_in_list: bool,
    /// `target_value`.
    pub target: Vec<u8>,
}

/// Where a claim of profile `pointer` is found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PointerRoot {
    /// DER content octets of an OID.
    X509(Vec<u8>),
    /// `JwtClaimRoot`.
    Jwt(Vec<JwtToken>),
    /// `CwtClaimRoot`.
    Cwt(Vec<CwtToken>),
}

impl PointerRoot {
    /// The family of the claim.
    pub const fn family(&self) -> Family {
        match self {
            PointerRoot::X509(_) => Family::X509,
            PointerRoot::Jwt(_) => Family::Jwt,
            PointerRoot::Cwt(_) => Family::Cwt,
        }
    }
}

/// `JwtToken`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JwtToken {
    /// `member_name`, bare.
    Name(String),
    /// `array_index`.
    Index(u32),
}

/// `CwtToken`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CwtToken {
    /// `map_key`: deterministic CBOR.
    Key(Vec<u8>),
    /// `array_index`.
    Index(u32),
    /// `tagged_value`: the content of a tag, whatever its number.
    TaggedValue,
    /// `bstr_encoded`: one CBOR item in a byte string.
    BstrEncoded,
}

/// A field whose values are numbered octets on the wire.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $number:literal $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the draft gives the values no words beyond their names")]
        pub enum $name { $($variant = $number,)* }

        impl $name {
            /// Every value, in the order of its number.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The draft's name for this value.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// The octet on the wire.
            pub const fn number(self) -> u8 {
                self as u8
            }

            /// The value with this octet.
            pub const fn from_number(number: u8) -> Option<$name> {
                match number { $($number => Some($name::$variant),)* _ => None }
            }

            /// The value with this name.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
    };
}

pub(crate) use numbered;

numbered! {
    /// `ClaimSemantics` of profile `pointer`.
    PointerSemantics {
        Bytes = 0 "bytes", String = 1 "string", Domain = 2 "domain", Uri = 3 "uri", Email = 4 "email",
    }
}

numbered! {
    /// `MatchOn` of profile `pointer`.
    MatchOn {
        Bytes = 0 "bytes", Utf8 = 1 "utf8", Domain = 2 "domain", UserId = 3 "user_id",
        DeviceId = 4 "device_id", Handle = 5 "handle", Userpart = 6 "userpart",
        Hostpart = 7 "hostpart", UriPath = 8 "uri_path",
    }
}

/// `Claim` of profile `matcher`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatcherClaim {
    /// `claim_family`, but for whose claim it is.
    pub family: Family,
    /// Whose claim it is.
    pub provenance: Provenance,
    /// `matcher`.
    pub matcher: Matcher,
}

/// `ClaimMatcher`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Matcher {
    /// `claim_pointer`.
    pub pointer: Vec<Item>,
    /// `claim_semantics`.
    pub semantics: Semantics,
    /// `match_as`.
    pub match_as: MatchAs,
    /// `operation`; absent means equal, and an explicit equal is kept as it came.
    pub operation: Option<Operation>,
    /// `test_value`, of the form that `match_as` asks for.
    pub test: Vec<u8>,
}

/// `ClaimPointerItem`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// `map_key`: a quoted canonical JSON string, deterministic CBOR, or OID content octets.
    Key(Vec<u8>),
    /// `array_position`.
    Position(u32),
    /// `array_search`: the first element that satisfies all.
    Search(Vec<Matcher>),
    /// `tagged_value`: the content of a tag with this number.
    Tag(u64),
    /// `bstr_encoded`: one CBOR item in a byte string.
    Embedded,
    /// `any`: stay.
    Any,
}

numbered! {
    /// `ClaimSemantics` of profile `matcher`.
    Semantics {
        Null = 0 "null", Number = 1 "number", Int = 2 "int", Float = 3 "float", Bool = 4 "bool",
        Date = 5 "date", Bytes = 6 "bytes", String = 7 "string", Domain = 8 "domain", Uri = 9 "uri",
        HttpsUri = 10 "https_uri", MimiUri = 11 "mimi_uri", Email = 12 "email",
    }
}

numbered! {
    /// `MatchAs` of profile `matcher`.
    MatchAs {
        Exists = 0 "exists", Number = 1 "number", Int = 2 "int", Uint = 3 "uint", Float = 4 "float",
        FiniteFloat = 5 "finite_float", Bool = 6 "bool", SecsSinceEpoch = 7 "secs_since_epoch",
        Iso8601 = 8 "iso8601", Bytes = 9 "bytes", Hex = 10 "hex", Base64 = 11 "base64",
        Base64url = 12 "base64url", Der = 13 "der", Pem = 14 "pem", Ipv4 = 15 "ipv4", Ipv6 = 16 "ipv6",
        DeterministicCbor = 17 "deterministic_cbor", Utf8 = 18 "utf8", Utf8Ci = 19 "utf8_ci",
        Nfc = 20 "nfc", Nfd = 21 "nfd", CanonicalJson = 22 "canonical_json", Domain = 23 "domain",
        Punycode = 24 "punycode", EmailAddress = 25 "email_address", GenericUri = 26 "generic_uri",
        HttpsUri = 27 "https_uri", Userpart = 28 "userpart", Hostpart = 29 "hostpart",
        UriPath = 30 "uri_path", MimiUri = 31 "mimi_uri", UserId = 32 "user_id",
        DeviceId = 33 "device_id", RoomId = 34 "room_id", LengthBytes = 35 "length_bytes",
        LengthChars = 36 "length_chars",
    }
}

/// `Operation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// `equal` (0).
    Equal,
    /// `less_than` (1).
    LessThan,
    /// `less_than_or_equal` (2).
    LessThanOrEqual,
    /// `greater_than` (3).
    GreaterThan,
    /// `greater_than_or_equal` (4).
    GreaterThanOrEqual,
    /// `contains` (7).
    Contains,
    /// `starts_with` (8), comparing only that many units of the test value.
    StartsWith(Option<u32>),
    /// `ends_with` (9), comparing only that many units of the test value.
    EndsWith(Option<u32>),
    /// `substring` (10).
    Substring {
        /// `start_position`, in units of the value.
        start: u32,
        /// `length`; absent means to the end.
        length: Option<u32>,
    },
    /// `path_slice` (11): one segment of a URI's path.
    PathSlice(u32),
}
