"""`admit lsp` as the clients of Neovim, VS Code and Emacs see it, each capability at least once."""

import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

PROGRAM = os.environ.get("ADMIT", "admit")

SHARED = """\
type Place = { country : string }
credential Badge: jwt {
    iss        : https_uri
    sub        : mimi_uri
    department : "HR" | "Sales"
    home       : Place
}
role member = 2 { can join_if_preauthorized }
condition ours of Badge = iss == "https://idp.example"
"""

TEXT = """\
policy "ä"
use "shared.policy" { Badge, member, ours }
rule first: admit Badge as member where ours
rule hr: admit Badge as membr where ours and department == "HR"
rule any: admit Badge as member where department == "Sales" and home.country == "ä"
test "sales" {
    given Badge { department: "Sales", home: { country: "ä" } }
    expect member by any
}
"""


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


@pytest_lsp.fixture(
    params=["neovim", "visual-studio-code", "emacs"],
    config=ClientServerConfig(server_command=[PROGRAM, "lsp"]),
)
async def client(request, lsp_client: LanguageClient, tmp_path):
    # What a server may ask of any client.
    for method in (types.CLIENT_REGISTER_CAPABILITY,):
        lsp_client.feature(method)(lambda *_: None)
    (tmp_path / "shared.policy").write_text(SHARED)
    (tmp_path / "a.policy").write_text(TEXT)
    answer = await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            root_uri=tmp_path.as_uri(),
            workspace_folders=[types.WorkspaceFolder(uri=tmp_path.as_uri(), name="policies")],
        )
    )
    lsp_client.answer = answer
    lsp_client.folder = tmp_path
    lsp_client.uri = (tmp_path / "a.policy").as_uri()
    lsp_client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            text_document=types.TextDocumentItem(
                uri=lsp_client.uri, language_id="policy", version=1, text=TEXT
            )
        )
    )
    yield
    await lsp_client.shutdown_session()


def place(client, words, further=0):
    """Where some words stand first, in units that the server counts in."""
    for number, line in enumerate(TEXT.splitlines()):
        at = line.find(words)
        if at >= 0:
            before = line[: at + further]
            encoding = client.answer.capabilities.position_encoding
            column = len(before.encode()) if encoding == "utf-8" else utf16(before)
            return types.Position(line=number, character=column)
    raise AssertionError(words)


def at(client, words, further=0):
    return dict(
        text_document=types.TextDocumentIdentifier(uri=client.uri),
        position=place(client, words, further),
    )


def whole(client):
    return types.Range(start=types.Position(0, 0), end=types.Position(len(TEXT.splitlines()), 0))


def document(client):
    return types.TextDocumentIdentifier(uri=client.uri)


async def diagnostics(client):
    if client.answer.capabilities.diagnostic_provider:
        params = types.DocumentDiagnosticParams(text_document=document(client))
        return (await client.text_document_diagnostic_async(params)).items
    while not client.diagnostics.get(client.uri):
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return client.diagnostics[client.uri]


@pytest.mark.asyncio
async def test_a_mistake_and_its_fix(client: LanguageClient):
    found = [one for one in await diagnostics(client) if one.severity == types.DiagnosticSeverity.Error]
    assert [one.code for one in found] == ["E0201"]
    assert found[0].range.start == place(client, "membr ")
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=document(client),
            range=found[0].range,
            context=types.CodeActionContext(diagnostics=found),
        )
    )
    assert any("member" in str(action.edit) for action in actions)


@pytest.mark.asyncio
async def test_hover(client: LanguageClient):
    hover = await client.text_document_hover_async(types.HoverParams(**at(client, "department ==")))
    assert "HR" in hover.contents.value


@pytest.mark.asyncio
async def test_completion(client: LanguageClient):
    params = types.CompletionParams(**at(client, "membr", 3))
    answer = await client.text_document_completion_async(params)
    items = getattr(answer, "items", answer)
    assert "member" in [item.label for item in items]


@pytest.mark.asyncio
async def test_definition_and_references_in_another_file(client: LanguageClient):
    params = types.DefinitionParams(**at(client, "where ours", 7))
    found = await client.text_document_definition_async(params)
    found = found if isinstance(found, list) else [found]
    target = getattr(found[0], "uri", None) or found[0].target_uri
    assert target.endswith("shared.policy")
    params = types.ReferenceParams(
        **at(client, "where ours", 7), context=types.ReferenceContext(include_declaration=True)
    )
    found = await client.text_document_references_async(params)
    assert {pathlib.PurePath(one.uri).name for one in found} == {"a.policy", "shared.policy"}
    params = types.DocumentHighlightParams(**at(client, "where ours", 7))
    assert len(await client.text_document_document_highlight_async(params)) >= 2


@pytest.mark.asyncio
async def test_type_definition(client: LanguageClient):
    params = types.TypeDefinitionParams(**at(client, "home.country", 1))
    assert await client.text_document_type_definition_async(params)


@pytest.mark.asyncio
async def test_rename_across_files(client: LanguageClient):
    prepared = await client.text_document_prepare_rename_async(
        types.PrepareRenameParams(**at(client, "where ours", 7))
    )
    assert prepared
    edit = await client.text_document_rename_async(
        types.RenameParams(**at(client, "where ours", 7), new_name="known")
    )
    files = edit.changes or {one.text_document.uri: one.edits for one in edit.document_changes}
    assert {pathlib.PurePath(uri).name for uri in files} == {"a.policy", "shared.policy"}


@pytest.mark.asyncio
async def test_symbols(client: LanguageClient):
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=document(client))
    )
    assert {"first", "hr", "any"} <= {symbol.name for symbol in symbols}
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams(query="Badge"))
    assert any(symbol.name == "Badge" for symbol in found)


@pytest.mark.asyncio
async def test_format(client: LanguageClient):
    options = types.FormattingOptions(tab_size=4, insert_spaces=True)
    edits = await client.text_document_formatting_async(
        types.DocumentFormattingParams(text_document=document(client), options=options)
    )
    assert edits
    ranged = types.DocumentRangeFormattingParams(
        text_document=document(client), options=options, range=whole(client)
    )
    assert await client.text_document_range_formatting_async(ranged) == edits


@pytest.mark.asyncio
async def test_structure(client: LanguageClient):
    assert await client.text_document_folding_range_async(
        types.FoldingRangeParams(text_document=document(client))
    )
    assert await client.text_document_selection_range_async(
        types.SelectionRangeParams(
            text_document=document(client), positions=[place(client, "department ==")]
        )
    )


@pytest.mark.asyncio
async def test_colours_hints_and_lenses(client: LanguageClient):
    tokens = await client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(text_document=document(client))
    )
    assert tokens.data and len(tokens.data) % 5 == 0
    part = await client.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(text_document=document(client), range=whole(client))
    )
    assert part.data == tokens.data
    hints = await client.text_document_inlay_hint_async(
        types.InlayHintParams(text_document=document(client), range=whole(client))
    )
    assert any("2" in str(hint.label) for hint in hints)
    lenses = await client.text_document_code_lens_async(
        types.CodeLensParams(text_document=document(client))
    )
    assert any(lens.command and lens.command.command == "admit.runTest" for lens in lenses)


@pytest.mark.asyncio
async def test_call_hierarchy(client: LanguageClient):
    prepared = await client.text_document_prepare_call_hierarchy_async(
        types.CallHierarchyPrepareParams(**at(client, "where ours", 7))
    )
    callers = await client.call_hierarchy_incoming_calls_async(
        types.CallHierarchyIncomingCallsParams(item=prepared[0])
    )
    assert {"first", "hr"} <= {call.from_.name for call in callers}


@pytest.mark.asyncio
async def test_signature_of_a_key(client: LanguageClient):
    text = 'policy "a"\ncredential B: cwt { a at '
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=client.uri, version=2),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)],
        )
    )
    answer = await client.text_document_signature_help_async(
        types.SignatureHelpParams(
            text_document=document(client), position=types.Position(1, len("credential B: cwt { a at "))
        )
    )
    assert answer.signatures


@pytest.mark.asyncio
async def test_a_broken_file_is_answered(client: LanguageClient):
    text = 'policy "a\ncredential { ] rule hr: admit'
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=client.uri, version=2),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)],
        )
    )
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=document(client))
    )
    assert symbols is not None


@pytest.mark.asyncio
async def test_xml_is_left_alone(client: LanguageClient):
    uri = (client.folder / "b.policy").as_uri()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            text_document=types.TextDocumentItem(
                uri=uri, language_id="policy", version=1, text='<?xml version="1.0"?>\n<policy/>\n'
            )
        )
    )
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=types.TextDocumentIdentifier(uri=uri))
    )
    assert not symbols and not client.diagnostics.get(uri)
