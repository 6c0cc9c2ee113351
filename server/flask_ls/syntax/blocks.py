"""Python source as blocks: the top-level statements, each with its decorators and its `else` and `except` parts.

Blocks joined are the text. Each can be parsed, mended and cached on its own, so that a keystroke costs one block
and a syntax error costs no more than the block it stands in. Where the text is broken the split is a guess that
keeps later definitions findable: an unclosed triple quote does not swallow the rest of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise
from typing import NamedTuple

# A line at column 0 that can begin a statement: not blank, a comment, a closing bracket, a string or a continuation.
_START = re.compile(r"(?m)^(?![\s#)\]}'\"]|(?:else|elif|except|finally|case)\b)")
_STRING = re.compile(
    r"""\#[^\r\n]*"""
    r"""|(?P<triple>\"{3}|'{3})(?:[^\\\"']|\\[\s\S]|(?!(?P=triple))[\"'])*(?P<closed>(?P=triple))"""
    r"""|(?P<open>\"{3}|'{3})"""
    r"""|"(?:\\.|[^"\\\r\n])*"?|'(?:\\.|[^'\\\r\n])*'?"""
)


class Blocks(NamedTuple):
    """The blocks of a text, in order; joined they are the text.

    `closed`: every triple-quoted string has its end. `pending`: the last statement is a decorator without its `def`.
    """

    texts: list[str]
    closed: bool
    pending: bool


def split(text: str) -> Blocks:
    """The blocks of `text`. What stands before the first statement is a block of its own."""
    starts = [match.start() for match in _START.finditer(text) if match.start() < len(text)]
    closed = True
    if '"""' in text or "'''" in text:
        spans = []
        for match in _STRING.finditer(text):
            if match["closed"]:
                spans.append(match.span())
            elif match["open"]:
                closed = False
        starts = _outside(starts, spans)
    cuts: list[int] = []
    decorated = False
    for start in starts:
        if not decorated:
            cuts.append(start)
        decorated = text.startswith("@", start)
    if not cuts or cuts[0] != 0:
        cuts.insert(0, 0)
    cuts.append(len(text))
    return Blocks([text[a:b] for a, b in pairwise(cuts) if a != b], closed, decorated)


def resplit(old: Blocks, text: str, start: int, old_end: int, new_end: int) -> Blocks:
    """The blocks of `text`, which is the text of `old` with [start, old_end) replaced by text[start:new_end].

    Equal to `split(text)`, at the cost of the blocks around the edit. Where a string is left open anywhere, what it
    reaches depends on the whole text, which is then split anew.
    """
    blocks = old.texts
    if not blocks or not old.closed:
        return split(text)
    ends = list(accumulate(map(len, blocks)))
    first = max(bisect_left(ends, start) - 1, 0)
    last = min(bisect_right(ends, old_end) + 1, len(blocks) - 1)
    before = ends[first - 1] if first else 0
    after = ends[last] + new_end - old_end
    region = text[before:after]
    middle = split(region)
    if (
        not middle.closed
        or (middle.pending and last < len(blocks) - 1)
        or (after < len(text) and not region.endswith(("\n", "\r")))
    ):
        return split(text)
    if first and (not middle.texts or _START.match(middle.texts[0]) is None):
        return split(text)
    if first == 0 and last < len(blocks) - 1 and not region:
        return split(text)
    return Blocks(
        [*blocks[:first], *middle.texts, *blocks[last + 1 :]],
        True,
        middle.pending if last == len(blocks) - 1 else old.pending,
    )


def _outside(starts: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """The starts that lie in none of the spans; both lists are sorted."""
    kept = []
    index = 0
    for start in starts:
        while index < len(spans) and spans[index][1] <= start:
            index += 1
        if index == len(spans) or start <= spans[index][0]:
            kept.append(start)
    return kept
