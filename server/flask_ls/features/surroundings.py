"""What stands around a cursor in a file of Python, whichever of its blocks that belongs to."""

from __future__ import annotations

from flask_ls.project.pyfile import PyFile
from flask_ls.syntax.cursor import Cursor, cursor, in_field


def surroundings(file: PyFile, offset: int) -> tuple[int, Cursor]:
    """The block that an offset is in, and what stands around it there; between two blocks it ends the first, half typed.

    Behind a dot in an f-string it is the expression there that stands around it.
    """
    if not file.blocks:
        return 0, cursor("", 0)
    block = block_of(file, offset)
    text, inside = file.blocks[block], offset - file.starts[block]
    around = cursor(text, inside)
    field = in_field(text, inside, around)
    return block, field if field is not None and field.place == "attribute" else around


def block_of(file: PyFile, offset: int) -> int:
    """The block that a cursor is in; between two it may still end the one before, half typed."""
    block = file.block_at(offset)
    return block - 1 if block and offset == file.starts[block] else block
