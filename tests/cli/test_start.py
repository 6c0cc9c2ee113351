"""What a run of `flask-ls check` does not load: each of these costs more than the check of a file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HEAVY = [
    "argparse", "asyncio", "concurrent", "hashlib", "importlib.metadata", "logging", "multiprocessing", "pathlib", "pkgutil",
    "shutil", "socket", "subprocess", "tempfile", "tomllib", "urllib", "yaml",
    "flask_ls.knowledge.snippets", "flask_ls.lsp", "flask_ls.project.cache", "flask_ls.project.evaluation",
    "flask_ls.project.url_map", "flask_ls.symbols",
]  # fmt: skip


def _loaded(path: Path) -> set[str]:
    """The modules that a run on a file loads."""
    code = (
        "import sys, json; before = set(sys.modules); from flask_ls.cli.main import main; main(['check', sys.argv[1]]);"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    command = [sys.executable, "-I", "-c", code, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_nothing_heavy_is_loaded(tmp_path: Path) -> None:
    """Neither for a file with findings."""
    path = tmp_path / "app.py"
    path.write_text("from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)\n")
    assert set() == _loaded(path) & set(HEAVY)


def test_the_process_ends_with_its_status(tmp_path: Path) -> None:
    """With all that it had to say, also where nobody listens to the end."""
    path = tmp_path / "app.py"
    path.write_text("from flask import Flask\napp = Flask(__name__)\n" + "app.run(debug=True)\n" * 3000)
    command = [sys.executable, "-m", "flask_ls", "check", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = "3000 findings, 3000 with a fix\n"
    assert (1, 9000, said) == (done.returncode, len(done.stdout.splitlines()), done.stderr)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_rules_are_loaded_where_their_words_are(tmp_path: Path) -> None:
    """A rule whose words stand nowhere is not even imported."""
    path = tmp_path / "app.py"
    path.write_text("from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)\n")
    rules = {name.rpartition(".")[2] for name in _loaded(path) if name.startswith("flask_ls.rules.")}
    assert {
        "base",
        "circular_import_app",
        "registry",
        "runner",
        "suppressions",
        "edits",
        "debug_mode_enabled",
        "missing_flask_import",
        "module_shadows_package",
    } == rules
    path.write_text("x = 1\n")
    rules = {name.rpartition(".")[2] for name in _loaded(path) if name.startswith("flask_ls.rules.")}
    assert {"base", "registry", "runner", "suppressions"} == rules
