"""Statements: what they bind, and where they lead."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Several
from typing import Any

from flask_ls.project.evaluation import methods
from flask_ls.project.evaluation.attributes import MISSING
from flask_ls.project.evaluation.calls import Frame
from flask_ls.project.evaluation.expressions import Expressions
from flask_ls.project.evaluation.values import (
    Class,
    Function,
    Instance,
    Library,
    Mapping,
    OneOf,
    Sequence,
    Unknown,
    Value,
    Wrapper,
    is_primitive,
    one_of,
    why_unknown,
)
from flask_ls.syntax.shape import (
    Assign,
    Augment,
    Branches,
    Define,
    Display,
    Evaluate,
    Expr,
    For,
    If,
    Import,
    Item,
    Leave,
    Member,
    Operation,
    Ref,
    Return,
    Starred,
    Statement,
    Try,
    While,
    With,
)
from flask_ls.text.spans import Span

ON = ""  # how a statement ends that leads to the next one; others are "return", "raise", "break" and "continue"


class Statements(Expressions):
    """Follows statements."""

    def import_statement(self, statement: Import, frame: Frame) -> bool:
        """Bind what an import statement binds; whether all of it was found."""
        raise NotImplementedError

    def execute(self, statements: Several[Statement], frame: Frame) -> str:
        """Follow the statements; how they end."""
        for statement in statements:
            if not self.spend(1):
                return "raise"
            ended: str = _HANDLERS[type(statement)](self, statement, frame)
            if ended:
                return ended
        return ON

    def _evaluate(self, statement: Evaluate, frame: Frame) -> str:
        self.evaluate(statement.value, frame)
        return ON

    def _assign(self, statement: Assign, frame: Frame) -> str:
        value = self.evaluate(statement.value, frame)
        for target in statement.targets:
            self.assign(target, value, frame)
        return ON

    def assign(self, target: Expr, value: Value, frame: Frame) -> None:
        """Bind or store `value` where `target` says."""
        match target:
            case Ref() if len(target.parts) == 1:
                self.bind(target.parts[0], value, frame)
            case Ref():
                self.set_attribute(self.evaluate(_without_last(target), frame), target.last, value)
            case Member():
                self.set_attribute(self.evaluate(target.value, frame), target.name, value)
            case Item():
                self._set_item(self.evaluate(target.value, frame), self.evaluate(target.key, frame), value)
            case Starred():
                self.assign(target.value, Unknown("a part of a sequence is not followed"), frame)
            case Display():
                self._unpack(target.items, value, frame)

    def _unpack(self, targets: Several[Expr], value: Value, frame: Frame) -> None:
        known = isinstance(value, Sequence) and not value.open and len(value.items) == len(targets)
        for at, target in enumerate(targets):
            part = value.items[at] if known else Unknown(why_unknown(value) or "what is unpacked is not known")
            self.assign(target, part, frame)

    def bind(self, name: str, value: Value, frame: Frame) -> None:
        """Give a name a value in a frame."""
        if frame.scope and (frame.scope, name) in frame.shape.globals:
            frame.module.names[name] = value
        else:
            frame.names[name] = value

    def _set_item(self, value: Value, key: Value, new: Value) -> None:
        match value:
            case Mapping():
                if not is_primitive(key):
                    value.open = True
                else:
                    self.store(value.items, key, new)
            case Sequence():
                if isinstance(key, int) and -len(value.items) <= key < len(value.items):
                    value.items[key] = new
                else:
                    value.open = True
            case Instance() if (found := value.cls.find("__setitem__")) is not None:
                self.call(found[0], [value, key, new])
            case OneOf():
                for option in value.options:
                    self._set_item(option, key, new)

    def _augment(self, statement: Augment, frame: Frame) -> str:
        held = self.evaluate(statement.target, frame)
        value = self.evaluate(statement.value, frame)
        if isinstance(held, Sequence) and statement.operator == "+":
            methods.method(held, "extend").call([value], {})
        else:
            self.assign(statement.target, self.operate(statement.operator, held, value), frame)
        return ON

    def _define(self, statement: Define, frame: Frame) -> str:
        opened = frame.shape.scopes[statement.scope]
        if opened.kind == "class":
            value: Value = self._class(statement.scope, frame)
        else:
            value = self.function(frame, statement.scope)
        for decorator in reversed(opened.decorators):
            value = self._decorated(decorator, value, frame)
        self.bind(opened.name, value, frame)
        return ON

    def _decorated(self, expr: Expr, value: Value, frame: Frame) -> Value:
        """What a decorator makes of a function or class; where that is not known, the function itself."""
        decorator = self.evaluate(expr, frame)
        if isinstance(decorator, Unknown) or (isinstance(decorator, Library) and decorator.made):
            return value
        held, frame.site = frame.site, self.place(frame, expr.span)
        made = self.call(decorator, [value], {}, frame.site)
        frame.site = held
        return value if isinstance(made, (Unknown, Library)) or made is None else made

    def _class(self, scope: int, frame: Frame) -> Class:
        opened = frame.shape.scopes[scope]
        bases = [self.evaluate(base, frame) for base in opened.bases]
        cls = Class(frame.module, frame.block, frame.shape, scope, [base for base in bases if not _is_object(base)])
        body = Frame(frame.module, frame.block, frame.shape, scope, cls.names, _closure(frame))
        body.function, body.receiver = frame.function, frame.receiver
        self.entered.add((frame.module.file.path, frame.block, scope))
        self.execute(frame.shape.bodies[scope], body)
        for value in cls.names.values():
            function = value.function if isinstance(value, Wrapper) else value
            if isinstance(function, Function) and function.owner is None:
                function.owner = cls
        for base in cls.mro[1:]:
            if "__init_subclass__" in base.names:
                self.call(base.names["__init_subclass__"], [cls])
                break
        return cls

    def _return(self, statement: Return, frame: Frame) -> str:
        frame.returned.append(self.evaluate(statement.value, frame) if statement.value is not None else None)
        return "return"

    def _leave(self, statement: Leave, frame: Frame) -> str:
        return statement.kind

    def _import(self, statement: Import, frame: Frame) -> str:
        self.import_statement(statement, frame)
        return ON

    def _if(self, statement: If, frame: Frame) -> str:
        if _is_main_test(statement.test):
            return self.main_guard(statement, frame)
        truth = self.truth(self.evaluate(statement.test, frame))
        if truth is not None:
            return self.execute(statement.body if truth else statement.orelse, frame)
        reason = self.located("only under a condition", frame, statement.test.span)
        return self._branches([statement.body, statement.orelse], reason, frame)

    def main_guard(self, statement: If, frame: Frame) -> str:
        """`if __name__ == "__main__":`."""
        raise NotImplementedError

    def _branches(self, bodies: list[tuple[Statement, ...]], reason: str, frame: Frame) -> str:
        """Bodies of which one is run, and nobody knows which: follow each, and let names be any of what they become."""
        before = dict(frame.names)
        after: list[dict[str, Value]] = []
        endings: list[str] = []
        written: list[dict[tuple[int, Any], Value]] = []
        first: dict[tuple[int, Any], tuple[dict[Any, Value], Any, Value]] = {}
        outer = self.journal
        for body in bodies:
            _become(frame.names, before)
            self.journal = []
            held = len(self.conditions)
            self.conditions.append(reason)
            ended = self.execute(body, frame)
            del self.conditions[held:]
            endings.append(ended)
            if not ended:
                after.append(dict(frame.names))
            made: dict[tuple[int, Any], Value] = {}
            for store, key, old in reversed(self.journal):
                place = (id(store), key)
                made.setdefault(place, store.get(key, MISSING))
                first[place] = (store, key, old)
                _put(store, key, old)
            if ended != "raise":
                written.append(made)
        self.journal = outer
        for place, (store, key, old) in first.items():
            values = [made.get(place, old) for made in written]
            known = [value for value in values if value is not MISSING]
            if known:
                self.store(store, key, one_of(known))
        if not after:
            return endings[0] if len(set(endings)) == 1 else "return"
        frame.names.clear()
        for names in after:
            for name, value in names.items():
                frame.names[name] = one_of([frame.names[name], value]) if name in frame.names else value
        if any(ended in ("return", "break", "continue") for ended in endings):
            self.conditions.append(reason)  # what follows is only reached in the other cases; a call's end takes it off
        return ON

    def _for(self, statement: For, frame: Frame) -> str:
        held = len(self.conditions)
        for value, certain in self.iterated(self.evaluate(statement.iterable, frame)):
            self.assign(statement.target, value, frame)
            if not certain:
                self.conditions.append(self.located("in a loop over values that are not known", frame, statement.span))
            ended = self.execute(statement.body, frame)
            if ended in ("return", "raise") and certain:
                return ended
            if not certain or ended == "break":
                break
        del self.conditions[held:]
        return self.execute(statement.orelse, frame)

    def _while(self, statement: While, frame: Frame) -> str:
        truth = self.truth(self.evaluate(statement.test, frame))
        if truth is False:
            return self.execute(statement.orelse, frame)
        reason = self.located("in a loop that is not followed", frame, statement.test.span)
        self._branches([statement.body, ()], reason, frame)
        return ON

    def _with(self, statement: With, frame: Frame) -> str:
        for expr, target in statement.items:
            value = self.evaluate(expr, frame)
            if isinstance(value, Instance) and (found := value.cls.find("__enter__")) is not None:
                value = self.call(found[0], [value])
            if target is not None:
                self.assign(target, value, frame)
        return self.execute(statement.body, frame)

    def _try(self, statement: Try, frame: Frame) -> str:
        """Its body is taken to work, but for imports that are not there."""
        if any(isinstance(each, Import) and not self.import_statement(each, frame) for each in statement.body):
            reason = self.located("only where an import fails", frame, statement.span)
            ended = self._branches([statement.body + statement.orelse, *statement.handlers], reason, frame)
        else:
            ended = self.execute(statement.body, frame)
            if ended == "raise":
                ended = self._branches([(), *statement.handlers], "only after an exception", frame)
            ended = ended or self.execute(statement.orelse, frame)
        return self.execute(statement.final, frame) or ended

    def _alternatives(self, statement: Branches, frame: Frame) -> str:
        reason = self.located("only under a condition", frame, statement.span)
        return self._branches([*statement.bodies, ()], reason, frame)


def _become(names: dict[str, Value], others: dict[str, Value]) -> None:
    names.clear()
    names.update(others)


def _put(store: dict[Any, Value], key: Any, value: Value) -> None:
    if value is MISSING:
        store.pop(key, None)
    else:
        store[key] = value


def _closure(frame: Frame) -> tuple[dict[str, Value], ...]:
    if frame.scope == 0:
        return ()
    if frame.shape.scopes[frame.scope].kind == "class":
        return frame.closure
    return (frame.names, *frame.closure)


def _is_object(base: Value) -> bool:
    """Bases that add nothing which matters here."""
    return isinstance(base, Library) and base.name in ("builtins.object", "abc.ABC", "typing.Generic")


def _without_last(target: Ref) -> Ref:
    return Ref(target.parts[:-1], Span(target.span.start, target.span.end - len(target.last) - 1))


def _is_main_test(test: Expr) -> bool:
    if not isinstance(test, Operation) or test.operator != "==":
        return False
    return any(isinstance(side, Ref) and side.parts == ("__name__",) for side in test.operands)


_HANDLERS: dict[type, Callable[[Any, Any, Frame], str]] = {
    Evaluate: Statements._evaluate,
    Assign: Statements._assign,
    Augment: Statements._augment,
    Define: Statements._define,
    Return: Statements._return,
    Leave: Statements._leave,
    Import: Statements._import,
    If: Statements._if,
    For: Statements._for,
    While: Statements._while,
    With: Statements._with,
    Try: Statements._try,
    Branches: Statements._alternatives,
}
