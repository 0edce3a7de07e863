//! Which stream gets colours, and how failures of the program look.

use std::io::{IsTerminal, Write};

use admit::diagnostic::Code;
use admit::report::Style;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

use crate::args::ColorChoice;

/// How the two streams are styled.
#[derive(Debug, Clone, Copy)]
pub struct Streams {
    pub out: Style,
    pub err: Style,
}

impl Streams {
    /// `NO_COLOR` counts when it is set and not empty (no-color.org); `--color` outranks it.
    pub fn new(choice: ColorChoice) -> Self {
        let style = |is_terminal: bool| Style {
            color: match choice {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => is_terminal && !no_color() && !dumb(),
            },
            width: width(is_terminal),
        };
        Streams {
            out: style(std::io::stdout().is_terminal()),
            err: style(std::io::stderr().is_terminal()),
        }
    }

    /// Prints an error and its help to standard error.
    pub fn complain(self, error: &dyn Diagnostic) {
        let theme = if self.err.color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let mut text = String::new();
        let handler = GraphicalReportHandler::new_themed(theme);
        let rendered = handler.render_report(&mut text, &Told(error));
        if rendered.is_err() {
            text = format!("{error}\n");
        }
        self.say(text.trim_start_matches('\n'));
    }

    /// Prints text to standard error; a closed stream is no failure.
    pub fn say(self, text: &str) {
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
    }
}

/// An error as people are told it: without the name that the library has for its kind, which no page
/// explains.
#[derive(Debug)]
struct Told<'e>(&'e dyn Diagnostic);

impl std::fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self.0, f)
    }
}

impl std::error::Error for Told<'_> {}

impl Diagnostic for Told<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.0.code().filter(|code| Code::from_number(&code.to_string()).is_some())
    }

    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.0.help()
    }
}

/// What `COLUMNS` says, else the terminal, else a width that fits most windows. Lines that are too
/// short to say anything in, or too long to read, are not made.
fn width(is_terminal: bool) -> usize {
    const USEFUL: std::ops::RangeInclusive<usize> = 40..=140;
    let said = std::env::var("COLUMNS").ok().and_then(|value| value.parse().ok());
    let seen = || terminal_size::terminal_size_of(std::io::stderr());
    let seen = || seen().or_else(|| terminal_size::terminal_size_of(std::io::stdout()));
    let columns = said.or_else(|| {
        let (terminal_size::Width(columns), _) = is_terminal.then(seen)??;
        Some(usize::from(columns))
    });
    columns.map_or(Style::default().width, |columns| columns.clamp(*USEFUL.start(), *USEFUL.end()))
}

fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

fn dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|value| value == "dumb")
}
