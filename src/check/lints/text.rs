//! Text that does not show what it says: in names, literals and comments.

use std::cell::Cell;
use std::collections::HashMap;

use crate::check::context::Checker;
use crate::check::lints::words::{self, Spoof};
use crate::check::modules::Module;
use crate::check::sink::diagnostic;
use crate::check::values::shown;
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::source::Span;
use crate::syntax::token::{Token, TokenKind, tokens};
use crate::syntax::unseen::{escape, is_bidi_control, is_unseen, scalar};

/// Joiners, which some scripts and emoji cannot do without.
const JOINERS: [char; 2] = ['\u{200C}', '\u{200D}'];

/// So many warnings of one file are enough to see what is wrong with it; each may show a long line.
const MOST: usize = 100;

/// Texts and names by what they look like: the first of each look.
#[derive(Default)]
struct Looks<'a> {
    /// Warnings of the file at hand.
    told: Cell<usize>,
    texts: HashMap<String, (&'a str, Span)>,
    names: HashMap<String, (&'a str, Span)>,
}

impl Checker<'_> {
    /// Looks at the user's own files, token by token. What the parser rejects is not said again.
    pub(crate) fn lint_texts(&self) {
        let mut looks = Looks::default();
        let own = || self.modules.iter().filter(|(_, module)| !module.is_std);
        let foreign = own().any(|(_, module)| !self.text_of(module).is_ascii());
        for (_, module) in own() {
            let text = self.text_of(module);
            let plain = |c: u8| c == b'\n' || c == b'\t' || (b' '..0x7F).contains(&c);
            // What is plain cannot look like anything else, unless something else is not.
            if !foreign && text.bytes().all(plain) {
                continue;
            }
            looks.told.set(0);
            for token in tokens(text, module.ast.file) {
                let written = text.get(token.span.range()).unwrap_or_default();
                self.lint_token(&token, written, &mut looks);
            }
        }
    }

    /// Empty for a file that was not read because it is too large.
    fn text_of(&self, module: &Module) -> &str {
        let text = self.sources.get(module.ast.file).map_or("", |file| &file.text);
        if text.len() > self.limits.source_bytes { "" } else { text }
    }

    /// Says so, and with the last one that may be said of a file that there may be more.
    fn tell(&self, told: &Cell<usize>, found: Diagnostic) {
        let number = told.get() + 1;
        told.set(number);
        if number < MOST {
            self.report(found);
        } else if number == MOST {
            self.report(found.note("no more of this file is looked at for text of this kind"));
        }
    }

    fn lint_token<'a>(&self, token: &Token, written: &'a str, looks: &mut Looks<'a>) {
        if looks.told.get() >= MOST {
            return;
        }
        match token.kind {
            TokenKind::Comment | TokenKind::Doc | TokenKind::FileDoc => {
                self.lint_comment(&looks.told, token.span, written);
            }
            TokenKind::Text => {
                self.lint_unseen_in_text(&looks.told, token.span, written);
                let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
                let spoofed = self.lint_words(&looks.told, token.span, written);
                if !spoofed && !inner.contains('\\') {
                    self.lint_look((&looks.told, token.span), inner, "text", &mut looks.texts);
                }
            }
            TokenKind::QuotedName => {
                let inner = written.trim_matches('`');
                if !self.lint_words(&looks.told, token.span, written) {
                    self.lint_look((&looks.told, token.span), inner, "name", &mut looks.names);
                }
            }
            TokenKind::Word => {
                looks.names.entry(words::look(written)).or_insert((written, token.span));
            }
            _ => {}
        }
    }

    fn lint_comment(&self, told: &Cell<usize>, span: Span, written: &str) {
        let written = written.strip_suffix('\r').unwrap_or(written);
        let hides =
            |c: char| is_unseen(c) && !is_bidi_control(c) && c != '\t' && !JOINERS.contains(&c);
        for (at, run) in runs(written, hides).into_iter().take(MOST) {
            let place = part(span, at, run.len());
            let found = unseen(place, run)
                .note("a comment with it can look like another text, or like none");
            self.tell(told, found.suggest(place, "", "take it away", Applicability::Certain));
        }
        for (at, word) in words::words(written) {
            if let Some(Spoof::Mixed { scripts, .. }) = words::mixed(word)
                && words::has_double(word)
            {
                self.tell(told, mixed(part(span, at, word.len()), word, &scripts));
            }
        }
    }

    fn lint_unseen_in_text(&self, told: &Cell<usize>, span: Span, written: &str) {
        let hides = |c: char| is_unseen(c) && !is_bidi_control(c) && !c.is_control();
        for (at, run) in runs(written, hides).into_iter().take(MOST) {
            let place = part(span, at, run.len());
            let escapes: String = run.chars().map(escape).collect();
            let found =
                unseen(place, run).note("the text that is compared is not the one that is seen");
            let why = "write it as an escape";
            self.tell(told, found.suggest(place, escapes, why, Applicability::Certain));
        }
    }

    /// Words of several scripts in a text or a name, and whole ones that look like ASCII. Gives
    /// whether there is something to say.
    fn lint_words(&self, told: &Cell<usize>, span: Span, written: &str) -> bool {
        if written.is_ascii() {
            return false;
        }
        let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
        let unescaped = without_escapes(inner);
        let mut any = false;
        for (at, word) in words::words(&unescaped) {
            if let Some(Spoof::Mixed { scripts, .. }) = words::mixed(word) {
                let place = part(span, 1 + at, word.len());
                let found = mixed(place, word, &scripts);
                self.tell(
                    told,
                    match words::in_ascii(word) {
                        Some(ascii) => {
                            found.suggest(place, ascii, "write it in ASCII", Applicability::Maybe)
                        }
                        None => found,
                    },
                );
                any = true;
            }
        }
        if !any && let Some(Spoof::LooksAscii(ascii)) = words::spoof(inner) {
            let message = format!("`{}` looks like `{ascii}`, and is not the same", shown(inner));
            let found = diagnostic(code::LOOKS_ALIKE, span, message)
                .note(words::numbers(inner))
                .note("whoever reads the policy takes it for what it is not");
            let inner_span = part(span, 1, inner.len());
            self.tell(
                told,
                found.suggest(inner_span, ascii, "write it in ASCII", Applicability::Maybe),
            );
            any = true;
        }
        any
    }

    /// Two that look the same, and are not. Of ASCII letters everybody knows how they look.
    fn lint_look<'a>(
        &self,
        (told, span): (&Cell<usize>, Span),
        text: &'a str,
        what: &str,
        known: &mut HashMap<String, (&'a str, Span)>,
    ) {
        let (first, place) = *known.entry(words::look(text)).or_insert((text, span));
        if first == text || (first.is_ascii() && text.is_ascii()) {
            return;
        }
        let message = format!("this {what} looks like `{}`, and is not the same", shown(first));
        let numbers = if text.is_ascii() { first } else { text };
        self.tell(
            told,
            diagnostic(code::LOOKS_ALIKE, span, message)
                .label(place, "this one")
                .note(words::numbers(numbers))
                .help("write both in the same letters, or write escapes, which everybody sees"),
        );
    }
}

fn unseen(place: Span, run: &str) -> Diagnostic {
    const SHOWN: usize = 3;
    let numbers: Vec<String> = run.chars().take(SHOWN).map(scalar).collect();
    let more = if run.chars().count() > SHOWN { ", …" } else { "" };
    let message = format!("nobody sees {}{more} here", numbers.join(", "));
    diagnostic(code::UNSEEN_CHARACTER, place, message)
}

fn mixed(place: Span, word: &str, scripts: &[&str]) -> Diagnostic {
    let message = format!("`{}` mixes letters of {}", shown(word), scripts.join(" and "));
    diagnostic(code::MIXED_SCRIPTS, place, message)
        .note(words::numbers(word))
        .note("a letter of another alphabet can look the same, and the word is another one")
        .help("write the word in one alphabet, or its foreign letters as escapes")
}

/// Neighbouring characters that are such, with the octet at which each run begins.
fn runs(text: &str, is_such: impl Fn(char) -> bool) -> Vec<(usize, &str)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_such(*c)) {
        let end = at + c.len_utf8();
        match found.last_mut() {
            Some((_, last)) if *last == at => *last = end,
            _ => found.push((at, end)),
        }
    }
    found.into_iter().filter_map(|(at, end)| Some((at, text.get(at..end)?))).collect()
}

/// Text of the same length with spaces in the place of escapes, which everybody sees.
fn without_escapes(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let length = match escape.as_bytes() {
            [_, b'u', b'{', ..] => escape.find('}').map_or(escape.len(), |end| end + 1),
            [_, b'u', ..] => escape.len().min(6),
            _ => escape.chars().take(2).map(char::len_utf8).sum(),
        };
        let length = if escape.is_char_boundary(length) { length } else { escape.len() };
        out.extend(std::iter::repeat_n(' ', length));
        rest = escape.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// A part of a span, by offset and length in octets.
fn part(span: Span, at: usize, length: usize) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let start = span.start.saturating_add(offset(at)).min(span.end);
    Span::new(span.file, start, start.saturating_add(offset(length)).min(span.end))
}
