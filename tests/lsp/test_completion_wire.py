"""Completion of closed sets and signature help over the wire. What they say is tested where it is decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conftest import Start
from lsp_client import Client, at, neovim

CODE = """\
from flask import Flask, redirect
from flask import abort,

app = Flask(__name__)


@app.route("/é😋", methods=["GET", ""], )
def view():
    return redirect("/é😋", )
"""
IMPORTED = "abort,"
IN_ROUTE = '""], '
IN_REDIRECT = 'redirect("/é😋", '


def offered(client: Client, uri: str, place: dict[str, int]) -> dict[str, Any]:
    """What is offered besides snippets, by its label."""
    answer = client.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
    return {item["label"]: item for item in answer["items"] if item["kind"] != 15}


def after(text: str) -> dict[str, int]:
    return at(CODE, text, skip=len(text))


def test_closed_sets(start: Start, project: Path) -> None:
    """Methods replace what is in their quotes, keyword arguments stand at the cursor, and both are explained later."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", CODE)
    place = at(CODE, '""]', skip=1)
    found = offered(client, uri, place)
    assert "POST" in found and "GET" not in found
    assert {"range": {"start": place, "end": place}, "newText": "POST"} == found["POST"]["textEdit"]
    resolved = client.request("completionItem/resolve", found["POST"])
    assert "Not safe" in resolved["documentation"]["value"]
    found = offered(client, uri, after(IN_ROUTE))
    assert "endpoint=" in found and "methods=" not in found
    place = after(IN_ROUTE)
    assert {"range": {"start": place, "end": place}, "newText": "endpoint="} == found["endpoint="]["textEdit"]
    resolved = client.request("completionItem/resolve", found["endpoint="])
    assert "flask.Flask.route" in resolved["documentation"]["value"]
    assert "303" in offered(client, uri, after(IN_REDIRECT))


def test_imports_are_left_to_a_server_of_python(start: Start, project: Path) -> None:
    """Names are offered behind `from flask import`, unless the client says that another server does it."""
    for options, expected in (({}, True), ({"initializationOptions": {"pythonServer": True}}, False)):
        client = start()
        client.initialize(project, **options)
        uri = client.open(project / "app.py", CODE)
        found = offered(client, uri, after(IMPORTED))
        assert expected == ("url_for" in found)
        assert "abort" not in found


def test_signature_help(start: Start, project: Path) -> None:
    """The parameter that is being typed is marked, and each is explained."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", CODE)
    asked = {"textDocument": {"uri": uri}, "position": after(IN_REDIRECT)}
    answer = client.request("textDocument/signatureHelp", asked)
    (shown,) = answer["signatures"]
    assert ("redirect(location, code=302, Response=None)", 1) == (shown["label"], answer["activeParameter"])
    assert {"kind": "markdown", "value": "The HTTP status."} == shown["parameters"][1]["documentation"]


def test_signature_help_is_plain_where_the_client_wants_it_so(start: Start, project: Path) -> None:
    """A client that shows plain text gets no Markdown."""
    capabilities = neovim()
    capabilities["textDocument"]["signatureHelp"] = {"signatureInformation": {"documentationFormat": ["plaintext"]}}
    client = start()
    client.initialize(project, capabilities=capabilities)
    uri = client.open(project / "app.py", CODE)
    asked = {"textDocument": {"uri": uri}, "position": at(CODE, '"/é😋", )', skip=1)}
    (shown,) = client.request("textDocument/signatureHelp", asked)["signatures"]
    assert "Where to go, as url_for gives it." == shown["parameters"][0]["documentation"]["value"]


def test_the_command_in_a_dockerfile(start: Start, project: Path) -> None:
    """Options of `flask run` complete where a Dockerfile writes it."""
    client = start()
    client.initialize(project)
    text = 'CMD ["flask", "run", "--"]\n'
    uri = client.open(project / "Dockerfile", text, language="dockerfile")
    found = offered(client, uri, at(text, '--"', skip=2))
    assert "--host" in found
    assert at(text, '--"') == found["--host"]["textEdit"]["range"]["start"]
