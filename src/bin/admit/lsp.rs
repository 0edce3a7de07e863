//! `admit lsp`: the language server, over standard input and output.

mod disk;
mod transport;

use admit::limits::Limits;
use admit::lsp::{Connection, Ended, serve};

use crate::args::LspArgs;
use crate::exit::{Exit, Failure};

/// Serves until the client leaves. 0 after `shutdown`, else 1, as the protocol wants it.
pub fn run(args: &LspArgs) -> Result<Exit, Failure> {
    // The only way there is.
    let LspArgs { stdio: _ } = args;
    let limits = Limits::default();
    let (server, client) = Connection::memory();
    let threads = transport::start(client);
    let files = disk::Disk { limits: limits.clone() };
    let ended = serve(&server, Box::new(files), limits);
    drop(server);
    threads.finish();
    Ok(match ended {
        Ended::Properly => Exit::Fine,
        Ended::Abruptly => Exit::NotAdmitted,
    })
}
