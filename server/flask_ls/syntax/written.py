"""How a string literal of Python is written: its value, and where each of its characters stands in the source.

It knows strings without values in them, also several side by side; an f-string, a bytes literal and anything else is none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from flask_ls.text.spans import Span

_OPENER = re.compile(r"(?P<raw>[rR]?)[uU]?(?P<quotes>\"\"\"|'''|\"|')")
_BETWEEN = re.compile(r"(?:[ \t\f\r\n]|\\\r?\n|#[^\r\n]*)*")
_UNIT = re.compile(
    r"\\(?:\r\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^{}]*\}|[0-7]{1,3}|.)|\r\n|.", re.DOTALL
)
_ESCAPES = {
    "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\n": "", "\r": "", "\r\n": "",
}  # fmt: skip


class Written(NamedTuple):
    """The value of a string. `starts` and `ends`: where the source of each of its characters begins and ends.

    `starts` has one more, for a cursor behind the last character.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def inside(self, offset: int) -> int | None:
        """The place in the value that a cursor in the source has; None where it is outside of the quotes, or in an escape."""
        at = bisect_right(self.starts, offset) - 1
        if at >= 0 and self.starts[at] == offset:
            return at
        return at + 1 if 0 <= at < len(self.ends) and self.ends[at] == offset else None

    def outside(self, span: Span) -> Span:
        """A stretch of the value as one of the source."""
        start = self.starts[min(span.start, len(self.ends))]
        return Span(start, self.ends[min(span.end, len(self.ends)) - 1] if span.end > span.start else start)


@lru_cache(maxsize=1024)
def written(source: str) -> Written | None:
    """The value of the literals that `source` consists of; None where it is no string, or a word is not written as it is.

    An escape sequence may be any sign, but a letter or a digit only outside of ASCII; and no word goes over from one literal
    to the next. So a name in the value is the same text in the source.
    """
    found: list[tuple[str, int, int]] = []
    at, end = 0, 0
    while at < len(source):
        opener = _OPENER.match(source, at)
        if opener is None:
            return None
        first = len(found)
        closed = _read(source, opener, found)
        if closed is None or (first and first < len(found) and _is_word(found[first - 1][0] + found[first][0])):
            return None
        end = closed - len(opener["quotes"])
        between = _BETWEEN.match(source, closed)
        at = between.end() if between is not None else closed
    if not end:
        return None
    text, starts, ends = (zip(*found, strict=True)) if found else ((), (), ())
    return Written("".join(text), (*starts, end), ends)


def _read(source: str, opener: re.Match[str], found: list[tuple[str, int, int]]) -> int | None:
    """Add the characters of one literal, and say where it ends; None where that cannot be done."""
    quotes, at = opener["quotes"], opener.end()
    while not source.startswith(quotes, at):
        unit = _UNIT.match(source, at)
        if unit is None:
            return None
        piece = unit[0]
        if piece[0] != "\\":
            found.append(("\n" if piece in ("\r", "\r\n") else piece, at, unit.end()))
        elif opener["raw"] or (piece[1:] not in _ESCAPES and piece[1] not in "xuUN01234567"):
            char = "\n" if piece[1:] in ("\r", "\r\n") else piece[1:]
            found += (("\\", at, at + 1), (char, at + 1, unit.end())) if len(char) == 1 else _apart(piece, at)
        else:
            meant = _ESCAPES[piece[1:]] if piece[1:] in _ESCAPES else _coded(piece)
            if meant is None:
                return None
            found += [(meant, at, unit.end())] if meant else []
        at = unit.end()
    return at + len(quotes)


def _apart(piece: str, at: int) -> list[tuple[str, int, int]]:
    return [(char, at + number, at + number + 1) for number, char in enumerate(piece)]


def _coded(piece: str) -> str | None:
    """The character that a number stands for, where it is no letter, digit or underscore of ASCII."""
    digits, base = (piece[1:], 8) if piece[1].isdigit() else (piece[2:], 16)
    if piece[1] == "N" or not digits:
        return None
    code = int(digits, base)
    char = chr(code) if code < 0x110000 else None
    return None if char is None or (char.isascii() and _is_word(char)) else char


def _is_word(text: str) -> bool:
    return text.isalnum() or re.fullmatch(r"\w+", text) is not None
