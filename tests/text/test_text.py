"""Spans, edits and lines."""

from __future__ import annotations

import random

import pytest
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span, TextEdit, apply_edits


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", [0]),
        ("a", [0]),
        ("a\nb", [0, 2]),
        ("a\r\nb\rc\n", [0, 3, 5, 7]),
        ("a\fb\x0bc\x1cd\x85e\u2028f", [0]),
    ],
)
def test_lines_end_as_python_and_lsp_have_it(text: str, starts: list[int]) -> None:
    """`\\n`, `\\r\\n` and `\\r` end a line; form feeds and Unicode separators do not."""
    assert starts == LineIndex(text).starts


def test_position_and_offset_are_inverse() -> None:
    """Every offset survives the way to line and column and back, except inside a `\\r\\n`."""
    text = "é😋\r\nab\tc\r\n\fx\n"
    lines = LineIndex(text)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue
        assert offset == lines.offset(*lines.position(offset))


def test_offset_outside_is_moved_inside() -> None:
    """A line or column beyond the text gives the nearest place inside."""
    lines = LineIndex("ab\ncd")
    assert [5, 2, 0, 0] == [lines.offset(9, 9), lines.offset(0, 99), lines.offset(-1, 3), lines.offset(0, -4)]


def test_edits_speak_of_the_old_text() -> None:
    """Edits are applied at once, in the order of their places."""
    edits = [TextEdit(Span(3, 3), "!"), TextEdit(Span(0, 1), "A")]
    assert "Abc!" == apply_edits("abc", edits)


def test_overlapping_edits_are_refused() -> None:
    """Two edits of the same characters raise `ValueError`."""
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abc", [TextEdit(Span(0, 2), ""), TextEdit(Span(1, 3), "")])


def test_an_edit_gives_the_lines_of_the_new_text() -> None:
    """Whatever is replaced by whatever, the lines are those that the new text has by itself."""
    random_ = random.Random(11)
    for _ in range(3_000):
        text, new = ("".join(random_.choices(["a", "b", "\n", "\r", "\f"], [4, 4, 4, 1, 1], k=12)) for _ in range(2))
        if random_.random() < 0.7:
            text, new = text.replace("\r", ""), new.replace("\r", "")
        start = random_.randrange(len(text) + 1)
        end = random_.randrange(start, len(text) + 1)
        new = new[: random_.randrange(len(new) + 1)]
        edited = text[:start] + new + text[end:]
        assert LineIndex(edited).starts == LineIndex(text).edited(edited, start, end, start + len(new)).starts
