"""Every pattern of the cheat sheets is carried by something that exists. See `coverage/README.md`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from carriers import exists, is_document

FOLDER = Path(__file__).resolve().parent / "coverage"
PATTERNS = (FOLDER / "patterns.txt").read_text(encoding="utf-8").split()
NUMBER = 538
ROWS: list[tuple[str, Any]] = [
    (path.name, row)
    for path in sorted(FOLDER.glob("*.yaml"))
    if path.name != "tips.yaml"
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]
KINDS = frozenset({"snippet", "choice", "import", "api", "rule"})


def _name(value: Any) -> str | None:
    return str(value.get("pattern")) if isinstance(value, dict) else None


@pytest.mark.parametrize(("file", "row"), ROWS, ids=_name)
def test_row_is_well_formed(file: str, row: Any) -> None:
    """A row has a known pattern, where it was found, and what carries it."""
    assert ["by", "documents", "pattern"] == sorted(row), file
    assert row["pattern"] in PATTERNS
    documents = row["documents"]
    assert documents and [] == [each for each in documents if not is_document(each)]
    assert len(documents) == len(set(documents))


@pytest.mark.parametrize(("file", "row"), ROWS, ids=_name)
def test_carrier_exists(file: str, row: Any) -> None:
    """What a row names as the carrier is in the catalogue, in the documentation or among the rules."""
    assert exists(row["by"], KINDS), f"{file}: there is no {row['by']}"


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
