"""Lines of a text: where each begins, and offsets to lines and back.

A line ends at `\\n`, `\\r\\n` or `\\r` and nowhere else, as the Language Server Protocol and Python's own grammar
have it. `str.splitlines` also splits at form feeds and other separators, which would put an edit on the wrong line.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_LINE_END = re.compile(r"\r\n|\n|\r")


class LineIndex:
    """Line starts of one text. Lines and columns are from 0, columns in code points."""

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        if "\r" in text:
            self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        else:
            self.starts = [0]
            append, find, at = self.starts.append, text.find, 0
            while (at := find("\n", at) + 1) > 0:
                append(at)

    def edited(self, text: str, start: int, old_end: int, new_end: int) -> LineIndex:
        """The index of `text`, which is this text where [start, old_end) became text[start:new_end]."""
        if "\r" in text:
            return LineIndex(text)
        # A line that begins behind what was replaced still does; all others are before it or in it.
        kept, rest = bisect_right(self.starts, start), bisect_right(self.starts, old_end)
        inserted = [start + match.end() for match in _LINE_END.finditer(text[start:new_end])]
        moved = new_end - old_end
        made = LineIndex.__new__(LineIndex)
        made.text = text
        made.starts = [*self.starts[:kept], *inserted, *[at + moved for at in self.starts[rest:]]]
        return made

    def __len__(self) -> int:
        """How many lines there are; a text that ends with a line end has one more, empty line."""
        return len(self.starts)

    def line_of(self, offset: int) -> int:
        """The line that `offset` is on; one beyond the text is on the last."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = self.line_of(offset)
        return line, offset - self.starts[line]

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column; what lies outside the text is moved to the nearest place inside."""
        if line < 0:
            return 0
        if line >= len(self.starts):
            return len(self.text)
        start = self.starts[line]
        return min(start + max(column, 0), start + len(self.line(line)))

    def line(self, line: int) -> str:
        """The text of a line without its line end."""
        start = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")
