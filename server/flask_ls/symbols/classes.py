"""The project's classes: what they derive from, through files, and what their bodies bind. It knows no library."""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_ls.project.meaning import Known, Meaning
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import MODULE, Binding, Call, Expr, Item, Ref, Scope, Shape

_DEPTH = 12  # classes above a class; a circle ends here


class Class(NamedTuple):
    """A class of the project: where it stands. `scope` is its number in the block."""

    path: str
    block: int
    scope: int
    name: str


class Lineage(NamedTuple):
    """A class with all that it derives from.

    `own`: itself and the project's classes above it, nearest first. `libraries`: the qualified names of those of libraries.
    `complete`: every base is known, and no decorator or metaclass may add to any of them.
    """

    own: tuple[Class, ...]
    libraries: tuple[str, ...]
    complete: bool


class Bound(NamedTuple):
    """A name that the body of `owner` binds."""

    owner: Class
    binding: Binding


def classes(project: Project, file: PyFile) -> tuple[Class, ...]:
    """The classes of a file, in its order."""
    return ask(project, _classes_in, file.path)


def _classes_in(project: Project, path: str) -> tuple[Class, ...]:
    file = project.python(path)
    return tuple(_classes(file)) if file is not None else ()


def lineage(project: Project, of: Class) -> Lineage:
    """What a class derives from."""
    file = project.python(of.path)
    if file is None or of.block >= len(file.shapes):
        return Lineage((of,), (), complete=False)
    return ask(project, _lineage, of)


def members(project: Project, of: Class) -> Mapping[str, Bound]:
    """What the bodies of a class and of the project's classes above it bind, by name; the nearest counts."""
    return ask(project, _members, of) if project.python(of.path) is not None else {}


def shape_of(project: Project, of: Class) -> Shape | None:
    """The shape of the block that a class stands in."""
    file = project.python(of.path)
    return file.shapes[of.block] if file is not None and of.block < len(file.shapes) else None


def named(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> Class | None:
    """The class of the project that an expression is."""
    return of_meaning(project, resolve(project, file, block, scope, expr))


def made(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> Class | None:
    """The class of the project that an expression gives an instance of, as `Name()`, or a name that is bound to such
    calls only, or a parameter that is annotated so."""
    if isinstance(expr, Call):
        return named(project, file, block, scope, expr.func)
    if not isinstance(expr, Ref) or len(expr.parts) > 1:
        return None
    found = {_bound_to(project, file, at, binding) for at, binding in bindings(file, block, scope, expr.parts[0])}
    return next(iter(found)) if len(found) == 1 else None


def bindings(file: PyFile, block: int, scope: int, name: str) -> list[tuple[int, Binding]]:
    """What binds a name that is read in a scope, each with its block: the innermost scope that binds it at all."""
    shape = file.shapes[block]
    at = scope
    while at > MODULE:
        bound = shape.bound(at, name)
        if bound and (at, name) not in shape.globals and (shape.scopes[at].kind == "function" or at == scope):
            return [(block, binding) for binding in bound]
        at = shape.scopes[at].parent
    return file.bindings.get(name, [])


def _bound_to(project: Project, file: PyFile, block: int, binding: Binding) -> Class | None:
    if binding.kind == "value" and isinstance(binding.value, Call):
        return named(project, file, block, binding.scope, binding.value.func)
    if binding.kind == "parameter" and binding.value is not None:
        outer = max(file.shapes[block].scopes[binding.scope].parent, MODULE)
        return named(project, file, block, outer, binding.value)
    return None


def _classes(file: PyFile) -> Iterator[Class]:
    for block, text in enumerate(file.blocks):
        if "class " in text:
            for number, scope in enumerate(file.shapes[block].scopes):
                if scope.kind == "class":
                    yield Class(file.path, block, number, scope.name)


def _lineage(project: Project, of: Class, depth: int = 0) -> Lineage:
    shape, file = shape_of(project, of), project.python(of.path)
    if shape is None or file is None or depth > _DEPTH:
        return Lineage((of,), (), complete=False)
    scope = shape.scopes[of.scope]
    own: dict[Class, None] = {of: None}
    libraries: dict[str, None] = {}
    complete = not scope.decorators and not shape.damaged and not _has_metaclass(file, of, scope)
    for base in scope.bases:
        expr = base.value if isinstance(base, Item) else base
        meaning = resolve(project, file, of.block, scope.parent, expr)
        above = of_meaning(project, meaning)
        if above is not None:
            found = _lineage(project, above, depth + 1)
            own.update(dict.fromkeys(found.own))
            libraries.update(dict.fromkeys(found.libraries))
            complete = complete and found.complete
        elif isinstance(meaning, Known) and meaning.site is None and meaning.name and not meaning.module:
            libraries[meaning.name] = None
        elif isinstance(expr, Ref) and len(expr.parts) == 1 and hasattr(builtins, expr.parts[0]):
            libraries[f"builtins.{expr.parts[0]}"] = None
        else:
            complete = False
    return Lineage(tuple(own), tuple(libraries), complete)


def _has_metaclass(file: PyFile, of: Class, scope: Scope) -> bool:
    header = file.blocks[of.block][scope.name_span.end : scope.body_start]
    return "metaclass" in header


def of_meaning(project: Project, meaning: Meaning) -> Class | None:
    """The class of the project that a name stands for itself."""
    if not isinstance(meaning, Known) or meaning.site is None or meaning.module or meaning.type is not None:
        return None
    site = meaning.site
    file = project.python(site.path)
    if file is None or site.block >= len(file.shapes):
        return None
    scope = file.shapes[site.block].scopes[site.scope]
    return Class(site.path, site.block, site.scope, scope.name) if scope.kind == "class" else None


def _members(project: Project, of: Class) -> dict[str, Bound]:
    found: dict[str, Bound] = {}
    for each in lineage(project, of).own:
        shape = shape_of(project, each)
        for name, bound in shape.by_scope.get(each.scope, {}).items() if shape is not None else ():
            found.setdefault(name, Bound(each, bound[-1]))
    return found
