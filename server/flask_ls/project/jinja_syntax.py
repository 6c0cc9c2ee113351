"""What the applications of a project give Jinja for its delimiters, and so how their templates are read.

    app.jinja_env.line_statement_prefix = "%"
    app.jinja_options = {"variable_start_string": "[["}

An environment that somebody makes by hand is none of an application's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from flask_ls.project.components import component, relevant
from flask_ls.project.memory import ask, whole
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.syntax.shape import Call, Const, Display, Expr, Item, last_name
from flask_ls.syntax.template.delimiters import OPTIONS, USUAL, Delimiters
from flask_ls.syntax.walk import expressions

_WORDS = ("_start_string", "_end_string", "line_statement_prefix", "line_comment_prefix")
_FILLED = frozenset({"dict", "update", "ImmutableDict", "setdefault"})


def delimiters(project: Project, path: str) -> Delimiters | None:
    """The delimiters of the application in whose template folder a template is; None where they are Jinja's usual ones."""
    found = None
    for folder, given in whole(project, _by_folder):
        if path.startswith(folder + os.sep):
            found = given
    return found


def _by_folder(project: Project) -> tuple[tuple[str, Delimiters], ...]:
    """The template folders of applications with other delimiters than the usual ones, inner ones behind outer ones."""
    found_in = ((file.path, ask(project, options_in, file.path)) for file in relevant(project))
    given = {path: options for path, options in found_in if options and not project.tree.is_test(path)}
    found: dict[str, Delimiters] = {}
    for path, options in given.items():
        connected = {each.path for each in component(project, path)}
        routes = route_map(project)
        for number, app in enumerate(routes.applications):
            if app.path in connected:
                mounted = (mount.template_folder for mount in routes.mounts if mount.app == number)
                for folder in (app.template_folder, *mounted):
                    if folder:
                        found[folder] = _with(found.get(folder, USUAL), options)
    return tuple(sorted(found.items()))


def _with(before: Delimiters, options: tuple[tuple[str, str | None], ...]) -> Delimiters:
    """The delimiters with these options; two places that disagree make them unknown."""
    for name, value in options:
        old, default = getattr(before, name), getattr(USUAL, name)
        if value is None or (old != default and old != value):
            return before._replace(known=False)
        changed: dict[str, Any] = {name: value}
        before = before._replace(**changed)
    return before


def options_in(project: Project, path: str) -> tuple[tuple[str, str | None], ...]:
    """The options that one file gives the environments of applications; None for a value that is computed."""
    file = project.python(path)
    # Nearly no file has one of these, so that looking for them must cost nothing.
    return tuple(_options(file)) if file is not None and any(word in file.text for word in _WORDS) else ()


def _options(file: PyFile) -> Iterator[tuple[str, str | None]]:
    for block, text in enumerate(file.blocks):
        if not any(word in text for word in _WORDS):
            continue
        shape = file.shapes[block]
        for store in shape.stores:
            target = store.target
            name = _text(target.key) if isinstance(target, Item) else last_name(target)
            if name in OPTIONS and store.value is not None:
                yield name, _text(store.value)
        if "jinja_options" in text:
            for _, expr in expressions(shape):
                yield from ((name, _text(value)) for name, value in _filled(expr) if name in OPTIONS)


def _filled(expr: Expr) -> Iterator[tuple[str, Expr]]:
    """The keys and values of a dictionary, however it is written."""
    if isinstance(expr, Call) and last_name(expr.func) in _FILLED:
        yield from ((keyword.name, keyword.value) for keyword in expr.keywords if keyword.name is not None)
    elif isinstance(expr, Display) and expr.kind == "dict" and len(expr.keys) == len(expr.items):
        for key, value in zip(expr.keys, expr.items, strict=True):
            if key is not None and (name := _text(key)) is not None:
                yield name, value


def _text(value: Expr) -> str | None:
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None
