"""What stands around a cursor in a file of Python, whichever of its blocks that belongs to."""

from __future__ import annotations

from flask_ls.project.pyfile import PyFile
from flask_ls.syntax.cursor import Cursor, cursor


def surroundings(file: PyFile, offset: int) -> tuple[int, Cursor]:
    """The block that an offset is in, and what stands around it there; between two blocks it ends the first, half typed."""
    if not file.blocks:
        return 0, cursor("", 0)
    block = file.block_at(offset)
    if block and offset == file.starts[block]:
        block -= 1
    return block, cursor(file.blocks[block], offset - file.starts[block])
