"""The templates that stand in strings of Python: which text it is, and how its places and those of the Python file go together.

This is the one home of that knowledge. Inside, such a template has a path of its own, and everything that is known of
templates holds for it; at the doors its places become places of the Python file.
"""

from __future__ import annotations

from flask_ls.project.components import relevant
from flask_ls.project.inline import Inline, inline, written_at
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.template_calls import renders_in
from flask_ls.text.spans import Span


def inlines(project: Project, path: str) -> tuple[str, ...]:
    """The paths of the templates in the strings of a Python file."""
    return tuple(dict.fromkeys(call.inline for call in ask(project, renders_in, path) if call.inline))


def all_inlines(project: Project) -> tuple[str, ...]:
    """The paths of the templates in strings that the project renders, its tests aside."""
    return ask(project, _all)


def inline_at(project: Project, path: str, offset: int) -> tuple[str, int] | None:
    """The template in the string that an offset of a Python file is in, and the place in its text."""
    file = project.python(path)
    if file is None or "_template_string" not in file.text:
        return None
    for each in inlines(project, path):
        literal = inline(each)
        if literal is not None and file.absolute(literal.block, literal.span).contains(offset):
            text = written_at(file, literal)
            at = text.inside(offset - _start(file, literal)) if text is not None else None
            return (each, at) if at is not None else None
    return None


def outside(project: Project, path: str, span: Span) -> tuple[str, Span]:
    """A place of a template as one of a file: what is in a string stands in the Python file."""
    literal = inline(path)
    file = project.python(literal.path) if literal is not None else None
    text = written_at(file, literal) if file is not None and literal is not None else None
    if file is None or literal is None or text is None:
        return path, span
    return literal.path, text.outside(span).shifted(_start(file, literal))


def _all(project: Project) -> tuple[str, ...]:
    return tuple(
        each
        for file in relevant(project)
        if not project.tree.is_test(file.path)
        for each in inlines(project, file.path)
    )


def _start(file: PyFile, literal: Inline) -> int:
    return file.absolute(literal.block, literal.span).start
