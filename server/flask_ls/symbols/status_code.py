"""HTTP status codes in calls that take one: `abort(404)`, `@app.errorhandler(404)`, `redirect(url, 303)`."""

from __future__ import annotations

from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.call_sites import callee
from flask_ls.syntax.cursor import Argument

_PLACES = {
    "flask.abort": (0, "code"),
    "werkzeug.exceptions.abort": (0, "status"),
    "flask.redirect": (1, "code"),
    "flask.Response": (1, "status"),
    "flask.Flask.errorhandler": (0, "code_or_exception"),
    "flask.Blueprint.errorhandler": (0, "code_or_exception"),
    "flask.Blueprint.app_errorhandler": (0, "code"),
    "flask.Flask.register_error_handler": (0, "code_or_exception"),
    "flask.Blueprint.register_error_handler": (0, "code_or_exception"),
}


def takes_status(project: Project, file: PyFile, offset: int, argument: Argument) -> bool:
    """Whether a number in this place is a status code."""
    meaning = callee(project, file, offset, argument) if argument.bracket == "(" else None
    if meaning is None or meaning.name not in _PLACES:
        return False
    index, keyword = _PLACES[meaning.name]
    return argument.keyword == keyword if argument.keyword else argument.index == index
