"""Names of rules as people write them in settings and on the command line, and what is wrong with them. No rule itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_ls.options import Options
from flask_ls.rules.registry import rules
from flask_ls.rules.suppressions import is_named


def complaints(options: Options) -> list[str]:
    """What settings say of rules that do not exist, each with the one that may be meant."""
    per_file = [name for names in options.per_file_ignores.values() for name in names]
    said = [
        *(("select", name) for name in options.select),
        *(("ignore", name) for name in options.ignore),
        *(("per-file-ignores", name) for name in per_file),
        *(("severity", name) for name in options.severity),
    ]
    return [f"{where}: {wrong}" for where, name in said for wrong in unknown([name])]


def unknown(names: Iterable[str]) -> Iterator[str]:
    """What is wrong with names of which no rule has any."""
    for name in names:
        if not any(is_named(entry.rule, [name]) for entry in rules()):
            from difflib import get_close_matches  # for those who mistype

            known = [each for entry in rules() for each in (entry.rule.name, entry.rule.code)]
            near = get_close_matches(name, known, 1)
            yield f"there is no rule {name}; " + (f"do you mean {near[0]}?" if near else "`flask-ls rules` lists them")
