"""Open documents: edits land where the client meant them, whatever the text is made of."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from conftest import APP, Start
from lsp_client import Client, at, neovim, span, vscode

PROFILES = [("utf-8", neovim), ("utf-16", vscode)]

# Everything that makes columns and lines hard: é, 😋, CRLF, CR, form feeds, tabs, no final newline.
HARD = (
    "# café 😋\r\n"
    "from flask import Flask\r\n"
    "\x0c\r\n"
    "app = Flask(__name__)  # é\x0c😋\x0bx\r"
    "\r\n"
    '@app.route("/é😋")\r\n'
    "def view(seen=[]):\r\n"
    '\treturn "😋é\u2028", app.name\r\n'
    "\r\n"
    'é = "😋"; app.run(debug=True)'
)


def findings(client: Client, uri: str) -> list[dict[str, Any]]:
    """The findings of a document, asked for or pushed."""
    if client.notifications("textDocument/publishDiagnostics"):
        return list(client.pushed(uri, bool)["diagnostics"])
    return list(client.diagnostics(uri)["items"])


@pytest.mark.parametrize(("encoding", "profile"), PROFILES)
def test_findings_stand_where_the_text_is(start: Start, tmp_path: Path, encoding: str, profile: Any) -> None:
    """Ranges are in the client's encoding and on the protocol's lines."""
    client = start()
    client.initialize(tmp_path, capabilities=profile())
    uri = client.open(tmp_path / "é 😋.py", HARD)
    if profile is vscode:
        client.pushed(uri, bool)
    found = {item["code"]: item["range"] for item in findings(client, uri)}
    assert {"FLK201": span(HARD, "[]", encoding), "FLK301": span(HARD, "debug=True", encoding)} == found


@pytest.mark.parametrize(("encoding", "profile"), PROFILES)
def test_hovers_are_asked_and_answered_in_the_encoding(
    start: Start, tmp_path: Path, encoding: str, profile: Any
) -> None:
    """The place behind an emoji on the same line is the place that the client means."""
    client = start()
    client.initialize(tmp_path, capabilities=profile())
    uri = client.open(tmp_path / "app.py", HARD)
    place = at(HARD, "run(", encoding, skip=1)
    answer = client.hover(uri, place["line"], place["character"])
    assert "flask.Flask.run" in answer["contents"]["value"].replace("Flask.run(", "flask.Flask.run(")
    assert span(HARD, "run", encoding)["start"] == answer["range"]["start"]


@pytest.mark.parametrize(("encoding", "profile"), PROFILES)
def test_edits_land_where_the_client_meant_them(start: Start, tmp_path: Path, encoding: str, profile: Any) -> None:
    """Several edits in one change are applied one after the other, each in the text that the one before left."""
    client = start()
    client.initialize(tmp_path, capabilities=profile())
    uri = client.open(tmp_path / "app.py", HARD)
    one = HARD.replace("é😋", "😋é😋", 1)
    two = one.replace("seen=[]", "seen=None", 1)
    version = client.change(
        uri,
        {"range": {"start": at(HARD, "é😋", encoding), "end": at(HARD, "é😋", encoding)}, "text": "😋"},
        {"range": span(one, "[]", encoding), "text": "None"},
        {"range": {"start": at(two, "debug", encoding), "end": at(two, "debug", encoding)}, "text": "é='😋', "},
    )
    three = two.replace("debug", "é='😋', debug", 1)
    if profile is vscode:
        items = client.pushed(uri, version=version)["diagnostics"]
    else:
        items = client.diagnostics(uri)["items"]
    assert [("FLK301", span(three, "debug=True", encoding))] == [(item["code"], item["range"]) for item in items]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_random_edits_leave_the_same_text_as_the_clients(start: Start, tmp_path: Path, encoding: str) -> None:
    """After hundreds of edits the server's positions are still those of a text that was opened anew."""
    client = start()
    capabilities = neovim()
    capabilities["general"] = {"positionEncodings": [encoding]}
    client.initialize(tmp_path, capabilities=capabilities)
    rng = random.Random(20)
    tail = "\nfrom flask import Flask\nFlask(__name__).run(debug=True)\n"
    text = "# 😋\r\n# é\n" + tail
    uri = client.open(tmp_path / "app.py", text)
    width, codec = {"utf-8": (1, "utf-8"), "utf-16": (2, "utf-16-le"), "utf-32": (4, "utf-32-le")}[encoding]

    def place(offset: int) -> dict[str, int]:
        before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        return {"line": before.count("\n"), "character": len(before.rpartition("\n")[2].encode(codec)) // width}

    for _ in range(300):
        body = len(text) - len(tail)
        borders = [o for o in range(2, body + 1) if text[o - 1 : o + 1] != "\r\n"]
        begin, end = sorted((rng.choice(borders), rng.choice(borders)))
        end = min(end, begin + 4)
        while text[end - 1 : end + 1] == "\r\n":
            end -= 1
        begin = min(begin, end)
        new = rng.choice(["", "# é", "\r\n# ", "\n# 😋", "😋", "\t", "\x0c", "\r# ", "é"])
        after = text[:begin] + new + text[end:]
        if after[begin - 1 : begin + 1] == "\r\n" or after[begin + len(new) - 1 : begin + len(new) + 1] == "\r\n":
            continue  # a CR and an LF that meet become one line end, and the next offsets are another matter
        client.change(uri, {"range": {"start": place(begin), "end": place(end)}, "text": new})
        text = after
    fresh = client.open("untitled:fresh", text)
    ranges = [[item["range"] for item in client.diagnostics(each)["items"]] for each in (uri, fresh)]
    assert [span(text, "debug=True", encoding)] == ranges[1] == ranges[0]


@pytest.mark.parametrize(
    "where",
    [
        {"start": {"line": 999, "character": 0}, "end": {"line": 999, "character": 9}},
        {"start": {"line": 0, "character": 999}, "end": {"line": 0, "character": 9999}},
        {"start": {"line": 9, "character": 9}, "end": {"line": 0, "character": 0}},
        {"start": {"line": 2147483647, "character": 0}, "end": {"line": 2147483647, "character": 2147483647}},
    ],
)
def test_an_edit_outside_the_text_is_survived(start: Start, project: Path, where: dict[str, Any]) -> None:
    """It is applied at the nearest place inside, and the next request is answered."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    client.change(uri, {"range": where, "text": " # x"})
    client.hover(uri, 0, 0)
    client.change(uri, {"text": APP})
    assert ["FLK301"] == client.codes(uri)
    assert b"Traceback" not in client.stderr


def test_requests_outside_the_text_are_answered(start: Start, project: Path) -> None:
    """A position beyond the text is no error."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    far = {"line": 4000, "character": 4000}
    assert client.hover(uri, 4000, 4000) is None
    assert isinstance(client.actions(uri, {"start": far, "end": far}), list)
    assert "items" in client.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": far})
    assert b"Traceback" not in client.stderr


def test_unknown_documents_are_answered_with_nothing(start: Start, project: Path) -> None:
    """Requests, edits and closings of documents that are not open are survived; the latter two are logged."""
    client = start()
    client.initialize(project)
    uri = "file:///nowhere/x.py"
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    assert client.hover(uri, 0, 0) is None
    assert client.request("textDocument/completion", place) is None
    assert [] == client.actions(uri, {"start": place["position"], "end": place["position"]})
    assert [] == client.codes(uri)
    client.change(uri, {"text": "x"})
    client.close(uri)
    client.wait_for("window/logMessage", lambda params: "was closed, but it is not open" in params["message"])
    assert "was changed, but it is not open" in client.log()


@pytest.mark.parametrize("uri", ["", "x", "http://example.org/a.py", "git:/a/b.py?%7B%7D", "file:", "file:///"])
def test_strange_uris_are_survived(start: Start, project: Path, uri: str) -> None:
    """Whatever a client calls a document, it can be opened, asked about and closed."""
    client = start()
    client.initialize(project)
    client.open(uri, APP)
    assert ["FLK301"] == client.codes(uri)
    client.close(uri)
    assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))
    assert b"Traceback" not in client.stderr


def test_untitled_documents_have_everything_that_files_have(start: Start) -> None:
    """Without a folder and without a file: findings, hovers and quick fixes."""
    client = start()
    client.initialize()
    uri = client.open("untitled:Untitled-1", APP)
    assert ["FLK301"] == client.codes(uri)
    place = at(APP, "Flask(")
    assert client.hover(uri, place["line"], place["character"]) is not None
    edit = client.actions(uri, span(APP, "debug=True"))[0]["edit"]
    assert uri == edit["documentChanges"][0]["textDocument"]["uri"]
    client.change(uri, {"range": span(APP, "debug=True"), "text": ""})
    assert [] == client.codes(uri)


def test_a_single_file_is_known_alone(start: Start, project: Path) -> None:
    """Without a folder nothing beside the open document is read."""
    (project / "settings.py").write_text("DEBUG = True\n")
    client = start()
    client.initialize()
    assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))
    text = client.request("flask-ls/debugInformation", {})["text"]
    assert "- files: 1\n" in text


def test_a_version_that_goes_backwards_is_logged_and_taken(start: Start, project: Path) -> None:
    """The text is what the client says it is."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP, version=7)
    client.change(uri, {"text": "x = 1\n"}, version=3)
    assert [] == client.codes(uri)
    client.wait_for("window/logMessage", lambda params: "version 3 comes after 7" in params["message"])


def test_a_document_that_is_opened_twice_has_its_latest_text(start: Start, project: Path) -> None:
    """A second opening replaces the first."""
    client = start()
    client.initialize(project)
    client.open(project / "app.py", "x = 1\n")
    assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))


def test_a_very_large_document_holds_nothing_up(start: Start, project: Path) -> None:
    """More than 2 MB are not looked at, which is said once; cut down it is looked at again."""
    client = start()
    client.initialize(project)
    big = APP + "x = 1\n" * 900_000
    uri = client.open(project / "big.py", big)
    end = {"line": 0, "character": 0}
    client.change(uri, {"range": {"start": end, "end": end}, "text": "# \n"})
    assert [] == client.codes(uri)
    assert client.hover(uri, 1, 20) is None
    client.change(uri, {"text": APP})
    assert ["FLK301"] == client.codes(uri)
    assert 1 == client.log().count("is too large to be looked at")


def test_a_closed_document_counts_as_it_is_on_the_disk(start: Start, project: Path) -> None:
    """What was typed and not saved is forgotten."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", "x = 1\n")
    assert [] == client.codes(uri)
    n = client.received
    client.close(uri)
    client.wait_for("workspace/diagnostic/refresh", after=n)
    assert ["FLK301"] == client.codes(uri)


def test_a_closed_document_that_is_in_no_folder_is_forgotten(start: Start, project: Path, tmp_path: Path) -> None:
    """A library that was looked at does not become part of the project."""
    client = start()
    client.initialize(project)
    other = tmp_path / "other.py"
    other.write_text(APP)
    uri = client.open(other, APP)
    assert ["FLK301"] == client.codes(uri)
    n = client.received
    client.close(uri)
    client.wait_for("workspace/diagnostic/refresh", after=n)
    assert [] == client.codes(uri)
