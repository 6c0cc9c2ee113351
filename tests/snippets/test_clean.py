"""What an entry puts into a file is clean: under Ruff as it comes, and under our own rules."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask_ls.features.diagnostics import findings
from flask_ls.knowledge.snippets import Snippet, builtin
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from marks import ROOT, line_of
from runner import BEGIN, source, texts
from test_catalogue import CHECKS

PYTHON = [snippet for snippet in builtin() if snippet.where[0].startswith("python.")]
# Codes that an entry may have, by the beginning of its id, with the reason.
ALLOWED = {
    ("import-", "F401"): "the imports are for what the person goes on to write",
    ("", "UP017"): "`datetime.UTC` is not there in Python 3.10",
    ("", "UP018"): "the test itself puts `str()` around an expression",
    ("request-", "FLK207"): "the view for GET and POST around it is the test's",
    ("blueprint", "FLK502"): "it is registered in a file that the entry does not know",
    ("wtf-validator", "F821"): "the name is one of the test, which stands in the same line",
    (
        "blueprint-package",
        "RUF100",
    ): "the import stands below for a reason; Flake8 and older versions of Ruff ask for it",
    ("view-decorators", "RUF012"): "Flask's own spelling: the list is read, never changed",
    ("scheduler-jobs", "RUF012"): "Flask's own spelling: the list is read, never changed",
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, str]]]:
    """What Ruff says of every text, by the file's name: rows from 1 and codes. It runs once over all."""
    folder = tmp_path_factory.mktemp("texts")
    for snippet in PYTHON:
        for number, text in enumerate(texts(snippet)):
            written = source(snippet, CHECKS[snippet.id], text)
            (folder / f"{snippet.id}.{number}.py").write_text(written + "\n", encoding="utf-8")
    options = ["--isolated", "--no-cache", "--line-length", "120", "--output-format", "json"]
    command = [sys.executable, "-m", "ruff", "check", *options, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found: dict[str, list[tuple[int, str]]] = {}
    for each in json.loads(done.stdout):
        found.setdefault(Path(each["filename"]).name, []).append((each["location"]["row"], each["code"]))
    return found


@pytest.mark.parametrize("snippet", PYTHON, ids=lambda snippet: snippet.id)
def test_ruff_finds_nothing(snippet: Snippet, reported: dict[str, list[tuple[int, str]]]) -> None:
    """Ruff's default rules find nothing in the lines of an entry, whatever is chosen in it."""
    for number, text in enumerate(texts(snippet)):
        rows = _rows(snippet, text)
        codes = {code for row, code in reported.get(f"{snippet.id}.{number}.py", ()) if row in rows}
        assert set() == {code for code in codes if not _allowed(snippet, code)}, text


@pytest.mark.parametrize("snippet", PYTHON, ids=lambda snippet: snippet.id)
def test_own_rules_find_nothing(snippet: Snippet) -> None:
    """The server does not warn of what it has put in itself."""
    for text in texts(snippet):
        written, rows = source(snippet, CHECKS[snippet.id], text), _rows(snippet, text)
        project = Project.empty((ROOT,)).with_files({f"{ROOT}/app.py": written})
        found = findings(project, f"{ROOT}/app.py", Options())
        codes = {finding.code for finding in found if line_of(written, finding.span.start) in rows}
        assert set() == {code for code in codes if not _allowed(snippet, code)}, text


@pytest.mark.parametrize("snippet", PYTHON, ids=lambda snippet: snippet.id)
def test_every_import_is_used(snippet: Snippet) -> None:
    """An entry brings along only what it uses itself, whatever is chosen in it."""
    names = [statement.split()[-1].partition(".")[0] for statement in snippet.imports]
    for text in texts(snippet):
        assert [] == [name for name in names if not re.search(rf"\b{name}\b", text)]


def test_every_exception_is_needed(reported: dict[str, list[tuple[int, str]]]) -> None:
    """The table of exceptions names nothing that has been mended."""
    assert set() == {
        (start, code)
        for start, code in ALLOWED
        if not code.startswith("FLK")
        and not any(name.startswith(start) and code in dict(map(reversed, rows)) for name, rows in reported.items())
    }


def test_every_exception_of_our_own_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an exception for one of our rules an entry has a finding."""
    for start, code in [each for each in ALLOWED if each[1].startswith("FLK")]:
        monkeypatch.delitem(ALLOWED, (start, code))
        with pytest.raises(AssertionError, match=code):
            for snippet in PYTHON:
                if snippet.id.startswith(start):
                    test_own_rules_find_nothing(snippet)


def test_lines_of_an_entry() -> None:
    """The lines that are looked at are those of the entry, and our own rules see what is wrong in them."""
    snippet = next(each for each in PYTHON if each.id == "wtf-field")
    text = texts(snippet)[0]
    rows = source(snippet, CHECKS[snippet.id], text).split("\n")
    assert [text] == [rows[row - 1].strip() for row in sorted(_rows(snippet, text))]
    with pytest.raises(AssertionError, match="FLK301"):
        test_own_rules_find_nothing(
            next(each for each in PYTHON if each.id == "app-run")._replace(body="${app}.run(debug=True)")
        )


def _rows(snippet: Snippet, text: str) -> set[int]:
    """The rows, from 1, that the text has in its small application."""
    before = CHECKS[snippet.id].get("within", "").partition("<|>")[0]
    lines = [line.strip() for line in source(snippet, CHECKS[snippet.id], text).split("\n")]
    first = lines.index(BEGIN) + 2 + before.count("\n")
    return set(range(first, first + text.count("\n") + 1))


def _allowed(snippet: Snippet, code: str) -> bool:
    return any(snippet.id.startswith(start) and code == allowed for start, allowed in ALLOWED)
