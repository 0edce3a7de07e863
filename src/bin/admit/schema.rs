//! `admit schema`: a `credential` declaration from an example credential.

use admit::describe;
use admit::limits::Limits;

use crate::args::SchemaArgs;
use crate::credential::malformed;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::style::Streams;

/// Writes the declaration to standard output.
pub fn run(args: &SchemaArgs, streams: Streams) -> Result<Exit, Failure> {
    if let Some(name) = args.name.as_deref().filter(|name| !describe::is_a_name(name)) {
        return Err(Failure::usage(format!("`{name}` cannot be the name of a credential"))
            .help("take letters, digits and `_`, such as `Badge`"));
    }
    let limits = Limits::default();
    let octets = files::read(&args.credential.file, limits.credential_bytes)?;
    let written = args.credential.opening.open(&octets, &limits).and_then(|envelope| {
        describe::schema_of_unverified(&envelope, args.name.as_deref(), &limits)
    });
    match written {
        Ok(schema) => {
            files::print(schema.text.as_bytes())?;
            Ok(Exit::Fine)
        }
        Err(error) => malformed(&error, false, streams),
    }
}
