"""Positions in three encodings, and paths."""

from __future__ import annotations

import pytest
from flask_ls.lsp.convert import Positions, path_of, uri_of
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span
from lsprotocol.types import Position, Range

TEXT = "a = 'é😋'\r\n\tb\x0cc = 'é'\rlast 😋 line"
# Code point offsets of the `'` after é😋, of the c after the form feed, and of `line`.
PLACES = [
    ("utf-8", TEXT.index("'\r"), (0, 11)),
    ("utf-16", TEXT.index("'\r"), (0, 8)),
    ("utf-32", TEXT.index("'\r"), (0, 7)),
    ("utf-8", TEXT.index("c ="), (1, 3)),
    ("utf-16", TEXT.index("c ="), (1, 3)),
    ("utf-8", TEXT.index("line"), (2, 10)),
    ("utf-16", TEXT.index("line"), (2, 8)),
    ("utf-32", TEXT.index("line"), (2, 7)),
]


@pytest.mark.parametrize(("encoding", "offset", "place"), PLACES)
def test_offsets_become_positions_and_come_back(encoding: str, offset: int, place: tuple[int, int]) -> None:
    """Columns count the encoding's units; lines end at LF, CRLF and CR, not at form feeds."""
    positions, lines = Positions(encoding), LineIndex(TEXT)
    assert place == (positions.position(lines, offset).line, positions.position(lines, offset).character)
    assert offset == positions.offset(lines, Position(*place))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_every_offset_comes_back(encoding: str) -> None:
    """No offset is lost on the way through a position, whatever the characters around it. (A CRLF counts as one end.)"""
    positions, lines = Positions(encoding), LineIndex(TEXT)
    inside_line_end = TEXT.index("\r\n") + 1
    for offset in range(len(TEXT) + 1):
        if offset != inside_line_end:
            assert offset == positions.offset(lines, positions.position(lines, offset))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_position_inside_a_character_is_moved_to_its_end(encoding: str) -> None:
    """A client that miscounts does not split a character."""
    lines = LineIndex("😋x")
    assert 1 == Positions(encoding).offset(lines, Position(0, 1))


@pytest.mark.parametrize(("place", "offset"), [((99, 0), 5), ((0, 99), 2), ((1, 99), 5), ((0, 0), 0)])
def test_positions_outside_the_text_are_moved_inside(place: tuple[int, int], offset: int) -> None:
    """Beyond the end of a line is its end, beyond the last line the end of the text."""
    assert offset == Positions("utf-16").offset(LineIndex("é1\né2"), Position(*place))


def test_a_range_that_ends_before_it_begins_is_empty() -> None:
    """Such a range is read as the place where it begins."""
    found = Range(Position(0, 3), Position(0, 1))
    assert Span(3, 3) == Positions("utf-16").span(LineIndex("abcdef"), found)


def test_lone_surrogates_are_counted() -> None:
    """JSON can carry half a character; positions behind it still hold."""
    lines = LineIndex("\ud83dé|")
    assert 2 == Positions("utf-16").position(lines, 2).character
    assert 5 == Positions("utf-8").position(lines, 2).character


def test_an_unknown_encoding_is_read_as_utf_16() -> None:
    """UTF-16 is what every client can do."""
    assert "utf-16" == Positions("utf-7").encoding


@pytest.mark.parametrize("path", ["/p/a b.py", "/p/é#1%.py", "untitled:Untitled-1", "git:/p/a.py?ref=1"])
def test_paths_become_uris_and_come_back(path: str) -> None:
    """File paths are escaped; what is not a file stays the URI that it is."""
    assert path == path_of(uri_of(path))
    assert uri_of(path).startswith("file:///" if path.startswith("/") else path)
