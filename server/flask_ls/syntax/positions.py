"""Positions of `ast` nodes: from its lines (from 1) and UTF-8 byte columns to code-point offsets."""

from __future__ import annotations

import ast

from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span


class Positions:
    """Offsets of nodes in one text, the one the tree was made from (or was mended from, line by line)."""

    __slots__ = ("_ascii", "_length", "_lines", "_starts")

    def __init__(self, text: str) -> None:
        self._lines = LineIndex(text)
        self._starts = self._lines.starts
        self._length = len(text)
        self._ascii = text.isascii()

    @property
    def text(self) -> str:
        """The text that offsets speak of."""
        return self._lines.text

    def offset(self, line: int, column: int) -> int:
        """The offset of a line (from 1) and a column in UTF-8 bytes."""
        starts = self._lines.starts
        if line > len(starts):
            return len(self._lines.text)
        start = starts[line - 1]
        if self._ascii:
            return min(start + column, len(self._lines.text))
        content = self._lines.line(line - 1)
        if content.isascii():
            return start + min(column, len(content))
        return start + len(content.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))

    def span(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias) -> Span:
        """Where a node stands."""
        # A text has thousands of nodes, and most texts nothing but ASCII.
        if self._ascii and node.end_lineno is not None and node.end_lineno <= len(self._starts):
            first = self._starts[node.lineno - 1] + node.col_offset
            last = self._starts[node.end_lineno - 1] + (node.end_col_offset or 0)
            if first <= last <= self._length:
                return Span(first, last)
        start = self.offset(node.lineno, node.col_offset)
        if node.end_lineno is None or node.end_col_offset is None:
            return Span(start, start)
        return Span(start, max(start, self.offset(node.end_lineno, node.end_col_offset)))
