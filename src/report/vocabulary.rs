//! Every word of the language as one JSON object, for the editors' grammars.

use serde_json::{Map, Value, json};

use crate::capability::Capability;
use crate::check::parts::parts_of;
use crate::check::policy::PATH_ID;
use crate::check::types::BUILT_IN;
use crate::format::Format;
use crate::model::Profile;
use crate::model::disclosure::Pseudonyms;
use crate::syntax::vocabulary::{
    COMMENTS, COMPARISONS, CONDITION_KEYWORDS, CONTEXTS, EVERY_ROOMS_ROLES, ITEM_KEYWORDS,
    LITERALS, POLICY_SETTINGS, ROLE_SETTINGS, SIGNS, VALUE_KEYWORDS,
};

/// The words, each from where the compiler itself takes it. `editors/README.md` says what each
/// member is.
///
/// ```
/// let words = admit::report::vocabulary::json();
/// assert_eq!(words["parts"]["email"], serde_json::json!(["host", "user"]));
/// ```
pub fn json() -> Value {
    json!({
        "keywords": {
            "item": ITEM_KEYWORDS,
            "condition": CONDITION_KEYWORDS,
            "value": VALUE_KEYWORDS,
        },
        "contextual": named(CONTEXTS.iter().map(|(place, words)| (*place, json!(words)))),
        "settings": {
            "policy": POLICY_SETTINGS,
            "role": ROLE_SETTINGS,
            "wire": Profile::ALL.map(Profile::word),
            "wire_dialect": [PATH_ID],
            "pseudonyms": pseudonyms(),
        },
        "roles": EVERY_ROOMS_ROLES,
        "operators": { "comparison": COMPARISONS, "sign": SIGNS },
        "types": BUILT_IN.map(|(word, _)| word),
        "parts": parts(),
        "formats": Format::ALL.map(Format::word),
        "capabilities": crate::capability::ALL.iter().map(capability).collect::<Vec<_>>(),
        "literals": named(LITERALS.iter().map(|literal| (literal.kind, json!(literal.forms)))),
        "comments": named(COMMENTS.iter().map(|(kind, begin)| (*kind, json!(begin)))),
    })
}

/// The same for reading: a line for each list, named by the members that lead to it.
pub fn lines(all: &Value) -> String {
    let mut text = String::new();
    write(&mut text, "", all);
    text
}

fn write(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                let dot = if name.is_empty() { "" } else { "." };
                write(text, &format!("{name}{dot}{member}"), value);
            }
        }
        Value::Array(words) => {
            let words: Vec<&str> = words.iter().filter_map(word).collect();
            text.push_str(&format!("{name}: {}\n", words.join("  ")));
        }
        other => text.push_str(&format!("{name}: {}\n", word(other).unwrap_or_default())),
    }
}

/// A word, or the name of what has one.
fn word(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("name")?.as_str())
}

/// What `pseudonyms` can be.
fn pseudonyms() -> Vec<&'static str> {
    let all = Pseudonyms::ALL.iter().filter(|choice| **choice != Pseudonyms::Unsaid);
    all.map(|choice| choice.word()).collect()
}

/// The parts of each type that has any.
fn parts() -> Value {
    let of = BUILT_IN.iter().filter_map(|(word, subject)| {
        let words: Vec<&str> = parts_of(*subject).iter().map(|(word, _)| *word).collect();
        (!words.is_empty()).then(|| (*word, json!(words)))
    });
    named(of)
}

fn capability(capability: &Capability) -> Value {
    json!({
        "name": capability.name,
        "number": capability.number,
        "draft_name": capability.draft_name,
        "reserved": capability.reserved,
        "description": capability.description,
    })
}

fn named<'n>(members: impl Iterator<Item = (&'n str, Value)>) -> Value {
    Value::Object(members.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}
