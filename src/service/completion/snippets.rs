//! Snippets: a whole item to fill in, for every keyword that begins one.

use super::{Item, ItemKind, item};
use crate::service::words;

/// Keyword and form; `$0` is where the cursor ends.
const ITEMS: &[(&str, &str)] = &[
    ("policy", "policy \"${1:name}\"\n$0"),
    ("use", "use ${1:std.roles.moderated} as ${2:roles}$0"),
    ("type", "type ${1:Name} = {\n    ${2:field} : ${3:string}\n}$0"),
    ("enum", "enum ${1:Name}: ${2|int,string|} {\n    ${3:member} = ${4:0}\n}$0"),
    (
        "credential",
        "credential ${1:Badge}: ${2|jwt,sd_jwt,cwt,sd_cwt,vc,x509|} {\n    iss : https_uri\n    ${3:claim} : ${4:string}\n}$0",
    ),
    ("role", "role ${1:member} = ${2:2} { can ${3:join_if_preauthorized} }$0"),
    ("let", "let ${1:name} = ${2:[\"a\", \"b\"]}$0"),
    ("condition", "condition ${1:ours} of ${2:Badge} = $0"),
    ("rule", "rule ${1:name}: admit ${2:Badge} as ${3:member} where $0"),
    ("admit", "admit ${1:Badge} as ${2:member} where $0"),
    ("refuse", "refuse ${1:Badge} where $0"),
    ("pseudonyms", "pseudonyms ${1|required,optional,forbidden|}$0"),
    ("disclose", "disclose ${1:Badge} {\n    require ${2:iss}\n}$0"),
    ("test", "test \"${1:name}\" {\n    given ${2:Badge} { $3 }\n    expect ${4:member}\n}$0"),
];

/// A proposal for each item.
pub(super) fn items() -> Vec<Item> {
    let proposal = |(keyword, form): &(&str, &str)| Item {
        insert: Some((*form).to_owned()),
        is_snippet: true,
        documentation: words::of_keyword(keyword).unwrap_or_default().to_owned(),
        ..item(keyword, ItemKind::Snippet)
    };
    ITEMS.iter().map(proposal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::vocabulary::ITEM_KEYWORDS;

    #[test]
    fn every_item_has_a_form() {
        for keyword in ITEM_KEYWORDS {
            assert!(ITEMS.iter().any(|(word, _)| word == keyword), "{keyword}");
        }
    }
}
