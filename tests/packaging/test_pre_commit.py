"""The hook for pre-commit, installed from a clone of the repository as its users install it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]


def _run(*command: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    names = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "n"), ("EMAIL", "e@x"))
    }
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {**names, "PRE_COMMIT_HOME": str(home), "NO_COLOR": "1"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.skipif(not (TOP / ".git").exists() or shutil.which("git") is None, reason="not a clone of the repository")
def test_hook(tmp_path: Path) -> None:
    """A commit with a finding is refused, with the finding; one without passes, and so does one without Python."""
    source, project, home = tmp_path / "source", tmp_path / "project", tmp_path / "home"
    assert 0 == _run("git", "clone", "-q", str(TOP), str(source), cwd=tmp_path, home=home).returncode
    revision = _run("git", "rev-parse", "HEAD", cwd=source, home=home).stdout.strip()
    project.mkdir()
    _run("git", "init", "-q", cwd=project, home=home)
    (project / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {source}\n  rev: {revision}\n  hooks:\n  - id: flask-ls\n", encoding="utf-8"
    )
    app = project / "app.py"
    app.write_text("from flask import Flask\n\napp = Flask(__name__)\napp.run(debug=True)\n", encoding="utf-8")
    (project / "README").write_text("read me\n", encoding="utf-8")

    def hook() -> subprocess.CompletedProcess[str]:
        _run("git", "add", "-A", cwd=project, home=home)
        return _run(sys.executable, "-m", "pre_commit", "run", cwd=project, home=home)

    refused = hook()
    assert 1 == refused.returncode, refused.stdout + refused.stderr
    assert re.search(r"app\.py:4:9: \w+ FLK301 debug-mode-enabled", refused.stdout)
    app.write_text("from flask import Flask\n\napp = Flask(__name__)\n", encoding="utf-8")
    passed = hook()
    assert 0 == passed.returncode, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
    app.unlink()
    assert "no files to check" in hook().stdout
