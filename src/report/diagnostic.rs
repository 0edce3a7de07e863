//! Diagnostics as text, with the source around them.

mod paint;
mod snippet;
mod view;
mod words;

use super::{Findings, Style};
use crate::diagnostic::{Applicability, Code, Diagnostic, Severity, Suggestion, repair};
use crate::source::{FileId, SourceMap};
use crate::syntax::unseen::visible;
use paint::Tint;
use snippet::{Noted, Snippet};
use words::wrap;

/// All diagnostics, in the order of their places, a line that counts them, and where to read more.
///
/// Empty when there are none.
pub fn text(diagnostics: &[Diagnostic], sources: &SourceMap, style: Style) -> String {
    all(&Findings::of([(diagnostics, sources)]), style)
}

/// The same for several compilations at once.
pub fn all(findings: &Findings<'_>, style: Style) -> String {
    let mut out = String::new();
    for (diagnostic, sources) in findings.iter() {
        out.push_str(&one(diagnostic, sources, style));
        out.push('\n');
    }
    for line in summary(findings).into_iter().chain(more(findings)) {
        for line in wrap(&line, style.width) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// `2 errors, 1 warning; 1 is repaired by `admit check --fix``; nothing when there are none.
fn summary(findings: &Findings<'_>) -> Option<String> {
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning")];
    let words: Vec<String> = words
        .into_iter()
        .filter_map(|(severity, noun)| counted(findings.count(severity), noun))
        .collect();
    if words.is_empty() {
        return None;
    }
    let certain = findings.iter().filter(|(found, _)| repair::is_certain(found)).count();
    let repaired = match certain {
        0 => String::new(),
        1 => "; 1 is repaired by `admit check --fix`".into(),
        many => format!("; {many} are repaired by `admit check --fix`"),
    };
    Some(words.join(", ") + &repaired)
}

/// `1 error`, `2 errors`; nothing for none.
pub fn counted(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    }
}

/// Codes that the line at the end names; of more it only says how many.
const NAMED: usize = 4;

/// Where the codes are explained.
fn more(findings: &Findings<'_>) -> Option<String> {
    let mut codes: Vec<Code> = Vec::new();
    for (diagnostic, _) in findings.iter() {
        if !codes.contains(&diagnostic.code) {
            codes.push(diagnostic.code);
        }
    }
    let names: Vec<&str> = codes.iter().take(NAMED).map(|code| code.as_str()).collect();
    match (codes.as_slice(), codes.len().saturating_sub(NAMED)) {
        ([], _) => None,
        ([code], _) => Some(format!("for more about {code}: admit explain {code}")),
        (_, 0) => Some(format!("for more about {}: admit explain CODE", names.join(", "))),
        (_, others) => Some(format!(
            "for more about {} and {others} more: admit explain CODE",
            names.join(", ")
        )),
    }
}

fn one(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let (word, tint) = match diagnostic.severity {
        Severity::Error => ("error", Tint::Error),
        Severity::Warning => ("warning", Tint::Warning),
    };
    let notes = notes(diagnostic, tint);
    let digits = digits(&notes, sources);
    let margin = " ".repeat(digits + 1);
    let mut out =
        headline(&format!("{word}[{}]", diagnostic.code), &diagnostic.message, tint, style);
    for (number, file) in files(&notes).into_iter().enumerate() {
        let Some(source) = sources.get(file) else { continue };
        let here: Vec<Noted<'_>> =
            notes.iter().filter(|noted| noted.span.file == file).copied().collect();
        let first = here.first().map_or(0, |noted| noted.span.start);
        let at = source.line_column(first);
        let corner = if number == 0 { "╭─" } else { "├─" };
        // A place is not broken, however long: it is copied, and clicked on.
        let place = format!("{corner} {}:{}:{}", visible(&source.name), at.line, at.column);
        out.push_str(&format!("{margin}{}\n", Tint::Frame.paint(&place, style.color)));
        out.push_str(&Snippet { file: source, style, digits }.lines(&here));
    }
    let said = said(diagnostic, sources);
    if !said.is_empty() {
        out.push_str(&format!("{margin}{}\n", Tint::Frame.paint("│", style.color)));
    }
    for (word, text) in said {
        out.push_str(&footnote(&margin, word, &text, style));
    }
    out
}

/// `error[E0101]: what is wrong`, further lines indented.
fn headline(head: &str, message: &str, tint: Tint, style: Style) -> String {
    const INDENT: &str = "    ";
    let first = words::width(head) + 2;
    let message = message.replace('\n', " ");
    // The first line has less room; an unbroken run stands for the head while lines are broken.
    let stand_in = "x".repeat(first);
    let mut lines = wrap(&format!("{stand_in}{message}"), style.width.max(40)).into_iter();
    let begin = lines.next().unwrap_or_default();
    let begin = begin.strip_prefix(&stand_in).unwrap_or(&begin).to_owned();
    let rest: Vec<String> = lines.collect();
    let rest = wrap(&rest.join(" "), style.width.max(40).saturating_sub(INDENT.len()));
    let mut out =
        format!("{}: {}\n", tint.paint(head, style.color), Tint::Strong.paint(&begin, style.color));
    for line in rest.iter().filter(|line| !line.is_empty()) {
        out.push_str(&format!("{INDENT}{}\n", Tint::Strong.paint(line, style.color)));
    }
    out
}

/// `= help: what to do`, further lines below the words.
fn footnote(margin: &str, word: &str, text: &str, style: Style) -> String {
    let head = format!("{margin}= {word}: ");
    let room = style.width.max(40).saturating_sub(words::width(&head));
    let mut out = String::new();
    for paragraph in text.split('\n') {
        for line in wrap(paragraph, room) {
            if out.is_empty() {
                let word = Tint::Strong.paint(&format!("{word}:"), style.color);
                out.push_str(&format!("{margin}= {word} {line}\n"));
            } else {
                out.push_str(&format!("{}{line}\n", " ".repeat(words::width(&head))));
            }
        }
    }
    out
}

/// Everything that is said of a place, the diagnostic's own first.
fn notes(diagnostic: &Diagnostic, tint: Tint) -> Vec<Noted<'_>> {
    let (span, text) = (diagnostic.primary.span, primary_text(diagnostic));
    let own = Noted { span, text, tint, is_primary: true };
    let others = diagnostic.labels.iter().map(|label| {
        let (span, text) = (label.span, label.text.as_str());
        Noted { span, text, tint: Tint::Other, is_primary: false }
    });
    std::iter::once(own).chain(others).collect()
}

/// Help, repairs, notes: with the word that introduces each.
fn said(diagnostic: &Diagnostic, sources: &SourceMap) -> Vec<(&'static str, String)> {
    let help = diagnostic.help.iter().map(|help| ("help", help.clone()));
    // Help says in words what a suggestion does; without help, the suggestion speaks for itself.
    let repairs = diagnostic.suggestions.iter().filter(|_| diagnostic.help.is_empty());
    let repairs = repairs.map(|repair| ("help", suggested(repair, sources)));
    let notes = diagnostic.notes.iter().map(|note| ("note", note.clone()));
    help.chain(repairs).chain(notes).collect()
}

/// The files that notes are about, each once, in order.
fn files(notes: &[Noted<'_>]) -> Vec<FileId> {
    let mut files = Vec::new();
    for noted in notes {
        if !files.contains(&noted.span.file) {
            files.push(noted.span.file);
        }
    }
    files
}

/// The columns of the largest line number.
fn digits(notes: &[Noted<'_>], sources: &SourceMap) -> usize {
    let line = |noted: &Noted<'_>| {
        sources.get(noted.span.file).map_or(1, |file| file.line_column(noted.span.end).line)
    };
    notes.iter().map(line).max().unwrap_or(1).to_string().len()
}

/// A label without words would say nothing, so the code's title stands in.
fn primary_text(diagnostic: &Diagnostic) -> &str {
    let text = diagnostic.primary.text.as_str();
    if text.is_empty() { diagnostic.code.title() } else { text }
}

/// A repair in words: what to put where.
fn suggested(suggestion: &Suggestion, sources: &SourceMap) -> String {
    let old = visible(sources.text(suggestion.span));
    let sure = match suggestion.applicability {
        Applicability::Certain => "",
        Applicability::Maybe => " (if that is what you mean)",
    };
    let message = &suggestion.message;
    match (old.is_empty(), suggestion.replacement.is_empty()) {
        (true, _) => format!("{message}: insert `{}`{sure}", suggestion.replacement.trim()),
        (false, true) => format!("{message}: remove `{old}`{sure}"),
        (false, false) => {
            format!("{message}: write `{}` instead of `{old}`{sure}", suggestion.replacement)
        }
    }
}
