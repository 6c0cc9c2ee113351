"""Starting in a workspace that was open before: the server knows what it saw, and says nothing that is not so now."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import APP, Start
from lsp_client import Client

# Files that are new count as old, few as many; what is read from the disk and what is kept goes to the log.
PATCH = """
import os
os.environ["FLASK_LS_CACHE"] = {folder!r}
import flask_ls.project.cache as cache
from flask_ls.project.files import DiskFiles
cache._RACY, cache.FEWEST = -10**15, 1
import logging
log = logging.getLogger("flask_ls")
real_read = DiskFiles.read
def read(self, path):
    log.info("reading %s", os.path.basename(path))
    return real_read(self, path)
DiskFiles.read = read
real_save = cache.Cache.save_routes
def save_routes(self, found, settings):
    log.info("kept routes: %s", real_save(self, found, settings))
cache.Cache.save_routes = save_routes
"""
VIEWS = "from app import app\n\n\n@app.route('/views')\ndef views():\n    return 'x'\n"

Again = Callable[..., Client]


@pytest.fixture
def again(start: Start, project: Path, tmp_path: Path) -> Again:
    """Start a server that knows what those before it kept; it has followed the applications when it is given."""
    (project / "views.py").write_text(VIEWS)
    (project / "other.py").write_text("import json\n")

    def run(opened: str | None = None) -> Client:
        client = start(patch=PATCH.format(folder=str(tmp_path / "cache")))
        client.request("initialize", client.initialize_params(project))
        if opened is not None:
            client.open(project / "app.py", opened)
        client.notify("initialized")
        client.wait_for("window/logMessage", lambda params: params["message"].startswith("followed"))
        return client

    return run


def _log(client: Client, start: str) -> list[str]:
    """What follows a beginning of a line, in the log."""
    return [line.removeprefix(start).strip() for line in client.log().splitlines() if line.startswith(start)]


def _before_ready(client: Client) -> list[str]:
    """What was read before the server was ready."""
    read = []
    for each in client.messages:
        params = each.get("params")
        if each.get("method") == "window/logMessage" and params["message"].startswith("reading "):
            read.append(params["message"].removeprefix("reading "))
        if each.get("method") == "flask-ls/status" and params["state"] == "ready":
            break
    return sorted(name for name in read if name.endswith(".py"))


def test_a_second_start_reads_nothing(again: Again, project: Path) -> None:
    """Before it is ready; and what it finds is the same."""
    first = again()
    assert ["app.py", "other.py", "views.py"] == _before_ready(first)
    assert ["True"] == _log(first, "kept routes:")
    second = again()
    assert [] == _before_ready(second)
    assert ["FLK301"] == second.codes(second.open(project / "app.py", APP))
    assert [_log(first, "followed")] == [_log(second, "followed")]


def test_what_changed_meanwhile_is_seen(again: Again, project: Path) -> None:
    """Files that were changed, made or deleted while no server ran."""
    again()
    (project / "views.py").write_text(VIEWS.replace("/views", "/other") + "\n\napp.debug = True\n")
    (project / "other.py").unlink()
    (project / "new.py").write_text(VIEWS)
    client = again()
    assert ["new.py", "views.py"] == _before_ready(client)
    assert ["1 applications to 4 routes"] == _log(client, "followed")


def test_a_setting_that_changed_meanwhile_counts(again: Again, project: Path) -> None:
    """`pyproject.toml` may name the application, so what was kept under another text of it is not taken over."""
    again()
    assert [True] == [line.endswith("from the start before") for line in _log(again(), "took over")]
    (project / "pyproject.toml").write_text('[tool.flask-ls]\napp = "views:views"\n')
    assert [] == _log(again(), "took over")
    assert 1 == len(_log(again(), "took over"))


def test_what_was_never_saved_is_not_kept(again: Again, project: Path) -> None:
    """A document that says something else than its file is no part of what the next start knows."""
    client = again(opened=APP.replace('"/"', '"/unsaved"') + "import nothing\n")
    assert ["1 applications to 3 routes"] == _log(client, "followed")
    assert [] == list((project.parent / "cache").rglob("*.*"))
    assert ["app.py", "other.py", "views.py"] == _before_ready(again())


def test_an_unsaved_document_is_not_overlooked(again: Again, project: Path) -> None:
    """Where a start knows all files, but one is open with another text, that text counts."""
    again()
    extra = "\n\n@app.route('/unsaved')\ndef unsaved():\n    return 'x'\n"
    client = again(opened=APP + extra)
    assert ["1 applications to 4 routes"] == _log(client, "followed")
    assert ["1 applications to 3 routes"] == _log(again(), "followed")


def test_a_damaged_cache_harms_nobody(again: Again, project: Path, tmp_path: Path) -> None:
    """It is as if there were none."""
    again()
    for path in (tmp_path / "cache" / "index").iterdir():
        path.write_bytes(os.urandom(300))
    client = again()
    assert ["app.py", "other.py", "views.py"] == _before_ready(client)
    assert [] == _before_ready(again())


def test_a_reading_that_is_given_up_ends_its_progress(start: Start, tmp_path: Path) -> None:
    """Each bar that begins ends, though settings change while the folders are read."""
    for number in range(1500):
        (tmp_path / f"m{number}.py").write_text("import flask\n")
    client = start()
    client.request("initialize", client.initialize_params(tmp_path))
    client.notify("initialized")
    for number in range(12):
        client.settings = {"exclude": [f"x{number}"]}
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        time.sleep(0.03)
    client.wait_for("flask-ls/status", lambda params: params["state"] == "ready")
    kinds: list[str] = []
    for _ in range(200):
        kinds = [params["value"]["kind"] for params in client.notifications("$/progress")]
        if kinds.count("begin") == kinds.count("end") > 0 and kinds[-1] == "end":
            break
        time.sleep(0.05)
    assert kinds.count("begin") == kinds.count("end") > 0
