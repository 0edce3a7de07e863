//! The pages of the error index, `docs/errors/CODE.md`: read, and laid out for a terminal.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Style;
use crate::diagnostic::{Code, Severity, code};

/// What the error index says of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The code.
    pub code: Code,
    /// The heading, without the code.
    pub title: &'static str,
    /// What it means, why it matters, how to repair it: Markdown paragraphs.
    pub meaning: String,
    /// Examples that give exactly this code.
    pub wrong: Vec<Example>,
    /// Examples that give nothing.
    pub right: Vec<Example>,
}

/// A small policy: one file, and what it uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The Markdown before it; often empty.
    pub words: String,
    /// Bounds under which it is compiled, by their names in [`Limits`](crate::limits::Limits).
    pub limits: Vec<(&'static str, usize)>,
    /// The files; the first is the one to compile.
    pub files: Vec<File>,
}

/// A file of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// How the others name it; the first is `CODE.policy`.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The page of a code, when it has the form that `docs/errors/README.md` describes.
pub fn page(code: Code) -> Option<Page> {
    let (heading, body) = code.page().split_once("\n")?;
    let title = heading.strip_prefix("# ")?.strip_prefix(code.as_str())?.strip_prefix(": ")?;
    let (meaning, examples) = body.split_once("\n## Wrong\n")?;
    let (wrong, right) = examples.split_once("\n## Right\n")?;
    let meaning = meaning.trim();
    let is_prose = !meaning.is_empty() && !meaning.contains("\n#") && !meaning.contains("```");
    let (wrong, right) = (examples_of(code, wrong)?, examples_of(code, right)?);
    is_prose.then(|| Page { code, title, meaning: meaning.to_owned(), wrong, right })
}

/// The examples of a section; at least one.
fn examples_of(code: Code, section: &'static str) -> Option<Vec<Example>> {
    let mut examples = Vec::new();
    let mut words = String::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            return None;
        }
        match line.strip_prefix("```") {
            Some(fence) => {
                let body = lines.by_ref().take_while(|line| *line != "```");
                let text = body.fold(String::new(), |text, line| text + line + "\n");
                add(&mut examples, code, fence, text, &mut words)?;
            }
            None => words = words + line + "\n",
        }
    }
    (words.trim().is_empty() && !examples.is_empty()).then_some(examples)
}

/// Adds a fenced file: a new example, or a further file of the last one.
fn add(
    examples: &mut Vec<Example>,
    code: Code,
    fence: &'static str,
    text: String,
    words: &mut String,
) -> Option<()> {
    let mut limits = Vec::new();
    let mut name = None;
    for attribute in fence.strip_prefix("policy")?.split_whitespace() {
        match attribute.split_once('=')? {
            ("file", file) => name = Some(file.to_owned()),
            (limit, bound) => limits.push((limit, bound.parse().ok()?)),
        }
    }
    match name {
        Some(name) => examples.last_mut()?.files.push(File { name, text }),
        None => {
            let words = std::mem::take(words).trim().to_owned();
            let files = vec![File { name: format!("{code}.policy"), text }];
            examples.push(Example { words, limits, files });
        }
    }
    Some(())
}

/// The page of a code for a terminal: headings and paragraphs, examples indented.
pub fn text(code: Code, style: Style) -> String {
    let Some(page) = page(code) else { return code.page().to_owned() };
    let paint = Paint(style);
    let mut out = String::new();
    let head = paint.severity(code.severity(), &format!("{} {code}", word(code.severity())));
    let _ = writeln!(out, "{head}: {}\n\n{}", paint.strong(page.title), plain(&page.meaning));
    for (heading, examples) in [("Wrong", &page.wrong), ("Right", &page.right)] {
        for example in examples {
            let _ = writeln!(out, "\n{}", paint.strong(heading));
            if !example.words.is_empty() {
                let _ = writeln!(out, "\n{}", plain(&example.words));
            }
            example_text(&mut out, example, paint);
        }
    }
    out
}

fn example_text(out: &mut String, example: &Example, paint: Paint) {
    for (limit, bound) in &example.limits {
        let _ = writeln!(out, "\n(if the limit `{limit}` were {bound})");
    }
    for (at, file) in example.files.iter().enumerate() {
        match at {
            0 => out.push('\n'),
            _ => drop(writeln!(out, "\n`{}`:\n", file.name)),
        }
        for line in file.text.lines() {
            let indented = if line.is_empty() { String::new() } else { format!("    {line}") };
            let _ = writeln!(out, "{}", paint.code(&indented));
        }
    }
}

/// All codes with their titles, one a line.
pub fn list(style: Style) -> String {
    let paint = Paint(style);
    code::ALL.iter().fold(String::new(), |mut out, (code, title)| {
        let _ = writeln!(out, "{}  {title}", paint.severity(code.severity(), code.as_str()));
        out
    })
}

/// The page of a code as an object: `code`, `severity`, `title`, `meaning` (Markdown), `wrong` and
/// `right`, each a list of examples with `words`, `limits` and `files` (`name`, `text`).
pub fn json(code: Code) -> Value {
    let mut object = head_json(code, code.title());
    if let (Some(page), Value::Object(members)) = (page(code), &mut object) {
        let examples =
            |examples: &[Example]| examples.iter().map(example_json).collect::<Vec<Value>>();
        members.insert("meaning".into(), page.meaning.into());
        members.insert("wrong".into(), examples(&page.wrong).into());
        members.insert("right".into(), examples(&page.right).into());
    }
    object
}

fn example_json(example: &Example) -> Value {
    let limits: serde_json::Map<_, _> =
        example.limits.iter().map(|(name, bound)| ((*name).into(), (*bound).into())).collect();
    let files: Vec<_> =
        example.files.iter().map(|file| json!({ "name": file.name, "text": file.text })).collect();
    json!({ "words": example.words, "limits": limits, "files": files })
}

/// All codes: a list of `code`, `severity` and `title`.
pub fn list_json() -> Value {
    code::ALL.iter().map(|(code, title)| head_json(*code, title)).collect()
}

fn head_json(code: Code, title: &str) -> Value {
    json!({ "code": code.as_str(), "severity": word(code.severity()), "title": title })
}

const fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Prose without Markdown's markers: `**so**` becomes `so`, and `[words](target)` `words (target)`.
/// Back quotes stay, as in every message.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut in_code = false;
    let mut rest = markdown.chars().peekable();
    while let Some(c) = rest.next() {
        in_code ^= c == '`';
        match c {
            '*' if !in_code && rest.next_if_eq(&'*').is_some() => {}
            '[' if !in_code => {}
            ']' if !in_code && rest.peek() == Some(&'(') => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

/// Light colours: the severity's for the code, bold for headings, cyan for examples.
#[derive(Debug, Clone, Copy)]
struct Paint(Style);

impl Paint {
    fn severity(self, severity: Severity, text: &str) -> String {
        match severity {
            Severity::Error => self.wrap("1;31", text),
            Severity::Warning => self.wrap("1;33", text),
        }
    }

    fn strong(self, text: &str) -> String {
        self.wrap("1", text)
    }

    fn code(self, text: &str) -> String {
        self.wrap("36", text)
    }

    fn wrap(self, parameters: &str, text: &str) -> String {
        if self.0.color && !text.is_empty() {
            format!("\u{1b}[{parameters}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_go_and_words_stay() {
        assert_eq!(plain("**never** `a[0]` `**`"), "never `a[0]` `**`");
        assert_eq!(
            plain("see [the language](../language.md)."),
            "see the language (../language.md)."
        );
    }

    #[test]
    fn colours_only_on_demand() {
        assert!(!text(code::SINGLE_EQUALS, Style::default()).contains('\u{1b}'));
        assert!(!list(Style::default()).contains('\u{1b}'));
        let red = "\u{1b}[1;31merror E0109\u{1b}[0m: ";
        assert!(
            text(code::SINGLE_EQUALS, Style { color: true, ..Style::default() }).starts_with(red)
        );
    }
}
