"""The public names of an extension as the installed package has them, by introspection.

Runs with old releases, alone and without the rest of this repository: `dump_extension_versions.py` runs it on each. What
only an object has is read from `__init__`, since making one needs other arguments in each release.

    python server/dev/extension_names.py MODULE …   # prints every name with its parameters as JSON
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import sys
import textwrap
import warnings
from collections.abc import Iterator
from types import ModuleType

from public_names import parameters

# These stand for something that is not there yet, and must not be asked for it.
_STANDING_IN = ("LocalProxy", "LazyProxy", "LazyString", "NamedSignal", "Signal", "_FakeSignal")


def extension_names(modules: list[str]) -> dict[str, list[str]]:
    """The parameters of every public name in these modules; empty for what cannot be called."""
    found: dict[str, list[str]] = {}
    for module in filter(None, map(_imported, modules)):
        found[module.__name__] = []
        for name, value in (*vars(module).items(), *_on_demand(module)):
            if name.startswith("_") or not _is_own(module, name, value):
                continue
            full = f"{module.__name__}.{name}"
            found[full] = [] if type(value).__name__ in _STANDING_IN else _parameters(value)
            if inspect.isclass(value):
                found |= {f"{full}.{member}": taken for member, taken in _members(value, module)}
    return found


def _imported(name: str) -> ModuleType | None:
    """A module, or nothing where this release has not got it. One that lacks what it wants is a mistake of the table."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if "." in name and error.name and f"{name}.".startswith(f"{error.name}."):
            return None
        raise


def _on_demand(module: ModuleType) -> Iterator[tuple[str, object]]:
    """What a module's `__getattr__` gives with a warning, by the names that are written in it."""
    code = getattr(vars(module).get("__getattr__"), "__code__", None)
    for name in getattr(code, "co_consts", ()):
        if isinstance(name, str) and name.isidentifier() and name not in vars(module) and hasattr(module, name):
            yield name, getattr(module, name)


def _is_own(module: ModuleType, name: str, value: object) -> bool:
    """Whether something that a module holds comes from its package."""
    if type(value).__name__ in _STANDING_IN:
        return name not in vars(importlib.import_module("flask"))  # what is imported from there
    if isinstance(value, ModuleType):
        return False
    if name.isupper():
        return isinstance(value, tuple | frozenset | str)
    home = getattr(value, "__module__", None)  # of an object that of its class
    return _package(home) == _package(module.__name__)


def _package(module: object) -> str:
    return module.partition(".")[0] if isinstance(module, str) else ""


def _members(cls: type, module: ModuleType) -> Iterator[tuple[str, list[str]]]:
    """The public members that a class has from its package, and what they take."""
    for base in cls.__mro__:
        if _package(base.__module__) != _package(module.__name__):
            continue
        for name in (*vars(base), *vars(base).get("__annotations__", ()), *_set_when_made(base)):
            if not name.startswith("_"):
                value = inspect.getattr_static(cls, name, None)
                is_called = isinstance(value, classmethod | staticmethod) or inspect.isfunction(value)
                yield name, _parameters(getattr(cls, name)) if is_called else []


def _set_when_made(cls: type) -> Iterator[str]:
    """The attributes that `__init__` gives an object."""
    try:
        source = inspect.getsource(vars(cls)["__init__"])
    except (KeyError, TypeError, OSError):  # it has none, or none that is written
        return
    for node in ast.walk(ast.parse(textwrap.dedent(source))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            yield node.attr


def _parameters(value: object) -> list[str]:
    """The parameters of what is called; of a class those of `__init__`, where it does not take whatever comes."""
    made = inspect.getattr_static(value, "__init__", None) if inspect.isclass(value) else None
    names = list(inspect.signature(made).parameters)[1:] if inspect.isfunction(made) else parameters(value)
    return [name for name in names if not name.startswith("_")]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(extension_names(sys.argv[1:]), sys.stdout)
