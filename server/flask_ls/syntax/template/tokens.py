"""The tokens between a tag's delimiters. What Jinja's lexer refuses is a token too, with the reason."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from flask_ls.syntax.template.nodes import Problem
from flask_ls.text.spans import Span

Kind = Literal["name", "string", "integer", "float", "operator", "bad", "end"]

_TOKEN = re.compile(
    r"""\s+
    |(?P<float>(?<!\.)\d+(?:_\d+)*(?:(?:\.\d+(?:_\d+)*)?e[+\-]?\d+(?:_\d+)*|\.\d+(?:_\d+)*))
    |(?P<integer>0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*)
    |(?P<name>\w+)
    |(?P<string>"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')
    |(?P<operator>//|\*\*|==|!=|>=|<=|[+\-/*%~\[\](){}<>=.:|,;])
    |(?P<bad>[\s\S])""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING = {")": "(", "]": "[", "}": "{"}
_OPENING = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str, start: int, end: int) -> tuple[list[Token], list[Problem]]:
    """The tokens of text[start:end], the last of kind `end`, and what the lexer refuses, in order."""
    found: list[Token] = []
    problems: list[Problem] = []
    awaited: list[str] = []
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        if kind is None:
            continue
        word, span = match[0], Span(*match.span())
        found.append(Token(kind, word, *span))  # type: ignore[arg-type]
        if kind == "bad":
            problems.append(Problem(span, f"unexpected char {word!r}"))
        elif kind == "name" and not word.isidentifier():
            problems.append(Problem(span, "Invalid character in identifier"))
        elif kind == "operator" and word in _OPENING:
            awaited.append(_OPENING[word])
        elif kind == "operator" and word in _CLOSING:
            expected = awaited.pop() if awaited else None
            if expected is None:
                problems.append(Problem(span, f"unexpected '{word}'"))
            elif expected != word:
                problems.append(Problem(span, f"unexpected '{word}', expected '{expected}'"))
    if awaited:
        closer = "%" if text.startswith("{%") else "}"
        # The lexer takes the delimiter for operators while a bracket is open; of `%}` only the brace is refused.
        at = Span(end, min(end + 2, len(text)))
        if text[end : end + 2] == closer + "}":
            problems.append(Problem(at, f"unexpected '}}', expected '{awaited[-1]}'"))
    found.append(Token("end", "", end, end))
    return found, problems
