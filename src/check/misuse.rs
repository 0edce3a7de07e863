//! The words for operators that do not fit their claim.

use crate::check::checked::Subject;
use crate::check::relations::Subjected;
use crate::check::sink::diagnostic;
use crate::check::sorts::Sort;
use crate::check::values::quote;
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Comparison, Literal, Operand, TestKind};

/// A claim alone that is no bool.
pub(crate) fn not_a_bool(on: &Subjected<'_>) -> Diagnostic {
    let claim = &on.compared.claim;
    let message = format!(
        "`{claim}` is {}, which is not true or false by itself",
        on.compared.sort.describe()
    );
    let help = match on.compared.sort {
        Sort::List(_) => {
            format!("test an element, `{claim} contains …`, or that it is there, `{claim} exists`")
        }
        Sort::Record => {
            format!("test one of its claims, `{claim}.…`, or that it is there, `{claim} exists`")
        }
        Sort::Scalar(_) | Sort::Choice(_) => {
            format!("compare it, `{claim} == …`, or test that it is there, `{claim} exists`")
        }
        _ => format!("compare it: `{claim} == …`"),
    };
    diagnostic(code::NOT_A_BOOL, on.span, message).help(help)
}

/// `<` and ranges on what has no order.
pub(crate) fn no_order(on: &Subjected<'_>, operator: Span) -> Diagnostic {
    let sort = &on.compared.sort;
    let message = format!("`{}` is {}, which has no order", on.compared.claim, sort.describe());
    let found = diagnostic(code::NO_ORDER, operator, message)
        .label(on.test.claim.span, sort.describe())
        .note("numbers, dates and lengths have an order");
    let dated = match &on.test.kind {
        TestKind::Compare { value: Operand::Literal(value), .. } => {
            matches!(value.node, Literal::Date(_))
        }
        TestKind::InRange(range) => {
            let date = |end: &Option<Spanned<Literal>>| {
                end.as_ref().is_some_and(|end| matches!(end.node, Literal::Date(_)))
            };
            date(&range.from) || date(&range.to)
        }
        _ => false,
    };
    match sort {
        Sort::Scalar(Subject::String) if dated => {
            found.help("if the claim is a date written as text, declare it a `date_text`")
        }
        Sort::Scalar(Subject::String | Subject::Bytes) => found
            .help("name the values that fit: `in [\"…\", \"…\"]`")
            .help(format!("its length has an order: `{}.length`", on.compared.claim)),
        Sort::List(_) => {
            found.help("test an element at its position, or search: `[it > 3] exists`")
        }
        Sort::Scalar(Subject::Any) => found.help("declare the claim's type"),
        _ => found.help("compare with `==` or `in […]`"),
    }
}

/// `==` on a record.
pub(crate) fn record_compared(on: &Subjected<'_>) -> Diagnostic {
    let claim = &on.compared.claim;
    diagnostic(
        code::NOT_WHOLE,
        on.span,
        format!("`{claim}` is a record, which cannot be compared whole"),
    )
    .help(format!("test its claims one by one: `{claim}.…`"))
}

/// `==` or `in` on a list.
pub(crate) fn use_contains(on: &Subjected<'_>, operator: Span) -> Diagnostic {
    let claim = &on.compared.claim;
    let found = diagnostic(code::USE_CONTAINS, operator, format!("`{claim}` is a list"))
        .label(on.test.claim.span, "a list");
    match on.test.kind {
        TestKind::Compare { .. } => found
            .help(format!("to test for an element, write `{claim} contains …`"))
            // A list of this element alone may be meant; `contains` is true of more.
            .suggest(operator, "contains", "use `contains`", Applicability::Maybe),
        _ => found.help(format!(
            "to test for one of several elements, write `{claim} contains … or {claim} contains …`"
        )),
    }
}

/// `== […]` on one value.
pub(crate) fn use_in(on: &Subjected<'_>, operator: Span, site: Span) -> Diagnostic {
    let message =
        format!("`{}` is {}, this is a list", on.compared.claim, on.compared.sort.describe());
    let found = diagnostic(code::WRONG_LITERAL, site, message)
        .help("for one out of several values, use `in`");
    match on.test.kind {
        TestKind::Compare { operator: Spanned { node: Comparison::Equal, .. }, .. } => {
            found.suggest(operator, "in", "use `in`", Applicability::Certain)
        }
        _ => found,
    }
}

/// `contains [a, b]`
pub(crate) fn one_at_a_time(on: &Subjected<'_>, site: Span) -> Diagnostic {
    diagnostic(code::WRONG_LITERAL, site, "one value is looked for at a time, this is a list").help(
        format!(
            "write one test for each value, joined by `and` or `or`: `{} contains …`",
            on.compared.claim
        ),
    )
}

/// `contains` on a list of records.
pub(crate) fn search_records(on: &Subjected<'_>) -> Diagnostic {
    let claim = &on.compared.claim;
    diagnostic(code::NOT_WHOLE, on.span, format!("the elements of `{claim}` are records"))
        .help(format!("search for one: `{claim}[… == …] exists`"))
}

/// Text tests on what is no text.
pub(crate) fn not_text(on: &Subjected<'_>) -> Diagnostic {
    let Subjected { test, compared, .. } = on;
    let word = match test.kind {
        TestKind::Contains(_) => "contains",
        TestKind::StartsWith(_) => "starts with",
        _ => "ends with",
    };
    let message = format!(
        "`{}` is {}, and `{word}` looks at texts",
        compared.claim,
        compared.sort.describe()
    );
    let found = diagnostic(code::NOT_TEXT, on.span, message);
    match (&compared.sort, &test.kind) {
        (Sort::List(_), _) => found.help("to test for an element of the list, use `contains`"),
        (Sort::Segment | Sort::TextSlice(_) | Sort::BytesSlice(_), _) => {
            found.help("a piece is compared with `==`, or take another piece")
        }
        (Sort::Scalar(Subject::Any), _) => found.help("declare the claim's type"),
        _ => found.help("compare it with `==`"),
    }
}

/// `ends with` on a host or an address.
pub(crate) fn suffix_of_host(on: &Subjected<'_>, value: &Operand) -> Diagnostic {
    let claim = &on.compared.claim;
    let is_email = !matches!(on.compared.sort, Sort::Host(_));
    let host = if is_email { format!("{claim}.host") } else { claim.clone() };
    let literal = match value {
        Operand::Literal(literal) => match &literal.node {
            Literal::Text(text) => Some(text.as_str()),
            _ => None,
        },
        _ => None,
    };
    let after_at = literal.and_then(|text| text.strip_prefix('@'));
    if let Some(domain) = after_at.filter(|_| is_email) {
        let message = "the host of an e-mail address is a part of its own";
        return with_better(on, message, format!("{host} == {}", quote(domain)));
    }
    let message = "`ends with \"example.com\"` would also be true of `evil-example.com`";
    let domain =
        literal.map(|text| text.trim_start_matches('.')).filter(|domain| !domain.is_empty());
    match domain {
        Some(domain) => with_better(on, message, format!("{host} under {}", quote(domain))),
        None => diagnostic(code::SUFFIX_OF_HOST, on.span, message)
            .help(format!("write `{host} under …`")),
    }
}

fn with_better(on: &Subjected<'_>, message: &str, better: String) -> Diagnostic {
    diagnostic(code::SUFFIX_OF_HOST, on.span, message).help(format!("write `{better}`")).suggest(
        on.span,
        better,
        "test the host",
        Applicability::Maybe,
    )
}

/// `under` on what is no host.
pub(crate) fn not_a_host(on: &Subjected<'_>) -> Diagnostic {
    let claim = &on.compared.claim;
    let message =
        format!("`{claim}` is {}, and `under` is about hosts", on.compared.sort.describe());
    let found = diagnostic(code::NOT_A_HOST, on.span, message);
    match on.compared.sort {
        Sort::Scalar(Subject::Uri | Subject::HttpsUri | Subject::MimiUri | Subject::Email) => found
            .help(format!("test its host: `{claim}.host under …`"))
            .suggest(on.test.claim.span.after(), ".host", "test its host", Applicability::Certain),
        Sort::Scalar(Subject::String) => {
            found.help("if the claim is a host name, declare it a `domain`")
        }
        Sort::Path(_) => found.help("a path `starts with` another"),
        _ => found,
    }
}

/// `exists` and the like on a part.
pub(crate) fn presence_of_part(on: &Subjected<'_>) -> Diagnostic {
    let head = &on.test.claim.head.node;
    diagnostic(
        code::PART_PRESENCE,
        on.span,
        "only a whole claim can be there or not, not a part of it",
    )
    .help(format!("test the claim: `{head} exists`; a part is compared with a value"))
}

/// `ignoring case` where it means nothing.
pub(crate) fn no_case(on: &Subjected<'_>, sort: &Sort, span: Span) -> Diagnostic {
    let compares_nothing = matches!(
        on.test.kind,
        TestKind::Exists | TestKind::IsAbsent | TestKind::IsNull | TestKind::Holds
    );
    let (message, help) = match sort {
        _ if compares_nothing => {
            let message = "this test compares nothing, so there is no case to ignore".to_owned();
            (message, "leave it out")
        }
        Sort::Host(_) => (
            format!("`{}` is {}, whose case never matters", on.compared.claim, sort.describe()),
            "leave it out",
        ),
        Sort::Scalar(Subject::Uri | Subject::HttpsUri | Subject::MimiUri | Subject::Email) => (
            format!("`{}` is {}: its case cannot be ignored", on.compared.claim, sort.describe()),
            "the case of its host never matters, that of the rest always does",
        ),
        _ => (
            format!("`{}` is {}: its case cannot be ignored", on.compared.claim, sort.describe()),
            "only texts, `string`, have a case that can be ignored",
        ),
    };
    let found = diagnostic(code::CASE_OF_NON_TEXT, span, message).help(help);
    if compares_nothing || matches!(sort, Sort::Host(_)) {
        return found.suggest(span, "", "leave it out", Applicability::Certain);
    }
    found
}
