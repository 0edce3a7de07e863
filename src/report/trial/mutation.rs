//! Changes that no case notices, on the source and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json as object};

use super::{Run, excerpt, location, named};
use crate::report::json::place;
use crate::trial::Mutations;

/// Each change that no case notices, and how many there were.
pub fn text(run: &Run<'_>, mutations: &Mutations) -> String {
    let mut out = String::new();
    for survivor in &mutations.survivors {
        let rule = run.rule(survivor.rule);
        let _ = writeln!(
            out,
            "UNNOTICED {} in {rule} {}",
            survivor.change,
            location(run.sources, survivor.span),
        );
        out.push_str(&excerpt(run.sources, survivor.span, &survivor.change));
    }
    let unnoticed = mutations.survivors.len();
    let _ = write!(
        out,
        "{}: {} changes tried, {} noticed, {unnoticed} not",
        run.file,
        mutations.tried,
        mutations.tried - unnoticed,
    );
    if mutations.left_out > 0 {
        let _ = write!(out, "; {} more were left out", mutations.left_out);
    }
    out.push('\n');
    out
}

/// `tried`, `left_out`, and `survivors` with `change`, `rule`, `place`.
pub(super) fn json(run: &Run<'_>, mutations: &Mutations) -> Value {
    let survivors = mutations.survivors.iter().map(|survivor| {
        object!({
            "change": survivor.change,
            "rule": named(run, Some(survivor.rule)),
            "place": place(survivor.span, run.sources),
        })
    });
    object!({
        "tried": mutations.tried,
        "left_out": mutations.left_out,
        "survivors": survivors.collect::<Vec<_>>(),
    })
}
