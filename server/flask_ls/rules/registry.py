"""All rules, found by listing the folder: a module that has `RULE` and `check` is one."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import flask_ls.rules
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A rule with its functions. `feed` is the name of the type its `check` is given."""

    rule: Rule
    feed: str
    check: Callable[..., Iterator[Report]]
    fix: Callable[[Finding, Project], list[Fix]] | None
    doc: str


@cache
def rules() -> tuple[Entry, ...]:
    """Every rule, by code."""
    found = []
    for info in pkgutil.iter_modules(flask_ls.rules.__path__):
        module: Any = importlib.import_module(f"{flask_ls.rules.__name__}.{info.name}")
        if not hasattr(module, "RULE"):
            continue
        feed = next(iter(inspect.signature(module.check).parameters.values())).annotation
        found.append(
            Entry(
                rule=module.RULE,
                feed=feed,
                check=module.check,
                fix=getattr(module, "fix", None),
                doc=inspect.cleandoc(module.__doc__ or ""),
            )
        )
    return tuple(sorted(found, key=lambda entry: entry.rule.code))


@cache
def by_code() -> dict[str, Entry]:
    return {entry.rule.code: entry for entry in rules()}
