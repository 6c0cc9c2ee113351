"""Where a project makes its applications, and where statements about one can be added. No rule itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.edits import newline_of
from flask_ls.syntax.shape import MODULE, Call, Ref, Return
from flask_ls.text.spans import Span, TextEdit


class Made(NamedTuple):
    """An application's creation: `app = Flask(__name__)`. `span` is the call's, in code points of its file."""

    path: str
    name: str
    span: Span
    block: int
    scope: int


def applications(project: Project, file: PyFile) -> tuple[Made, ...]:
    """The applications that a file makes and gives a name."""
    return ask(project, _applications_in, file.path)


def _applications_in(project: Project, path: str) -> tuple[Made, ...]:
    file = project.python(path)
    return tuple(_applications(project, file)) if file is not None and file.mentions_flask else ()


def below(file: PyFile, made: Made, statement: str) -> TextEdit:
    """Add a statement on the line below the one where an application is made."""
    newline = newline_of(file)
    line = file.lines.line_of(max(made.span.end - 1, 0))
    written = f"{_indent(file, made.span.start)}{statement}"
    if line + 1 < len(file.lines):
        at = file.lines.starts[line + 1]
        return TextEdit(Span(at, at), f"{written}{newline}")
    return TextEdit(Span(len(file.text), len(file.text)), f"{newline}{written}")


def before_return(file: PyFile, made: Made, statement: str) -> TextEdit | None:
    """Add a statement above the one that returns the application from its factory; None where there is no such."""
    shape = file.shapes[made.block]
    returned = [
        each for each in shape.bodies[made.scope] if isinstance(each, Return) and each.value is not None
    ] if made.scope != MODULE else []  # fmt: skip
    if len(returned) != 1 or not (isinstance(returned[0].value, Ref) and returned[0].value.parts == (made.name,)):
        return None
    start = file.absolute(made.block, returned[0].span).start
    at = file.lines.starts[file.lines.line_of(start)]
    indent = file.text[at:start]
    return TextEdit(Span(at, at), f"{indent}{statement}{newline_of(file)}") if not indent.strip() else None


def _applications(project: Project, file: PyFile) -> Iterator[Made]:
    for block, shape in enumerate(file.shapes):
        for binding in shape.bindings:
            if binding.kind != "value" or not isinstance(binding.value, Call):
                continue
            meaning = resolve(project, file, block, binding.scope, binding.value)
            if isinstance(meaning, Known) and meaning.type == "flask.Flask" and meaning.site is not None:
                here = meaning.site.path == file.path and meaning.site.span == binding.value.span
                if here and meaning.site.block == block:
                    span = file.absolute(block, binding.value.span)
                    yield Made(file.path, binding.name, span, block, binding.scope)


def _indent(file: PyFile, at: int) -> str:
    """The space before what stands on the line of an offset."""
    content = file.text[file.lines.starts[file.lines.line_of(at)] : at]
    return content[: len(content) - len(content.lstrip())]
