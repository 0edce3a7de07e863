//! The joiner's view as text and JSON. Nothing is written here that does not come from the view: it
//! alone decides what may be shown.

use serde_json::{Value, json as object};

use super::super::counted;
use super::super::json::found_value;
use super::super::trace::{value, wanted};
use super::layout::Page;
use crate::explain::joiner::{Need, View};

/// The joiner's view: what to bring or to disclose. Lines are broken at `width` characters, where
/// one is given.
pub fn text(view: &View, width: Option<usize>) -> String {
    let mut page = Page::new(width);
    page.line(0, verdict(view));
    page.gap();
    if !view.disclosure.is_empty() {
        page.line(0, "whatever else it says, the room asks of it:");
        for need in &view.disclosure {
            page.item(1, "- ", &words(need));
        }
        page.gap();
    }
    for (at, needs) in view.ways.iter().enumerate() {
        page.line(0, head(view, at, needs.len()));
        for need in needs {
            page.item(1, "- ", &words(need));
        }
    }
    if view.ways.is_empty() && view.disclosure.is_empty() && view.decision != ADMITTED {
        page.line(0, "no credential of this kind is asked for, or none of its claims would help");
    }
    page.finish()
}

/// The joiner's view as one object: `decision` and `ways`, each a list of needs
/// (`docs/explanations.md`).
pub fn json(view: &View) -> Value {
    let ways = view.ways.iter().map(|needs| needs.iter().map(need).collect::<Vec<_>>());
    let disclosure: Vec<Value> = view.disclosure.iter().map(need).collect();
    object!({
        "decision": view.decision,
        "ways": ways.collect::<Vec<_>>(),
        "disclosure": disclosure,
    })
}

const ADMITTED: &str = "admitted";

fn verdict(view: &View) -> &'static str {
    match view.decision {
        ADMITTED => "you are admitted",
        "refused" => "you are not admitted: this credential is refused",
        _ => "you are not admitted",
    }
}

fn head(view: &View, at: usize, needs: usize) -> &'static str {
    match (view.decision == ADMITTED, at, needs) {
        (false, 0, 1) => "you would be with one more thing:",
        (false, 0, _) => "you would be with all of this:",
        (true, 0, 1) => "another role needs one more thing:",
        (true, 0, _) => "another role needs all of this:",
        (_, _, 1) => "or with this instead:",
        (_, _, _) => "or with all of this instead:",
    }
}

fn words(need: &Need) -> String {
    match need {
        Need::Other { claim, found } => {
            format!("{} is {}: another value is wanted", name(claim.as_deref()), value(found))
        }
        Need::Without { claim, found } => {
            format!("{} is {}: leave it out", name(claim.as_deref()), value(found))
        }
        Need::OtherKind { claim, found, expected } => {
            let (claim, found, kind) = (name(claim.as_deref()), value(found), found.kind());
            format!("{claim} is {found}, {kind}: {} is wanted", wanted(expected))
        }
        Need::Element { claim, digests } => {
            let element = format!("another element in {} is wanted", name(claim.as_deref()));
            match digests {
                0 => element,
                some => format!("{element}; it may be {}", withheld(*some)),
            }
        }
        Need::Proof => "a proof that you hold the credential, which is verified".into(),
        Need::Withhold { claim } => format!("`{claim}` may not be disclosed: withhold it"),
        Need::Missing { inside, count } => {
            format!("{} that this credential does not have{}", claims(*count), within(inside))
        }
        Need::Disclosure { inside, count, digests } => {
            let claims = claims(*count);
            format!("{claims} that may be {}{}: disclose", withheld(*digests), within(inside))
        }
    }
}

fn need(need: &Need) -> Value {
    match need {
        Need::Other { claim, found } => {
            object!({ "need": "other_value", "claim": claim, "found": found_value(found) })
        }
        Need::Without { claim, found } => {
            object!({ "need": "leave_out", "claim": claim, "found": found_value(found) })
        }
        Need::OtherKind { claim, found, expected } => object!({
            "need": "other_kind",
            "claim": claim,
            "found": found_value(found),
            "kind": wanted(expected),
        }),
        Need::Element { claim, digests } => {
            object!({ "need": "element", "claim": claim, "withheld": digests })
        }
        Need::Proof => object!({ "need": "proof" }),
        Need::Withhold { claim } => object!({ "need": "withhold", "claim": claim }),
        Need::Missing { inside, count } => {
            object!({ "need": "claim", "inside": inside, "count": count })
        }
        Need::Disclosure { inside, count, digests } => object!({
            "need": "disclosure",
            "inside": inside,
            "count": count,
            "withheld": digests,
        }),
    }
}

fn name(claim: Option<&str>) -> String {
    claim.map_or_else(|| "a claim".into(), |claim| format!("`{claim}`"))
}

fn claims(count: usize) -> String {
    if count == 1 { "a claim".into() } else { format!("{count} claims") }
}

fn within(inside: &Option<String>) -> String {
    inside.as_ref().map_or_else(String::new, |inside| format!(", inside `{inside}`"))
}

fn withheld(digests: u32) -> String {
    format!("among what was not disclosed ({})", counted(digests, "digest"))
}
