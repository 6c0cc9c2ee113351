"""Whether a place is worth a question to the worker that infers: one in code, in a project that uses Flask."""

from __future__ import annotations

import keyword
import re

from flask_ls.features.surroundings import surroundings
from flask_ls.options import Options
from flask_ls.project.environment import environment
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.syntax.cursor import cursor
from flask_ls.text.spans import Span

_NAME = re.compile(r"[^\W\d]\w*")


def name_at(project: Project, path: str, offset: int, options: Options, *, alone: bool) -> Span | None:
    """The name at `offset`, where it is to be asked for. `alone`: no other server is known to explain Python."""
    wanted = options.hover_inferred == "always" or (options.hover_inferred == "auto" and alone)
    file = project.files.get(path)
    if not (wanted and options.hover_enabled and isinstance(file, PyFile) and file.blocks and project.uses_flask):
        return None
    block = file.block_at(offset)
    start, text = file.starts[block], file.blocks[block]
    if cursor(text, offset - start).place in ("comment", "string"):
        return None
    line = max(text.rfind("\n", 0, offset - start), text.rfind("\r", 0, offset - start)) + 1
    for match in _NAME.finditer(text, line):
        if match.end() >= offset - start:
            span = Span(*match.span()).shifted(start)
            return span if span.start <= offset and not keyword.iskeyword(match[0]) else None
    return None


def member_at(project: Project, path: str, offset: int, options: Options, *, alone: bool) -> Span | None:
    """The name behind a dot that is typed at `offset`, perhaps empty yet, where its like are to be asked for."""
    file = project.files.get(path)
    if not (isinstance(file, PyFile) and file.blocks and project.uses_flask and options.offers_members(alone=alone)):
        return None
    block, around = surroundings(file, offset)
    return around.replace.shifted(file.starts[block]) if around.receiver is not None else None


def packages_of(project: Project, path: str, options: Options) -> tuple[str, str, str]:
    """Where a file's project is, the interpreter that is set for it and the environment that was found; or empty."""
    root = project.root_of(path) or ""
    found = environment(project, root)
    return root, options.python, found.folder if found is not None else ""
