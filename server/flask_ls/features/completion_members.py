"""What can stand behind a dot in Python, by what names alone tell: `args` behind `request.`, `route` behind `@app.`."""

from __future__ import annotations

from collections.abc import Iterable

from flask_ls.features.results import Completion
from flask_ls.knowledge import api
from flask_ls.project.pyfile import PyFile, block_shape
from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version
from flask_ls.symbols.members import Named, members
from flask_ls.syntax.cursor import Cursor
from flask_ls.syntax.shape import MODULE, Evaluate, Expr, Shape

# Every public name of these has an entry; the key of what a project has itself names none.
_WHOLE = ("api:flask.", "api:werkzeug.", "api:builtins.")
_KINDS = {"method", "attribute", "class", "exception", "function", "module"}


def after_dot(text: str, around: Cursor) -> bool:
    """Whether what is typed stands behind a dot: of a name, of a number, anything."""
    return text[: around.replace.start].rstrip(" \t").endswith(".")


def complete(project: Project, file: PyFile, block: int, inside: int, around: Cursor) -> list[Completion]:
    """The entries for a cursor behind a dot, `inside` a block; empty where nothing is known of what stands before it."""
    text = file.blocks[block]
    expr = _receiver(text, around)
    if expr is None or around.receiver is None:
        return []
    found = members(project, file, block, _scope(file.shapes[block], around.receiver.start), expr)
    private = around.prefix.startswith("_")
    shown = [each for each in found.values() if each.name.startswith("_") == private and _exists(project, file, each)]
    if not around.arguments and text.startswith("@", around.line_start + len(around.indent)):
        shown = [each for each in shown if each.decorates] or shown
    replace = around.replace.shifted(file.starts[block])
    items = [
        Completion(
            label=each.name,
            kind=each.kind,
            detail=each.detail,
            text=each.name,
            is_snippet=False,
            replace=replace,
            filter_text=each.name,
            sort_text=f"{1 if each.old else 0}{each.name}",
            key=f"api:{each.entry}" if each.entry else "",
            deprecated=each.old,
        )
        for each in shown
    ]
    fits = _begins if is_partial(items) else _contains
    return items if any(fits(each.name, around.prefix) for each in shown) else []  # jedi may know what is meant


def is_partial(found: Iterable[Completion]) -> bool:
    """Whether some of the members are of a library of which not all names are known."""
    return any(
        each.kind in _KINDS and each.key.startswith("api:") and not each.key.startswith(_WHOLE) for each in found
    )


def _exists(project: Project, file: PyFile, named: Named) -> bool:
    """Whether the version that the project runs on has a name, as far as one is known."""
    entry = api.lookup(named.entry) if named.entry else None
    if entry is None or not (entry.since or entry.removed):
        return True
    found = version(project, file.path, entry.name.partition(".")[0])
    if found is None:
        return True
    return not (entry.since and found < _number(entry.since)) and not (
        entry.removed and found >= _number(entry.removed)
    )


def _number(said: str) -> tuple[int, int]:
    major, minor, *_ = [*said.split("."), "0"]
    return int(major), int(minor)


def _begins(name: str, typed: str) -> bool:
    return name.lower().startswith(typed.lower())


def _contains(name: str, typed: str) -> bool:
    """Whether the letters that were typed stand in a name in their order, as editors look for them."""
    letters = iter(name.lower())
    return all(letter in letters for letter in typed.lower())


def _receiver(text: str, around: Cursor) -> Expr | None:
    """The expression before the dot, read by itself: the line that it stands in is not finished."""
    if around.receiver is None:
        return None
    written = text[around.receiver.start : around.receiver.end]
    bodies = block_shape(f"({written})").bodies
    only = bodies[MODULE][0] if bodies and len(bodies[MODULE]) == 1 else None
    return only.value if isinstance(only, Evaluate) else None


def _scope(shape: Shape, at: int) -> int:
    """The scope around an offset. In a damaged block, of which a body may be lost, the last function that begins above."""
    found = shape.scope_at(at)
    if found != MODULE or not shape.damaged:
        return found
    above = (number for number, each in enumerate(shape.scopes) if each.kind == "function" and each.span.start < at)
    return max(above, default=MODULE)
