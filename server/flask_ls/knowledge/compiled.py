"""The generated files beside this module, each read when something in it is asked for, and once."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any


@cache
def compiled(name: str) -> dict[str, Any]:
    """The content of a generated file; nothing where there is no such file."""
    path = os.path.join(os.path.dirname(__file__), f"{name}.json")  # noqa: PTH118, PTH120
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            data: dict[str, Any] = json.load(file)
    except FileNotFoundError:
        return {}
    return data
