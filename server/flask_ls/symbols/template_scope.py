"""What names and expressions mean at a place of a template: loops, `set`, macros and imports before what views pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.snapshot import Project
from flask_ls.symbols import template
from flask_ls.symbols.template_values import Value, of_global, parts, variables
from flask_ls.syntax.template.model import Branch, Placed, Template
from flask_ls.syntax.template.nodes import (
    Attribute,
    Block,
    Call,
    Const,
    Expr,
    Filter,
    For,
    FromImport,
    If,
    Import,
    Item,
    Macro,
    Name,
    Set,
    With,
)

_DEPTH = 6
_SAME = frozenset({"list", "sort", "reverse", "unique", "selectattr", "rejectattr", "select", "reject"})
_ONE = frozenset({"first", "last", "random"})


class Local(NamedTuple):
    """A name that the template itself gives a value: `value`, or one of its elements. `place` is the tag.

    `inner`: it is a name of what the tag encloses, such as a loop's.
    """

    name: str
    place: Placed
    value: Expr | None
    element: bool = False
    inner: bool = False


class MacroUse(NamedTuple):
    """A macro under the name by which a template calls it, and the file that defines it."""

    name: str
    path: str
    place: Placed
    macro: Macro


def locals_at(page: Template, offset: int) -> dict[str, Local]:
    """The names that tags before `offset` have given a value that can be seen there."""
    found: dict[str, Local] = {}
    _visit(page.tree, offset, {id(branch) for branch, _ in page.enclosing(offset)}, found)
    return found


def value_of(project: Project, path: str, page: Template, offset: int, expr: Expr, depth: int = 0) -> Value | None:
    """What an expression is that stands at `offset`; None where that is not known."""
    if depth > _DEPTH:
        return None

    def inner(each: Expr) -> Value | None:
        return value_of(project, path, page, offset, each, depth + 1)

    match expr:
        case Name():
            local = locals_at(page, offset).get(expr.name)
            if local is None:
                passed = variables(project, path).get(expr.name)
                return passed.value if passed is not None else of_global(project, expr.name)
            if local.value is None:
                return None
            found = value_of(project, path, page, local.place.start, local.value, depth + 1)
            return element(found) if local.element else found
        case Attribute():
            part = parts(project, inner(expr.value)).get(expr.name)
            return part.value if part is not None else None
        case Item() if isinstance(expr.key, Const) and isinstance(expr.key.value, int):
            return element(inner(expr.value))
        case Filter() if expr.value is not None and expr.name in _SAME | _ONE:
            found = inner(expr.value)
            return element(found) if expr.name in _ONE else found
        case Call() if isinstance(expr.func, Attribute) and expr.func.name in ("all", "order_by", "filter_by", "limit"):
            found = inner(expr.func.value)
            return found if found is not None and found.many else None
    return None


def element(value: Value | None) -> Value | None:
    """What a loop over a value gives."""
    return value._replace(many=False) if value is not None and value.many else None


def macros(project: Project, path: str, page: Template) -> dict[str, MacroUse]:
    """The macros that a template can call: its own, and imported ones by the names that they have here."""
    found = {macro.name: MacroUse(macro.name, path, place, macro) for place, macro in page.macros if macro.name}
    for _, imported in page.statements(FromImport):
        there = exported(project, path, imported.template)
        for each in imported.names:
            if (use := there.get(each.name)) is not None:
                found[each.target.name] = use._replace(name=each.target.name)
    for _, whole in page.statements(Import):
        for name, use in exported(project, path, whole.template).items():
            found[f"{whole.target.name}.{name}"] = use._replace(name=f"{whole.target.name}.{name}")
    return found


def exported(project: Project, path: str, named: Expr) -> dict[str, MacroUse]:
    """The macros of a template that a tag names."""
    written = named.value if isinstance(named, Const) else None
    targets = template.resolve_name(project, path, written)[:1] if isinstance(written, str) else []
    file = project.text_file(targets[0]) if targets else None
    if file is None:
        return {}
    own = ((place, macro) for place, macro in file.template.macros if macro.name)
    return {macro.name: MacroUse(macro.name, targets[0], place, macro) for place, macro in own}


def parameters(project: Project, use: MacroUse) -> tuple[str, ...]:
    """The parameters of a macro as they are written, defaults included."""
    file = project.text_file(use.path)
    text = file.text if file is not None else ""
    found = []
    for each in use.macro.parameters:
        default = use.place.at(each.default.span) if each.default is not None else None
        found.append(each.name if default is None else f"{each.name}={text[default.start : default.end]}")
    return tuple(found)


def _visit(body: tuple[Branch, ...], offset: int, around: set[int], found: dict[str, Local]) -> None:
    for branch in body:
        if branch.place.start >= offset:
            return
        found.update((local.name, local) for local in _bound(branch))
        statement = branch.place.tag.statement
        if id(branch) in around:
            if isinstance(statement, Block) and not statement.scoped:
                # It sees what the whole template has, and nothing of the loops around it.
                for name in [name for name, local in found.items() if local.inner]:
                    del found[name]
            found.update((local.name, local) for local in _opened(branch))
        elif not isinstance(statement, If):
            continue
        for section in branch.sections:
            _visit(section.body, offset, around, found)


def _bound(branch: Branch) -> Iterator[Local]:
    place = branch.place
    statement = place.tag.statement
    if isinstance(statement, Set) and isinstance(statement.target, Name):
        yield Local(statement.target.name, place, statement.value)
        return
    for name in place.tag.binds:
        yield Local(name.name, place, None)


def _opened(branch: Branch) -> Iterator[Local]:
    place = branch.place
    statement = place.tag.statement
    known: dict[str, tuple[Expr, bool]] = {}
    if isinstance(statement, For) and isinstance(statement.target, Name):
        known[statement.target.name] = (statement.iterable, True)
    if isinstance(statement, With):
        known |= {to.name: (given, False) for to, given in statement.assignments if isinstance(to, Name)}
    for name in place.tag.opens:
        value, one = known.get(name.name, (None, False))
        yield Local(name.name, place, value, one, inner=True)
