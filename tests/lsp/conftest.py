"""Server processes for tests: started when asked for, ended when the test is over."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lsp_client import Client

APP = """\
from flask import Flask, request, session

app = Flask(__name__)


@app.route("/")
def index():
    return request.args["q"]


app.run(debug=True)
"""

Start = Callable[..., Client]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a server process. `patch` is Python that runs in it before it serves."""
    started: list[Client] = []

    def run(*, patch: str = "", cwd: Path | None = None, arguments: tuple[str, ...] = ("--stdio",)) -> Client:
        if patch:
            code = f"import sys\n{patch}\nfrom flask_ls.cli.main import main\nsys.exit(main({['serve', *arguments]!r}))"
            client = Client(sys.executable, "-c", code, cwd=cwd)
        else:
            client = Client(sys.executable, "-m", "flask_ls", "serve", *arguments, cwd=cwd)
        started.append(client)
        return client

    yield run
    for client in started:
        client.kill()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with one application that has one finding, FLK301."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    return folder
