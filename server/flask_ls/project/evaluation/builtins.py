"""Python's own functions, and pure ones of its library, as the evaluator follows them."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from flask_ls.project.evaluation import methods
from flask_ls.project.evaluation.attributes import MISSING
from flask_ls.project.evaluation.values import (
    UNKNOWN_PART,
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
    Super,
    Unknown,
    Vague,
    Value,
    Wrapper,
    is_primitive,
    why_unknown,
)

if TYPE_CHECKING:
    from flask_ls.project.evaluation.machine import Machine


def _absolute(path: str) -> str:
    """A path without its detours; a relative one depends on where the program is started, which is not known."""
    if not os.path.isabs(path):  # noqa: PTH117
        raise ValueError(path)
    return os.path.normpath(path)


_PURE: dict[str, Callable[..., object]] = {
    "os.path.join": os.path.join,
    "os.path.dirname": os.path.dirname,
    "os.path.basename": os.path.basename,
    "os.path.abspath": _absolute,
    "os.path.realpath": _absolute,
    "os.path.normpath": os.path.normpath,
    "os.path.splitext": os.path.splitext,
    "posixpath.join": os.path.join,
    "urllib.parse.urljoin": lambda a, b: b if b.startswith("/") else a.rpartition("/")[0] + "/" + b,
}
_KINDS = {"str": str, "int": int, "float": float, "bytes": bytes, "bool": bool}
_SEQUENCES = ("list", "tuple", "set", "frozenset")


class Found(NamedTuple):
    """A value that a library's function gives, which may be None."""

    value: Value


def library_call(machine: Machine, name: str, arguments: list[Value], keywords: dict[str, Value]) -> Found | None:
    """What a pure function of Python's library gives; None where it is another one."""
    if name in _PURE and arguments and not keywords:
        if all(isinstance(argument, str) and is_primitive(argument) for argument in arguments):
            try:
                return Found(methods.python_value(_PURE[name](*map(str, arguments))))
            except (TypeError, ValueError):
                return None
        if name.endswith("path.join"):
            return Found(Vague.of(UNKNOWN_PART, next(filter(None, map(why_unknown, arguments)), "a path is not known")))
    if name in ("importlib.import_module", "werkzeug.utils.import_string") and arguments:
        return import_string(machine, arguments, keywords)
    return None


def import_string(machine: Machine, arguments: list[Value], keywords: dict[str, Value]) -> Found | None:
    """The module, or what is in it, that a string names: `"pkg.module"`, `"pkg.module:name"`."""
    dotted = arguments[0] if arguments else None
    importer = next((frame.module for frame in reversed(machine.stack) if not frame.module.is_model), None)
    if importer is None or not isinstance(dotted, str) or not is_primitive(dotted):
        return None
    package = arguments[1] if len(arguments) > 1 else keywords.get("package")
    path, _, member = str(dotted).partition(":")
    if path.startswith("."):
        if not isinstance(package, str):
            return None
        path = absolute_name(path, str(package))
    value = machine.imported(path, importer)
    if isinstance(value, Library) and "." in path:
        head, _, tail = path.rpartition(".")
        outer = machine.imported(head, importer)
        value = machine.attribute(outer, tail) if isinstance(outer, Module) else value
    return Found(machine.attribute(value, member) if member else value)


def absolute_name(dotted: str, package: str) -> str:
    """The module that a relative name (`..users`) means in a package."""
    level = len(dotted) - len(dotted.lstrip("."))
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *filter(None, [dotted.lstrip(".")])])


def builtins(machine: Machine) -> dict[str, Value]:
    """Python's built-in names."""
    made: dict[str, Value] = {}

    def add(name: str, call: Callable[[list[Value], dict[str, Value]], Value]) -> None:
        made[name] = Native(name, call)

    for name in _SEQUENCES:
        add(name, lambda a, k, name=name: _sequence(machine, a, "set" if "set" in name else name))  # type: ignore[misc]
    add("dict", lambda a, k: _dict(a, k))
    add("str", lambda a, k: _text(a))
    for name in ("int", "float", "bool", "repr", "len", "abs", "ord", "chr", "min", "max", "sum", "round"):
        add(name, lambda a, k, name=name: _computed(machine, name, a))  # type: ignore[misc]
    add("sorted", lambda a, k: _sequence(machine, a[:1], "list"))
    add("reversed", lambda a, k: _reversed(machine, a))
    add("iter", lambda a, k: a[0] if a else None)
    add("next", lambda a, k: a[0].items[0] if a and isinstance(a[0], Sequence) and a[0].items else Unknown("`next`"))
    add("enumerate", lambda a, k: _enumerate(machine, [*a[:1], *a[1:2], *([k["start"]] if "start" in k else [])]))
    add("zip", lambda a, k: _zip(a))
    add("map", lambda a, k: _map(machine, a))
    add("range", lambda a, k: _range(a))
    add("any", lambda a, k: Unknown("`any` is not followed"))
    add("all", lambda a, k: Unknown("`all` is not followed"))
    add("isinstance", lambda a, k: _isinstance(a))
    add("issubclass", lambda a, k: _issubclass(a))
    add("callable", lambda a, k: _callable(a))
    add("type", lambda a, k: _type(a))
    add("getattr", lambda a, k: _getattr(machine, a))
    add("hasattr", lambda a, k: _hasattr(machine, a))
    add("setattr", lambda a, k: machine.set_attribute(a[0], str(a[1]), a[2]) if len(a) == 3 else None)
    add("dir", lambda a, k: _dir(a))
    add("vars", lambda a, k: machine.attribute(a[0], "__dict__") if a else Unknown("`vars`"))
    add("print", lambda a, k: None)
    add("__import__", lambda a, k: (import_string(machine, a, k) or Found(Unknown("an import that is computed"))).value)
    for name in ("property", "classmethod", "staticmethod"):
        add(name, lambda a, k, name=name: Wrapper(name, a[0]) if a else Unknown(name))  # type: ignore[misc]
    add("super", lambda a, k: _super(a))
    made["object"] = Library("builtins.object")
    made["Exception"] = Library("builtins.Exception")
    made["NotImplemented"] = None
    return made


def _super(arguments: list[Value]) -> Value:
    if len(arguments) == 2 and isinstance(arguments[0], Class):
        return Super(arguments[0], arguments[1])
    return Unknown("`super` is not followed")


def _sequence(machine: Machine, arguments: list[Value], kind: str) -> Value:
    if not arguments:
        return Sequence([], kind)
    found = list(machine.iterated(arguments[0]))
    return Sequence([item for item, certain in found if certain], kind, is_open=not all(c for _, c in found))


def _reversed(machine: Machine, arguments: list[Value]) -> Value:
    made = _sequence(machine, arguments, "list")
    made.items.reverse()
    return made


def _dict(arguments: list[Value], keywords: dict[str, Value]) -> Value:
    made = Mapping()
    for argument in arguments:
        if isinstance(argument, Mapping):
            made.items |= argument.items
            made.open = made.open or argument.open
        elif isinstance(argument, Sequence) and all(
            isinstance(i, Sequence) and len(i.items) == 2 for i in argument.items
        ):
            made.items |= {i.items[0]: i.items[1] for i in argument.items if is_primitive(i.items[0])}
        else:
            made.open = True
    made.items |= {name: value for name, value in keywords.items() if name != "**"}
    made.open = made.open or "**" in keywords
    return made


def _text(arguments: list[Value]) -> Value:
    return methods.as_text(arguments[0]) if arguments else ""


def _computed(machine: Machine, name: str, arguments: list[Value]) -> Value:
    if name == "bool" and arguments:
        truth = machine.truth(arguments[0])
        return Unknown(why_unknown(arguments[0]) or "it is computed at run time") if truth is None else truth
    if name == "len" and arguments and isinstance(arguments[0], (Sequence, Mapping)):
        return Unknown("how many there are is not known") if arguments[0].open else len(arguments[0].items)
    if arguments and all(map(is_primitive, arguments)):
        try:
            return methods.python_value(_BUILTINS[name](*arguments))
        except (TypeError, ValueError, OverflowError):
            return Unknown(f"`{name}` fails")
    return Unknown(next(filter(None, map(why_unknown, arguments)), f"`{name}` is computed at run time"))


_BUILTINS: dict[str, Callable[..., object]] = {
    "int": int, "float": float, "bool": bool, "repr": repr, "len": len, "abs": abs, "ord": ord, "chr": chr,
    "min": min, "max": max, "sum": sum, "round": round,
}  # fmt: skip


def _enumerate(machine: Machine, arguments: list[Value]) -> Value:
    made = _sequence(machine, arguments[:1], "list")
    start = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], int) else 0
    made.items = [Sequence([at, item], "tuple") for at, item in enumerate(made.items, start)]
    return made


def _zip(arguments: list[Value]) -> Value:
    if not all(isinstance(argument, Sequence) and not argument.open for argument in arguments):
        return Unknown("`zip` of what is not known")
    rows = zip(*(argument.items for argument in arguments), strict=False)
    return Sequence([Sequence(list(row), "tuple") for row in rows])


def _map(machine: Machine, arguments: list[Value]) -> Value:
    if len(arguments) != 2 or not isinstance(arguments[1], Sequence):
        return Unknown("`map` of what is not known")
    return Sequence([machine.call(arguments[0], [item]) for item in arguments[1].items], is_open=arguments[1].open)


def _range(arguments: list[Value]) -> Value:
    if arguments and all(isinstance(each, int) for each in arguments):
        return Sequence([*range(*arguments)[:2000]])
    return Unknown("how often the loop runs is not known")


def _isinstance(arguments: list[Value]) -> Value:
    if len(arguments) != 2:
        return Unknown("`isinstance`")
    value, wanted = arguments
    if isinstance(wanted, Sequence):
        said = [_isinstance([value, each]) for each in wanted.items]
        return True if True in said else (False if all(each is False for each in said) else Unknown("`isinstance`"))
    if isinstance(value, (Unknown, OneOf, Library, Vague)) or isinstance(wanted, (Unknown, OneOf)):
        return Unknown(why_unknown(value) or "`isinstance`")
    if isinstance(wanted, Class):
        if not isinstance(value, Instance):
            return False
        return True if wanted in value.cls.mro else (Unknown("`isinstance`") if value.cls.opaque else False)
    if isinstance(wanted, Native):
        if wanted.name in _KINDS:
            return isinstance(value, _KINDS[wanted.name])
        if wanted.name in _SEQUENCES:
            return isinstance(value, Sequence) and value.kind == wanted.name
        if wanted.name == "dict":
            return isinstance(value, Mapping)
        if wanted.name == "type":
            return isinstance(value, Class)
    if isinstance(wanted, Library) and not wanted.made and not isinstance(value, (Instance, Class)):
        return False
    return Unknown("`isinstance`")


def _issubclass(arguments: list[Value]) -> Value:
    if len(arguments) == 2 and isinstance(arguments[0], Class) and isinstance(arguments[1], Class):
        if arguments[1] in arguments[0].mro:
            return True
        return Unknown("`issubclass`") if arguments[0].opaque else False
    return Unknown("`issubclass`")


def _callable(arguments: list[Value]) -> Value:
    value = arguments[0] if arguments else None
    if isinstance(value, (Function, Class, Bound, Native)):
        return True
    return Unknown(why_unknown(value)) if why_unknown(value) else isinstance(value, Instance)


def _type(arguments: list[Value]) -> Value:
    if len(arguments) == 1 and isinstance(arguments[0], Instance):
        return arguments[0].cls
    return Unknown("`type` is not followed")


def _getattr(machine: Machine, arguments: list[Value]) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[1], str) or not is_primitive(arguments[1]):
        return Unknown("an attribute whose name is computed")
    found = machine.find_attribute(arguments[0], str(arguments[1]))
    if found is not MISSING:
        return found
    return arguments[2] if len(arguments) > 2 else Unknown(f"there is no `{arguments[1]}`")


def _hasattr(machine: Machine, arguments: list[Value]) -> Value:
    if len(arguments) != 2 or not isinstance(arguments[1], str) or not is_primitive(arguments[1]):
        return Unknown("an attribute whose name is computed")
    found = machine.find_attribute(arguments[0], str(arguments[1]))
    if found is MISSING:
        return False
    return Unknown(found.reason) if isinstance(found, (Unknown, Library)) else True


def _dir(arguments: list[Value]) -> Value:
    value = arguments[0] if arguments else None
    if isinstance(value, Instance):
        names = [*value.attributes, *(name for cls in value.cls.mro for name in cls.names)]
        return Sequence(sorted(set(names)), is_open=value.cls.opaque)
    if isinstance(value, Class):
        return Sequence(sorted({name for cls in value.mro for name in cls.names}), is_open=value.opaque)
    if isinstance(value, Module):
        return Sequence(sorted(value.names))
    return Unknown("`dir` of what is not known")
