"""`admit lsp` as the clients of Neovim, VS Code and Emacs see it, each capability at least once."""

import asyncio
import atexit
import os
import pathlib
import shutil
import tempfile
from urllib.parse import unquote, urlsplit

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

PROGRAM = os.environ.get("ADMIT", "admit")

# Where the server keeps its copies; not the user's own cache.
CACHE = tempfile.mkdtemp(prefix="admit-cache-")
atexit.register(shutil.rmtree, CACHE, ignore_errors=True)

LIBRARY = pathlib.Path(__file__).parents[2] / "stdlib"
PAGES = pathlib.Path(__file__).parents[2] / "docs" / "errors"
EXAMPLE = pathlib.Path(__file__).parents[2] / "examples" / "benefits"

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


def opened(client, uri, text):
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            text_document=types.TextDocumentItem(
                uri=uri, language_id="policy", version=1, text=text
            )
        )
    )


def typed(client, text, version=2):
    """All of the file becomes this text."""
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=client.uri, version=version),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)],
        )
    )


def path_of(uri):
    """The path of a `file:` URI."""
    parts = urlsplit(uri)
    assert parts.scheme == "file", uri
    return pathlib.Path(unquote(parts.path))


def only(found):
    """The one place that was found, as its URI and range."""
    found = found if isinstance(found, list) else [found]
    assert len(found) == 1
    one = found[0]
    if isinstance(one, types.LocationLink):
        return one.target_uri, one.target_selection_range
    return one.uri, one.range


@pytest_lsp.fixture(
    params=["neovim", "visual-studio-code", "emacs"],
    config=ClientServerConfig(
        server_command=[PROGRAM, "lsp"], server_env={**os.environ, "XDG_CACHE_HOME": CACHE}
    ),
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
    lsp_client.profile = request.param
    opened(lsp_client, lsp_client.uri, TEXT)
    yield
    await lsp_client.shutdown_session()


def place(client, words, further=0, text=TEXT):
    """Where some words stand first, in units that the server counts in."""
    for number, line in enumerate(text.splitlines()):
        at = line.find(words)
        if at >= 0:
            before = line[: at + further]
            encoding = client.answer.capabilities.position_encoding
            units = {"utf-8": lambda text: len(text.encode()), "utf-16": utf16}
            column = units[encoding](before)
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


async def published(client):
    """Waits for the next message with diagnostics."""
    message = client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    await asyncio.wait_for(message, 60)


async def diagnostics(client, code):
    """The diagnostics with a code: asked for, or those of the next message that has some."""
    if client.answer.capabilities.diagnostic_provider:
        params = types.DocumentDiagnosticParams(text_document=document(client))
        items = (await client.text_document_diagnostic_async(params)).items
        found = [one for one in items if one.code == code]
        assert found, items
        return found
    while True:
        found = [one for one in client.diagnostics.get(client.uri, []) if one.code == code]
        if found:
            return found
        await published(client)


@pytest.mark.asyncio
async def test_a_mistake_and_its_fix(client: LanguageClient):
    found = await diagnostics(client, "E0201")
    assert [one.severity for one in found] == [types.DiagnosticSeverity.Error]
    assert found[0].range.start == place(client, "membr ")
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=document(client),
            range=found[0].range,
            context=types.CodeActionContext(diagnostics=found),
        )
    )
    assert any("member" in str(action.edit) for action in actions)
    assert actions[0].kind == types.CodeActionKind.QuickFix
    assert actions[0].diagnostics[0].code == "E0201"


@pytest.mark.asyncio
async def test_all_certain_fixes_at_once(client: LanguageClient):
    typed(client, TEXT + "let a = 1;\n")
    params = types.CodeActionParams(
        text_document=document(client),
        range=whole(client),
        context=types.CodeActionContext(diagnostics=[], only=[types.CodeActionKind.SourceFixAll]),
    )
    actions = await client.text_document_code_action_async(params)
    assert [action.kind for action in actions] == [types.CodeActionKind.SourceFixAll]
    edits = actions[0].edit.changes[client.uri]
    assert [edit.new_text for edit in edits] == [""], "the semicolon goes"


@pytest.mark.asyncio
async def test_what_a_diagnostic_says(client: LanguageClient):
    more = "rule hr: admit Badge as member where ours\nrule no: admit Badge as member where ours\n"
    text = TEXT.replace("membr", "member") + more
    typed(client, text)
    [twice] = await diagnostics(client, "E0202")
    assert twice.source == "admit"
    assert twice.data["explain"] == "admit explain E0202"
    page = path_of(twice.code_description.href)
    assert page.read_text() == (PAGES / "E0202.md").read_text()
    assert pathlib.Path(CACHE) in page.parents
    if client.profile == "emacs":
        assert not twice.related_information, "its profile says that it shows none"
    else:
        first = twice.related_information[0].location
        assert first.uri == client.uri and first.range.start == place(client, "hr: admit")


@pytest.mark.asyncio
async def test_what_has_no_effect_is_tagged(client: LanguageClient):
    text = TEXT.replace("membr", "member")
    text += "rule again: admit Badge as member where ours and department exists\n"
    typed(client, text)
    for one in await diagnostics(client, "W0602"):
        assert list(one.tags) == [types.DiagnosticTag.Unnecessary]


@pytest.mark.asyncio
async def test_columns_and_edits_behind_letters_that_are_not_ascii(client: LanguageClient):
    capabilities = client.answer.capabilities
    agreed = {"neovim": "utf-8", "emacs": "utf-8", "visual-studio-code": "utf-16"}
    assert capabilities.position_encoding == agreed[client.profile]
    assert capabilities.text_document_sync.change == types.TextDocumentSyncKind.Incremental
    text = 'policy "ä"\nlet a = "ä\U0001f600" let b = missing\n'
    typed(client, text)
    range = types.Range(
        place(client, "missing", text=text), place(client, "missing", len("missing"), text=text)
    )
    client.diagnostics.clear()
    found = await diagnostics(client, "E0201")
    # A message about the text before may have come between.
    while "missing" not in found[0].message:
        await published(client)
        found = await diagnostics(client, "E0201")
    assert [one.range for one in found] == [range]
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=client.uri, version=3),
            content_changes=[types.TextDocumentContentChangePartial(range=range, text="a")],
        )
    )
    here = dict(text_document=document(client), position=range.start)
    found = await client.text_document_definition_async(types.DefinitionParams(**here))
    assert only(found)[1].start == place(client, "a = ", text=text)


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
async def test_definition_in_the_library(client: LanguageClient):
    text = "use std.jwt.oidc { Address }\n"
    typed(client, text)
    here = dict(text_document=document(client), position=place(client, "Address", 2, text=text))
    uri, range = only(await client.text_document_definition_async(types.DefinitionParams(**here)))
    # None of the three can ask for the text, so they get a file.
    library = (LIBRARY / "jwt" / "oidc.policy").read_text()
    assert path_of(uri).read_text() == library
    assert library.splitlines()[range.start.line].startswith("type Address")
    params = types.TextDocumentContentParams(uri="admit-std:/jwt/oidc.policy")
    content = await client.workspace_text_document_content_async(params)
    assert content.text == library


@pytest.mark.asyncio
async def test_a_file_that_changes_on_the_disk(client: LanguageClient):
    typed(client, TEXT.replace("membr", "member"))
    # The file as it is now has been read before it changes.
    await client.text_document_hover_async(types.HoverParams(**at(client, "department ==")))
    (client.folder / "shared.policy").write_text(SHARED.replace("role member", "role guest"))
    event = types.FileEvent(
        uri=(client.folder / "shared.policy").as_uri(), type=types.FileChangeType.Changed
    )
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes=[event]))
    while not any("`member`" in one.message for one in await diagnostics(client, "E0201")):
        assert not client.answer.capabilities.diagnostic_provider
        await published(client)


@pytest.mark.asyncio
async def test_type_definition(client: LanguageClient):
    params = types.TypeDefinitionParams(**at(client, "home.country", 1))
    uri, range = only(await client.text_document_type_definition_async(params))
    assert uri.endswith("shared.policy") and range.start.line == 0


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
    text = TEXT + "role guest=3 {\n can  kick }"
    typed(client, text)
    ended = types.DocumentOnTypeFormattingParams(
        text_document=document(client),
        position=place(client, "kick }", len("kick }"), text=text),
        ch="}",
        options=options,
    )
    edits = await client.text_document_on_type_formatting_async(ended)
    assert [edit.new_text.strip() for edit in edits] == ["role guest = 3 { can kick }"]


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
    rule = next(call.from_ for call in callers if call.from_.name == "first")
    callees = await client.call_hierarchy_outgoing_calls_async(
        types.CallHierarchyOutgoingCallsParams(item=rule)
    )
    assert [call.to.name for call in callees] == ["ours"]
    assert callees[0].to.uri.endswith("shared.policy")
    assert callees[0].from_ranges[0].start == place(client, "ours", text=TEXT.replace("ours }", "}"))


@pytest.mark.asyncio
async def test_signature_of_a_key(client: LanguageClient):
    typed(client, 'policy "a"\ncredential B: cwt { a at ')
    answer = await client.text_document_signature_help_async(
        types.SignatureHelpParams(
            text_document=document(client), position=types.Position(1, len("credential B: cwt { a at "))
        )
    )
    assert answer.signatures


@pytest.mark.asyncio
async def test_a_broken_file_is_answered(client: LanguageClient):
    head, tail = TEXT.split("rule any")
    text = head + "rule half: admit Badge as member where ours and home.\nrule any" + tail
    typed(client, text + '"')
    assert await diagnostics(client, "E0103")
    here = dict(
        text_document=document(client), position=place(client, "home.", 5, text=text.replace("home.country", ""))
    )
    answer = await client.text_document_completion_async(types.CompletionParams(**here))
    assert "country" in [item.label for item in getattr(answer, "items", answer)]
    here["position"] = place(client, "ours and home.", 1, text=text)
    hover = await client.text_document_hover_async(types.HoverParams(**here))
    assert "ours" in hover.contents.value
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=document(client))
    )
    assert {"first", "hr", "any"} <= {symbol.name for symbol in symbols}


@pytest.mark.asyncio
async def test_xml_is_left_alone(client: LanguageClient):
    uri = (client.folder / "b.policy").as_uri()
    opened(client, uri, '<?xml version="1.0"?>\n<policy/>\n')
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(text_document=types.TextDocumentIdentifier(uri=uri))
    )
    assert not symbols and not client.diagnostics.get(uri)


async def lenses_of(client, uri):
    """The lenses of a file, by their titles."""
    params = types.CodeLensParams(text_document=types.TextDocumentIdentifier(uri=uri))
    lenses = await client.text_document_code_lens_async(params)
    return {lens.command.title: lens.command for lens in lenses}


async def executed(client, command):
    """What a command answers, and what the user is told beside it."""
    client.messages.clear()
    answer = await client.workspace_execute_command_async(
        types.ExecuteCommandParams(command=command.command, arguments=command.arguments)
    )
    return answer, [message.message for message in client.messages]


@pytest.mark.asyncio
async def test_commands_run_tests(client: LanguageClient):
    typed(client, TEXT.replace("membr", "member"))
    lenses = await lenses_of(client, client.uri)
    assert any(" entries, " in title and title.endswith(" bytes") for title in lenses)
    answer, told = await executed(client, lenses["run test"])
    assert answer["verdict"] == "1 passed"
    assert told and told[0].startswith("sales: 1 passed")


@pytest.mark.asyncio
async def test_commands_evaluate_credentials_beside_the_policy(client: LanguageClient):
    for name in ("benefits.policy", "hr.jwt"):
        shutil.copy(EXAMPLE / name, client.folder)
    policy = client.folder / "benefits.policy"
    opened(client, policy.as_uri(), policy.read_text())
    lenses = await lenses_of(client, policy.as_uri())
    lens = lenses["evaluate against hr.jwt: moderator by `hr`"]
    assert lens.command == "admit.evaluate"
    answer, told = await executed(client, lens)
    assert answer["verdict"] == "moderator by `hr`"
    assert "unverified" in answer["explanation"]
    assert told and told[0].startswith("hr.jwt: moderator by `hr`")
