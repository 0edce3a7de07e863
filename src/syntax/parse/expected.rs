//! What the grammar expected at some place, in the words of the language.

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::token::TokenKind;

use super::lexeme::Lexeme;

/// How much a possibility helps the reader of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// What has to come, or what the author most likely wanted.
    Main,
    /// What may come because all that has to be is there.
    Next,
    /// What would only make the word before it longer.
    Side,
}

/// A possibility in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    /// A description: "a role name".
    Of(&'static str),
    /// A word or sign, shown in back quotes.
    Fixed(&'static str),
}

const ROLE_SETTING: &str = "a setting (`name`, `description`, `can`, `cannot`, \
                            `participants`, `active` or `may move`)";
const POLICY_SETTING: &str = "a setting (`wire`, `component`, `description`, \
                              `allow`, `warn` or `deny`)";
const TEST_CLAUSE: &str = "a line of the test (`given`, `expect` or `for each`)";
const GIVEN: &str = "a credential name, `file`, `room` or `user`";
const EXPECTATION: &str = "a role name, `none`, `refused` or `forbidden`";
const NEXT_ITEM: &str = "the next item";

/// What the grammar expected at some place.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    rules: Vec<Rule>,
}

impl Expected {
    /// From what pest tried in vain, and what it wanted not to find.
    pub fn new(tried: &[Rule], unwanted: &[Rule]) -> Self {
        let instead = unwanted.iter().filter_map(|rule| match rule {
            Rule::policy_word => Some(Rule::wire_profile),
            Rule::role_word => Some(Rule::capability),
            Rule::next_move => Some(Rule::moved_role),
            Rule::next_field | Rule::type_word => Some(Rule::plain_type),
            Rule::disclose_word => Some(Rule::disclosed),
            Rule::test_word => Some(Rule::role_path),
            Rule::next_line => Some(Rule::credential_path),
            Rule::next_claim => Some(Rule::given_value),
            _ => None,
        });
        Expected { rules: tried.iter().copied().chain(instead).collect() }
    }

    /// Whether this was among it.
    pub fn has(&self, rule: Rule) -> bool {
        self.rules.contains(&rule)
    }

    /// Whether a name was among it.
    pub fn has_name(&self) -> bool {
        self.rules.iter().any(|rule| is_name(*rule))
    }

    /// The one word or sign that has to come, when there is just one possibility.
    pub fn only(&self) -> Option<&'static str> {
        let mut main = self.phrases().filter(|(rank, _)| *rank == Rank::Main);
        match (main.next(), main.next()) {
            (Some((_, Words::Fixed(text))), None) => Some(text),
            _ => None,
        }
    }

    fn phrases(&self) -> impl Iterator<Item = (Rank, Words)> {
        self.rules.iter().filter_map(|rule| phrase(*rule))
    }

    /// The most helpful possibilities in words: `a, b or c`.
    fn words(&self) -> String {
        let rank = self.phrases().map(|(rank, _)| rank).min().unwrap_or(Rank::Side);
        let mut words: Vec<String> = Vec::new();
        for (_, it) in self.phrases().filter(|(its, _)| *its == rank) {
            let it = match it {
                Words::Of(words) => words.to_owned(),
                Words::Fixed(text) => format!("`{text}`"),
            };
            if !words.contains(&it) {
                words.push(it);
            }
        }
        // The end of the item is the last thing that one thinks of.
        words.sort_by_key(|words| words == NEXT_ITEM);
        match words.split_last() {
            None => "something else".to_owned(),
            Some((last, [])) => last.clone(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        }
    }

    /// The message: what was expected, after what, and what stands there instead.
    pub fn diagnostic(
        &self,
        before: Option<&Lexeme<'_>>,
        found: Option<&Lexeme<'_>>,
        end: Span,
    ) -> Diagnostic {
        let words = self.words();
        let after = before.map(|before| format!(" after {}", quote(before))).unwrap_or_default();
        let rank = self.phrases().map(|(rank, _)| rank).min();
        let whole = [Rule::EOI, Rule::close_brace, Rule::close_bracket, Rule::close_paren];
        // What is missing is missing on its own line, not where the next one begins.
        let (found, end) = match (before, found) {
            (Some(before), Some(next))
                if next.first_on_line
                    && rank == Some(Rank::Main)
                    && !whole.iter().any(|rule| self.has(*rule)) =>
            {
                (None, before.span.after())
            }
            _ => (found, end),
        };
        let instead = found.map(|found| format!(", found {}", quote(found))).unwrap_or_default();
        let span = found.map_or(end, |found| found.span);
        let message = format!("expected {words}{after}{instead}");
        let diagnostic =
            Diagnostic::new(code::UNEXPECTED, span, message).here(format!("expected {words}"));
        if self.has(Rule::dots) {
            return diagnostic
                .help("a range is written `1..5`, `1..` or `..5`; both ends belong to it");
        }
        if self.has(Rule::operand) || self.has(Rule::literal) {
            return diagnostic
                .help("a value is written like `\"text\"`, `42`, `true` or `2026-01-31`");
        }
        diagnostic
    }

    /// The message for one word or sign that is missing.
    pub fn missing(
        &self,
        sign: &str,
        before: &Lexeme<'_>,
        found: &Lexeme<'_>,
        sure: Applicability,
    ) -> Diagnostic {
        let at = before.span.after();
        let glued = matches!(sign, ":" | ",");
        let text = match (glued, found.glued) {
            (true, false) => sign.to_owned(),
            (true, true) => format!("{sign} "),
            (false, false) => format!(" {sign}"),
            (false, true) => format!(" {sign} "),
        };
        Diagnostic::new(
            code::MISSING_WORD,
            found.span,
            format!("expected `{sign}` after {}, found {}", quote(before), quote(found)),
        )
        .here(format!("expected `{sign}`"))
        .suggest(at, text, format!("put `{sign}` before it"), sure)
    }
}

/// A lexeme as messages show it: in back quotes, and not too long.
pub(super) fn quote(lexeme: &Lexeme<'_>) -> String {
    const LONGEST: usize = 32;
    match lexeme.kind {
        TokenKind::QuotedName => format!("the name {}", lexeme.text),
        _ if lexeme.text.chars().count() > LONGEST => {
            let begin: String = lexeme.text.chars().take(LONGEST).collect();
            format!("`{begin}…`")
        }
        _ => format!("`{}`", lexeme.text),
    }
}

/// Whether a rule wants a name.
fn is_name(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::plain_name
            | Rule::quoted_name
            | Rule::new_name
            | Rule::field_name
            | Rule::field
            | Rule::member_name
            | Rule::enum_member
            | Rule::used_name
            | Rule::credential_path
            | Rule::role_path
            | Rule::module_path
            | Rule::constant
            | Rule::claim
            | Rule::test
            | Rule::basic
            | Rule::operand
            | Rule::plain_type
            | Rule::any_type
            | Rule::capability
            | Rule::moved_role
            | Rule::subject
            | Rule::disclosed
            | Rule::given_field
            | Rule::given_name
            | Rule::given_value
            | Rule::given_constant
            | Rule::given_credential
            | Rule::expect_role
    )
}

/// A rule in words; `None` for what nobody writes on purpose.
fn phrase(rule: Rule) -> Option<(Rank, Words)> {
    use Rank::{Main, Next, Side};
    use Words::{Fixed, Of};
    Some(match rule {
        Rule::WHITESPACE
        | Rule::COMMENT
        | Rule::hole
        | Rule::byte_order_mark
        | Rule::next_field
        | Rule::policy_word
        | Rule::role_word
        | Rule::next_move
        | Rule::disclose_word
        | Rule::test_word
        | Rule::next_line
        | Rule::next_claim
        | Rule::type_word => return None,
        // Parts of terminals and silent rules are never reported.
        Rule::full_date
        | Rule::full_time
        | Rule::fraction
        | Rule::exponent
        | Rule::digit
        | Rule::digits
        | Rule::hex_digit
        | Rule::hex_digits
        | Rule::number_more
        | Rule::name_start
        | Rule::name_char
        | Rule::bytes_begin
        | Rule::keyword
        | Rule::item_keyword => return None,

        Rule::EOI => (Next, Of(NEXT_ITEM)),
        Rule::file
        | Rule::one_item
        | Rule::item
        | Rule::policy_item
        | Rule::use_item
        | Rule::type_item
        | Rule::enum_item
        | Rule::credential_item
        | Rule::role_item
        | Rule::let_item
        | Rule::condition_item
        | Rule::rule_item
        | Rule::pseudonyms_item
        | Rule::disclose_item
        | Rule::test_item => (Main, Of("an item")),

        Rule::text | Rule::string => (Main, Of("text in double quotes")),
        Rule::whole_number | Rule::int | Rule::index => (Main, Of("a whole number")),
        Rule::object_identifier | Rule::oid => (Main, Of("an OID such as `2.5.4.3`")),
        Rule::literal | Rule::bytes | Rule::date | Rule::float => (Main, Of("a literal")),
        Rule::operand => (Main, Of("a value")),
        Rule::list => (Main, Of("a list")),
        Rule::range | Rule::slice => (Main, Of("a range such as `1..5`")),
        Rule::range_end => (Side, Of("the other end of the range")),

        Rule::plain_name | Rule::quoted_name | Rule::new_name | Rule::name | Rule::path => {
            (Main, Of("a name"))
        }
        Rule::used_name => (Main, Of("a name to use")),
        Rule::credential_path => (Main, Of("a credential name")),
        Rule::role_path => (Main, Of("a role name")),
        Rule::constant => (Main, Of("a constant name")),
        Rule::module_path => (Main, Of("a module name")),
        Rule::file_path => (Main, Of("a file path in double quotes")),
        Rule::format_name => {
            (Main, Of("a credential format (`jwt`, `sd_jwt`, `cwt`, `sd_cwt`, `vc` or `x509`)"))
        }
        Rule::enum_base => (Main, Of("`int` or `string`")),
        Rule::capability => (Main, Of("a capability name or number")),
        Rule::moved_role => (Main, Of("a role name or index")),
        Rule::wire_profile => (Main, Of("`exact`, `pointer` or `matcher`")),
        Rule::wire_dialect => (Side, Fixed("path-id")),

        Rule::policy_setting | Rule::wire | Rule::component | Rule::level => {
            (Main, Of(POLICY_SETTING))
        }
        Rule::level_codes | Rule::level_code => {
            (Main, Of("the code of a warning such as `W0501`, or `warnings`"))
        }
        Rule::reason => (Main, Of("a reason in double quotes")),
        Rule::role_setting
        | Rule::role_title
        | Rule::description
        | Rule::can
        | Rule::cannot
        | Rule::participants
        | Rule::active
        | Rule::may_move => (Main, Of(ROLE_SETTING)),
        Rule::field | Rule::field_name => (Main, Of("a claim name")),
        Rule::enum_member | Rule::member_name => (Main, Of("a member name")),
        Rule::at_step
        | Rule::at_index
        | Rule::at_extension
        | Rule::at_subject
        | Rule::at_position
        | Rule::at_holder => (Main, Of("a claim key")),
        Rule::any_type | Rule::plain_type | Rule::named_type | Rule::union | Rule::list_type => {
            (Main, Of("a type"))
        }
        Rule::wrapper | Rule::tag => (Side, Of("a type")),

        Rule::rule_name => (Main, Fixed("rule")),
        Rule::admit => (Main, Fixed("admit")),
        Rule::refuse => (Main, Fixed("refuse")),
        Rule::subject => (Main, Of("a credential name or `anyone`")),
        Rule::condition | Rule::conjunction => (Main, Of("a condition")),
        Rule::basic | Rule::test | Rule::claim | Rule::group => (Main, Of("a test")),
        Rule::relation
        | Rule::compare
        | Rule::comparison
        | Rule::is_in
        | Rule::contains
        | Rule::starts_with
        | Rule::ends_with
        | Rule::under
        | Rule::exists
        | Rule::is_absent
        | Rule::is_null => {
            (Main, Of("how it is tested (such as `==`, `in`, `contains` or `exists`)"))
        }
        Rule::ignoring_case => (Side, Fixed("ignoring case")),
        Rule::member | Rule::step => (Side, Of("a part of it")),
        Rule::pseudonym_choice => (Main, Of("`required`, `optional` or `forbidden`")),
        Rule::disclose_clause => (Main, Of("`require`, `allow` or `forbid`")),
        Rule::disclosed => (Main, Of("a claim name")),
        Rule::test_clause => (Main, Of(TEST_CLAUSE)),
        Rule::given
        | Rule::given_file
        | Rule::given_room
        | Rule::given_user
        | Rule::given_credential => (Main, Of(GIVEN)),
        Rule::given_field | Rule::given_name => (Main, Of("a claim name")),
        Rule::given_value | Rule::given_list | Rule::given_constant => (Main, Of("a value")),
        Rule::expect_none | Rule::expect_refused | Rule::expect_forbidden | Rule::expect_role => {
            (Main, Of(EXPECTATION))
        }
        Rule::expect => (Main, Fixed("expect")),
        Rule::for_each => (Main, Of(TEST_CLAUSE)),
        Rule::test_case => (Main, Of("the claims of a case in braces")),
        Rule::decided_by => (Next, Fixed("by")),

        Rule::alias => (Next, Fixed("as")),
        Rule::where_clause => (Next, Fixed("where")),
        Rule::extends_credential | Rule::extends_role => (Next, Fixed("extends")),
        Rule::credential_type => (Next, Fixed("type")),
        Rule::at => (Next, Fixed("at")),
        Rule::record
        | Rule::policy_settings
        | Rule::role_settings
        | Rule::used_names
        | Rule::disclose_clauses
        | Rule::test_clauses
        | Rule::test_cases
        | Rule::given_claims => (Next, Fixed("{")),

        Rule::kw_policy => (Main, Fixed("policy")),
        Rule::kw_use => (Main, Fixed("use")),
        Rule::kw_type => (Next, Fixed("type")),
        Rule::kw_enum => (Main, Fixed("enum")),
        Rule::kw_credential => (Main, Fixed("credential")),
        Rule::kw_role => (Main, Fixed("role")),
        Rule::kw_let => (Main, Fixed("let")),
        Rule::kw_condition => (Main, Fixed("condition")),
        Rule::kw_rule => (Main, Fixed("rule")),
        Rule::kw_admit => (Main, Fixed("admit")),
        Rule::kw_refuse => (Main, Fixed("refuse")),
        Rule::kw_pseudonyms => (Main, Fixed("pseudonyms")),
        Rule::kw_disclose => (Main, Fixed("disclose")),
        Rule::kw_test => (Main, Fixed("test")),
        Rule::kw_as => (Main, Fixed("as")),
        Rule::kw_of => (Main, Fixed("of")),
        Rule::kw_extends => (Next, Fixed("extends")),
        Rule::kw_anyone => (Main, Fixed("anyone")),
        Rule::kw_where => (Next, Fixed("where")),
        Rule::kw_wire => (Main, Fixed("wire")),
        Rule::kw_component => (Main, Fixed("component")),
        Rule::kw_description => (Main, Fixed("description")),
        Rule::kw_name => (Main, Fixed("name")),
        Rule::kw_can => (Main, Fixed("can")),
        Rule::kw_cannot => (Main, Fixed("cannot")),
        Rule::kw_participants => (Main, Fixed("participants")),
        Rule::kw_active => (Main, Fixed("active")),
        Rule::kw_may => (Main, Fixed("may")),
        Rule::kw_move => (Main, Fixed("move")),
        Rule::kw_at => (Next, Fixed("at")),
        Rule::kw_extension => (Main, Fixed("extension")),
        Rule::kw_subject => (Main, Fixed("subject")),
        Rule::kw_position => (Main, Fixed("position")),
        Rule::kw_tag => (Side, Fixed("tag")),
        Rule::kw_embedded => (Side, Fixed("embedded")),
        Rule::kw_allow => (Main, Fixed("allow")),
        Rule::kw_warn => (Main, Fixed("warn")),
        Rule::kw_deny => (Main, Fixed("deny")),
        Rule::kw_warnings => (Main, Fixed("warnings")),
        Rule::kw_holder => (Main, Fixed("holder")),
        Rule::kw_require => (Main, Fixed("require")),
        Rule::kw_forbid => (Main, Fixed("forbid")),
        Rule::kw_given => (Main, Fixed("given")),
        Rule::kw_file => (Main, Fixed("file")),
        Rule::kw_room => (Main, Fixed("room")),
        Rule::kw_user => (Main, Fixed("user")),
        Rule::kw_expect => (Main, Fixed("expect")),
        Rule::kw_none => (Main, Fixed("none")),
        Rule::kw_refused => (Main, Fixed("refused")),
        Rule::kw_forbidden => (Main, Fixed("forbidden")),
        Rule::kw_by => (Main, Fixed("by")),
        Rule::kw_for => (Main, Fixed("for")),
        Rule::kw_each => (Main, Fixed("each")),
        Rule::kw_and => (Next, Fixed("and")),
        Rule::kw_or => (Next, Fixed("or")),
        Rule::kw_in => (Main, Fixed("in")),
        Rule::kw_is => (Main, Fixed("is")),
        Rule::kw_absent => (Main, Fixed("absent")),
        Rule::kw_exists => (Main, Fixed("exists")),
        Rule::kw_contains => (Main, Fixed("contains")),
        Rule::kw_starts => (Main, Fixed("starts")),
        Rule::kw_ends => (Main, Fixed("ends")),
        Rule::kw_with => (Main, Fixed("with")),
        Rule::kw_under => (Main, Fixed("under")),
        Rule::kw_ignoring => (Side, Fixed("ignoring case")),
        Rule::kw_case => (Main, Fixed("case")),
        Rule::kw_null => (Main, Fixed("null")),
        Rule::kw_true => (Main, Fixed("true")),
        Rule::kw_false => (Main, Fixed("false")),

        Rule::open_brace => (Next, Fixed("{")),
        Rule::close_brace => (Next, Fixed("}")),
        Rule::open_bracket => (Next, Fixed("[")),
        Rule::close_bracket => (Next, Fixed("]")),
        Rule::open_paren => (Next, Fixed("(")),
        Rule::close_paren => (Next, Fixed(")")),
        Rule::comma => (Next, Fixed(",")),
        Rule::colon => (Main, Fixed(":")),
        Rule::slash => (Side, Fixed("/")),
        Rule::bar => (Side, Fixed("|")),
        Rule::arrow => (Main, Fixed("->")),
        Rule::dots => (Main, Fixed("..")),
        Rule::dot => (Side, Fixed(".")),
        Rule::assign => (Main, Fixed("=")),
        Rule::equal => (Main, Fixed("==")),
        Rule::less_or_equal => (Main, Fixed("<=")),
        Rule::less => (Main, Fixed("<")),
        Rule::greater_or_equal => (Main, Fixed(">=")),
        Rule::greater => (Main, Fixed(">")),
    })
}
