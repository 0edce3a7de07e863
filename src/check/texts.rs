//! Texts that mean something: hosts, URIs, e-mail addresses, and their parts.

#![allow(
    clippy::result_large_err,
    reason = "a wrong literal is rare, and its diagnostic moves once"
)]

use crate::check::checked::Subject;
use crate::check::context::Checker;
use crate::check::sink::diagnostic;
use crate::check::sorts::{HostOf, Sort};
use crate::check::values::{Compared, quote, shown};
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::semantics::domain::{self, Host};
use crate::semantics::email::Email;
use crate::semantics::mimi::MimiUri;
use crate::semantics::uri::Uri;
use crate::source::Span;

impl Checker<'_> {
    /// A text, valid for what it is compared with.
    pub(crate) fn text_value(
        &self,
        compared: &Compared,
        text: &str,
        site: Span,
    ) -> Result<String, Diagnostic> {
        if !compared.whole {
            return piece(compared, text, site);
        }
        let checked = match &compared.sort {
            Sort::Host(of) => host(text, *of, site),
            Sort::Scalar(Subject::Uri) => uri(text, site).map(|_| ()),
            Sort::Scalar(Subject::HttpsUri) => https_uri(text, site),
            Sort::Scalar(Subject::MimiUri) => mimi_uri(text, site),
            Sort::Scalar(Subject::Email) => email(text, site),
            Sort::Path(true) => rooted_path(text, site),
            Sort::Segment if text.contains('/') => {
                Err(diagnostic(code::IMPOSSIBLE_PART, site, "a segment of a path has no `/` in it")
                    .help("test the other segments too: `.path[0]`, `.path[1]`"))
            }
            Sort::Id(word) if text.is_empty() => {
                Err(diagnostic(code::IMPOSSIBLE_PART, site, format!("a `{word}` is never empty")))
            }
            _ => Ok(()),
        };
        checked?;
        match (&compared.sort, text.rfind('@')) {
            (Sort::Host(_), _) => self.lint_host("", text, site),
            (Sort::Scalar(Subject::Email), Some(at)) => {
                let (before, host) = text.split_at(at + 1);
                self.lint_host(before, host, site);
            }
            (Sort::Scalar(Subject::Uri | Subject::HttpsUri | Subject::MimiUri), _) => {
                if let Some(Host::Name(host)) = Uri::parse(text).and_then(|uri| uri.host()) {
                    self.lint_host("", &host, site);
                }
            }
            _ => {}
        }
        Ok(text.to_owned())
    }

    /// The host that `under` names, in ASCII form.
    pub(crate) fn under_host(&self, text: &str, site: Span) -> Result<String, Diagnostic> {
        if let Some(name) = domain::to_ascii(text) {
            self.lint_host("", text, site);
            return Ok(name);
        }
        let bare = text.trim_start_matches("*.").trim_start_matches('.');
        if bare != text && domain::to_ascii(bare).is_some() {
            let message = format!("`{}` is no domain", shown(text));
            return Err(diagnostic(code::BAD_HOST, site, message)
                .help(format!("`under {}` means that domain and all below it", quote(bare)))
                .suggest(site, quote(bare), "name the domain alone", Applicability::Maybe));
        }
        if Host::parse(text).is_some() {
            let message = format!("nothing is under the address `{}`", shown(text));
            return Err(
                diagnostic(code::BAD_HOST, site, message).help("compare an address with `==`")
            );
        }
        Err(bad_host(text, site))
    }
}

/// What is looked for in a text.
fn piece(compared: &Compared, text: &str, site: Span) -> Result<String, Diagnostic> {
    if text.is_empty() {
        return Err(diagnostic(code::EMPTY_TEST, site, "the empty text is a part of every text")
            .help(format!("to test that it is there, write `{} exists`", compared.claim)));
    }
    if !matches!(compared.sort, Sort::Host(_)) {
        return Ok(text.to_owned());
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if text.chars().all(plain) {
        return Ok(text.to_ascii_lowercase());
    }
    Err(diagnostic(code::BAD_HOST, site, format!("`{}` is a part of no host", shown(text)))
        .note("hosts are compared in their ASCII form: letters, digits, `-` and `.`"))
}

fn host(text: &str, of: HostOf, site: Span) -> Result<(), Diagnostic> {
    let found = match of {
        HostOf::Uri => Host::parse(text),
        HostOf::Domain | HostOf::Email => Host::parse_domain(text),
    };
    found.map(|_| ()).ok_or_else(|| bad_host(text, site))
}

fn bad_host(text: &str, site: Span) -> Diagnostic {
    if text.is_empty() {
        return diagnostic(code::BAD_HOST, site, "the empty text is no host name");
    }
    let found = diagnostic(code::BAD_HOST, site, format!("`{}` is no host name", shown(text)));
    if let Some(bare) = text.strip_prefix("*.") {
        return found.help(format!("for a domain and all below it, write `under {}`", quote(bare)));
    }
    let host = Uri::parse(text).and_then(|uri| uri.host()).map(|host| host.to_string());
    let host = host.or_else(|| Email::parse(text).map(|email| email.host.to_string()));
    match host {
        Some(host) => found.help("a host stands without scheme, user and path").suggest(
            site,
            quote(&host),
            "name the host alone",
            Applicability::Maybe,
        ),
        None => found.help(
            "a host name is made of labels of up to 63 letters, digits and inner hyphens, joined by dots",
        ),
    }
}

fn uri(text: &str, site: Span) -> Result<Uri<'_>, Diagnostic> {
    Uri::parse(text).ok_or_else(|| {
        let found = diagnostic(code::BAD_URI, site, format!("`{}` is no URI", shown(text)));
        let scheme = text.split_once(':').map(|(scheme, _)| scheme);
        let is_scheme = |s: &str| {
            s.starts_with(|c: char| c.is_ascii_alphabetic())
                && s.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        };
        if !scheme.is_some_and(is_scheme) {
            found.help("a URI begins with a scheme, like `https:`")
        } else if text.is_ascii() {
            found.help("spaces, quotes and the like are percent-encoded: `%20`")
        } else {
            found.help("characters outside ASCII are percent-encoded: `%C3%BC`")
        }
    })
}

fn https_uri(text: &str, site: Span) -> Result<(), Diagnostic> {
    let uri = uri(text, site)?;
    if !uri.has_scheme("https") {
        let found = diagnostic(code::BAD_URI, site, format!("`{}` is no `https` URI", shown(text)));
        return Err(found.help("begin with `https://`, or declare the claim a `uri`"));
    }
    if !uri.has_host() {
        return Err(diagnostic(code::BAD_URI, site, format!("`{}` has no host", shown(text))));
    }
    Ok(())
}

fn mimi_uri(text: &str, site: Span) -> Result<(), Diagnostic> {
    if MimiUri::parse(text).is_some() {
        return Ok(());
    }
    let uri = uri(text, site).map_err(|mut found| {
        found.code = code::BAD_MIMI_URI;
        found
    })?;
    Err(bad_mimi_uri(&uri, text, site))
}

const MIMI_KINDS: [(&str, &str); 6] = [
    ("u", "user"),
    ("p", "pseudonym"),
    ("d", "device"),
    ("r", "room"),
    ("g", "group"),
    ("t", "team"),
];

fn bad_mimi_uri(uri: &Uri<'_>, text: &str, site: Span) -> Diagnostic {
    let bad = |message: String| diagnostic(code::BAD_MIMI_URI, site, message);
    if !uri.has_scheme("mimi") {
        return bad(format!("`{}` is no `mimi` URI", shown(text))).help("begin with `mimi://`");
    }
    if !uri.has_host() {
        return bad(format!("`{}` names no provider", shown(text)))
            .help("a host follows `mimi://`");
    }
    let mut segments = uri.raw_path().split('/').skip(1);
    let first = segments.next().unwrap_or_default();
    if !MIMI_KINDS.iter().any(|(letter, _)| *letter == first) {
        let kinds = MIMI_KINDS.map(|(letter, word)| format!("`{letter}` ({word})")).join(", ");
        let found = bad(format!("`{}` is nothing that a MIMI URI names", shown(first)))
            .note(format!("the first segment is one of {kinds}"));
        let meant = MIMI_KINDS
            .iter()
            .find(|(_, word)| first.trim_end_matches('s').eq_ignore_ascii_case(word));
        return match meant {
            Some((letter, _)) => {
                let better = text.replacen(&format!("/{first}"), &format!("/{letter}"), 1);
                found.help(format!("did you mean `{}`?", shown(&better))).suggest(
                    site,
                    quote(&better),
                    "use the letter",
                    Applicability::Maybe,
                )
            }
            None => found,
        };
    }
    bad(format!("`{}` is no MIMI URI", shown(text))).help(
        "it is `mimi://host/u/user`: one segment after the letter (two after `d`), no user, port, query or fragment",
    )
}

fn email(text: &str, site: Span) -> Result<(), Diagnostic> {
    if Email::parse(text).is_some() {
        return Ok(());
    }
    let found =
        diagnostic(code::BAD_EMAIL, site, format!("`{}` is no e-mail address", shown(text)));
    Err(match text.split_once('@') {
        None => {
            found.help("an e-mail address has an `@`; to test its parts, write `.user` or `.host`")
        }
        Some(("", _)) => found.help("to test the host alone, write `.host`"),
        Some(_) => found.help("one `@`, and behind it a host name"),
    })
}

fn rooted_path(text: &str, site: Span) -> Result<(), Diagnostic> {
    if text.is_empty() || text.starts_with('/') {
        return Ok(());
    }
    let message =
        format!("the path of a URI with a host begins with `/`, `{}` does not", shown(text));
    Err(diagnostic(code::IMPOSSIBLE_PART, site, message).suggest(
        site,
        quote(&format!("/{text}")),
        "begin with `/`",
        Applicability::Maybe,
    ))
}
