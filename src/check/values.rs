//! Values: every literal against the sort of what it is compared with.

#![allow(
    clippy::result_large_err,
    reason = "a wrong literal is rare, and its diagnostic moves once"
)]

use std::borrow::Cow;

use crate::check::checked::{Part, Subject, Value};
use crate::check::choices::Choice;
use crate::check::constants::{Resolved, ResolvedKind};
use crate::check::context::Checker;
use crate::check::sink::{DidYouMean, MOST_CANDIDATES, diagnostic};
use crate::check::sorts::Sort;
use crate::check::types::Ty;
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::format::Family;
use crate::semantics::{date, text};
use crate::source::Span;
use crate::syntax::ast::Literal;

/// The left side of a test.
#[derive(Debug, Clone)]
pub(crate) struct Compared {
    /// The claim as written, for messages.
    pub(crate) claim: String,
    /// What it is.
    pub(crate) sort: Sort,
    /// The data model that it lives in.
    pub(crate) family: Family,
    /// `ignoring case`
    pub(crate) fold: bool,
    /// Whether the value stands for the whole, not for a piece that is looked for.
    pub(crate) whole: bool,
}

impl Compared {
    /// Its elements.
    pub(crate) fn element(&self, sort: Sort) -> Compared {
        Compared { claim: format!("{}[…]", self.claim), sort, ..self.clone() }
    }

    /// The same claim, a piece of which is looked for.
    pub(crate) fn piece(&self) -> Compared {
        Compared { whole: false, ..self.clone() }
    }
}

impl Checker<'_> {
    /// The value of an operand, valid for what it is compared with.
    pub(crate) fn value(&self, compared: &Compared, operand: &Resolved) -> Option<Value> {
        let site = operand.site;
        match &operand.kind {
            ResolvedKind::Literal(literal) => match self.literal(compared, &literal.node, site) {
                Ok(value) => Some(value),
                Err(found) if literal.span == site => self.sink.fail(found),
                Err(mut found) => {
                    // The repair would change the name, not the value that it stands for.
                    found.suggestions.clear();
                    self.sink.fail(found.label(literal.span, "the value stands here"))
                }
            },
            ResolvedKind::List(items, _) => self.list_value(compared, items, site),
            ResolvedKind::Member(choice, value) => self.member_value(compared, choice, value, site),
        }
    }

    fn member_value(
        &self,
        compared: &Compared,
        choice: &Choice,
        value: &Value,
        site: Span,
    ) -> Option<Value> {
        let own = choice.name.as_deref().unwrap_or("a union");
        match &compared.sort {
            Sort::Choice(wanted) if wanted.as_ref() == choice => Some(value.clone()),
            Sort::Choice(wanted) => {
                let wanted =
                    wanted.name.clone().map_or("a union".to_owned(), |name| format!("`{name}`"));
                let message =
                    format!("this is a member of `{own}`, but `{}` is {wanted}", compared.claim);
                self.fail(code::NOT_A_MEMBER, site, message)
            }
            Sort::Scalar(subject) if *subject == choice.base => Some(value.clone()),
            Sort::Scalar(Subject::Any) if compared.family != Family::X509 => Some(value.clone()),
            sort => {
                let message = format!(
                    "`{}` is {}, this is a member of `{own}`",
                    compared.claim,
                    sort.describe()
                );
                self.fail(code::WRONG_LITERAL, site, message)
            }
        }
    }

    /// A whole list: its encoding is compared, so its elements must have only one.
    fn list_value(&self, compared: &Compared, items: &[Resolved], site: Span) -> Option<Value> {
        let element = match &compared.sort {
            Sort::List(element) => Sort::of(element, Part::Whole),
            Sort::Scalar(Subject::Any) => Sort::Scalar(Subject::Any),
            sort => {
                let message =
                    format!("`{}` is {}, this is a list", compared.claim, sort.describe());
                return self.sink.fail(
                    diagnostic(code::WRONG_LITERAL, site, message)
                        .help("for one out of several values, use `in […]`"),
                );
            }
        };
        let wrapped = match &compared.sort {
            Sort::List(element) => matches!(element.as_ref(), Ty::Tag(..) | Ty::Embedded(_)),
            _ => false,
        };
        use Subject::{Any, Bool, Bytes, Float, Int, Number, String};
        let has_one_form = match &element {
            Sort::Scalar(Bytes) => compared.family == Family::Cwt,
            Sort::Scalar(subject) => matches!(subject, Bool | Int | Float | Number | String | Any),
            Sort::Choice(_) | Sort::List(_) => true,
            Sort::Error => return None,
            _ => false,
        };
        if compared.family == Family::X509 || wrapped || !has_one_form {
            let message = format!("the list `{}` cannot be compared whole", compared.claim);
            return self.sink.fail(
                diagnostic(code::NOT_WHOLE, site, message)
                    .note("whole lists are compared by their encoding, and this one has several")
                    .help("test for one element with `contains`, or at its position"),
            );
        }
        let element = compared.element(element);
        let values: Vec<_> = items.iter().map(|item| self.value(&element, item)).collect();
        values.into_iter().collect::<Option<Vec<_>>>().map(Value::List)
    }

    fn literal(
        &self,
        compared: &Compared,
        literal: &Literal,
        site: Span,
    ) -> Result<Value, Diagnostic> {
        match (&compared.sort, literal) {
            (_, Literal::Null) => {
                Err(diagnostic(code::NULL_COMPARED, site, "null is not compared")
                    .help(format!("write `{} is null`", compared.claim)))
            }
            (Sort::Choice(choice), Literal::Text(_) | Literal::Int(_)) => {
                self.choice_value(compared, choice, literal, site)
            }
            (Sort::Length, Literal::Int(number)) if *number < 0 => {
                Err(diagnostic(code::IMPOSSIBLE_PART, site, "a length is never negative"))
            }
            (Sort::Scalar(Subject::Int) | Sort::Length, Literal::Int(number)) => {
                int64(*number, site).map(Value::Int)
            }
            (Sort::Scalar(Subject::Number | Subject::Float), Literal::Int(number)) => {
                let number =
                    int64(*number, site).map_err(|found| found.help("or write it as `1e20`"))?;
                exact(number, site)?;
                let float = matches!(compared.sort, Sort::Scalar(Subject::Float));
                Ok(if float { Value::Float(number as f64) } else { Value::Int(number) })
            }
            (Sort::Scalar(Subject::Number | Subject::Float), Literal::Float(number)) => {
                Ok(Value::Float(*number))
            }
            (Sort::Scalar(Subject::Bool), Literal::Bool(value)) => Ok(Value::Bool(*value)),
            (Sort::Scalar(subject @ (Subject::Date | Subject::DateText)), Literal::Date(text)) => {
                date_value(text, *subject, site)
            }
            (Sort::Scalar(Subject::Bytes), Literal::Bytes(octets)) => {
                Ok(Value::Bytes(octets.clone()))
            }
            (Sort::BytesSlice(length), Literal::Bytes(octets)) => {
                self.warn_of_length(*length, octets.len(), compared, site);
                Ok(Value::Bytes(octets.clone()))
            }
            (Sort::TextSlice(length), Literal::Text(text)) => {
                if !compared.fold {
                    self.warn_of_length(*length, text.chars().count(), compared, site);
                }
                Ok(Value::Text(text.clone()))
            }
            (Sort::Scalar(Subject::Any), _) => any_value(compared, literal, site),
            (sort, Literal::Text(text)) if sort.is_written_as_text() => {
                self.text_value(compared, text, site).map(Value::Text)
            }
            _ => Err(wrong_literal(compared, literal, site)),
        }
    }

    fn choice_value(
        &self,
        compared: &Compared,
        choice: &Choice,
        literal: &Literal,
        site: Span,
    ) -> Result<Value, Diagnostic> {
        let value = match (literal, choice.base) {
            (Literal::Text(text), Subject::String) => Value::Text(text.clone()),
            (Literal::Int(number), Subject::Int) => Value::Int(int64(*number, site)?),
            // The enum itself was reported.
            (_, Subject::Any) => return Ok(Value::Null),
            _ => return Err(wrong_literal(compared, literal, site)),
        };
        let folded = match (&value, compared.fold) {
            (Value::Text(text), true) => {
                choice.members().any(|(_, member)| same_ignoring_case(member, text))
            }
            _ => false,
        };
        if !compared.whole || folded || choice.has(&value) {
            return Ok(value);
        }
        let written = show(literal);
        let message = format!("`{written}` is none of the values of `{}`", compared.claim);
        let known: Vec<String> =
            choice.members().take(MOST_CANDIDATES).map(|(_, member)| show_value(member)).collect();
        // Numbers that look alike mean no more than others.
        let nearest = match value {
            Value::Text(_) => self.sink.nearest(&written, known.iter().map(String::as_str)),
            _ => None,
        };
        let shown: Vec<String> = choice
            .members()
            .take(8)
            .map(|(name, member)| name.map_or_else(|| show_value(member), str::to_owned))
            .map(|shown| format!("`{shown}`"))
            .collect();
        let more = if known.len() > shown.len() { ", …" } else { "" };
        let values = format!("the values are {}{more}", shown.join(", "));
        let found = diagnostic(code::NOT_A_MEMBER, site, message);
        Err(match nearest {
            Some(_) => found.did_you_mean(site, nearest).note(values),
            None => found.help(values),
        })
    }

    /// A slice has a length; what is longer or shorter is never equal to it.
    fn warn_of_length(&self, length: Option<u32>, found: usize, compared: &Compared, site: Span) {
        let Some(length) = length else { return };
        if usize::try_from(length) != Ok(found) {
            let message =
                format!("`{}` has a length of {length}, this value has {found}", compared.claim);
            let help = "both ends of a range belong to it, and positions count from 0";
            self.report(diagnostic(code::NEVER_TRUE, site, message).help(help));
        }
    }
}

fn same_ignoring_case(member: &Value, written: &str) -> bool {
    match member {
        Value::Text(member) => text::fold_case(member) == text::fold_case(written),
        _ => false,
    }
}

fn int64(number: i128, site: Span) -> Result<i64, Diagnostic> {
    i64::try_from(number).map_err(|_| {
        diagnostic(
            code::INT_RANGE,
            site,
            format!("`{number}` does not fit a signed integer of 64 bits"),
        )
        .help("the range is -9223372036854775808..9223372036854775807")
    })
}

/// Numbers travel as binary64.
fn exact(number: i64, site: Span) -> Result<(), Diagnostic> {
    let magnitude = number.unsigned_abs();
    let insignificant = magnitude.leading_zeros() + magnitude.trailing_zeros();
    if magnitude == 0 || insignificant >= 64 - 53 {
        return Ok(());
    }
    Err(diagnostic(
        code::NOT_EXACT,
        site,
        format!("`{number}` cannot be carried exactly as a number"),
    )
    .note("numbers are carried as binary64, which has 53 significant bits")
    .help("declare the claim an `int`"))
}

fn date_value(text: &str, subject: Subject, site: Span) -> Result<Value, Diagnostic> {
    let Some(instant) = date::parse(text) else {
        return Err(diagnostic(code::BAD_DATE, site, format!("the date `{text}` does not exist")));
    };
    if subject == Subject::Date && !instant.fraction.is_empty() {
        return Err(diagnostic(code::DATE_FRACTION, site, "a `date` is compared in whole seconds")
            .help("leave the fraction out; only a `date_text` is compared with it"));
    }
    Ok(Value::Date { seconds: instant.seconds, text: text.to_owned() })
}

/// Claims of any type are compared by their encoding.
fn any_value(compared: &Compared, literal: &Literal, site: Span) -> Result<Value, Diagnostic> {
    match (literal, compared.family) {
        (Literal::Bytes(octets), Family::Cwt | Family::X509) => Ok(Value::Bytes(octets.clone())),
        (Literal::Oid(dotted), Family::X509) => crate::semantics::oid::from_dotted(dotted)
            .and_then(der_oid)
            .map(Value::Bytes)
            .ok_or_else(|| {
                diagnostic(code::BAD_OID, site, format!("`{dotted}` is no object identifier"))
            }),
        (_, Family::X509) => {
            let message = format!(
                "`{}` is of any type, which a certificate compares by its DER",
                compared.claim
            );
            Err(diagnostic(code::WRONG_LITERAL, site, message)
                .help("write the DER, `h'0c0141'`, or an OID, or declare the claim's type"))
        }
        (Literal::Bool(value), _) => Ok(Value::Bool(*value)),
        (Literal::Int(number), _) => int64(*number, site).map(Value::Int),
        (Literal::Float(number), _) => Ok(Value::Float(*number)),
        (Literal::Text(text), _) => Ok(Value::Text(text.clone())),
        (Literal::Bytes(_), _) => {
            Err(diagnostic(code::WRONG_LITERAL, site, "there are no byte strings in JSON")
                .help("declare the claim's type, or compare with a text"))
        }
        _ => {
            let message = format!(
                "`{}` is of any type, and {} could be written in several ways",
                compared.claim,
                kind_of(literal)
            );
            Err(diagnostic(code::WRONG_LITERAL, site, message).help("declare the claim's type"))
        }
    }
}

/// The whole DER of an OID: tag 6, length, content.
fn der_oid(content: Vec<u8>) -> Option<Vec<u8>> {
    let length = u8::try_from(content.len()).ok().filter(|length| *length < 0x80)?;
    Some([vec![6, length], content].concat())
}

fn wrong_literal(compared: &Compared, literal: &Literal, site: Span) -> Diagnostic {
    let Compared { claim, sort, .. } = compared;
    let message =
        format!("`{claim}` is {}, `{}` is {}", sort.describe(), show(literal), kind_of(literal));
    let found = diagnostic(code::WRONG_LITERAL, site, message);
    if let Some(better) = converted(sort, literal) {
        return found.help(format!("write `{better}`")).suggest(
            site,
            better.clone(),
            format!("write `{better}`"),
            Applicability::Maybe,
        );
    }
    match sort {
        Sort::Scalar(Subject::Date | Subject::DateText) => {
            found.help("a date is written `2026-01-31` or `2026-01-31T12:00:00Z`, without quotes")
        }
        Sort::Scalar(Subject::Bytes) | Sort::BytesSlice(_) => {
            found.help("a byte string is written `h'0a1b'` or `b64'Chs='`")
        }
        Sort::List(_) => {
            found.help("a list is compared with a list; for one element use `contains`")
        }
        Sort::Record => found.help(format!("test one of its claims: `{claim}.…`")),
        Sort::Scalar(Subject::Null) => found.help(format!("write `{claim} is null`")),
        sort if sort.is_written_as_text() => found.help("write it as a text, in double quotes"),
        _ => found.help("write a value of this type, or change the type of the claim"),
    }
}

/// The same literal as the sort wants it, when that is plain.
fn converted(sort: &Sort, literal: &Literal) -> Option<String> {
    use Subject::{Bool, Date, DateText, Float, Int, Number};
    let is_integer = matches!(sort, Sort::Scalar(Int) | Sort::Length)
        || matches!(sort, Sort::Choice(choice) if choice.base == Int);
    match (sort, literal) {
        (Sort::Choice(choice), Literal::Text(text)) if choice.member(text).is_some() => {
            Some(text.clone())
        }
        (_, Literal::Text(text)) if is_integer => {
            text.parse::<i64>().ok().map(|number| number.to_string())
        }
        (Sort::Scalar(Float | Number), Literal::Text(text)) => {
            let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'));
            text.parse::<f64>().ok().filter(|_| plain).map(|number| format!("{number:?}"))
        }
        (Sort::Scalar(Bool), Literal::Text(text)) => {
            matches!(text.as_str(), "true" | "false").then(|| text.clone())
        }
        (Sort::Scalar(Date | DateText), Literal::Text(text)) => {
            date::parse(text).map(|_| text.clone())
        }
        (Sort::Scalar(Bool), Literal::Int(0)) => Some("false".into()),
        (Sort::Scalar(Bool), Literal::Int(1)) => Some("true".into()),
        (_, Literal::Float(number))
            if is_integer && number.fract() == 0.0 && number.abs() < 1e15 =>
        {
            Some(format!("{number:.0}"))
        }
        (sort, Literal::Int(number)) if sort.is_written_as_text() => Some(format!("\"{number}\"")),
        (sort, Literal::Date(text) | Literal::Oid(text)) if sort.is_written_as_text() => {
            Some(quote(text))
        }
        _ => None,
    }
}

/// What a literal is: "a text".
pub(crate) fn kind_of(literal: &Literal) -> &'static str {
    match literal {
        Literal::Null => "null",
        Literal::Bool(_) => "a truth value",
        Literal::Int(_) => "an integer",
        Literal::Float(_) => "a number with a fraction",
        Literal::Text(_) => "a text",
        Literal::Bytes(_) => "a byte string",
        Literal::Date(_) => "a date",
        Literal::Oid(_) => "an object identifier",
    }
}

/// Longer texts are cut in messages.
const LONGEST: usize = 60;

/// A text as a literal of the language; what cannot be seen is an escape.
pub(crate) fn quote(text: &str) -> String {
    crate::spell::literal::text(text)
}

/// A text for a message: on one line and not too long, without quotes.
pub(crate) fn shown(text: &str) -> String {
    let quoted = quote(&shortened(text));
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}

fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// A literal as it could be written, cut where it is long.
pub(crate) fn show(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".into(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(number) => number.to_string(),
        Literal::Float(number) => format!("{number:?}"),
        Literal::Text(text) => quote(&shortened(text)),
        Literal::Bytes(octets) => {
            let head: String =
                octets.iter().take(LONGEST / 2).map(|octet| format!("{octet:02x}")).collect();
            let more = if octets.len() > LONGEST / 2 { "…" } else { "" };
            format!("h'{head}{more}'")
        }
        Literal::Date(text) | Literal::Oid(text) => text.clone(),
    }
}

/// A value of an enum or a union as it could be written.
pub(crate) fn show_value(value: &Value) -> String {
    match value {
        Value::Text(text) => quote(text),
        Value::Int(number) => number.to_string(),
        _ => String::new(),
    }
}
