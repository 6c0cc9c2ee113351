"""Edits that add imports to a file, merged into what it imports already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from flask_ls.project.pyfile import PyFile
from flask_ls.syntax.shape import MODULE, Binding, Import
from flask_ls.text.spans import Span, TextEdit

_STATEMENT = re.compile(r"(?:from\s+(?P<module>[\w.]+)\s+)?import\s+(?P<name>[\w.]+)(?:\s+as\s+(?P<alias>\w+))?\s*$")
_PREAMBLE = re.compile(r"\A(?:[ \t]*#[^\r\n]*(?:\r\n|\r|\n)|[ \t]*(?:\r\n|\r|\n))*")
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
    for statement in statements:
        match = _STATEMENT.match(statement.strip())
        if match is None:
            raise ValueError(f"not an import of one name: {statement!r}")
        module, name, alias = match["module"], match["name"], match["alias"]
        if _has(file, module, name, alias):
            continue
        if module is None:
            new_plain.append(statement.strip())
            continue
        wanted = f"{name} as {alias}" if alias else name
        group = joined if _existing(file, module) is not None else new_from
        if wanted not in group.setdefault(module, []):
            group[module].append(wanted)
    edits = [edit for module, names in joined.items() for edit in _join(file, module, names)]
    newline = "\r\n" if "\r\n" in file.text else "\n"
    lines = [*new_plain, *(f"from {module} import {', '.join(names)}" for module, names in sorted(new_from.items()))]
    if lines:
        at, before, after = _place(file, newline)
        edits.append(TextEdit(Span(at, at), before + "".join(line + newline for line in lines) + after))
    return edits


def _has(file: PyFile, module: str | None, name: str, alias: str | None) -> bool:
    bound = alias or (name if module is not None else name.partition(".")[0])
    return any(
        (binding.kind == "from" and binding.module == module and binding.member == name)
        or (binding.kind == "import" and module is None and name.startswith(binding.module))
        for _, binding in file.bindings.get(bound, [])
    )


def _existing(file: PyFile, module: str) -> tuple[int, Import] | None:
    """The module-level `from module import …` that new names join."""
    return _joinable(file).get(module)


# A list of snippets asks for the imports of each of them.
@lru_cache(maxsize=2)
def _joinable(file: PyFile) -> dict[str, tuple[int, Import]]:
    """By module, the first statement that new names can join."""
    joinable: dict[str, tuple[int, Import]] = {}
    for block, found in file.imports:
        fits = found.module is not None and found.scope == MODULE and not found.in_try and ("*", "*") not in found.names
        if fits and not file.shapes[block].damaged and not _indented(file, block, found):
            joinable.setdefault(str(found.module), (block, found))
    return joinable


def _indented(file: PyFile, block: int, found: Import) -> bool:
    start = file.absolute(block, found.span).start
    return start > 0 and file.text[start - 1] not in "\r\n"


def _join(file: PyFile, module: str, names: list[str]) -> list[TextEdit]:
    """The names, each where the order of those that are there puts it; behind them where they have none."""
    found = _existing(file, module)
    assert found is not None
    block, statement = found
    aliases: list[Binding] = [
        binding
        for binding in file.shapes[block].bindings
        if binding.kind == "from" and statement.span.start <= binding.span.start < statement.span.end
    ]
    spans = sorted(file.absolute(block, binding.span) for binding in aliases)
    last = spans[-1]
    line_start = file.lines.starts[file.lines.line_of(last.start)]
    indent = file.text[line_start : last.start]
    newline = "\r\n" if "\r\n" in file.text else "\n"
    separator = f",{newline}{indent}" if indent and not indent.strip() else ", "
    there = [file.text[span.start : span.end] for span in spans]
    order = next((order for order in _ORDERS if sorted(there, key=order) == there), None)
    before: dict[int, list[str]] = {}
    behind: list[str] = []
    for name in sorted(names, key=order) if order is not None else names:
        follower = (span for span, other in zip(spans, there, strict=True) if order and order(other) > order(name))
        span = next(follower, None)
        behind.append(name) if span is None else before.setdefault(span.start, []).append(name)
    edits = [TextEdit(Span(at, at), "".join(f"{name}{separator}" for name in added)) for at, added in before.items()]
    if behind:
        edits.append(TextEdit(Span(last.end, last.end), "".join(f"{separator}{name}" for name in behind)))
    return edits


def _by_kind(name: str) -> tuple[int, str]:
    """As isort and Ruff sort the names of a statement: constants, classes, then the rest."""
    return 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name


# How the names of a statement may be sorted.
_ORDERS: tuple[Callable[[str], tuple[int, str]], ...] = (_by_kind, lambda name: (0, name.casefold()))


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
        line = file.lines.line_of(last_end)
        if line + 1 < len(file.lines):
            return file.lines.starts[line + 1], "", ""
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
