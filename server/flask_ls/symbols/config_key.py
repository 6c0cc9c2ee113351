"""Configuration keys: `app.config["SECRET_KEY"]`."""

from __future__ import annotations

from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.call_sites import callee
from flask_ls.syntax.cursor import Argument

_METHODS = {"flask.Config.get", "flask.Config.setdefault"}


def is_config(project: Project, file: PyFile, offset: int, argument: Argument) -> bool:
    """Whether a string in this place is a configuration key."""
    meaning = callee(project, file, offset, argument)
    if meaning is None:
        return False
    if argument.bracket == "[":
        return meaning.type == "flask.Config"
    return meaning.name in _METHODS and argument.index == 0 and argument.keyword is None
