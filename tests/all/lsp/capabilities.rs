//! Each capability at least once, on one policy.

use serde_json::{Value, json};

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";

const TEXT: &str = r#"//! A room.
policy "benefits"

use std.roles.moderated as roles
use std.jwt.oidc { Address }

/// The badge of the company.
credential Badge: jwt {
    iss        : https_uri
    /// Where its holder works.
    department : string
    employment : "full-time" | "part-time"
    address    : Address
    groups     : [string]
}

role participant = 2 extends roles.attendee
role moderator   = 5 extends roles.moderator { can ban }

let dach = ["DE", "AT", "CH"]

/// One of ours.
condition ours of Badge = iss == "https://idp.example.com"
condition near of Badge = ours and address.country in dach

rule hr:    admit Badge as moderator where ours and department == "HR"
rule staff: admit Badge as participant
            where near and employment == "full-time"

test "HR moderates" {
    given Badge { iss: "https://idp.example.com", department: "HR" }
    expect moderator by hr
}
"#;

fn room() -> Client {
    let client = Client::new(&Disk::default());
    client.open(ROOM, TEXT);
    client
}

fn document() -> Value {
    json!({ "textDocument": { "uri": ROOM } })
}

/// The words in the place of each range.
fn words(client: &Client, all: &Value) -> Vec<String> {
    all.as_array().unwrap().iter().map(|one| client.text_at(ROOM, &one["range"])).collect()
}

#[test]
fn a_good_policy_has_no_diagnostics() {
    let found = room().published(ROOM).unwrap();
    let codes: Vec<_> = found.as_array().unwrap().iter().map(|one| &one["code"]).collect();
    assert!(codes.is_empty(), "{found}");
}

#[test]
fn diagnostics_say_all_that_is_known() {
    let client = room();
    let text = TEXT.replace(
        "rule staff",
        "rule same: admit Badge as moderator where department == \"HR\" and ours\nrule hr",
    );
    client.replace(ROOM, &text);
    let found = client.published(ROOM).unwrap();
    let twice = found.as_array().unwrap().iter().find(|one| one["code"] == "E0202").unwrap();
    assert_eq!(twice["severity"], 1);
    assert_eq!(twice["source"], "admit");
    assert_eq!(twice["data"]["explain"], "admit explain E0202");
    assert_eq!(client.text_at(ROOM, &twice["range"]), "hr");
    let related = &twice["relatedInformation"][0];
    assert_eq!(related["message"], "first here");
    assert_eq!(related["location"]["range"]["start"], client.position(ROOM, "hr:", 0, 0));
}

#[test]
fn what_has_no_effect_is_tagged() {
    let client = room();
    let double = "rule more: admit Badge as moderator where ours and department == \"HR\" and groups exists\n\ntest";
    client.replace(ROOM, &TEXT.replace("test", double));
    let found = client.published(ROOM).unwrap();
    assert_eq!(found[0]["code"], "W0602", "{found}");
    assert_eq!(found[0]["tags"], json!([1]));
    assert_eq!(found[0]["severity"], 2);
}

#[test]
fn diagnostics_can_be_asked_for() {
    let pulling = json!({ "textDocument": { "diagnostic": {} } });
    let client = Client::with(&Disk::default(), "utf-8", pulling);
    client.open(ROOM, "polcy \"x\"");
    assert_eq!(client.published(ROOM), None, "who asks is not told");
    let report = client.ask("textDocument/diagnostic", document());
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"][0]["code"], "E0117", "{report}");
}

#[test]
fn repairs_are_offered() {
    let client = room();
    client
        .replace(ROOM, &TEXT.replace("departm", "depatm").replace("depatment : ", "department : "));
    let found = client.published(ROOM).unwrap();
    assert_eq!(found[0]["code"], "E0201", "{found}");
    let params = json!({ "textDocument": { "uri": ROOM }, "range": found[0]["range"],
        "context": { "diagnostics": found } });
    let actions = client.ask("textDocument/codeAction", params);
    assert_eq!(actions[0]["title"], "use `department`");
    assert_eq!(actions[0]["kind"], "quickfix");
    assert_eq!(actions[0]["diagnostics"][0]["code"], "E0201");
    let repaired = client.edited(ROOM, &actions[0]["edit"]["changes"][ROOM]);
    assert!(repaired.contains("ours and department =="), "{repaired}");
}

#[test]
fn certain_repairs_are_made_at_once() {
    let client = room();
    client.replace(ROOM, "# one\nlet a = 1;\n# two\n");
    let params = json!({ "textDocument": { "uri": ROOM },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } },
        "context": { "diagnostics": [], "only": ["source.fixAll"] } });
    let actions = client.ask("textDocument/codeAction", params);
    let repaired = client.edited(ROOM, &actions[0]["edit"]["changes"][ROOM]);
    assert!(
        repaired.starts_with("// one\nlet a = 1") && repaired.ends_with("// two\n"),
        "{repaired}"
    );
}

fn hover(client: &Client, word: &str, at: usize) -> String {
    let hover = client.at("textDocument/hover", ROOM, word, at);
    hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("{word}: {hover}")).to_owned()
}

#[test]
fn hover_says_what_a_name_is() {
    let client = room();
    let claim = hover(&client, "department ==", 0);
    assert!(claim.contains("department : string"), "{claim}");
    assert!(claim.contains("On the wire: `\"department\"` (jwt)"), "{claim}");
    assert!(claim.contains("Where its holder works."), "{claim}");
    let nested = hover(&client, "country in", 0);
    assert!(nested.contains("`\"address\" / \"country\"`"), "{nested}");
    assert!(hover(&client, "iss ==", 0).contains("issued"), "the registry's words");
    assert!(hover(&client, "dach\n", 0).contains("value: `\"DE\", \"AT\", \"CH\"`"));
    assert!(hover(&client, "moderator where", 0).contains("role 5"));
    assert!(hover(&client, "ban }", 0).contains("canBan"), "the draft's words");
    assert!(hover(&client, "ours and", 0).contains("One of ours."));
    assert!(hover(&client, "string\n", 0).contains("a text"));
    assert!(hover(&client, "Badge as", 0).contains("The badge of the company."));
    assert!(hover(&client, "hr:", 0).contains("1 entry, "));
    assert!(hover(&client, "where", 0).contains("condition of a rule"));
    assert!(hover(&client, "oidc", 0).contains("module `std.jwt.oidc`"));
    assert!(hover(&client, "hr\n}", 0).contains("rule hr"));
}

#[test]
fn names_lead_to_their_declarations() {
    let client = room();
    for (word, at, to) in [
        ("ours and department", 0, "ours of"),
        ("department ==", 0, "department :"),
        ("dach\n", 0, "dach ="),
        ("Badge as", 0, "Badge: jwt"),
        ("participant\n", 0, "participant ="),
        ("hr\n}", 0, "hr:"),
        ("department: \"HR\" }", 0, "department :"),
        ("moderator by", 0, "moderator   ="),
    ] {
        let found = client.at("textDocument/definition", ROOM, word, at);
        assert_eq!(found["uri"], ROOM, "{word}");
        assert_eq!(found["range"]["start"], client.position(ROOM, to, 0, 0), "{word}");
    }
    let found = client.at("textDocument/definition", ROOM, "Address }", 0);
    assert_eq!(found["uri"], "admit-std:/jwt/oidc.policy");
    let content = client.ask("workspace/textDocumentContent", json!({ "uri": found["uri"] }));
    let library = content["text"].as_str().unwrap();
    let line = found["range"]["start"]["line"].as_u64().unwrap() as usize;
    assert!(library.lines().nth(line).unwrap().starts_with("type Address"));
    let module = client.at("textDocument/definition", ROOM, "roles.attendee", 0);
    assert_eq!(module["uri"], "admit-std:/roles/moderated.policy");
    assert!(
        client.try_ask("workspace/textDocumentContent", json!({ "uri": "admit-std:/x" })).is_err()
    );
}

#[test]
fn claims_lead_to_their_types() {
    let client = room();
    let found = client.at("textDocument/typeDefinition", ROOM, "address.country", 0);
    assert_eq!(found["uri"], "admit-std:/jwt/oidc.policy");
    let found = client.at("textDocument/typeDefinition", ROOM, "near and", 0);
    assert_eq!(found["range"]["start"], client.position(ROOM, "Badge: jwt", 0, 0));
}

#[test]
fn uses_are_found_and_marked() {
    let client = room();
    let mut params = client.place(ROOM, "ours of", 0);
    params["context"] = json!({ "includeDeclaration": false });
    let uses = client.ask("textDocument/references", params.clone());
    assert_eq!(words(&client, &uses), ["ours", "ours"]);
    params["context"] = json!({ "includeDeclaration": true });
    assert_eq!(client.ask("textDocument/references", params).as_array().unwrap().len(), 3);
    let marked = client.at("textDocument/documentHighlight", ROOM, "department ==", 0);
    assert_eq!(words(&client, &marked), ["department", "department", "department"]);
    assert_eq!(marked[0]["kind"], 3);
    assert_eq!(marked[1]["kind"], 2);
}

#[test]
fn symbols_are_listed() {
    let client = room();
    let symbols = client.ask("textDocument/documentSymbol", document());
    let names: Vec<_> =
        symbols.as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "benefits",
            "roles",
            "Badge",
            "participant",
            "moderator",
            "dach",
            "ours",
            "near",
            "hr",
            "staff",
            "HR moderates"
        ],
    );
    assert_eq!(symbols[2]["children"][1]["name"], "department");
    let found = client.ask("workspace/symbol", json!({ "query": "dprt" }));
    assert_eq!(found[0]["name"], "department");
    assert_eq!(found[0]["containerName"], "Badge");
}

#[test]
fn blocks_fold_and_selections_grow() {
    let client = room();
    let folds = client.ask("textDocument/foldingRange", document());
    let starts: Vec<_> = folds
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["startLine"].as_u64().unwrap(), f["kind"].as_str()))
        .collect();
    assert!(starts.contains(&(3, Some("imports"))), "{folds}");
    assert!(starts.contains(&(7, None)), "{folds}");
    let positions = json!([client.position(ROOM, "country in", 0, 1)]);
    let params = json!({ "textDocument": { "uri": ROOM }, "positions": positions });
    let mut selection = client.ask("textDocument/selectionRange", params)[0].clone();
    let mut grown = Vec::new();
    while !selection.is_null() {
        grown.push(client.text_at(ROOM, &selection["range"]));
        selection = selection["parent"].clone();
    }
    assert_eq!(grown[0], "country");
    assert_eq!(grown[1], "address.country");
    assert_eq!(grown[2], "address.country in dach");
    assert_eq!(grown[3], "ours and address.country in dach");
    assert_eq!(grown.last().unwrap(), TEXT);
}

/// Each coloured word with its type.
fn colours(client: &Client) -> Vec<(String, String)> {
    let legend = client.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"].clone();
    let tokens = client.ask("textDocument/semanticTokens/full", document());
    let (mut line, mut start) = (0, 0);
    let data: Vec<u64> =
        tokens["data"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
    let mut all = Vec::new();
    for token in data.chunks(5) {
        start = if token[0] == 0 { start + token[1] } else { token[1] };
        line += token[0];
        let range = json!({ "start": { "line": line, "character": start },
            "end": { "line": line, "character": start + token[2] } });
        let kind = legend[token[3] as usize].as_str().unwrap().to_owned();
        all.push((client.text_at(ROOM, &range), kind));
    }
    all
}

#[test]
fn words_have_the_colours_of_their_meaning() {
    let all = colours(&room());
    for (word, kind) in [
        ("policy", "keyword"),
        ("\"benefits\"", "string"),
        ("roles", "namespace"),
        ("Address", "type"),
        ("Badge", "class"),
        ("jwt", "type"),
        ("department", "property"),
        ("country", "property"),
        ("extends", "keyword"),
        ("attendee", "interface"),
        ("ban", "enumMember"),
        ("dach", "variable"),
        ("ours", "function"),
        ("hr", "method"),
        ("5", "number"),
        ("==", "operator"),
        ("/// One of ours.", "comment"),
        ("given", "keyword"),
        ("moderator", "interface"),
    ] {
        let found: Vec<_> = all.iter().filter(|(text, _)| text == word).collect();
        assert!(!found.is_empty(), "{word} has no colour");
        assert!(found.iter().all(|(_, found)| found == kind), "{word}: {found:?}");
    }
}

#[test]
fn hints_show_indexes_and_sizes() {
    let client = room();
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let params = json!({ "textDocument": { "uri": ROOM }, "range": range });
    let hints = client.ask("textDocument/inlayHint", params);
    let at = |position: Value| {
        let all = hints.as_array().unwrap();
        let hint = all.iter().find(|hint| hint["position"] == position);
        hint.unwrap_or_else(|| panic!("{hints}"))["label"].as_str().unwrap().to_owned()
    };
    assert_eq!(at(client.position(ROOM, "moderator where", 0, 9)), "= 5");
    assert!(at(client.position(ROOM, "\"HR\"\nrule", 0, 4)).starts_with("1 entry, "));
    let three = at(client.position(ROOM, "== \"full-time\"\n", 0, 14));
    assert!(three.starts_with("3 entries, ") && three.ends_with(" bytes"), "{three}");
}

#[test]
fn paths_of_keys_have_a_signature() {
    let client = room();
    client.replace(ROOM, "credential Node: cwt {\n    nodes at 504 / \n}\n");
    let help = client.at("textDocument/signatureHelp", ROOM, "at 504 / ", 0);
    assert_eq!(help["activeParameter"], 0);
    let mut place = client.place(ROOM, "/ ", 0);
    place["position"]["character"] = json!(place["position"]["character"].as_u64().unwrap() + 1);
    let help = client.ask("textDocument/signatureHelp", place);
    assert_eq!(help["activeParameter"], 1, "{help}");
    assert!(help["signatures"][0]["label"].as_str().unwrap().starts_with("at 504"), "{help}");
    assert!(client.at("textDocument/signatureHelp", ROOM, "credential", 0).is_null());
}

#[test]
fn conditions_know_who_uses_them() {
    let client = room();
    let items = client.at("textDocument/prepareCallHierarchy", ROOM, "near of", 0);
    let params = json!({ "item": items[0] });
    let callers = client.ask("callHierarchy/incomingCalls", params.clone());
    assert_eq!(callers.as_array().unwrap().len(), 1);
    assert_eq!(callers[0]["from"]["name"], "staff");
    assert_eq!(client.text_at(ROOM, &callers[0]["fromRanges"][0]), "near");
    let callees = client.ask("callHierarchy/outgoingCalls", params);
    assert_eq!(callees[0]["to"]["name"], "ours");
    let unnamed = "admit Badge as moderator where near\n";
    client.replace(ROOM, &format!("{TEXT}{unnamed}"));
    let items = client.at("textDocument/prepareCallHierarchy", ROOM, unnamed, 0);
    let callees = client.ask("callHierarchy/outgoingCalls", json!({ "item": items[0] }));
    assert_eq!(callees[0]["to"]["name"], "near");
}

#[test]
fn lenses_show_sizes_and_credentials() {
    let disk = Disk::default();
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/benefits/");
    disk.write("/w/hr.jwt", std::fs::read(format!("{examples}hr.jwt")).unwrap());
    disk.write("/w/broken.jwt", "x.y");
    disk.write("/w/notes.txt", "no credential");
    let text = std::fs::read_to_string(format!("{examples}benefits.policy")).unwrap();
    let client = Client::new(&disk);
    client.open(ROOM, &text);
    let lenses = client.ask("textDocument/codeLens", document());
    let titles: Vec<_> = lenses
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["command"]["title"].as_str().unwrap())
        .collect();
    assert!(titles[0].contains(" entries, ") && titles[0].ends_with(" bytes"), "{titles:?}");
    assert!(titles[1].starts_with("evaluate against broken.jwt: "), "{titles:?}");
    assert_eq!(titles[2], "evaluate against hr.jwt: moderator by `hr`", "{titles:?}");
    let command = &lenses[2]["command"];
    let params = json!({ "command": command["command"], "arguments": command["arguments"] });
    let result = client.ask("workspace/executeCommand", params);
    assert_eq!(result["verdict"], "moderator by `hr`");
    assert!(result["explanation"].as_str().unwrap().contains("claims are unverified"));
    let told = client.told.borrow();
    assert!(told.iter().any(|(method, _)| method == "window/showMessage"));
    drop(told);
    assert!(client.try_ask("workspace/executeCommand", json!({ "command": "rm" })).is_err());
}

#[test]
fn tests_are_run_from_their_lenses() {
    let disk =
        Disk::with(&[("/w/hr.json", r#"{"iss":"https://idp.example.com","department":"HR"}"#)]);
    let client = Client::new(&disk);
    let more = "test \"from a file\" { given file \"hr.json\" expect moderator }\n\
        test \"wrong\" { given Badge {} expect moderator by hr }\n";
    client.open(ROOM, &format!("{TEXT}{more}"));
    let lenses = client.ask("textDocument/codeLens", document());
    let lenses = lenses.as_array().unwrap().iter().map(|lens| &lens["command"]);
    let (verdicts, explanations): (Vec<_>, Vec<_>) = lenses
        .filter(|command| command["title"] == "run test")
        .map(|command| {
            let params =
                json!({ "command": command["command"], "arguments": command["arguments"] });
            let result = client.ask("workspace/executeCommand", params);
            (result["verdict"].clone(), result["explanation"].as_str().unwrap().to_owned())
        })
        .unzip();
    assert_eq!(verdicts, ["1 passed", "1 passed", "0 passed, 1 failed"]);
    assert!(!explanations[0].contains("FAILED"), "{explanations:?}");
    assert!(explanations[2].contains("rule `hr` is not satisfied"), "{explanations:?}");
}

#[test]
fn modules_that_change_are_noticed() {
    let disk = Disk::with(&[("/w/shared.policy", "let home = \"DE\"\n")]);
    let client = Client::new(&disk);
    let text = "policy \"x\"\nuse \"shared.policy\" { home }\n\
        credential B: jwt { iss : https_uri  c : string }\nrole m = 2 { can join_if_preauthorized }\n\
        admit B as m where iss == \"https://a.example\" and c == home\n";
    client.open(ROOM, text);
    assert_eq!(client.published(ROOM).unwrap(), json!([]));
    disk.write("/w/shared.policy", "let away = \"DE\"\n");
    let change = json!({ "changes": [{ "uri": "file:///w/shared.policy", "type": 2 }] });
    client.tell("workspace/didChangeWatchedFiles", change);
    assert_eq!(client.published(ROOM).unwrap()[0]["code"], "E0201");
    client.open("file:///w/shared.policy", "let home = 7\n");
    let found = client.published(ROOM).unwrap();
    assert_eq!(found[0]["code"], "E0301", "what is open counts: {found}");
}

#[test]
fn a_mistake_in_a_module_is_said_where_it_is_used() {
    let disk = Disk::with(&[("/w/shared.policy", "let home = \n")]);
    let client = Client::new(&disk);
    client.open(ROOM, "policy \"x\"\nuse \"shared.policy\" { home }\n");
    let found = client.published(ROOM).unwrap();
    assert!(
        found[0]["message"].as_str().unwrap().starts_with("in `/w/shared.policy`: "),
        "{found}"
    );
    assert_eq!(found[0]["relatedInformation"][0]["location"]["uri"], "file:///w/shared.policy");
    assert_eq!(client.text_at(ROOM, &found[0]["range"]), "use \"shared.policy\" { home }");
}

#[test]
fn watchers_are_registered_where_they_can_be() {
    let more = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let client = Client::with(&Disk::default(), "utf-16", more);
    client.open(ROOM, TEXT);
    client.published(ROOM);
    let told = client.told.borrow();
    let (_, params) =
        told.iter().find(|(method, _)| method == "client/registerCapability").unwrap();
    assert_eq!(params["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
}

#[test]
fn documents_ranges_and_ended_items_are_formatted() {
    let client = Client::new(&Disk::default());
    let loose = "role  a=2\n// é\nrole b=3 {\n  can  kick }\n";
    client.open(ROOM, loose);
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let ask = |method: &str, more: Value| {
        let mut params = document();
        params["options"] = options.clone();
        for (name, value) in more.as_object().unwrap() {
            params[name] = value.clone();
        }
        let edits = client.ask(method, params);
        let edits = edits.as_array().unwrap().iter();
        edits.map(|edit| edit["newText"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        ask("textDocument/formatting", json!({})),
        ["role a = 2\n", "role b = 3 { can kick }\n"]
    );
    let first =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 4 } });
    assert_eq!(ask("textDocument/rangeFormatting", json!({ "range": first })), ["role a = 2\n"]);
    let ended = json!({ "position": { "line": 3, "character": 13 }, "ch": "}" });
    assert_eq!(ask("textDocument/onTypeFormatting", ended), ["role b = 3 { can kick }\n"]);
}
