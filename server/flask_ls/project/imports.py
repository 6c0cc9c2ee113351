"""Edits that add imports to a file, merged into what it imports already."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from flask_ls.project.pyfile import PyFile
from flask_ls.syntax.shape import MODULE, Binding, Import
from flask_ls.text.spans import Span, TextEdit

_Order = Callable[[str], tuple[int, str]]
_STATEMENT = re.compile(r"(?:from\s+(?P<module>[\w.]+)\s+)?import\s+(?P<name>[\w.]+)(?:\s+as\s+(?P<alias>\w+))?\s*$")
_PREAMBLE = re.compile(r"\A(?:[ \t]*#[^\r\n]*(?:\r\n|\r|\n)|[ \t]*(?:\r\n|\r|\n))*")
_LINE_END = re.compile(r"\r\n|\n|\r")
_DOCSTRING = re.compile(
    r"[rRbBuU]{0,2}(?:\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|\"[^\"\r\n]*\"|'[^'\r\n]*')[ \t]*(?:\r\n|\r|\n|$)"
)


def import_edits(file: PyFile, statements: Iterable[str]) -> list[TextEdit]:
    """Edits after which the file has each of the import statements (`from flask import request`, `import os`).

    What is imported already is left out, names join an existing `from … import …` of the same module, new statements
    follow the file's first imports. A statement of another form raises `ValueError`.
    """
    joined: dict[str, list[str]] = {}
    new_from: dict[str, list[str]] = {}
    new_plain: list[str] = []
    joinable, bindings = _joinable(file), file.bindings
    for each in map(_wanted, statements):
        if each.bound in bindings and _has(bindings[each.bound], each):
            continue
        if each.module is None:
            new_plain.append(each.text)
            continue
        names = (joined if each.module in joinable else new_from).setdefault(each.module, [])
        if each.text not in names:
            names.append(each.text)
    edits = [edit for module, names in joined.items() for edit in _join(joinable[module], names)]
    lines = [*new_plain, *(f"from {module} import {', '.join(names)}" for module, names in sorted(new_from.items()))]
    if lines:
        newline = _newline(file)
        at, before, after = _place(file, newline)
        edits.append(TextEdit(Span(at, at), before + "".join(line + newline for line in lines) + after))
    return edits


class _Wanted(NamedTuple):
    """An import of one name: its module (None for a plain import) and the name, the name it binds, and what of it is
    written: `url_for as link`, or the whole of a plain import."""

    module: str | None
    name: str
    bound: str
    text: str


@lru_cache(maxsize=2000)
def _wanted(statement: str) -> _Wanted:
    match = _STATEMENT.match(statement.strip())
    if match is None:
        raise ValueError(f"not an import of one name: {statement!r}")
    module, name, alias = match["module"], match["name"], match["alias"]
    if module is None:
        return _Wanted(None, name, alias or name.partition(".")[0], statement.strip())
    return _Wanted(module, name, alias or name, f"{name} as {alias}" if alias else name)


def _has(bindings: Iterable[tuple[int, Binding]], wanted: _Wanted) -> bool:
    return any(
        (binding.kind == "from" and binding.module == wanted.module and binding.member == wanted.name)
        or (binding.kind == "import" and wanted.module is None and wanted.name.startswith(binding.module))
        for _, binding in bindings
    )


class _Statement(NamedTuple):
    """A module-level `from … import …` that names can join: where its names stand, by what they are sorted (None where
    they are not) and the keys of those that are there, and what goes between two."""

    spans: list[Span]
    order: _Order | None
    keys: list[tuple[int, str]]
    separator: str


# A list of snippets asks for the imports of each of them: what depends on the file alone is found once.
@lru_cache(maxsize=2)
def _joinable(file: PyFile) -> dict[str, _Statement]:
    """By module, the first statement that new names can join."""
    joinable: dict[str, _Statement] = {}
    for block, found in file.imports:
        if found.module is None or found.module in joinable or found.scope != MODULE:
            continue
        fits = not found.in_try and ("*", "*") not in found.names
        if fits and not file.shapes[block].damaged and not _indented(file, block, found):
            joinable[found.module] = _statement(file, block, found)
    return joinable


@lru_cache(maxsize=2)
def _newline(file: PyFile) -> str:
    return "\r\n" if "\r\n" in file.text else "\n"


def _indented(file: PyFile, block: int, found: Import) -> bool:
    start = file.absolute(block, found.span).start
    return start > 0 and file.text[start - 1] not in "\r\n"


def _statement(file: PyFile, block: int, found: Import) -> _Statement:
    spans = sorted(
        file.absolute(block, binding.span)
        for binding in file.shapes[block].bindings
        if binding.kind == "from" and found.span.start <= binding.span.start < found.span.end
    )
    last = spans[-1].start
    indent = file.text[max(file.text.rfind("\n", 0, last), file.text.rfind("\r", 0, last)) + 1 : last]
    separator = f",{_newline(file)}{indent}" if indent and not indent.strip() else ", "
    there = [file.text[span.start : span.end] for span in spans]
    order = next((order for order in _ORDERS if sorted(there, key=order) == there), None)
    return _Statement(spans, order, [order(name) for name in there] if order is not None else [], separator)


def _join(statement: _Statement, names: list[str]) -> list[TextEdit]:
    """The names, each where the order of those that are there puts it; behind them where they have none."""
    spans, order, keys, separator = statement
    before: dict[int, list[str]] = {}
    behind: list[str] = []
    for name in sorted(names, key=order) if order is not None else names:
        at = bisect_right(keys, order(name)) if order is not None else len(spans)
        behind.append(name) if at == len(spans) else before.setdefault(spans[at].start, []).append(name)
    edits = [TextEdit(Span(at, at), "".join(f"{name}{separator}" for name in added)) for at, added in before.items()]
    if behind:
        end = spans[-1].end
        edits.append(TextEdit(Span(end, end), "".join(f"{separator}{name}" for name in behind)))
    return edits


def _by_kind(name: str) -> tuple[int, str]:
    """As isort and Ruff sort the names of a statement: constants, classes, then the rest."""
    return 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name


# How the names of a statement may be sorted.
_ORDERS: tuple[_Order, ...] = (_by_kind, lambda name: (0, name.casefold()))


@lru_cache(maxsize=2)
def _place(file: PyFile, newline: str) -> tuple[int, str, str]:
    """Where new import statements go, and what must stand before and after them."""
    last_end = None
    for block, shape in enumerate(file.shapes):
        imports = [found for found in shape.imports if found.scope == MODULE]
        if imports and file.blocks[block].startswith(("import", "from")):
            last_end = file.absolute(block, imports[-1].span).end
        elif last_end is not None and file.blocks[block].strip() and not file.blocks[block].lstrip().startswith("#"):
            break
    if last_end is not None:
        line_end = _LINE_END.search(file.text, last_end)
        if line_end is not None:
            return line_end.end(), "", ""
        return len(file.text), newline, ""
    preamble = _PREAMBLE.match(file.text)
    at = preamble.end() if preamble else 0
    if docstring := _DOCSTRING.match(file.text, at):
        ended = docstring[0].endswith(("\n", "\r"))
        return (
            docstring.end(),
            newline if ended else newline * 2,
            newline if file.text[docstring.end() :].strip() else "",
        )
    comment = file.text[:at].rstrip()
    if comment and not file.text[:at].endswith(("\n", "\r")):
        return at, newline, newline
    return at, "", newline if file.text[at:].strip() else ""
