"""Of HTML what attributes need: the tags of a template with their attributes, and comments. No tree, no nesting.

Jinja's tags count as text where they stand in a value, and as space where they stand between attributes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from flask_ls.text.spans import Span

# Stand for a character of `{{ … }}` and of any other tag; of private use, so that no text has them.
_FILL, _TAG_FILL = "\ue000", "\ue001"
_TAG = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][^\s/>\"'=<]*)"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)(?P<end>>?)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    rf"(?P<name>[^\s\"'<>/={_FILL}{_TAG_FILL}][^\s\"'<>/={_TAG_FILL}]*)(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>{_TAG_FILL}]+)))?",
    re.DOTALL,
)
# What the text of these is, is no HTML.
_OPAQUE = re.compile(r"script|style", re.IGNORECASE)


class Attribute(NamedTuple):
    """`value` is its text with Jinja in it; its span is empty where there is none."""

    name: str
    name_span: Span
    value: str
    value_span: Span
    quote: str


class Element(NamedTuple):
    """A tag. `name` is in lower case, `!--` for a comment; `closing`: it is `</name>`."""

    name: str
    span: Span
    closing: bool
    attributes: tuple[Attribute, ...]

    def attribute(self, name: str) -> Attribute | None:
        return next((each for each in self.attributes if each.name.lower() == name), None)


def elements(text: str, tags: Sequence[Span]) -> tuple[Element, ...]:
    """The tags and comments of a text in which Jinja's tags stand at these spans."""
    masked = _masked(text, tags)
    found: list[Element] = []
    at = 0
    while match := _TAG.search(masked, at):
        at = match.end()
        span = Span(*match.span())
        if match["comment"] is not None:
            found.append(Element("!--", span, False, ()))
            continue
        name = match["name"].lower()
        attributes = _attributes(text, masked, *match.span("attributes")) if match["attributes"].strip() else ()
        found.append(Element(name, span, bool(match["close"]), attributes))
        if not match["close"] and _OPAQUE.fullmatch(name) and match["end"]:
            end = re.compile(rf"</{name}", re.IGNORECASE).search(masked, at)
            at = end.start() if end is not None else len(masked)
    return tuple(found)


def _masked(text: str, tags: Sequence[Span]) -> str:
    """The text with its Jinja tags made unreadable."""
    parts: list[str] = []
    at = 0
    for start, end in tags:
        fill = _FILL if text.startswith("{{", start) else _TAG_FILL
        parts += (text[at:start], fill * (end - start))
        at = end
    return "".join([*parts, text[at:]])


def _attributes(text: str, masked: str, start: int, end: int) -> tuple[Attribute, ...]:
    found = []
    for match in _ATTRIBUTE.finditer(masked, start, end):
        kind = match.lastgroup if match.lastgroup != "name" else None
        span = Span(*match.span(kind)) if kind is not None else Span(match.end(), match.end())
        quote = {"double": '"', "single": "'"}.get(kind or "", "")
        name = Span(*match.span("name"))
        found.append(Attribute(text[name.start : name.end], name, text[span.start : span.end], span, quote))
    return tuple(found)
