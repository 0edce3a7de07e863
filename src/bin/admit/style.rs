//! Which stream gets colours, and how failures of the program look.

use std::io::{IsTerminal, Write};

use admit::report::Style;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

use crate::args::ColorChoice;

/// How standard error is styled; what goes to standard output has no colours.
#[derive(Debug, Clone, Copy)]
pub struct Streams {
    pub err: Style,
}

impl Streams {
    /// `NO_COLOR` counts when it is set and not empty (no-color.org); `--color` outranks it.
    pub fn new(choice: ColorChoice) -> Self {
        let color = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => std::io::stderr().is_terminal() && !no_color() && !dumb(),
        };
        Streams { err: Style { color } }
    }

    /// Prints an error and its help to standard error.
    pub fn complain(self, error: &dyn Diagnostic) {
        let theme = if self.err.color {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let mut text = String::new();
        let rendered = GraphicalReportHandler::new_themed(theme).render_report(&mut text, error);
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

fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

fn dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|value| value == "dumb")
}
