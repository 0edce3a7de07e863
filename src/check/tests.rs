//! What checked policies say, field by field; what is wrong with others is in tests/suite.

use super::checked::{Condition, Part, Relation, Step, Subject, Test, Value};
use super::*;
use crate::format::Format;
use crate::model::{Profile, RoleChange};
use crate::source::{LoadError, Loaded, NoFiles};

fn outcome(text: &str, loader: &dyn Loader) -> Outcome {
    let mut sources = SourceMap::default();
    let root = sources.add("room.policy", text);
    check(&mut sources, root, loader, &Limits::default())
}

fn checked(text: &str) -> Checked {
    let outcome = outcome(text, &NoFiles);
    outcome.policy.unwrap_or_else(|| panic!("{:#?}", outcome.diagnostics))
}

/// The condition of a policy's only rule.
fn condition(credential: &str, condition: &str) -> Condition {
    let text = format!(
        "policy \"p\"\n{credential}\nrole member = 2 {{ can join_if_preauthorized }}\n\
         admit C as member where {condition}"
    );
    checked(&text).rules.remove(0).condition.unwrap()
}

fn test(credential: &str, text: &str) -> Test {
    match condition(credential, text) {
        Condition::Test(test) => test,
        other => panic!("{other:?}"),
    }
}

fn name(name: &str) -> Step {
    Step::Name(name.into())
}

#[test]
fn keys_of_every_family() {
    let jwt = r#"credential C: jwt { a : { b at "odd name" : [int] } }"#;
    let found = test(jwt, "a.b[2] == 1");
    assert_eq!(found.pointer, [name("a"), name("odd name"), Step::Position(2)]);
    assert_eq!((found.subject, found.part), (Subject::Int, Part::Whole));

    let cwt = "credential C: cwt { plain : int  negative at -67553 : int  octets at h'01' : int
               far at 504 / [0] / 503 : int  widest at -18446744073709551616 : int }";
    for (claim, pointer) in [
        ("plain", vec![Step::Cbor(b"\x65plain".to_vec())]),
        ("negative", vec![Step::Cbor(vec![0x3a, 0x00, 0x01, 0x07, 0xe0])]),
        ("octets", vec![Step::Cbor(vec![0x41, 0x01])]),
        (
            "far",
            vec![
                Step::Cbor(vec![0x19, 0x01, 0xf8]),
                Step::Position(0),
                Step::Cbor(vec![0x19, 0x01, 0xf7]),
            ],
        ),
        ("widest", vec![Step::Cbor([&[0x3b][..], &[0xff; 8]].concat())]),
    ] {
        assert_eq!(test(cwt, &format!("{claim} == 1")).pointer, pointer, "{claim}");
    }

    let x509 = "type General = { uri at position 6 : mimi_uri }
                credential C: x509 { names at extension 2.5.29.17 : [General]  cn at subject 2.5.4.3 : string
                dept at position 5 / 2.5.4.11 : string }";
    let oid = |last: u8| Step::Oid(vec![0x55, 0x04, last]);
    assert_eq!(test(x509, "cn == \"a\"").pointer, [oid(3)]);
    assert_eq!(test(x509, "dept == \"a\"").pointer, [Step::Position(5), oid(11)]);
    let found = test(x509, "names[0].uri.host == \"a.example\"");
    let names = Step::Oid(vec![0x55, 0x1d, 0x11]);
    assert_eq!(found.pointer, [names, Step::Position(0), Step::Position(6)]);
    assert_eq!((found.subject, found.part), (Subject::MimiUri, Part::Host));
}

#[test]
fn wrappers_are_entered_for_values_and_not_for_presence() {
    let cwt = "credential C: cwt { when at 6 : tag 1 date  inner at 7 : embedded { x at 1 : int }
               all at 8 : [tag 1 date] }";
    let six = Step::Cbor(vec![6]);
    let day = Value::Date { seconds: 1_577_836_800, text: "2020-01-01".into() };
    let found = test(cwt, "when >= 2020-01-01");
    assert_eq!(found.pointer, [six.clone(), Step::Tag(1)]);
    assert_eq!(found.relation, Relation::GreaterOrEqual(day.clone()));
    for (text, relation) in [
        ("when exists", Relation::Exists),
        ("when is absent", Relation::Absent),
        ("when is null", Relation::IsNull),
    ] {
        let found = test(cwt, text);
        assert_eq!((found.pointer.as_slice(), found.relation), (&[six.clone()][..], relation));
    }
    let found = test(cwt, "inner.x == 1");
    assert_eq!(found.pointer, [Step::Cbor(vec![7]), Step::Embedded, Step::Cbor(vec![1])]);

    // An element that is wrapped is searched for, since the pointer has to go into it.
    let found = test(cwt, "all contains 2020-01-01");
    let [Step::Cbor(_), Step::Search(inner, _)] = found.pointer.as_slice() else {
        panic!("{:?}", found.pointer)
    };
    let Condition::Test(inner) = inner.as_ref() else { panic!("{inner:?}") };
    assert_eq!(inner.pointer, [Step::Tag(1)]);
    assert_eq!((&inner.relation, inner.subject), (&Relation::Equal(day), Subject::Date));
    assert_eq!(found.relation, Relation::Exists);
}

#[test]
fn relations_and_values() {
    let jwt = r#"
        enum Level: int { low = 1, high = 9 }
        credential C: jwt {
            text : string  count : int  ratio : float  score : number  flag : bool  level : Level
            home : domain  sub : mimi_uri  groups : [string]  levels : [Level]  written : date_text
        }
        let name = "ann""#;
    let text = |text: &str| Value::Text(text.into());
    for (written, part, relation) in [
        ("text == name", Part::Whole, Relation::Equal(text("ann"))),
        (
            "text[3..5] == \"abc\"",
            Part::Slice { start: 3, length: Some(3) },
            Relation::Equal(text("abc")),
        ),
        (
            "text[..2] == \"abc\"",
            Part::Slice { start: 0, length: Some(3) },
            Relation::Equal(text("abc")),
        ),
        (
            "text[3..] == \"abc\"",
            Part::Slice { start: 3, length: None },
            Relation::Equal(text("abc")),
        ),
        ("text.length > 3", Part::LengthChars, Relation::Greater(Value::Int(3))),
        ("sub.path[1] == \"ann\"", Part::PathSegment(1), Relation::Equal(text("ann"))),
        (
            "sub.path[3..] == \"ann\"",
            Part::PathSlice { start: 3, length: None },
            Relation::Equal(text("ann")),
        ),
        (
            "sub.host under \"Bücher.Example.\"",
            Part::Host,
            Relation::Under("xn--bcher-kva.example".into()),
        ),
        ("sub.room_id starts with \"a\"", Part::RoomId, Relation::StartsWith(text("a"))),
        ("home contains \"Example\"", Part::Whole, Relation::Contains(text("example"))),
        ("ratio < 3", Part::Whole, Relation::Less(Value::Float(3.0))),
        ("score < 3", Part::Whole, Relation::Less(Value::Int(3))),
        ("score <= 3.5", Part::Whole, Relation::LessOrEqual(Value::Float(3.5))),
        ("flag", Part::Whole, Relation::Equal(Value::Bool(true))),
        ("level >= 5", Part::Whole, Relation::GreaterOrEqual(Value::Int(5))),
        ("level == high", Part::Whole, Relation::Equal(Value::Int(9))),
        ("groups contains \"hr\"", Part::Whole, Relation::Has(text("hr"), Subject::String)),
        ("levels contains low", Part::Whole, Relation::Has(Value::Int(1), Subject::Int)),
        (
            "groups == [\"a\", name]",
            Part::Whole,
            Relation::Equal(Value::List(vec![text("a"), text("ann")])),
        ),
        (
            "written == 1970-01-01T00:00:00.50Z",
            Part::Whole,
            Relation::Equal(Value::Date { seconds: 0, text: "1970-01-01T00:00:00.50Z".into() }),
        ),
    ] {
        let found = test(jwt, written);
        assert_eq!((found.part, found.relation), (part, relation), "{written}");
        assert!(!found.ignoring_case);
    }
    assert!(test(jwt, "groups contains \"hr\" ignoring case").ignoring_case);
}

#[test]
fn lists_and_ranges_become_any_and_all() {
    let jwt = "credential C: jwt { a : string  b : int  c : bool }
               let some = [\"x\", \"y\"]
               condition known of C = a in some and c";
    let relations = |found: &Condition| {
        let (Condition::Any(parts, _) | Condition::All(parts)) = found else { panic!("{found:?}") };
        let tests = parts.iter().map(|part| match part {
            Condition::Test(test) => test.relation.clone(),
            other => panic!("{other:?}"),
        });
        tests.collect::<Vec<_>>()
    };
    let text = |text: &str| Relation::Equal(Value::Text(text.into()));
    let found = condition(jwt, "a in [some, \"z\"]");
    assert!(matches!(found, Condition::Any(..)));
    assert_eq!(relations(&found), [text("x"), text("y"), text("z")]);
    let found = condition(jwt, "b in 1..5");
    assert!(matches!(found, Condition::All(_)));
    let ends = [Relation::GreaterOrEqual(Value::Int(1)), Relation::LessOrEqual(Value::Int(5))];
    assert_eq!(relations(&found), ends);
    // `and` inside `and` is one `and`; a name is put in place.
    let Condition::All(parts) = condition(jwt, "b == 1 and (known and b == 2)") else { panic!() };
    assert_eq!(parts.len(), 4);
    assert!(matches!(parts.get(1), Some(Condition::Any(..))));
}

#[test]
fn a_search_looks_from_the_element() {
    let jwt = "credential C: jwt { nodes : [{ domain : domain  at : { country : string } }]  ids : [int] }";
    let found = test(
        jwt,
        "nodes[domain == \"a.example\" and it.at.country == \"us\"].at.country == \"us\"",
    );
    let [first, Step::Search(inner, _), at, country] = found.pointer.as_slice() else {
        panic!("{:?}", found.pointer)
    };
    assert_eq!([first, at, country], [&name("nodes"), &name("at"), &name("country")]);
    let Condition::All(tests) = inner.as_ref() else { panic!("{inner:?}") };
    let pointers: Vec<_> = tests
        .iter()
        .map(|part| match part {
            Condition::Test(test) => test.pointer.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(pointers, [vec![name("domain")], vec![name("at"), name("country")]]);
    let found = test(jwt, "ids[it > 3] exists");
    let Some(Step::Search(inner, _)) = found.pointer.get(1) else { panic!() };
    let Condition::Test(inner) = inner.as_ref() else { panic!() };
    assert_eq!((inner.pointer.as_slice(), inner.subject), (&[][..], Subject::Int));
}

#[test]
fn credentials_take_claims_over() {
    let policy = checked(
        "policy \"p\" { wire exact path-id  component 0x8001  description \"d\" }
         credential Base: jwt type 0xF123 { a : string  b : string }
         credential Middle: jwt extends Base { b : int }
         credential Top: sd_jwt extends Middle { c : string }
         condition first of Base = a == \"x\"
         role member = 2 { can join_if_preauthorized }
         admit Top as member where first and b == 3 and c == \"y\"",
    );
    let types: Vec<_> = policy.credentials.iter().map(|c| (c.format, c.credential_type)).collect();
    assert_eq!(types, [(Format::Jwt, 0xF123), (Format::Jwt, 0xF123), (Format::SdJwt, 6)]);
    assert_eq!(policy.rules[0].credential, Some(checked::CredentialId(2)));
    let wire = &policy.wire;
    assert_eq!((wire.profile, wire.path_id, wire.component), (Profile::Exact, true, Some(0x8001)));
    assert_eq!((policy.name.as_str(), policy.description.as_str()), ("p", "d"));
}

#[test]
fn the_reserved_roles_are_always_there() {
    let policy = checked("policy \"p\"");
    let roles: Vec<_> = policy
        .roles
        .iter()
        .map(|role| (role.name.as_str(), role.role.index, role.role.name.as_str(), role.span))
        .collect();
    assert_eq!(roles, [("none", 0, "no_role", None), ("banned", 1, "banned", None)]);
    assert!(policy.roles.iter().all(|role| role.role.max_active == Some(0)));

    let policy =
        checked("policy \"p\"\nrole none = 0 { can use_join_code, open_join  active 0.. }");
    let none = &policy.roles[0];
    assert_eq!((none.role.capabilities.as_slice(), none.role.max_active), (&[4, 9][..], None));
    assert!(none.span.is_some());
}

#[test]
fn roles_take_contents_over() {
    let policy = checked(
        "policy \"p\"
         role base = 5 {
             name \"Base\"  description \"all of it\"
             can send_message, join_if_preauthorized, ban, 0xF001
             participants 1..5  active ..3
             may move none -> base, 9
             may move base -> none, base
             may move 9 -> base
         }
         role other = 3 extends base { can kick, send_message  cannot ban, 0xF001  active 1..  may move 9 -> none, none }
         credential C: jwt { a : string }
         admit C as other where a == \"x\"
         admit C as base where a == \"y\"",
    );
    let names: Vec<_> = policy.roles.iter().map(|role| role.name.as_str()).collect();
    assert_eq!(names, ["none", "banned", "other", "base"]);
    let other = &policy.roles[2].role;
    assert_eq!(
        (other.index, other.name.as_str(), other.description.as_str()),
        (3, "other", "all of it")
    );
    assert_eq!(other.capabilities, [0x0005, 0x000c, 0x0100]);
    assert_eq!((other.min_participants, other.max_participants), (1, Some(5)));
    assert_eq!((other.min_active, other.max_active), (1, None));
    let changes = [(0, vec![3, 9]), (3, vec![0]), (9, vec![0])];
    assert_eq!(other.changes, changes.map(|(from, targets)| RoleChange { from, targets }));
    assert_eq!(policy.rules.iter().map(|rule| rule.role).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn a_role_of_a_module_joins_the_room_when_it_is_named() {
    let text = |rest: &str| {
        format!(
            "policy \"p\"
             use std.roles.moderated as roles
             credential C: jwt {{ a : string }}
             {rest}"
        )
    };
    let roles = |rest: &str| {
        let names = checked(&text(rest)).roles.into_iter().map(|role| role.name);
        names.collect::<Vec<_>>()
    };
    let rule = "admit C as roles.attendee where a == \"x\"";
    assert_eq!(roles(rule), ["none", "banned", "attendee"]);
    let braces = "use std.roles.moderated { attendee, guest, none }
                  admit C as attendee where a == \"x\"";
    assert_eq!(roles(braces), ["none", "banned", "guest", "attendee"]);
    let extends = "role mine = 8 extends roles.attendee
                   admit C as mine where a == \"x\"";
    assert_eq!(roles(extends), ["none", "banned", "mine"]);
}

#[test]
fn a_refusal_gives_role_0() {
    let policy = checked(
        "policy \"p\"
         credential C: jwt { a : string }
         role member = 2 { can join_if_preauthorized }
         rule out: refuse C where a == \"x\"
         admit anyone as member",
    );
    let rules: Vec<_> = policy
        .rules
        .iter()
        .map(|rule| {
            (rule.name.as_deref(), rule.credential.is_some(), rule.role, rule.condition.is_some())
        })
        .collect();
    assert_eq!(rules, [(Some("out"), true, 0, true), (None, false, 2, false)]);
}

/// Files by name, as if they all stood in one folder.
struct Folder(&'static [(&'static str, &'static str)]);

impl Loader for Folder {
    fn load(&self, path: &str, _from: &str) -> Result<Loaded, LoadError> {
        let found = self.0.iter().find(|(name, _)| *name == path);
        let (name, text) = found.ok_or_else(|| LoadError("not there".into()))?;
        Ok(Loaded { name: (*name).into(), text: (*text).into() })
    }
}

#[test]
fn modules_bring_everything() {
    let files = Folder(&[
        (
            "all.policy",
            "use \"deep.policy\"
             enum Level: int { low = 1, high = 9 }
             credential C: jwt { iss : uri  level : deep.Alias  a : string }
             let some = [\"x\"]
             condition high_level of C = level == 9 and a in some
             role member = 2 { can join_if_preauthorized }",
        ),
        ("deep.policy", "type Alias = int"),
    ]);
    let by_alias = "policy \"p\"
        use \"all.policy\" as shared
        admit shared.C as shared.member where shared.high_level and level == shared.Level.high and a in shared.some and iss == \"x:y\"";
    let by_braces = "policy \"p\"
        use \"all.policy\" { C, member, high_level, Level, some }
        admit C as member where high_level and level == Level.high and a in some and iss == \"x:y\"";
    let mut conditions = Vec::new();
    for text in [by_alias, by_braces] {
        let outcome = outcome(text, &files);
        assert_eq!(outcome.diagnostics, []);
        let policy = outcome.policy.unwrap();
        let Some(Condition::All(parts)) = policy.rules[0].condition.clone() else { panic!() };
        conditions.push(parts.len());
    }
    assert_eq!(conditions, [5, 5]);
}

#[test]
fn a_module_without_an_alias_goes_by_its_last_segment() {
    let policy = "policy \"p\"
        use std.jwt.oidc
        use \"all.policy\"
        credential C: jwt { iss : uri  home : oidc.Address  level : all.Level }
        role member = 2 { can join_if_preauthorized }
        admit C as member where home.country == \"DE\" and level == 3 and iss == \"x:y\"";
    let found = outcome(policy, &Folder(&[("all.policy", "type Level = int")]));
    assert_eq!(found.diagnostics, []);
}

#[test]
fn a_file_that_uses_itself_is_told_so() {
    let files = Folder(&[("room.policy", "policy \"p\"\nuse \"room.policy\" as me")]);
    let found = outcome("policy \"p\"\nuse \"room.policy\" as me", &files);
    let codes: Vec<_> = found.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, [code::MODULE_CYCLE]);
}

#[test]
fn definitions_that_double_end_soon() {
    let mut text = String::from(
        "policy \"p\"\ncredential C: jwt { a : string }\nrole m = 2 { can join_if_preauthorized }\n\
         let l0 = [\"x\", \"y\"]\ncondition c0 of C = a == \"x\" or a == \"y\"\ntype T0 = { a : int }\n",
    );
    for (last, next) in (0..60).zip(1..) {
        text += &format!("let l{next} = [l{last}, l{last}]\n");
        text += &format!("condition c{next} of C = c{last} and c{last}\n");
        text += &format!("type T{next} = {{ a : T{last}  b : T{last} }}\n");
    }
    text += "credential D: jwt { t : T60 }\nadmit C as m where c60 and a in l60";
    let found = outcome(&text, &NoFiles);
    assert!(found.policy.is_none());
    assert!(found.diagnostics.iter().any(|found| found.code == code::TOO_LARGE));
}

#[test]
fn definitions_that_lead_deep_end_soon() {
    let mut text = String::from(
        "policy \"p\"\ncredential C0: jwt { a : string }\nrole r2 = 2\nlet l0 = \"x\"\n\
         condition c0 of C0 = a == \"x\"\ntype T0 = int\n",
    );
    for (last, next) in (0..2000).zip(1..) {
        text += &format!(
            "let l{next} = l{last}\ncondition c{next} of C0 = (c{last} or a == \"y\") and a == \"z\"\n"
        );
        text += &format!(
            "type T{next} = [T{last}]\ncredential C{next}: jwt extends C{last} {{ a{next} : int }}\n"
        );
        text += &format!("role r{} = {} extends r{}\n", last + 3, last + 3, last + 2);
    }
    // From the far end, and from the near one.
    let backwards: Vec<&str> = text.lines().rev().collect();
    for text in [text.clone(), backwards.join("\n")] {
        let found = outcome(&text, &NoFiles);
        assert!(found.diagnostics.iter().any(|found| found.code == code::DEFINED_TOO_DEEP));
    }
}
