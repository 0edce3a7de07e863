//! Generated policies and credentials: a joiner's view says nothing of a policy that the joiner's own
//! credential does not say.

use std::fmt::Write as _;

use admit::explain::joiner::View;
use admit::format::Format;
use admit::report;
use proptest::prelude::*;
use proptest::sample::select;

use super::compiled;

/// Words that stand nowhere else, of one length, so that none is a part of another.
fn word(number: usize) -> String {
    let letter =
        |place: u32| char::from(b'a' + u8::try_from(number / 5_usize.pow(place) % 5).unwrap());
    format!("zq{}{}{}qz", letter(2), letter(1), letter(0))
}

/// The same for numbers.
fn number(number: usize) -> i64 {
    700_000 + i64::try_from(number).unwrap() * 37
}

const WORDS: usize = 40;

fn words() -> impl Strategy<Value = String> {
    (0..WORDS).prop_map(word)
}

fn numbers() -> impl Strategy<Value = i64> {
    (0..WORDS).prop_map(number)
}

/// Claims have names out of the same words: those of text, numbers, lists, records, lists of records.
#[derive(Debug, Clone)]
struct Names {
    text: String,
    number: String,
    list: String,
    record: String,
    records: String,
    inner: String,
}

fn names() -> impl Strategy<Value = Names> {
    Just((0..WORDS).collect::<Vec<_>>()).prop_shuffle().prop_map(|order| {
        let mut names = order.into_iter().map(word);
        let mut next = || names.next().unwrap();
        Names {
            text: next(),
            number: next(),
            list: next(),
            record: next(),
            records: next(),
            inner: next(),
        }
    })
}

fn test(names: &Names) -> BoxedStrategy<String> {
    let Names { text, number, list, record, records, inner } = names.clone();
    let operator = select(&["==", "contains", "starts with", "ends with"][..]);
    let order = select(&["==", ">=", "<"][..]);
    let nested = format!("{record}.{inner}");
    let presence = vec![text.clone(), number.clone(), nested.clone(), list.clone()];
    prop_oneof![
        (operator, words()).prop_map(move |(how, it)| format!("{text} {how} \"{it}\"")),
        (order, numbers()).prop_map(move |(how, it)| format!("{number} {how} {it}")),
        words().prop_map(move |it| format!("{list} contains \"{it}\"")),
        words().prop_map(move |it| format!("{nested} == \"{it}\"")),
        (words(), words()).prop_map(move |(it, other)| format!(
            "{records}[{inner} == \"{it}\"].{inner} == \"{other}\""
        )),
        (select(presence), select(&["exists", "is absent"][..]))
            .prop_map(|(claim, how)| format!("{claim} {how}")),
    ]
    .boxed()
}

fn rule(names: &Names) -> impl Strategy<Value = String> + use<> {
    let conditions = prop::collection::vec(test(names), 1..4);
    let role = select(&["role_a", "role_b", "role_c"][..]);
    let refuses = prop::bool::weighted(0.15);
    (words(), conditions, role, refuses, any::<bool>()).prop_map(
        |(name, tests, role, refuses, is_or)| {
            let condition = tests.join(if is_or { " or " } else { " and " });
            match refuses {
                true => format!("rule RULE{name}: refuse C where {condition}"),
                false => format!("rule RULE{name}: admit C as {role} where {condition}"),
            }
        },
    )
}

/// A policy, with distinct names of rules.
fn policy(format: &'static str, names: &Names) -> impl Strategy<Value = String> + use<> {
    let Names { text, number, list, record, records, inner } = names;
    let mut head = format!(
        "policy \"generated\"\ncredential C: {format} {{ {text} : string {number} : int \
         {list} : [string] {record} : {{ {inner} : string }} {records} : [{{ {inner} : string }}] }}\n"
    );
    for (at, role) in ["role_a", "role_b", "role_c"].iter().enumerate() {
        // Each role may something of its own, so that each can be worth more than another.
        let can = ["add_participant", "remove_participant", "ban"][at];
        let (name, about) = (word(WORDS + at), word(WORDS + 10 + at));
        let _ = writeln!(
            head,
            "role {role} = {} {{ name \"{name}\" description \"{about}\" \
             can join_if_preauthorized, {can} }}",
            at + 2
        );
    }
    prop::collection::vec(rule(names), 1..6).prop_map(move |rules| {
        let named =
            rules.iter().enumerate().map(|(at, rule)| rule.replacen("RULE", &format!("r{at}_"), 1));
        format!("{head}{}\n", named.collect::<Vec<_>>().join("\n"))
    })
}

/// Claims, some of them missing and some of the wrong kind, and digests of what is withheld.
fn claims(names: &Names) -> impl Strategy<Value = String> + use<> {
    let Names { text, number, list, record, records, inner } = names.clone();
    let value = || {
        prop_oneof![
            4 => words().prop_map(|it| format!("\"{it}\"")),
            2 => numbers().prop_map(|it| it.to_string()),
            1 => words().prop_map(|it| format!("[\"{it}\"]")),
        ]
    };
    let digest = prop::option::of(Just(r#""_sd":["Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm8"]"#));
    let member = |name: String, value: BoxedStrategy<String>| {
        prop::option::weighted(0.7, value.prop_map(move |it| format!("\"{name}\":{it}")))
    };
    let many = |one: BoxedStrategy<String>| {
        prop::collection::vec(one, 0..3).prop_map(|all| format!("[{}]", all.join(",")))
    };
    let object = move |inner: String| value().prop_map(move |it| format!("{{\"{inner}\":{it}}}"));
    let members = (
        member(text, value().boxed()),
        member(number, value().boxed()),
        member(list, many(value().boxed()).boxed()),
        member(record, object(inner.clone()).boxed()),
        member(records, many(object(inner).boxed()).boxed()),
        digest,
    );
    members.prop_map(|(a, b, c, d, e, digest)| {
        let all = [a, b, c, d, e, digest.map(str::to_owned)];
        format!("{{{}}}", all.into_iter().flatten().collect::<Vec<_>>().join(","))
    })
}

fn case() -> impl Strategy<Value = (String, String)> {
    names().prop_flat_map(|names| (policy("sd_jwt", &names), claims(&names)))
}

/// Both forms of the joiner's view.
fn views(source: &str, claims: &str) -> [String; 2] {
    let policy = compiled(source);
    policy.explain(&policy.source_book, Format::SdJwt, claims.as_bytes(), |explanation| {
        let view = View::of(explanation);
        [report::explain::joiner_text(&view, None), report::explain::joiner_json(&view).to_string()]
    })
}

/// Whether a generated policy can be compiled: some contradict themselves all over.
fn is_policy(source: &str) -> bool {
    let limits = admit::limits::Limits::default();
    let checkup = admit::compile::check("x", source, &admit::source::NoFiles, &limits);
    checkup.lower(&admit::rule::Options::default()).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_view_says_nothing_that_the_credential_does_not((source, claims) in case()) {
        prop_assume!(is_policy(&source));
        let own = |text: &str| claims.contains(text);
        for view in views(&source, &claims) {
            for at in 0..WORDS + 20 {
                let (word, number) = (word(at), number(at).to_string());
                prop_assert!(!view.contains(&word) || own(&word), "{word}\n{source}\n{claims}\n{view}");
                prop_assert!(!view.contains(&number) || own(&number), "{number}\n{source}\n{view}");
            }
            for name in ["role_", "r0_", "r1_", "generated"] {
                prop_assert!(!view.contains(name), "{name}\n{source}\n{view}");
            }
        }
    }

    /// Values, names of roles and names of rules that no credential meets can be others, and the
    /// view stays the same.
    #[test]
    fn a_view_is_the_same_whatever_the_policy_names((source, claims) in case()) {
        prop_assume!(is_policy(&source));
        // Words of the policy that stand in quotes are values; all of them become strangers.
        let strange = |salt: usize| {
            let mut other = source.clone();
            for at in 0..WORDS + 20 {
                let stranger = format!("\"zx{:05}xz\"", at * 2 + salt);
                other = other.replace(&format!("\"{}\"", word(at)), &stranger);
                other = other.replace(&format!("== {}", number(at)), &format!("== {}", at * 2 + salt));
                other = other.replace(&format!("_{}: ", word(at)), &format!("_{salt}x{at}: "));
            }
            other
        };
        let (one, other) = (strange(0), strange(1));
        prop_assert_ne!(&one, &other);
        prop_assume!(is_policy(&one) && is_policy(&other));
        prop_assert_eq!(views(&one, &claims), views(&other, &claims));
    }
}
