//! Annotated dumps: every octet once, every field by its name.

use admit::limits::Limits;
use admit::wire::Container;
use admit::wire::annotate::{Dump, annotate};
use admit::wire::container::ComponentData;
use admit::wire::detect::{Hints, Shape};

use super::{
    CONTAINERS, ContainerKind, MALFORMED, cases, decisions, kind, name, octets, profile, read,
};
use crate::support::unhex;

/// Every octet belongs to one note, and none is left out.
pub fn assert_covers(dump: &Dump<'_>, octets: &[u8]) {
    let mut at = 0;
    for note in dump.notes() {
        assert_eq!(note.range.start, at, "{note:?}");
        assert!(note.range.end > at, "{note:?}");
        assert!(!note.label.is_empty(), "{note:?}");
        at = note.range.end;
    }
    assert_eq!(at, octets.len());
}

#[test]
fn every_vector_has_a_dump_without_a_gap() {
    let limits = Limits::default();
    for case in decisions() {
        let octets = octets(&case, "preauth_hex");
        let shape = Shape::PreAuth(profile(&case["profile"]));
        let dump = annotate(&octets, shape, &Hints::default(), &limits);
        assert_eq!(dump.error(), None, "{}", name(&case));
        assert_covers(&dump, &octets);
    }
    for case in CONTAINERS.into_iter().flat_map(cases) {
        let octets = octets(&case, "hex");
        let shape = Shape::Container(kind(&case["container"]));
        let dump = annotate(&octets, shape, &Hints::default(), &limits);
        assert_eq!(dump.error(), None, "{}", name(&case));
        assert_covers(&dump, &octets);
    }
}

#[test]
fn malformed_octets_are_dumped_as_far_as_they_go() {
    let limits = Limits::default();
    for case in cases(MALFORMED) {
        let octets = octets(&case, "hex");
        let shape = match case.get("profile") {
            Some(word) => Shape::PreAuth(profile(word)),
            None => Shape::Container(kind(&case["container"])),
        };
        let dump = annotate(&octets, shape, &Hints::default(), &limits);
        assert_eq!(dump.error(), read(&case, &limits).err().as_ref(), "{}", name(&case));
        assert_covers(&dump, &octets);
    }
}

fn dump(hex: &str, shape: Shape, hints: &Hints) -> String {
    annotate(&unhex(hex), shape, hints, &Limits::default()).to_string()
}

#[test]
fn a_role_reads_like_a_table() {
    let shown = dump(
        "404e00000005096d6f64657261746f720b6b65657073206f726465720a000000050010f000ffff0000000101\
         000000050000000001000000031600000000040000000200000002080000000000000005",
        Shape::Container(ContainerKind::Roles),
        &Hints::default(),
    );
    let expected = "\
0000  404e                              roles                                         78 octets
0002  00000005                            [0].role_index                              5
0006  09                                  [0].role_name                               9 octets
0007  6d6f64657261746f72                  [0].role_name                               \"moderator\"
0010  0b                                  [0].role_description                        11 octets
0011  6b65657073206f72646572              [0].role_description                        \"keeps order\"
001c  0a                                  [0].role_capabilities                       10 octets
001d  0000                                  role_capabilities[0]                      0x0000 add_participant
001f  0005                                  role_capabilities[1]                      0x0005 join_if_preauthorized
0021  0010                                  role_capabilities[2]                      0x0010 change_own_role
0023  f000                                  role_capabilities[3]                      0xf000
0025  ffff                                  role_capabilities[4]                      0xffff
0027  00000001                            [0].minimum_participants_constraint         1
002b  01                                  [0].maximum_participants_constraint         present
002c  00000005                            [0].maximum_participants_constraint         5
0030  00000000                            [0].minimum_active_participants_constraint  0
0034  01                                  [0].maximum_active_participants_constraint  present
0035  00000003                            [0].maximum_active_participants_constraint  3
0039  16                                  [0].authorized_role_changes                 22 octets
003a  00000000                              [0].from_role_index                       0 none
003e  04                                    [0].target_role_indexes                   4 octets
003f  00000002                                target_role_indexes[0]                  2
0043  00000002                              [1].from_role_index                       2
0047  08                                    [1].target_role_indexes                   8 octets
0048  00000000                                target_role_indexes[0]                  0 none
004c  00000005                                target_role_indexes[1]                  5
";
    assert_eq!(shown, expected);
}

#[test]
fn claims_are_told_in_words() {
    let cases: Vec<_> = decisions().collect();
    let shown = |wanted: &str| {
        let case = cases.iter().find(|case| name(case) == wanted).expect(wanted);
        let shape = Shape::PreAuth(profile(&case["profile"]));
        dump(case["preauth_hex"].as_str().unwrap(), shape, &Hints::default())
    };
    let items = shown("key-escaped");
    for words in ["jwt", "map_key", r#""a\"b\\c\n""#, "string", "utf8", "absent", "\"x\""] {
        assert!(items.contains(words), "{words} in\n{items}");
    }
    let flag = shown("exists-0");
    assert!(flag.contains("is absent"), "{flag}");
    let tag = shown("tag-64-bit");
    assert!(tag.contains("18446744073709551615"), "{tag}");
}

#[test]
fn components_are_opened_when_they_are_known() {
    let limits = Limits::default();
    let component = |component_id, data: &str| ComponentData { component_id, data: unhex(data) };
    let role = "1b000000000206726f6c652d32000200050000000000000000000000";
    let components =
        vec![component(0x0025, "00"), component(0x0026, role), component(0x9000, role)];
    let octets = Container::Dictionary(components).encode(&limits).unwrap();
    let shape = Shape::Container(ContainerKind::Dictionary);
    let shown = annotate(&octets, shape, &Hints::default(), &limits).to_string();
    assert!(shown.contains("0x0025 roles_list"), "{shown}");
    assert_eq!(shown.matches("\"role-2\"").count(), 1, "{shown}");
    let profile = Some(admit::model::Profile::Matcher);
    let hints = Hints { component: Some(0x9000), profile, container: None };
    let shown = annotate(&octets, shape, &hints, &limits).to_string();
    assert_eq!(shown.matches("\"role-2\"").count(), 1, "only the named one\n{shown}");
}

#[test]
fn a_broken_component_stays_octets() {
    let limits = Limits::default();
    let data = unhex("1b00000000020672ff6c652d32000200050000000000000000000000");
    let octets = Container::ComponentData(ComponentData { component_id: 0x0026, data })
        .encode(&limits)
        .unwrap();
    let shape = Shape::Container(ContainerKind::ComponentData);
    let dump = annotate(&octets, shape, &Hints::default(), &limits);
    assert_eq!(dump.error(), None);
    assert_covers(&dump, &octets);
    let shown = dump.to_string();
    assert!(shown.contains("not well formed: text that is not UTF-8, at octet 11"), "{shown}");
}
