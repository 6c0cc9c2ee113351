"""Where the tags of a template begin and end, without looking into them. Half-written ones cost no more than themselves.

A tag that is not closed ends where the next one begins, at the latest at the end of its line. A string in a tag may hold
delimiters, as Jinja has it; one that was only left open is not taken for the text up to the next quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIMPLE = r"""[^{}"'%]*(?:(?:"[^"\\\r\n{}%]*"|'[^'\\\r\n{}%]*'|%(?!\}))[^{}"'%]*)*"""
# What nearly all tags look like: no braces within, and no strings with delimiters or escapes.
_TAG = re.compile(
    rf"\{{(?:\{{{_SIMPLE}\}}\}}|%(?:(?P<raw>[-+]?\s*raw\s*-?%\}})|{_SIMPLE}%\}})|(?P<comment>#)|(?P<other>[{{%]))"
)
_INSIDE = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')|(?P<delimiter>\{[{%#]|%\}|#\})|[()\[\]{}"']"""
)
_BROKEN = re.compile(r"[%}]\}[\s\S]*\{[{%]|[\r\n][\s\S]*\{[{%#]")
_ENDRAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_CUT = re.compile(r"[ \t]*(?:[\r\n]|</|<[A-Za-z!]|\Z)")
_IN_LINE = re.compile(r"""[()\[\]{}\r\n]|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'""")
_LINE = re.compile(r"[\r\n]")
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def tags(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every tag and comment, in order. What is raw is left out; its two tags are not."""
    at, more = 0, True
    while more:
        more = False
        for found in _TAG.finditer(text, at):
            if found.lastgroup is None:
                yield found.span()
                continue
            for start, at in _irregular(text, found):
                yield start, at
            more = True
            break  # the next one is searched for from where this one ends


def lined_tags(text: str, lines: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """As `tags`, where lines are tags and comments by themselves; `lines` is what these begin with."""
    at = 0
    while True:
        found, line = _TAG.search(text, at), lines.search(text, at)
        if line is not None and (found is None or line.start() <= found.start()):
            start, at = line.start(line.lastgroup or 0), _line_end(text, line)
            yield start, at
        elif found is not None:
            for start, at in _irregular(text, found) if found.lastgroup is not None else (found.span(),):
                yield start, at
        else:
            return


def _irregular(text: str, found: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Start and end of a comment, of a tag whose end is not seen at a glance, or of the two tags around what is raw."""
    start, end = found.span()
    if found.lastgroup == "comment":
        close = text.find("#}", end)
        end = close + 2 if close >= 0 else _cut(text, end, len(text))
    elif found.lastgroup == "other":
        end = _end(text, start)
    elif close_tag := _ENDRAW.search(text, end):
        yield start, end
        start, end = close_tag.span()
    yield start, end


def _line_end(text: str, line: re.Match[str]) -> int:
    """The end of a line that is a tag: brackets and strings that are closed go over several lines."""
    at, depth = line.end(), 0
    while line.lastgroup == "statement" and (found := _IN_LINE.search(text, at)):
        char = found[0]
        if char[0] in "\r\n" and depth <= 0:
            return found.start()
        depth += (char in "([{") - (char in ")]}")
        at = found.end()
    ended = _LINE.search(text, line.end()) if line.lastgroup == "comment" or depth > 0 else None
    return ended.start() if ended is not None else len(text)


def _end(text: str, start: int) -> int:
    """The end of a tag that is not simple: as Jinja reads it, or, where that leads to no end, as if it were still typed."""
    end, sure = _walk(text, start, strings=True)
    return end if sure else _walk(text, start, strings=False)[0]


def _walk(text: str, start: int, *, strings: bool) -> tuple[int, bool]:
    """The end of a tag, and whether it has one. `strings`: whatever stands between quotes is a string."""
    open_brackets: list[str] = []
    at = start + 2
    while found := _INSIDE.search(text, at):
        at = found.end()
        if found["string"]:
            if strings or not _BROKEN.search(found[0]):
                continue
            return _unclosed_string(text, start, found.start() + 1), True
        if found["delimiter"]:
            if found[0] == "%}":
                return at, True
            if found[0] != "#}":
                return _cut(text, start + 2, found.start()), False
            continue
        char = found[0]
        if char in _PAIRS:
            open_brackets.append(_PAIRS[char])
        elif char in "\"'":
            return _unclosed_string(text, start, at), False
        elif open_brackets and open_brackets[-1] == char:
            open_brackets.pop()
        elif char == "}" and text.startswith("}", at):
            return at + 1, True
    return _cut(text, start + 2, len(text)), False


def _unclosed_string(text: str, start: int, at: int) -> int:
    """The end of a tag in which a string is left open: its delimiter in the same line, or where the line ends."""
    line = _cut(text, at, len(text))
    close = text.find("}}" if text[start + 1] == "{" else "%}", at, line)
    return close + 2 if close >= 0 else line


def _cut(text: str, at: int, limit: int) -> int:
    """Where a tag that is not closed ends: before the next tag, at its line's end or where HTML goes on."""
    found = _CUT.search(text, at, limit)
    return found.start() if found is not None else limit
