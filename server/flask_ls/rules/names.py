"""Names of rules as people write them in settings and on the command line, and what is wrong with them. No rule itself."""

from __future__ import annotations

from collections.abc import Iterable

from flask_ls.rules.registry import rules
from flask_ls.rules.suppressions import is_named


def complaints(named: Iterable[tuple[str, str]]) -> list[str]:
    """What is wrong with `Options.named_rules`: rules that do not exist, each with the one that may be meant."""
    return [f"{where}: {wrong}" for where, name in named if (wrong := _unknown(name))]


def _unknown(name: str) -> str:
    """That no rule has this name; empty where one has."""
    if any(is_named(entry.rule, [name]) for entry in rules()):
        return ""
    from difflib import get_close_matches  # for those who mistype

    known = [each for entry in rules() for each in (entry.rule.name, entry.rule.code)]
    near = get_close_matches(name, known, 1)
    return f"there is no rule {name}; " + (f"do you mean {near[0]}?" if near else "`flask-ls rules` lists them")
