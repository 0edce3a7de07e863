//! Policies and credentials that meet: tests and claims draw their values from the same few.

use proptest::prelude::*;
use proptest::sample::select;

use super::plain::Plain;

/// The claims that policies test; both credentials have them, under names and under keys.
const CREDENTIALS: &str = r#"
credential Badge: jwt {
    name : string   rank : int   rate : number   load : float   vip : bool
    born : date   seen : date_text
    site : domain   link : uri   idp : https_uri   sub : mimi_uri   mail : email
    tags : [string]   marks : [int]
    place : { country : string  zip : int }
    teams : [{ kind : string  rank : int  tags : [string] }]
    other : any
}
credential Pass: cwt {
    name : string   rank at 2 : int   rate at -3 : number   load : float   vip : bool
    born : date   seen at 6 : tag 1 date
    site : domain   link : uri   idp : https_uri   sub : mimi_uri   mail : email
    tags : [string]   marks : [int]
    place : embedded { country : string  zip at 9 : int }
    teams : [{ kind : string  rank at 2 : int  tags : [string] }]
    key : bytes   other : any
}
credential Wallet: sd_jwt extends Badge {
    said_name at holder "name" : string   said_rank at holder "rank" : int
    said_tags at holder "tags" : [string]   said_site at holder "site" : domain
    said_teams at holder "teams" : [{ kind : string  rank : int  tags : [string] }]
    said_other at holder "other" : any
}
role a = 2 { can join_if_preauthorized }
role b = 3 { can join_if_preauthorized }
role c = 4 { can join_if_preauthorized }
"#;

/// A policy of some rules in profile `matcher`.
pub fn policy() -> impl Strategy<Value = String> {
    prop::collection::vec(prop_oneof![rule("Badge", false), rule("Pass", true)], 1..7)
        .prop_map(|rules| written("", &rules))
}

/// A policy of many rules, so that they are found by the index.
pub fn large_policy() -> impl Strategy<Value = String> {
    prop::collection::vec(rule("Badge", false), 14..30).prop_map(|rules| written("", &rules))
}

/// A policy that a narrower profile can say: equality of whole top-level values.
pub fn exact_policy() -> impl Strategy<Value = String> {
    let rules = prop_oneof![equality_rule("Badge"), equality_rule("Pass")];
    prop::collection::vec(rules, 1..7).prop_map(|rules| written("{ wire exact }", &rules))
}

/// A policy that profile `pointer` can say: equality, also of parts and of elements.
pub fn pointer_policy() -> impl Strategy<Value = String> {
    let rules = prop_oneof![pointer_rule("Badge", false), pointer_rule("Pass", true)];
    prop::collection::vec(rules, 1..7).prop_map(|rules| written("{ wire pointer }", &rules))
}

/// A policy that asks what issuers say and what holders say, few rules or many.
pub fn holders_policy() -> impl Strategy<Value = String> {
    let both = || prop_oneof![1 => test(false), 2 => holder_test()].boxed();
    let rules = prop_oneof![1 => rule_of("Badge", test(false)), 4 => rule_of("Wallet", both())];
    let few = prop::collection::vec(rules, 1..6);
    let many = prop::collection::vec(rule_of("Wallet", both()), 14..24);
    prop_oneof![4 => few, 1 => many].prop_map(|rules| written("", &rules))
}

/// The same in profile `pointer`.
pub fn holders_pointer_policy() -> impl Strategy<Value = String> {
    let test = prop_oneof![
        NAMES.prop_map(|name| format!("said_name == {}", quoted(name))),
        NAMES.prop_map(|name| format!("said_tags contains {}", quoted(name))),
        SITES.prop_map(|site| format!("said_site == {}", quoted(site))),
        NAMES.prop_map(|name| format!("name == {}", quoted(name))),
        NAMES.prop_map(|name| format!("tags contains {}", quoted(name))),
    ];
    prop::collection::vec(conjunction("Wallet", test), 1..7)
        .prop_map(|rules| written("{ wire pointer }", &rules))
}

fn holder_test() -> BoxedStrategy<String> {
    prop_oneof![
        3 => string_test("said_name"),
        3 => number_test("said_rank", INTS),
        1 => host_test("said_site"),
        2 => NAMES.prop_map(|name| format!("said_tags contains {}", quoted(name))),
        3 => select(&[
            "said_other exists",
            "said_other is absent",
            "said_other is null",
            "said_name exists",
            "said_name is absent",
            "said_teams[kind == \"a\"].rank == 1",
            "said_teams[kind == \"b\" or rank > 1] is absent",
            "said_teams[rank > 3 and rank < 2] is absent",
        ][..])
        .prop_map(str::to_owned),
    ]
    .boxed()
}

fn written(settings: &str, rules: &[String]) -> String {
    format!("policy \"generated\" {settings}\n{CREDENTIALS}\n{}\n", rules.join("\n"))
}

fn rule(credential: &'static str, is_cbor: bool) -> impl Strategy<Value = String> {
    rule_of(credential, test(is_cbor))
}

fn rule_of(credential: &'static str, test: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    let condition = prop::option::weighted(0.97, condition(test));
    (outcome(), condition).prop_map(move |(outcome, condition)| {
        let condition = match condition {
            Some(condition) => format!(" where {condition}"),
            // A rule may refuse everybody only when it says so of somebody.
            None => String::new(),
        };
        match outcome {
            Some(role) => format!("admit {credential} as {role}{condition}"),
            None if condition.is_empty() => format!("admit {credential} as a"),
            None => format!("refuse {credential}{condition}"),
        }
    })
}

fn equality_rule(credential: &'static str) -> impl Strategy<Value = String> {
    let test = prop_oneof![
        NAMES.prop_map(|name| format!("name == {}", quoted(name))),
        INTS.prop_map(|rank| format!("rank == {rank}")),
        any::<bool>().prop_map(|vip| format!("vip == {vip}")),
    ];
    conjunction(credential, test)
}

fn pointer_rule(credential: &'static str, is_cbor: bool) -> impl Strategy<Value = String> {
    let test = prop_oneof![
        NAMES.prop_map(|name| format!("name == {}", quoted(name))),
        NAMES.prop_map(|name| format!("tags contains {}", quoted(name))),
        NAMES.prop_map(|name| format!("tags[1] == {}", quoted(name))),
        NAMES.prop_map(|name| format!("place.country == {}", quoted(name))),
        SITES.prop_map(|site| format!("site == {}", quoted(site))),
        SITES.prop_map(|site| format!("mail.host == {}", quoted(site))),
        SITES.prop_map(|site| format!("link.host == {}", quoted(site))),
        IDS.prop_map(|name| format!("sub.user_id == {}", quoted(name))),
        any::<bool>().prop_map(|vip| format!("vip == {vip}")),
    ];
    let _ = is_cbor;
    conjunction(credential, test)
}

fn conjunction(
    credential: &'static str,
    test: impl Strategy<Value = String> + 'static,
) -> impl Strategy<Value = String> {
    (outcome(), prop::collection::vec(test, 1..4), any::<bool>()).prop_map(
        move |(outcome, tests, any)| {
            let condition = tests.join(if any { " or " } else { " and " });
            match outcome {
                Some(role) => format!("admit {credential} as {role} where {condition}"),
                None => format!("refuse {credential} where {condition}"),
            }
        },
    )
}

fn outcome() -> impl Strategy<Value = Option<&'static str>> {
    select(&[Some("a"), Some("b"), Some("c"), None][..])
}

fn condition(test: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    test.prop_recursive(3, 12, 3, |inner| {
        (prop::collection::vec(inner, 2..4), any::<bool>()).prop_map(|(parts, any)| {
            format!("({})", parts.join(if any { " or " } else { " and " }))
        })
    })
}

fn test(is_cbor: bool) -> BoxedStrategy<String> {
    let common = prop_oneof![
        4 => string_test("name"),
        4 => number_test("rank", INTS),
        2 => number_test("rate", NUMBERS),
        2 => number_test("load", FLOATS),
        2 => select(&["vip", "vip == true", "vip == false"][..]).prop_map(str::to_owned),
        2 => number_test("born", DATES),
        2 => number_test("seen", DATES),
        3 => host_test("site"),
        3 => uri_test(),
        3 => mail_test(),
        3 => list_test(),
        3 => record_test(),
        1 => presence_test(),
        1 => whole_test(),
    ];
    if is_cbor { prop_oneof![8 => common, 1 => bytes_test()].boxed() } else { common.boxed() }
}

type Few = prop::sample::Select<&'static str>;

/// A few words of each kind.
struct Words(&'static [&'static str]);

impl Words {
    fn any(&self) -> Few {
        select(self.0)
    }

    fn prop_map(&self, f: impl Fn(&'static str) -> String + 'static) -> BoxedStrategy<String> {
        self.any().prop_map(f).boxed()
    }
}

const NAMES: Words = Words(&["a", "b", "ab", "AB", "Straße", "strasse", ""]);
const IDS: Words = Words(&["a", "b", "ab"]);
const INTS: Words = Words(&["0", "1", "2", "3", "-1"]);
const NUMBERS: Words = Words(&["0", "1", "2.5", "3.0", "0.1", "-1"]);
const FLOATS: Words = Words(&["0.0", "1.0", "2.5", "3.0", "0.1", "-1.0"]);
const DATES: Words = Words(&["1970-01-01", "1970-01-01T00:00:01Z", "1970-01-01T01:00:02+01:00"]);
const SITES: Words = Words(&["example.com", "EXAMPLE.com", "a.example.com", "bücher.example"]);
const LINKS: Words = Words(&[
    "https://example.com/u/a",
    "HTTPS://Example.com/u/%61",
    "https://a.example.com",
    "https://a@example.com/x/ab?q#f",
    "urn:x:a",
]);
const SUBS: Words = Words(&[
    "mimi://example.com/u/a",
    "mimi://EXAMPLE.com/d/a/b",
    "mimi://a.example.com/r/ab",
    "mimi://example.com/d/b",
]);
const MAILS: Words = Words(&["a@example.com", "a@EXAMPLE.com", "b@a.example.com", "ab@x.example"]);
const TEAMS: Words = Words(&[
    "kind == \"a\"",
    "kind == \"b\" and rank >= 2",
    "rank == 1",
    "rank > 0 and tags contains \"a\"",
    "tags[it starts with \"a\"] exists",
    "kind is absent",
]);

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn string_test(claim: &'static str) -> BoxedStrategy<String> {
    let name = || NAMES.any().prop_map(quoted);
    prop_oneof![
        4 => (name(), select(&["", " ignoring case"][..]))
            .prop_map(move |(name, fold)| format!("{claim} == {name}{fold}")),
        2 => (name(), select(&["contains", "starts with", "ends with"][..]), any::<bool>())
            .prop_map(move |(name, how, fold)| {
                let name = if name == "\"\"" { "\"a\"".to_owned() } else { name };
                format!("{claim} {how} {name}{}", if fold { " ignoring case" } else { "" })
            }),
        2 => (name(), name()).prop_map(move |(one, two)| format!("{claim} in [{one}, {two}]")),
        1 => (0..3_u32).prop_map(move |from| format!("{claim}[{from}..{}] == \"ab\"", from + 1)),
        1 => (0..4_u32).prop_map(move |length| format!("{claim}.length >= {length}")),
    ]
    .boxed()
}

fn number_test(claim: &'static str, values: Words) -> BoxedStrategy<String> {
    let operator = select(&["==", "<", "<=", ">", ">="][..]);
    prop_oneof![
        4 => (operator, values.any())
            .prop_map(move |(operator, value)| format!("{claim} {operator} {value}")),
        1 => (values.any(), values.any())
            .prop_map(move |(one, two)| format!("{claim} in [{one}, {two}]")),
    ]
    .boxed()
}

fn host_test(claim: &'static str) -> BoxedStrategy<String> {
    (SITES.any(), select(&["==", "under"][..]))
        .prop_map(move |(site, how)| format!("{claim} {how} {}", quoted(site)))
        .boxed()
}

fn uri_test() -> BoxedStrategy<String> {
    prop_oneof![
        LINKS.prop_map(|link| format!("link == {}", quoted(link))),
        select(&LINKS.0[..3]).prop_map(|link| format!("idp == {}", quoted(link))),
        SUBS.prop_map(|sub| format!("sub == {}", quoted(sub))),
        host_test("link.host"),
        host_test("sub.host"),
        NAMES.prop_map(|name| format!("link.user == {}", quoted(name))),
        IDS.prop_map(|name| format!("sub.user_id == {}", quoted(name))),
        IDS.prop_map(|name| format!("sub.device_id == {}", quoted(name))),
        IDS.prop_map(|name| format!("sub.room_id == {}", quoted(name))),
        Words(&["/u/a", "/x/ab", ""]).prop_map(|path| format!("link.path == {}", quoted(path))),
        Words(&["/u", "/x/"]).prop_map(|path| format!("link.path starts with {}", quoted(path))),
        Words(&["u", "a", "ab"]).prop_map(|name| format!("link.path[1] == {}", quoted(name))),
    ]
    .boxed()
}

fn mail_test() -> BoxedStrategy<String> {
    prop_oneof![
        MAILS.prop_map(|mail| format!("mail == {}", quoted(mail))),
        host_test("mail.host"),
        Words(&["a", "b"]).prop_map(|name| format!("mail.user == {}", quoted(name))),
    ]
    .boxed()
}

fn list_test() -> BoxedStrategy<String> {
    prop_oneof![
        NAMES.prop_map(|name| format!("tags contains {}", quoted(name))),
        NAMES.prop_map(|name| format!("tags[0] == {}", quoted(name))),
        INTS.prop_map(|mark| format!("marks contains {mark}")),
        (NAMES.any(), NAMES.any()).prop_map(|(one, two)| format!(
            "tags == [{}, {}]",
            quoted(one),
            quoted(two)
        )),
        TEAMS.prop_map(|team| format!("teams[{team}] exists")),
        (TEAMS.any(), INTS.any()).prop_map(|(team, rank)| format!("teams[{team}].rank == {rank}")),
        (TEAMS.any(), NAMES.any())
            .prop_map(|(team, name)| format!("teams[{team}].tags contains {}", quoted(name))),
        TEAMS.prop_map(|team| format!("teams[{team}] is absent")),
    ]
    .boxed()
}

fn record_test() -> BoxedStrategy<String> {
    prop_oneof![string_test("place.country"), number_test("place.zip", INTS)].boxed()
}

fn presence_test() -> BoxedStrategy<String> {
    let claim = select(&["name", "place.zip", "teams[0].kind", "tags[1]", "other"][..]);
    (claim, select(&["exists", "is absent", "is null"][..]))
        .prop_map(|(claim, how)| format!("{claim} {how}"))
        .boxed()
}

fn whole_test() -> BoxedStrategy<String> {
    Words(&["1", "\"a\"", "true", "[1, \"a\"]", "[]"]).prop_map(|value| format!("other == {value}"))
}

fn bytes_test() -> BoxedStrategy<String> {
    let value = || select(&["h'01'", "h'0102'", "h'02'"][..]);
    prop_oneof![
        value().prop_map(|value| format!("key == {value}")),
        value().prop_map(|value| format!("key contains {value}")),
        value().prop_map(|value| format!("key starts with {value}")),
        Just("key.length == 2".to_owned()),
    ]
    .boxed()
}

/// Claims for the tests above: most of the type that is expected, some of another, some missing.
pub fn claims(is_cbor: bool) -> BoxedStrategy<Plain> {
    let key = move |json: &'static str, cbor: &'static str| if is_cbor { cbor } else { json };
    let members = vec![
        (key("name", "name"), text(NAMES)),
        (key("rank", "2"), number(is_cbor)),
        (key("rate", "-3"), number(is_cbor)),
        (key("load", "load"), number(is_cbor)),
        (key("vip", "vip"), any::<bool>().prop_map(Plain::Bool).boxed()),
        (key("born", "born"), moment(is_cbor)),
        (key("seen", "6"), moment(is_cbor)),
        (key("site", "site"), text(SITES)),
        (key("link", "link"), text(LINKS)),
        (key("idp", "idp"), text(LINKS)),
        (key("sub", "sub"), text(SUBS)),
        (key("mail", "mail"), text(MAILS)),
        (key("tags", "tags"), list(text(NAMES))),
        (key("marks", "marks"), list(number(is_cbor))),
        (key("place", "place"), place(is_cbor)),
        (key("teams", "teams"), list(team(is_cbor))),
        (key("key", "key"), octets(is_cbor)),
        (key("other", "other"), other()),
    ];
    record(members, is_cbor)
}

fn record(
    members: Vec<(&'static str, BoxedStrategy<Plain>)>,
    is_cbor: bool,
) -> BoxedStrategy<Plain> {
    let member = |(name, value): (&'static str, BoxedStrategy<Plain>)| {
        let value = prop_oneof![12 => value, 1 => stray(is_cbor)];
        prop::option::weighted(0.85, value)
            .prop_map(move |value| value.map(|value| (name.to_owned(), value)))
            .boxed()
    };
    let members: Vec<_> = members.into_iter().map(member).collect();
    members.prop_map(|members| Plain::Map(members.into_iter().flatten().collect())).boxed()
}

/// A value of any type.
fn stray(is_cbor: bool) -> BoxedStrategy<Plain> {
    prop_oneof![
        Just(Plain::Null),
        Just(Plain::Bool(true)),
        Just(Plain::Int(1)),
        text(NAMES),
        Just(Plain::List(vec![Plain::Text("a".into())])),
        Just(Plain::Map(vec![("country".into(), Plain::Text("a".into()))])),
        octets(is_cbor),
    ]
    .boxed()
}

fn text(words: Words) -> BoxedStrategy<Plain> {
    words.any().prop_map(|text| Plain::Text(text.to_owned())).boxed()
}

fn number(is_cbor: bool) -> BoxedStrategy<Plain> {
    let reals = if is_cbor {
        &["0.0", "1.0", "2.5", "3.0", "0.1", "-1.0"][..]
    } else {
        &["0.0", "1e0", "2.5", "30e-1", "0.1", "-1.0"][..]
    };
    prop_oneof![(-1..4_i64).prop_map(Plain::Int), select(reals).prop_map(Plain::Real)].boxed()
}

fn moment(is_cbor: bool) -> BoxedStrategy<Plain> {
    let dates = Words(&["1970-01-01T00:00:01Z", "1970-01-01T00:00:01.5Z", "1970-01-01"]);
    let bare = number(is_cbor);
    if !is_cbor {
        return prop_oneof![2 => bare, 2 => text(dates)].boxed();
    }
    prop_oneof![
        1 => bare.clone(),
        3 => bare.prop_map(|it| Plain::Tag(1, Box::new(it))),
        1 => text(dates).prop_map(|it| Plain::Tag(0, Box::new(it))),
    ]
    .boxed()
}

fn list(item: BoxedStrategy<Plain>) -> BoxedStrategy<Plain> {
    prop::collection::vec(item, 0..4).prop_map(Plain::List).boxed()
}

fn place(is_cbor: bool) -> BoxedStrategy<Plain> {
    let zip = if is_cbor { "9" } else { "zip" };
    let record = record(vec![("country", text(NAMES)), (zip, number(is_cbor))], is_cbor);
    if is_cbor {
        record.prop_map(|record| Plain::Wrapped(Box::new(record))).boxed()
    } else {
        record
    }
}

fn team(is_cbor: bool) -> BoxedStrategy<Plain> {
    let rank = if is_cbor { "2" } else { "rank" };
    let members = vec![("kind", text(NAMES)), (rank, number(is_cbor)), ("tags", list(text(NAMES)))];
    record(members, is_cbor)
}

fn octets(is_cbor: bool) -> BoxedStrategy<Plain> {
    if is_cbor {
        prop::collection::vec(1..3_u8, 0..4).prop_map(Plain::Bytes).boxed()
    } else {
        Just(Plain::Null).boxed()
    }
}

fn other() -> BoxedStrategy<Plain> {
    let mixed = Plain::List(vec![Plain::Int(1), Plain::Text("a".into())]);
    let few =
        [Plain::Int(1), Plain::Text("a".into()), Plain::Bool(true), mixed, Plain::List(vec![])];
    select(few.to_vec()).boxed()
}
