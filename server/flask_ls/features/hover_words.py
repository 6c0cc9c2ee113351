"""Hover in Python for what names alone do not say: keyword arguments, and methods, headers and statuses in HTTP's terms."""

from __future__ import annotations

import re

from flask_ls.features.results import Hover
from flask_ls.knowledge import vocabulary
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.describe import describe_parameter
from flask_ls.symbols.describe_words import describe_header
from flask_ls.symbols.http_words import describe, is_key, place
from flask_ls.symbols.parameters import call_at
from flask_ls.syntax.cursor import Cursor, cursor
from flask_ls.text.spans import Span

_KEYWORD = re.compile(r"\s*=(?!=)")


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
    around = cursor(text, start)
    call = call_at(project, file, block, start, around)
    if call is None or call.argument.keyword != text[start:end]:
        return None
    said = describe_parameter(call.entry, text[start:end])
    return Hover(span=Span(start, end).shifted(file.starts[block]), markdown=said) if said is not None else None


def in_string(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> Hover | None:
    """The method, header, variable or other word that a string names."""
    if around.string is None:
        return None
    text = file.blocks[block]
    content = text[around.string.start : around.string.end]
    found = place(project, file, block, around, inside)
    said = None
    if found is None:
        # A name that only a header has, as the key of any dictionary.
        header = vocabulary.header(content) if "-" in content and _is_key(around, text) else None
        said = describe_header(header) if header is not None else None
    else:
        said = describe(found.kind, content)
    return Hover(span=around.string.shifted(file.starts[block]), markdown=said) if said is not None else None


def _is_key(around: Cursor, text: str) -> bool:
    in_braces = bool(around.arguments) and around.arguments[0].bracket == "{"
    return in_braces and around.string is not None and is_key(text, around.string)
