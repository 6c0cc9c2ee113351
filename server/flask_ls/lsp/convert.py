"""Between code points and LSP: positions in the client's encoding, ranges, paths and URIs."""

from __future__ import annotations

import os

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span, TextEdit

ENCODINGS = ("utf-8", "utf-16", "utf-32")


class Positions:
    """Conversions in one position encoding, `utf-8`, `utf-16` or `utf-32`."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding if encoding in ENCODINGS else "utf-16"

    def position(self, lines: LineIndex, offset: int) -> types.Position:
        """The position of an offset in code points."""
        line, column = lines.position(offset)
        start = lines.starts[line]
        before = lines.text[start : start + column]
        if self.encoding != "utf-32" and not before.isascii():
            column = sum(map(self._units, before))
        return types.Position(line, column)

    def offset(self, lines: LineIndex, position: types.Position) -> int:
        """The offset of a position; one outside the text, or inside a character, is moved to the nearest place."""
        if not 0 <= position.line < len(lines):
            return lines.offset(position.line, position.character)
        content = lines.line(position.line)
        if self.encoding == "utf-32" or content.isascii():
            return lines.offset(position.line, position.character)
        left = position.character
        for column, char in enumerate(content):
            if left <= 0:
                return lines.starts[position.line] + column
            left -= self._units(char)
        return lines.starts[position.line] + len(content)

    def range(self, lines: LineIndex, span: Span) -> types.Range:
        return types.Range(self.position(lines, span.start), self.position(lines, span.end))

    def span(self, lines: LineIndex, found: types.Range) -> Span:
        """The span of a range; where its end comes before its start, an empty one at the start."""
        start = self.offset(lines, found.start)
        return Span(start, max(start, self.offset(lines, found.end)))

    def edit(self, lines: LineIndex, edit: TextEdit) -> types.TextEdit:
        return types.TextEdit(range=self.range(lines, edit.span), new_text=edit.text)

    def _units(self, char: str) -> int:
        """How many code units a character is in this encoding; lone surrogates, which JSON can carry, are counted too."""
        if self.encoding == "utf-16":
            return 1 + (char > "\uffff")
        return 1 + (char > "\x7f") + (char > "\u07ff") + (char > "\uffff")


def path_of(uri: str) -> str:
    """The file-system path of a `file:` URI; any other URI stands for itself."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return path or uri


def uri_of(path: str) -> str:
    """The URI of a path that `path_of` gave."""
    return (from_fs_path(path) if os.path.isabs(path) else None) or path  # noqa: PTH117 - it may be a URI, not a path
