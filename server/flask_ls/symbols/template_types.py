"""What names and expressions of a template are: what stands around them, what other templates hand on, what Python passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.symbols import values
from flask_ls.symbols.python_values import method, parts
from flask_ls.symbols.template import resolve_name
from flask_ls.symbols.template_contract import handing, users
from flask_ls.symbols.template_scope import Local, locals_at, macros
from flask_ls.symbols.template_values import of_global, variables
from flask_ls.symbols.values import DICT, TUPLE, Value, agreed, element, pairs, several
from flask_ls.syntax.template.model import Template
from flask_ls.syntax.template.nodes import (
    Attribute,
    Call,
    Choice,
    Const,
    Display,
    Expr,
    Extends,
    Filter,
    For,
    FromImport,
    Import,
    Include,
    Item,
    Macro,
    Name,
    Operation,
    Set,
    With,
)

_DEPTH = 6  # names that are bound to names; a circle ends here
_SAME = frozenset({"list", "sort", "reverse", "unique", "selectattr", "rejectattr", "select", "reject"})
_ONE = frozenset({"first", "last", "random", "min", "max"})
_PAIRS = frozenset({"items", "dictsort"})


class Handed(NamedTuple):
    """A name that a template has where it includes, imports or extends another one, which sees it too.

    `path`: the template; `local`: what gives the name a value there; `offset`: the place at which it is handed on.
    """

    path: str
    local: Local
    offset: int


class _At(NamedTuple):
    """A place of a template. `depth`: how many names led here."""

    project: Project
    path: str
    page: Template
    offset: int
    depth: int = 0


def value_of(project: Project, path: str, page: Template, offset: int, expr: Expr) -> Value | None:
    """What an expression is that stands at `offset`; None where that is not known."""
    return _value(_At(project, path, page, offset), expr)


def value_of_name(project: Project, path: str, name: str) -> Value | None:
    """What a name is that comes from outside of a template."""
    return ask(project, _from_outside, path, name, 0)


def handed(project: Project, path: str) -> Mapping[str, tuple[Handed, ...]]:
    """The names that a template sees because others have them where they include, import or extend it."""
    return ask(project, _handed, path)


def _value(at: _At, expr: Expr | None) -> Value | None:
    match expr:
        case Name():
            local = locals_at(at.page, at.offset).get(expr.name)
            return _local(at, local) if local is not None else _outer(at, expr.name)
        case Attribute():
            return _attribute(at, expr)
        case Item():
            found = _value(at, expr.value)
            if isinstance(expr.key, Operation) and expr.key.operator == "slice":
                return found if found is not None and found.many else None
            return values.item(at.project, found, expr.key.value if isinstance(expr.key, Const) else None)
        case Filter() if expr.value is not None:
            return _filtered(at, expr, _value(at, expr.value))
        case Call():
            return _called(at, expr)
        case Choice():
            return agreed(_value(at, each) for each in (expr.then, expr.otherwise) if not _is_nothing(each))
        case Operation() if expr.operator == "or":
            return agreed(_value(at, each) for each in expr.operands if not _is_nothing(each))
        case Display():
            inside = tuple(_value(at, each) for each in expr.items)
            if expr.kind == "tuple":
                return Value(library=TUPLE, inside=inside) if any(inside) else None
            common = agreed(inside)
            return several(common) if expr.kind == "list" else _dictionary(common)
    return None


def _dictionary(common: Value | None) -> Value | None:
    return Value(library=DICT, inside=(None, common)) if common is not None else None


def _is_nothing(expr: Expr | None) -> bool:
    return (
        expr is None or (isinstance(expr, Const) and not expr.value) or (isinstance(expr, Display) and not expr.items)
    )


def _attribute(at: _At, expr: Attribute) -> Value | None:
    if isinstance(expr.value, Name) and expr.value.name == "loop" and expr.name in ("previtem", "nextitem"):
        around = [branch for branch, _ in at.page.enclosing(at.offset) if isinstance(branch.place.tag.statement, For)]
        statement = around[-1].place.tag.statement if around else None
        if not isinstance(statement, For):
            return None
        return element(at.project, _value(at._replace(offset=around[-1].place.start), statement.iterable))
    owner = _value(at, expr.value)
    if owner is not None and owner.library == TUPLE and expr.name in ("grouper", "list"):  # as `groupby` gives them
        return values.unpacked(owner, expr.name == "list", 2)
    part = parts(at.project, owner).get(expr.name)
    return part.value if part is not None else None


def _filtered(at: _At, expr: Filter, found: Value | None) -> Value | None:
    if found is None or expr.name in ("default", "d"):
        return found
    inner = element(at.project, found)
    if expr.name in _SAME:
        return several(inner)
    if expr.name in _ONE:
        return inner
    if expr.name in _PAIRS:
        return values.called(found, "items")
    match expr.name:
        case "groupby":
            return pairs(None, several(inner)) if inner is not None else None
        case "enumerate":
            return pairs(None, inner) if inner is not None else None
        case "map":
            keywords = expr.arguments.keywords if expr.arguments is not None else ()
            named = next((each.value for each in keywords if each.name == "attribute"), None)
            name = named.value if isinstance(named, Const) else None
            part = parts(at.project, inner).get(name) if isinstance(name, str) else None
            return several(part.value) if part is not None else None
    return None


def _called(at: _At, expr: Call) -> Value | None:
    if isinstance(expr.func, Attribute):
        owner = _value(at, expr.func.value)
        return values.called(owner, expr.func.name) or method(at.project, owner, expr.func.name)
    if isinstance(expr.func, Name) and expr.func.name in ("enumerate", "zip"):
        inside = [element(at.project, _value(at, each)) for each in expr.arguments.args]
        found = pairs(None, *inside[:1]) if expr.func.name == "enumerate" else pairs(*inside)
        return found if any(inside) else None
    return None


# Names.


def _local(at: _At, local: Local) -> Value | None:
    depth = at.depth + 1
    if depth > _DEPTH:
        return None
    if isinstance(local.place.tag.statement, Macro):
        return ask(at.project, _argument, at.path, local.place.start, local.name, depth) if local.inner else None
    if local.value is None:
        return None
    found = _value(at._replace(offset=local.place.start, depth=depth), local.value)
    found = element(at.project, found) if local.element else found
    for place, count in local.steps:
        found = values.unpacked(found, place, count)
    return found


def _outer(at: _At, name: str) -> Value | None:
    return ask(at.project, _from_outside, at.path, name, at.depth + 1) if at.depth < _DEPTH else None


def _from_outside(project: Project, path: str, name: str, depth: int) -> Value | None:
    passed = variables(project, path).get(name)
    given = [*_handed_values(project, handed(project, path).get(name, ()), depth)]
    if passed is None and not given:
        return of_global(project, name)
    return agreed([*given, *([passed.value] if passed is not None else [])])


def _handed_values(project: Project, places: tuple[Handed, ...], depth: int) -> Iterator[Value | None]:
    for each in places:
        file = project.text_file(each.path)
        if file is not None:
            yield _local(_At(project, each.path, file.template, each.offset, depth), each.local)


def _handed(project: Project, path: str) -> dict[str, tuple[Handed, ...]]:
    found: dict[str, dict[Handed, None]] = {}
    for each in handing(project, path):
        for user in users(project).get(each, ()):
            for name, given in ask(project, _handing_in, user).get(each, ()):
                found.setdefault(name, {})[given] = None
    return {name: tuple(each) for name, each in found.items()}


def _handing_in(project: Project, path: str) -> dict[str, tuple[tuple[str, Handed], ...]]:
    """What a template hands to each of those that it includes, imports or extends."""
    file = project.text_file(path)
    found: dict[str, list[tuple[str, Handed]]] = {}
    for reference in file.template.references if file is not None else ():
        place = reference.place
        statement = place.tag.statement
        extends = isinstance(statement, Extends)
        if file is None or not (
            extends or (isinstance(statement, Include | Import | FromImport) and statement.with_context)
        ):
            continue
        # A parent comes last: it sees all that stands outside of the blocks.
        offset = len(file.text) + 1 if extends else place.start
        for target in resolve_name(project, path, reference.name)[:1]:
            for name, local in locals_at(file.template, offset).items():
                if isinstance(local.place.tag.statement, Set | For | With):
                    found.setdefault(target, []).append((name, Handed(path, local, offset)))
    return {target: tuple(each) for target, each in found.items()}


def _argument(project: Project, path: str, start: int, name: str, depth: int) -> Value | None:
    """What all that is passed to the macro which begins at `start` for a parameter is."""
    home = project.text_file(path)
    macro = (
        next((each for place, each in home.template.macros if place.start == start), None) if home is not None else None
    )
    if macro is None:
        return None
    names = [each.name for each in macro.parameters]
    number = names.index(name) if name in names else len(names)
    given: list[Value | None] = []
    for user in dict.fromkeys((path, *users(project).get(path, ()))) if name in names else ():
        file = project.text_file(user)
        if file is None or macro.name not in file.text:
            continue
        callable_here = macros(project, user, file.template)
        for place, call in file.template.parts(Call):
            use = callable_here.get(_dotted(call.func))
            if use is None or (use.path, use.place.start) != (path, start):
                continue
            arguments = call.arguments
            named = next((each.value for each in arguments.keywords if each.name == name), None)
            value = arguments.args[number] if number < len(arguments.args) else named
            if value is not None or arguments.open or macro.parameters[number].default is None:
                given.append(_value(_At(project, user, file.template, place.start, depth), value))
    return agreed(given)


def _dotted(func: Expr) -> str:
    if isinstance(func, Attribute) and isinstance(func.value, Name):
        return f"{func.value.name}.{func.name}"
    return func.name if isinstance(func, Name) else ""
