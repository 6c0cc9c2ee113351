"""What stands around a cursor in Python code that may be half typed: a token scan of one block, without a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from keyword import iskeyword
from typing import Literal

from flask_ls.text.spans import Span

Place = Literal["statement", "decorator", "expression", "attribute", "string", "comment", "import", "name"]

_TOKEN = re.compile(
    r"(?P<comment>\#[^\r\n]*)"
    r"|(?P<prefix>[rRbBuUfFtT]{0,3})(?P<quote>\"{3}|'{3}|\"|')"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<number>\d[\w.]*)"
    r"|(?P<newline>\\?(?:\r\n|\r|\n))"
    r"|(?P<space>[ \t\f]+)"
    r"|(?P<other>[=!<>]=|.)"
)
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """The call or subscript that encloses the cursor.

    `callee` is what stands before the bracket, as dotted text (`app.config`), empty where it is no dotted name.
    `index` counts positional arguments from 0; `keyword` is set behind `name=`, and `given` are those before it.
    `at` is the bracket's offset. `applied`: it calls or subscripts what stands before it, however that is written;
    else it only groups.
    """

    bracket: str
    callee: str
    index: int
    keyword: str | None
    given: tuple[str, ...]
    at: int
    applied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A cursor's surroundings. Spans are relative to the text that was scanned.

    `prefix` is the part of a name left of the cursor, `replace` the whole name it is in. In a string, `string` is the
    span of its content and `prefix` the content left of the cursor. `line_start` is where the logical line begins.
    `receiver`, behind a dot, is the expression left of that dot. `before` is the token left of the name or string that the
    cursor is in, of the same logical line.
    """

    place: Place
    prefix: str
    replace: Span
    line_start: int
    indent: str
    string: Span | None = None
    string_prefix: str = ""
    arguments: tuple[Argument, ...] = ()
    receiver: Span | None = None
    before: str = ""


@dataclass(slots=True)
class _Bracket:
    char: str
    callee: str
    at: int
    applied: bool
    index: int = 0
    keyword: str | None = None
    given: tuple[str, ...] = ()


def cursor(text: str, offset: int) -> Cursor:
    """What stands around `offset`. `text` begins outside any string, as blocks do."""
    brackets: list[_Bracket] = []
    line: list[str] = []  # the logical line's tokens so far, without space
    places: list[int] = []  # where each of them begins
    line_start, at = 0, 0
    while at < offset:
        match = _TOKEN.match(text, at)
        if match is None:
            break
        if match["quote"]:
            end, closed = _string_end(text, match)
            content = match.end()
            if offset >= content and (offset < end or (offset == end and not closed)):
                inner_end = end - len(match["quote"]) if closed else end
                return Cursor(
                    place="string",
                    prefix=text[content:offset],
                    replace=Span(content, max(inner_end, offset)),
                    line_start=line_start,
                    indent=_indent(text, line_start),
                    string=Span(content, inner_end),
                    string_prefix=match["prefix"].lower(),
                    arguments=_arguments(brackets),
                    before=line[-1] if line else "",
                )
            if offset < content:
                break
            line.append('""')
            places.append(at)
            at = end
            continue
        end = match.end()
        if match["comment"] is not None:
            if offset <= end:
                return _at(text, offset, "comment", line_start, brackets, line)
        elif match["newline"] is not None:
            if not brackets and not match["newline"].startswith("\\"):
                line.clear()
                places.clear()
                line_start = end
        elif match["space"] is None:
            if end >= offset and match["name"] is not None:
                break
            _token(match[0], at, line, brackets)
            line.append(match[0])
            places.append(at)
        at = end
    place = _place(line, brackets)
    receiver = _receiver(line, places) if place == "attribute" else None
    return _at(text, offset, place, line_start, brackets, line, receiver)


def in_field(text: str, offset: int, around: Cursor) -> Cursor | None:
    """What stands around an offset that is in a string, by the expression in braces of an f-string that it is in, if any."""
    if around.string is None or "f" not in around.string_prefix:
        return None
    opened: list[int] = []
    at = around.string.start
    while at < offset:
        if not opened and text.startswith(("{{", "}}"), at):
            at += 1
        elif text[at] == "{":
            opened.append(at + 1)
        elif text[at] == "}" and opened:
            opened.pop()
        at += 1
    if not opened:
        return None
    start = opened[-1]
    inner = cursor(text[start : around.string.end], offset - start)
    receiver = inner.receiver.shifted(start) if inner.receiver is not None else None
    return replace(
        inner,
        replace=inner.replace.shifted(start),
        receiver=receiver,
        arguments=tuple(replace(each, at=each.at + start) for each in inner.arguments),
        line_start=around.line_start,
        indent=around.indent,
    )


def keywords_behind(text: str, offset: int) -> Iterator[str]:
    """The names of the keyword arguments that follow an offset in its call, which need not be closed."""
    depth, line = 0, ["("]
    for match in _tokens(text, offset):
        token = match[0]
        depth += (token in _OPEN) - (token in _CLOSE)
        if depth < 0:
            return
        if token == "=" and not depth and len(line) > 1 and line[-2] in ("(", ",") and line[-1].isidentifier():
            yield line[-1]
        line.append(token)


def _tokens(text: str, at: int) -> Iterator[re.Match[str]]:
    """The tokens from an offset on that are neither space nor comments nor strings."""
    while match := _TOKEN.match(text, at):
        at = _string_end(text, match)[0] if match["quote"] else match.end()
        if match["name"] is not None or match["number"] is not None or match["other"] is not None:
            yield match


def _token(token: str, at: int, line: list[str], brackets: list[_Bracket]) -> None:
    """Follow brackets, commas and `name=` of the innermost one."""
    if token in _OPEN:
        brackets.append(_Bracket(token, _dotted(line), at, _is_applied(line)))
    elif token in _CLOSE:
        if brackets:
            brackets.pop()
    elif brackets and token == ",":
        inner = brackets[-1]
        inner.index += 1
        if inner.keyword is not None:
            inner.given = (*inner.given, inner.keyword)
            inner.keyword = None
    elif brackets and token == "=" and line and line[-1].isidentifier() and len(line) > 1 and line[-2] in ("(", ","):
        brackets[-1].keyword = line[-1]


def _dotted(line: list[str]) -> str:
    """The dotted name that the line ends with, or nothing."""
    parts: list[str] = []
    at = len(line) - 1
    while at >= 0 and line[at].isidentifier():
        parts.append(line[at])
        if at < 1 or line[at - 1] != ".":
            return ".".join(reversed(parts))
        at -= 2
    return ""


def _is_applied(line: list[str]) -> bool:
    """Whether a bracket behind these tokens calls or subscripts something; that of a definition does not."""
    if not line or (len(line) > 1 and line[-2] in ("def", "class")):
        return False
    last = line[-1]
    return last in (")", "]", "}", '""') or (last.isidentifier() and not iskeyword(last))


def _place(line: list[str], brackets: list[_Bracket]) -> Place:
    """Where the next name of a logical line with these tokens stands."""
    if not line:
        return "statement"
    last = line[-1]
    if last == ".":
        return "import" if line[0] in ("from", "import") else "attribute"
    if line[0] in ("from", "import"):
        return "import"
    if line[0] == "@" and not brackets:
        return "decorator" if len(line) == 1 else "name"
    if last in ("def", "class", "as", "global", "nonlocal", "del"):
        return "name"
    if (
        not brackets
        and last == ":"
        and line[0] in ("if", "else", "elif", "for", "while", "try", "except", "with", "finally")
    ):
        return "statement"
    if not brackets and last == ";":
        return "statement"
    if last.isidentifier() or last in ('""', ")", "]", "}") or last[:1].isdigit():
        # A name directly after a name: only after a keyword such as `return` can an expression begin.
        return "expression" if last in _EXPRESSION_KEYWORDS else "name"
    return "expression"


_EXPRESSION_KEYWORDS = {"return", "yield", "await", "in", "and", "or", "not", "if", "else", "elif", "while", "is", "assert", "raise", "lambda", "print"}  # fmt: skip


def _receiver(line: list[str], places: list[int]) -> Span | None:
    """The expression before the dot that a logical line with these tokens ends with: names, calls, subscripts, a string."""
    end = at = len(line) - 1
    while at > 0:
        last = line[at - 1]
        if last in _CLOSE:
            at = _opening(line, at - 1)
            before = line[at - 1] if at > 0 else "("
            if before in _CLOSE or before == '""' or (before.isidentifier() and not iskeyword(before)):
                continue  # what is called, or looked into
        elif last == '""' or (last.isidentifier() and (not iskeyword(last) or last in ("None", "True", "False"))):
            at -= 1
        else:
            return None
        if at < 0 or (at > 0 and line[at - 1] == "."):
            at -= 1
            continue
        return Span(places[at], places[end])
    return None


def _opening(line: list[str], at: int) -> int:
    """The index of the bracket that the one at `at` closes; -1 where it is not in the line."""
    depth = 0
    while at >= 0:
        depth += (line[at] in _CLOSE) - (line[at] in _OPEN)
        if not depth:
            break
        at -= 1
    return at


def _at(
    text: str,
    offset: int,
    place: Place,
    line_start: int,
    brackets: list[_Bracket],
    line: list[str],
    receiver: Span | None = None,
) -> Cursor:
    start = end = offset
    while start > 0 and _is_word(text[start - 1]):
        start -= 1
    while end < len(text) and _is_word(text[end]):
        end += 1
    return Cursor(
        place=place,
        prefix=text[start:offset],
        replace=Span(start, end),
        line_start=line_start,
        indent=_indent(text, line_start),
        arguments=_arguments(brackets),
        receiver=receiver,
        before=line[-1] if line else "",
    )


def _arguments(brackets: list[_Bracket]) -> tuple[Argument, ...]:
    """The enclosing brackets, innermost first."""
    return tuple(
        Argument(
            bracket=b.char,
            callee=b.callee,
            index=b.index,
            keyword=b.keyword,
            given=b.given,
            at=b.at,
            applied=b.applied,
        )
        for b in reversed(brackets)
    )


def _string_end(text: str, match: re.Match[str]) -> tuple[int, bool]:
    """Where the string that `match` opens ends, its closing quote included, and whether it is closed."""
    quote = match["quote"]
    raw = "r" in match["prefix"].lower()
    at = match.end()
    while at < len(text):
        char = text[at]
        if char == "\\" and (not raw or len(quote) == 1):
            at += 2
        elif text.startswith(quote, at):
            return at + len(quote), True
        elif len(quote) == 1 and char in "\r\n":
            return at, False
        else:
            at += 1
    return len(text), False


def _indent(text: str, line_start: int) -> str:
    match = re.compile(r"[ \t\f]*").match(text, line_start)
    return match[0] if match else ""


def _is_word(char: str) -> bool:
    return char == "_" or char.isalnum()
