"""Where strings name HTTP's words: methods, headers, the `samesite` of a cookie, and variables of the environment.

Hover explains what stands there, completion offers what can.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from flask_ls.knowledge import vocabulary
from flask_ls.project.meaning import Known
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import library_bases, resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols.call_sites import callee
from flask_ls.symbols.command_line import describe_variable
from flask_ls.symbols.describe_words import describe_header, describe_method, describe_samesite
from flask_ls.symbols.parameters import call_at
from flask_ls.symbols.status_code import element
from flask_ls.syntax.cursor import Cursor
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span

Kind = Literal["method", "header", "samesite", "environment"]
HeaderOf = Literal["request", "response", "both"]
_REQUEST_METHOD = re.compile(r"(?P<name>[\w.]+\.method)\s*(?:[=!]=|(?:not\s+)?in\s*[\[({][^\])}]*?)\s*[bBrRuU]?[\"']\Z")
_MATCH = re.compile(r"^(?P<indent>[ \t]*)match[ \t]+(?P<name>[\w.]+\.method)[ \t]*:", re.M)
_CLASS_METHODS = re.compile(r"^[ \t]+(methods)\s*=\s*[\[({][^\])}]*\Z", re.M)
_ENVIRONMENT = ("os.environ", "os.environ.get", "os.environ.setdefault", "os.environ.pop", "os.getenv")
_OF_TESTS = (".setenv", ".delenv")  # pytest's `monkeypatch`, which is a parameter
_SAMESITE = re.compile(r"\b[A-Z_]+_SAMESITE(?:[\"']\s*(?:\]\s*=|[:,])|\s*=)\s*[rRuU]?[\"']\Z")
_HEADERS = "werkzeug.datastructures.Headers"
_BY_NAME = {f"{_HEADERS}.{name}" for name in ("get", "getlist", "get_all", "add", "add_header", "set", "setdefault", "setlist", "pop", "remove")}  # fmt: skip
_BY_DICTIONARY = {f"{_HEADERS}.update", f"{_HEADERS}.extend", _HEADERS}


class Place(NamedTuple):
    """What a string names; of a header also who sends it."""

    kind: Kind
    of: HeaderOf = "both"


def place(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> Place | None:
    """What the string around an offset `inside` a block names; None where that is not sure."""
    if around.string is None:
        return None
    if _takes_method(project, file, block, around, inside):
        return Place("method")
    if (of := _takes_header(project, file, block, around, inside)) is not None:
        return Place("header", of)
    if _takes_samesite(project, file, block, around, inside):
        return Place("samesite")
    return Place("environment") if _takes_variable(project, file, block, around, inside) else None


def describe(kind: Kind, word: str) -> str | None:
    """Markdown about a word of a kind; None where there is no such word."""
    match kind:
        case "method":
            method = vocabulary.method(word.upper())
            return describe_method(method) if method is not None else None
        case "header":
            header = vocabulary.header(word)
            return describe_header(header) if header is not None else None
        case "samesite":
            samesite = vocabulary.samesite(word)
            return describe_samesite(samesite) if samesite is not None else None
    return describe_variable(word)


def is_key(text: str, string: Span) -> bool:
    """Whether a string is followed by the colon of a dictionary's key."""
    return re.match(r"[\"']\s*:", text[string.end : string.end + 20]) is not None


def _takes_method(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> bool:
    call = call_at(project, file, block, inside, around)
    if call is not None and call.argument.keyword in ("methods", "method"):
        return all(not each.applied for each in around.arguments[: around.arguments.index(call.argument)])
    assert around.string is not None
    before = file.blocks[block][: around.string.start]
    if match := _REQUEST_METHOD.search(before, around.line_start) or _matched(before, around):
        return _means(project, file, block, match.start("name"), match["name"]) == "flask.Request.method"
    match = _CLASS_METHODS.search(before, around.line_start)
    if match is None:
        return False
    shape = file.shapes[block]
    scope = shape.scope_at(match.start(1))
    bases = library_bases(project, file, block, scope) if shape.scopes[scope].kind == "class" else []
    return any(each.startswith("flask") for each in bases)


def _matched(before: str, around: Cursor) -> re.Match[str] | None:
    """The method in `match request.method:` where the string is one of its cases."""
    if around.before not in ("case", "|"):
        return None
    above = [each for each in _MATCH.finditer(before) if len(each["indent"]) < len(around.indent)]
    return above[-1] if above and before.startswith("case", around.line_start + len(around.indent)) else None


def _takes_header(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> HeaderOf | None:
    """Who sends the header that a string names, None where it names none."""
    argument = around.arguments[0] if around.arguments else None
    if argument is None:
        return None
    if not argument.applied:
        return _in_dictionary(project, file, block, around, inside) if argument.bracket == "{" else None
    if argument.index or argument.keyword not in (None, "key"):
        return None
    owner = argument.callee
    meaning = callee(project, file, file.starts[block] + inside, argument)
    if meaning is None:
        return None
    if argument.bracket == "(":
        if meaning.name not in _BY_NAME:
            return None
        owner = owner.rpartition(".")[0]
    elif meaning.type is None or not meaning.type.endswith("Headers"):
        return None
    return _sender(_means(project, file, block, argument.at, owner))


def _in_dictionary(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> HeaderOf | None:
    """The same for the key of a dictionary: `headers={…}`, `headers.update({…})` and `return body, 200, {…}`."""
    if around.before not in ("{", ","):
        return None
    text = file.blocks[block]
    opened = around.arguments[0].at
    outer = around.arguments[1] if len(around.arguments) > 1 else None
    if outer is None or not outer.applied:
        return "response" if element(file, block, around, opened) in (1, 2) and text[opened] == "{" else None
    call = call_at(project, file, block, inside, around)
    if call is None or call.argument != outer:
        return None
    if outer.keyword == "headers":
        return "request" if call.entry.name.startswith("werkzeug.test.") or "test" in call.entry.name else "response"
    return "both" if call.entry.name in _BY_DICTIONARY and outer.index == 0 and outer.keyword is None else None


def _takes_samesite(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> bool:
    assert around.string is not None
    if _SAMESITE.search(file.blocks[block], max(around.string.start - 60, 0), around.string.start):
        return True
    call = call_at(project, file, block, inside, around)
    return call is not None and call.argument == around.arguments[0] and call.argument.keyword == "samesite"


def _takes_variable(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> bool:
    argument = around.arguments[0] if around.arguments else None
    if argument is None or argument.index or argument.keyword is not None:
        return False
    if argument.callee.endswith(_OF_TESTS):
        return True
    meaning = callee(project, file, file.starts[block] + inside, argument)
    return meaning is not None and meaning.name in _ENVIRONMENT


def _sender(owner: str) -> HeaderOf:
    if owner.endswith("Request.headers"):
        return "request"
    return "response" if owner.endswith("Response.headers") else "both"


def _means(project: Project, file: PyFile, block: int, at: int, dotted: str) -> str:
    """The qualified name of a dotted name that is written at an offset of a block."""
    scope = file.shapes[block].scope_at(at)
    meaning = resolve(project, file, block, scope, Ref(tuple(dotted.split(".")), Span(0, 0)))
    return meaning.name if isinstance(meaning, Known) else ""
