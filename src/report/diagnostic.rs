//! Diagnostics as text, with the source around them.

mod sheet;
mod view;
mod words;

use ariadne::{Color, Config, IndexType, Label, Report, ReportKind};

use super::{Findings, Style};
use crate::diagnostic::{Applicability, Code, Diagnostic, Severity, Suggestion, repair};
use crate::source::{FileId, SourceFile, SourceMap, Span};
use crate::syntax::unseen::visible;
use sheet::Sheets;
use words::{width, wrap};

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

/// A range of one file, and what is said of it.
#[derive(Debug, Clone, Copy)]
struct Noted<'a> {
    span: Span,
    text: &'a str,
    /// Whether it is what the diagnostic is about.
    is_primary: bool,
}

/// A range on a sheet.
type Place = (FileId, std::ops::Range<usize>);

/// Columns that ariadne takes beside a line and its number.
const FRAME: usize = 4;

/// Columns of the arrow before words.
const ARROW: usize = 7;

fn one(diagnostic: &Diagnostic, sources: &SourceMap, style: Style) -> String {
    let (kind, color) = match diagnostic.severity {
        Severity::Error => (ReportKind::Error, Color::Red),
        Severity::Warning => (ReportKind::Warning, Color::Yellow),
    };
    let mut notes = notes(diagnostic);
    let digits = digits(&notes, sources);
    let frame = frame(&notes, digits, sources);
    let room = style.width.saturating_sub(frame).max(20);
    let sheets = Sheets::new(&notes, sources, room);
    let config = Config::default().with_color(style.color).with_index_type(IndexType::Char);
    let head = width("[E0000] Warning: ");
    let mut report = Report::build(kind, place(diagnostic.primary.span, &sheets, sources))
        .with_config(config)
        .with_code(diagnostic.code)
        .with_message(wrapped(&diagnostic.message, style.width, head, 4));
    let mut whole = Vec::new();
    // Marks of one file are drawn together when they come in order.
    notes.sort_by_key(|noted| (noted.span.file != diagnostic.primary.span.file, noted.span));
    for noted in &notes {
        let text = label_text(noted, &notes, &sheets, sources, room);
        // A title that stands in for words adds nothing.
        if text != noted.text && noted.text != diagnostic.code.title() {
            whole.push(noted.text.to_owned());
        }
        let color = if noted.is_primary { color } else { Color::Cyan };
        report.add_label(
            Label::new(place(noted.span, &sheets, sources))
                .with_message(text)
                .with_color(color)
                .with_priority(i32::from(noted.is_primary)),
        );
    }
    let indent = frame + width("Help 10: ");
    for help in helps(diagnostic, sources) {
        report.add_help(wrapped(&help, style.width, indent, 0));
    }
    for note in whole.iter().chain(&diagnostic.notes) {
        report.add_note(wrapped(note, style.width, indent, 0));
    }
    drawn(&report.finish(), &sheets, diagnostic, sources)
}

/// What ariadne draws. The column that it names is that of the sheet; readers want the file's.
fn drawn(
    report: &Report<'_, Place>,
    sheets: &Sheets,
    diagnostic: &Diagnostic,
    sources: &SourceMap,
) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail; there is a sheet for every file that a span can name.
    if let Err(error) = report.write(sheets, &mut out) {
        return format!("{}: {} ({error})\n", diagnostic.code, diagnostic.message);
    }
    let text = String::from_utf8_lossy(&out);
    let span = diagnostic.primary.span;
    let columns = sheets.of(span.file).zip(sources.get(span.file)).map(|(sheet, file)| {
        let at = file.line_column(span.start);
        let named = |column: usize| format!(":{}:{column} ", at.line);
        (named(sheet.column(file, span.start as usize)), named(at.column as usize))
    });
    let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
    if let Some((sheet, file)) = columns
        && let Some(head) = lines.iter_mut().skip(1).find(|line| line.contains(&sheet))
    {
        *head = head.replacen(&sheet, &file, 1);
    }
    lines.join("\n") + "\n"
}

/// A span as ariadne wants it.
fn place(span: Span, sheets: &Sheets, sources: &SourceMap) -> Place {
    let sheet = sheets.of(span.file).zip(sources.get(span.file));
    (span.file, sheet.map_or(0..0, |(sheet, file)| sheet.place(file, span.range())))
}

/// Columns beside a line: its number, and the arrows of marks of several lines.
fn frame(notes: &[Noted<'_>], digits: usize, sources: &SourceMap) -> usize {
    let spread = notes.iter().filter(|noted| {
        sources.get(noted.span.file).is_some_and(|file| {
            let [first, last] = lines(noted.span, file);
            first != last
        })
    });
    match spread.count() {
        0 => digits + FRAME,
        spread => digits + FRAME + 2 * (spread + 1),
    }
}

/// The first and the last line of a range.
fn lines(span: Span, file: &SourceFile) -> [u32; 2] {
    // A range that ends with a line does not touch the next one.
    let last = span.end.saturating_sub(1).max(span.start);
    [span.start, last].map(|offset| file.line_number(offset))
}

/// Words that fit behind the marks of their line. Of those that do not, the beginning; the whole is
/// a note then.
fn label_text(
    noted: &Noted<'_>,
    all: &[Noted<'_>],
    sheets: &Sheets,
    sources: &SourceMap,
    room: usize,
) -> String {
    let Some((sheet, file)) = sheets.of(noted.span.file).zip(sources.get(noted.span.file)) else {
        return noted.text.to_owned();
    };
    let [_, line] = lines(noted.span, file);
    let marked = all.iter().filter(|other| other.span.file == noted.span.file).map(|other| {
        let touched = lines(other.span, file);
        let is_spread = touched[0] != touched[1];
        match touched.contains(&line) {
            true => sheet.columns(line, (!is_spread).then_some(other.span.range().end)),
            false => 0,
        }
    });
    let room = room.saturating_sub(marked.max().unwrap_or(0) + ARROW);
    match wrap(noted.text, room.max(1)).as_slice() {
        [only] => only.clone(),
        _ => {
            let first = wrap(noted.text, room.saturating_sub(2).max(1)).into_iter().next();
            let first = first.filter(|first| room > width(first) + 1).unwrap_or_default();
            format!("{first} …").trim_start().to_owned()
        }
    }
}

/// Text in lines of `room` columns; the first has less room by `first`, the others by `indent`, with
/// which they begin.
fn wrapped(text: &str, room: usize, first: usize, indent: usize) -> String {
    let stand_in = "x".repeat(first);
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let rest = if indent == 0 { first } else { indent };
        let head = wrap(&format!("{stand_in}{paragraph}"), room).into_iter().next();
        let head = head.unwrap_or_default();
        let begin = head.strip_prefix(&stand_in).unwrap_or(&head).to_owned();
        let behind = visible(paragraph);
        let behind = behind.strip_prefix(&begin).unwrap_or_default().trim_start().to_owned();
        lines.push(begin);
        if !behind.is_empty() {
            lines.extend(wrap(&behind, room.saturating_sub(rest)));
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Everything that is said of a place, the diagnostic's own first.
fn notes(diagnostic: &Diagnostic) -> Vec<Noted<'_>> {
    let (span, text) = (diagnostic.primary.span, primary_text(diagnostic));
    let own = Noted { span, text, is_primary: true };
    let others = diagnostic.labels.iter().map(|label| Noted {
        span: label.span,
        text: label.text.as_str(),
        is_primary: false,
    });
    std::iter::once(own).chain(others).collect()
}

/// What to do, or, where nothing is said of it, the repairs.
fn helps(diagnostic: &Diagnostic, sources: &SourceMap) -> Vec<String> {
    let help = diagnostic.help.iter().cloned();
    // Help says in words what a suggestion does; without help, the suggestion speaks for itself.
    let repairs = diagnostic.suggestions.iter().filter(|_| diagnostic.help.is_empty());
    help.chain(repairs.map(|repair| suggested(repair, sources))).collect()
}

/// The columns of the largest line number.
fn digits(notes: &[Noted<'_>], sources: &SourceMap) -> usize {
    let line = |noted: &Noted<'_>| {
        sources.get(noted.span.file).map_or(1, |file| file.line_number(noted.span.end))
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
    if message.ends_with('?') {
        return message.clone();
    }
    if old == suggestion.replacement {
        return format!("{message}: `{old}`, where now the character itself stands");
    }
    match (old.is_empty(), suggestion.replacement.is_empty()) {
        (true, _) => format!("{message}: insert `{}`{sure}", suggestion.replacement.trim()),
        (false, true) => format!("{message}: remove `{old}`{sure}"),
        (false, false) => {
            format!("{message}: write `{}` instead of `{old}`{sure}", suggestion.replacement)
        }
    }
}
