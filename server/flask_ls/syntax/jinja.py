"""Where a cursor stands in a template: a tolerant scan for Jinja's delimiters, which survives half-typed tags."""

from __future__ import annotations

import re
from typing import Literal

# What stands left of the word at a cursor in a tag, where that word is the name of a filter, a test or a tag.
BEFORE_FILTER = re.compile(r"(?:\|\s*|\{%[-+]?\s*filter\s+)\Z")
BEFORE_TEST = re.compile(r"\bis\s+(?:not\s+)?\Z")
BEFORE_TAG = re.compile(r"\{%[-+]?\s*\Z")
STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")

JinjaPlace = Literal["text", "tag", "expression", "comment", "attribute"]

_OPEN = re.compile(r"\{\{|\{%|\{#|<!--|<(?=[A-Za-z/])")
_CLOSE = {"{{": "}}", "{%": "%}", "{#": "#}"}
# What matters next inside of an HTML tag: outside of quotes, and in those of each kind.
_MARK = {
    "": re.compile(r"\{[{%#]|[\"'>]"),
    '"': re.compile(r"\{[{%#]|\""),
    "'": re.compile(r"\{[{%#]|'"),
}
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def place(text: str, offset: int) -> JinjaPlace:
    """What stands at `offset`: plain text, a `{% tag %}`, an `{{ expression }}`, a comment, or inside an HTML tag."""
    at = 0
    while match := _OPEN.search(text, at, offset):
        opener = match[0]
        if opener == "<!--":
            # Jinja inside an HTML comment is still run, so a comment is text like any other.
            at = match.end()
            continue
        if opener == "<":
            end = _html_tag_end(text, match.end(), offset)
            if end is None:
                return _in_html_tag(text, match.end(), offset)
            at = end
            continue
        end_at = text.find(_CLOSE[opener], match.end())
        if end_at < 0 or end_at + 2 > offset:
            return {"{{": "expression", "{%": "tag", "{#": "comment"}[opener]  # type: ignore[return-value]
        at = end_at + 2
    return "text"


def leaves_string_open(written: str) -> bool:
    """Whether a string that began in a part of a tag goes on behind it."""
    return bool(set(STRING.sub("", written)) & {"'", '"'})


def _html_tag_end(text: str, at: int, offset: int) -> int | None:
    """Where the HTML tag that begins before `at` ends; None where that is not before `offset`."""
    quote = ""
    while found := _MARK[quote].search(text, at, offset):
        mark, at = found[0], found.end()
        if mark == ">":
            return at
        if mark in _CLOSE:
            closed = text.find(_CLOSE[mark], at)
            if closed < 0 or closed + 2 > offset:
                return None
            at = closed + 2
        else:
            quote = "" if mark == quote else mark
    return None


def _in_html_tag(text: str, start: int, offset: int) -> JinjaPlace:
    inner = text[start:offset]
    for opener, closer in _CLOSE.items():
        if inner.rfind(opener) > inner.rfind(closer):
            return {"{{": "expression", "{%": "tag", "{#": "comment"}[opener]  # type: ignore[return-value]
    rest = _QUOTED.sub("", inner)
    return "attribute" if '"' not in rest and "'" not in rest else "text"
