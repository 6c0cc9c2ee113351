"""Navigation over the wire, in both kinds of clients. What is found is tested where it is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Start
from lsp_client import Client, ResponseError, neovim, vscode

APP = """\
from flask import Flask, url_for
from users import users

app = Flask(__name__)
app.register_blueprint(users, url_prefix="/users")
app.config["PAGE_SIZE"] = 20


@app.route("/")
def index():
    é = "😋"; return url_for("users.show", id=1)
"""
USERS = """\
from flask import Blueprint, current_app, render_template, url_for
users = Blueprint("users", __name__)


@users.route("/<int:id>")
def show(id):
    return render_template("show.html")


def style():
    url_for("static", filename="site.css")
    return current_app.config["PAGE_SIZE"]
"""
TEMPLATE = "<a href=\"{{ url_for('users.show', id=2) }}\">é</a>\n"


@pytest.fixture(params=[vscode, neovim], ids=["vscode", "neovim"])
def shop(request: pytest.FixtureRequest, start: Start, tmp_path: Path) -> tuple[Client, Path, str]:
    """A client of each kind with the application open; its folder; the application's URI."""
    folder = tmp_path / "shop"
    (folder / "templates").mkdir(parents=True)
    (folder / "users.py").write_text(USERS, encoding="utf-8")
    (folder / "templates" / "show.html").write_text(TEMPLATE, encoding="utf-8")
    (folder / "static").mkdir()
    (folder / "static" / "site.css").write_bytes(b"a {}")
    (folder / "app.py").write_text(APP, encoding="utf-8")
    client = start()
    more = {"initializationOptions": {"routesChanged": True, "showReferences": True}} if request.param is vscode else {}
    client.initialize(folder, capabilities=request.param(), **more)
    uri = client.open(folder / "app.py", APP)
    if request.param is vscode:
        client.wait_for("textDocument/publishDiagnostics")
    return client, folder, uri


def ask(client: Client, method: str, uri: str, place: dict[str, int], **more: Any) -> Any:
    return client.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": place, **more})


def is_neovim(client: Client) -> bool:
    return not client.notifications("textDocument/publishDiagnostics")


def place(client: Client, text: str, needle: str, skip: int = 0) -> dict[str, int]:
    """A position in the client's encoding: Neovim's is UTF-8, VS Code's UTF-16."""
    offset = text.index(needle) + skip
    start = text.rfind("\n", 0, offset) + 1
    before = text[start:offset]
    units = len(before.encode("utf-8")) if is_neovim(client) else len(before.encode("utf-16-le")) // 2
    return {"line": text.count("\n", 0, offset), "character": units}


def test_definition_references_and_highlight(shop: tuple[Client, Path, str]) -> None:
    """F12 in `url_for` leads to the view in another file; references are in Python and in the template."""
    client, folder, uri = shop
    here = place(client, APP, "users.show", skip=3)
    (found,) = ask(client, "definition", uri, here)
    assert (folder / "users.py").as_uri() == found["uri"]
    assert {"line": 5, "character": 4} == found["range"]["start"]
    places = ask(client, "references", uri, here, context={"includeDeclaration": False})
    assert {uri, (folder / "templates" / "show.html").as_uri()} == {each["uri"] for each in places}
    mine = next(each for each in places if each["uri"] == uri)
    assert place(client, APP, "users.show") == mine["range"]["start"]
    assert 1 == len(ask(client, "documentHighlight", uri, here))


def test_rename_and_its_refusal(shop: tuple[Client, Path, str]) -> None:
    """One edit for each file; a name that cannot be is refused with a message for the person."""
    client, folder, uri = shop
    here = place(client, APP, "users.show", skip=8)
    prepared = ask(client, "prepareRename", uri, here)
    assert "show" == prepared["placeholder"]
    edit = ask(client, "rename", uri, here, newName="detail")
    changes = edit.get("documentChanges") or []
    touched = {each["textDocument"]["uri"] for each in changes} or set(edit["changes"])
    assert {uri, (folder / "users.py").as_uri(), (folder / "templates" / "show.html").as_uri()} == touched
    with pytest.raises(ResponseError, match="Cannot rename: `1` cannot be the name of a function") as refused:
        ask(client, "rename", uri, here, newName="1")
    assert -32803 == refused.value.code


def test_completion_hover_and_signature(shop: tuple[Client, Path, str]) -> None:
    """The endpoint is offered, explained, and its values are shown."""
    client, _, uri = shop
    here = place(client, APP, "users.show", skip=5)
    answer = ask(client, "completion", uri, here)
    assert {"index", "static", "users.show"} == {item["label"] for item in answer["items"]}
    assert "GET /users/<int:id>" in ask(client, "hover", uri, here)["contents"]["value"]
    signature = ask(client, "signatureHelp", uri, place(client, APP, "id=1", skip=3))
    assert 'url_for("users.show", id: int)' == signature["signatures"][0]["label"]


def test_static_files(shop: tuple[Client, Path, str]) -> None:
    """A static file is completed, linked, explained and opened, and one that is made meanwhile is known."""
    client, folder, _ = shop
    css = (folder / "static" / "site.css").as_uri()
    uri = client.open(folder / "users.py", USERS)
    here = place(client, USERS, "site.css", skip=2)
    (found,) = ask(client, "definition", uri, here)
    assert (css, {"line": 0, "character": 0}) == (found["uri"], found["range"]["start"])
    assert "4 bytes" in ask(client, "hover", uri, here)["contents"]["value"]
    links = client.request("textDocument/documentLink", {"textDocument": {"uri": uri}})
    assert css in [each["target"] for each in links]
    (folder / "static" / "new.js").write_bytes(b"")
    items = ask(client, "completion", uri, here)["items"]
    assert ["new.js", "site.css"] == [item["label"] for item in items]


def test_configuration_keys_and_blueprints(shop: tuple[Client, Path, str]) -> None:
    """A key leads to where it is set, and both to where they are named."""
    client, folder, uri = shop
    users = client.open(folder / "users.py", USERS)
    here = place(client, USERS, "PAGE_SIZE", skip=2)
    (found,) = ask(client, "definition", users, here)
    assert uri == found["uri"] and place(client, APP, "PAGE_SIZE") == found["range"]["start"]
    places = ask(client, "references", users, here, context={"includeDeclaration": True})
    assert [uri, users] == sorted(each["uri"] for each in places)
    here = place(client, USERS, '"users"', skip=2)
    places = ask(client, "references", users, here, context={"includeDeclaration": False})
    assert {uri, (folder / "templates" / "show.html").as_uri()} == {each["uri"] for each in places}


def test_lenses_hints_and_symbols(shop: tuple[Client, Path, str]) -> None:
    """Above a view, behind a call, in the outline and in the workspace."""
    client, folder, uri = shop
    document = {"textDocument": {"uri": uri}}
    lenses = client.request("textDocument/codeLens", document)
    assert ["GET /", "0 references"] == [each["command"]["title"] for each in lenses]
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    (hint,) = client.request("textDocument/inlayHint", {**document, "range": whole})
    assert "/users/<int:id>" == hint["label"]
    (symbol,) = client.request("textDocument/documentSymbol", document)
    assert "GET /" == symbol["name"]
    found = client.request("workspace/symbol", {"query": "users.show"})
    assert [(folder / "users.py").as_uri()] == [each["location"]["uri"] for each in found]
    users = client.open(folder / "users.py", USERS)
    link, _ = client.request("textDocument/documentLink", {"textDocument": {"uri": users}})
    assert (folder / "templates" / "show.html").as_uri() == link["target"]


def test_routes_and_their_changes(shop: tuple[Client, Path, str]) -> None:
    """The request lists every route with its place; who wants to know is told when another one comes."""
    client, folder, uri = shop
    (application,) = client.request("flask-ls/routes", {})["applications"]
    assert ("app:app", uri) == (application["name"], application["uri"])
    rows = [(each["rule"], each["endpoint"], each["blueprint"], each["methods"]) for each in application["routes"]]
    assert [
        ("/", "index", "", ["GET"]),
        ("/static/<path:filename>", "static", "", ["GET"]),
        ("/users/<int:id>", "users.show", "users", ["GET"]),
    ] == rows
    assert (folder / "users.py").as_uri() == application["routes"][2]["uri"]
    more = APP + '\n@app.route("/new")\ndef new():\n    return ""\n'
    client.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": more}]},
    )
    if not is_neovim(client):
        client.wait_for("flask-ls/routesChanged")
    (application,) = client.request("flask-ls/routes", {})["applications"]
    assert "/new" in [each["rule"] for each in application["routes"]]
