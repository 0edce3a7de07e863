//! Commands: what a lens does when it is chosen.

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use super::dispatch::{Answer, Failure};
use super::server::Server;
use super::uri;

/// Runs a test: the policy's URI, the test's name.
pub(super) const TEST: &str = "admit.runTest";
/// Evaluates a credential: the policy's URI, the credential's.
pub(super) const EVALUATE: &str = "admit.evaluate";

/// Those that can be given now.
pub(super) const ALL: &[&str] = &[TEST, EVALUATE];

pub(super) fn execute(
    server: &mut Server,
    params: lsp::ExecuteCommandParams,
) -> Answer<Option<Value>> {
    let arguments = params.arguments.unwrap_or_default();
    let text = |at: usize| arguments.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
    let policy = uri::name(&lsp::Uri(text(0)));
    let (title, outcome) = match params.command.as_str() {
        EVALUATE => {
            let credential = uri::name(&lsp::Uri(text(1)));
            let short = credential.rsplit('/').next().unwrap_or(&credential).to_owned();
            (short, server.workspace.evaluate(&policy, &credential))
        }
        TEST => (text(1), server.workspace.run_test(&policy, &text(1))),
        other => return Err(Failure(format!("there is no command `{}`", other.escape_debug()))),
    };
    let (kind, message, result) = match outcome {
        Ok(found) => {
            let message = format!("{title}: {}\n{}", found.verdict, found.explanation);
            (3, message, json!({ "verdict": found.verdict, "explanation": found.explanation }))
        }
        Err(why) => (1, format!("{title}: {why}"), json!({ "error": why })),
    };
    server.tell("window/showMessage", json!({ "type": kind, "message": message }));
    Ok(Some(result))
}
