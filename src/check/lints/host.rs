//! Hosts whose letters are not those of ASCII, shown in both forms.

use crate::check::context::Checker;
use crate::check::lints::words::{self, Spoof};
use crate::check::sink::diagnostic;
use crate::check::values::{quote, shown};
use crate::diagnostic::{Applicability, code};
use crate::semantics::domain;
use crate::source::Span;

impl Checker<'_> {
    /// Looks at a host name that a policy names; `before` is what stands in front of it in the
    /// same text, such as `ann@`.
    pub(crate) fn lint_host(&self, before: &str, host: &str, site: Span) {
        if host.is_ascii() {
            self.lint_ascii_form(host, site);
            return;
        }
        let Some(ascii) = domain::to_ascii(host) else { return };
        let message = format!("the host `{}` is `{ascii}` in ASCII", shown(host));
        let found = diagnostic(code::HOST_OUTSIDE_ASCII, site, message).note(
            "letters of other alphabets can look the same, and the ASCII form is what hosts are compared in",
        );
        self.report(
            found.help("make sure that this is the host that you mean, and write it so").suggest(
                site,
                quote(&format!("{before}{ascii}")),
                "write the ASCII form",
                Applicability::Maybe,
            ),
        );
    }

    /// An ASCII form shows nothing of the letters that it stands for.
    fn lint_ascii_form(&self, host: &str, site: Span) {
        let Some(unicode) = domain::to_unicode(host).filter(|unicode| !unicode.is_ascii()) else {
            return;
        };
        let spoofs = unicode.split('.').filter(|label| !label.is_ascii());
        let Some(spoof) = spoofs.filter_map(words::spoof).next() else { return };
        let (code, why) = match spoof {
            Spoof::Mixed { scripts, .. } => {
                (code::MIXED_SCRIPTS, format!("which mixes letters of {}", scripts.join(" and ")))
            }
            Spoof::LooksAscii(ascii) => (code::LOOKS_ALIKE, format!("which looks like `{ascii}`")),
        };
        let message = format!("the host `{}` is `{}`, {why}", shown(host), shown(&unicode));
        self.report(
            diagnostic(code, site, message)
                .note("names like this one are registered to be taken for others")
                .help("make sure that this is the host that you mean"),
        );
    }
}
