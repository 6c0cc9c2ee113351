"""What rules about removed names share: whether the project's version has lost them, and imports that moved.

No rule itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_ls.project.imports import import_edits
from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Finding, Fix, Report, Severity
from flask_ls.rules.edits import remove_argument
from flask_ls.syntax.shape import Import, Shape
from flask_ls.text.spans import Span, TextEdit

_ASKS = re.compile(r"version", re.IGNORECASE)


class Removed(NamedTuple):
    """`since`: the first version without the name. `instead`: what to use, as a sentence. `home`: the module that has
    the very same thing under the same name."""

    since: tuple[int, int]
    instead: str
    home: str = ""


def is_gone(
    context: Context, library: str, since: tuple[int, int], soft: Severity = "warning"
) -> tuple[bool, Severity | None]:
    """Whether to speak of what a version removed, and how loud: softly where no version is known.

    A block that asks for a version by itself is made for several, and is left alone.
    """
    if _ASKS.search(context.file.blocks[context.block]):
        return False, None
    found = version(context.project, context.file.path, library)
    if found is None:
        return True, soft
    return found >= since, None


def is_gone_from_sqlalchemy(context: Context, since: tuple[int, int]) -> tuple[bool, Severity | None]:
    """As `is_gone`; an old Flask-SQLAlchemy tells of an old SQLAlchemy where nobody says which."""
    project, path = context.project, context.file.path
    extension = version(project, path, "flask-sqlalchemy")
    if version(project, path, "sqlalchemy") is None and extension is not None and extension < (3, 0):
        return False, None
    return is_gone(context, "sqlalchemy", since)


def removed_imports(
    shape: Shape, context: Context, library: str, removed: Mapping[tuple[str, str], Removed], title: str = ""
) -> Iterator[Report]:
    """Reports on imports of names that are gone. A name of `*` stands for a whole module. `title`: the library's name
    as people write it, where that is not the distribution's with a capital."""
    for statement in shape.imports:
        if statement.in_try or statement.module is None:
            continue
        for name, _ in statement.names:
            entry = removed.get((statement.module, name))
            missing_module = entry is None
            entry = entry or removed.get((statement.module, "*"))
            gone, severity = is_gone(context, library, entry.since) if entry is not None else (False, None)
            span = _alias(shape, statement, name)
            if entry is None or not gone or span is None:
                continue
            error = (
                f"ModuleNotFoundError: No module named '{statement.module}'"
                if missing_module
                else f"ImportError: cannot import name '{name}' from '{statement.module}'"
            )
            yield Report(
                span=span,
                message=f"`{statement.module}` has no `{name}` since {title or library.capitalize()} "
                f"{'.'.join(map(str, entry.since))}: `{error}`. {entry.instead}",
                severity=severity,
                data=(entry.home, *(str(at) for at in context.file.absolute(context.block, statement.span)))
                if entry.home
                else (),
            )


def _alias(shape: Shape, statement: Import, name: str) -> Span | None:
    """Where a name stands in its import statement, with its `as`."""
    for binding in shape.bindings:
        written = binding.kind == "from" and (binding.module, binding.member) == (statement.module, name)
        if written and statement.span.start <= binding.span.start < statement.span.end:
            return binding.span
    return None


def moved_import(finding: Finding, project: Project) -> list[Fix]:
    """Import the name from where it is now."""
    file = project.python(finding.path)
    if file is None or len(finding.data) != 3:
        return []
    home, statement = finding.data[0], Span(int(finding.data[1]), int(finding.data[2]))
    written = " ".join(file.text[finding.span.start : finding.span.end].split())
    new = f"from {home} import {written}"
    alone = (
        " ".join(file.text[statement.start : statement.end].split()).partition(" import ")[2].strip("( ),") == written
    )
    line = file.lines.line(file.lines.line_of(statement.start))
    if alone:
        edits = [TextEdit(statement, new)]
    elif line[:1] in " \t":
        return []  # its own place has other rules than the top of the file
    else:
        edits = [remove_argument(file.text, finding.span), *import_edits(file, [new])]
    return [Fix(title=f"Import it from `{home}`", edits={file.path: tuple(edits)}, safe=True)]
