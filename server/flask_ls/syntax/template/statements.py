"""One tag of a template, from its delimiters to what it says. It knows nothing of what stands around the tag."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from flask_ls.syntax.template.delimiters import Delimiters
from flask_ls.syntax.template.expressions import Reader
from flask_ls.syntax.template.nodes import (
    Attribute,
    Autoescape,
    Block,
    Call,
    CallBlock,
    Comment,
    Const,
    Display,
    Do,
    Expr,
    Extends,
    FilterBlock,
    For,
    FromImport,
    If,
    Import,
    Imported,
    Include,
    Macro,
    Missing,
    Name,
    Parameter,
    Plain,
    Print,
    Problem,
    Set,
    Statement,
    Tag,
    Trans,
    Unknown,
    With,
)
from flask_ls.syntax.template.tokens import Token, tokens
from flask_ls.text.spans import Span

_CLOSE = {"{{": re.compile(r"-?\}\}\Z"), "{%": re.compile(r"[-+]?%\}\Z"), "{#": re.compile(r"[-+]?#\}\Z")}
_COLON = frozenset(
    {"if", "elif", "else", "for", "with", "block", "macro", "call", "filter", "set", "autoescape", "trans"}
)  # fmt: skip
ENDS = {
    "block": "endblock", "if": "endif", "for": "endfor", "macro": "endmacro", "call": "endcall", "filter": "endfilter",
    "set": "endset", "with": "endwith", "autoescape": "endautoescape", "trans": "endtrans", "raw": "endraw",
}  # fmt: skip


@lru_cache(maxsize=100_000)
def tag(text: str) -> Tag:
    """What a tag says: all of it, delimiters included; one that is not closed ends where the text does."""
    opening = text[:2]
    close = _CLOSE[opening].search(text, 2)
    start = 3 if text[2:3] in ("-", "+") and len(text) > 3 else 2
    inner = Span(start, max(close.start() if close is not None else _foreign_end(text), start))
    if opening == "{#":
        problem = None if close is not None else Problem(Span(0, 2), "Missing end of comment tag")
        return Tag("", Span(2, 2), inner, len(text), close is not None, Comment(), problem=problem)
    return _read(text, opening, inner, closed=close is not None)


@lru_cache(maxsize=10_000)
def line(text: str, delimiters: Delimiters) -> Tag:
    """What a line says that is a tag, or a comment, by itself: from its prefix to its end."""
    statement = delimiters.line_statement_prefix
    prefixes = sorted((statement, delimiters.line_comment_prefix), key=len, reverse=True)
    prefix = next((each for each in prefixes if each and text.startswith(each)), "")
    start = len(prefix)
    if prefix == statement:
        start += text[start : start + 1] in ("-", "+") and start + 1 < len(text)
        return _read(text, "{%", Span(start, len(text)), closed=True)
    return Tag("", Span(start, start), Span(start, len(text)), len(text), True, Comment())


def _read(text: str, opening: str, inner: Span, *, closed: bool) -> Tag:
    """A tag of statements or a value; `opening` is how its kind begins."""
    start = inner.start
    found, problems = tokens(text, *inner)
    reader = _TagReader(found, problems, f"end of {'print statement' if opening == '{{' else 'statement block'}")
    keyword = Token("name", "", start, start)
    if opening == "{{":
        statement: Statement = Print(reader.several())
    elif reader.token.kind != "name":
        reader.fail("tag name expected")
        statement = Unknown()
    else:
        keyword = reader.token
        statement = reader.statement(keyword.text)
    if not isinstance(statement, Unknown) and reader.token.kind != "end":
        reader.finish(keyword.text, opening)
    if not closed and reader.problem is None:
        reader.fail(f"the end of this tag is missing: `{'}}' if opening == '{{' else '%}'}`", Span(0, len(text)))
    return Tag(
        keyword.text,
        Span(keyword.start, keyword.end),
        inner,
        len(text),
        closed,
        statement,
        loads=_names(reader.parts[: reader.split]),
        inner_loads=_names(reader.parts[reader.split :]) if reader.split is not None else (),
        binds=tuple(reader.binds),
        opens=tuple(reader.opens),
        parts=tuple(reader.parts),
        problem=reader.problem,
    )


def _foreign_end(text: str) -> int:
    """Where the inside of a tag ends that has the end of another kind, or none."""
    found = re.search(r"[-+]?[%}]\}\Z", text[2:])
    return 2 + found.start() if found is not None else len(text)


def _names(parts: list[Expr]) -> tuple[Name, ...]:
    return tuple(part for part in parts if isinstance(part, Name))


class _TagReader(Reader):
    """Reads statements. `binds` and `opens` are as in `Tag`; from `split` on, expressions stand inside what it opens."""

    def __init__(self, tokens: list[Token], problems: list[Problem], end_word: str) -> None:
        super().__init__(tokens, problems, end_word)
        self.binds: list[Name] = []
        self.opens: list[Name] = []
        self.split: int | None = None

    def statement(self, keyword: str) -> Statement:
        read = _STATEMENTS.get(keyword)
        self.advance()
        return read(self) if read is not None else Unknown()

    def finish(self, keyword: str, opening: str) -> None:
        """What must stand at the end of a tag: nothing, or a colon as in Python."""
        if opening == "{%" and keyword in _COLON and self.is_operator(":"):
            self.advance()
        if self.token.kind != "end":
            self.fail(f"expected token {self.end_word!r}, got {self.described()!r}")

    def plain(self) -> Statement:
        return Plain()

    def end_block(self) -> Statement:
        name = self.advance() if self.token.kind == "name" else None
        return Plain(name.text, Span(name.start, name.end)) if name is not None else Plain()

    def print(self) -> Statement:
        values: list[Expr] = []
        while self.token.kind != "end":
            if values and self.expect(",") is None:
                break
            values.append(self.expression())
            if isinstance(values[-1], Missing):
                break
        return Print(
            values[0] if len(values) == 1 else Display("tuple", tuple(values), (), Span(self.before, self.before))
        )

    def block(self) -> Statement:
        name = self.expect_name()
        scoped = self.take("scoped") is not None
        required = self.take("required") is not None
        if self.is_operator("-"):
            self.fail(
                "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an "
                "underscore instead."
            )
        return Block(name.text, Span(name.start, name.end), scoped, required)

    def extends(self) -> Statement:
        return Extends(self.expression())

    def include(self) -> Statement:
        template = self.expression()
        missing = self.is_name("ignore") and self.look().text == "missing"
        if missing:
            self.advance()
            self.advance()
        return Include(template, missing, self._context(True))

    def _context(self, default: bool) -> bool:
        if self.is_name("with", "without") and self.look().text == "context":
            default = self.advance().text == "with"
            self.advance()
        return default

    def import_(self) -> Statement:
        template = self.expression()
        self.expect("as")
        target = self._bound()
        return Import(template, target, self._context(False))

    def _bound(self) -> Name:
        token = self.expect_name()
        name = Name(token.text, Span(token.start, token.end))
        if token.text:
            self.binds.append(name)
        return name

    def from_(self) -> Statement:
        template = self.expression()
        self.expect("import")
        names: list[Imported] = []
        while True:
            if names and self.expect(",") is None:
                break
            if self.is_name("with", "without") and self.look().text == "context":
                break
            token = self.expect_name()
            if not token.text:
                break
            span = Span(token.start, token.end)
            if token.text.startswith("_"):
                self.fail("names starting with an underline can not be imported", span)
            if self.take("as") is not None:
                target = self._bound()
            else:
                target = Name(token.text, span)
                self.binds.append(target)
            names.append(Imported(token.text, span, target))
            if not self.is_operator(","):
                break
        return FromImport(template, tuple(names), self._context(False))

    def macro(self) -> Statement:
        name = self._bound()
        self.split = len(self.parts)
        return Macro(name.name, name.span, self._parameters())

    def _parameters(self) -> tuple[Parameter, ...]:
        found: list[Parameter] = []
        defaults = False
        if self.expect("(") is None:
            return ()
        while not self.is_operator(")") and self.token.kind != "end":
            if found and self.expect(",") is None:
                break
            token = self.expect_name()
            if not token.text:
                break
            default = self.expression() if self.take("=") is not None else None
            if default is None and defaults:
                self.fail("non-default argument follows default argument")
            defaults = defaults or default is not None
            name = Name(token.text, Span(token.start, token.end))
            self.opens.append(name)
            found.append(Parameter(name.name, name.span, default))
        self.close(")")
        return tuple(found)

    def call(self) -> Statement:
        parameters: tuple[Parameter, ...] = ()
        if self.is_operator("("):
            parameters = self._parameters()
            defaults, self.parts = self.parts, []
            value = self.expression()
            self.split = len(self.parts)
            self.parts += defaults
        else:
            value = self.expression()
        if not isinstance(value, Call):
            self.fail("expected call", Span(self.before, self.before))
        return CallBlock(value, parameters)

    def filter_block(self) -> Statement:
        start = self.token.start
        value = self.filter(None, start, piped=False)
        while self.is_operator("|"):
            value = self.filter(value, start)
        return FilterBlock(value)

    def set(self) -> Statement:
        target = self._target(self.binds, attributes=True)
        if self.take("=") is not None:
            return Set(target, self.several(), None)
        value: Expr | None = None
        start = self.token.start
        while self.is_operator("|"):
            value = self.filter(value, start)
        return Set(target, None, value)

    def _target(self, binds: list[Name], *, attributes: bool = False, ends: str = "") -> Expr:
        """What is bound: names with commas and brackets between. The namespace of an attribute is read."""
        before = len(self.parts)

        def part() -> Expr:
            start = self.token.start
            value = self.primary()
            if attributes and isinstance(value, Name) and self.is_operator("."):
                value = self.attribute(value, start)
            return value

        target = self.several(ends=ends, part=part)
        read = [each.value for each in self.parts[before:] if isinstance(each, Attribute)]
        del self.parts[before:]
        self.parts += read
        self._bind(target, binds)
        return target

    def _bind(self, target: Expr, binds: list[Name]) -> None:
        if isinstance(target, Name):
            binds.append(target)
        elif isinstance(target, Display) and target.kind in ("tuple", "list"):
            if target.kind == "list":
                self.fail("can't assign to 'list'", target.span)
            for item in target.items:
                self._bind(item, binds)
        elif isinstance(target, Const):
            self.fail("can't assign to 'const'", target.span)
        elif isinstance(target, Display):
            self.fail("can't assign to 'dict'", target.span)

    def with_(self) -> Statement:
        found: list[tuple[Expr, Expr]] = []
        while self.token.kind != "end" and not self.is_operator(":"):
            if found and self.expect(",") is None:
                break
            at = self.token.start
            target = self._target(self.opens)
            self.expect("=")
            found.append((target, self.expression()))
            if self.token.start == at:
                break
        return With(tuple(found))

    def for_(self) -> Statement:
        target = self._target(self.opens, ends="in")
        self.expect("in")
        iterable = self.several(ends="recursive", conditions=False)
        self.split = len(self.parts)
        condition = self.expression() if self.take("if") is not None else None
        return For(target, iterable, condition, self.take("recursive") is not None)

    def if_(self) -> Statement:
        return If(self.several(conditions=False))

    def autoescape(self) -> Statement:
        return Autoescape(self.expression())

    def do(self) -> Statement:
        return Do(self.several())

    def trans(self) -> Statement:
        if self.token.kind == "string":
            self.advance()
        found: list[tuple[Name, Expr | None]] = []
        trimmed = False
        while self.token.kind != "end":
            if found and self.expect(",") is None:
                break
            if self.take(":") is not None:
                break
            token = self.expect_name()
            if not token.text:
                break
            name = Name(token.text, Span(token.start, token.end))
            if self.take("=") is not None:
                found.append((name, self.expression()))
            elif not trimmed and token.text in ("trimmed", "notrimmed"):
                trimmed = True
                continue
            else:
                self.parts.append(name)
                found.append((name, None))
            self.opens.append(name)
        return Trans(tuple(found))

    def pluralize(self) -> Statement:
        return self.end_block()


_STATEMENTS: dict[str, Callable[[_TagReader], Statement]] = {
    "print": _TagReader.print, "block": _TagReader.block, "extends": _TagReader.extends,
    "include": _TagReader.include, "import": _TagReader.import_, "from": _TagReader.from_,
    "macro": _TagReader.macro, "call": _TagReader.call, "filter": _TagReader.filter_block,
    "set": _TagReader.set, "with": _TagReader.with_, "for": _TagReader.for_, "if": _TagReader.if_,
    "elif": _TagReader.if_, "autoescape": _TagReader.autoescape, "do": _TagReader.do,
    "trans": _TagReader.trans, "pluralize": _TagReader.pluralize, "endblock": _TagReader.end_block,
    **dict.fromkeys(
        ("else", "break", "continue", "debug", "raw", *(end for end in ENDS.values() if end != "endblock")), _TagReader.plain
    ),
}  # fmt: skip
