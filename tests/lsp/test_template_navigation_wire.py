"""Names and tags of templates over the wire, in both kinds of clients. What is found is tested where it is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Start
from lsp_client import Client, ResponseError, neovim, vscode

APP = """\
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html", user="Ada")
"""
BASE = "{% block title %}{% endblock title %}\n"
INDEX = """\
{% extends "base.html" %}
{% block title %}
  {{ user }}
{% endblock title %}
"""
Site = tuple[Client, Path, str, dict[str, Any]]


@pytest.fixture(params=[vscode, neovim], ids=["vscode", "neovim"])
def site(request: pytest.FixtureRequest, start: Start, tmp_path: Path) -> Site:
    """A client of each kind with a template open; its folder, the template's URI, and what the server can."""
    folder = tmp_path / "site"
    (folder / "templates").mkdir(parents=True)
    (folder / "app.py").write_text(APP, encoding="utf-8")
    (folder / "templates" / "base.html").write_text(BASE, encoding="utf-8")
    path = folder / "templates" / "index.html"
    path.write_text(INDEX, encoding="utf-8")
    client = start()
    capabilities = client.initialize(folder, capabilities=request.param())["capabilities"]
    return client, folder, client.open(path, INDEX, language="html"), capabilities


def ask(client: Client, method: str, uri: str, line: int, character: int, **more: Any) -> Any:
    params = {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}, **more}
    return client.request(f"textDocument/{method}", params)


def test_names(site: Site) -> None:
    """A block leads to its parent's; its references and the variable's are in other files."""
    client, folder, uri, _ = site
    (found,) = ask(client, "definition", uri, 1, 10)
    assert (folder / "templates" / "base.html").as_uri() == found["uri"]
    (found,) = ask(client, "definition", uri, 2, 6)
    assert (folder / "app.py").as_uri() == found["uri"]
    assert 4 == len(ask(client, "references", uri, 1, 10, context={"includeDeclaration": True}))
    assert 2 == len(ask(client, "documentHighlight", uri, 1, 4))


def test_rename_and_its_refusal(site: Site) -> None:
    """A block has its new name in both files; a name that Jinja cannot read is refused."""
    client, folder, uri, _ = site
    edit = ask(client, "rename", uri, 1, 10, newName="heading")
    touched = {each["textDocument"]["uri"] for each in edit.get("documentChanges") or ()} or set(edit["changes"])
    assert {uri, (folder / "templates" / "base.html").as_uri()} == touched
    with pytest.raises(ResponseError, match="cannot be a name"):
        ask(client, "rename", uri, 1, 10, newName="1")


def test_structure(site: Site) -> None:
    """Tags fold, a block's two names are linked, blocks are in the outline, and a lens says who renders."""
    client, _, uri, capabilities = site
    document = {"textDocument": {"uri": uri}}
    (fold,) = client.request("textDocument/foldingRange", document)
    assert (1, 2) == (fold["startLine"], fold["endLine"])
    assert 2 == len(ask(client, "linkedEditingRange", uri, 1, 10)["ranges"])
    assert ["title"] == [each["name"] for each in client.request("textDocument/documentSymbol", document)]
    (lens,) = client.request("textDocument/codeLens", document)
    assert "rendered in 1 place" == lens["command"]["title"]
    assert "refactor.extract" in capabilities["codeActionProvider"]["codeActionKinds"]


def test_moved_files(site: Site) -> None:
    """Before a template is moved its mentions are changed; other files change nothing."""
    client, folder, uri, capabilities = site
    (every,) = capabilities["workspace"]["fileOperations"]["willRename"]["filters"]
    assert "**/*" == every["pattern"]["glob"]
    assert "matches" not in every["pattern"]
    new = (folder / "templates" / "home.html").as_uri()
    edit = client.request("workspace/willRenameFiles", {"files": [{"oldUri": uri, "newUri": new}]})
    ((changed, (only,)),) = edit["changes"].items()
    assert ((folder / "app.py").as_uri(), "home.html") == (changed, only["newText"])
    app = (folder / "app.py").as_uri()
    moved = {"oldUri": app, "newUri": app.replace("app.py", "main.py")}
    assert client.request("workspace/willRenameFiles", {"files": [moved]}) is None


def test_extract(site: Site) -> None:
    """A selection is offered as a file where the client can make one."""
    client, _, uri, _ = site
    selection = {"start": {"line": 2, "character": 2}, "end": {"line": 2, "character": 12}}
    titles = [each["title"] for each in client.actions(uri, selection)]
    assert "Extract to a macro" in titles
