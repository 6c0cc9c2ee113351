"""Every tip and warning of the cheat sheets is given by something that exists. See `coverage/README.md`."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import yaml
from carriers import exists
from test_coverage import FOLDER, KINDS

TIPS = (FOLDER / "tips.txt").read_text(encoding="utf-8").split()
NUMBER = 145
NO_ADVICE_ON_CODE = 13
ROWS: list[Any] = yaml.safe_load((FOLDER / "tips.yaml").read_text(encoding="utf-8"))


def _name(row: Any) -> str:
    return str(row.get("tip"))


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_row_is_well_formed(row: Any) -> None:
    """A row has a known tip, where it was found, and what gives it."""
    assert ["by", "documents", "tip"] == sorted(row)
    assert row["tip"] in TIPS
    documents = row["documents"]
    assert documents and [] == [each for each in documents if not (isinstance(each, str) and each[:3].isdigit())]
    assert len(documents) == len(set(documents))


@pytest.mark.parametrize("row", ROWS, ids=_name)
def test_carrier_exists(row: Any) -> None:
    """What a row names is in the catalogue, in the documentation or among the rules; `none` comes with a sentence."""
    kind, _, name = row["by"].partition(" ")
    if kind == "none":
        assert len(name.split()) > 3 and name.endswith("."), "say why nothing carries it"
        return
    assert exists(row["by"], KINDS), f"there is no {row['by']}"


def test_every_tip_is_given_once() -> None:
    """No tip is missing, and none is listed twice."""
    assert dict.fromkeys(TIPS, 1) == Counter(map(_name, ROWS))


def test_tips_are_as_many_as_were_found() -> None:
    """The list itself is whole and in order, so that a row cannot be got rid of with its tip."""
    assert TIPS == sorted(set(TIPS))
    assert len(TIPS) == NUMBER


def test_few_tips_are_given_by_nothing() -> None:
    """Advice on code is carried; what is not is about tools, teams and machines."""
    assert sum(row["by"].startswith("none ") for row in ROWS) <= NO_ADVICE_ON_CODE
