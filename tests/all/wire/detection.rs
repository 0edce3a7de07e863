//! Finding out what octets are, and the policy inside.

use admit::limits::Limits;
use admit::model::{PreAuthData, Profile, Role};
use admit::tls::Fault;
use admit::wire::container::{AppDataUpdate, ComponentData};
use admit::wire::detect::{Found, Hints, Shape, detect};
use admit::wire::json::policy_from_json;
use admit::wire::{Container, ContainerKind, Error, ErrorKind};

use super::{CONTAINERS, cases, decisions, kind, name, octets};
use crate::support::unhex;

const EVERYBODY: &str = "1b000000000206726f6c652d32000200050000000000000000000000";

fn look(octets: &[u8], hints: Hints) -> Result<Found, Error> {
    detect(octets, &hints, &Limits::default())
}

fn component(component_id: u16, data: &str) -> ComponentData {
    ComponentData { component_id, data: unhex(data) }
}

fn encode(container: &Container) -> Vec<u8> {
    container.encode(&Limits::default()).unwrap()
}

#[test]
fn a_policy_is_found_in_every_extension() {
    let mut seen = 0;
    for case in decisions().filter(|case| case.get("extension_hex").is_some()) {
        let found = look(&octets(&case, "extension_hex"), Hints::default()).unwrap();
        let policy = policy_from_json(&case["policy"]).unwrap();
        assert_eq!(found.shape, Shape::Container(ContainerKind::Extension), "{}", name(&case));
        let component = Some(policy.profile().default_component());
        assert_eq!(found.policy().unwrap().component, component, "{}", name(&case));
        assert_eq!(found.policy().unwrap().data, policy, "{}", name(&case));
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn a_bare_policy_needs_its_profile() {
    for case in decisions() {
        let policy = policy_from_json(&case["policy"]).unwrap();
        let octets = octets(&case, "preauth_hex");
        let profile = policy.profile();
        let found = look(&octets, Hints { profile: Some(profile), ..Hints::default() }).unwrap();
        assert_eq!(found.shape, Shape::PreAuth(profile), "{}", name(&case));
        assert_eq!(found.policy().map(|policy| &policy.data), Ok(&policy), "{}", name(&case));
        if !policy.is_empty() {
            let found = look(&octets, Hints::default());
            assert!(found.is_err_and(|e| e.kind == ErrorKind::Unrecognized), "{}", name(&case));
        }
    }
}

#[test]
fn vectors_are_what_they_say() {
    // Octets of no known meaning that can be read in two ways.
    let ambiguous = ["none"];
    for case in CONTAINERS.into_iter().flat_map(cases) {
        let found = look(&octets(&case, "hex"), Hints::default());
        match name(&case) {
            name if ambiguous.contains(&name) => continue,
            // Its component is the one of policies, and holds none.
            name if name.starts_with("component-data-") => {
                assert_eq!(found.unwrap_err().path.split('.').next(), Some("data"), "{name}");
            }
            name => {
                let shape = Shape::Container(kind(&case["container"]));
                assert_eq!(found.unwrap().shape, shape, "{name}");
            }
        }
    }
}

#[test]
fn every_container_gives_its_policy() {
    let roles = [Role { index: 2, name: "member".into(), ..Role::default() }];
    for profile in Profile::ALL {
        let component = component(profile.default_component(), EVERYBODY);
        for kind in ContainerKind::ALL {
            if kind == ContainerKind::Roles {
                continue;
            }
            let limits = Limits::default();
            let container = Container::of(kind, component.clone(), &roles, &limits).unwrap();
            let octets = encode(&container);
            let found = look(&octets, Hints::default()).unwrap();
            assert_eq!(found.shape, Shape::Container(kind), "{profile:?}");
            assert_eq!(found.policy().unwrap().data.profile(), profile);
            let in_dictionary =
                matches!(kind, ContainerKind::Extension | ContainerKind::Dictionary);
            assert_eq!(found.roles.as_deref(), in_dictionary.then_some(&roles[..]), "{kind:?}");
            let named = look(&octets, Hints { container: Some(kind), ..Hints::default() });
            assert_eq!(named.as_ref(), Ok(&found));
            let by_profile = look(&octets, Hints { profile: Some(profile), ..Hints::default() });
            assert_eq!(by_profile, Ok(found));
        }
    }
}

#[test]
fn a_component_of_ones_own_is_named() {
    let octets = encode(&Container::ComponentData(component(0x9000, EVERYBODY)));
    let found = look(&octets, Hints::default()).unwrap();
    assert_eq!(found.policy().unwrap_err().kind, ErrorKind::NoPolicy);
    let profile = Some(Profile::Matcher);
    let hints = Hints { component: Some(0x9000), profile, container: None };
    let found = look(&octets, hints).unwrap();
    assert_eq!(found.policy().unwrap().component, Some(0x9000));
    let PreAuthData::Matcher(entries) = &found.policy().unwrap().data else { panic!("{found:?}") };
    assert_eq!(entries.len(), 1);
}

#[test]
fn two_policies_have_to_be_told_apart() {
    let components = vec![component(0x0026, EVERYBODY), component(0x8126, "00")];
    let octets = encode(&Container::Extension(components));
    let found = look(&octets, Hints::default()).unwrap();
    assert_eq!(found.policy().unwrap_err().kind, ErrorKind::SeveralPolicies);
    for hints in [
        Hints { profile: Some(Profile::Matcher), ..Hints::default() },
        Hints { component: Some(0x8126), ..Hints::default() },
    ] {
        let found = look(&octets, hints).unwrap();
        assert_eq!(found.policy().unwrap().component, Some(0x8126));
    }
}

#[test]
fn the_reading_that_says_something_wins() {
    // Also an update of component 0x0026 with nothing in it, which is no policy.
    let found = look(&unhex("00260100"), Hints::default()).unwrap();
    assert_eq!(found.shape, Shape::Container(ContainerKind::ComponentData));
    assert_eq!(found.policy().map(|policy| policy.data.len()), Ok(0));
    // Nothing can be said of these; the order decides.
    let found = look(&unhex("00"), Hints::default()).unwrap();
    assert_eq!(found.shape, Shape::Container(ContainerKind::Dictionary));
}

#[test]
fn a_removal_holds_no_policy() {
    let update = AppDataUpdate { component_id: 0x0026, update: None };
    for container in [Container::Update(update.clone()), Container::Proposal(update)] {
        let found = look(&encode(&container), Hints::default()).unwrap();
        assert_eq!(found.container.as_ref(), Some(&container));
        assert_eq!(found.policy().unwrap_err().kind, ErrorKind::NoPolicy);
    }
}

#[test]
fn faults_inside_are_counted_from_the_outside() {
    let broken = "1b00000000020672ff6c652d32000200050000000000000000000000";
    let octets = encode(&Container::Extension(vec![component(0x0026, broken)]));
    let error = look(&octets, Hints::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Encoding(Fault::BadUtf8));
    assert_eq!(octets[error.offset], 0xff);
    let path =
        "extension_data.component_data[0].data.preauthorized_entries[0].target_role.role_name";
    assert_eq!(error.path, path);
    let trailing = encode(&Container::Extension(vec![component(0x0026, "0000")]));
    let error = look(&trailing, Hints::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Encoding(Fault::TrailingBytes { count: 1 }));
    assert_eq!(error.path, "extension_data.component_data[0].data");
}

#[test]
fn the_likeliest_container_says_what_is_wrong() {
    let cut = unhex("0006201f00261c1b00000000");
    assert_eq!(look(&cut, Hints::default()).unwrap_err().path, "extension_data");
    let error = look(&unhex("000800260301"), Hints::default()).unwrap_err();
    assert_eq!(
        (error.kind, error.offset),
        (ErrorKind::Encoding(Fault::UnknownEnum { value: 3 }), 4)
    );
    let error = look(b"what is this", Hints::default()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unrecognized);
    assert_eq!(look(&[], Hints::default()).unwrap_err().kind, ErrorKind::Unrecognized);
}

#[test]
fn a_broken_bare_policy_is_told_as_one() {
    let hints = Hints { profile: Some(Profile::Exact), ..Hints::default() };
    let error = look(&unhex(&format!("{EVERYBODY}00")), hints).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Encoding(Fault::TrailingBytes { count: 1 }));
    assert_eq!(error.path, "PreAuthData");
}

#[test]
fn roles_are_not_guessed_from_names_that_nobody_gives() {
    let named = |name: &str| Role { index: 2, name: name.into(), ..Role::default() };
    for (name, guessed) in [("member", true), ("member\u{1}", false)] {
        let octets = encode(&Container::Roles(vec![named(name)]));
        assert_eq!(look(&octets, Hints::default()).is_ok(), guessed, "{name:?}");
        let hints = Hints { container: Some(ContainerKind::Roles), ..Hints::default() };
        assert_eq!(look(&octets, hints).unwrap().roles, Some(vec![named(name)]));
    }
    // A description may have several lines, and roles beside a policy are no guess.
    let role = Role { description: "a\nb".into(), ..named("member\u{1}") };
    let component = component(0x0026, EVERYBODY);
    let limits = Limits::default();
    let extension = Container::of(ContainerKind::Extension, component, &[role], &limits).unwrap();
    assert!(look(&encode(&extension), Hints::default()).unwrap().policy().is_ok());
}
