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
    block = file.block_at(offset)
    if block and offset == file.starts[block]:
        block -= 1
    text, inside = file.blocks[block], offset - file.starts[block]
    around = cursor(text, inside)
    field = in_field(text, inside, around)
    return block, field if field is not None and field.place == "attribute" else around
