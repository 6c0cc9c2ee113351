"""The entries with the oldest versions of Flask and its extensions that they ask for: `make test-matrix`.

Its name keeps it out of `make test`, where every entry runs with the newest.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from flask_ls.knowledge.snippets import Snippet, builtin
from runner import run, texts
from test_catalogue import CHECKS

# What other programs read does not depend on Flask.
PLACES = ("python", "jinja", "html-attribute")


@pytest.mark.parametrize(
    "snippet",
    [snippet for snippet in builtin() if snippet.where[0].partition(".")[0] in PLACES],
    ids=lambda snippet: snippet.id,
)
def test_entry_runs(snippet: Snippet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry does what its check says wherever there is what it requires."""
    monkeypatch.chdir(tmp_path)
    missing = [requirement for requirement in snippet.requires if not _met(requirement)]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    assert len(texts(snippet)) == run(snippet, CHECKS[snippet.id], str(tmp_path))


def _met(requirement: str) -> bool:
    name, _, floor = requirement.partition(">=")
    try:
        return _numbers(version(name)) >= _numbers(floor)
    except PackageNotFoundError:
        return False


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])
