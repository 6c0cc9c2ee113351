"""All rules. What each of them is stands in a generated index, so that a rule's module is imported only to be used.

A rule is a module of this folder that has `RULE` and `check`; `scan` finds them for the index.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import time
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from types import ModuleType
from typing import Any

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile

INDEX = "index.json"  # beside this file
TEMPLATE = "TemplateFile"


class Entry:
    """A rule with its functions. `feed` is the name of the type that its `check` is given.

    `template_words`: a template without any of them cannot have a finding; none, where the rule looks at none.
    """

    def __init__(self, module: str, feed: str, rule: Rule, template_words: tuple[str, ...] = ()) -> None:
        self.module = module
        self.feed = feed
        self.rule = rule
        self.template_words = template_words

    @cached_property
    def _loaded(self) -> ModuleType:
        return importlib.import_module(f"flask_ls.rules.{self.module}")

    @property
    def is_loaded(self) -> bool:
        """Whether its module was needed already."""
        return "_loaded" in self.__dict__

    @property
    def check(self) -> Callable[..., Iterator[Report]]:
        return _timed(self.rule.code, self._loaded.check)

    @property
    def check_template(self) -> Callable[[TemplateFile], Iterator[Report]]:
        module: Any = self._loaded
        return _timed(self.rule.code, module.check if self.feed == TEMPLATE else module.check_template)

    @property
    def fix(self) -> Callable[[Finding, Project], list[Fix]] | None:
        return getattr(self._loaded, "fix", None)

    @property
    def doc(self) -> str:
        return inspect.cleandoc(self._loaded.__doc__ or "")


class Clock:
    """How many seconds each rule took, by code; `seconds` is None as long as nobody wants to know."""

    seconds: dict[str, float] | None = None


def _timed(code: str, check: Callable[..., Iterator[Report]]) -> Callable[..., Iterator[Report]]:
    seconds = Clock.seconds
    if seconds is None:
        return check

    def checked(*subjects: Any) -> Iterator[Report]:
        start = time.perf_counter()
        found = [*check(*subjects)]
        seconds[code] = seconds.get(code, 0) + time.perf_counter() - start
        return iter(found)

    return checked


@cache
def rules() -> tuple[Entry, ...]:
    """Every rule, by code."""
    with open(os.path.join(os.path.dirname(__file__), INDEX), encoding="utf-8") as file:  # noqa: PTH118, PTH120, PTH123
        return tuple(
            Entry(
                row.pop("module"),
                row.pop("feed"),
                template_words=tuple(row.pop("template_words", ())),
                rule=Rule(**{**row, "words": tuple(row["words"])}),
            )
            for row in json.load(file)
        )


@cache
def by_code() -> dict[str, Entry]:
    return {entry.rule.code: entry for entry in rules()}


def scan() -> list[dict[str, Any]]:
    """The rows of the index, read off the modules."""
    rows = []
    for name in sorted(os.listdir(os.path.dirname(__file__))):  # noqa: PTH208, PTH120
        if not name.endswith(".py") or name == "__init__.py":
            continue
        module: Any = importlib.import_module(f"flask_ls.rules.{name[:-3]}")
        if hasattr(module, "RULE"):
            feed = next(iter(inspect.signature(module.check).parameters.values())).annotation
            row = {"module": name[:-3], "feed": feed, **module.RULE._asdict()}
            if words := module.RULE.words if feed == TEMPLATE else getattr(module, "TEMPLATE_WORDS", ()):
                row["template_words"] = words
            rows.append(row)
    return sorted(rows, key=lambda row: str(row["code"]))
