//! Code lenses.

use gen_lsp_types as lsp;
use serde_json::json;

use super::commands::{EVALUATE, TEST};
use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::service::Task;

pub(super) fn lenses(
    server: &mut Server,
    params: lsp::CodeLensParams,
) -> Answer<Option<Vec<lsp::CodeLens>>> {
    let file = params.text_document.uri;
    let name = uri::name(&file);
    Ok(server.page(&name).map(|page| {
        let lenses = server.workspace.lenses(&name).into_iter();
        let lens = |lens: crate::service::Lens| {
            let (command, arguments) = match lens.task {
                Task::Nothing => ("", None),
                Task::Test(test) => (TEST, Some(vec![json!(file), json!(test)])),
                Task::Evaluate(path) => {
                    (EVALUATE, Some(vec![json!(file), json!(server.uri(&path))]))
                }
            };
            lsp::CodeLens {
                range: page.range(&lens.range),
                command: Some(lsp::Command {
                    title: lens.title,
                    tooltip: None,
                    command: command.to_owned(),
                    arguments,
                }),
                data: None,
            }
        };
        lenses.map(lens).collect()
    }))
}
