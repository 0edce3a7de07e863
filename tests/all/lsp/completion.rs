//! Completion by what stands before the cursor, mostly on half-typed text.

use serde_json::{Value, json};

use super::client::{Client, Disk};

const ROOM: &str = "file:///w/room.policy";

const HEAD: &str = r#"policy "x"
use std.roles.moderated as roles
use "shared.policy" as shared
enum Level: int { low = 1, high = 2 }
type Node = { domain : domain  at_home : bool }
credential Badge: jwt {
    iss        : https_uri
    sub        : mimi_uri
    employment : "full-time" | "part-time"
    level      : Level
    address    : { country : string }
    nodes      : [Node]
    groups     : [string]
    active     : bool
    clearance  : int
    levels     : [Level]
    scores     : [int]
    `role`     : string
}
role member = 2 { can join_if_preauthorized }
let dach = ["DE", "AT"]
condition ours of Badge = iss == "https://a.example"
rule first: admit Badge as member where ours
"#;

const SHARED: &str = r#"let limit = 3
role guest = 7
enum Grade: int {
    /// The first.
    one = 1
}
type Spot = { x : int }
credential Pass: cwt {
    grade : Grade
    place : tag 5 embedded { east : int }
}
condition good of Pass = grade == Grade.one
rule r: admit Pass as guest where good
"#;

/// The proposals at the `|`, on a server that has seen only this text.
fn proposals(text: &str) -> Vec<Value> {
    let disk = Disk::with(&[
        ("/w/shared.policy", SHARED),
        ("/w/other.policy", "use \"shared.policy\" { Pass }\n"),
        ("/w/alice.jwt", "x"),
    ]);
    let client = Client::new(&disk);
    let whole = format!("{HEAD}{text}");
    let at = whole
        .find('|')
        .filter(|at| *at >= HEAD.len())
        .unwrap_or_else(|| HEAD.len() + text.rfind('|').expect("a cursor"));
    let mut shown = whole.clone();
    shown.remove(at);
    client.open(ROOM, &shown);
    let place = json!({ "textDocument": { "uri": ROOM },
        "position": client.position_of(&shown, at) });
    let found = client.ask("textDocument/completion", place);
    found.as_array().unwrap().clone()
}

fn labels(text: &str) -> Vec<String> {
    proposals(text).iter().map(|one| one["label"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn has(text: &str, wanted: &[&str], unwanted: &[&str]) {
    let found = labels(text);
    for label in wanted {
        assert!(found.iter().any(|one| one == label), "{text}: no `{label}` in {found:?}");
    }
    for label in unwanted {
        assert!(found.iter().all(|one| one != label), "{text}: `{label}` in {found:?}");
    }
}

#[test]
fn items_begin_with_keywords() {
    has("|", &["rule", "credential", "policy", "test"], &["iss"]);
    has("\nru|", &["rule"], &[]);
    let rule = proposals("\nru|").into_iter().find(|one| one["label"] == "rule").unwrap();
    assert_eq!(rule["insertTextFormat"], 2);
    let all = proposals("admit Badge as member where |");
    let rank = |label: &str| {
        let found = all.iter().find(|one| one["label"] == label).unwrap();
        found["sortText"].as_str().unwrap().to_owned()
    };
    assert!(
        rank("iss") < rank("ours") && rank("ours") < rank("shared"),
        "what is likely comes first"
    );
    assert!(rule["textEdit"]["newText"].as_str().unwrap().starts_with("rule ${1:name}: admit"));
    assert_eq!(labels("// ru|"), [""; 0]);
}

#[test]
fn without_snippets_there_are_only_their_words() {
    let plain = json!({ "textDocument": { "completion": { "completionItem": {
        "snippetSupport": false } } } });
    let client = Client::with(&Disk::default(), "utf-16", plain);
    client.open(ROOM, "ru");
    let place = json!({ "textDocument": { "uri": ROOM },
        "position": { "line": 0, "character": 2 } });
    let found = client.ask("textDocument/completion", place);
    let rule = found.as_array().unwrap().iter().find(|one| one["label"] == "rule").unwrap();
    assert_eq!(*rule, json!({ "label": "rule", "kind": 14 }));
}

#[test]
fn conditions_offer_claims_and_conditions() {
    for text in [
        "admit Badge as member where |",
        "rule b: admit Badge as member\n    where ours and i|",
        "refuse Badge where (|",
        "condition c of Badge = ours or |",
    ] {
        has(text, &["iss", "employment", "ours", "shared", "`role`"], &["country", "where"]);
    }
    has("admit Badge as member where address.|", &["country"], &["iss", "host"]);
    has("admit Badge as member where address.co|", &["country"], &["iss"]);
    has("admit shared.Pass as member where |", &["grade", "place"], &["iss"]);
    has("admit shared.Pass as member where place.|", &["east"], &["iss", "grade"]);
    // What a module uses is not what it declares.
    has("use \"other.policy\" as other\nadmit other.Pass as member where |", &[], &["grade"]);
    has("admit Badge as member where sub.|", &["host", "user_id", "room_id"], &["iss", "user"]);
    has("admit Badge as member where nodes[|", &["domain", "at_home", "it"], &["iss", "ours"]);
    has("admit Badge as member where nodes[at_home and |", &["domain"], &["iss"]);
    has("admit Badge as member where nodes[at_home].|", &["domain"], &["iss"]);
    has("admit Badge as member where nodes[0].|", &["domain"], &["iss"]);
    let part = proposals("admit Badge as member where sub.|");
    let part = part.iter().find(|one| one["label"] == "host").unwrap();
    assert_eq!(part["detail"], "the host; compared as a domain");
    let claim = proposals("admit Badge as member where emp|");
    let claim = claim.iter().find(|one| one["label"] == "employment").unwrap();
    assert_eq!(claim["detail"], "\"full-time\" | \"part-time\"");
}

#[test]
fn operators_are_those_of_the_type() {
    has(
        "admit Badge as member where clearance |",
        &["==", "<", ">=", "in", "exists"],
        &["contains", "under"],
    );
    has(
        "admit Badge as member where groups |",
        &["contains", "exists"],
        &["<", "in", "starts with"],
    );
    has(
        "admit Badge as member where sub.host |",
        &["==", "under", "contains"],
        &["ends with", "exists"],
    );
    has("admit Badge as member where iss |", &["==", "starts with", "ends with"], &["under", "<"]);
    has("admit Badge as member where active |", &["and", "or", "=="], &["contains"]);
    has("admit Badge as member where ours |", &["and", "or"], &["=="]);
    has("admit Badge as member where clearance == 3 |", &["and", "or"], &["ignoring case", "=="]);
    has("admit Badge as member where groups contains \"x\" |", &["ignoring case"], &["contains"]);
    has("admit Badge as member where scores contains 3 |", &["and"], &["ignoring case"]);
    has("admit Badge as member where iss exists |", &["and"], &["ignoring case"]);
    has("admit Badge as member where groups exists |", &["and", "or"], &["contains"]);
    has("admit Badge as member where iss == \"x\" ignoring |", &["case"], &["and"]);
    has("admit Badge as member where iss is |", &["absent", "null"], &["=="]);
    has("admit Badge as member where iss starts |", &["with"], &["=="]);
    has(
        "admit Badge as member where address.country == \"DE\" |",
        &["and", "or", "ignoring case"],
        &["=="],
    );
}

#[test]
fn values_are_those_of_the_type() {
    has(
        "admit Badge as member where employment == |",
        &["\"full-time\"", "\"part-time\"", "dach"],
        &["true"],
    );
    has(
        "admit Badge as member where employment in [\"full-time\", |",
        &["\"part-time\""],
        &["iss"],
    );
    has("admit Badge as member where employment == \"fu|", &["\"full-time\""], &[]);
    has("admit Badge as member where level == |", &["low", "high", "Level"], &[]);
    has("admit Badge as member where level == Level.|", &["low", "high"], &["dach"]);
    has("admit Badge as member where active == |", &["true", "false"], &[]);
    has("admit Badge as member where levels contains |", &["low", "high"], &["true"]);
    has("admit Badge as member where nodes contains |", &[], &["domain"]);
    has("admit Badge as member where clearance >= shared.|", &["limit"], &["guest", "dach"]);
    let graded = proposals("admit shared.Pass as member where grade == |");
    let one = graded.iter().find(|one| one["label"] == "one").unwrap();
    assert_eq!(one["documentation"]["value"], "The first.");
    let typed = proposals("admit Badge as member where employment == \"fu|");
    assert_eq!(typed[0]["textEdit"]["newText"], "\"full-time\"");
    let range = &typed[0]["textEdit"]["range"];
    let (start, end) = (&range["start"]["character"], &range["end"]["character"]);
    assert_eq!(end.as_u64().unwrap() - start.as_u64().unwrap(), 3, "what is typed is replaced");
}

#[test]
fn rules_offer_credentials_and_roles() {
    has("admit |", &["Badge", "anyone"], &["member", "iss"]);
    has("rule x: |", &["admit", "refuse"], &[]);
    has("refuse |", &["Badge"], &["anyone"]);
    has("admit Badge |", &["as"], &["where"]);
    has("admit Badge as |", &["member", "roles", "shared"], &["Badge"]);
    has("admit Badge as roles.|", &["attendee", "moderator"], &["member"]);
    has("admit Badge as shared.|", &["guest"], &["limit"]);
    has("admit Badge as member |", &["where"], &["as"]);
    has("refuse Badge |", &["where"], &["as"]);
    let item = |text: &str, label: &str| {
        let found = proposals(text).into_iter().find(|one| one["label"] == label);
        let one = found.unwrap_or_else(|| panic!("no `{label}`"));
        (one["kind"].as_u64().unwrap(), one["detail"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(item("admit Badge as |", "member"), (8, "role 2".to_owned()));
    assert_eq!(item("admit Badge as |", "roles").0, 9);
    assert_eq!(item("admit |", "Badge").0, 7);
    let dach = "= \"DE\", \"AT\"".to_owned();
    assert_eq!(item("admit Badge as member where employment == |", "dach"), (21, dach));
    assert_eq!(item("admit Badge as member where |", "ours").0, 3);
    assert_eq!(item("admit Badge as member where |", "iss").0, 5);
    assert_eq!(item("role r = 3 { can |", "ban").0, 20);
    assert_eq!(item("credential X: jwt { a : |", "Level").0, 13);
}

#[test]
fn declarations_offer_what_fits() {
    has("credential X: |", &["jwt", "sd_cwt", "x509"], &["string"]);
    let formats = proposals("credential X: |");
    let jwt = formats.iter().find(|one| one["label"] == "jwt").unwrap();
    assert_eq!(jwt["documentation"]["value"], "JSON Web Token (RFC 7519)");
    has("credential X: jwt |", &["extends", "type"], &["jwt"]);
    has("credential X: jwt extends |", &["Badge"], &["Node"]);
    has("credential X |", &[], &["extends", "type"]);
    // Behind a type there is no key, and behind `tag` its number.
    for text in ["a : tag |", "a : string |", "a : [int] |", "a : shared.Spot |", "a : int | |"] {
        has(&format!("credential X: cwt {{ {text}"), &[], &["at"]);
    }
    has("credential X: cwt { a : string b |", &["at"], &["string"]);
    has("credential X: cwt { a : tag 5 |", &["string", "embedded"], &["at"]);
    assert_eq!(labels("credential X: jwt {\n    a : string\n    |"), [""; 0]);
    has("credential X: x509 { a at extension 1.2 / |", &[], &["extension", "subject"]);
    has("credential X: cwt { a at |", &["holder"], &["extension"]);
    has("credential X: cwt { a at 5 / |", &[], &["holder"]);
    has(
        "credential X: jwt { a : |",
        &["string", "mimi_uri", "Node", "Level", "tag"],
        &["Badge", "at"],
    );
    has("credential X: jwt { a : [|", &["string", "Node"], &[]);
    has("credential X: jwt { a |", &["at"], &["string"]);
    has("credential X: x509 { a at |", &["extension", "subject", "position"], &[]);
    has("type T = { x : str|", &["string", "Node"], &[]);
    has("credential X: jwt {\n    test : string\n    a : |", &["string", "Node"], &["given"]);
    has("enum E: |", &["int", "string"], &["jwt"]);
    assert_eq!(labels("enum E |"), [""; 0]);
    has("role r = 3 |", &["extends"], &[]);
    assert_eq!(labels("role r = |"), [""; 0]);
    has("role r = 3 extends |", &["member", "roles"], &["Badge"]);
    has("role r = 3 { |", &["can", "may", "participants"], &["ban"]);
    has("role r = 3 { can |", &["ban", "add_participant"], &["can"]);
    has("role r = 3 { can ban, |", &["kick"], &["participants"]);
    has("role r = 3 { can ban |", &["may"], &["ban"]);
    has("role r = 3 { may |", &["move"], &["can"]);
    has("role r = 3 { may move none |", &["->"], &["can"]);
    has("role r = 3 { may move |", &["none", "banned", "member"], &["ban"]);
    has("role r = 3 { may move none -> member, |", &["member"], &["ban"]);
    has("policy \"y\" { |", &["wire", "component", "allow"], &[]);
    has("policy \"y\" { wire exact |", &["path-id"], &["component"]);
    assert_eq!(labels("policy \"y\" { component |"), [""; 0]);
    has("policy \"y\" { wire |", &["matcher", "exact", "pointer"], &["component"]);
    has("policy \"y\" { allow |", &["W0501", "warnings"], &["E0101"]);
    has("condition c of |", &["Badge"], &["ours"]);
    has("condition c |", &["of"], &["Badge"]);
    assert_eq!(labels("condition |"), [""; 0]);
    assert_eq!(labels("condition c d |"), [""; 0]);
    has("pseudonyms |", &["required", "optional", "forbidden"], &[]);
    has("let a = |", &["dach", "Level"], &["ours"]);
}

#[test]
fn modules_offer_their_names() {
    has("use |", &["std.jwt", "std.roles.moderated", "\"shared.policy\""], &["Badge"]);
    has("use std.j|", &["std.jwt.oidc"], &[]);
    has("use std.jwt.oidc { |", &["Address"], &["Badge"]);
    has(
        "use \"shared.policy\" { |",
        &["limit", "guest", "Grade", "Spot", "Pass", "good"],
        &["Badge", "r", "one"],
    );
    let typed = proposals("use std.jwt.|");
    let edit = typed.iter().find(|one| one["label"] == "std.jwt.oidc").unwrap();
    assert_eq!(edit["textEdit"]["range"]["start"]["character"], 4, "the whole path is replaced");
}

#[test]
fn tests_offer_credentials_claims_roles_and_rules() {
    has("test \"t\" { |", &["given", "expect"], &["Badge"]);
    has("test \"t\" { given |", &["Badge", "file"], &["member"]);
    has("test \"t\" { given Badge { |", &["iss", "employment"], &["country"]);
    has("test \"t\" { given Badge { iss: \"x\", |", &["employment"], &["Badge"]);
    has("test \"t\" { given Badge { employment: |", &["\"full-time\""], &["iss"]);
    has("test \"t\" { given Badge { address: { |", &["country"], &["iss"]);
    has("test \"t\" { given Badge { nodes: [{ |", &["domain", "at_home"], &["iss"]);
    has("test \"t\" { given Badge { levels: |", &["low", "high"], &["iss"]);
    has("test \"t\" { given Badge { levels: [|", &["low", "high"], &["iss"]);
    has("test \"t\" { given Badge { levels: [low, |", &["low", "high"], &["iss"]);
    assert_eq!(labels("test \"t\" { given Badge { levels: [low |"), [""; 0]);
    has("test \"t\" { given Badge {\n    iss: \"x\"\n    |", &["employment"], &["given"]);
    assert_eq!(labels("test \"t\" { given Badge { iss: \"x\" |"), [""; 0]);
    has("test \"t\" { for |", &["each"], &["given"]);
    let told = "test \"t\" {\n    given Badge {}\n    expect member";
    has(&format!("{told} |"), &["by"], &["given"]);
    has(&format!("{told}\n    |"), &["given", "expect"], &["by"]);
    has("test \"t\" { given file |", &["\"alice.jwt\""], &[]);
    has(
        "test \"t\" { given Badge { iss: \"x\" } expect |",
        &["member", "none", "refused"],
        &["Badge"],
    );
    has("test \"t\" { given Badge { iss: \"x\" } expect member by |", &["first"], &["member"]);
    has("disclose Badge { require |", &["iss", "address"], &["country"]);
    has("disclose Badge { require address.|", &["country"], &["iss"]);
    has("disclose Badge { |", &["require", "allow", "forbid"], &["iss"]);
    has("disclose Badge { require iss |", &["allow"], &["address"]);
}
