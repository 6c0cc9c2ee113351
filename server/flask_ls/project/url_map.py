"""The route map of a snapshot: computed by following the project, and kept while nothing that was followed changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from flask_ls.options import Options
from flask_ls.project.components import relevant
from flask_ls.project.configuration import flask_app, load
from flask_ls.project.evaluation.machine import Machine
from flask_ls.project.evaluation.outcome import outcome
from flask_ls.project.evaluation.values import Class, Function, Library, Module
from flask_ls.project.files import ENVIRONMENT_FILES
from flask_ls.project.meaning import Site
from flask_ls.project.memory import name_of, whole
from flask_ls.project.pyfile import PyFile
from flask_ls.project.routes import RouteMap
from flask_ls.project.skeleton import Skeleton, skeleton
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import Ref, Shape
from flask_ls.text.spans import Span

_FACTORIES = ("create_app", "make_app")


@dataclass(slots=True, kw_only=True)
class _Evaluated:
    """A map with what it was read from: the files, which of their functions were followed, and the relevant files.

    `named`: the applications that settings name. `placed`: where in the map the places of a block are, once an edit asked.
    """

    found: RouteMap
    files: dict[str, PyFile]
    entered: dict[tuple[str, int], frozenset[int]]
    relevant: tuple[str, ...]
    named: tuple[tuple[str, str], ...]
    makers: frozenset[str]
    placed: dict[tuple[str, int], list[tuple[str, int]]] | None = None


def route_map(project: Project) -> RouteMap:
    """The applications, routes and blueprints of a snapshot. Cheap while nothing that decides about them changed."""
    return whole(project, _route_map)


def recall(project: Project, found: RouteMap) -> None:
    """Take over the map of an earlier start, of the same files."""
    project.wholes[name_of(_route_map)] = found


def _route_map(project: Project) -> RouteMap:
    last = project.memory.evaluated
    evaluated = _carried(project, last) if isinstance(last, _Evaluated) else None
    if evaluated is None:
        evaluated = _evaluated(project)
    project.memory.evaluated = evaluated
    return evaluated.found


def _evaluated(project: Project) -> _Evaluated:
    machine = Machine(project)
    files = relevant(project)
    own = [file for file in files if not project.tree.is_test(file.path)]
    _follow(machine, own)
    named = _named(project)
    for root, name in named:
        _call_named(machine, root, name)
    if not machine.registry.applications:
        _follow(machine, [file for file in files if project.tree.is_test(file.path)])
    entered: dict[tuple[str, int], set[int]] = {}
    for path, block, scope in machine.entered:
        entered.setdefault((path, block), set()).add(scope)
    followed = {path: file for path in machine.modules if (file := project.python(path)) is not None}
    return _Evaluated(
        found=outcome(machine),
        files=followed,
        entered={place: frozenset(scopes) for place, scopes in entered.items()},
        relevant=tuple(file.path for file in files),
        named=named,
        makers=frozenset(_makers(machine)),
    )


def _named(project: Project) -> tuple[tuple[str, str], ...]:
    """Each root, with what `[tool.flask-ls] app` of its `pyproject.toml` names, or else `FLASK_APP`."""
    found = []
    for root in project.roots:
        texts = {
            name: file.text
            for name in ("pyproject.toml", *ENVIRONMENT_FILES)
            if (file := project.files.get(os.path.join(root, name))) is not None  # noqa: PTH118
        }
        named = load(root, texts.pop("pyproject.toml", None), Options())[0].app
        found.append((root, named or next(filter(None, map(flask_app, texts.values())), "")))
    return tuple((root, name) for root, name in found if name)


def _call_named(machine: Machine, root: str, name: str) -> None:
    """Follow the factory that is named, by module or by file, where nothing has called it."""
    module, _, factory = name.partition(":")
    wanted = factory.partition("(")[0].strip() or "create_app"
    written = os.path.normpath(os.path.join(root, module if module.endswith(".py") else f"{module}.py"))  # noqa: PTH118
    paths = {written, machine.project.tree.target(root, module)}
    for known in list(machine.modules.values()):
        function = known.names.get(wanted)
        if (known.name == module or known.file.path in paths) and isinstance(function, Function):
            place = (function.module.file.path, function.block, function.scope)
            if place not in machine.entered:
                machine.call_unasked(function)


def _follow(machine: Machine, files: list[PyFile]) -> None:
    modules = [module for file in files if (module := machine.follow(file.path)) is not None]
    for file in files:
        machine.guards(file.path)
    makers = _makers(machine)
    functions = [
        function
        for module in modules
        for function in machine.functions(module)
        if any(name in module.file.blocks[function.block] for name in makers)
    ]
    for function in sorted(functions, key=lambda each: each.opened.name not in _FACTORIES):
        place = (function.module.file.path, function.block, function.scope)
        if place not in machine.entered and _makes_application(function):
            machine.call_unasked(function)


def _makers(machine: Machine) -> set[str]:
    """The names without one of which a function's text makes no application."""
    found = {*_FACTORIES, "Flask"}
    for module in machine.modules.values():
        for name, value in module.names.items():
            derived = isinstance(value, Class) and value.derives_from("flask.Flask")
            if derived or (isinstance(value, Library) and value.name.endswith(".Flask")):
                found.add(name)
    return found


def _makes_application(function: Function) -> bool:
    """Whether a function's own body calls Flask, a class derived from it, or a factory."""
    shape = function.whole
    for site in shape.calls:
        scope = site.scope
        while scope > 0 and scope != function.scope:
            scope = shape.scopes[scope].parent
        func = site.call.func
        if scope != function.scope or not isinstance(func, Ref):
            continue
        if func.last in _FACTORIES:
            return True
        value: Any = function.module.names.get(func.parts[0])
        for part in func.parts[1:]:
            value = value.names.get(part) if isinstance(value, Module) else None
        if isinstance(value, Class) and value.derives_from("flask.Flask"):
            return True
        imported = shape.bound(site.scope, func.parts[0])
        if any(binding.kind == "from" and binding.member == "Flask" for binding in imported):
            return True
        if isinstance(value, Library) and value.name.rpartition(".")[2] == "Flask":
            return True
    return False


def _carried(project: Project, last: _Evaluated) -> _Evaluated | None:
    """The last evaluation with its places moved; None where something that was followed is another."""
    changed = {path: old for path, old in last.files.items() if project.files.get(path) is not old}
    paths = tuple([file.path for file in relevant(project)])
    if paths != last.relevant or _named(project) != last.named:
        return None
    moves: dict[tuple[str, int], tuple[Mapping[Span, Span], Mapping[int, int]]] = {}
    files = dict(last.files)
    for path, old in changed.items():
        new = project.python(path)
        if new is None or len(new.blocks) != len(old.blocks):
            return None
        for index, (before, after) in enumerate(zip(old.blocks, new.blocks, strict=True)):
            if before != after:
                entered = last.entered.get((path, index), frozenset[int]())
                if not entered and any(name in before or name in after for name in last.makers):
                    return None
                move = _moved(skeleton(_seen(old, index, entered), entered), _seen(new, index, entered))
                if move is None:
                    return None
                moves[path, index] = move
        files[path] = new
    if not moves:
        return replace(last, files=files)
    if last.placed is None:
        last.placed = _placed(last.found)
    entered_now = dict(last.entered)
    for place, (_, scopes) in moves.items():
        if place in entered_now:
            entered_now[place] = frozenset(scopes.get(scope, scope) for scope in entered_now[place])
    return replace(last, found=_shifted(last, moves), files=files, entered=entered_now)


def _seen(file: PyFile, index: int, entered: frozenset[int]) -> Shape:
    """What was looked at of a block: all of it where something inside was followed, else what importing it does."""
    return file.shapes[index] if entered else file.entrance(index)


def _moved(old: Skeleton, shape: Shape) -> tuple[Mapping[Span, Span], Mapping[int, int]] | None:
    """Where spans and scopes of a block went, if what was followed of it is the same."""
    if shape.damaged:
        return None
    # The scopes that were followed may have other numbers now: those of the same order among what is compared.
    new = skeleton(shape, None, like=old)
    if new is None or new.form != old.form:
        return None
    return dict(zip(old.spans, new.spans, strict=True)), dict(zip(old.scopes, new.scopes, strict=True))


def _shifted(last: _Evaluated, moves: Mapping[tuple[str, int], Any]) -> RouteMap:
    """The map with the places in these blocks where they are now."""

    def site(old: Site) -> Site:
        spans, scopes = moves[old.path, old.block]
        return replace(old, span=spans.get(old.span, old.span), scope=scopes.get(old.scope, old.scope))

    def each(thing: Any) -> Any:
        assert is_dataclass(thing)
        changes = {name: site(value) for name, value in _sites(thing) if (value.path, value.block) in moves}
        return replace(thing, **changes) if changes else thing  # type: ignore[type-var]

    parts = {name: list(getattr(last.found, name)) for name in _PARTS}
    placed = last.placed or {}
    for name, number in {there for place in moves for there in placed.get(place, ())}:
        parts[name][number] = each(parts[name][number])
    return RouteMap(**{name: tuple(things) for name, things in parts.items()})


_PARTS = ("applications", "routes", "mounts", "loose")


def _placed(found: RouteMap) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """What of a map has a place in a block, by part and number, so that an edit costs what it moves."""
    placed: dict[tuple[str, int], list[tuple[str, int]]] = {}
    for name in _PARTS:
        for number, thing in enumerate(getattr(found, name)):
            for place in dict.fromkeys((site.path, site.block) for _, site in _sites(thing)):
                placed.setdefault(place, []).append((name, number))
    return placed


def _sites(thing: Any) -> Iterator[tuple[str, Site]]:
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, Site):
            yield field.name, value
