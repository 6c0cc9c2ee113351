"""Calls: of functions, classes and bound methods, with their arguments."""

from __future__ import annotations

from collections.abc import Sequence as Several

from flask_ls.project.evaluation.attributes import MISSING, Attributes
from flask_ls.project.evaluation.values import (
    Bound,
    Class,
    Function,
    Instance,
    Library,
    Mapping,
    Module,
    Native,
    OneOf,
    Sequence,
    Unknown,
    Value,
    Wrapper,
    one_of,
    why_unknown,
)
from flask_ls.project.meaning import Site
from flask_ls.syntax.shape import Return, Shape, Statement

_DEPTH = 40  # calls within calls; a circle ends here


class Frame:
    """A module, function or class body that is being followed."""

    __slots__ = (
        "block",
        "closure",
        "function",
        "module",
        "names",
        "receiver",
        "returned",
        "scope",
        "shape",
        "site",
        "yielded",
    )

    def __init__(
        self,
        module: Module,
        block: int,
        shape: Shape,
        scope: int,
        names: dict[str, Value],
        closure: tuple[dict[str, Value], ...] = (),
    ) -> None:
        self.module = module
        self.block = block
        self.shape = shape
        self.scope = scope
        self.names = names
        self.closure = closure
        self.function: Function | None = None
        self.receiver: Value = None
        self.returned: list[Value] = []
        self.yielded: Sequence | None = None
        self.site: Site | None = None  # the call that is being followed


class Calls(Attributes):
    """Follows calls."""

    stack: list[Frame]
    entered: set[tuple[str, int, int]]

    def execute(self, statements: Several[Statement], frame: Frame) -> str:
        raise NotImplementedError

    def handed_to_unknown(self, values: Several[Value], what: str) -> None:
        """What is told of each value that leaves the part of the program that is followed."""
        raise NotImplementedError

    def call(
        self,
        function: Value,
        arguments: Several[Value],
        keywords: dict[str, Value] | None = None,
        site: Site | None = None,
    ) -> Value:
        """What calling `function` gives."""
        keywords = keywords or {}
        match function:
            case Function():
                return self._function(function, list(arguments), keywords)
            case Bound():
                return self.call(function.function, [function.receiver, *arguments], keywords, site)
            case Native():
                return function.call(list(arguments), keywords)
            case Class():
                return self.instantiate(function, list(arguments), keywords)
            case Instance():
                found = function.cls.find("__call__")
                if found is not None:
                    return self.call(found[0], [function, *arguments], keywords, site)
                return Unknown(f"calling a {function.cls.name} is not followed")
            case Wrapper():
                return self.call(function.function, arguments, keywords, site)
            case OneOf():
                return self._one_of(function, arguments, keywords, site)
            case Library():
                return self._library(function, arguments, keywords)
        self.handed_to_unknown([*arguments, *keywords.values()], why_unknown(function))
        return Unknown(why_unknown(function) or "what is called is not known")

    def _one_of(
        self, function: OneOf, arguments: Several[Value], keywords: dict[str, Value], site: Site | None
    ) -> Value:
        options = [each for each in function.options if each is not None]
        if len(options) == 1:
            return self.call(options[0], arguments, keywords, site)
        self.conditions.append("it is one of several values")
        found = [self.call(each, arguments, dict(keywords), site) for each in options]
        self.conditions.pop()
        return one_of(found)

    def _library(self, function: Library, arguments: Several[Value], keywords: dict[str, Value]) -> Value:
        self.handed_to_unknown([*arguments, *keywords.values()], function.name)
        if len(arguments) == 1 and not keywords and isinstance(arguments[0], (Function, Class)):
            return arguments[0]  # a decorator of a library: it keeps what it decorates under its name
        return Library(function.name, made=True, reason=self.located(f"`{function.name}(…)` is computed at run time"))

    def located(self, reason: str) -> str:
        """A reason with the place of the innermost call in the project."""
        raise NotImplementedError

    def here(self) -> Site | None:
        """The innermost call that stands in the project."""
        for frame in reversed(self.stack):
            if not frame.module.is_model and frame.site is not None:
                return frame.site
        return None

    def _function(self, function: Function, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        opened = function.opened
        if (made := self.made_before(function)) is not None:
            return made
        if len(self.stack) > _DEPTH or not self.spend(10):
            return Unknown("the calls lead in a circle")
        self.entered.add((function.module.file.path, function.block, function.scope))
        shape = function.whole
        frame = Frame(function.module, function.block, shape, function.scope, {}, function.closure)
        frame.function = function
        frame.receiver = arguments[0] if arguments else None
        frame.names = self.bound_arguments(function, arguments, keywords)
        body = shape.bodies[function.scope]
        held = len(self.conditions)
        self.stack.append(frame)
        ended = self.execute(body, frame)
        self.stack.pop()
        del self.conditions[held:]
        if frame.yielded is not None:
            return frame.yielded
        if not frame.returned:
            return None
        for value in frame.returned:
            if isinstance(value, Instance):
                self.returned(value, function)
        if ended != "return" and opened.name != "<lambda>" and not isinstance(body[-1], Return):
            frame.returned.append(None)
        return one_of(frame.returned)

    def made_before(self, function: Function) -> Instance | None:
        """The application that a factory has returned already, to another program of the project."""
        raise NotImplementedError

    def returned(self, value: Instance, function: Function) -> None:
        """What is told of each object that a function returns."""
        raise NotImplementedError

    def spend(self, steps: int) -> bool:
        """Whether there are steps left to be made."""
        raise NotImplementedError

    def bound_arguments(
        self, function: Function, arguments: list[Value], keywords: dict[str, Value]
    ) -> dict[str, Value]:
        """The names that a function's parameters have in a call. What is not given and has no default is unknown."""
        names: dict[str, Value] = {}
        left = dict(keywords)
        opened_star = left.pop("**", None)  # an unknown `**value` may hold anything
        given = list(arguments)
        unknown_rest = bool(given) and isinstance(given[-1], _Rest)
        if unknown_rest:
            given.pop()
        for parameter in function.opened.parameters:
            if parameter.kind == "*":
                names[parameter.name] = Sequence(given, "tuple", is_open=unknown_rest)
                given = []
            elif parameter.kind == "**":
                names[parameter.name] = Mapping(left, is_open=opened_star is not None)
                left = {}
            elif given and parameter.kind != "k":
                names[parameter.name] = given.pop(0)
            elif parameter.name in left and parameter.kind != "/":
                names[parameter.name] = left.pop(parameter.name)
            elif unknown_rest or opened_star is not None:
                names[parameter.name] = Unknown(self.located("the argument is handed on with `*` or `**`"))
            elif parameter.name in function.defaults:
                names[parameter.name] = function.defaults[parameter.name]
            else:
                names[parameter.name] = Unknown(f"the argument `{parameter.name}` is not known")
        return names

    def instantiate(self, cls: Class, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        """A new object of a class, initialised."""
        if (maker := cls.find("__new__")) is not None:
            return self.call(maker[0], [cls, *arguments], keywords)
        made = Instance(cls, self.here(), tuple(self.conditions))
        found = cls.find("__init__")
        if found is not None:
            self.call(found[0], [made, *arguments], keywords)
        elif cls.opaque:
            self.handed_to_unknown([*arguments, *keywords.values()], f"{cls.name}, whose base class is not followed")
        return made

    def truth(self, value: Value) -> bool | None:
        """Whether a value counts as true; None where that is not known."""
        match value:
            case Sequence() | Mapping():
                return True if value.items else (None if value.open else False)
            case Function() | Class() | Module() | Bound() | Native():
                return True
            case Instance():
                return True if not value.cls.opaque and value.cls.find("__bool__") is None else None
            case OneOf():
                said = {self.truth(option) for option in value.options}
                return said.pop() if len(said) == 1 else None
        if isinstance(value, (Unknown, Library)) or value is MISSING:
            return None
        if isinstance(value, (str, int, float, bytes, complex, type(None))):
            return (
                True if why_unknown(value) and str(value).strip("…") else (None if why_unknown(value) else bool(value))
            )
        return None


class _Rest:
    """Stands at the end of positional arguments for those that `*value` adds and nobody knows."""


REST = _Rest()
