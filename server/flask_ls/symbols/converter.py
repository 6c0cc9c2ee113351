"""Converters in URL rules: the `int` of `/post/<int:post_id>`."""

from __future__ import annotations

import re

from flask_ls.knowledge.api import Converter, converter
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.call_sites import callee
from flask_ls.syntax.cursor import Argument
from flask_ls.text.spans import Span

_VARIABLE = re.compile(r"<(?P<converter>[a-zA-Z_]\w*)(?:\([^)]*\))?:(?P<name>\w*)>?")
_ROUTES = {
    f"flask.{owner}.{name}"
    for owner in ("Flask", "Blueprint")
    for name in ("route", "get", "post", "put", "patch", "delete", "add_url_rule")
}


def is_rule(project: Project, file: PyFile, offset: int, argument: Argument) -> bool:
    """Whether a string in this place is a URL rule."""
    if argument.bracket != "(" or (argument.keyword or "rule") != "rule" or argument.index != 0:
        return False
    meaning = callee(project, file, offset, argument)
    return meaning is not None and meaning.name in _ROUTES


def converter_at(rule: str, offset: int) -> tuple[Converter, Span] | None:
    """The converter that a place in a rule names, and where it stands in the rule."""
    for match in _VARIABLE.finditer(rule):
        if match.start("converter") <= offset <= match.end("converter"):
            found = converter(match["converter"])
            return (found, Span(*match.span("converter"))) if found is not None else None
    return None


def opens_variable(rule: str, offset: int) -> Span | None:
    """The name that is being typed after `<`, where a converter can stand; None elsewhere."""
    start = rule.rfind("<", 0, offset)
    if start < 0 or not re.fullmatch(r"\w*", rule[start + 1 : offset]):
        return None
    end = offset
    while end < len(rule) and (rule[end].isalnum() or rule[end] == "_"):
        end += 1
    return Span(start + 1, end)
