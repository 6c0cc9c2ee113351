"""HTTP status codes where they stand: `abort(404)`, `@app.errorhandler(404)`, `return body, 404`, `status_code == 404`."""

from __future__ import annotations

import re

from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.call_sites import callee
from flask_ls.syntax.cursor import Argument, Cursor, cursor
from flask_ls.syntax.shape import Call, Member, Ref

# Where each takes it, by place and by name, and what such codes begin with: only an error can be raised or handled.
_PLACES = {
    "flask.abort": (0, "code", "45"),
    "werkzeug.exceptions.abort": (0, "status", "45"),
    "flask.redirect": (1, "code", "3"),
    "flask.Flask.redirect": (1, "code", "3"),
    "werkzeug.utils.redirect": (1, "code", "3"),
    "flask.Response": (1, "status", "12345"),
    "werkzeug.wrappers.Response": (1, "status", "12345"),
    "flask.make_response": (1, "", "12345"),
    "flask.Flask.errorhandler": (0, "code_or_exception", "45"),
    "flask.Blueprint.errorhandler": (0, "code_or_exception", "45"),
    "flask.Blueprint.app_errorhandler": (0, "code", "45"),
    "flask.Flask.register_error_handler": (0, "code_or_exception", "45"),
    "flask.Blueprint.register_error_handler": (0, "code_or_exception", "45"),
}
_STATUS_CODE = re.compile(r"\.status_code\s*(?:[=!]=|[<>]=?|=|in\b[\s(\[{\d,]*)\s*\Z")
_RETURN = re.compile(r"\s*return\b")
_ANSWERING = ("route", "get", "post", "put", "patch", "delete", "errorhandler", "app_errorhandler")


def status_at(project: Project, file: PyFile, block: int, around: Cursor, start: int) -> str | None:
    """The first digits that a status may have as a number that begins at `start` of a block; None where it is none.

    `around` is what stands around that place.
    """
    if around.arguments and around.arguments[0].applied:
        return _in_call(project, file, file.starts[block] + start, around.arguments[0])
    text = file.blocks[block]
    if _STATUS_CODE.search(text, text.rfind("\n", 0, start) + 1, start):
        return "12345"
    return "12345" if element(file, block, around, start) == 1 else None


def element(file: PyFile, block: int, around: Cursor, at: int) -> int | None:
    """Which element of the tuple that a view returns begins at an offset of a block; None where it returns none there."""
    text = file.blocks[block]
    returned = _RETURN.match(text, around.line_start, at)
    if returned is None:
        return None
    # Behind a comma and a space the cursor is in no scope any more; where the statement begins is in one.
    _, scope = file.scope_at(file.starts[block] + around.line_start + len(around.indent))
    if not any(_last(each) in _ANSWERING for each in file.shapes[block].scopes[scope].decorators):
        return None
    # Read as if the tuple stood in brackets, which it may; then it is the only one in there.
    inner = cursor(f"({text[returned.end() : at]}", at - returned.end() + 1).arguments
    if len(inner) == 2 and inner[0].bracket == "(" and not inner[0].applied and not inner[1].index:
        return inner[0].index
    return inner[0].index if len(inner) == 1 else None


def _in_call(project: Project, file: PyFile, offset: int, argument: Argument) -> str | None:
    meaning = callee(project, file, offset, argument) if argument.bracket == "(" else None
    if meaning is None or meaning.type is not None or meaning.name not in _PLACES:
        return None
    index, keyword, digits = _PLACES[meaning.name]
    fits = argument.keyword == keyword if argument.keyword else argument.index == index and not argument.given
    return digits if fits else None


def _last(decorator: object) -> str:
    """The last name of a decorator, called or not."""
    made = decorator.func if isinstance(decorator, Call) else decorator
    if isinstance(made, Ref):
        return made.last
    return made.name if isinstance(made, Member) else ""
