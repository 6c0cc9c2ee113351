"""Places in a text. Offsets are code points from 0; `end` is exclusive."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text: `text[span.start:span.end]`."""

    start: int
    end: int

    def shifted(self, by: int) -> Span:
        """The same stretch, seen from a text that begins `by` code points earlier."""
        return Span(self.start + by, self.end + by)

    def contains(self, offset: int) -> bool:
        """Whether a cursor at `offset` touches the stretch; both ends count."""
        return self.start <= offset <= self.end


class TextEdit(NamedTuple):
    """Replace what stands at `span` by `text`."""

    span: Span
    text: str


def apply_edits(text: str, edits: list[TextEdit]) -> str:
    """The text after all edits, whose spans speak of the text before any of them.

    Edits at the same place are applied in their order. Raises `ValueError` where two overlap.
    """
    pieces: list[str] = []
    at = 0
    for span, new in sorted(edits, key=lambda edit: edit.span):
        if span.start < at:
            raise ValueError(f"edits overlap at offset {span.start}")
        pieces += (text[at : span.start], new)
        at = span.end
    pieces.append(text[at:])
    return "".join(pieces)
