//! The table of all diagnostic codes. `E01` syntax, `E02` names and modules, `E03` types,
//! `E04` roles, `E05` rules, `E06` lowering and wire profiles, `E070` tests, `E075` disclosure, `W05`
//! and `W06` warnings.

use super::Severity;

/// The number of a kind of mistake, such as `E0301`. Numbers are never given twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// The number as text: `E0301`.
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// Error for `E…`, warning for `W…`.
    pub fn severity(self) -> Severity {
        if self.0.starts_with('W') { Severity::Warning } else { Severity::Error }
    }

    /// What the code means, in a few words.
    pub fn title(self) -> &'static str {
        ALL.iter().find(|(code, _)| *code == self).map_or("", |(_, title)| title)
    }

    /// Of the warnings' codes, the one that a mistyped number probably means.
    pub fn nearest_warning(number: &str) -> Option<Code> {
        const FARTHEST: usize = 1;
        // Longer ones are no codes; this also bounds the work.
        if number.len() > 8 {
            return None;
        }
        let number = number.to_ascii_uppercase();
        let warnings = ALL.iter().filter(|(code, _)| code.severity() == Severity::Warning);
        let near = warnings.map(|(code, _)| (strsim::osa_distance(&number, code.0), *code));
        near.filter(|(distance, _)| *distance <= FARTHEST).min().map(|(_, code)| code)
    }

    /// Its page of the error index, `docs/errors/CODE.md`, as Markdown.
    pub fn page(self) -> &'static str {
        PAGES.iter().find(|(code, _)| *code == self).map_or("", |(_, page)| page)
    }

    /// The code with this number.
    pub fn from_number(number: &str) -> Option<Code> {
        ALL.iter().map(|(code, _)| *code).find(|code| code.0.eq_ignore_ascii_case(number))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// One line a code: its name in this code base, its number, what it means. A code without a page
/// in `docs/errors/` does not compile.
macro_rules! codes {
    ($($name:ident $number:literal $title:literal)*) => {
        $(#[doc = $title] pub const $name: Code = Code($number);)*
        /// Every code with its title, in ascending order within each letter.
        pub const ALL: &[(Code, &str)] = &[$(($name, $title),)*];
        const PAGES: &[(Code, &str)] =
            &[$(($name, include_str!(concat!("../../docs/errors/", $number, ".md"))),)*];
    };
}

codes! {
    // syntax
    UNEXPECTED          "E0101" "unexpected text"
    UNKNOWN_CHARACTER   "E0102" "a character that the language does not know"
    BAD_LITERAL         "E0103" "a literal that is not well formed"
    TOO_DEEP            "E0104" "nested too deep"
    // E0105 was for items whose syntax was reserved; all of them are supported now.
    SOURCE_TOO_LARGE    "E0106" "the file is too large"
    NO_NEGATION         "E0107" "there is no `not` and no `!=`"
    FOREIGN_OPERATOR    "E0108" "an operator of another language"
    SINGLE_EQUALS       "E0109" "`=` where `==` is meant"
    SINGLE_QUOTES       "E0110" "text in single or curly quotes"
    MISSING_WORD        "E0111" "a word or sign is missing"
    NOT_WHERE           "E0112" "a condition that does not begin with `where`"
    NO_EXPRESSIONS      "E0113" "there are no regular expressions"
    KEYWORD_AS_NAME     "E0114" "a keyword where a name is expected"
    UNBALANCED          "E0115" "a bracket without its partner"
    UNKNOWN_SETTING     "E0116" "an unknown setting"
    NOT_AN_ITEM         "E0117" "text that begins no item"
    TOO_MANY_MISTAKES   "E0118" "too many mistakes to show"
    NO_REASON           "E0119" "a level without a reason"
    BAD_LEVEL_COMMENT   "E0125" "an `admit:` comment that cannot be read"
    MISPLACED_LEVEL     "E0126" "an `admit:` comment that stands above no item"
    // names and modules
    UNKNOWN_NAME        "E0201" "an unknown name"
    GIVEN_TWICE         "E0202" "something given twice"
    WRONG_KIND          "E0203" "a name of another kind"
    UNKNOWN_MODULE      "E0204" "an unknown module"
    FILE_NOT_LOADED     "E0205" "a file that cannot be had"
    MODULE_CYCLE        "E0206" "modules that use each other"
    NOT_A_MODULE        "E0207" "a policy used as a module"
    NO_MODULE_NAME      "E0208" "a file whose name is no name of the language"
    DEFINED_BY_ITSELF   "E0209" "a definition that leads back to itself"
    TOO_MANY_FILES      "E0210" "too many files"
    BAD_SETTING         "E0211" "a setting that makes no sense here"
    DEFINED_TOO_DEEP    "E0212" "definitions that lead too deep"
    TOO_LARGE           "E0213" "a policy that grows too large"
    NO_POLICY           "E0214" "a module where a policy is needed"
    LEVEL_OF_AN_ERROR   "E0215" "a level for an error"
    UNKNOWN_CODE        "E0216" "an unknown code"
    // types, and the values that they take
    WRONG_LITERAL       "E0301" "a value of another type"
    NOT_A_MEMBER        "E0302" "a value that is none of the possible ones"
    USE_CONTAINS        "E0303" "a list tested like one value"
    NOT_A_HOST          "E0304" "`under` on what is no host"
    NO_SUCH_PART        "E0305" "a part that the value does not have"
    BAD_HOST            "E0306" "a host that is no domain"
    BAD_DATE            "E0307" "a date that does not exist"
    INT_RANGE           "E0308" "an integer outside 64 bits"
    BAD_EMAIL           "E0309" "what is no e-mail address"
    BAD_URI             "E0310" "what is no URI of its kind"
    BAD_MIMI_URI        "E0311" "what is no MIMI URI"
    CASE_OF_NON_TEXT    "E0312" "`ignoring case` where case means nothing"
    NO_ORDER            "E0313" "an ordering where there is none"
    TWO_CLAIMS          "E0314" "two claims compared"
    SUFFIX_OF_HOST      "E0315" "a bare suffix test on a host"
    NOT_TEXT            "E0316" "a text test on what is no text"
    NOT_A_BOOL          "E0317" "a claim alone that is no bool"
    NOT_A_LIST          "E0318" "a position, search or slice of what has none"
    EMPTY_RANGE         "E0319" "a range with nothing in it"
    BAD_KEY             "E0320" "a key that the format does not have"
    MIXED_VALUES        "E0321" "values that do not make one type"
    WRONG_FORMAT        "E0322" "what this format does not have"
    NOT_WHOLE           "E0323" "a value that cannot be compared whole"
    NULL_COMPARED       "E0324" "null compared like a value"
    PART_PRESENCE       "E0325" "a test for the presence of a part"
    DATE_FRACTION       "E0326" "a fraction of a second"
    NOT_EXACT           "E0327" "a number that cannot be carried exactly"
    BAD_OID             "E0328" "what is no object identifier"
    NUMBER_RANGE        "E0329" "a number outside its range"
    EMPTY_TEST          "E0330" "a test that is true of every text"
    IMPOSSIBLE_PART     "E0331" "a value that this part never has"
    OTHER_FAMILY        "E0332" "a credential of another family"
    CLAIM_TOO_DEEP      "E0333" "a claim that is too far down"
    NO_HOLDER_CLAIMS    "E0334" "claims of a holder who says nothing"
    HOLDER_INSIDE       "E0335" "`holder` below the top level"
    // roles
    INDEX_TWICE         "E0401" "a role index given twice"
    RESERVED_ROLE       "E0402" "a reserved role"
    UNKNOWN_CAPABILITY  "E0403" "an unknown capability"
    NOT_PRIVATE         "E0404" "a capability number that is not for private use"
    IMPOSSIBLE_COUNT    "E0405" "a minimum above its maximum"
    OPEN_JOIN           "E0406" "`open_join` on a role other than `none`"
    CAN_AND_CANNOT      "E0407" "a capability given and taken away"
    NAME_OF_BANNED      "E0408" "another name for the role of the banned"
    // rules and conditions
    RULE_IN_MODULE      "E0501" "a rule outside a policy"
    RESERVED_TARGET     "E0502" "a rule that gives a reserved role"
    REFUSE_WITHOUT_WHERE "E0503" "a refusal without a condition"
    ANYONE_HAS_NO_CLAIMS "E0504" "a condition on anyone"
    OTHER_CREDENTIAL    "E0505" "a condition of another credential"
    AMBIGUOUS           "E0506" "a claim and a condition of one name"
    CONDITION_IN_SEARCH "E0507" "a named condition inside a search"
    CONDITION_MISUSED   "E0508" "a named condition used like a claim"
    CONDITION_UNFIT     "E0509" "a condition that does not fit a credential"
    IT_OUTSIDE_SEARCH   "E0510" "`it` outside a search"
    // lowering and wire profiles
    TOO_MANY_ENTRIES    "E0601" "too many entries"
    PROFILE_CANNOT_SAY  "E0602" "the wire profile cannot say this"
    UNSAYABLE           "E0603" "no wire profile can say this"
    OR_IN_SEARCH        "E0604" "alternatives inside a search"
    WIRE_LIMIT          "E0605" "past a limit of the wire format"
    // tests
    TEST_IN_MODULE      "E0701" "a test outside a policy"
    NOTHING_GIVEN       "E0702" "a test without a credential"
    NOTHING_EXPECTED    "E0703" "a test that expects nothing"
    CANNOT_COME_TRUE    "E0704" "an expectation that never comes true"
    CLAIMS_OVER_FILE    "E0705" "claims laid over a file"
    USER_WITHOUT_ROOM   "E0706" "a user without a room"
    // pseudonyms and disclosure
    PSEUDONYM_CHOICE    "E0750" "a choice about pseudonyms that there is not"
    PSEUDONYMS_TWICE    "E0751" "pseudonyms given twice"
    DISCLOSE_TWICE      "E0752" "two `disclose` blocks of one credential"
    CLAIM_DISCLOSED_TWICE "E0753" "a claim with two duties of disclosure"
    NOT_DISCLOSED       "E0754" "what cannot be disclosed by itself"
    DISCLOSE_AMBIGUOUS  "E0755" "two `disclose` blocks that the wire cannot tell apart"
    DISCLOSE_IN_MODULE  "E0756" "a disclosure policy outside a policy"
    // what is allowed, but probably not meant
    CANNOT_JOIN         "W0501" "a role that nobody can join with"
    NEVER_ACTIVE        "W0502" "a role that nobody can be active in"
    ANYONE_FIRST        "W0503" "rules after `admit anyone`"
    UNREACHABLE_ROLE    "W0504" "a role that nobody is given"
    NAME_STYLE          "W0505" "a name in an unusual style"
    IDENTITY_WITHOUT_HOST "W0506" "an identity tested without its host"
    UNKNOWN_INDEX       "W0507" "a move to or from a role that the room does not have"
    EVERY_HOLDER        "W0508" "a rule for every credential of a format"
    NOTHING_TO_TAKE     "W0509" "a capability taken away that was not there"
    NEVER_TRUE          "W0510" "a test that is never satisfied"
    ABSENT_OR_WITHHELD  "W0511" "a test that a withheld claim passes"
    NO_ISSUER           "W0512" "no test of the issuer"
    REFUSAL_AVOIDED     "W0513" "a refusal that withholding a claim avoids"
    TEXT_SUFFIX         "W0514" "the end of a text where a host is meant"
    SHIFTING_POSITION   "W0515" "a position in a list whose elements may be withheld"
    FIRST_HIT_HIDES     "W0516" "a search whose first hit hides later ones"
    FIRST_OF_SEVERAL    "W0517" "the first of several attributes"
    UNSEEN_CHARACTER    "W0518" "a character that cannot be seen"
    MIXED_SCRIPTS       "W0519" "a word with letters of several scripts"
    NOTHING_TO_ALLOW    "W0520" "an allowance that allows nothing"
    LOOKS_ALIKE         "W0525" "text that looks like other text"
    HOST_OUTSIDE_ASCII  "W0526" "a host name outside ASCII"
    HOLDER_ASSERTED     "W0530" "a rule that rests on the holder's word"
    FORBIDS_UNWITHHELD  "W0550" "a forbidden claim that the holder cannot withhold"
    TESTS_FORBIDDEN     "W0551" "a rule that tests a forbidden claim"
    TESTS_IDENTITY      "W0552" "a rule that tests who somebody is where pseudonyms are required"
    DISCLOSED_UNUSED    "W0553" "a `disclose` block of a credential that no rule admits"
    // what lowering finds
    NEVER_MATCHES       "W0601" "a rule that never matches"
    SHADOWED            "W0602" "a rule that never decides"
    PROFILE_SAYS_LESS   "W0603" "the wire profile says less than the type"
    REFUSAL_READING     "W0604" "a refusal that others may not know"
    NO_EFFECT           "W0605" "a rule that changes nothing"
    MANY_ENTRIES        "W0606" "a rule that becomes many entries"
}
