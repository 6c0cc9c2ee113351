"""Reads what a text imports without parsing it. It may say too much (a docstring that shows an import), never too little.

For questions about all files of a workspace, where parsing each of them would take too long.
"""

from __future__ import annotations

import re
from functools import lru_cache

Imported = tuple[str, tuple[str, ...]]  # a module as it is written, and the names that are taken from it

_LINE = re.compile(r"\s*(?:from[ \t]+([.\w]+)[ \t]+)?import[ \t]+([\w.,* \t]+)(?:#.*)?$")
_FROM = re.compile(r"\bfrom[\s\\]*([.\w][.\w\s\\]*?)[\s\\]*$")
_PLAIN = re.compile(r"(?:^|[:;])[\s\\]*$")
_LISTED = re.compile(r"[\s\\]*(?:\((?P<many>(?:#[^\n]*|[^)#])*)|(?P<few>(?:\\\n|[^\n;#])*))")
_COMMENT = re.compile(r"#[^\n]*")
_ALIAS = re.compile(r"\s+as\s+\w+\s*$")
_SPACE = re.compile(r"[\s\\]+")
_BEHIND = frozenset(" \t\f\\(*\n")
_LONGEST = 500  # code points of a statement in front of the word; beyond is data, not a statement


def imported(text: str) -> tuple[Imported, ...]:
    """What is imported anywhere in a text, statement by statement in its order; `import a, b` counts as two."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[Imported] = []
    at = text.find("import")
    while at >= 0:
        end = at + 6
        if text[end : end + 1] in _BEHIND:
            start = text.rfind("\n", max(at - _LONGEST, 0), at) + 1 or max(at - _LONGEST, 0)
            stop = text.find("\n", end)
            usual = (
                None if text[start - 2 : start - 1] == "\\" else _whole_line(text[start : stop if stop >= 0 else None])
            )
            found += _statement(text, at) if usual is None else usual
            end = stop if usual is not None else end
        at = text.find("import", end) if end >= 0 else -1
    return tuple(found)


@lru_cache(maxsize=20_000)
def _whole_line(line: str) -> tuple[Imported, ...] | None:
    """What a line that is one import statement says; None where it is anything else. The same lines are everywhere."""
    match = _LINE.match(line)
    if match is None:
        return None
    return _entries(match[1], match[2])


def _statement(text: str, at: int) -> tuple[Imported, ...]:
    """What the statement says whose word `import` stands at `at`; nothing where it is no statement."""
    before = text[_start(text, at) : at]
    if long := _FROM.search(before):
        module = _SPACE.sub("", long[1])
    elif _PLAIN.search(before):
        module = None
    else:
        return ()
    match = _LISTED.match(text, at + 6)
    many = match["many"] if match is not None else ""
    listed = match["few"] if match is not None and many is None else _COMMENT.sub("", many)
    return _entries(module, listed)


def _start(text: str, at: int) -> int:
    """The beginning of the line that `at` is on, or of the one that a backslash continues onto it."""
    start = text.rfind("\n", max(at - _LONGEST, 0), at) + 1
    while start > 1 and text[start - 2] == "\\":
        start = text.rfind("\n", max(start - _LONGEST, 0), start - 1) + 1
    return start or max(at - _LONGEST, 0)


def _entries(module: str | None, listed: str) -> tuple[Imported, ...]:
    names = [_SPACE.sub("", _ALIAS.sub("", part.replace("\\", " "))) for part in listed.split(",")]
    names = [name for name in names if name]
    return tuple([(name, ()) for name in names]) if module is None else ((module, tuple(names)),)
