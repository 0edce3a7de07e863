//! Capabilities: what the client can do, and what the server tells that it can.

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use super::server::Client;
use super::{commands, tokens, uri};
use crate::service::text::Encoding;

/// What the client says of itself. UTF-16 is what it counts in when it says nothing.
pub(super) fn read(params: &lsp::InitializeParams) -> (Encoding, Client) {
    // As a value: a client may leave out whatever it likes.
    let all = serde_json::to_value(&params.capabilities).unwrap_or_default();
    let has = |path: &str| all.pointer(path).is_some_and(|found| *found != Value::Bool(false));
    let is = |path: &str| all.pointer(path) == Some(&Value::Bool(true));
    let offered = all.pointer("/general/positionEncodings").and_then(Value::as_array);
    let known = offered.into_iter().flatten().filter_map(|encoding| match encoding.as_str()? {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    });
    // Octets need no counting; else the client's first choice.
    let known: Vec<Encoding> = known.collect();
    let encoding = if known.contains(&Encoding::Utf8) {
        Encoding::Utf8
    } else {
        known.first().copied().unwrap_or(Encoding::Utf16)
    };
    let options = params.initialization_options.as_ref();
    let error_pages = options.and_then(|options| options.get("errorPages")?.as_str());
    let client = Client {
        pulls: has("/textDocument/diagnostic"),
        refreshes: is("/workspace/diagnostics/refreshSupport"),
        shows_related: is("/textDocument/publishDiagnostics/relatedInformation")
            || has("/textDocument/diagnostic"),
        fills_snippets: is("/textDocument/completion/completionItem/snippetSupport"),
        registers_watchers: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        reads_library: has("/workspace/textDocumentContent"),
        error_pages: error_pages.map(str::to_owned),
    };
    (encoding, client)
}

/// The folders of the workspace, by name.
pub(super) fn folders(params: &lsp::InitializeParams) -> Vec<String> {
    let all = serde_json::to_value(params).unwrap_or_default();
    let listed = all.get("workspaceFolders").and_then(Value::as_array);
    let of = |uri: &Value| Some(uri::name(&lsp::Uri(uri.as_str()?.to_owned())));
    match listed {
        Some(folders) => folders.iter().filter_map(|folder| of(folder.get("uri")?)).collect(),
        None => all.get("rootUri").and_then(of).into_iter().collect(),
    }
}

/// The answer to `initialize`.
pub(super) fn result(encoding: Encoding, client: &Client) -> Value {
    let encoding = match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16 => "utf-16",
        Encoding::Utf32 => "utf-32",
    };
    let mut capabilities = json!({
        "positionEncoding": encoding,
        "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
        "documentFormattingProvider": true,
        "documentRangeFormattingProvider": true,
        "documentOnTypeFormattingProvider": { "firstTriggerCharacter": "}" },
        "hoverProvider": true,
        "completionProvider": { "triggerCharacters": [".", ":", "\"", "/"] },
        "signatureHelpProvider": { "triggerCharacters": [" ", "/"] },
        "definitionProvider": true,
        "typeDefinitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll"] },
        "codeLensProvider": {},
        "renameProvider": { "prepareProvider": true },
        "foldingRangeProvider": true,
        "selectionRangeProvider": true,
        "semanticTokensProvider": {
            "legend": tokens::legend(), "full": true, "range": true,
        },
        "inlayHintProvider": true,
        "callHierarchyProvider": true,
        "executeCommandProvider": { "commands": commands::ALL },
        "workspace": {
            "workspaceFolders": { "supported": true, "changeNotifications": true },
            "textDocumentContent": { "schemes": [uri::LIBRARY] },
        },
    });
    if client.pulls
        && let Some(all) = capabilities.as_object_mut()
    {
        let options = json!({ "interFileDependencies": true, "workspaceDiagnostics": false });
        all.insert("diagnosticProvider".into(), options);
    }
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "admit", "version": env!("CARGO_PKG_VERSION") },
    })
}
