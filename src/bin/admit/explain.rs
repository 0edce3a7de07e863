//! `admit explain`: the pages of the error index.

use admit::diagnostic::{Code, code};
use admit::report::page;

use crate::args::ExplainArgs;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::style::Streams;

/// Prints the page of a code, or the list of all codes.
pub fn run(args: &ExplainArgs, streams: Streams) -> Result<Exit, Failure> {
    let code = args.code.as_deref().map(find).transpose()?;
    let shown = match (code, args.json) {
        (Some(code), false) => page::text(code, streams.out),
        (Some(code), true) => format!("{:#}\n", page::json(code)),
        (None, false) => page::list(streams.out),
        (None, true) => format!("{:#}\n", page::list_json()),
    };
    files::print(shown.as_bytes())?;
    Ok(Exit::Fine)
}

fn find(number: &str) -> Result<Code, Failure> {
    Code::from_number(number).ok_or_else(|| {
        let help = match nearest(number) {
            Some((code, title)) => format!("did you mean `{code}` ({title})?"),
            None => "`admit explain` lists all codes".into(),
        };
        Failure::usage(format!("there is no code `{number}`")).help(help)
    })
}

/// The code that is spelled most like this.
fn nearest(number: &str) -> Option<(Code, &'static str)> {
    let number = number.to_ascii_uppercase();
    let distance = |(code, _): &&(Code, &str)| strsim::osa_distance(code.as_str(), &number);
    let nearest = code::ALL.iter().min_by_key(distance)?;
    (number.len() <= 8 && distance(&nearest) <= 2).then_some(*nearest)
}
