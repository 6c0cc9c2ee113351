"""The values that the evaluator computes with.

Python's own `None`, `bool`, `int`, `float`, `bytes` and `str` stand for themselves. All others compare by identity.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from flask_ls.project.meaning import Site
from flask_ls.syntax.shape import Scope, Shape

if TYPE_CHECKING:
    from flask_ls.project.pyfile import PyFile

Value: TypeAlias = Any
UNKNOWN_PART = "…"


class Text(str):
    """A string that remembers the literal it was written as."""

    site: Site | None = None

    @staticmethod
    def at(text: str, site: Site | None) -> Text:
        made = Text(text)
        made.site = site
        return made


class Vague(Text):
    """A string of which some parts, written as `…`, are not known."""

    reason: str = ""

    @staticmethod
    def of(text: str, reason: str) -> Vague:
        made = Vague(text)
        made.reason = reason
        return made


class Unknown:
    """A value that cannot be known; `reason` says why, for people."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


class Library:
    """Something of a library without a model, by its qualified name. `made`: an instance, or a result of a call.

    `reason` is what makes its value unknown where it is a result.
    """

    __slots__ = ("made", "name", "reason")

    def __init__(self, name: str, *, made: bool = False, reason: str = "") -> None:
        self.name = name
        self.made = made
        self.reason = reason or f"`{name}` is known at run time alone"


class OneOf:
    """One of several values."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[Value, ...]) -> None:
        self.options = options


class Sequence:
    """A list, tuple or set. `open`: it may hold more than is known."""

    __slots__ = ("items", "kind", "open")

    def __init__(self, items: list[Value], kind: str = "list", *, is_open: bool = False) -> None:
        self.items = items
        self.kind = kind
        self.open = is_open


class Mapping:
    """A dictionary whose keys are primitive values. `open`: it may hold more than is known."""

    __slots__ = ("items", "open")

    def __init__(self, items: dict[Any, Value] | None = None, *, is_open: bool = False) -> None:
        self.items = {} if items is None else items
        self.open = is_open


class Module:
    """A project's module, or a library's model. `name` is dotted; `names` is what it has bound so far."""

    __slots__ = ("file", "is_model", "name", "names")

    def __init__(self, name: str, file: PyFile, *, is_model: bool) -> None:
        self.name = name
        self.file = file
        self.names: dict[str, Value] = {}
        self.is_model = is_model


class Function:
    """A function or lambda with the names it closes over. `owner` is the class whose body defines it."""

    __slots__ = ("attributes", "block", "closure", "defaults", "module", "owner", "scope", "shape")

    def __init__(
        self,
        module: Module,
        block: int,
        shape: Shape,
        scope: int,
        closure: tuple[dict[str, Value], ...],
        defaults: dict[str, Value],
    ) -> None:
        self.module = module
        self.block = block
        self.shape = shape
        self.scope = scope
        self.closure = closure
        self.defaults = defaults
        self.owner: Class | None = None
        self.attributes: dict[str, Value] = {}

    @property
    def whole(self) -> Shape:
        """Its block with all bodies; `shape` may be the outline that it was defined from."""
        return self.module.file.shapes[self.block]

    @property
    def opened(self) -> Scope:
        """The scope that the function opens."""
        return self.shape.scopes[self.scope]

    @property
    def site(self) -> Site:
        return Site(path=self.module.file.path, block=self.block, span=self.opened.name_span, scope=self.scope)


class Class:
    """A class of the project or of a model. `names` is its own namespace, `bases` what it derives from."""

    __slots__ = ("bases", "block", "module", "mro", "names", "scope", "shape")

    def __init__(self, module: Module, block: int, shape: Shape, scope: int, bases: list[Value]) -> None:
        self.module = module
        self.block = block
        self.shape = shape
        self.scope = scope
        self.bases = bases
        self.names: dict[str, Value] = {}
        self.mro: list[Class] = _linearised(self, bases)

    @property
    def name(self) -> str:
        return self.shape.scopes[self.scope].name

    @property
    def qualified(self) -> str:
        return f"{self.module.name}.{self.name}"

    @property
    def opaque(self) -> bool:
        """Whether some base class is not followed."""
        return any(not isinstance(base, Class) for found in self.mro for base in found.bases)

    @property
    def site(self) -> Site:
        span = self.shape.scopes[self.scope].name_span
        return Site(path=self.module.file.path, block=self.block, span=span, scope=self.scope)

    def find(self, name: str) -> tuple[Value, Class] | None:
        """The attribute of this name along the method resolution order, and the class that has it."""
        for found in self.mro:
            if name in found.names:
                return found.names[name], found
        return None

    def derives_from(self, qualified: str) -> bool:
        return any(found.qualified == qualified for found in self.mro)


class Instance:
    """An object. `made` is the call that made it; `conditions` those that stood then."""

    __slots__ = ("attributes", "cls", "conditions", "made")

    def __init__(self, cls: Class, made: Site | None, conditions: tuple[str, ...]) -> None:
        self.cls = cls
        self.made = made
        self.conditions = conditions
        self.attributes: dict[str, Value] = {}


class Bound:
    """A function bound to its first argument."""

    __slots__ = ("function", "receiver")

    def __init__(self, function: Value, receiver: Value) -> None:
        self.function = function
        self.receiver = receiver


class Wrapper:
    """What `property`, `classmethod` and `staticmethod` make of a function."""

    __slots__ = ("function", "kind")

    def __init__(self, kind: str, function: Value) -> None:
        self.kind = kind
        self.function = function


class Super:
    """`super()`: attributes of `receiver`, looked up behind `owner`."""

    __slots__ = ("owner", "receiver")

    def __init__(self, owner: Class, receiver: Value) -> None:
        self.owner = owner
        self.receiver = receiver


class Native:
    """A function that the evaluator itself knows: `call(positional, keywords)`."""

    __slots__ = ("call", "name")

    def __init__(self, name: str, call: Callable[[list[Value], dict[str, Value]], Value]) -> None:
        self.name = name
        self.call = call


class ImportCondition(str):
    """The condition that a module is imported at all; `path` is the module's."""

    path: str = ""

    @staticmethod
    def of(reason: str, path: str) -> ImportCondition:
        made = ImportCondition(reason)
        made.path = path
        return made


class Here:
    """A place in the project with the conditions under which it is reached."""

    __slots__ = ("conditions", "site")

    def __init__(self, site: Site | None, conditions: tuple[str, ...]) -> None:
        self.site = site
        self.conditions = conditions


PRIMITIVES = (str, int, float, bytes, type(None), complex)


def is_primitive(value: Value) -> bool:
    """Whether a value is wholly known and can be computed with."""
    return isinstance(value, PRIMITIVES) and not isinstance(value, Vague)


def one_of(values: list[Value]) -> Value:
    """One value for several that it may be; equal ones are one."""
    flat: list[Value] = []
    for value in values:
        for option in value.options if isinstance(value, OneOf) else (value,):
            if not any(_same(option, other) for other in flat):
                flat.append(option)
    return flat[0] if len(flat) == 1 else OneOf(tuple(flat[:12]))


def _same(one: Value, other: Value) -> bool:
    if one is other or (isinstance(one, Unknown) and isinstance(other, Unknown)):
        return True
    return (
        is_primitive(one) and is_primitive(other) and one == other and isinstance(one, bool) == isinstance(other, bool)
    )


def why_unknown(value: Value) -> str:
    """The reason for which a value cannot be known; empty where it is known."""
    if isinstance(value, (Unknown, Vague, Library)):
        return value.reason
    if isinstance(value, OneOf):
        return next(filter(None, map(why_unknown, value.options)), "it is one of several values")
    return ""


def _linearised(cls: Class, bases: list[Value]) -> list[Class]:
    """The method resolution order, as C3 gives it; depth first where the bases contradict each other."""
    followed = [base for base in bases if isinstance(base, Class)]
    pending = [list(base.mro) for base in followed] + [list(followed)]
    order = [cls]
    while any(pending):
        for found in pending:
            if found and not any(found[0] in other[1:] for other in pending):
                head = found[0]
                break
        else:
            head = next(found[0] for found in pending if found)
        order.append(head)
        pending = [[each for each in found if each is not head] for found in pending]
    return order
