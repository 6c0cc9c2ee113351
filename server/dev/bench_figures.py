"""What the parts of the benchmark share: a row of the table, the 95th percentile, and the least that reading costs."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

Row = tuple[str, float, str, str]  # what was measured, the figure, its unit or yardstick, the goal


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]


def read_all(names: Iterable[str]) -> None:
    """Read the bytes of files, and do nothing with them."""
    for name in names:
        with open(name, "rb") as file:  # noqa: PTH123 - the least that reading costs
            file.read()
