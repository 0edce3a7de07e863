//! Editors' grammars know the words that the language has, each as what it is, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use admit::report::vocabulary;
use serde_json::Value;

type Words = BTreeSet<String>;

/// What a grammar calls its lists of words, by what they are.
type Lists = BTreeMap<&'static str, Words>;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn texts(value: &Value) -> Words {
    match value {
        Value::Array(all) => all.iter().map(|word| word.as_str().unwrap().to_owned()).collect(),
        Value::Object(lists) => lists.values().flat_map(texts).collect(),
        other => panic!("{other}"),
    }
}

/// The words as the compiler has them. `null` is a value before it is a type.
fn expected() -> Lists {
    let all = vocabulary::json();
    let mut types = texts(&all["types"]);
    assert!(types.remove("null"));
    let contextual = texts(&all["contextual"]);
    let settings = ["wire", "wire_dialect", "pseudonyms"].map(|kind| texts(&all["settings"][kind]));
    // `forbidden` is also what a test expects.
    let settings = &settings.concat_all() - &contextual;
    let names = all["capabilities"].as_array().unwrap().iter();
    let capabilities = names.map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    Lists::from([
        ("item", texts(&all["keywords"]["item"])),
        ("operator", texts(&all["keywords"]["condition"])),
        ("value", texts(&all["keywords"]["value"])),
        ("word", contextual),
        ("type", types),
        ("format", texts(&all["formats"])),
        ("setting", settings),
        ("role", texts(&all["roles"])),
        ("part", texts(&all["parts"])),
        ("capability", capabilities),
    ])
}

trait ConcatAll {
    fn concat_all(&self) -> Words;
}

impl ConcatAll for [Words; 3] {
    fn concat_all(&self) -> Words {
        self.iter().flatten().cloned().collect()
    }
}

/// The longest alternation of words in brackets, such as `(a|b)`, within a pattern.
fn alternation(pattern: &str, open: &str, bar: &str, close: &str) -> Words {
    let inside = pattern.split(open).skip(1).filter_map(|rest| rest.split(close).next());
    let lists = inside.map(|list| list.split(bar).map(str::to_owned).collect::<Words>());
    lists.max_by_key(BTreeSet::len).unwrap_or_default()
}

/// Compares lists; each name is the one that the grammar uses for a kind.
fn compare(grammar: &str, names: &[(&'static str, &str)], found: impl Fn(&str) -> Words) {
    let expected = expected();
    assert_eq!(names.len(), expected.len(), "{grammar} leaves a kind out");
    for (kind, name) in names {
        assert!(!expected[kind].is_empty());
        assert_eq!(found(name), expected[kind], "{grammar}: {kind} ({name})");
    }
}

const SCOPES: &[(&str, &str)] = &[
    ("item", "keyword.declaration.policy"),
    ("operator", "keyword.operator.wordlike.policy"),
    ("value", "constant.language.policy"),
    ("word", "keyword.other.policy"),
    ("type", "support.type.policy"),
    ("format", "support.type.format.policy"),
    ("setting", "support.constant.setting.policy"),
    ("role", "support.constant.role.policy"),
    ("part", "support.variable.property.policy"),
    ("capability", "support.function.capability.policy"),
];

/// Every object with a `match`, anywhere in a grammar.
fn patterns<'v>(value: &'v Value, into: &mut Vec<&'v Value>) {
    match value {
        Value::Object(members) => {
            if members.contains_key("match") {
                into.push(value);
            }
            members.values().for_each(|member| patterns(member, into));
        }
        Value::Array(all) => all.iter().for_each(|one| patterns(one, into)),
        _ => {}
    }
}

#[test]
fn vs_code_has_the_words() {
    let grammar: Value =
        serde_json::from_str(&read("vscode/syntaxes/policy.tmLanguage.json")).unwrap();
    let mut all = Vec::new();
    patterns(&grammar, &mut all);
    compare("TextMate", SCOPES, |scope| {
        let named = |one: &Value| {
            one["name"] == scope
                || one["captures"].as_object().is_some_and(|captures| {
                    captures.values().any(|capture| capture["name"] == scope)
                })
        };
        let lists = all
            .iter()
            .filter(|one| named(one))
            .map(|one| alternation(one["match"].as_str().unwrap(), "(", "|", ")"));
        lists.max_by_key(BTreeSet::len).unwrap()
    });
}

#[test]
fn sublime_has_the_words() {
    let text = read("sublime/policy.sublime-syntax");
    let lines: Vec<&str> = text.lines().collect();
    compare("Sublime", SCOPES, |scope| {
        let pairs = lines.windows(2).filter(|pair| pair[1].trim() == format!("scope: {scope}"));
        let lists = pairs.map(|pair| alternation(pair[0], "(", "|", ")"));
        lists.max_by_key(BTreeSet::len).unwrap()
    });
}

#[test]
fn vim_has_the_words() {
    let names = [
        ("item", "policyItem"),
        ("operator", "policyOperator"),
        ("value", "policyValue"),
        ("word", "policyWord"),
        ("type", "policyType"),
        ("format", "policyFormat"),
        ("setting", "policySetting"),
        ("role", "policyRole"),
        ("part", "policyPart"),
        ("capability", "policyCapability"),
    ];
    let text = read("vim/syntax/policy.vim");
    compare("Vim", &names, |group| {
        let line = |kind: &str| {
            let head = format!("syntax {kind} {group} ");
            text.lines().find_map(|line| line.strip_prefix(&head)).map(str::to_owned)
        };
        match line("keyword") {
            Some(words) => words.split_whitespace().map(str::to_owned).collect(),
            None => alternation(&line("match").unwrap(), r"\%(", r"\|", r"\)"),
        }
    });
}

/// The kinds of words, and what lists of them are called in Emacs and Kakoune.
const LISTS: [(&str, &str); 10] = [
    ("item", "items"),
    ("operator", "operators"),
    ("value", "values"),
    ("word", "words"),
    ("type", "types"),
    ("format", "formats"),
    ("setting", "settings"),
    ("role", "roles"),
    ("part", "parts"),
    ("capability", "capabilities"),
];

#[test]
fn emacs_has_the_words() {
    let text = read("emacs/policy-mode.el");
    compare("Emacs", &LISTS, |list| {
        let behind = text.split(&format!("(defconst policy-{list}\n")).nth(1).unwrap();
        let inside = behind.split(')').next().unwrap();
        inside.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    });
}

#[test]
fn kakoune_has_the_words() {
    let text = read("kakoune/policy.kak");
    compare("Kakoune", &LISTS, |name| {
        let head = format!("add-highlighter shared/policy/code/{name} regex ");
        let line = text.lines().find_map(|line| line.strip_prefix(&head)).unwrap();
        alternation(line, "(", "|", ")")
    });
}

/// The program prints what the tests above compare with.
#[test]
fn the_program_prints_the_vocabulary() {
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_admit"));
        let output = command.args(["dev", "vocabulary"]).args(arguments).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let printed: Value = serde_json::from_str(&run(&["--json"])).unwrap();
    assert_eq!(printed, vocabulary::json());
    assert!(run(&[]).contains("keywords.value: true  false  null\n"));
}

/// Each snippet of VS Code stands for what the compiler can read.
#[test]
fn snippets_are_of_the_language() {
    let snippets: Value = serde_json::from_str(&read("vscode/snippets/policy.json")).unwrap();
    let snippets = snippets.as_object().unwrap();
    assert!(snippets.len() >= 10);
    for (name, snippet) in snippets {
        let body: Vec<&str> =
            snippet["body"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        let text = filled(&body.join("\n"));
        let (_, errors) = admit::syntax::parse(
            &text,
            admit::source::FileId(0),
            &admit::limits::Limits::default(),
        );
        assert!(errors.is_empty(), "{name}: {text}\n{errors:?}");
    }
}

/// A snippet as it stands before anything is typed.
fn filled(body: &str) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, behind)) = rest.split_once('$') {
        text.push_str(before);
        rest = match behind.strip_prefix('{') {
            Some(hole) => {
                let (inside, after) = hole.split_once('}').unwrap();
                let word = inside.trim_start_matches(|c: char| c.is_ascii_digit());
                text.push_str(word.trim_matches([':', '|']).split(',').next().unwrap());
                after
            }
            None => behind.trim_start_matches(|c: char| c.is_ascii_digit()),
        };
    }
    text + rest
}
