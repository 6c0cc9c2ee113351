"""The house's floors: imports go down only, each third-party library has one home, the command line stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "server" / "flask_ls"
FLOORS = {
    "options": 0, "text": 0, "syntax": 1, "knowledge": 1, "project": 2, "infer": 2, "symbols": 3, "rules": 4,
    "features": 5, "lsp": 6, "cli": 6,
}  # fmt: skip
HOMES = {"pygls": "lsp", "lsprotocol": "lsp", "jedi": "infer", "yaml": "knowledge"}
# What the evaluator reads as text is no code of the server.
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "library_models" not in path.parts)


def _imports(path: Path) -> list[str]:
    """Every module that a file imports, inside functions too."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    """A file imports from its own room and from lower floors; only `cli/serve.py` opens the other door."""
    room = _room(path)
    if room in ("__init__", "__main__"):
        return
    for module in _imports(path):
        parts = module.split(".")
        if parts[0] == "flask_ls" and len(parts) > 1 and parts[1] in FLOORS and parts[1] != room:
            if path.name == "serve.py" and parts[1] == "lsp":
                continue
            assert FLOORS[parts[1]] < FLOORS[room], f"{path.name} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_party_libraries_have_one_home(path: Path) -> None:
    """Only `lsp` imports pygls and lsprotocol, only `infer` jedi, only `knowledge` yaml."""
    for module in _imports(path):
        home = HOMES.get(module.partition(".")[0])
        assert home in (None, _room(path)), f"{path.name} imports {module}"


def test_check_loads_no_protocol(tmp_path: Path) -> None:
    """`flask-ls check` imports none of pygls, lsprotocol, jedi and yaml."""
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)\n")
    code = (
        "import sys; from flask_ls.cli.main import main; main(['check', sys.argv[1]]);"
        "print([m for m in ('pygls', 'lsprotocol', 'jedi', 'yaml', 'flask', 'asyncio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.splitlines()[-1]


def test_files_stay_short() -> None:
    """No file of the package is over 400 lines."""
    assert [] == [path.name for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > 400]
