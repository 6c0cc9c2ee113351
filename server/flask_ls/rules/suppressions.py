"""Comments that silence findings: `# flask-ls: ignore[FLK101]`, `# flask-ls: ignore-file`, `# noqa: FLK101`.

No rule itself. A comment at the first or the last line of a finding silences it; one for the file stands anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from flask_ls.rules.base import Finding, Rule
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span

# Compiled when there is a finding that they may silence.
_IGNORE = r"(?i)#\s*flask-ls:\s*ignore(?P<file>-file)?(?:\[(?P<names>[^\]\r\n]*)\])?"
_TEMPLATE_IGNORE = r"(?i)\{#-?\s*flask-ls:\s*ignore(?P<file>-file)?(?:\[(?P<names>[^\]\r\n]*)\])?(?:\s*-?#\})?"
_NOQA = r"(?i)#\s*noqa(?P<file>)(?::\s*(?P<names>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?"
_NAME = re.compile(r"[^\s,]+")


class Suppression(NamedTuple):
    """A comment. `line`: its number from 0; None where it is for the file. `names`: rules with their spans; none where it
    silences all. `ours`: it speaks to nobody else."""

    span: Span
    line: int | None
    names: tuple[tuple[str, Span], ...]
    ours: bool

    @property
    def whole(self) -> bool:
        return not self.names


def suppressions(text: str, *, python: bool) -> tuple[Suppression, ...]:
    """The comments of a file's text, in order; in a string of Python, too, where something like one stands."""
    if "flask-ls:" not in text and not (python and "noqa" in text):
        return ()
    return _suppressions(text, python)


@lru_cache(maxsize=256)
def _suppressions(text: str, python: bool) -> tuple[Suppression, ...]:
    lines = LineIndex(text)
    found = []
    for pattern in (_IGNORE, _NOQA) if python else (_TEMPLATE_IGNORE,):
        for match in re.finditer(pattern, text):
            names = tuple(
                (each[0], Span(*each.span()).shifted(match.start("names")))
                for each in _NAME.finditer(match["names"] or "")
            )
            line = None if match["file"] else lines.line_of(match.start())
            found.append(Suppression(Span(*match.span()), line, names, pattern is not _NOQA))
    return tuple(sorted(found))


def silencer(found: Iterable[Suppression], finding: Finding, lines: LineIndex) -> tuple[Suppression, str] | None:
    """The comment that silences a finding, with the name it does so by; None where there is none."""
    at = {lines.line_of(finding.span.start), lines.line_of(max(finding.span.end - 1, finding.span.start))}
    for each in found:
        if each.line is None or each.line in at:
            if each.whole:
                return each, ""
            name = next((name for name, _ in each.names if is_named(finding, (name,))), None)
            if name is not None:
                return each, name
    return None


def is_named(rule: Finding | Rule, names: Iterable[str]) -> bool:
    """Whether a rule is among the names: codes, beginnings of codes, or kebab-case names; `ALL` is every rule."""
    return any(
        name.lower() == rule.name or (name and rule.code.lower().startswith(name.lower())) or name == "ALL"
        for name in (name.strip() for name in names)
    )
