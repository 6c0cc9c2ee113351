"""A snippet's text as it fits a file: its own names, its indentation, its quotes, and names that are still free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from flask_ls.knowledge.code_snippets import without_variables
from flask_ls.knowledge.snippet_body import to_lsp, to_plain_text
from flask_ls.knowledge.snippets import NEEDS, Snippet
from flask_ls.project.pyfile import PyFile

_LEADING = re.compile(r"^( {4})+", re.MULTILINE)
_INDENTED = re.compile(r":[ \t]*(?:#.*)?(?:\r\n|\r|\n)(\t| +)(?=\S)")
_LOOKED_AT = 5_000  # code points of a file, to see its style
# Comments and strings, so that no quote is taken for another; `body` is what a string on one line holds.
_QUOTED = re.compile(
    r"#[^\r\n]*|\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)"
    r"|(?P<quote>[\"'])(?P<body>(?:\\.|(?!(?P=quote))[^\\\r\n])*)(?P=quote)",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(?![$}])")  # a backslash that is Python's, not the snippet's
_DEFINED = re.compile(r"^(?P<before>(?:async )?(?:def|class) )(?P<stop>\$\{\d+:)?(?P<name>[A-Za-z_]\w*)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a file is written. `unit`: what it indents by, None where that is not asked; `single`: it prefers single
    quotes; `taken`: the names that are bound where the snippet goes."""

    unit: str | None = None
    single: bool = False
    taken: frozenset[str] = field(default_factory=frozenset)


def style_of(file: PyFile, taken: frozenset[str] = frozenset()) -> Style:
    """The style of a Python file."""
    seen = [_seen(text) for text in _beginning(file.blocks if file.closed else [file.text])]
    singles, doubles = sum(each.singles for each in seen), sum(each.doubles for each in seen)
    unit = next((each.unit for each in seen if each.unit is not None), "    ")
    return Style(unit=unit, single=singles > 2 and singles > 2 * doubles, taken=taken)


class _Seen(NamedTuple):
    """How many strings of a text are in single and in double quotes, and what its first indented line is indented by."""

    singles: int
    doubles: int
    unit: str | None


# A list of snippets asks for it at each keystroke, and all blocks but one are those of before.
@lru_cache(maxsize=2000)
def _seen(text: str) -> _Seen:
    quotes = [match["quote"] for match in _QUOTED.finditer(text)]
    indented = _INDENTED.search(text)
    unit = indented[1] if indented is not None else None
    return _Seen(quotes.count("'"), quotes.count('"'), "    " if unit is not None and len(unit) > 8 else unit)


def _beginning(blocks: Iterable[str]) -> Iterator[str]:
    """The blocks, as far as they are looked at."""
    left = _LOOKED_AT
    for block in blocks:
        if left <= 0:
            return
        yield block if len(block) <= left else block[:left]
        left -= len(block)


def inserted(snippet: Snippet, names: Mapping[str, str], style: Style, snippet_support: bool, indent: str) -> str:
    """The text to put in. A client with snippet support indents further lines itself; for others it is done here."""
    if snippet.verbatim:
        text = snippet.body if snippet_support else without_variables(snippet.body)
        return text if snippet_support else text.replace("\n", f"\n{indent}")
    chosen = {NEEDS[need]: names[need] for need in snippet.needs if need in names}
    body = snippet.body if style.taken.isdisjoint(_proposed(snippet.body)) else _free(snippet.body, style.taken)
    text = _expanded(body, tuple(chosen.items()), snippet_support)
    if style.unit is not None and style.unit != "    ":
        unit = style.unit
        text = _LEADING.sub(lambda match: unit * (len(match[0]) // 4), text)
    if style.single and snippet.where[0].startswith("python"):
        text = _QUOTED.sub(_in_single_quotes, text)
    return text if snippet_support else text.replace("\n", f"\n{indent}")


@lru_cache(maxsize=2000)
def _expanded(body: str, names: tuple[tuple[str, str], ...], snippet_support: bool) -> str:
    return to_lsp(body, dict(names)) if snippet_support else to_plain_text(body, dict(names))


def _in_single_quotes(match: re.Match[str]) -> str:
    """A string in double quotes in single ones, where that changes nothing but them."""
    body = match["body"]
    if match["quote"] != '"' or "'" in body or _ESCAPED.search(body):
        return match[0]
    return f"'{body}'"


@lru_cache(maxsize=2000)
def _proposed(body: str) -> frozenset[str]:
    """The names of functions and classes that a body proposes, for the person to change."""
    return frozenset(match["name"] for match in _DEFINED.finditer(body) if match["stop"] is not None)


def _free(body: str, taken: frozenset[str]) -> str:
    """The body with other names for the functions and classes that it proposes, where those are taken."""
    for match in _DEFINED.finditer(body):
        stop, name = match["stop"], match["name"]
        if stop is not None and name in taken:
            number = next(number for number in range(2, len(taken) + 3) if f"{name}_{number}" not in taken)
            body = body.replace(f"{stop}{name}}}", f"{stop}{name}_{number}}}")
    return body
