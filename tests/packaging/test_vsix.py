"""The bundle inside the VSIX: pure Python, and it runs on any CPython from 3.10 with nothing installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import vsix

LAUNCHER = vsix.CLIENT / "launch" / "run_server.py"


@pytest.fixture(scope="module")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What of the unpacked extension the server needs, in a folder of its own."""
    folder = tmp_path_factory.mktemp("extension")
    kept, vsix.LIBS = vsix.LIBS, folder / "bundled" / "libs"
    try:
        vsix.bundle()
    finally:
        vsix.LIBS = kept
    (folder / "launch").mkdir()
    shutil.copy(LAUNCHER, folder / "launch")
    return folder


def _pythons() -> list[str]:
    found = {}
    for minor in range(10, 16):
        python = shutil.which(f"python3.{minor}")
        if python is None:
            continue
        asked = subprocess.run(
            [python, "-c", "import sys; print(sys.version_info[1], sys.executable)"],
            capture_output=True,
            text=True,
            check=False,
        )
        version, _, executable = asked.stdout.strip().partition(" ")
        if version == str(minor):
            found[minor] = executable
    return [*found.values()] or [sys.executable]


def test_bundle_is_pure_python(extension: Path) -> None:
    """Nothing compiled is in the bundle, and the server and its data are."""
    names = {path.name for path in extension.rglob("*")}
    assert not any(path.suffix in vsix.COMPILED for path in extension.rglob("*"))
    assert {
        "snippets.json",
        "api_flask.json",
        "facts.json",
        "project_templates.json",
        "pygls",
        "lsprotocol",
        "jedi",
        "yaml",
        "attrs",
        "cattrs",
    } <= names


@pytest.mark.parametrize("python", _pythons())
def test_bundle_answers_initialize(extension: Path, python: str, tmp_path: Path) -> None:
    """The server answers `initialize` on a bare Python, in a folder whose files have the names of what it imports."""
    for name in ("json", "typing", "yaml", "pygls", "flask_ls", "attrs", "asyncio"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the project was imported')\n")
    messages = [
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {"processId": None, "rootUri": None, "capabilities": {}},
        },
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "id": 2, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    ]
    sent = b"".join(
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in (json.dumps(m).encode() for m in messages)
    )
    done = subprocess.run(
        [python, "-I", "-S", str(extension / "launch" / "run_server.py"), "serve", "--stdio"],
        input=sent,
        capture_output=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        timeout=60,
        check=False,
    )
    assert b'"hoverProvider"' in done.stdout, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert 0 == done.returncode
