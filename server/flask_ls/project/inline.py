"""Texts in strings of Python that are read as files of their own: by which paths, and where they stand.

Such a path says which literal of which block the text is, so it stays while other blocks change. It is for the server's own
use: what it finds there is told of the Python file.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_ls.project.pyfile import PyFile
from flask_ls.syntax.written import Written, written
from flask_ls.text.spans import Span

_MARK = "\0"  # no file has it in its name


class Inline(NamedTuple):
    """A literal: `span` is relative to `block` of the Python file `path`."""

    path: str
    block: int
    span: Span


def inline_path(inline: Inline) -> str:
    """The path by which the text of a literal is read."""
    return f"{inline.path}{_MARK}{inline.block}:{inline.span.start}:{inline.span.end}"


def inline(path: str) -> Inline | None:
    """The literal that a path is about; None for the path of a file."""
    home, _, place = path.partition(_MARK)
    if not place:
        return None
    block, start, end = map(int, place.split(":"))
    return Inline(home, block, Span(start, end))


def home(path: str) -> str:
    """The file that a path is about: of a literal, the one in which it stands."""
    return path.partition(_MARK)[0]


def written_at(file: PyFile, literal: Inline) -> Written | None:
    """The text of a literal, where it is there and can be read."""
    if literal.block >= len(file.blocks):
        return None
    return written(file.blocks[literal.block][literal.span.start : literal.span.end])
