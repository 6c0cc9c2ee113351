"""# circular-import-app

## What it does
Finds imports of a name that the other file binds only after it has imported this one: `from app import app` in the file
that `app.py` imports.

## Why is this bad?
The other file has run up to its import of this one, and no further: `ImportError: cannot import name 'app' from partially
initialized module 'app' (most likely due to a circular import)`. Use `current_app`, import within the function that needs
the name, or put what both need into a file of its own. The rule follows the imports of files in their order, from each
place where the application may be started; it speaks only where all of them fail.

## Example
```python
# app.py
from flask import Flask
from routes import bp

app = Flask(__name__)
app.register_blueprint(bp)
# routes.py
from flask import Blueprint
from app import app

bp = Blueprint("bp", __name__)


@bp.route("/")
def index():
    return app.name
```

## Use instead
```python
# app.py
from flask import Flask
from routes import bp

app = Flask(__name__)
app.register_blueprint(bp)
# routes.py
from flask import Blueprint, current_app

bp = Blueprint("bp", __name__)


@bp.route("/")
def index():
    return current_app.name
```
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from flask_ls.project.components import circles, component, links, says
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Report, Rule, is_test
from flask_ls.syntax.shape import MODULE, Import, Shape, Try, With
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK507",
    name="circular-import-app",
    severity="error",
    summary="Two files import each other in an order that does not work",
    docs="https://flask.palletsprojects.com/en/stable/patterns/packages/#working-with-blueprints",
    words=("Flask(",),
)
_MAIN = re.compile("__main__")
# A file may have names that it is not seen to bind.
_VAGUE = re.compile(r"__getattr__|\bglobals\(\)|\bsys\.modules\b|\bexec\(")


class _Step(NamedTuple):
    """A top-level statement of a file: what it imports when it runs, and the names that it binds."""

    block: int
    imports: tuple[Import, ...]
    names: frozenset[str]


class _Steps(NamedTuple):
    """What a file does when it is imported, as far as its imports go. `vague`: it may have other names, too."""

    steps: tuple[_Step, ...]
    vague: bool


class _Failure(NamedTuple):
    """An import of a name that is not bound yet."""

    file: PyFile
    block: int
    statement: Import
    name: str
    target: PyFile


class _Stop(Exception):
    """An import failed, and so does everything that led to it."""

    def __init__(self, failure: _Failure) -> None:
        super().__init__()
        self.failure = failure


def check(project: Project) -> Iterator[Report]:
    for circle in circles(project):
        first = _failure(project, circle)
        if first is None:
            continue
        target = project.relative(first.target.path)
        yield Report(
            path=first.file.path,
            span=_written(first),
            message=f"`{target}` imports this file before it binds `{first.name}`: `ImportError: cannot import name "
            f"'{first.name}' from partially initialized module '{_module(first)}' (most likely due to a circular import)`.",
            related=_bound_later(first),
        )


def _failure(project: Project, circle: list[str]) -> _Failure | None:
    """The import in a circle that fails; None where the program starts from one of the places at least."""
    first = None
    for entry, script in _entries(project, circle):
        failure = _started(project, entry, script=script)
        if failure is None:
            return None
        first = first or failure
    return first if first is not None and first.file.path in circle else None


def _entries(project: Project, circle: list[str]) -> list[tuple[PyFile, bool]]:
    """The files that are run first, and whether as a script: those that lead to the circle and that nothing imports, or
    else those of the circle that make an application."""
    linked = links(project)
    importers: dict[str, list[str]] = {}
    for each in component(project, circle[0]):
        for target in linked[each.path] if not is_test(project, each.path) else ():
            if target != each.path:
                importers.setdefault(target, []).append(each.path)
    leading, pending = set(circle), [*circle]
    while pending:
        new = set(importers.get(pending.pop(), ())) - leading
        leading |= new
        pending += new
    roots = [(file, False) for path in sorted(leading - set(importers)) if (file := project.python(path)) is not None]
    if roots:
        return roots
    from flask_ls.project.url_map import route_map  # few projects have a circle

    made = {each.path for each in route_map(project).applications if each.made is not None and not each.in_tests}
    makers = [file for path in circle if path in made and (file := project.python(path)) is not None]
    scripts = [(file, True) for file in makers if says(project, file.path, _MAIN)]
    return [*((file, False) for file in makers), *scripts]


def _started(project: Project, entry: PyFile, *, script: bool) -> _Failure | None:
    """The import that fails when the program starts with a file; None where none does for sure."""
    run = _Run(project)
    try:
        if script:
            run.execute(entry, set())
        else:
            run.load_with_packages(entry)
    except _Stop as stopped:
        return stopped.failure
    return None


class _Run:
    """One start of a program: which names each file has bound so far, None where that cannot be known."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._bound: dict[str, set[str] | None] = {}
        self._running: list[str] = []

    def load_with_packages(self, file: PyFile) -> None:
        folder, above = _folder(file), list[PyFile]()
        while (package := self._project.python(os.path.join(folder, "__init__.py"))) is not None:  # noqa: PTH118
            above.append(package)
            folder = os.path.dirname(folder)  # noqa: PTH120
        for each in reversed(above):
            self._load(each)
        self._load(file)

    def _load(self, file: PyFile) -> None:
        if file.path not in self._bound:
            found = ask(self._project, _steps, file.path)
            names: set[str] = set()
            self._bound[file.path] = None if found.vague else names
            self._running.append(file.path)
            self.execute(file, names)
            self._running.pop()

    def execute(self, file: PyFile, names: set[str]) -> None:
        """Do what a file does when it is imported."""
        for step in ask(self._project, _steps, file.path).steps:
            for statement in step.imports:
                self._import(statement, file, step.block)
            names.update(step.names)

    def _import(self, statement: Import, file: PyFile, block: int) -> None:
        if statement.module is None:
            for name, _ in statement.names:
                self._modules(name, file)
            return
        target = self._modules(statement.module, file)
        dotted = statement.module if statement.module.endswith(".") else f"{statement.module}."
        for name, _ in statement.names:
            below = self._file(dotted + name, file)
            names = self._bound.get(target.path, set()) if target is not None else None
            if target is not None and names is not None and name not in names and name != "*":
                if below is None and target.path in self._running and name in target.bindings:
                    raise _Stop(_Failure(file, block, statement, name, target))
                if below is not None and target is not below:
                    self._load(below)

    def _modules(self, module: str, file: PyFile) -> PyFile | None:
        """Import a module with the packages that it is in."""
        if not module.startswith("."):
            for at, char in enumerate(module):
                if char == "." and (package := self._file(module[:at], file)) is not None:
                    self._load(package)
        found = self._file(module, file)
        if found is not None:
            self._load(found)
        return found

    def _file(self, module: str, file: PyFile) -> PyFile | None:
        path = self._project.tree.target(_folder(file), module)
        return self._project.python(path) if path is not None else None


def _steps(project: Project, path: str) -> _Steps:
    file = project.python(path)
    if file is None:
        return _Steps((), vague=True)
    steps = tuple(
        _Step(block, tuple(_imports(shape.bodies[MODULE])), _bound(shape))
        for block, shape in enumerate(file.outlines)
        if shape.imports or shape.bindings
    )
    return _Steps(
        steps,
        vague=any(shape.damaged for shape in file.outlines)
        or bool(file.star_modules)
        or _VAGUE.search(file.text) is not None,
    )


def _bound(shape: Shape) -> frozenset[str]:
    """The names that a block binds in its file, and those that a function in it may bind there."""
    return frozenset(shape.by_scope.get(MODULE, ())) | {name for _, name in shape.globals}


def _imports(statements: tuple[Any, ...]) -> Iterator[Import]:
    """The imports that run in any case when these statements do."""
    for statement in statements:
        match statement:
            case Import() if not statement.in_try:
                yield statement
            case With():
                yield from _imports(statement.body)
            case Try() if not statement.handlers:
                yield from _imports(statement.body)


def _written(failure: _Failure) -> Span:
    """Where the name stands in its import."""
    for binding in failure.file.shapes[failure.block].bindings:
        inside = failure.statement.span.start <= binding.span.start < failure.statement.span.end
        if inside and binding.member == failure.name:
            return failure.file.absolute(failure.block, binding.span)
    return failure.file.absolute(failure.block, failure.statement.span)


def _bound_later(failure: _Failure) -> tuple[tuple[str, Span, str], ...]:
    block, binding = failure.target.bindings[failure.name][0]
    span = failure.target.absolute(block, binding.span)
    return ((failure.target.path, span, f"`{failure.name}` is bound here, later"),)


def _module(failure: _Failure) -> str:
    module = failure.statement.module or ""
    if not module.startswith("."):
        return module
    name = os.path.basename(failure.target.path)  # noqa: PTH119
    return os.path.basename(_folder(failure.target)) if name == "__init__.py" else name.removesuffix(".py")  # noqa: PTH119


def _folder(file: PyFile) -> str:
    return os.path.dirname(file.path)  # noqa: PTH120
