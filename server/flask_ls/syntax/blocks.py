"""Python source as blocks: the top-level statements, each with its decorators and its `else` and `except` parts.

Blocks joined are the text. Each can be parsed, mended and cached on its own, so that a keystroke costs one block
and a syntax error costs no more than the block it stands in. Where the text is broken the split is a guess that
keeps later definitions findable: an unclosed triple quote does not swallow the rest of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise

# A line at column 0 that can begin a statement: not blank, a comment, a closing bracket, a string or a continuation.
_START = re.compile(r"(?m)^(?![\s#)\]}'\"]|(?:else|elif|except|finally|case)\b)")
_STRING = re.compile(
    r"""\#[^\r\n]*"""
    r"""|(?P<triple>\"{3}|'{3})(?:[^\\\"']|\\[\s\S]|(?!(?P=triple))[\"'])*(?P<closed>(?P=triple))"""
    r"""|(?P<open>\"{3}|'{3})"""
    r"""|"(?:\\.|[^"\\\r\n])*"?|'(?:\\.|[^'\\\r\n])*'?"""
)


def split(text: str) -> list[str]:
    """The blocks of `text`, in order; joined they are `text`. What stands before the first statement is a block."""
    return _cut(text)[0]


def resplit(blocks: list[str], text: str, start: int, old_end: int, new_end: int) -> list[str]:
    """The blocks of `text`, which is the text of `blocks` with [start, old_end) replaced by text[start:new_end].

    Equal to `split(text)`, at the cost of the blocks around the edit.
    """
    if not blocks:
        return split(text)
    ends = list(accumulate(map(len, blocks)))
    first = max(bisect_left(ends, start) - 1, 0)
    last = min(bisect_right(ends, old_end) + 1, len(blocks) - 1)
    before = ends[first - 1] if first else 0
    after = ends[last] + new_end - old_end
    if not _cut("".join(blocks[first : last + 1]))[1]:
        return split(text)
    middle, closed = _cut(text[before:after])
    # A guess about an unclosed string depends on all that follows it, and so does a region whose end is no line's end.
    if not closed or (after < len(text) and not text[before:after].endswith(("\n", "\r"))):
        return split(text)
    if first and (not middle or not _begins_block(middle[0])):
        return split(text)
    return [*blocks[:first], *middle, *blocks[last + 1 :]]


def _begins_block(text: str) -> bool:
    return _START.match(text) is not None and text != ""


def _cut(text: str) -> tuple[list[str], bool]:
    """The blocks, and whether every triple-quoted string in the text is closed."""
    starts = [match.start() for match in _START.finditer(text)]
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
        if not decorated and start < len(text):
            cuts.append(start)
        decorated = text.startswith("@", start)
    if not cuts or cuts[0] != 0:
        cuts.insert(0, 0)
    cuts.append(len(text))
    return [text[a:b] for a, b in pairwise(cuts) if a != b], closed


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
