//! What is shown of a policy beyond the first of each kind: places, words, and where there is nothing.

use serde_json::{Value, json};

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";

const TEXT: &str = r#"// A first line,
// and a second.
policy "x"

/// Where somebody is.
type Place = {
    /// The land.
    country : string
}

credential Badge: jwt {
    iss   : https_uri
    sub   : mimi_uri
    home  : {
        /// Where the home is.
        place : Place
    }
    level : Level
}

enum Level: int {
    /// The least.
    low  = 1
    high = 2
}

role member = 2 { can join_if_preauthorized }
let one = "https://a.example"
condition ours of Badge = iss == one and home.place.country == "DE" and sub.host == "a.example"
rule named: admit Badge as member where ours and level == Level.low
refuse Badge where uri == 3
"#;

fn room() -> Client {
    let client = Client::new(&Disk::default());
    client.open(ROOM, TEXT);
    client
}

fn document() -> Value {
    json!({ "textDocument": { "uri": ROOM } })
}

fn hover(client: &Client, word: &str) -> Option<String> {
    let hover = client.at("textDocument/hover", ROOM, word, 0);
    Some(hover["contents"]["value"].as_str()?.to_owned())
}

#[test]
fn hover_says_what_a_name_inside_of_a_type_is() {
    let client = room();
    for (word, says) in [
        ("country ==", "The land."),
        ("place.country", "Where the home is."),
        ("Place\n", "Where somebody is."),
        ("low\n", "The least."),
        ("host ==", "the host; compared as a domain"),
        ("jwt", "JSON Web Token (RFC 7519)"),
        ("Badge:", "JSON Web Token (RFC 7519)"),
    ] {
        let found = hover(&client, word).unwrap_or_else(|| panic!("nothing of {word}"));
        assert!(found.contains(says), "{word}: {found}");
    }
    let hover = client.at("textDocument/hover", ROOM, "country ==", 0);
    assert_eq!(hover["contents"]["kind"], "markdown");
    assert_eq!(client.text_at(ROOM, &hover["range"]), "country");
}

#[test]
fn hover_reads_documentation_wherever_a_claim_is() {
    let client = room();
    client.replace(
        ROOM,
        "credential Node: cwt {\n    list : [{\n        /// In a list.\n        x : int\n    }]\n    \
         held : tag 5 embedded {\n        /// In a tag.\n        y : int\n    }\n}\n\
         role guest = 3\nrole host = 4 { can ban }\n\
         rule a: admit Node as guest where list[x == 1] exists and held.y == 1\n",
    );
    assert!(hover(&client, "x == 1").unwrap().contains("In a list."));
    assert!(hover(&client, "y == 1").unwrap().contains("In a tag."));
    assert!(hover(&client, "host =").unwrap().contains("can `ban`"));
    assert!(!hover(&client, "guest =").unwrap().contains("\n\ncan "));
}

#[test]
fn roles_show_their_indexes_wherever_they_are_named() {
    let client = room();
    client
        .replace(ROOM, "role guest = 3\nrole host = 4 extends guest { may move guest -> none }\n");
    let mut params = document();
    params["range"] =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let hints = client.ask("textDocument/inlayHint", params);
    let shown: Vec<_> = hints
        .as_array()
        .unwrap()
        .iter()
        .map(|hint| (hint["position"]["character"].as_u64().unwrap(), hint["label"].clone()))
        .collect();
    assert_eq!(shown, [(27, json!("= 3")), (44, json!("= 3"))]);
}

/// What is selected, the innermost first.
fn selections(client: &Client, word: &str) -> Vec<String> {
    let positions = json!([client.position(ROOM, word, 0, 1)]);
    let params = json!({ "textDocument": { "uri": ROOM }, "positions": positions });
    let mut selection = client.ask("textDocument/selectionRange", params)[0].clone();
    let mut grown = Vec::new();
    while !selection.is_null() {
        grown.push(client.text_at(ROOM, &selection["range"]));
        selection = selection["parent"].clone();
    }
    grown
}

#[test]
fn selections_grow_through_blocks_and_searches() {
    let client = room();
    let test = "list[x == 1 and x > 0] exists";
    let rule = format!("rule a: admit Node as guest where {test}");
    let text = format!("credential Node: cwt {{ list : [{{ x : int }}] }}\n{rule}\n");
    client.replace(ROOM, &text);
    let block = "{ list : [{ x : int }] }";
    assert_eq!(
        selections(&client, "int"),
        [
            "int",
            "x : int",
            " x : int ",
            "{ x : int }",
            "[{ x : int }]",
            "list : [{ x : int }]",
            block.trim_matches(['{', '}']),
            block,
            &format!("credential Node: cwt {block}"),
            &text
        ]
    );
    assert_eq!(
        selections(&client, "x == 1"),
        [
            "x",
            "x == 1",
            "x == 1 and x > 0",
            "[x == 1 and x > 0]",
            "list[x == 1 and x > 0]",
            test,
            &rule,
            &text
        ]
    );
}

#[test]
fn comments_have_a_colour() {
    let client = room();
    let tokens = client.ask("textDocument/semanticTokens/full", document());
    let first: Vec<_> = tokens["data"].as_array().unwrap().iter().take(5).cloned().collect();
    assert_eq!(first, [0, 0, 16, 11, 0]);
}

#[test]
fn hover_is_silent_where_there_is_nothing_to_say() {
    let client = room();
    // A type's name is a type only where types stand.
    assert_eq!(hover(&client, "uri == 3"), None);
    assert_eq!(hover(&client, "A first"), None);
    assert_eq!(hover(&client, "\n\n"), None);
}

#[test]
fn types_of_inner_claims_are_found() {
    let client = room();
    for (word, to) in [
        ("place.country", "Place ="),
        ("level ==", "Level:"),
        ("low\nrefuse", "Level:"),
        ("named:", "Badge:"),
        ("Badge as", "Badge:"),
    ] {
        let found = client.at("textDocument/typeDefinition", ROOM, word, 0);
        if word == "Badge as" {
            assert!(found.is_null(), "a credential has no type: {found}");
            continue;
        }
        assert_eq!(found["range"]["start"], client.position(ROOM, to, 0, 0), "{word}");
    }
}

#[test]
fn types_in_declared_types_are_found() {
    let client = room();
    let text = "enum Level: int { low = 1 }\ntype Same = Level\n\
        type Rank = { list : [{ level : Level }]  same : Same }\n\
        credential Badge: jwt { rank : Rank }\n";
    client.replace(ROOM, text);
    for (word, to) in
        [("level :", "Level:"), ("same :", "Same ="), ("Same =", "Level:"), ("rank :", "Rank =")]
    {
        let found = client.at("textDocument/typeDefinition", ROOM, word, 0);
        assert_eq!(found["range"]["start"], client.position(ROOM, to, 0, 0), "{word}");
    }
    for word in ["Level:", "Rank =", "list :"] {
        let found = client.at("textDocument/typeDefinition", ROOM, word, 0);
        assert!(found.is_null(), "{word}: {found}");
    }
}

#[test]
fn symbols_say_more_than_their_names() {
    let client = room();
    let symbols = client.ask("textDocument/documentSymbol", document());
    let shown = |one: &Value| {
        (
            one["name"].as_str().unwrap().to_owned(),
            one["kind"].as_u64().unwrap(),
            one["detail"].as_str().unwrap_or_default().to_owned(),
            client.text_at(ROOM, &one["selectionRange"]),
        )
    };
    let all: Vec<_> = symbols.as_array().unwrap().iter().map(shown).collect();
    let expected = [
        ("x", 4, "", "\"x\""),
        ("Place", 23, "", "Place"),
        ("Badge", 5, "jwt", "Badge"),
        ("Level", 10, "int", "Level"),
        ("member", 11, "", "member"),
        ("one", 14, "", "one"),
        ("ours", 12, "of Badge", "ours"),
        ("named", 6, "admit Badge as member", "named"),
        ("refuse Badge", 6, "", "refuse"),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(name, kind, detail, at)| (name.to_owned(), kind, detail.to_owned(), at.to_owned()))
        .collect();
    assert_eq!(all, expected);
    assert!(symbols[5].get("children").is_none_or(Value::is_null));
    let home = &symbols[2]["children"][2];
    assert_eq!(shown(home).0, "home");
    assert_eq!(shown(&home["children"][0]).0, "place");
    assert!(client.text_at(ROOM, &home["range"]).ends_with("place : Place\n    }"));
    assert_eq!(symbols[3]["children"][1]["kind"], 22);
}

#[test]
fn everything_of_several_lines_folds() {
    let client = room();
    let folds = client.ask("textDocument/foldingRange", document());
    let lines: Vec<_> = folds
        .as_array()
        .unwrap()
        .iter()
        .map(|fold| {
            let line = |name: &str| fold[name].as_u64().unwrap();
            (line("startLine"), line("endLine"), fold["kind"].as_str())
        })
        .collect();
    assert_eq!(
        lines,
        [(0, 1, Some("comment")), (5, 8, None), (10, 18, None), (13, 16, None), (20, 24, None)],
        "{folds}"
    );
    client.replace(ROOM, "rule a: admit anyone as b\n    where c\n      and d\n");
    let folds = client.ask("textDocument/foldingRange", document());
    assert_eq!(folds[0]["endLine"], 2, "a rule without braces: {folds}");
}

#[test]
fn messages_say_what_to_do() {
    let client = room();
    let found = client.published(ROOM).unwrap();
    let unknown = found.as_array().unwrap().iter().find(|one| one["code"] == "E0201");
    let unknown = unknown.unwrap_or_else(|| panic!("{found}"));
    let message = unknown["message"].as_str().unwrap();
    assert!(message.starts_with("`Badge` has no claim `uri`"), "{message}");
    assert!(message.contains("\nhelp: "), "{message}");
    assert!(unknown.get("tags").is_none(), "it is not unnecessary");
}

#[test]
fn only_conditions_and_rules_call() {
    let client = room();
    for (word, expected) in [("ours of", "ours"), ("named:", "named"), ("refuse", "refuse Badge")] {
        let found = client.at("textDocument/prepareCallHierarchy", ROOM, word, 0);
        assert_eq!(found[0]["name"], expected, "{word}");
        let (kind, detail) = match expected {
            "ours" => (12, json!("of Badge")),
            "named" => (6, json!("admit Badge as member")),
            _ => (6, Value::Null),
        };
        assert_eq!(found[0]["kind"], kind);
        assert_eq!(found[0].get("detail").cloned().unwrap_or_default(), detail);
    }
    for word in ["iss   :", "member =", "one =", "Badge:"] {
        let found = client.at("textDocument/prepareCallHierarchy", ROOM, word, 0);
        assert!(found.is_null(), "{word}: {found}");
    }
}

/// The parts of a signature that are steps.
fn steps(help: &Value) -> Vec<String> {
    let signature = &help["signatures"][0];
    let label = signature["label"].as_str().unwrap();
    let step = |one: &Value| {
        let end = |at: usize| one["label"][at].as_u64().unwrap() as usize;
        label[end(0)..end(1)].to_owned()
    };
    signature["parameters"].as_array().unwrap().iter().map(step).collect()
}

#[test]
fn each_format_has_keys_of_its_own() {
    let client = room();
    for (format, first, more) in [
        ("jwt", "\"key\"", "\"key\" or [0]"),
        ("cwt", "504, \"key\" or h'01'", "503, \"key\", h'01' or [0]"),
        ("x509", "extension OID, subject OID or position N", "OID or [0]"),
    ] {
        client.replace(ROOM, &format!("credential Node: {format} {{\n    a at "));
        let help = client.at("textDocument/signatureHelp", ROOM, " at ", 0);
        assert!(help.is_null(), "not before it: {help}");
        let end = json!({ "textDocument": { "uri": ROOM },
            "position": { "line": 1, "character": 9 } });
        let help = client.ask("textDocument/signatureHelp", end);
        assert_eq!(steps(&help), [first, more]);
        assert!(help["signatures"][0]["documentation"].as_str().unwrap().len() > 20);
    }
    client.replace(ROOM, "rule x: admit Badge as member where a at  ");
    let help = client.at("textDocument/signatureHelp", ROOM, "at  ", 0);
    assert!(help.is_null(), "a rule has no keys: {help}");
    let end =
        json!({ "textDocument": { "uri": ROOM }, "position": { "line": 0, "character": 41 } });
    assert!(client.ask("textDocument/signatureHelp", end).is_null());
}

#[test]
fn tokens_of_a_range_are_those_of_the_file() {
    let client = room();
    let modifier = |name: &str| {
        let legend = &client.capabilities["semanticTokensProvider"]["legend"]["tokenModifiers"];
        let at = legend.as_array().unwrap().iter().position(|one| one == name).unwrap();
        1 << at
    };
    let start = client.position(ROOM, "let one", 0, 0);
    let end = client.position(ROOM, "condition ours", 0, 0);
    let mut params = document();
    params["range"] = json!({ "start": start, "end": end });
    let found = client.ask("textDocument/semanticTokens/range", params);
    let data = found["data"].as_array().unwrap();
    let (line, kinds): (u64, Vec<_>) =
        (start["line"].as_u64().unwrap(), data.chunks(5).map(|token| token[3].clone()).collect());
    assert_eq!(data[0], line, "the first counts from the file's start");
    assert_eq!(kinds, [10, 7, 14, 12]);
    let declared_constant = modifier("declaration") | modifier("readonly");
    let modifiers: Vec<_> = data.chunks(5).map(|token| token[4].clone()).collect();
    assert_eq!(modifiers, [0, declared_constant, 0, 0]);
}
