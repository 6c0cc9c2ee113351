"""A snippet's text as it fits a file: its own names, its indentation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from flask_ls.knowledge.snippet_body import to_lsp, to_plain_text
from flask_ls.knowledge.snippets import NEEDS, Snippet
from flask_ls.project.meaning import Known
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve_name
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import MODULE, Binding, Call

_TYPES = {"flask.Flask": "app", "flask.Blueprint": "blueprint", "flask_sqlalchemy.SQLAlchemy": "db"}
_LEADING = re.compile(r"^( {4})+", re.MULTILINE)


def file_names(project: Project, file: PyFile, offset: int) -> dict[str, str]:
    """The file's names for what snippets need, by need: `{"app_or_blueprint": "bp", "db": "db"}`.

    A name of the function around the cursor wins over one of the module, and a later one over an earlier one.
    """
    found: dict[str, str] = {}
    for name, kind in [*_module_names(project, file), *_local_names(project, file, offset)]:
        found[kind] = name
        if kind in ("app", "blueprint"):
            found["app_or_blueprint"] = name
    return found


def inserted(snippet: Snippet, names: Mapping[str, str], unit: str | None, snippet_support: bool, indent: str) -> str:
    """The text to put in. A client with snippet support indents further lines itself; for others it is done here."""
    chosen = {NEEDS[need]: names[need] for need in snippet.needs if need in names}
    text = _expanded(snippet.body, tuple(chosen.items()), snippet_support)
    if unit is not None and unit != "    ":
        text = _LEADING.sub(lambda match: unit * (len(match[0]) // 4), text)
    return text if snippet_support else text.replace("\n", f"\n{indent}")


@lru_cache(maxsize=2000)
def _expanded(body: str, names: tuple[tuple[str, str], ...], snippet_support: bool) -> str:
    return to_lsp(body, dict(names)) if snippet_support else to_plain_text(body, dict(names))


def indent_unit(text: str) -> str:
    """What the file indents by: a tab, or the spaces of its first indented line; 4 spaces where nothing is indented."""
    match = re.search(r":[ \t]*(?:#.*)?(?:\r\n|\r|\n)(\t| +)(?=\S)", text)
    return match[1] if match is not None and len(match[1]) <= 8 else "    "


def _module_names(project: Project, file: PyFile) -> list[tuple[str, str]]:
    found: list[tuple[int, str, str]] = []
    for name, bindings in file.bindings.items():
        block, binding = bindings[-1]
        if _may_be(binding) and (kind := _kind(project, file, block, MODULE, name)):
            found.append((file.starts[block] + binding.span.start, name, kind))
    return [(name, kind) for _, name, kind in sorted(found)]


def _local_names(project: Project, file: PyFile, offset: int) -> list[tuple[str, str]]:
    """Names of the functions around the cursor, outermost first."""
    block, scope = file.scope_at(offset)
    scopes = []
    while scope > MODULE:
        scopes.append(scope)
        scope = file.shapes[block].scopes[scope].parent
    found = []
    for at in reversed(scopes):
        for name, bindings in file.shapes[block].by_scope.get(at, {}).items():
            if any(_may_be(binding) for binding in bindings) and (kind := _kind(project, file, block, at, name)):
                found.append((name, kind))
    return found


def _may_be(binding: Binding) -> bool:
    """Whether a binding can hold an application at all: cheap, before its meaning is looked up."""
    return (
        (binding.kind == "value" and isinstance(binding.value, Call))
        or binding.kind == "from"
        or (binding.kind == "parameter" and binding.value is not None)
    )


def _kind(project: Project, file: PyFile, block: int, scope: int, name: str) -> str | None:
    meaning = resolve_name(project, file, block, scope, name)
    if not isinstance(meaning, Known) or meaning.type is None or meaning.name == "flask.current_app":
        return None
    return _TYPES.get(meaning.type)
