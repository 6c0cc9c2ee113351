"""Every pattern of the cheat sheets is carried by something that exists. See `coverage/README.md`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask_ls.knowledge import api
from flask_ls.knowledge.snippet_body import Stop, parse
from flask_ls.knowledge.snippets import Snippet, builtin
from flask_ls.rules import registry

FOLDER = Path(__file__).resolve().parent / "coverage"
PATTERNS = (FOLDER / "patterns.txt").read_text(encoding="utf-8").split()
NUMBER = 538
ROWS: list[tuple[str, Any]] = [
    (path.name, row)
    for path in sorted(FOLDER.glob("*.yaml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]
BY_ID = {snippet.id: snippet for snippet in builtin()}


def _name(value: Any) -> str | None:
    return str(value.get("pattern")) if isinstance(value, dict) else None


@pytest.mark.parametrize(("file", "row"), ROWS, ids=_name)
def test_row_is_well_formed(file: str, row: Any) -> None:
    """A row has a known pattern, where it was found, and what carries it."""
    assert ["by", "documents", "pattern"] == sorted(row), file
    assert row["pattern"] in PATTERNS
    documents = row["documents"]
    assert documents and [] == [each for each in documents if not (isinstance(each, str) and each[:3].isdigit())]
    assert len(documents) == len(set(documents))


@pytest.mark.parametrize(("file", "row"), ROWS, ids=_name)
def test_carrier_exists(file: str, row: Any) -> None:
    """What a row names as the carrier is in the catalogue, in the documentation or among the rules."""
    kind, _, name = row["by"].partition(" ")
    assert kind in _CARRIERS, f"{file}: `by` is one of {', '.join(_CARRIERS)}"
    assert _CARRIERS[kind](name), f"{file}: there is no {row['by']}"


def test_no_pattern_is_listed_twice() -> None:
    """A pattern is in one file, once."""
    assert [] == [pattern for pattern, count in Counter(_name(row) for _, row in ROWS).items() if count > 1]


def test_no_pattern_is_missing() -> None:
    """Every pattern is carried."""
    assert [] == sorted(set(PATTERNS) - {_name(row) for _, row in ROWS})
    assert len(ROWS) == NUMBER


def test_patterns_are_as_many_as_were_found() -> None:
    """The list itself is whole and in order, so that a row cannot be got rid of with its pattern."""
    assert PATTERNS == sorted(set(PATTERNS))
    assert len(PATTERNS) == NUMBER


def _snippet(name: str) -> Snippet | None:
    return BY_ID.get(name)


def _choice(name: str) -> bool:
    snippet = BY_ID.get(name)
    return snippet is not None and any(isinstance(part, Stop) and part.number for part in parse(snippet.body))


def _import(name: str) -> bool:
    return name in BY_ID and bool(BY_ID[name].imports)


def _api(name: str) -> bool:
    status = name.isdigit() and api.status_code(int(name)) is not None
    return bool(api.lookup(name) or api.config_key(name) or api.converter(name) or status)


def _rule(name: str) -> bool:
    return any(entry.rule.name == name for entry in registry.rules())


_CARRIERS = {"snippet": _snippet, "choice": _choice, "import": _import, "api": _api, "rule": _rule}
