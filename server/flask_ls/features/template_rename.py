"""Rename what a template names: blocks, macros, its own variables, and those that Python gives it; move a template file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from flask_ls.features.given_rename import given_refused
from flask_ls.features.results import Refusal, Rename
from flask_ls.project.snapshot import Project
from flask_ls.symbols import template
from flask_ls.symbols import template_contract as contracts
from flask_ls.symbols.template_inline import all_inlines
from flask_ls.symbols.template_names import has_extensions, names
from flask_ls.symbols.template_symbols import (
    Place,
    Symbol,
    block_family,
    context_family,
    definitions,
    is_in_strings,
    occurrences,
    target,
)
from flask_ls.syntax.template.names import bound, needs
from flask_ls.syntax.template.nodes import Attribute, FromImport, Import, Trans
from flask_ls.text.spans import TextEdit

_NAME = re.compile(r"[^\W\d]\w*")
_RESERVED = frozenset(
    [
        "and",
        "else",
        "false",
        "False",
        "if",
        "import",
        "in",
        "is",
        "none",
        "None",
        "not",
        "or",
        "recursive",
        "true",
        "True",
        "self",
        "super",
        "loop",
        "caller",
        "varargs",
        "kwargs",
    ]
)


def template_refused(project: Project, symbol: Symbol) -> Refusal | None:
    """Why a name cannot be renamed, since places of it are not known."""
    if symbol.kind in ("filter", "test", "global"):
        return given_refused(project, symbol.home, symbol.kind, symbol.name)
    if has_extensions(project):
        return Refusal("an extension of Jinja may read templates in another way")
    if is_in_strings(project, symbol):
        return Refusal(f"`{symbol.name}` is in a template that stands in a string of Python")
    if symbol.kind == "block":
        unsure = [path for path in block_family(project, symbol) if not contracts.ancestors(project, path)[1]]
        return Refusal(f"what {os.path.basename(unsure[0])} extends is not known") if unsure else None  # noqa: PTH119
    if symbol.kind == "variable":
        return _variable_refused(project, symbol)
    if symbol.kind == "context":
        return _context_refused(project, symbol)
    if not any(place.path == symbol.home for place in occurrences(project, symbol)):
        return Refusal(f"the macro `{symbol.name}` is not found")
    return _read_elsewhere(project, symbol)


def rename_symbol(project: Project, symbol: Symbol, new_name: str) -> Rename | Refusal:
    """The edits that give a name of a template another one."""
    refused = template_refused(project, symbol)
    if refused is not None:
        return refused
    if not _NAME.fullmatch(new_name) or new_name in _RESERVED:
        return Refusal(f"`{new_name}` cannot be a name in a template")
    places = _renamed(project, symbol)
    if symbol.kind in ("filter", "test") and new_name in names(project, symbol.kind).known:
        return Refusal(f"there is a {symbol.kind} `{new_name}` already")
    for path in {place.path for place in places}:
        file = project.text_file(path)
        if file is None or symbol.kind in ("filter", "test"):
            continue
        taken = frozenset(block.name for _, block in file.template.blocks)
        if symbol.kind != "block":
            taken = bound(file.template) | {need.name for need in needs(file.template)} | names(project, "global").known
        if new_name in taken:
            return Refusal(f"`{new_name}` is in {os.path.basename(path)} already")  # noqa: PTH119
    edits: dict[str, list[TextEdit]] = {}
    for place in places:
        edits.setdefault(place.path, []).append(TextEdit(place.span, new_name))
    return Rename(edits={path: tuple(each) for path, each in edits.items()})


def _renamed(project: Project, symbol: Symbol) -> list[Place]:
    """The places that have the name itself: a macro may have others where it is imported, a filter's function its own."""
    hidden = definitions(project, symbol) if symbol.kind in ("filter", "test", "global") else []
    found = []
    for place in occurrences(project, symbol):
        file = project.files.get(place.path)
        text = file.text[place.span.start : place.span.end] if file is not None else ""
        found += [place] if text == symbol.name and place not in hidden else []
    return found


def _variable_refused(project: Project, symbol: Symbol) -> Refusal | None:
    assert symbol.variable is not None
    if symbol.variable.mixed:
        return Refusal(f"some reads of `{symbol.name}` may mean what the view passes")
    if _imported(project, symbol):
        return Refusal(f"where `{symbol.name}` is imported from is not known")
    if _translated(project, symbol.home, symbol.name):
        return Refusal(f"`{symbol.name}` is in a text that is translated")
    return _read_elsewhere(project, symbol) if symbol.variable.top else _read_by_includes(project, symbol)


def _imported(project: Project, symbol: Symbol) -> bool:
    """Whether a variable has the name of what it is imported from."""
    file = project.text_file(symbol.home)
    tags = file.template.statements(FromImport) if file is not None else ()
    spans = {place.at(each.span) for place, statement in tags for each in statement.names}
    return symbol.variable is not None and not spans.isdisjoint(symbol.variable.bindings)


def _read_by_includes(project: Project, symbol: Symbol) -> Refusal | None:
    """A variable of a scope is seen by the templates that are included in it."""
    for edge in contracts.edges(project, symbol.home):
        if (
            edge.context
            and not edge.extends
            and (not edge.target or symbol.name in contracts.needed(project, edge.target))
        ):
            return Refusal(f"`{symbol.name}` may be read by a template that is included")
    return None


def _read_elsewhere(project: Project, symbol: Symbol) -> Refusal | None:
    """Names outside of all scopes are seen by blocks, children, includes and imports."""
    here = {(place.path, place.span) for place in occurrences(project, symbol)}
    for path in (*template.loaded(project), *all_inlines(project)):
        file = project.text_file(path)
        if file is None or symbol.name not in file.text:
            continue
        reads = [need.span for need in needs(file.template) if need.name == symbol.name]
        # A template that is named by what is not known may be this one.
        for place in file.template.containing("import"):
            statement = place.tag.statement
            known = target(project, path, statement.template) if isinstance(statement, FromImport | Import) else "none"
            if isinstance(statement, FromImport) and known in ("", symbol.home):
                reads += [place.at(each.span) for each in statement.names if each.name == symbol.name]
            elif known == "" or (known == symbol.home and symbol.kind == "variable"):
                members = [
                    at.at(part.name_span) for at, part in file.template.parts(Attribute) if part.name == symbol.name
                ]
                reads += members
        if any((path, span) not in here for span in reads):
            return Refusal(f"`{symbol.name}` may also be what {os.path.basename(path)} reads")  # noqa: PTH119
    return None


def _context_refused(project: Project, symbol: Symbol) -> Refusal | None:
    family = context_family(project, symbol)
    for path in family:
        found = contracts.contract(project, path)
        if found.open:
            return Refusal(f"not all that passes `{symbol.name}` is known: {found.open}")
        file = project.text_file(path)
        if file is None or symbol.name in bound(file.template) or _translated(project, path, symbol.name):
            return Refusal(f"`{symbol.name}` is also given a value in {os.path.basename(path)}")  # noqa: PTH119
    if not any(project.python(place.path) is not None for place in occurrences(project, symbol)):
        return Refusal(f"no view is seen to pass `{symbol.name}`")
    return None


def _translated(project: Project, path: str, name: str) -> bool:
    file = project.text_file(path)
    tags = file.template.statements(Trans) if file is not None else ()
    return any(each.name == name for _, trans in tags for each, _ in trans.variables)


def moved_templates(project: Project, moves: Mapping[str, str]) -> dict[str, tuple[TextEdit, ...]]:
    """The edits that keep every mention of the templates at these paths, or below these folders, where they are going."""
    edits: dict[str, list[TextEdit]] = {}
    for old, new in moves.items():
        for path in template.loaded(project):
            if path != old and not path.startswith(old + os.sep):
                continue
            target = new + path[len(old) :]
            for use in template.occurrences(project, path):
                name = _name_at(project, use.path, target)
                if name and name != use.name:
                    edits.setdefault(use.path, []).append(TextEdit(use.span, name))
    return {path: tuple(sorted(set(each))) for path, each in edits.items()}


def _name_at(project: Project, path: str, target: str) -> str:
    """The name that a file has for what is going to be at `target`; empty where that is in no template folder of it."""
    for folder in template.folders(project, path):
        if target.startswith(folder + os.sep):
            return target[len(folder) + 1 :].replace(os.sep, "/")
    return ""
