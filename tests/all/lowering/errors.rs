//! What cannot be lowered, and what an author should know: the code, and the words at its span.

use admit::check;
use admit::diagnostic::Diagnostic;
use admit::limits::Limits;
use admit::model::Profile;
use admit::rule::{Options, lower};
use admit::source::{NoFiles, SourceMap};

use super::with_role;

const BADGE: &str = r#"credential Badge: jwt {
    iss : https_uri   site : uri   mail : email   host : domain   name : string   level : int
    big : number   seen : date   groups : [string]   address : { country : string }
    nodes : [{ a : int   b : string }]
}"#;

/// Code and the text at the primary span of all that lowering says.
fn said(source: &str, options: &Options) -> Vec<(&'static str, String, Diagnostic)> {
    let mut sources = SourceMap::default();
    let root = sources.add("test.policy", source);
    let outcome = check::check(&mut sources, root, &NoFiles, &Limits::default());
    let policy = outcome.policy.unwrap_or_else(|| panic!("{source}\n{:#?}", outcome.diagnostics));
    let found = match lower(&policy, options) {
        Ok(lowered) => lowered.warnings,
        Err(errors) => errors,
    };
    let told = |found: Diagnostic| {
        (found.code.as_str(), sources.text(found.primary.span).to_owned(), found)
    };
    found.into_iter().map(told).collect()
}

fn of_rules(profile: &str, rules: &str) -> Vec<(&'static str, String, Diagnostic)> {
    let source = with_role(&format!("{{ wire {profile} }}"), BADGE, rules);
    said(&source, &Options::default())
}

#[test]
fn what_a_profile_cannot_say_is_told_at_the_test() {
    for (profile, test, can) in [
        ("exact", r#"address.country == "DE""#, "pointer"),
        ("exact", "level >= 3", "matcher"),
        ("exact", "name exists", "matcher"),
        ("exact", r#"iss == "https://idp.example.com""#, "matcher"),
        ("exact", r#"mail == "ann@example.com""#, "matcher"),
        ("exact", r#"host == "example.com""#, "pointer"),
        ("exact", r#"site.host == "example.com""#, "pointer"),
        ("exact", r#"groups contains "x""#, "pointer"),
        ("exact", r#"nodes[a == 1] exists"#, "matcher"),
        ("pointer", "level >= 3", "matcher"),
        ("pointer", r#"mail == "ann@example.com""#, "matcher"),
        ("pointer", r#"name == "x" ignoring case"#, "matcher"),
        ("pointer", r#"site.path[0] == "x""#, "matcher"),
        ("pointer", r#"nodes[a == 1].b == "x""#, "matcher"),
    ] {
        let found = of_rules(profile, &format!("admit Badge as member where big == 1 and {test}"));
        let [(code, at, diagnostic)] = found.as_slice() else { panic!("{test}: {found:#?}") };
        assert_eq!((*code, at.as_str()), ("E0602", test));
        assert!(diagnostic.message.contains(&format!("profile `{profile}`")), "{diagnostic:#?}");
        let help = format!("profile `{can}` can: `wire {can}`");
        assert!(diagnostic.help.contains(&help), "{diagnostic:#?}");
    }
}

#[test]
fn every_test_that_a_profile_cannot_say_is_told() {
    let found = of_rules(
        "exact",
        r#"admit Badge as member where address.country == "DE"
           admit Badge as member where level > 2 or name exists"#,
    );
    let places: Vec<&str> = found.iter().map(|(_, at, _)| at.as_str()).collect();
    assert_eq!(places, [r#"address.country == "DE""#, "level > 2", "name exists"]);
}

#[test]
fn a_certificate_in_profile_exact_needs_der() {
    let badge = "credential Badge: x509 { cn at subject 2.5.4.3 : string }";
    let rule = r#"admit Badge as member where cn == "Ann""#;
    let found = said(&with_role("{ wire exact }", badge, rule), &Options::default());
    let [(code, at, diagnostic)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((*code, at.as_str()), ("E0602", r#"cn == "Ann""#));
    assert!(diagnostic.help.iter().any(|help| help.contains("h'…'")), "{diagnostic:#?}");
}

#[test]
fn holders_of_a_credential_need_a_condition_in_narrow_profiles() {
    for profile in ["exact", "pointer"] {
        let found = of_rules(profile, "admit Badge as member");
        let [(code, at, diagnostic)] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!((*code, at.as_str()), ("E0602", "admit Badge as member"));
        assert!(diagnostic.help.iter().any(|help| help.contains("`admit anyone`")));
    }
}

#[test]
fn an_or_in_a_search_that_something_follows_is_told_at_the_brackets() {
    let found =
        of_rules("matcher", r#"admit Badge as member where nodes[a == 1 or b == "x"].a == 2"#);
    let [(code, at, diagnostic)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((*code, at.as_str()), ("E0604", r#"[a == 1 or b == "x"]"#));
    assert!(!diagnostic.help.is_empty());
}

#[test]
fn what_multiplies_is_told_at_its_ors() {
    let list = |letter: char| {
        let items: Vec<String> = (0..30).map(|number| format!("\"{letter}{number}\"")).collect();
        format!("[{}]", items.join(", "))
    };
    let (names, countries, words) = (list('n'), list('c'), list('g'));
    let groups: Vec<String> =
        (0..5).map(|number| format!("groups contains \"{number}\"")).collect();
    let rule = format!(
        "admit Badge as member where name in {names} and address.country in {countries} and ({})",
        groups.join(" or "),
    );
    let found = of_rules("matcher", &rule);
    let [(code, at, diagnostic)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((*code, at.as_str()), ("E0601", format!("name in {names}").as_str()));
    assert!(diagnostic.message.contains("4500 alternatives"), "{}", diagnostic.message);
    let counts: Vec<&str> = diagnostic.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(diagnostic.primary.text, "30 alternatives");
    assert_eq!(counts, ["30 alternatives", "5 alternatives"]);
    // Ranges do not multiply.
    let rule = format!("admit Badge as member where name in {words} and level in [1, 2, 3, 4, 5]");
    let found = of_rules("matcher", &rule);
    let [(code, _, diagnostic)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(*code, "W0606");
    assert!(diagnostic.message.starts_with("this rule becomes 30 entries of "), "{diagnostic:?}");
    let counts: Vec<&str> = diagnostic.labels.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(counts, ["30 alternatives"]);
}

#[test]
fn rules_without_effect_are_told() {
    let found = of_rules(
        "matcher",
        r#"admit Badge as member where host under "example.com"
           admit Badge as member where level < 3 and level > 5
           admit Badge as member where host == "a.example.com" and level == 1"#,
    );
    let told: Vec<_> = found.iter().map(|(code, at, _)| (*code, at.as_str())).collect();
    let never = "admit Badge as member where level < 3 and level > 5";
    let shadowed = r#"admit Badge as member where host == "a.example.com" and level == 1"#;
    assert_eq!(told, [("W0601", never), ("W0602", shadowed)]);
}

#[test]
fn a_narrow_profile_says_what_it_leaves_out() {
    let found = of_rules("pointer", r#"admit Badge as member where iss.host == "example.com""#);
    let told: Vec<_> = found.iter().map(|(code, at, _)| (*code, at.as_str())).collect();
    assert_eq!(told, [("W0603", r#"iss.host == "example.com""#)]);
    assert_eq!(
        of_rules("pointer", r#"admit Badge as member where site.host == "example.com""#),
        []
    );
}

#[test]
fn callers_may_ask_for_another_profile() {
    let source = with_role("", BADGE, "admit Badge as member where level > 3");
    let options = Options { profile: Some(Profile::Exact), ..Options::default() };
    let found = said(&source, &options);
    assert_eq!((found.len(), found[0].0), (1, "E0602"));
}
