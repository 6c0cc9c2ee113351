"""Expressions: their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from flask_ls.project.evaluation import methods
from flask_ls.project.evaluation.attributes import MISSING
from flask_ls.project.evaluation.calls import REST, Calls, Frame
from flask_ls.project.evaluation.values import (
    Class,
    Function,
    Instance,
    Library,
    Mapping,
    Module,
    OneOf,
    Sequence,
    Super,
    Text,
    Unknown,
    Vague,
    Value,
    is_primitive,
    one_of,
    why_unknown,
)
from flask_ls.project.meaning import Site
from flask_ls.syntax.shape import (
    Call,
    Choice,
    Clause,
    Comprehension,
    Const,
    Display,
    Expr,
    Item,
    Joined,
    Lambda,
    Member,
    Operation,
    Ref,
    Starred,
)
from flask_ls.text.spans import Span

_PLACED = re.compile(r", [^,]+:\d+\Z")  # the place at the end of a reason
_MANY = 2000  # turns of a loop


class Expressions(Calls):
    """Follows expressions."""

    builtins: dict[str, Value]

    def evaluate(self, expr: Expr, frame: Frame) -> Value:
        """The value of an expression."""
        handler = _HANDLERS.get(type(expr))
        if handler is None or not self.spend(1):
            return Unknown(self.located("it is computed at run time", frame, expr.span))
        return handler(self, expr, frame)

    def located(self, reason: str, frame: Frame | None = None, span: Span | None = None) -> str:
        """A reason with the place in the project, as `path:line`."""
        if frame is not None and span is not None and not frame.module.is_model:
            site: Site | None = self.place(frame, span)
        else:
            site = self.here()
        file = self.project.python(site.path) if site is not None else None
        if site is None or file is None:
            return reason
        line = file.lines.line_of(file.absolute(site.block, site.span).start) + 1
        return f"{reason}, {self.project.relative(site.path)}:{line}"

    def place(self, frame: Frame, span: Span) -> Site:
        return Site(path=frame.module.file.path, block=frame.block, span=span, scope=frame.scope)

    # Kinds of expressions

    def _const(self, expr: Const, frame: Frame) -> Value:
        if isinstance(expr.value, str):
            return Text.at(expr.value, None if frame.module.is_model else self.place(frame, expr.span))
        return expr.value

    def _ref(self, expr: Ref, frame: Frame) -> Value:
        value = self.name(expr.parts[0], frame)
        for part in expr.parts[1:]:
            value = self.attribute(value, part)
        return value

    def name(self, name: str, frame: Frame) -> Value:
        """What a bare name stands for in a frame."""
        if name in frame.names:
            return frame.names[name]
        for names in frame.closure:
            if name in names:
                return names[name]
        if name in frame.module.names:
            return frame.module.names[name]
        if name in self.builtins:
            return self.builtins[name]
        return Unknown(f"`{name}` is not bound in {self.project.relative(frame.module.file.path)}")

    def _member(self, expr: Member, frame: Frame) -> Value:
        return self.attribute(self.evaluate(expr.value, frame), expr.name)

    def _item(self, expr: Item, frame: Frame) -> Value:
        value = self.evaluate(expr.value, frame)
        if isinstance(expr.key, Operation) and expr.key.operator == "slice":
            return methods.sliced(value, [self.evaluate(bound, frame) for bound in expr.key.operands])
        return self.subscript(value, self.evaluate(expr.key, frame))

    def subscript(self, value: Value, key: Value) -> Value:
        """`value[key]`."""
        match value:
            case Mapping():
                return methods.item(value, key, Unknown("there is no such key"))
            case Sequence():
                if isinstance(key, int) and not value.open and -len(value.items) <= key < len(value.items):
                    return value.items[key]
                return Unknown(why_unknown(key) or "which item it is, is not known")
            case Class():
                return value  # `Generic[T]`
            case Instance() if (found := value.cls.find("__getitem__")) is not None:
                return self.call(found[0], [value, key])
            case OneOf():
                return one_of([self.subscript(option, key) for option in value.options])
            case Library():
                return Library(value.name, made=value.made, reason=value.reason)
            case str() if isinstance(key, int) and is_primitive(value):
                return value[key] if -len(value) <= key < len(value) else Unknown("there is no such character")
        return Unknown(why_unknown(value) or "the subscript is not followed")

    def _call(self, expr: Call, frame: Frame) -> Value:
        if expr.func == Ref(("super",), expr.func.span) and not expr.args:
            owner = frame.function.owner if frame.function is not None else None
            return Super(owner, frame.receiver) if owner is not None else Unknown("`super()` outside a class")
        function = self.evaluate(expr.func, frame)
        arguments = [self.evaluate(argument, frame) for argument in expr.args]
        for starred in expr.rest:
            if isinstance(starred, Starred):
                value = self.evaluate(starred.value, frame)
                if isinstance(value, Sequence) and not value.open:
                    arguments += value.items
                else:
                    arguments.append(REST)
                    break
            else:
                arguments.append(self.evaluate(starred, frame))
        keywords: dict[str, Value] = {}
        for keyword in expr.keywords:
            value = self.evaluate(keyword.value, frame)
            if keyword.name is not None:
                keywords[keyword.name] = value
            elif isinstance(value, Mapping):
                keywords |= {str(name): each for name, each in value.items.items()}
                if value.open:
                    keywords["**"] = REST
            else:
                keywords["**"] = REST
        held, frame.site = frame.site, self.place(frame, expr.span)
        found = self.call(function, arguments, keywords, frame.site)
        frame.site = held
        return found

    def _display(self, expr: Display, frame: Frame) -> Value:
        if expr.kind == "dict":
            found = Mapping()
            for key, item in zip(expr.keys, expr.items, strict=True):
                value = self.evaluate(item, frame)
                name = self.evaluate(key, frame) if key is not None else None
                if key is None and isinstance(value, Mapping):
                    found.items.update(value.items)
                    found.open = found.open or value.open
                elif key is not None and is_primitive(name):
                    found.items[name] = value
                else:
                    found.open = True
            return found
        made = Sequence([], expr.kind)
        for item in expr.items:
            value = self.evaluate(item.value if isinstance(item, Starred) else item, frame)
            if not isinstance(item, Starred):
                made.items.append(value)
            elif isinstance(value, Sequence):
                made.items += value.items
                made.open = made.open or value.open
            else:
                made.open = True
        return made

    def _choice(self, expr: Choice, frame: Frame) -> Value:
        """`a or b`, `a if test else b`: any that may count."""
        if expr.test is not None:
            truth = self.truth(self.evaluate(expr.test, frame))
            chosen = expr.options if truth is None else expr.options[0 if truth else 1 :][:1]
            return one_of([self.evaluate(option, frame) for option in chosen])
        found: list[Value] = []
        for option in expr.options:
            value = self.evaluate(option, frame)
            truth = self.truth(value)
            if truth is not False or option is expr.options[-1]:
                found.append(value)
            if truth is True:
                break
        return one_of(found)

    def _joined(self, expr: Joined, frame: Frame) -> Value:
        return self._placed(methods.concatenated([self.evaluate(part, frame) for part in expr.parts]), expr, frame)

    def _placed(self, value: Value, expr: Joined | Operation, frame: Frame) -> Value:
        """A string with an unknown part, whose reason says where, unless it does already."""
        if isinstance(value, Vague) and not _PLACED.search(value.reason):
            return Vague.of(str(value), self.located(value.reason, frame, expr.span))
        return value

    def _lambda(self, expr: Lambda, frame: Frame) -> Value:
        return self.function(frame, expr.scope)

    def function(self, frame: Frame, scope: int) -> Function:
        """The function that `def` or `lambda` makes in a frame."""
        opened = frame.shape.scopes[scope]
        defaults = {
            parameter.name: self.evaluate(parameter.default, frame)
            for parameter in opened.parameters
            if parameter.default is not None
        }
        in_class = frame.shape.scopes[frame.scope].kind == "class"
        in_module = frame.scope == 0
        closure = frame.closure if in_class or in_module else (frame.names, *frame.closure)
        return Function(frame.module, frame.block, frame.shape, scope, closure, defaults)

    def _comprehension(self, expr: Comprehension, frame: Frame) -> Value:
        inner = Frame(frame.module, frame.block, frame.shape, frame.scope, {}, (frame.names, *frame.closure))
        inner.function, inner.receiver = frame.function, frame.receiver
        made: list[tuple[Value, Value]] = []
        state = {"open": False}

        def turn(clauses: tuple[Clause, ...]) -> None:
            if not clauses:
                key = self.evaluate(expr.key, inner) if expr.key is not None else None
                made.append((key, self.evaluate(expr.element, inner)))
                return
            first, *rest = clauses
            for value, certain in self.iterated(self.evaluate(first.iterable, inner)):
                self.assign(first.target, value, inner)
                said = [self.truth(self.evaluate(test, inner)) for test in first.conditions]
                if False not in said:
                    state["open"] = state["open"] or not certain or None in said
                    if certain:
                        turn(tuple(rest))

        turn(expr.clauses)
        if expr.kind == "dict":
            pairs = {key: value for key, value in made if is_primitive(key)}
            return Mapping(pairs, is_open=state["open"] or len(pairs) < len(made))
        kind = "list" if expr.kind == "generator" else expr.kind
        return Sequence([value for _, value in made], kind, is_open=state["open"])

    def iterated(self, value: Value) -> Iterator[tuple[Value, bool]]:
        """The items of a value, each with whether it is known to be one; an unknown one for those that are not known."""
        if isinstance(value, Mapping):
            value = Sequence(list(value.items), is_open=value.open)
        if isinstance(value, Sequence):
            for item in list(value.items)[:_MANY]:
                yield item, True
            if value.open:
                yield Unknown("the loop runs over more than is known"), False
        elif isinstance(value, str) and is_primitive(value):
            for character in value[:_MANY]:
                yield character, True
        elif value is not None:
            yield Unknown(why_unknown(value) or "what the loop runs over is not known"), False

    def _yield(self, expr: Operation, frame: Frame) -> Value:
        """A generator gives, all at once, what it yields."""
        value = self.evaluate(expr.operands[0], frame)
        if frame.yielded is None:
            frame.yielded = Sequence([])
        for item, certain in self.iterated(value) if expr.operator == "yield from" else [(value, True)]:
            if certain:
                frame.yielded.items.append(item)
            frame.yielded.open = frame.yielded.open or not certain
        return Unknown("what is sent to a generator is not known")

    def assign(self, target: Expr, value: Value, frame: Frame) -> None:
        raise NotImplementedError

    def _operation(self, expr: Operation, frame: Frame) -> Value:
        if expr.operator == "and":
            values: list[Value] = []
            for operand in expr.operands:
                values.append(self.evaluate(operand, frame))
                if self.truth(values[-1]) is False:
                    return values[-1] if len(values) == 1 else one_of([values[-1]])
            unknown = [each for each in values[:-1] if self.truth(each) is None]
            return one_of([*unknown, values[-1]]) if unknown else values[-1]
        if expr.operator in ("yield", "yield from"):
            return self._yield(expr, frame)
        operands = [self.evaluate(operand, frame) for operand in expr.operands]
        if len(operands) == 1:
            truth = self.truth(operands[0])
            if expr.operator == "not" and truth is not None:
                return not truth
            if expr.operator == "-" and isinstance(operands[0], (int, float)):
                return -operands[0]
            return Unknown(why_unknown(operands[0]) or "it is computed at run time")
        return self._placed(self.operate(expr.operator, operands[0], operands[1]), expr, frame)

    def operate(self, operator: str, left: Value, right: Value) -> Value:
        """`left operator right`."""
        if operator in ("is", "is not") or (operator in ("==", "!=") and None in (left, right)):
            same = self._identical(left, right)
            return Unknown("it is computed at run time") if same is None else same == (operator in ("is", "=="))
        if operator == "+" and (isinstance(left, str) or isinstance(right, str)):
            return methods.concatenated([left, right])
        if operator == "+" and isinstance(left, Sequence) and isinstance(right, Sequence):
            return Sequence([*left.items, *right.items], left.kind, is_open=left.open or right.open)
        if operator == "|" and isinstance(left, Mapping) and isinstance(right, Mapping):
            return Mapping(left.items | right.items, is_open=left.open or right.open)
        if operator == "%" and isinstance(left, str):
            return _percent(left, right)
        if operator in ("in", "not in"):
            found = self._contained(left, right)
            return Unknown("it is computed at run time") if found is None else found == (operator == "in")
        if is_primitive(left) and is_primitive(right) and operator in _COMPUTED:
            try:
                return _COMPUTED[operator](left, right)
            except (TypeError, ValueError, ZeroDivisionError, OverflowError):
                return Unknown("the computation fails")
        if operator in ("==", "!=") and type(left) is type(right) and isinstance(left, (Class, Function, Module)):
            return (left is right) == (operator == "==")
        return Unknown(why_unknown(left) or why_unknown(right) or "it is computed at run time")

    def _identical(self, left: Value, right: Value) -> bool | None:
        if isinstance(left, OneOf) or isinstance(right, OneOf):
            lefts, rights = methods.options(left), methods.options(right)
            said = {self._identical(one, other) for one in lefts for other in rights}
            return said.pop() if len(said) == 1 else None
        if any(isinstance(each, (Unknown, Library)) or each is MISSING for each in (left, right)):
            return None
        if is_primitive(left) and is_primitive(right):
            return bool(left == right)
        return left is right

    def _contained(self, left: Value, right: Value) -> bool | None:
        if isinstance(right, str) and is_primitive(left) and is_primitive(right):
            return str(left) in right
        if not is_primitive(left):
            return None
        if isinstance(right, (Mapping, Sequence)):
            if isinstance(right, Mapping) and left in right.items:
                return True
            items = right.items if isinstance(right, Sequence) else [*right.items]
            if any(is_primitive(item) and item == left for item in items):
                return True
            return None if right.open or not all(map(is_primitive, items)) else False
        return None


def _percent(left: str, right: Value) -> Value:
    operands = right.items if isinstance(right, Sequence) and right.kind == "tuple" else [right]
    if isinstance(right, Mapping):
        return Unknown("`%` with a dictionary is not followed")
    pieces = left.split("%s")
    if "%" in "".join(pieces) or len(pieces) != len(operands) + 1:
        return Unknown("`%` is followed for `%s` alone")
    parts: list[Value] = [pieces[0]]
    for operand, piece in zip(operands, pieces[1:], strict=True):
        parts += [operand, piece]
    return methods.concatenated(parts)


_COMPUTED: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_HANDLERS: dict[type, Callable[[Any, Any, Frame], Value]] = {
    Const: Expressions._const,
    Ref: Expressions._ref,
    Member: Expressions._member,
    Item: Expressions._item,
    Call: Expressions._call,
    Display: Expressions._display,
    Choice: Expressions._choice,
    Joined: Expressions._joined,
    Lambda: Expressions._lambda,
    Comprehension: Expressions._comprehension,
    Operation: Expressions._operation,
}
