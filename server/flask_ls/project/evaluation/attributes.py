"""Attributes of values: looked up along classes, bound to their instances, and set."""

from __future__ import annotations

import os
from collections.abc import Sequence as Several
from typing import TYPE_CHECKING, Any

from flask_ls.project.evaluation import methods
from flask_ls.project.evaluation.values import (
    Bound,
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
    Value,
    Wrapper,
    one_of,
)
from flask_ls.project.meaning import Site

if TYPE_CHECKING:
    from flask_ls.project.snapshot import Project

MISSING = object()
# Constants of the standard library that paths are put together with.
_CONSTANTS = {"os.pardir": os.pardir, "os.curdir": os.curdir, "os.sep": os.sep, "os.path.sep": os.sep}


class Attributes:
    """The lowest part of the evaluator. What it needs from the parts above is declared here and defined there."""

    project: Project
    conditions: list[str]
    journal: list[tuple[dict[Any, Value], Any, Value]] | None

    def call(
        self,
        function: Value,
        arguments: Several[Value],
        keywords: dict[str, Value] | None = None,
        site: Site | None = None,
    ) -> Value:
        raise NotImplementedError

    def submodule(self, module: Module, name: str) -> Value:
        raise NotImplementedError

    def attribute(self, value: Value, name: str) -> Value:
        """`value.name`; unknown where it cannot be found."""
        found = self.find_attribute(value, name)
        if found is not MISSING:
            return found
        if isinstance(value, (Instance, Class, Function)):
            return Unknown(f"nothing is known of the attribute `{name}`")
        return Unknown(f"`{name}` is not followed")

    def find_attribute(self, value: Value, name: str) -> Value:
        """`value.name`, or `MISSING` where it is certain, or likely, that there is none."""
        match value:
            case Instance():
                return self._of_instance(value, name)
            case Class():
                return self._of_class(value, name)
            case Function():
                return self._of_function(value, name)
            case Bound():
                return value.receiver if name == "__self__" else self.find_attribute(value.function, name)
            case Module():
                return self._of_module(value, name)
            case Super():
                return self._of_super(value, name)
            case Library():
                if (constant := _CONSTANTS.get(f"{value.name}.{name}")) is not None and not value.made:
                    return constant
                return Library(f"{value.name}.{name}", made=value.made, reason=value.reason if value.made else "")
            case Unknown():
                return value
            case OneOf():
                found = [self.find_attribute(option, name) for option in value.options]
                known = [each for each in found if each is not MISSING]
                return one_of(known) if known else MISSING
            case Sequence() | Mapping() | str():
                return methods.method(value, name) if methods.exists(value, name) else MISSING
        return MISSING

    def _of_instance(self, value: Instance, name: str) -> Value:
        if name in value.attributes:
            return value.attributes[name]
        if name == "__class__":
            return value.cls
        if name == "__dict__":
            return Mapping(value.attributes)
        found = value.cls.find(name)
        if found is not None:
            return self._bind(found[0], value)
        if (fallback := value.cls.find("__getattr__")) is not None:
            return self.call(self._bind(fallback[0], value), [name])
        return Unknown(f"{value.cls.name} derives from what is not followed") if value.cls.opaque else MISSING

    def _bind(self, found: Value, value: Instance) -> Value:
        if isinstance(found, Function):
            return Bound(found, value)
        if isinstance(found, Wrapper):
            if found.kind == "property":
                return self.call(found.function, [value])
            return Bound(found.function, value.cls) if found.kind == "classmethod" else found.function
        return found

    def _of_class(self, value: Class, name: str) -> Value:
        if name in ("__name__", "__qualname__"):
            return value.name
        if name == "__module__":
            return value.module.name
        if name == "__mro__":
            return Sequence(list(value.mro), "tuple")
        if name == "__bases__":
            return Sequence(list(value.bases), "tuple")
        if name == "__dict__":
            return Mapping(value.names)
        if name == "__doc__":
            return Unknown("documentation strings are not followed")
        found = value.find(name)
        if found is None:
            return Unknown(f"{value.name} derives from what is not followed") if value.opaque else MISSING
        if isinstance(found[0], Wrapper):
            if found[0].kind == "classmethod":
                return Bound(found[0].function, value)
            return found[0].function if found[0].kind == "staticmethod" else found[0]
        return found[0]

    def _of_function(self, value: Function, name: str) -> Value:
        if name in value.attributes:
            return value.attributes[name]
        if name in ("__name__", "__qualname__"):
            return Text.at(value.opened.name, None)
        if name == "__module__":
            return value.module.name
        if name == "__dict__":
            return Mapping(value.attributes)
        return Unknown("documentation strings are not followed") if name == "__doc__" else MISSING

    def _of_module(self, value: Module, name: str) -> Value:
        if name in value.names:
            return value.names[name]
        if name == "__dict__":
            return Mapping(value.names)
        return self.submodule(value, name)

    def store(self, held: dict[Any, Value], key: Any, new: Value) -> None:
        """Set what an object holds under a name or key, so that a branch that may not be taken can be undone."""
        if self.journal is not None:
            self.journal.append((held, key, held.get(key, MISSING)))
        held[key] = new

    def _of_super(self, value: Super, name: str) -> Value:
        receiver = value.receiver
        cls = receiver.cls if isinstance(receiver, Instance) else receiver
        order = cls.mro if isinstance(cls, Class) else []
        behind = order[order.index(value.owner) + 1 :] if value.owner in order else []
        for each in behind:
            if name in each.names:
                found = each.names[name]
                if isinstance(receiver, Instance):
                    return self._bind(found, receiver)
                return Bound(found.function if isinstance(found, Wrapper) else found, receiver)
        if name in ("__init__", "__init_subclass__"):
            return Library(f"object.{name}")
        return Unknown(f"what `super().{name}` is, is not followed")

    def set_attribute(self, value: Value, name: str, new: Value) -> None:
        """`value.name = new`."""
        match value:
            case Instance():
                found = value.cls.find(name)
                if found is not None and isinstance(found[0], Wrapper) and found[0].kind == "property":
                    return
                self.store(value.attributes, name, new)
            case Class() | Module():
                self.store(value.names, name, new)
            case Function():
                self.store(value.attributes, name, new)
            case Bound():
                self.set_attribute(value.function, name, new)
            case OneOf():
                for option in value.options:
                    self.set_attribute(option, name, one_of([self.attribute(option, name), new]))
