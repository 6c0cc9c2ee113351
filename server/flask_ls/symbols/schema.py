"""The tables of a project, as its models and its `Table(…)` calls say them, with the columns of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_ls.project.components import component
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.classes import classes, lineage, shape_of
from flask_ls.symbols.model import Model, library_name, models
from flask_ls.syntax.shape import Call, Const, Expr

# What makes tables, or names them, unseen.
_OPAQUE = re.compile(r"\breflect\b|\bautomap|\bautoload|[\"']schema[\"']|\bschema\s*=|\bto_metadata\b|\btometadata\b")


class Schema(NamedTuple):
    """`tables`: by name, the names of a table's columns; None where they are not all known. `closed`: no other table can
    be there, but those of libraries."""

    tables: Mapping[str, frozenset[str] | None]
    closed: bool


class _Tables(NamedTuple):
    named: tuple[tuple[str, frozenset[str] | None], ...]
    opaque: bool


def schema(project: Project, path: str) -> Schema:
    """The tables of the files that imports connect with this one."""
    files = component(project, path)
    return ask(project, _schema, files[0].path if files else path)


def _schema(project: Project, path: str) -> Schema:
    tables: dict[str, frozenset[str] | None] = {}
    closed = True
    for file in component(project, path):
        found = ask(project, _tables_in, file.path)
        tables.update(found.named)
        closed = closed and not found.opaque
    for model in models(project, path):
        if model.shares:
            continue
        if model.table is None:
            closed = False
            continue
        columns = _columns(project, model)
        before = tables.get(model.table, frozenset())
        tables[model.table] = columns | before if columns is not None and before is not None else None
    return Schema(tables, closed)


def _tables_in(project: Project, path: str) -> _Tables:
    file = project.python(path)
    return _tables(project, file) if file is not None else _Tables((), opaque=False)


def _columns(project: Project, model: Model) -> frozenset[str] | None:
    """The names of the columns of a model's table; None where there may be others."""
    attributes = model.attributes.values()
    heirs = any(model.cls in each.lineage.own[1:] for each in models(project, model.cls.path))
    if not model.complete or heirs or any(each.kind == "unknown" for each in attributes):
        return None
    if any(_declares(project, model, each.name) for each in attributes if each.kind == "method"):
        return None
    names = [column_name(each.call, each.name) for each in attributes if each.kind == "column"]
    return frozenset(names) if "" not in names else None


def _declares(project: Project, model: Model, name: str) -> bool:
    """Whether a method has a decorator that may make it a column, as `declared_attr` does."""
    owner = model.attributes[name].owner
    shape = shape_of(project, owner)
    return shape is None or any(
        scope.name == name
        and scope.parent == owner.scope
        and any("declared" in _text(each) for each in scope.decorators)
        for scope in shape.scopes
    )


def _text(expr: Expr) -> str:
    return ".".join(getattr(expr, "parts", ("declared",)))


def column_name(call: Call | None, attribute: str) -> str:
    """The name that a column has in its table: the first argument, or else the attribute's; empty where it is computed."""
    named = call.keyword("name") if call is not None else None
    first = named.value if named is not None else call.args[0] if call is not None and call.args else None
    if isinstance(first, Const) and isinstance(first.value, str):
        return first.value
    return "" if named is not None or (call is not None and call.opaque) else attribute


def _tables(project: Project, file: PyFile) -> _Tables:
    """What a file says with `Table(…)`, and whether it may make other tables."""
    if "qlalchemy" not in file.text and "db" not in file.text:
        return _Tables((), opaque=False)
    opaque = file.damaged or _OPAQUE.search(file.text) is not None
    named: list[tuple[str, frozenset[str] | None]] = []
    for block, text in enumerate(file.blocks):
        for site in file.shapes[block].calls if "Table(" in text else ():
            call = site.call
            if library_name(project, file, block, site.scope, call.func) != "Table":
                continue
            first = call.args[0] if call.args else None
            if isinstance(first, Const) and isinstance(first.value, str):
                named.append((first.value, _of_table(project, file, block, site.scope, call)))
            else:
                opaque = True
    return _Tables(tuple(named), opaque or any(_unclear(project, file)))


def _of_table(project: Project, file: PyFile, block: int, scope: int, call: Call) -> frozenset[str] | None:
    names = set()
    for each in call.args[1:]:
        inner = library_name(project, file, block, scope, each.func) if isinstance(each, Call) else ""
        if isinstance(each, Call) and inner == "Column":
            name = column_name(each, "")
            if not name:
                return None
            names.add(name)
    return frozenset(names) if not call.opaque else None


def _unclear(project: Project, file: PyFile) -> Iterator[bool]:
    """True for a class that may be a model, and of which that is not known."""
    for cls in classes(project, file):
        shape = shape_of(project, cls)
        if shape is not None and "__tablename__" in shape.by_scope.get(cls.scope, {}):
            yield not lineage(project, cls).complete
