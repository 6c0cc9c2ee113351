"""Every fact in the tables of the cheat sheets is carried by something that exists. See `coverage/README.md`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from carriers import exists, is_document

FOLDER = Path(__file__).resolve().parent / "coverage"
FACTS = (FOLDER / "facts.txt").read_text(encoding="utf-8").splitlines()
NUMBER = 219
TABLES = 20
KINDS = frozenset({"snippet", "choice", "api", "rule", "completion"})
ROWS: list[tuple[str, Any]] = [
    (path.stem, row)
    for path in sorted((FOLDER / "facts").glob("*.yaml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]
# Only what follows from the project's own routes is computed.
COMPUTED = {"url-for-outputs"}


def _name(value: Any) -> str | None:
    return str(value.get("fact")) if isinstance(value, dict) else None


@pytest.mark.parametrize(("table", "row"), ROWS, ids=_name)
def test_row_is_well_formed(table: str, row: Any) -> None:
    """A row has a known fact of its table, the sections that state it, and what carries it."""
    assert ["by", "documents", "fact"] == sorted(row), table
    assert f"{table}: {row['fact']}" in FACTS
    documents = row["documents"]
    assert [] == [each for each in documents if not is_document(each)]
    assert len(documents) == len(set(documents))


@pytest.mark.parametrize(("table", "row"), ROWS, ids=_name)
def test_carrier_exists(table: str, row: Any) -> None:
    """What a row names as the carrier is there, and only what depends on a project is left to the completion."""
    assert exists(row["by"], KINDS), f"{table}: there is no {row['by']}"
    assert table in COMPUTED or not row["by"].startswith("completion ")


def test_every_fact_is_mapped_once() -> None:
    """No fact is missing, and none is in the tables twice."""
    assert Counter(FACTS) == Counter(f"{table}: {row['fact']}" for table, row in ROWS)


def test_facts_are_as_many_as_were_found() -> None:
    """The list itself is whole and in order, so that a row cannot be got rid of with its fact."""
    assert FACTS == sorted(set(FACTS))
    assert len(FACTS) == NUMBER
    assert len({fact.partition(":")[0] for fact in FACTS}) == TABLES


@pytest.mark.parametrize(
    "by", ["snippet none-such", "choice j-comment-none", "api 799", "rule none", "completion url", "x y"]
)
def test_invented_carrier_is_noticed(by: str) -> None:
    """A carrier that does not exist, or of a kind that nobody knows, does not pass."""
    assert not exists(by, KINDS)
