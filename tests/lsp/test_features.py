"""Completion, hover and code actions over the wire. What they say is tested where it is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import APP, Start
from lsp_client import Client, at, neovim, span, vscode

OPEN = """\
from flask import Flask

app = Flask(__name__)


def view():
    abort_if = 1
    return abort_if


fro
app.config[""]
"""


def complete(client: Client, uri: str, place: dict[str, int]) -> dict[str, Any]:
    answer = client.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
    return {item["label"]: item for item in answer["items"]}


def plain_text_client() -> dict[str, Any]:
    """A client without snippets, Markdown and document changes."""
    capabilities = neovim()
    capabilities["workspace"].pop("workspaceEdit")
    capabilities["textDocument"]["completion"] = {
        "completionItem": {"snippetSupport": False, "documentationFormat": ["plaintext"]}
    }
    capabilities["textDocument"]["hover"] = {"contentFormat": ["plaintext"]}
    return capabilities


def test_snippets_are_offered_with_their_edit(start: Start, project: Path) -> None:
    """A snippet replaces what was typed, in snippet syntax, and its documentation comes when it is asked for."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", OPEN)
    items = complete(client, uri, at(OPEN, "fro\n", skip=3))
    item = items["froute"]
    assert span(OPEN, "fro\n")["start"] == item["textEdit"]["range"]["start"]
    assert (2, 15) == (item["insertTextFormat"], item["kind"])
    assert "@app.route" in item["textEdit"]["newText"]
    assert "documentation" not in item
    resolved = client.request("completionItem/resolve", item)
    assert "markdown" == resolved["documentation"]["kind"]
    assert item["textEdit"] == resolved["textEdit"]


def test_a_client_without_snippets_gets_plain_text(start: Start, project: Path) -> None:
    """No placeholder syntax reaches an editor that would insert it as it stands; documentation is plain too."""
    client = start()
    client.initialize(project, capabilities=plain_text_client())
    uri = client.open(project / "app.py", OPEN)
    item = complete(client, uri, at(OPEN, "fro\n", skip=3))["froute"]
    assert 1 == item.get("insertTextFormat", 1)
    assert "$" not in item["textEdit"]["newText"]
    documentation = client.request("completionItem/resolve", item)["documentation"]
    assert "plaintext" == documentation["kind"]
    assert "```" not in documentation["value"]


def test_closed_sets_are_offered_inside_strings(start: Start, project: Path) -> None:
    """Configuration keys stand in the quotes, nothing else does."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", OPEN)
    items = complete(client, uri, at(OPEN, '""', skip=1))
    assert "SECRET_KEY" in items
    assert not any(label.startswith("f") for label in items)


def test_an_item_that_nobody_knows_is_resolved_to_itself(start: Start) -> None:
    """A foreign or old entry is no error."""
    client = start()
    client.initialize()
    for item in ({"label": "x"}, {"label": "x", "data": {"odd": 1}}, {"label": "x", "data": "snippet:gone"}):
        assert "x" == client.request("completionItem/resolve", item)["label"]
    assert b"Traceback" not in client.stderr


def test_hover_has_a_range_and_markdown(start: Start, project: Path) -> None:
    """The range is the word that is described."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    place = at(APP, "Flask(")
    answer = client.hover(uri, place["line"], place["character"])
    assert "markdown" == answer["contents"]["kind"]
    assert answer["contents"]["value"].startswith("```python")
    assert {"start": place, "end": {**place, "character": place["character"] + 5}} == answer["range"]


def test_hover_is_plain_where_the_client_wants_it_so(start: Start, project: Path) -> None:
    """No fences, no backticks, and links keep their address."""
    client = start()
    client.initialize(project, capabilities=plain_text_client())
    uri = client.open(project / "app.py", APP)
    place = at(APP, "Flask(")
    contents = client.hover(uri, place["line"], place["character"])["contents"]
    assert "plaintext" == contents["kind"]
    assert "`" not in contents["value"]
    assert "Flask documentation: https://" in contents["value"]


def test_a_quick_fix_mends_and_says_what(start: Start, project: Path) -> None:
    """It carries the client's own diagnostic, is the preferred one, and its edit names document and version."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP, version=4)
    found = client.diagnostics(uri)["items"]
    actions = client.actions(uri, span(APP, "debug=True"), diagnostics=found)
    fix = actions[0]
    assert ("quickfix", True, found) == (fix["kind"], fix["isPreferred"], fix["diagnostics"])
    change = fix["edit"]["documentChanges"][0]
    assert {"uri": uri, "version": 4} == change["textDocument"]
    client.change(uri, *({"range": edit["range"], "text": edit["newText"]} for edit in change["edits"]))
    assert [] == client.codes(uri)


def test_only_diagnostics_that_an_action_mends_are_attached(start: Start, project: Path) -> None:
    """Two findings of one rule in the range: each action belongs to its own."""
    text = APP.replace("    return", "    app.run(debug=True)\n    return")
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", text)
    found = client.diagnostics(uri)["items"]
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    fixes = [action for action in client.actions(uri, everything, diagnostics=found) if action.get("isPreferred")]
    assert [[each] for each in found] == [fix["diagnostics"] for fix in fixes]


def test_only_the_kinds_that_are_asked_for_come(start: Start, project: Path) -> None:
    """`only` holds for a kind and everything below it."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    where = span(APP, "debug=True")
    assert client.actions(uri, where, only=["quickfix"])
    assert client.actions(uri, where, only=[""])
    assert client.actions(uri, where, only=["source", "quickfix"])
    for only in (["refactor"], ["quick"], ["quickfix.flask"], ["source.fixAll"], []):
        assert [] == client.actions(uri, where, only=only)


def test_actions_are_for_the_range(start: Start, project: Path) -> None:
    """Elsewhere in the file there is nothing to do."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    assert [] == client.actions(uri, span(APP, "def index"))


def test_a_client_without_document_changes_gets_plain_changes(start: Start, project: Path) -> None:
    """Edits come by URI then, without versions."""
    client = start()
    client.initialize(project, capabilities=plain_text_client())
    uri = client.open(project / "app.py", APP)
    edit = client.actions(uri, span(APP, "debug=True"))[0]["edit"]
    assert "documentChanges" not in edit
    assert [uri] == list(edit["changes"])


def test_renaming_a_file_is_offered_only_to_clients_that_can(start: Start, project: Path) -> None:
    """`module-shadows-package` is mended by a rename, where the client carries one out."""
    text = "from flask import Flask\n"
    (project / "werkzeug.py").write_text(text)
    for can in (True, False):
        capabilities = vscode()
        if not can:
            capabilities["workspace"]["workspaceEdit"]["resourceOperations"] = ["create"]
        client = start()
        client.initialize(project, capabilities=capabilities)
        uri = client.open(project / "werkzeug.py", text)
        found = client.pushed(uri, bool)["diagnostics"]
        assert ["FLK501"] == [item["code"] for item in found] or "module-shadows-package" == found[0]["data"]
        actions = client.actions(uri, found[0]["range"])
        changes = [each for action in actions for each in action["edit"].get("documentChanges", [])]
        assert can == any(each.get("kind") == "rename" for each in changes)


def test_the_uri_of_an_open_document_is_the_clients(start: Start, project: Path) -> None:
    """A client that escapes more than we do finds its own spelling in edits."""
    client = start()
    client.initialize(project)
    uri = client.open((project / "app.py").as_uri().replace("app.py", "%61pp.py"), APP)
    edit = client.actions(uri, span(APP, "debug=True"))[0]["edit"]
    assert uri == edit["documentChanges"][0]["textDocument"]["uri"]


@pytest.mark.parametrize("profile", [vscode, neovim], ids=["vscode", "neovim"])
def test_a_snippet_chosen_from_a_list(profile: Any, start: Start, project: Path) -> None:
    """The list has what can stand at the cursor first; what is chosen comes as it fits there, with its imports."""
    client = start()
    client.initialize(project, capabilities=profile())
    text = OPEN.replace("fro\n", "\n")
    uri = client.open(project / "app.py", text)
    place = {"textDocument": {"uri": uri}, "position": at(text, "app.config")}
    entries = client.request("flask-ls/snippets", place)
    legal = [each["legal"] for each in entries]
    assert sorted(legal, reverse=True) == legal and {True, False} == set(legal)
    route = next(each for each in entries if each["id"] == "route-methods")
    assert route["legal"] and "routing" == route["category"] and "```python" in route["documentation"]
    assert not any(each["prefix"][0] == "fnginx" for each in entries)
    chosen = client.request("flask-ls/snippet", {**place, "id": "route-methods"})
    assert chosen["isSnippet"] and chosen["text"].startswith('@app.route("/${1:submit}"')
    (edit,) = chosen["edits"]
    assert ", request" == edit["newText"] and at(text, "Flask\n", skip=5) == edit["range"]["start"]
    assert client.request("flask-ls/snippet", {**place, "id": "nothing"}) is None
    nowhere = {"textDocument": {"uri": "file:///nowhere.py"}, "position": {"line": 0, "character": 0}}
    assert [] == client.request("flask-ls/snippets", nowhere)


def test_the_list_of_a_template(start: Start, project: Path) -> None:
    """A template has the entries of templates, another text none."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "page.html", "<p>\n", language="html")
    place = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 0}}
    found = client.request("flask-ls/snippets", place)
    assert "j-for" in [each["id"] for each in found] and "route" not in [each["id"] for each in found]
    notes = client.open(project / "notes.txt", "x", language="plaintext")
    place = {"textDocument": {"uri": notes}, "position": {"line": 0, "character": 0}}
    assert [] == client.request("flask-ls/snippets", place)
