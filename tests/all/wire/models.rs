//! Models to generate: every profile, every container, all of them such as can be encoded.

use admit::format::{Family, Provenance};
use admit::model::selector::ClaimFamily;
use admit::model::test_value::{Layout, TestValue};
use admit::model::{
    CwtToken, Entry, ExactClaim, Item, JwtToken, MatchAs, MatchOn, Matcher, MatcherClaim,
    Operation, PointerClaim, PointerRoot, PointerSemantics, PreAuthData, Role, RoleChange,
    Semantics,
};
use admit::semantics::{cbor, json, oid};
use admit::wire::Container;
use admit::wire::container::{AppDataUpdate, ComponentData};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

pub fn preauth() -> impl Strategy<Value = PreAuthData> {
    prop_oneof![
        entries(exact_claim()).prop_map(PreAuthData::Exact),
        entries(pointer_claim()).prop_map(PreAuthData::Pointer),
        entries(matcher_claim()).prop_map(PreAuthData::Matcher),
    ]
}

pub fn container() -> impl Strategy<Value = Container> {
    prop_oneof![
        components().prop_map(Container::Extension),
        components().prop_map(Container::Dictionary),
        vec(role(), 0..4).prop_map(Container::Roles),
        (any::<u16>(), octets())
            .prop_map(|(component_id, data)| ComponentData { component_id, data })
            .prop_map(Container::ComponentData),
        update().prop_map(Container::Update),
        update().prop_map(Container::Proposal),
    ]
}

pub fn role() -> impl Strategy<Value = Role> {
    let change = (any::<u32>(), vec(any::<u32>(), 0..3))
        .prop_map(|(from, targets)| RoleChange { from, targets });
    let names = (any::<String>(), any::<String>());
    let limits = (any::<u32>(), of(any::<u32>()), any::<u32>(), of(any::<u32>()));
    (any::<u32>(), names, vec(any::<u16>(), 0..40), limits, vec(change, 0..3)).prop_map(
        |(index, (name, description), capabilities, limits, changes)| {
            let (min_participants, max_participants, min_active, max_active) = limits;
            Role {
                index,
                name,
                description,
                capabilities,
                min_participants,
                max_participants,
                min_active,
                max_active,
                changes,
            }
        },
    )
}

fn octets() -> impl Strategy<Value = Vec<u8>> {
    // Around the first boundary of lengths.
    prop_oneof![vec(any::<u8>(), 0..8), vec(any::<u8>(), 62..67)]
}

fn entries<C: std::fmt::Debug>(
    claim: impl Strategy<Value = C>,
) -> impl Strategy<Value = Vec<Entry<C>>> {
    vec((vec(claim, 0..4), role()).prop_map(|(claims, role)| Entry { claims, role }), 0..4)
}

fn components() -> impl Strategy<Value = Vec<ComponentData>> {
    btree_map(any::<u16>(), octets(), 0..4).prop_map(|map| {
        map.into_iter().map(|(component_id, data)| ComponentData { component_id, data }).collect()
    })
}

fn update() -> impl Strategy<Value = AppDataUpdate> {
    (any::<u16>(), of(octets()))
        .prop_map(|(component_id, update)| AppDataUpdate { component_id, update })
}

fn exact_claim() -> impl Strategy<Value = ExactClaim> {
    (any::<u16>(), octets(), octets()).prop_map(|(credential_type, id, value)| ExactClaim {
        credential_type,
        id,
        value,
    })
}

fn pointer_claim() -> impl Strategy<Value = PointerClaim> {
    let jwt = prop_oneof![
        any::<String>().prop_map(JwtToken::Name),
        any::<u32>().prop_map(JwtToken::Index),
    ];
    let cwt = prop_oneof![
        key(Family::Cwt).prop_map(CwtToken::Key),
        any::<u32>().prop_map(CwtToken::Index),
        Just(CwtToken::TaggedValue),
        Just(CwtToken::BstrEncoded),
    ];
    let issuer = Provenance::Issuer;
    let root = prop_oneof![
        key(Family::X509).prop_map(move |oid| (issuer, PointerRoot::X509(oid))),
        (provenance(), vec(jwt, 0..5).prop_map(PointerRoot::Jwt)),
        (provenance(), vec(cwt, 0..5).prop_map(PointerRoot::Cwt)),
    ];
    let semantics = select(PointerSemantics::ALL);
    (root, semantics, select(MatchOn::ALL), any::<bool>(), octets()).prop_map(
        |((provenance, root), semantics, match_on, any_in_list, target)| PointerClaim {
            provenance,
            root,
            semantics,
            match_on,
            any_in_list,
            target,
        },
    )
}

fn matcher_claim() -> impl Strategy<Value = MatcherClaim> {
    select(ClaimFamily::ALL.to_vec()).prop_flat_map(|selector| {
        let (family, provenance) = (selector.family(), selector.provenance());
        matcher(family, 3).prop_map(move |matcher| MatcherClaim { family, provenance, matcher })
    })
}

fn provenance() -> impl Strategy<Value = Provenance> + Clone {
    select(vec![Provenance::Issuer, Provenance::Holder])
}

fn matcher(family: Family, depth: u32) -> BoxedStrategy<Matcher> {
    let pointer = vec(item(family, depth), 0..4);
    let test = select(MatchAs::ALL)
        .prop_flat_map(|match_as| test_value(match_as).prop_map(move |test| (match_as, test)));
    (pointer, select(Semantics::ALL), of(operation()), test)
        .prop_map(|(pointer, semantics, operation, (match_as, test))| Matcher {
            pointer,
            semantics,
            match_as,
            operation,
            test,
        })
        .boxed()
}

fn item(family: Family, depth: u32) -> BoxedStrategy<Item> {
    let flat = prop_oneof![
        key(family).prop_map(Item::Key),
        any::<u32>().prop_map(Item::Position),
        any::<u64>().prop_map(Item::Tag),
        Just(Item::Embedded),
        Just(Item::Any),
    ];
    if depth == 0 {
        return flat.boxed();
    }
    let search = vec(matcher(family, depth - 1), 0..3).prop_map(Item::Search);
    prop_oneof![4 => flat, 1 => search].boxed()
}

fn key(family: Family) -> BoxedStrategy<Vec<u8>> {
    match family {
        Family::Jwt => any::<String>()
            .prop_map(|name| {
                let mut quoted = String::new();
                json::write_string(&mut quoted, &name);
                quoted.into_bytes()
            })
            .boxed(),
        Family::Cwt => prop_oneof![
            any::<i64>().prop_map(|value| written(|out| cbor::write_int(out, value))),
            any::<f64>().prop_map(|value| written(|out| cbor::write_float(out, value))),
            any::<String>().prop_map(|value| written(|out| cbor::write_text(out, &value))),
            octets().prop_map(|value| written(|out| cbor::write_bytes(out, &value))),
        ]
        .boxed(),
        Family::X509 => (0..3u32, 0..40u32, vec(any::<u32>(), 0..5))
            .prop_map(|(first, second, rest)| {
                let arcs = [first, second].into_iter().chain(rest).map(|arc| arc.to_string());
                oid::from_dotted(&arcs.collect::<Vec<_>>().join(".")).expect("an OID")
            })
            .boxed(),
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        select(vec![
            Operation::Equal,
            Operation::LessThan,
            Operation::LessThanOrEqual,
            Operation::GreaterThan,
            Operation::GreaterThanOrEqual,
            Operation::Contains,
        ]),
        of(any::<u32>()).prop_map(Operation::StartsWith),
        of(any::<u32>()).prop_map(Operation::EndsWith),
        (any::<u32>(), of(any::<u32>()))
            .prop_map(|(start, length)| Operation::Substring { start, length }),
        any::<u32>().prop_map(Operation::PathSlice),
    ]
}

fn test_value(match_as: MatchAs) -> BoxedStrategy<Vec<u8>> {
    match match_as.layout() {
        Layout::Flag => any::<bool>().prop_map(|value| TestValue::Flag(value).encode()).boxed(),
        Layout::Int => any::<i64>().prop_map(|value| TestValue::Int(value).encode()).boxed(),
        Layout::Uint => any::<u64>().prop_map(|value| TestValue::Uint(value).encode()).boxed(),
        Layout::Float => any::<f64>()
            .prop_filter("never NaN", |value| !value.is_nan())
            .prop_map(|value| TestValue::Float(value).encode())
            .boxed(),
        Layout::Ipv4 => vec(any::<u8>(), 4).boxed(),
        Layout::Ipv6 => vec(any::<u8>(), 16).boxed(),
        Layout::Octets => octets().boxed(),
        Layout::Text => any::<String>().prop_map(String::into_bytes).boxed(),
    }
}
