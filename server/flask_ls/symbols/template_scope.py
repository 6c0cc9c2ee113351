"""What gives names a value inside of a template: loops, `set`, `with`, macros and imports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.snapshot import Project
from flask_ls.symbols import template
from flask_ls.syntax.template.model import Branch, Placed, Template
from flask_ls.syntax.template.nodes import (
    Block,
    Const,
    Display,
    Expr,
    For,
    FromImport,
    If,
    Import,
    Macro,
    Name,
    Set,
    With,
)
from flask_ls.text.spans import Span


class Local(NamedTuple):
    """A name that the template itself gives a value: `value`, or one of its elements. `place` is the tag.

    `steps`: where it stands in a target of several names, as place and number of names, from outside to inside. `inner`:
    it is a name of what the tag encloses, such as a loop's.
    """

    name: str
    place: Placed
    value: Expr | None
    element: bool = False
    steps: tuple[tuple[int, int], ...] = ()
    inner: bool = False

    @property
    def span(self) -> Span:
        """Where the name stands in the template."""
        tag = self.place.tag
        return next(self.place.at(each.span) for each in (*tag.opens, *tag.binds) if each.name == self.name)


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
    known = dict(_targets(statement.target)) if isinstance(statement, Set) else {}
    value = statement.value if isinstance(statement, Set) else None
    for name in place.tag.binds:
        yield Local(name.name, place, value if name.name in known else None, steps=known.get(name.name, ()))


def _opened(branch: Branch) -> Iterator[Local]:
    place = branch.place
    statement = place.tag.statement
    known: dict[str, Local] = {}
    if isinstance(statement, For):
        for name, steps in _targets(statement.target):
            known[name] = Local(name, place, statement.iterable, element=True, steps=steps, inner=True)
    if isinstance(statement, With):
        for target, given in statement.assignments:
            for name, steps in _targets(target):
                known[name] = Local(name, place, given, steps=steps, inner=True)
    for each in place.tag.opens:
        yield known.get(each.name) or Local(each.name, place, None, inner=True)


def _targets(target: Expr) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """The names of a target, each with where it stands in it."""
    if isinstance(target, Name):
        yield target.name, ()
    elif isinstance(target, Display):
        for place, each in enumerate(target.items):
            for name, steps in _targets(each):
                yield name, ((place, len(target.items)), *steps)
