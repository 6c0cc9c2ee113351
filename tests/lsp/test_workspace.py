"""Folders, files on the disk, settings, progress and status."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import APP, Start
from lsp_client import Client, at, neovim, span, vscode

CREATED, CHANGED, DELETED = 1, 2, 3


def watched(client: Client, *changes: tuple[Path, int]) -> None:
    """Tell the server of files that changed, and wait until it asks for another look."""
    n = client.received
    items = [{"uri": path.as_uri(), "type": kind} for path, kind in changes]
    client.notify("workspace/didChangeWatchedFiles", {"changes": items})
    client.wait_for("workspace/diagnostic/refresh", after=n)


def everywhere(client: Client) -> dict[str, list[str]]:
    """The codes found in each file that has any, by name."""
    items = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    return {Path(each["uri"]).name: [found["code"] for found in each["items"]] for each in items if each["items"]}


def files(client: Client, expected: int) -> int:
    """How many files the server knows, once it is so many: what is read for a notification takes a moment."""
    found = -1
    for _ in range(100):
        text = client.request("flask-ls/debugInformation", {})["text"]
        found = int(text.split("- files: ")[1].split()[0])
        if found == expected:
            break
        time.sleep(0.05)
    return found


# Files on the disk


def test_files_are_watched(start: Start, project: Path) -> None:
    """The client is asked to tell of sources, templates, settings, and of whatever is deleted."""
    client = start()
    client.initialize(project)
    registrations = client.wait_for("client/registerCapability")["registrations"]
    options = {each["method"]: each["registerOptions"] for each in registrations}
    patterns = {each["globPattern"] for each in options["workspace/didChangeWatchedFiles"]["watchers"]}
    assert {"**/*.py", "**/*.html", "**/*.jinja", "**/*.jinja2", "**/*.j2", "**/pyproject.toml"} <= patterns
    assert "workspace/didChangeConfiguration" in options


def test_files_that_come_change_and_go_are_followed(start: Start, project: Path) -> None:
    """Without being open."""
    client = start()
    client.initialize(project)
    new = project / "new.py"
    new.write_text(APP)
    watched(client, (new, CREATED))
    assert {"app.py": ["FLK301"], "new.py": ["FLK301"]} == everywhere(client)
    (project / "app.py").write_text("x = 1\n")
    watched(client, (project / "app.py", CHANGED))
    assert {"new.py": ["FLK301"]} == everywhere(client)
    new.unlink()
    watched(client, (new, DELETED))
    client.change(client.open(project / "app.py", APP), {"text": APP})
    assert {"app.py": ["FLK301"]} == everywhere(client)


def test_a_deleted_folder_takes_its_files_along(start: Start, project: Path) -> None:
    """Some clients tell of the folder only."""
    (project / "sub" / "deep").mkdir(parents=True)
    (project / "sub" / "deep" / "x.py").write_text(APP)
    client = start()
    client.initialize(project)
    shutil.rmtree(project / "sub")
    watched(client, (project / "sub", DELETED))
    assert {"app.py": ["FLK301"]} == everywhere(client)


def test_a_file_that_disappears_is_survived(start: Start, project: Path) -> None:
    """Gone before it could be read again, and never announced as deleted."""
    client = start()
    client.initialize(project)
    (project / "app.py").unlink()
    watched(client, (project / "app.py", CHANGED))
    assert {} == everywhere(client)


def test_what_is_typed_counts_more_than_what_is_on_the_disk(start: Start, project: Path) -> None:
    """A change on the disk does not touch an open document."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    (project / "app.py").write_text("x = 1\n")
    client.notify(
        "workspace/didChangeWatchedFiles", {"changes": [{"uri": (project / "app.py").as_uri(), "type": CHANGED}]}
    )
    client.request("flask-ls/debugInformation", {})
    assert ["FLK301"] == client.codes(uri)


def test_a_virtual_environment_that_is_filled_is_not_the_project(start: Start, project: Path) -> None:
    """Files that the first reading would not have found are not taken from a message either."""
    client = start()
    client.initialize(project)
    for place in ("venv/lib", "node_modules/x", ".hidden"):
        (project / place).mkdir(parents=True)
        (project / place / "x.py").write_text(APP)
    (project / "venv" / "pyvenv.cfg").write_text("")
    new = project / "new.py"
    new.write_text("x = 1\n")
    strange = [project / place / "x.py" for place in ("venv/lib", "node_modules/x", ".hidden")]
    watched(client, *((path, CREATED) for path in [*strange, new]))
    assert 2 == files(client, 2)


def test_a_new_file_is_known_when_it_is_saved(start: Start, project: Path) -> None:
    """A client that watches nothing tells of it that way; after it is closed it is still known."""
    client = start()
    capabilities = neovim()
    capabilities["workspace"].pop("didChangeWatchedFiles")
    client.initialize(project, capabilities=capabilities)
    (project / "new.py").write_text(APP)
    uri = client.open(project / "new.py", APP)
    client.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    assert ["FLK301"] == client.codes(uri)
    client.close(uri)
    assert ["FLK301"] == client.codes(uri)
    assert {"app.py": ["FLK301"], "new.py": ["FLK301"]} == everywhere(client)


def test_files_that_cannot_be_read_are_logged_and_left_out(start: Start, project: Path) -> None:
    """Binary, of another encoding, too large, a folder with a file's name, a dangling link, a loop of links."""
    (project / "binary.py").write_bytes(b"\x00\x01\x02")
    (project / "latin.py").write_bytes("é = 1\n".encode("latin-1"))
    (project / "large.py").write_text("x = 1\n" * 900_000)
    (project / "folder.py").mkdir()
    (project / "dangling.py").symlink_to(project / "nowhere.py")
    (project / "loop").symlink_to(project, target_is_directory=True)
    client = start()
    client.initialize(project)
    assert {"app.py": ["FLK301"]} == everywhere(client)
    assert 1 == files(client, 1)
    for name, why in {"binary.py": "binary", "latin.py": "not utf-8 text", "large.py": "larger than 2 MB"}.items():
        assert f"{name}: {why}" in client.log()


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are POSIX's")
def test_a_read_only_folder_is_served_and_left_as_it_was(start: Start, project: Path) -> None:
    """Nothing is ever written into a project."""
    before = {path: path.stat().st_mtime_ns for path in [project, *project.rglob("*")]}
    project.chmod(0o555)
    try:
        client = start(cwd=project)
        client.initialize(project)
        assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))
        assert 0 == client.stop()
    finally:
        project.chmod(0o755)
    assert before == {path: path.stat().st_mtime_ns for path in [project, *project.rglob("*")]}


# Folders


def test_several_folders_are_kept_apart(start: Start, tmp_path: Path) -> None:
    """Each has its own files and its own settings."""
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        (folder / f"{folder.name}.py").write_text(APP)
    (folders[1] / "pyproject.toml").write_text('[tool.flask-ls]\nseverity = {FLK301 = "hint"}\n')
    client = start()
    client.initialize(*folders)
    items = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    assert {"one.py": 2, "two.py": 4} == {Path(each["uri"]).name: each["items"][0]["severity"] for each in items}


def test_folders_come_and_go(start: Start, tmp_path: Path, project: Path) -> None:
    """An added folder is read; the files of a removed one are forgotten, except what is open."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "other.py").write_text(APP)
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)

    def change(added: list[Path], removed: list[Path]) -> None:
        n = client.received
        event = {
            side: [{"uri": path.as_uri(), "name": path.name} for path in paths]
            for side, paths in (("added", added), ("removed", removed))
        }
        client.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        client.wait_for("flask-ls/status", lambda params: params["state"] == "ready", after=n)

    change([other], [])
    assert {"app.py": ["FLK301"], "other.py": ["FLK301"]} == everywhere(client)
    change([], [project, other])
    assert {"app.py": ["FLK301"]} == everywhere(client)
    assert ["FLK301"] == client.codes(uri)


@pytest.mark.parametrize("given", ["rootUri", "rootPath"])
def test_older_clients_name_one_root(start: Start, project: Path, given: str) -> None:
    """`rootUri` and `rootPath` mean what one workspace folder means."""
    client = start()
    client.initialize(**{given: project.as_uri() if given == "rootUri" else str(project)})
    assert {"app.py": ["FLK301"]} == everywhere(client)


def test_a_folder_that_is_not_there_is_survived(start: Start, tmp_path: Path) -> None:
    """It is a folder without files."""
    client = start()
    client.initialize(tmp_path / "nowhere")
    assert {} == everywhere(client)


# Settings


def configure(client: Client, settings: Any) -> None:
    """Change what the client answers, and say so."""
    n = client.received
    client.settings = settings
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait_for("workspace/diagnostic/refresh", after=n)


def test_settings_are_applied_live(start: Start, project: Path) -> None:
    """Findings, severities, hovers and snippets follow without a restart, and come back with the defaults."""
    client = start()
    client.settings = {"diagnostics": {"ignore": ["FLK301"]}}
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    assert [] == client.codes(uri)
    configure(client, {"diagnostics": {"severity": {"FLK301": "information"}}, "hover": {"enabled": False}})
    assert [3] == [item["severity"] for item in client.diagnostics(uri)["items"]]
    place = at(APP, "Flask(")
    assert client.hover(uri, place["line"], place["character"]) is None
    configure(client, {})
    assert [2] == [item["severity"] for item in client.diagnostics(uri)["items"]]
    assert client.hover(uri, place["line"], place["character"]) is not None


def test_settings_can_be_pushed(start: Start, project: Path) -> None:
    """For clients that cannot be asked: with `initialize`, and with each change."""
    capabilities = neovim()
    capabilities["workspace"].pop("configuration")
    client = start()
    client.initialize(
        project, capabilities=capabilities, initializationOptions={"settings": {"diagnostics.enabled": False}}
    )
    uri = client.open(project / "app.py", APP)
    assert [] == client.codes(uri)
    n = client.received
    client.notify("workspace/didChangeConfiguration", {"settings": {"flask-ls": {"diagnostics": {"enabled": True}}}})
    client.wait_for("workspace/diagnostic/refresh", after=n)
    assert ["FLK301"] == client.codes(uri)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (5, "expected an object, not 5"),
        ({"hover": {"enabled": "yes"}}, "flask-ls.hover.enabled: expected true or false"),
        ({"diagnostics": {"ignore": "FLK301"}}, "flask-ls.diagnostics.ignore: expected a list of strings"),
        ({"logLevel": "loud"}, "flask-ls.logLevel: expected one of"),
    ],
)
def test_a_setting_of_the_wrong_type_is_named_and_ignored(
    start: Start, project: Path, settings: Any, said: str
) -> None:
    """Its default holds, and so do all the others."""
    client = start()
    client.settings = settings
    client.initialize(project)
    assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))
    assert b"Traceback" not in client.stderr
    assert said in client.log()


def test_the_project_says_what_the_editor_does_not(start: Start, project: Path) -> None:
    """`[tool.flask-ls]` is read, followed when it changes, and the editor's settings win over it."""
    toml = project / "pyproject.toml"
    toml.write_text('[tool.flask-ls]\nignore = ["FLK301"]\n')
    client = start()
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    assert [] == client.codes(uri)
    configure(client, {"diagnostics": {"ignore": []}})
    assert ["FLK301"] == client.codes(uri)
    configure(client, {})
    toml.write_text('[tool.flask-ls]\nseverity = {FLK301 = "error"}\n')
    watched(client, (toml, CHANGED))
    assert [1] == [item["severity"] for item in client.diagnostics(uri)["items"]]
    toml.unlink()
    watched(client, (toml, DELETED))
    assert [2] == [item["severity"] for item in client.diagnostics(uri)["items"]]


@pytest.mark.parametrize("text", ["[tool.flask-ls", "[tool.flask-ls]\nhover = 1\n", "[tool]\nflask-ls = 5\n"])
def test_a_broken_project_configuration_is_logged(start: Start, project: Path, text: str) -> None:
    """The message names the file, and the server goes on with the defaults."""
    (project / "pyproject.toml").write_text(text)
    client = start()
    client.initialize(project)
    assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))
    assert str(project / "pyproject.toml") in client.log()


def test_what_is_excluded_is_forgotten_and_comes_back(start: Start, project: Path) -> None:
    """`exclude` is applied live, to files that were read already."""
    (project / "old").mkdir()
    (project / "old" / "legacy.py").write_text(APP)
    client = start()
    client.initialize(project)
    assert {"app.py", "legacy.py"} == set(everywhere(client))
    configure(client, {"exclude": ["old"]})
    assert {"app.py"} == set(everywhere(client))
    configure(client, {"exclude": []})
    assert {"app.py", "legacy.py"} == set(everywhere(client))


GOOD = "- {id: mine, prefix: fmine, title: Mine, where: python.module, body: mine}\n"


def test_own_snippets_are_offered_and_followed(start: Start, project: Path) -> None:
    """A person's catalogue is read from its path, watched, and followed; its faults are problems until they are mended."""
    mine = project / "mine.yaml"
    mine.write_text("- id: mine\n  nonsense: true\n")
    client = start()
    client.settings = {"snippets": {"paths": ["mine.yaml", "gone.yaml"]}}
    client.initialize(project)
    client.wait_for("window/logMessage", lambda params: "mine.yaml:1" in params["message"])
    assert "gone.yaml" in client.log()
    told = client.wait_for("textDocument/publishDiagnostics", lambda params: params["uri"] == mine.as_uri())
    assert "mine: unknown key `nonsense`" in told["diagnostics"][0]["message"]
    gone = client.wait_for("textDocument/publishDiagnostics", lambda params: params["uri"].endswith("gone.yaml"))
    assert "cannot be read (No such file or directory)" in gone["diagnostics"][0]["message"]
    mine.write_text(GOOD)
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": mine.as_uri(), "type": CHANGED}]})
    client.wait_for(
        "textDocument/publishDiagnostics", lambda params: params["uri"] == mine.as_uri() and not params["diagnostics"]
    )
    text = APP + "fmin"
    uri = client.open(project / "app.py", text)
    place = {"line": text.count("\n"), "character": 4}
    found = client.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
    assert "mine" in [item["textEdit"]["newText"] for item in found["items"]]


def test_the_log_has_the_level_that_is_set(start: Start, project: Path) -> None:
    """`error` keeps everything else out of the client's log."""
    client = start()
    client.settings = {"logLevel": "error"}
    client.initialize(project)
    client.close("file:///nowhere.py")
    assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))
    assert "" == client.log()


# What the client is told


def test_reading_the_project_shows_its_progress(start: Start, project: Path) -> None:
    """A bar begins after the client agreed to it, and ends."""
    client = start()
    client.initialize(project)
    token = client.wait_for("window/workDoneProgress/create")["token"]
    client.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
    values = [params["value"] for params in client.notifications("$/progress") if params["token"] == token]
    assert ("begin", "end") == (values[0]["kind"], values[-1]["kind"])
    shares = [value["percentage"] for value in values if "percentage" in value]
    assert sorted(shares) == shares
    assert all(0 <= share <= 100 for share in shares)


def test_the_status_is_told_when_it_changes(start: Start, project: Path) -> None:
    """starting, indexing, ready; with the number of files and of findings, and never the same twice."""
    client = start()
    client.initialize(project, capabilities=vscode())
    uri = client.open(project / "app.py", APP)
    client.wait_for("flask-ls/status", lambda params: params["findings"] == 1)
    version = client.change(uri, {"range": span(APP, "debug=True", "utf-16"), "text": ""})
    client.pushed(uri, version=version)
    told = client.notifications("flask-ls/status")
    assert [
        {"state": "starting", "files": 0, "findings": 0},
        {"state": "indexing", "files": 0, "findings": 0},
        {"state": "ready", "files": 1, "findings": 0},
        {"state": "ready", "files": 1, "findings": 1},
        {"state": "ready", "files": 1, "findings": 0},
    ] == told


def test_a_failed_reading_is_an_error_state(start: Start, project: Path) -> None:
    """The status says why, the log has the traceback, and requests are still answered."""
    client = start(
        patch="""
import flask_ls.lsp.indexing as module
def _read_folders(ls, progress, also):
    raise RuntimeError("no such luck")
module._read_folders = _read_folders
"""
    )
    client.request("initialize", client.initialize_params(project))
    client.notify("initialized")
    told = client.wait_for("flask-ls/status", lambda params: params["state"] == "error")
    assert "no such luck" in told["message"]
    uri = client.open(project / "app.py", APP)
    place = at(APP, "Flask(")
    assert client.hover(uri, place["line"], place["character"]) is not None
