"""Findings on their way to the client: asked for, pushed, for all files, and never before the project is read."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from conftest import APP, Start
from lsp_client import Client, ResponseError, span, vscode

USES_SESSION = """\
from flask import Flask, session

app = Flask(__name__)


@app.route("/")
def index():
    session["user"] = "me"
    return "ok"
"""
RENDERS = """\
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
"""
SETS_KEY = """\
import os

from app import app

app.secret_key = os.environ["SECRET_KEY"]
"""


def test_a_finding_has_everything_that_editors_show(start: Start, project: Path) -> None:
    """Code with a link, severity, source, related places; what is open is answered in full with an id."""
    (project / "app.py").write_text(USES_SESSION)
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", USES_SESSION)
    report = client.diagnostics(uri)
    assert "full" == report["kind"]
    assert report["resultId"]
    found = report["items"][0]
    assert ("FLK302", 1, "flask-ls") == (found["code"], found["severity"], found["source"])
    assert found["codeDescription"]["href"].startswith("https://")
    assert span(USES_SESSION, 'session["user"] = "me"')["start"] == found["range"]["start"]
    related = found["relatedInformation"][0]
    assert {"uri": uri, "range": span(USES_SESSION, "Flask(__name__)")} == related["location"]


def test_findings_in_a_template(start: Start, project: Path) -> None:
    """A template is a document like any other: its findings come, follow what is typed, and are mended."""
    (project / "app.py").write_text(RENDERS)
    (project / "templates").mkdir(exist_ok=True)
    (project / "templates" / "index.html").write_text("{{ 1|uper }}\n")
    client = start()
    client.initialize(project)
    uri = client.open(project / "templates" / "index.html", "{{ 1|uper }}\n", language="html")
    (found,) = client.diagnostics(uri)["items"]
    assert ("FLK602", span("{{ 1|uper }}\n", "uper")) == (found["code"], found["range"])
    client.change(uri, {"range": found["range"], "text": "upper"})
    assert [] == client.codes(uri)
    client.change(uri, {"range": span("{{ 1|upper }}\n", " }}"), "text": ""})
    assert ["FLK603"] == client.codes(uri)


def test_what_did_not_change_is_not_sent_again(start: Start, project: Path) -> None:
    """With the id of the last answer the answer is `unchanged`, until a finding changes."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    first = client.diagnostics(uri)
    again = client.diagnostics(uri, previousResultId=first["resultId"])
    assert {"kind": "unchanged", "resultId": first["resultId"]} == again
    top = {"line": 0, "character": 0}
    client.change(uri, {"range": {"start": top, "end": top}, "text": "\n"})
    moved = client.diagnostics(uri, previousResultId=first["resultId"])
    assert "full" == moved["kind"]
    assert moved["resultId"] != first["resultId"]


def test_findings_follow_the_text_as_it_is_typed(start: Start, project: Path) -> None:
    """They stay while the file is half typed, and vanish with their cause."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    end = {"line": APP.count("\n"), "character": 0}
    for char in "def f(":
        client.change(uri, {"range": {"start": end, "end": end}, "text": char})
        end = {**end, "character": end["character"] + 1}
        assert ["FLK301"] == client.codes(uri)
    client.change(uri, {"range": span(APP, "debug=True"), "text": ""})
    assert [] == client.codes(uri)


def test_nothing_is_said_before_the_project_is_read(start: Start, project: Path) -> None:
    """A key that is set in another file is not missing; the answer waits until that file was read."""
    (project / "app.py").write_text(USES_SESSION)
    (project / "zz_settings.py").write_text(SETS_KEY)
    client = start()
    client.request("initialize", client.initialize_params(project))
    uri = client.open(project / "app.py", USES_SESSION)
    early = client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    client.notify("initialized")
    assert [] == client.answer(early)["items"]


def test_a_waiting_answer_can_be_cancelled(start: Start, project: Path) -> None:
    """Also while the project is still being read."""
    client = start()
    client.request("initialize", client.initialize_params(project))
    uri = client.open(project / "app.py", APP)
    early = client.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    client.notify("$/cancelRequest", {"id": early})
    with pytest.raises(ResponseError) as cancelled:
        client.answer(early)
    assert -32800 == cancelled.value.code


def test_an_edit_that_changes_another_documents_findings_has_it_asked_for_again(start: Start, project: Path) -> None:
    """Deleting the key in one document makes it missing in the other; the client is told to ask."""
    (project / "app.py").write_text(USES_SESSION)
    (project / "settings.py").write_text(SETS_KEY)
    client = start()
    client.initialize(project)
    app = client.open(project / "app.py", USES_SESSION)
    settings = client.open(project / "settings.py", SETS_KEY)
    assert [] == client.codes(app)
    time.sleep(0.3)
    n = client.received
    client.change(settings, {"text": "from app import app\n"})
    client.wait_for("workspace/diagnostic/refresh", after=n)
    assert ["FLK302"] == client.codes(app)


def test_an_edit_that_changes_nothing_elsewhere_is_nobodys_concern(start: Start, project: Path) -> None:
    """No refresh is asked for by typing."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    client.open(project / "other.py", APP)
    client.codes(uri)
    time.sleep(0.3)
    n = client.received
    client.change(uri, {"text": "x = 1\n"})
    time.sleep(0.4)
    assert "workspace/diagnostic/refresh" not in [message.get("method") for message in client.messages[n:]]


# Pushed


def test_findings_are_pushed_with_the_version_they_are_of(start: Start, project: Path) -> None:
    """At once when a document is opened, and after each pause in typing; cleared when it is closed."""
    client = start()
    client.initialize(project, capabilities=vscode())
    uri = client.open(project / "app.py", APP, version=3)
    assert ["FLK301"] == [item["code"] for item in client.pushed(uri, version=3)["diagnostics"]]
    version = client.change(uri, {"range": span(APP, "debug=True", "utf-16"), "text": ""})
    assert [] == client.pushed(uri, version=version)["diagnostics"]
    n = client.received
    client.close(uri)
    assert [] == client.pushed(uri, after=n)["diagnostics"]


def test_a_reopened_document_gets_its_findings_again(start: Start, project: Path) -> None:
    """What was said before it was closed does not count."""
    client = start()
    client.initialize(project, capabilities=vscode())
    uri = client.open(project / "app.py", APP)
    client.pushed(uri, bool)
    n = client.received
    client.close(uri)
    client.open(project / "app.py", APP)
    assert ["FLK301"] == [item["code"] for item in client.pushed(uri, bool, after=n)["diagnostics"]]


def test_only_the_last_of_many_edits_is_pushed(start: Start, project: Path) -> None:
    """Fast typing costs one message."""
    client = start()
    client.initialize(project, capabilities=vscode())
    uri = client.open(project / "app.py", APP)
    client.pushed(uri, bool)
    n = client.received
    top = {"line": 0, "character": 0}
    for _ in range(30):
        version = client.change(uri, {"range": {"start": top, "end": top}, "text": "\n"})
    pushed = client.pushed(uri, after=n)
    assert version == pushed["version"]
    assert APP[: APP.index("debug=True")].count("\n") + 30 == pushed["diagnostics"][0]["range"]["start"]["line"]


def test_an_edit_pushes_what_changed_in_other_documents_too(start: Start, project: Path) -> None:
    """Every open document whose findings changed is told of."""
    (project / "app.py").write_text(USES_SESSION)
    (project / "settings.py").write_text(SETS_KEY)
    client = start()
    client.initialize(project, capabilities=vscode())
    app = client.open(project / "app.py", USES_SESSION)
    settings = client.open(project / "settings.py", SETS_KEY)
    client.pushed(app, lambda items: not items)
    client.pushed(settings)
    n = client.received
    client.change(settings, {"text": "from app import app\n"})
    assert ["FLK302"] == [item["code"] for item in client.pushed(app, bool, after=n)["diagnostics"]]


def test_a_client_that_asks_is_not_pushed_to(start: Start, project: Path) -> None:
    """Findings would show twice."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    assert ["FLK301"] == client.codes(uri)
    client.close(uri)
    time.sleep(0.3)
    assert [] == client.notifications("textDocument/publishDiagnostics")


# All files


def workspace(client: Client, previous: list[Any] | None = None) -> int:
    ids = [{"uri": each["uri"], "value": each["resultId"]} for each in previous or []]
    return client.ask("workspace/diagnostic", {"previousResultIds": ids})


def test_all_files_are_reported_not_only_open_ones(start: Start, project: Path) -> None:
    """The first answer comes at once; open documents are reported with their version."""
    (project / "sub").mkdir()
    (project / "sub" / "second.py").write_text(APP)
    client = start()
    client.initialize(project)
    client.open(project / "app.py", APP, version=9)
    items = client.answer(workspace(client))["items"]
    assert {(project / "app.py").as_uri(): 9, (project / "sub" / "second.py").as_uri(): None} == {
        each["uri"]: each["version"] for each in items
    }
    assert all(["FLK301"] == [found["code"] for found in each["items"]] for each in items)


def test_later_answers_wait_until_something_changed(start: Start, project: Path) -> None:
    """A long poll: silent while nothing happens, then the news; the rest is `unchanged`."""
    (project / "second.py").write_text(APP)
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    first = client.answer(workspace(client))["items"]
    number = workspace(client, first)
    with pytest.raises(AssertionError):
        client.answer(number, timeout=0.8)
    client.change(uri, {"text": "x = 1\n"})
    kinds = {each["uri"]: each["kind"] for each in client.answer(number)["items"]}
    assert {uri: "full", (project / "second.py").as_uri(): "unchanged"} == kinds


def test_a_clean_workspace_is_not_asked_in_circles(start: Start, project: Path) -> None:
    """Nothing to say is said once; the next answer waits, and can be cancelled."""
    (project / "app.py").write_text("x = 1\n")
    client = start()
    client.initialize(project)
    assert [] == client.answer(workspace(client))["items"]
    number = workspace(client)
    with pytest.raises(AssertionError):
        client.answer(number, timeout=0.8)
    client.notify("$/cancelRequest", {"id": number})
    with pytest.raises(ResponseError) as cancelled:
        client.answer(number)
    assert -32800 == cancelled.value.code


def test_a_waiting_answer_does_not_hold_up_the_end(start: Start, project: Path) -> None:
    """`shutdown` ends long polls."""
    client = start()
    client.initialize(project)
    workspace(client, client.answer(workspace(client))["items"])
    assert 0 == client.stop()
    assert b"Traceback" not in client.stderr
