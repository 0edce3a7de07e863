//! The standard library: every module reads cleanly, is documented, and says what its sources say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use admit::check::{self, Outcome};
use admit::limits::Limits;
use admit::source::{NoFiles, SourceMap};
use admit::syntax::ast::{AtStep, CredentialItem, Field, File, ItemKind, Literal, Type, TypeKind};
use admit::syntax::parse;

use crate::support::vectors;

mod certificates;
mod page;
mod roles;

/// Every module, by its path below `stdlib/`.
const MODULES: [&str; 12] = [
    "capabilities.policy",
    "cwt.policy",
    "cwt/oidc.policy",
    "jwt.policy",
    "jwt/oidc.policy",
    "mimi.policy",
    "roles/administered.policy",
    "roles/cooperative.policy",
    "roles/moderated.policy",
    "roles/multi_organization.policy",
    "vcard.policy",
    "x509.policy",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("stdlib")
}

fn read(module: &str) -> File {
    let text = std::fs::read_to_string(folder().join(module)).unwrap();
    let file = SourceMap::default().add(module, &text);
    let (tree, diagnostics) = parse(&text, file, &Limits::default());
    assert!(diagnostics.is_empty(), "{module}: {diagnostics:#?}");
    tree
}

fn check(policy: &str) -> Outcome {
    let mut sources = SourceMap::default();
    let root = sources.add("test.policy", policy);
    check::check(&mut sources, root, &NoFiles, &Limits::default())
}

/// `std.jwt.oidc` for `jwt/oidc.policy`.
fn module_name(module: &str) -> String {
    format!("std.{}", module.trim_end_matches(".policy").replace('/', "."))
}

#[test]
fn every_module_is_embedded_and_checks_cleanly() {
    let names: BTreeSet<_> = check::stdlib::names().map(str::to_owned).collect();
    assert_eq!(names, MODULES.map(module_name).into());
    for module in MODULES {
        let text = std::fs::read_to_string(folder().join(module)).unwrap();
        assert_eq!(check::stdlib::text(&module_name(module)), Some(&*text), "{module}");
        let outcome = check(&text);
        assert!(outcome.is_module, "{module}");
        assert!(outcome.diagnostics.is_empty(), "{module}: {:#?}", outcome.diagnostics);
    }
}

/// The lines between fences in documentation.
fn examples(docs: &[String]) -> Vec<String> {
    let text = docs.join("\n");
    text.split("```").skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn examples_in_documentation_check_cleanly() {
    let mut seen = 0;
    for module in MODULES {
        for example in examples(&read(module).docs) {
            seen += 1;
            let policy = format!(
                "policy \"test\"\nrole member = 2 {{ can join_if_preauthorized }}\n{example}"
            );
            let outcome = check(&policy);
            assert!(!outcome.has_errors(), "{module}: {:#?}", outcome.diagnostics);
        }
    }
    assert!(seen >= 8, "{seen}");
}

#[test]
fn the_policy_of_the_language_page_checks() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/language.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, policy) = page.split_once("```policy\n").unwrap();
    let (policy, _) = policy.split_once("```").unwrap();
    let outcome = check(policy);
    assert!(!outcome.has_errors(), "{:#?}", outcome.diagnostics);
    let roles = outcome.policy.unwrap().roles;
    let named = |name: &str| roles.iter().find(|role| role.name == name).unwrap().role.clone();
    let attend = admit::capability::by_name("join_if_preauthorized").unwrap().number;
    assert!(named("participant").capabilities.contains(&attend));
    assert_eq!(named("moderator").max_participants, Some(5));
}

#[test]
fn every_module_is_listed() {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(self::folder()).unwrap().to_str().unwrap();
                found.insert(path.replace(std::path::MAIN_SEPARATOR, "/"));
            }
        }
    }
    assert_eq!(found, MODULES.map(str::to_owned).into());
}

#[test]
fn every_declaration_is_documented() {
    for module in MODULES {
        let file = read(module);
        assert!(!file.docs.is_empty(), "{module}");
        assert!(!file.items.is_empty(), "{module}");
        for item in &file.items {
            if matches!(item.kind, ItemKind::Use(_)) {
                continue;
            }
            documented(module, &item.docs, "an item");
            match &item.kind {
                ItemKind::Credential(credential) => fields(module, &credential.fields),
                ItemKind::Type { ty, .. } => inside(module, ty),
                ItemKind::Enum(item) => {
                    for member in &item.members {
                        documented(module, &member.docs, &member.name.node);
                    }
                }
                _ => {}
            }
        }
    }
}

fn documented(module: &str, docs: &[String], what: &str) {
    let text = docs.join(" ");
    assert!(
        text.trim_end().ends_with(['.', '`', '…']) && text.len() > 4,
        "{module}: {what}: {docs:?}"
    );
}

fn fields(module: &str, fields: &[Field]) {
    for field in fields {
        documented(module, &field.docs, &field.name.node);
        inside(module, &field.ty);
    }
}

fn inside(module: &str, ty: &Type) {
    match &ty.kind {
        TypeKind::Record(record) => fields(module, record),
        TypeKind::List(inner) | TypeKind::Tag(_, inner) | TypeKind::Embedded(inner) => {
            inside(module, inner);
        }
        TypeKind::Named(_) | TypeKind::Union(_) => {}
        TypeKind::Error => panic!("{module}: a type that was not read"),
    }
}

fn credentials(module: &str) -> Vec<CredentialItem> {
    let items = read(module).items.into_iter();
    items
        .filter_map(|item| match item.kind {
            ItemKind::Credential(credential) => Some(credential),
            _ => None,
        })
        .collect()
}

/// The rows of a registry: each as its cells.
fn registry(name: &str) -> Vec<Vec<String>> {
    let path = vectors().join("registries").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<_> = text.lines().skip(1).map(cells).collect();
    assert!(!rows.is_empty(), "{name}");
    rows
}

/// One line of CSV; cells in quotes may hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => cells.last_mut().unwrap().push(other),
        }
    }
    cells
}

/// The key of a claim of a JWT.
fn json_key(field: &Field) -> String {
    match field.at.first().map(|step| &step.node) {
        None => field.name.node.clone(),
        Some(AtStep::Key(Literal::Text(key))) => key.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn jwt_claims_are_the_registered_ones() {
    // Marks of selective disclosure: the claims tree no longer has them.
    let marks = ["_sd", "...", "_sd_alg"];
    let registered: BTreeSet<_> = registry("jwt-claims.csv")
        .into_iter()
        .map(|row| row[0].clone())
        .filter(|name| !marks.contains(&name.as_str()))
        .collect();
    let mut known = BTreeSet::new();
    for module in ["jwt.policy", "jwt/oidc.policy"] {
        for credential in credentials(module) {
            known.extend(credential.fields.iter().map(json_key));
        }
    }
    assert_eq!(known, registered);
}

#[test]
fn cwt_claims_are_the_registered_ones() {
    let registered: BTreeSet<i128> =
        registry("cwt-claims.csv").iter().map(|row| row[1].parse().unwrap()).collect();
    let mut known = BTreeSet::new();
    for module in ["cwt.policy", "cwt/oidc.policy"] {
        for field in credentials(module).iter().flat_map(|credential| &credential.fields) {
            match &field.at[..] {
                [step] => match step.node {
                    AtStep::Key(Literal::Int(key)) => known.insert(key),
                    ref other => panic!("{other:?}"),
                },
                other => panic!("{other:?}"),
            };
        }
    }
    assert_eq!(known, registered);
}

#[test]
fn claims_about_people_have_the_same_names_and_the_right_keys() {
    let people = |module: &str| credentials(module).pop().unwrap().fields;
    let (jwt, cwt) = (people("jwt/oidc.policy"), people("cwt/oidc.policy"));
    let rows = registry("oidc-standard-claims.csv");
    // `sub` is among the claims of every token.
    assert_eq!(jwt.len(), rows.len() - 1);
    assert_eq!(cwt.len(), rows.len() - 1);
    for (row, (jwt, cwt)) in rows[1..].iter().zip(jwt.iter().zip(&cwt)) {
        assert_eq!((&jwt.name.node, &cwt.name.node), (&row[0], &row[0]));
        assert!(jwt.at.is_empty());
        let key = AtStep::Key(Literal::Int(row[3].parse().unwrap()));
        assert_eq!(cwt.at[0].node, key, "{}", row[0]);
        assert_eq!(jwt.docs, cwt.docs);
    }
}

#[test]
fn members_of_addresses() {
    let address = |module: &str| {
        let items = read(module).items.into_iter();
        items.into_iter().find_map(|item| match item.kind {
            ItemKind::Type { name, ty } if name.node == "Address" => Some(ty.kind),
            _ => None,
        })
    };
    let (Some(TypeKind::Record(jwt)), Some(TypeKind::Record(cwt))) =
        (address("jwt/oidc.policy"), address("cwt/oidc.policy"))
    else {
        panic!("no type Address")
    };
    let rows = registry("oidc-address-members.csv");
    assert_eq!((jwt.len(), cwt.len()), (rows.len(), rows.len()));
    for (row, (jwt, cwt)) in rows.iter().zip(jwt.iter().zip(&cwt)) {
        assert_eq!((&jwt.name.node, &cwt.name.node), (&row[0], &row[0]));
        assert_eq!(cwt.at[0].node, AtStep::Key(Literal::Int(row[1].parse().unwrap())));
    }
}

#[test]
fn object_identifiers_are_the_registered_ones() {
    // Attributes of SubjectDirectoryAttributes, which is an extension of its own.
    let elsewhere = "1.3.6.1.5.5.7.9.";
    let text = std::fs::read_to_string(folder().join("x509.policy")).unwrap();
    let has =
        |oid: &str| text.split(|c: char| !c.is_ascii_digit() && c != '.').any(|word| word == oid);
    // SHA-1 no longer signs anything that one should trust.
    let outdated = "1.2.840.113549.1.1.5";
    for row in registry("x509-oids.csv") {
        let oid = &row[1];
        let expected = !oid.starts_with(elsewhere) && oid != outdated;
        assert_eq!(has(oid), expected, "{oid}");
    }
}

#[test]
fn vcard_properties_are_the_registered_ones() {
    let items = read("vcard.policy").items.into_iter();
    let person = items.into_iter().find_map(|item| match item.kind {
        ItemKind::Type { name, ty } if name.node == "Person" => Some(ty.kind),
        _ => None,
    });
    let Some(TypeKind::Record(fields)) = person else { panic!("no type Person") };
    let known: BTreeSet<_> = fields.iter().map(json_key).collect();
    let registered: BTreeSet<_> =
        registry("vcard-claims.csv").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(known, registered);
}

#[test]
fn capabilities_are_those_of_the_library() {
    let items = read("capabilities.policy").items;
    let [item] = &items[..] else { panic!("one item is due") };
    let ItemKind::Enum(item) = &item.kind else { panic!("an enum is due") };
    let listed: Vec<_> = item
        .members
        .iter()
        .map(|member| match member.value.node {
            Literal::Int(number) => (number, member.name.node.as_str()),
            ref other => panic!("{other:?}"),
        })
        .collect();
    let expected: Vec<_> = admit::capability::ALL
        .iter()
        .map(|capability| (i128::from(capability.number), capability.name))
        .collect();
    assert!(!expected.is_empty());
    assert_eq!(listed, expected);
    for (member, capability) in item.members.iter().zip(admit::capability::ALL) {
        let reserved = member.docs.join(" ").ends_with("Reserved.");
        assert_eq!(reserved, capability.reserved, "{}", capability.name);
    }
}
