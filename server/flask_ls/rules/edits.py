"""Edits that fixes share. Spans and offsets are code points of the file."""

from __future__ import annotations

import re

from flask_ls.project.pyfile import PyFile
from flask_ls.text.spans import Span, TextEdit


def newline_of(file: PyFile) -> str:
    """What ends the lines of a file."""
    return "\r\n" if "\r\n" in file.text else "\n"


def remove_argument(text: str, span: Span) -> TextEdit:
    """Take an argument out of its call, with the comma and the space that belonged to it."""
    before = re.search(r",\s*$", text[: span.start])
    if before is not None:
        return TextEdit(Span(before.start(), span.end), "")
    after = re.match(r"\s*,[ \t]*", text[span.end :])
    return TextEdit(Span(span.start, span.end + (after.end() if after else 0)), "")


def remove_statement(file: PyFile, span: Span) -> TextEdit | None:
    """Take a statement away with its line; `pass` stays where it was the only one of its suite. None: it shares its line."""
    lines = file.lines
    first, last = lines.line_of(span.start), lines.line_of(max(span.end - 1, span.start))
    line_start = lines.starts[first]
    line_end = lines.starts[last + 1] if last + 1 < len(lines) else len(file.text)
    rest = file.text[span.end : line_end].strip()
    if file.text[line_start : span.start].strip() or (rest and not rest.startswith("#")):
        return None
    indent = file.text[line_start : span.start]
    if indent and _alone(file, first, last, indent):
        return TextEdit(span, "pass")
    return TextEdit(Span(line_start, line_end), "")


def _alone(file: PyFile, first: int, last: int, indent: str) -> bool:
    """Whether no other statement of the same indentation stands directly above or below."""
    return not any(
        _indent(file.lines.line(number)) == indent
        for number in (_near(file, first, -1), _near(file, last, 1))
        if number is not None
    )


def _near(file: PyFile, line: int, step: int) -> int | None:
    """The next line in a direction that is neither blank nor a comment."""
    line += step
    while 0 <= line < len(file.lines):
        content = file.lines.line(line).strip()
        if content and not content.startswith("#"):
            return line
        line += step
    return None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def append_to_body(file: PyFile, start: int, end: int, statement: str) -> TextEdit | None:
    """Add a statement behind a function's body, which stands at [start, end). None: it stands on the header's line."""
    first = file.lines.starts[file.lines.line_of(start)]
    indent = file.text[first:start]
    return statement_below(file, end, indent, statement) if not indent.strip() else None


def statement_below(file: PyFile, at: int, indent: str, statement: str) -> TextEdit:
    """Add a statement on a line of its own below the one that `at` is in, or ends."""
    newline = newline_of(file)
    line = file.lines.line_of(max(at - 1, 0)) + 1
    if line < len(file.lines):
        place = file.lines.starts[line]
        return TextEdit(Span(place, place), f"{indent}{statement}{newline}")
    return TextEdit(Span(len(file.text), len(file.text)), f"{newline}{indent}{statement}")
