"""Hover in Python for what names alone do not say: keyword arguments, and methods, headers and statuses in HTTP's terms."""

from __future__ import annotations

import re

from flask_ls.features.results import Hover
from flask_ls.knowledge import api, vocabulary
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols.call_sites import callee
from flask_ls.symbols.command_line import describe_variable
from flask_ls.symbols.describe import describe_parameter
from flask_ls.symbols.describe_words import describe_header, describe_method
from flask_ls.syntax.cursor import Cursor, cursor
from flask_ls.syntax.shape import Call, Member, Ref
from flask_ls.text.spans import Span

_KEYWORD = re.compile(r"\s*=(?!=)")
_REQUEST_METHOD = re.compile(r"([\w.]+\.method)\s*(?:[=!]=|(?:not\s+)?in\s*[\[({][^\n]*?)\s*[bBrRuU]?[\"']\Z")
_CLASS_METHODS = re.compile(r"^[ \t]+methods\s*=\s*[\[({][^\n]*\Z", re.M)
_STATUS_CODE = re.compile(r"\.status_code\s*(?:[=!]=|[<>]=?|=|in\b[\s(\[{\d,]*)\s*\Z")
_RETURNED = re.compile(r"[ \t]*return\b.+,[ \t]*\Z")
_AFTER_STATUS = re.compile(r"[ \t]*(?:,|#|$)", re.M)
_ANSWERING = ("route", "get", "post", "put", "patch", "delete", "errorhandler", "app_errorhandler")
_ENVIRONMENT = ("environ", "environ.get", "environ.setdefault", "getenv", "setenv", "delenv")


def keyword(project: Project, file: PyFile, block: int, text: str, inside: int) -> Hover | None:
    """The keyword argument whose name an offset is in: `methods` of `@app.route("/", methods=["GET"])`."""
    start, end = inside, inside
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    equals = _KEYWORD.match(text, end)
    if start == end or equals is None or text[:start].rstrip()[-1:] not in ("(", ","):
        return None
    around = cursor(text, equals.end())
    if not around.arguments or around.arguments[0].keyword != text[start:end] or around.arguments[0].bracket != "(":
        return None
    meaning = callee(project, file, file.starts[block] + inside, around.arguments[0])
    entry = api.lookup(meaning.name) if meaning is not None else None
    said = describe_parameter(entry, text[start:end]) if entry is not None else None
    return Hover(span=Span(start, end).shifted(file.starts[block]), markdown=said) if said is not None else None


def in_string(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> Hover | None:
    """The method, header or environment variable that a string names."""
    if around.string is None:
        return None
    text = file.blocks[block]
    content = text[around.string.start : around.string.end]
    said = None
    if (method := vocabulary.method(content.upper())) is not None:
        said = describe_method(method) if _takes_method(project, file, block, around, text, inside) else None
    elif (header := vocabulary.header(content)) is not None:
        said = describe_header(header) if _takes_header(project, file, block, around, text, inside) else None
    elif content.isupper() and around.arguments and around.arguments[0].callee.endswith(_ENVIRONMENT):
        said = describe_variable(content)
    return Hover(span=around.string.shifted(file.starts[block]), markdown=said) if said is not None else None


def _takes_method(project: Project, file: PyFile, block: int, around: Cursor, text: str, inside: int) -> bool:
    offset = file.starts[block] + inside
    for argument in around.arguments:
        if argument.bracket == "(" and argument.keyword in ("methods", "method"):
            meaning = callee(project, file, offset, argument)
            return meaning is not None and meaning.name.startswith(("flask", "werkzeug."))
    assert around.string is not None
    before = text[: around.string.start]
    if match := _REQUEST_METHOD.search(before):
        return _means(project, file, block, inside, match[1]) == "flask.Request.method"
    return _CLASS_METHODS.search(before) is not None


def _takes_header(project: Project, file: PyFile, block: int, around: Cursor, text: str, inside: int) -> bool:
    if around.string is None or not around.arguments:
        return False
    argument = around.arguments[0]
    if argument.bracket == "{":  # a name that only a header has, as the key of a dictionary
        return "-" in text[around.string.start : around.string.end] and bool(
            re.match(r"[\"']\s*:", text[around.string.end : around.string.end + 20])
        )
    meaning = callee(project, file, file.starts[block] + inside, argument)
    if meaning is None or argument.index != 0:
        return False
    if argument.bracket == "[":
        return meaning.type is not None and meaning.type.endswith("Headers")
    return meaning.name.startswith("werkzeug.datastructures.Headers.")


def _means(project: Project, file: PyFile, block: int, inside: int, dotted: str) -> str:
    _, scope = file.scope_at(file.starts[block] + inside)
    meaning = resolve(project, file, block, scope, Ref(tuple(dotted.split(".")), Span(0, 0)))
    return str(getattr(meaning, "name", ""))


def is_answered(file: PyFile, block: int, number: Span) -> bool:
    """Whether a number is a status by where it stands: compared with `status_code`, or returned by a view."""
    text = file.blocks[block]
    line = text[text.rfind("\n", 0, number.start) + 1 : number.start]
    if _STATUS_CODE.search(line):
        return True
    if not _RETURNED.match(line) or not _AFTER_STATUS.match(text, number.end):
        return False
    _, scope = file.scope_at(file.starts[block] + number.start)
    return any(_last(each) in _ANSWERING for each in file.shapes[block].scopes[scope].decorators)


def _last(decorator: object) -> str:
    """The last name of a decorator, called or not."""
    made = decorator.func if isinstance(decorator, Call) else decorator
    if isinstance(made, Ref):
        return made.last
    return made.name if isinstance(made, Member) else ""
