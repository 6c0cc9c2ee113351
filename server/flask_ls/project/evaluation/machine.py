"""The evaluator: modules, what they import, and the order in which a project is followed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from collections.abc import Sequence as Several
from functools import partial

from flask_ls.knowledge import models
from flask_ls.project.components import is_relevant
from flask_ls.project.evaluation.builtins import absolute_name, builtins, library_call
from flask_ls.project.evaluation.calls import Frame
from flask_ls.project.evaluation.registry import Registry
from flask_ls.project.evaluation.statements import ON, Statements
from flask_ls.project.evaluation.values import (
    Class,
    Function,
    ImportCondition,
    Instance,
    Library,
    Module,
    OneOf,
    Sequence,
    Text,
    Unknown,
    Value,
)
from flask_ls.project.meaning import Site
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import MODULE, If, Import

_STEPS = 6_000_000  # expressions and statements of one project


class Machine(Statements):
    """Follows a project's modules. `registry` holds what they make: applications, routes and blueprints."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.conditions: list[str] = []
        self.journal = None
        self.stack: list[Frame] = []
        self.entered: set[tuple[str, int, int]] = set()
        self.modules: dict[str, Module] = {}
        self.exhausted = False
        self.registry = Registry(self)
        self.builtins = builtins(self)
        self._intrinsics = self.builtins | self.registry.intrinsics()
        self._steps = _STEPS
        self._guards: dict[str, list[tuple[If, Frame]]] = {}
        self._program = 0  # each file that is followed without being imported is a program of its own
        self._made: dict[int, tuple[int, Function, Instance]] = {}
        self._root = ""  # the file that is followed without being imported
        self._importers: dict[str, set[frozenset[str]]] = {}  # by module: what must be imported for it to be imported
        self._pending: set[str] = set()  # modules that are imported and not followed before a name of theirs is wanted

    def spend(self, steps: int) -> bool:
        self._steps -= steps
        if self._steps < 0:
            self.exhausted = True
        return self._steps >= 0

    def name(self, name: str, frame: Frame) -> Value:
        if frame.module.is_model and name in self._intrinsics and name not in frame.names:
            for names in (*frame.closure, frame.module.names):
                if name in names:
                    return names[name]
            return self._intrinsics[name]
        return super().name(name, frame)

    def handed_to_unknown(self, values: Several[Value], what: str) -> None:
        self.registry.handed_on(values, what)

    def returned(self, value: Instance, function: Function) -> None:
        if self.registry.returned(value, function):
            self._made.setdefault(id(function), (self._program, function, value))

    def made_before(self, function: Function) -> Instance | None:
        known = self._made.get(id(function))
        return known[2] if known is not None and known[0] != self._program else None

    def _library(self, function: Library, arguments: Several[Value], keywords: dict[str, Value]) -> Value:
        found = library_call(self, function.name, list(arguments), keywords) if not function.made else None
        return super()._library(function, arguments, keywords) if found is None else found.value

    # Modules

    def follow(self, path: str) -> Module | None:
        """The module of a file, followed now if it was not yet."""
        self.conditions = []
        self._program += 1
        self._root = path
        module = self._module(path)
        if module is not None:
            self._run_pending(module)
        self._root = ""
        return module

    def guards(self, path: str) -> None:
        """Follow what stands under `if __name__ == "__main__":` in a file."""
        self.conditions = []
        self._program += 1
        for statement, frame in self._guards.pop(path, []):
            self.conditions.clear()
            self._guarded(partial(self.execute, statement.body, frame), frame)

    def main_guard(self, statement: If, frame: Frame) -> str:
        if frame.scope == MODULE:
            self._guards.setdefault(frame.module.file.path, []).append((statement, frame))
        return self.execute(statement.orelse, frame)

    def _module(self, path: str) -> Module | None:
        known = self.modules.get(path)
        if known is not None:
            return known
        tree = self.project.tree
        folder = os.path.dirname(path)  # noqa: PTH120
        package = path.endswith(f"{os.sep}__init__.py")
        parent = tree.modules.get(os.path.dirname(folder) if package else folder)  # noqa: PTH120
        above = self._module(parent) if parent is not None and parent != path else None
        if above is not None and path not in self.modules:
            self._run_pending(above)
        if path in self.modules:
            return self.modules[path]
        stem = os.path.basename(folder if package else path.removesuffix(".py"))  # noqa: PTH119
        file = self.project.python(path)
        made = Module(f"{above.name}.{stem}" if above is not None else stem, file or PyFile(path, ""), is_model=False)
        self.modules[path] = made
        if file is not None:
            self._pending.add(path)
            if is_relevant(self.project, path):
                self._run_pending(made)
        if above is not None:
            above.names.setdefault(stem, made)
        return made

    def _model(self, name: str) -> Module | None:
        text = models.text(name)
        if text is None:
            return None
        path = f"<model>/{name}{'/__init__.py' if models.is_package(name) else '.py'}"
        if path not in self.modules:
            self.modules[path] = Module(name, PyFile(path, text), is_model=True)
            self._pending.add(path)
        self._run_pending(self.modules[path])
        return self.modules[path]

    def _run_pending(self, module: Module) -> None:
        path = module.file.path
        if path not in self._pending:
            return
        self._pending.discard(path)
        module.names["__name__"] = Text.at(module.name, None)
        module.names["__file__"] = path
        package = path.endswith("__init__.py")
        module.names["__package__"] = module.name if package else module.name.rpartition(".")[0]
        if package:
            module.names["__path__"] = Sequence([os.path.dirname(path)])  # noqa: PTH120
        held, self.conditions = self.conditions, self._import_conditions(path)
        above = self.stack
        if module.is_model:  # a library is the same whoever imports it first
            self.stack, self.conditions = [], []
        standing = len(self.conditions)
        for index in range(len(module.file.blocks)):
            shape = module.file.entrance(index)
            frame = Frame(module, index, shape, MODULE, module.names)
            if self._guarded(partial(self.execute, shape.bodies[MODULE], frame), frame) != ON:
                break
            del self.conditions[standing:]
        self.conditions, self.stack = held, above

    def _import_conditions(self, path: str) -> list[str]:
        """What a module's own statements depend on: that it is imported."""
        if path == self._root:
            inside = os.path.dirname(path) in self.project.tree.modules  # noqa: PTH120
            if inside and not path.endswith("__init__.py"):
                return [ImportCondition.of(f"nothing that is known imports {self.project.relative(path)}", path)]
            return []
        return [ImportCondition.of(str(each), path) for each in self.conditions[-1:]]

    def _imported_now(self, value: Value) -> None:
        """Remember under which conditions a module is imported: none, or only those of its importers being imported."""
        if isinstance(value, Module) and not value.is_model:
            paths = [getattr(condition, "path", "") for condition in self.conditions]
            if "" not in paths:
                self._importers.setdefault(value.file.path, set()).add(frozenset(paths))

    def unconditional(self) -> set[str]:
        """The modules that are imported whatever happens, by whoever makes an application."""
        made = (condition for app in self.registry.applications for condition in app.conditions)
        found: set[str] = {path for condition in made if (path := getattr(condition, "path", ""))}
        while True:
            more = {
                path
                for path, ways in self._importers.items()
                if path not in found and any(way <= found for way in ways)
            }
            if not more:
                return found
            found |= more

    def _guarded(self, work: Callable[[], str], frame: Frame) -> str:
        """Follow statements of a module, which a circle without end does not stop."""
        depth = len(self.stack)
        self.stack.append(frame)
        try:
            return work()
        except RecursionError:
            return ON
        finally:
            del self.stack[depth:]

    def submodule(self, module: Module, name: str) -> Value:
        path = module.file.path
        if path in self._pending:
            self._run_pending(module)
            if name in module.names:
                return module.names[name]
        if module.is_model:
            return self._model(f"{module.name}.{name}") or Library(f"{module.name}.{name}")
        folder = os.path.dirname(path) if path.endswith("__init__.py") else path  # noqa: PTH120
        found = self.project.tree.below(folder, name) if not path.endswith(".py") or folder != path else None
        if found is not None:
            value = self._at(found)
            self._imported_now(value)
            return value
        if module.file.damaged:
            return Unknown(f"{self.project.relative(path)} does not parse as it stands")
        if (fallback := module.names.get("__getattr__")) is not None:
            return self.call(fallback, [name])
        return Unknown(f"`{name}` is not bound in {self.project.relative(path)}")

    def _at(self, path: str) -> Value:
        """The module of a file, or of a folder that is a package without `__init__.py`."""
        if path.endswith(".py"):
            return self._module(path)
        if path not in self.modules:
            name = os.path.basename(path)  # noqa: PTH119
            self.modules[path] = Module(name, PyFile(path, ""), is_model=False)
        return self.modules[path]

    def imported(self, dotted: str, importer: Module) -> Value:
        """The module that an import of `dotted` gives in a module; a `Library` where it is no part of the project."""
        if importer.is_model and dotted.startswith("."):
            dotted = absolute_name(dotted, str(importer.names.get("__package__", "")))
        top = dotted.partition(".")[0]
        if top and models.has(top):
            module = self._model(dotted)
            return module if module is not None else Library(dotted)
        if importer.is_model:
            return Library(dotted)
        folder = os.path.dirname(importer.file.path)  # noqa: PTH120
        found = self.project.tree.target(folder, dotted)
        if found is not None:
            value = self._at(found)
            self._imported_now(value)
            return value
        if top and top not in sys.stdlib_module_names and (beside := self._beside(folder, dotted)) is not None:
            self._imported_now(beside)
            return beside
        if dotted.startswith("."):
            return Unknown(f"{dotted} was not found in the project")
        return Library(dotted)

    def _beside(self, folder: str, dotted: str) -> Value | None:
        """A module in a package folder that is a script's own: Python looks there first when a file in it is run."""
        tree = self.project.tree
        while folder in tree.modules:
            path = tree.below(folder, dotted)
            if path is not None and path.endswith(".py"):
                return self._at(path)
            folder = os.path.dirname(folder)  # noqa: PTH120
        return None

    def import_statement(self, statement: Import, frame: Frame) -> bool:
        module = frame.module
        found = True
        if statement.module is None:
            for dotted, bound in statement.names:
                value = self.imported(dotted, module)
                if bound == dotted and "." in dotted:
                    top = dotted.partition(".")[0]
                    parts = dotted.split(".")
                    for count in range(1, len(parts)):
                        self.imported(".".join(parts[:count]), module)
                    self.bind(top, self.imported(top, module), frame)
                else:
                    self.bind(bound, value, frame)
            return True
        source = self.imported(statement.module, module)
        for member, bound in statement.names:
            if member == "*":
                self._star(source, frame)
                continue
            if isinstance(source, Module) and source.file.path in self._pending:
                self._run_pending(source)
            value = self.attribute(source, member) if not isinstance(source, Unknown) else source
            self._imported_now(value)
            found = found and not (isinstance(value, Unknown) and not isinstance(source, OneOf))
            self.bind(bound, value, frame)
        return found

    def _star(self, source: Value, frame: Frame) -> None:
        if not isinstance(source, Module):
            return
        self._run_pending(source)
        listed = source.names.get("__all__")
        wanted = listed.items if isinstance(listed, Sequence) else [n for n in source.names if not n.startswith("_")]
        for name in wanted:
            if isinstance(name, str) and name in source.names:
                self.bind(str(name), source.names[name], frame)

    # What is in a module

    def functions(self, module: Module) -> list[Function]:
        """The functions that a module itself defines at its top."""
        return [value for value in module.names.values() if isinstance(value, Function) and value.module is module]

    def call_unasked(self, function: Function) -> Value:
        """Call a function that nothing is known to call, with arguments that nobody knows."""
        held, self.conditions = self.conditions, []
        self._program += 1
        try:
            return self.call(function, [])
        except RecursionError:
            return None
        finally:
            self.conditions = held
            self.stack.clear()

    def site_of(self, value: Value) -> Site | None:
        """Where the project defines a function or class, seen through what wraps it."""
        for _ in range(20):
            if isinstance(value, Function) and "__wrapped__" in value.attributes:
                value = value.attributes["__wrapped__"]
            elif isinstance(value, Function) and "view_class" in value.attributes:
                value = value.attributes["view_class"]
            elif hasattr(value, "function") and not isinstance(value, (Function, Class)):
                value = value.function
            elif isinstance(value, OneOf):
                value = next((each for each in value.options if isinstance(each, (Function, Class))), None)
            else:
                break
        if isinstance(value, Instance):
            value = value.cls
        if not isinstance(value, (Function, Class)):
            return None
        return value.site if not value.module.is_model else self.registry.in_project(value)
