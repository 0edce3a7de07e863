//! Slips that have a message of their own: what other languages write, and what is easily left out.

mod borrowed;
mod calls;
mod cases;
mod declared;
mod hyphens;
mod negation;
mod operators;
mod turned;

use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::syntax::grammar::Rule;
use crate::syntax::token::TokenKind;
use crate::syntax::vocabulary::{ITEM_KEYWORDS, POLICY_SETTINGS, ROLE_SETTINGS, is_reserved};

use super::expected::{Expected, quote};
use super::lexeme::Lexeme;

/// How a slip is mended, so that the item can be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Repair {
    /// Show this in the place of the lexeme.
    Replace(String),
    /// Show this in the place of the lexeme and of so many behind it.
    Take(usize, String),
    /// Leave out what stands before the lexeme.
    DropBefore,
    /// Show this before the lexeme.
    Insert(&'static str),
    /// Show these in the places of some lexemes of the item, by their indices.
    Edit(Vec<(usize, String)>),
    /// What the lexeme belongs to cannot be read.
    None,
}

pub(super) use calls::{NO_ELSE, is_otherwise, no_arithmetic};
pub(super) use negation::no_negation;

/// A slip: what to say of it, and how to read on.
pub(super) type Slip = (Diagnostic, Repair);

/// Where the parser could not go on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a, 't> {
    /// All of the item.
    pub chunk: &'a [Lexeme<'t>],
    /// The index of the lexeme that does not fit.
    pub at: usize,
    /// What would have fitted.
    pub expected: &'a Expected,
}

impl<'a, 't> Place<'a, 't> {
    fn found(&self) -> Option<&'a Lexeme<'t>> {
        self.chunk.get(self.at)
    }

    fn next(&self) -> Option<&'a Lexeme<'t>> {
        self.chunk.get(self.at + 1)
    }

    /// The last lexeme before the place that the parser was shown.
    pub fn before(&self) -> Option<&'a Lexeme<'t>> {
        self.chunk.get(..self.at)?.iter().rev().find(|lexeme| !lexeme.is_left_out())
    }

    /// Whether it is in an item that begins with this word.
    fn is_in(&self, keyword: &str) -> bool {
        self.chunk.first().is_some_and(|first| first.shown() == keyword)
    }

    fn wants_relation(&self) -> bool {
        self.expected.has(Rule::relation)
    }

    /// Whether a test, or what joins tests, may stand here.
    pub fn is_in_condition(&self) -> bool {
        let rules = [Rule::basic, Rule::relation, Rule::kw_absent, Rule::kw_and, Rule::operand];
        rules.iter().any(|rule| self.expected.has(*rule)) || self.expected.has(Rule::kw_where)
    }
}

/// The slip at a place, when it is one that we know.
pub(super) fn find(place: Place<'_, '_>) -> Option<Slip> {
    let Some(found) = place.found() else { return declared::at_the_end(place) };
    borrowed::find(place, found)
        .or_else(|| hyphens::find(place, found))
        .or_else(|| declared::find(place, found))
        .or_else(|| calls::find(place, found))
        .or_else(|| negation::find(place, found))
        .or_else(|| operators::find(place, found))
        .or_else(|| where_word(place, found))
        .or_else(|| turned::find(place, found))
        .or_else(|| cases::expect_not(place, found))
        .or_else(|| keyword_as_name(place, found))
        .or_else(|| odd_key(place, found))
        .or_else(|| cases::find(place, found))
        .or_else(|| union_of_types(found, place))
        .or_else(|| round_list(place, found))
        .or_else(|| trailing_comma(place, found))
        .or_else(|| misspelled_setting(place, found))
        .or_else(|| missing_sign(place, found))
        .or_else(|| unknown_setting(place, found))
        .or_else(|| other_keyword(place, found))
}

/// What other languages call our items.
const ITEMS: &[(&str, &str)] = &[
    ("allow", "admit"),
    ("grant", "admit"),
    ("permit", "admit"),
    ("accept", "admit"),
    ("deny", "refuse"),
    ("reject", "refuse"),
    ("block", "refuse"),
    ("forbid", "refuse"),
    ("import", "use"),
    ("include", "use"),
    ("const", "let"),
    ("struct", "type"),
    ("record", "type"),
];

/// The item keyword that a word stands for, by its spelling or by its meaning elsewhere.
pub(super) fn item_keyword(word: &str) -> Option<&'static str> {
    let ours = ITEMS.iter().find(|(theirs, _)| *theirs == word).map(|(_, ours)| *ours);
    ours.or_else(|| nearest(word, ITEM_KEYWORDS))
}

/// `rule hr: allow Badge as moderator`
fn other_keyword(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let wanted = |keyword: &&str| {
        *keyword == "admit" && place.expected.has(Rule::kw_admit)
            || *keyword == "refuse" && place.expected.has(Rule::kw_refuse)
    };
    let ours = item_keyword(found.text).filter(wanted)?;
    let message = format!("a rule says `admit` or `refuse`, found {}", quote(found));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message).suggest(
        found.span,
        ours,
        format!("use `{ours}`"),
        Applicability::Maybe,
    );
    Some((diagnostic, Repair::Replace(ours.into())))
}

const NO_EXPRESSIONS_HELP: &str = "use `==`, `in [ … ]`, `starts with`, `ends with`, `contains`, \
                                   `under`, or a part such as `.host` or `[0..3]`";

/// The message for regular expressions.
pub(super) fn no_expressions(found: &Lexeme<'_>) -> Diagnostic {
    Diagnostic::new(
        code::NO_EXPRESSIONS,
        found.span,
        "there are no regular expressions, on purpose",
    )
    .note("draft-mahy-mimi-credential-preauth section 4 leaves them out")
    .help(NO_EXPRESSIONS_HELP)
}

/// What others begin a rule's condition with.
const WHERE: &[&str] = &["if", "when", "provided", "having"];

/// Whether a word goes on with a rule or a condition, though it is none of ours.
pub(super) fn goes_on(found: &Lexeme<'_>, expected: &Expected) -> bool {
    // An `if` where items begin asks for another rule.
    let where_word =
        expected.has(Rule::kw_where) && WHERE.contains(&found.text) && !found.unindented;
    let joining = expected.has(Rule::kw_and)
        && ["and", "or"].iter().any(|word| found.text.eq_ignore_ascii_case(word));
    found.kind == TokenKind::Word && (where_word || joining)
}

fn where_word(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let theirs = found.kind == TokenKind::Word && WHERE.contains(&found.text);
    if !theirs || !place.expected.has(Rule::kw_where) {
        return None;
    }
    let message = format!("a rule's condition begins with `where`, not with {}", quote(found));
    let diagnostic = Diagnostic::new(code::NOT_WHERE, found.span, message).suggest(
        found.span,
        "where",
        "use `where`",
        Applicability::Certain,
    );
    Some((diagnostic, Repair::Replace("where".into())))
}

fn keyword_as_name(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let reserved = found.kind == TokenKind::Word && is_reserved(found.text);
    // `admit as r`, `where and`: here a name is missing, not spelled wrong.
    let joins = matches!(found.text, "and" | "or" | "as" | "where" | "in" | "is")
        && !place.next().is_some_and(|next| {
            matches!(next.kind, TokenKind::Colon | TokenKind::Equal | TokenKind::Assign)
        });
    if !reserved || joins || !place.expected.has_name() {
        return None;
    }
    // What stands behind it shows that it is a name and no name is missing.
    let is_used = place.next().is_some_and(|next| {
        matches!(
            next.kind,
            TokenKind::Colon | TokenKind::Equal | TokenKind::Assign | TokenKind::Dot
        ) || ["contains", "exists", "starts", "ends", "under"].iter().any(|it| next.is_word(it))
    });
    let sure = if is_used { Applicability::Certain } else { Applicability::Maybe };
    let quoted = format!("`{}`", found.text);
    let message = format!("{quoted} is a word of the language, not a name");
    let diagnostic = Diagnostic::new(code::KEYWORD_AS_NAME, found.span, message)
        .help("in back quotes it is a name")
        .suggest(found.span, quoted.clone(), "put it in back quotes", sure);
    Some((diagnostic, Repair::Replace(quoted)))
}

/// `"odd name" : string`
fn odd_key(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let colon = place.next().is_some_and(|next| next.kind == TokenKind::Colon);
    if !place.expected.has(Rule::field_name) || !found.kind.is_literal() || !colon {
        return None;
    }
    let message = format!("a claim has a name, found {}", quote(found));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, message)
        .help(format!("put a name before its key: `name at {} : …`", found.text));
    Some((diagnostic, Repair::None))
}

/// `string | null`
fn union_of_types(found: &Lexeme<'_>, place: Place<'_, '_>) -> Option<Slip> {
    let typed = !place.is_in("pseudonyms") && !place.is_in("disclose") && !place.is_in("test");
    let bar = found.kind == TokenKind::Bar && typed;
    let literal_wanted = place.expected.has(Rule::literal)
        && place.before().is_some_and(|it| it.kind == TokenKind::Bar);
    if !(bar || literal_wanted && found.kind.is_name()) {
        return None;
    }
    let diagnostic = Diagnostic::new(code::UNEXPECTED, found.span, "`|` joins literals, not types")
        .help(
            "write a union like `\"full-time\" | \"part-time\"`; any claim may be missing anyhow",
        );
    Some((diagnostic, Repair::None))
}

/// `in ("a", "b")`
fn round_list(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let values = [Rule::constant, Rule::operand, Rule::given_value];
    let value_wanted = values.iter().any(|rule| place.expected.has(*rule));
    if found.kind != TokenKind::OpenParen || !value_wanted {
        return None;
    }
    let diagnostic =
        Diagnostic::new(code::UNEXPECTED, found.span, "a list stands in square brackets")
            .help("write it like `[\"a\", \"b\"]`");
    Some((diagnostic, Repair::None))
}

/// `can ban, kick, }`
fn trailing_comma(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let comma = place.before().filter(|before| before.kind == TokenKind::Comma)?;
    let closes = matches!(
        found.kind,
        TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen
    );
    if !closes {
        return None;
    }
    let message = format!("nothing follows this comma but {}", quote(found));
    let diagnostic = Diagnostic::new(code::UNEXPECTED, comma.span, message).suggest(
        comma.span,
        "",
        "take it away",
        Applicability::Certain,
    );
    Some((diagnostic, Repair::None))
}

/// One word or sign was left out.
fn missing_sign(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let before = place.before()?;
    let expected = place.expected;
    let opens = matches!(found.kind, TokenKind::OpenBracket | TokenKind::OpenBrace);
    let names = found.kind.is_name() && !is_reserved(found.text);
    let begins_value = found.kind.is_literal() || names || opens;
    let begins_rule = found.is_word("admit") || found.is_word("refuse");
    let fields = [Rule::field_name, Rule::member_name, Rule::given_name, Rule::given_field]
        .iter()
        .any(|rule| expected.has(*rule));
    let listed = expected.has(Rule::close_bracket) || expected.has(Rule::close_brace) && !fields;
    let same_line = !found.first_on_line || expected.has(Rule::close_bracket);
    let sign = match expected.only() {
        Some(sign @ ("as" | "of" | "=" | "->" | ":")) if begins_value => sign,
        Some(":") if begins_rule => ":",
        Some(sign @ ("=" | "->" | ":")) if is_sign(found.kind) => {
            return Some(other_sign(found, sign));
        }
        _ if expected.has(Rule::comma) && listed && begins_value && same_line => ",",
        _ => return None,
    };
    if sign == "of" && before.is_word("of") {
        let message = "expected a condition name after `condition`, found `of`";
        return Some((Diagnostic::new(code::UNEXPECTED, before.span, message), Repair::None));
    }
    // `admit Badge to moderator`: a word stands in its place.
    let instead = names
        && found.kind == TokenKind::Word
        && matches!(sign, "as" | "of")
        && place.next().is_some_and(|next| {
            next.kind.is_name() && !next.first_on_line && !is_reserved(next.text)
        });
    if instead {
        let message = format!("expected `{sign}`, found {}", quote(found));
        let diagnostic = Diagnostic::new(code::MISSING_WORD, found.span, message).suggest(
            found.span,
            sign,
            format!("use `{sign}`"),
            Applicability::Maybe,
        );
        return Some((diagnostic, Repair::Replace(sign.into())));
    }
    // Nothing else can follow; a name behind a missing comma may also be one too many.
    let sure = match sign {
        "," if !found.kind.is_literal() => Applicability::Maybe,
        _ => Applicability::Certain,
    };
    Some((expected.missing(sign, before, found, sure), Repair::Insert(sign)))
}

/// Signs that are easily taken for one another.
fn is_sign(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Colon
            | TokenKind::Assign
            | TokenKind::Dash
            | TokenKind::Greater
            | TokenKind::Arrow
            | TokenKind::Dot
    )
}

/// `enum E = int`
fn other_sign(found: &Lexeme<'_>, sign: &'static str) -> Slip {
    let message = format!("expected `{sign}`, found {}", quote(found));
    // Others give and type with either of these two; any other sign may stand for more.
    let sure = match found.kind {
        TokenKind::Colon | TokenKind::Assign => Applicability::Certain,
        _ => Applicability::Maybe,
    };
    let diagnostic = Diagnostic::new(code::MISSING_WORD, found.span, message).suggest(
        found.span,
        sign,
        format!("use `{sign}`"),
        sure,
    );
    (diagnostic, Repair::Replace(sign.into()))
}

/// `can kick  participant 1..5`: after capabilities, a comma could be missing as well.
fn misspelled_setting(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    const SHORTEST: usize = 5;
    let before = place.before();
    if let Some(before) = before.filter(|_| found.is_word("move") && settings(place).is_some()) {
        let missing = place.expected.missing("may", before, found, Applicability::Certain);
        return Some((missing, Repair::Insert("may")));
    }
    let settings = settings(place).filter(|_| found.text.len() >= SHORTEST)?;
    let near = nearest(found.text, settings)?;
    let (diagnostic, _) = unknown_setting(place, found)?;
    Some((diagnostic, Repair::Replace(near.into())))
}

/// The settings that may stand here.
fn settings(place: Place<'_, '_>) -> Option<&'static [&'static str]> {
    if place.expected.has(Rule::role_setting) {
        Some(ROLE_SETTINGS)
    } else if place.expected.has(Rule::policy_setting) {
        Some(POLICY_SETTINGS)
    } else {
        None
    }
}

fn unknown_setting(place: Place<'_, '_>, found: &Lexeme<'_>) -> Option<Slip> {
    let settings = settings(place)?;
    if !found.kind.is_name() {
        return None;
    }
    let diagnostic = Diagnostic::new(
        code::UNKNOWN_SETTING,
        found.span,
        format!("there is no setting {}", quote(found)),
    )
    .note(format!("the settings are {}", listed(settings)));
    let diagnostic = match nearest(found.text, settings) {
        Some(_) => diagnostic,
        None => diagnostic.help("write one of the settings, or take it away"),
    };
    Some((did_you_mean(diagnostic, found, settings), Repair::None))
}

/// The words in back quotes, with commas.
fn listed(words: &[&str]) -> String {
    let list: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    list.join(", ")
}

/// Offers the word of the list that is most like the one found.
fn did_you_mean(diagnostic: Diagnostic, found: &Lexeme<'_>, words: &[&str]) -> Diagnostic {
    match nearest(found.text, words) {
        Some(near) => diagnostic.suggest(
            found.span,
            near,
            format!("did you mean `{near}`?"),
            Applicability::Maybe,
        ),
        None => diagnostic,
    }
}

/// The word of a list that is most like a given one, when it is much like it.
fn nearest<'w>(word: &str, list: &[&'w str]) -> Option<&'w str> {
    let distance = |known: &&str| strsim::osa_distance(word, known);
    let near = list.iter().copied().min_by_key(|known| distance(known))?;
    let bound = (near.len().min(word.len()) / 3).max(1);
    (word.len() <= 32 && distance(&near) <= bound).then_some(near)
}
