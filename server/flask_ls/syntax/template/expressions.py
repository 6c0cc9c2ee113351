"""Jinja's expressions: tokens to trees. What is missing is a node too, so that half of an expression can be asked about."""

from __future__ import annotations

import ast
from collections.abc import Callable

from flask_ls.syntax.template.nodes import (
    Arguments,
    Attribute,
    Call,
    Choice,
    Const,
    Display,
    Expr,
    Filter,
    Item,
    Keyword,
    Missing,
    Name,
    Operation,
    Problem,
    Test,
)
from flask_ls.syntax.template.tokens import Token
from flask_ls.text.spans import Span

_CONSTANTS: dict[str, bool | None] = {
    "true": True, "True": True, "false": False, "False": False, "none": None, "None": None,
}  # fmt: skip
_COMPARE = frozenset({"==", "!=", "<", "<=", ">", ">="})
_ARGUMENT = frozenset({"name", "string", "integer", "float"})


class Reader:
    """Reads a tag's tokens from left to right. `problem` is the first thing that Jinja refuses; reading goes on all the same."""

    def __init__(self, tokens: list[Token], problems: list[Problem], end_word: str) -> None:
        self._tokens = tokens
        self._lexical = problems
        self.end_word = end_word
        self._at = 0
        self.token = tokens[0]
        self.before = tokens[0].start  # the end of the token before
        self.problem: Problem | None = None
        self.parts: list[Expr] = []
        self._lex()

    def advance(self) -> Token:
        """The current token; the next one becomes current."""
        token = self.token
        if token.kind != "end":
            self._at += 1
            self.token = self._tokens[self._at]
            self.before = token.end
            self._lex()
        return token

    def _lex(self) -> None:
        """The lexer is one token ahead of the parser, and fails first."""
        if self._lexical and self._lexical[0].span.start <= self.token.start:
            problem = self._lexical.pop(0)
            if self.problem is None:
                self.problem = problem

    def fail(self, message: str, span: Span | None = None) -> None:
        if self.problem is None:
            token = self.token
            self.problem = Problem(span or Span(token.start, max(token.end, token.start + 1)), message)

    def described(self) -> str:
        token = self.token
        return (
            self.end_word if token.kind == "end" else token.text if token.kind in ("name", "operator") else token.kind
        )

    def look(self, ahead: int = 1) -> Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def is_operator(self, *texts: str) -> bool:
        return self.token.kind == "operator" and self.token.text in texts

    def is_name(self, *texts: str) -> bool:
        return self.token.kind == "name" and self.token.text in texts

    def take(self, text: str) -> Token | None:
        """The current token where it is this operator or name; it is passed over."""
        if self.token.text == text and self.token.kind in ("operator", "name"):
            return self.advance()
        return None

    def expect(self, text: str) -> Token | None:
        found = self.take(text)
        if found is None:
            self.fail(f"expected token {text!r}, got {self.described()!r}")
        return found

    def expect_name(self) -> Token:
        """A name; an empty one where there is none."""
        if self.token.kind == "name":
            return self.advance()
        self.fail(f"expected token 'name', got {self.described()!r}")
        return Token("name", "", self.before, self.before)

    # Expressions, the loosest first.

    def expression(self) -> Expr:
        start = self.token.start
        then = self.disjunction()
        while self.take("if") is not None:
            test = self.disjunction()
            otherwise = self.expression() if self.take("else") is not None else None
            then = self._made(Choice(test, then, otherwise, Span(start, self.before)))
        return then

    def disjunction(self) -> Expr:
        return self._joined(lambda: self._joined(self._negation, "and"), "or")

    def _joined(self, part: Callable[[], Expr], *operators: str) -> Expr:
        start = self.token.start
        left = part()
        while self.token.text in operators and self.token.kind in ("name", "operator"):
            operator = self.advance().text
            left = self._made(Operation(operator, (left, part()), Span(start, self.before)))
        return left

    def _negation(self) -> Expr:
        if not self.is_name("not"):
            return self._comparison()
        start = self.advance().start
        return self._made(Operation("not", (self._negation(),), Span(start, self.before)))

    def _comparison(self) -> Expr:
        start = self.token.start
        left = self._sum()
        while True:
            if self.is_operator(*_COMPARE) or self.is_name("in"):
                operator = self.advance().text
            elif self.is_name("not") and self.look().text == "in":
                self.advance()
                self.advance()
                operator = "not in"
            else:
                return left
            left = self._made(Operation(operator, (left, self._sum()), Span(start, self.before)))

    def _sum(self) -> Expr:
        return self._joined(lambda: self._joined(self._product, "~"), "+", "-")

    def _product(self) -> Expr:
        return self._joined(lambda: self._joined(self._unary, "**"), "*", "/", "//", "%")

    def _unary(self, filters: bool = True) -> Expr:
        start = self.token.start
        if self.is_operator("-", "+"):
            operator = self.advance().text
            value = self._made(Operation(operator, (self._unary(False),), Span(start, self.before)))
        else:
            value = self.primary()
        value = self._postfix(value, start)
        return self._filtered(value, start) if filters else value

    def primary(self) -> Expr:
        token = self.token
        span = Span(token.start, token.end)
        if token.kind == "name":
            self.advance()
            if token.text in _CONSTANTS:
                return self._made(Const(_CONSTANTS[token.text], span))
            return self._made(Name(token.text, span))
        if token.kind == "string":
            return self._string()
        if token.kind in ("integer", "float"):
            self.advance()
            return self._made(Const(_number(token.text), span))
        if token.kind == "operator" and token.text in ("(", "[", "{"):
            return self._bracket()
        self.fail(f"unexpected {self.described()!r}")
        return self._made(Missing(Span(self.before, self.before)))

    def _string(self) -> Expr:
        start, parts = self.token.start, list[str]()
        while self.token.kind == "string":
            token = self.advance()
            text = token.text[1:-1]
            parts.append(text if "\\" not in text else self._unescaped(text, token))
        return self._made(Const("".join(parts), Span(start, self.before)))

    def _unescaped(self, text: str, token: Token) -> str:
        try:
            return text.encode("ascii", "backslashreplace").decode("unicode-escape")
        except UnicodeDecodeError as error:
            self.fail(str(error).rpartition(":")[2].strip(), Span(token.start, token.end))
            return text

    def _bracket(self) -> Expr:
        opening = self.advance()
        if opening.text == "(":
            value = self.several(explicit=True)
            self.close(")")
            return value
        keys, items = list[Expr](), list[Expr]()
        closing = "]" if opening.text == "[" else "}"
        while not self.is_operator(closing) and self.token.kind != "end":
            if items and (self.expect(",") is None or self.is_operator(closing)):
                break
            at = self.token.start
            first = self.expression()
            if closing == "}":
                keys.append(first)
                self.expect(":")
                first = self.expression()
            items.append(first)
            if self.token.start == at:
                break
        self.close(closing)
        kind = "list" if closing == "]" else "dict"
        return self._made(Display(kind, tuple(items), tuple(keys), Span(opening.start, self.before)))  # type: ignore[arg-type]

    def close(self, bracket: str) -> None:
        """The closing bracket; what stands before it and was not understood is passed over."""
        if self.expect(bracket) is not None:
            return
        ahead = 0
        while (token := self.look(ahead)).kind != "end" and token.text not in ("(", "[", "{"):
            if token.text == bracket:
                for _ in range(ahead + 1):
                    self.advance()
                return
            ahead += 1

    def several(
        self, *, explicit: bool = False, ends: str = "", conditions: bool = True, part: Callable[[], Expr] | None = None
    ) -> Expr:
        """Expressions with commas between; one alone is itself."""
        start = self.token.start
        items: list[Expr] = []
        comma = False
        read = part or (self.expression if conditions else self.disjunction)
        while not (self.token.kind == "end" or self.is_operator(")") or (ends and self.is_name(ends))):
            items.append(read())
            if self.take(",") is None:
                break
            comma = True
        if not comma and items:
            return items[0]
        if not comma and not explicit:
            self.fail(f"Expected an expression, got {self.described()!r}")
            return self._made(Missing(Span(self.before, self.before)))
        return self._made(Display("tuple", tuple(items), (), Span(start, self.before)))

    def _postfix(self, value: Expr, start: int) -> Expr:
        while self.token.kind == "operator":
            if self.token.text == ".":
                value = self.attribute(value, start)
            elif self.token.text == "[":
                self.advance()
                key = self._subscript()
                self.close("]")
                value = self._made(Item(value, key, Span(start, self.before)))
            elif self.token.text == "(":
                arguments = self.arguments()
                value = self._made(Call(value, arguments, Span(start, self.before)))
            else:
                break
        return value

    def attribute(self, value: Expr, start: int) -> Expr:
        dot = self.advance()
        if self.token.kind == "name":
            name = self.advance()
            return self._made(Attribute(value, name.text, Span(name.start, name.end), Span(start, self.before)))
        if self.token.kind == "integer":
            number = self.advance()
            key = self._made(Const(_number(number.text), Span(number.start, number.end)))
            return self._made(Item(value, key, Span(start, self.before)))
        self.fail("expected name or number")
        return self._made(Attribute(value, "", Span(dot.end, dot.end), Span(start, dot.end)))

    def _subscript(self) -> Expr:
        start, parts, comma = self.token.start, list[Expr](), False
        while not self.is_operator("]") and self.token.kind != "end":
            if parts and self.expect(",") is None:
                break
            comma = comma or bool(parts)
            at = self.token.start
            if comma and self.is_operator("]"):
                self.fail("unexpected ']'")
                break
            parts.append(self._slice())
            if self.token.start == at:
                break
        if len(parts) == 1 and not comma:
            return parts[0]
        if not parts:
            return self._made(Missing(Span(self.before, self.before)))
        return self._made(Display("tuple", tuple(parts), (), Span(start, self.before)))

    def _slice(self) -> Expr:
        start, parts = self.token.start, list[Expr]()
        if not self.is_operator(":"):
            first = self.expression()
            if not self.is_operator(":"):
                return first
            parts.append(first)
        for _ in range(2):
            if self.take(":") is not None and not self.is_operator(":", "]", ",") and self.token.kind != "end":
                parts.append(self.expression())
        return self._made(Operation("slice", tuple(parts), Span(start, self.before)))

    def arguments(self) -> Arguments:
        """From the opening bracket on."""
        opening = self.advance()
        args, keywords, starred, collected = list[Expr](), list[Keyword](), False, False
        comma = False
        while not self.is_operator(")") and self.token.kind != "end":
            if comma and (self.expect(",") is None or self.is_operator(")")):
                break
            token = self.token
            wrong = False
            if self.is_operator("*", "**"):
                wrong = collected or (token.text == "*" and starred)
                self.advance()
                value = self.expression()
                args.append(self._made(Operation(token.text, (value,), Span(token.start, self.before))))
                starred, collected = starred or token.text == "*", collected or token.text == "**"
            elif token.kind == "name" and self.look().text == "=" and self.look().kind == "operator":
                wrong = collected
                self.advance()
                self.advance()
                value = self.expression()
                span = Span(token.start, token.end)
                keywords.append(Keyword(token.text, span, value, Span(token.start, self.before)))
            else:
                wrong = starred or collected or bool(keywords)
                args.append(self.expression())
            if wrong:
                self.fail(
                    "invalid syntax for function call expression", Span(token.start, max(self.before, token.start))
                )
            comma = True
            if self.token.start == token.start:
                break
        self.close(")")
        opened = starred or collected
        return Arguments(tuple(args), tuple(keywords), opened, Span(opening.start, self.before))

    def _filtered(self, value: Expr, start: int) -> Expr:
        while True:
            if self.is_operator("|"):
                value = self.filter(value, start)
            elif self.is_name("is"):
                value = self._test(value, start)
            elif self.is_operator("("):
                value = self._made(Call(value, self.arguments(), Span(start, self.before)))
            else:
                return value

    def filter(self, value: Expr | None, start: int, *, piped: bool = True) -> Expr:
        """One filter, from its `|` on, or from its name."""
        if piped:
            self.advance()
        name, span = self._dotted()
        arguments = self.arguments() if self.is_operator("(") else None
        return self._made(Filter(value, name, span, arguments, Span(start, self.before)))

    def _dotted(self) -> tuple[str, Span]:
        first = self.expect_name()
        name = first.text
        while self.take(".") is not None:
            name += f".{self.expect_name().text}"
        return name, Span(first.start, max(self.before, first.end) if first.text else first.end)

    def _test(self, value: Expr, start: int) -> Expr:
        self.advance()
        negated = self.take("not") is not None
        name, span = self._dotted()
        arguments = None
        if self.is_operator("("):
            arguments = self.arguments()
        elif self.token.kind in _ARGUMENT or self.is_operator("[", "{"):
            if self.is_name("is"):
                self.fail("You cannot chain multiple tests with is")
            elif not self.is_name("else", "or", "and"):
                at = self.token.start
                argument = self._postfix(self.primary(), at)
                arguments = Arguments((argument,), (), False, Span(at, self.before))
        test = self._made(Test(value, name, span, arguments, Span(start, self.before)))
        return self._made(Operation("not", (test,), Span(start, self.before))) if negated else test

    def _made(self, node: Expr) -> Expr:
        self.parts.append(node)
        return node


def _number(text: str) -> int | float:
    value = ast.literal_eval(text.replace("_", ""))
    return value if isinstance(value, int | float) else 0
