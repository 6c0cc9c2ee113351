"""Between code points and LSP: positions in the client's encoding, ranges, paths and URIs."""

from __future__ import annotations

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span, TextEdit

_UNIT_BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
_CODECS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


class Positions:
    """Conversions in one position encoding, `utf-8`, `utf-16` or `utf-32`."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding if encoding in _CODECS else "utf-16"

    def position(self, lines: LineIndex, offset: int) -> types.Position:
        """The position of an offset in code points."""
        line, column = lines.position(offset)
        if column and self.encoding != "utf-32":
            before = lines.text[lines.starts[line] : lines.starts[line] + column]
            if not before.isascii():
                column = self._units(before)
        return types.Position(line, column)

    def offset(self, lines: LineIndex, position: types.Position) -> int:
        """The offset of a position; one outside the text is moved to the nearest place inside."""
        if position.line < 0 or position.line >= len(lines):
            return lines.offset(position.line, position.character)
        content = lines.line(position.line)
        if self.encoding == "utf-32" or content.isascii():
            return lines.offset(position.line, position.character)
        units = 0
        for column, char in enumerate(content):
            if units >= position.character:
                return lines.starts[position.line] + column
            units += self._units(char)
        return lines.starts[position.line] + len(content)

    def range(self, lines: LineIndex, span: Span) -> types.Range:
        return types.Range(self.position(lines, span.start), self.position(lines, span.end))

    def span(self, lines: LineIndex, found: types.Range) -> Span:
        start = self.offset(lines, found.start)
        return Span(start, max(start, self.offset(lines, found.end)))

    def edit(self, lines: LineIndex, edit: TextEdit) -> types.TextEdit:
        return types.TextEdit(range=self.range(lines, edit.span), new_text=edit.text)

    def _units(self, text: str) -> int:
        return len(text.encode(_CODECS[self.encoding], "surrogatepass")) // _UNIT_BYTES[self.encoding]


def path_of(uri: str) -> str:
    """The file-system path of a `file:` URI; any other URI stands for itself."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return path or uri


def uri_of(path: str) -> str:
    """The URI of a path that `path_of` gave."""
    if "://" in path or path.startswith("untitled:"):
        return path
    return from_fs_path(path) or path
