"""Where strings with a meaning stand: the meaning of a callee that the cursor scanner only knows as text."""

from __future__ import annotations

from flask_ls.project.meaning import Known
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.syntax.cursor import Argument
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span


def callee(project: Project, file: PyFile, offset: int, argument: Argument) -> Known | None:
    """What the callee (or the subscripted thing) of `argument` means, seen from `offset`."""
    if not argument.callee:
        return None
    block = file.block_at(offset)
    if block and offset == file.starts[block]:  # a cursor between two blocks is in a bracket of the one before
        block -= 1
    # Half-typed code may end before the cursor, but not before the bracket that is open there.
    scope = file.shapes[block].scope_at(argument.at)
    meaning = resolve(project, file, block, scope, Ref(tuple(argument.callee.split(".")), Span(0, 0)))
    return meaning if isinstance(meaning, Known) else None
