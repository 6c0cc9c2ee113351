"""What Flask and the extensions have by name: the keyword arguments of their calls, and what can be imported from them."""

from __future__ import annotations

import re

from flask_ls.features.completion_names import item
from flask_ls.features.results import Completion, CompletionKind
from flask_ls.knowledge import api
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import import_target
from flask_ls.project.snapshot import Project
from flask_ls.symbols.describe import describe_parameter, parameter_default
from flask_ls.symbols.parameters import call_at, left, parameters
from flask_ls.syntax.cursor import Cursor, keywords_behind

# What may stand behind a name for it to become a keyword argument: else a value begins there already.
_FREE = re.compile(r"[ \t]*(?:[,)#\r\n]|\Z)")
_IMPORT = re.compile(r"[ \t]*from\s+(?P<module>[\w.]+)\s+import\b\s*\(?(?P<names>[\w\s,]*)\Z")
_KINDS: dict[str, CompletionKind] = {
    "class": "class",
    "exception": "class",
    "function": "function",
    "module": "module",
}


def keywords(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> list[Completion]:
    """The keyword arguments that the call around a cursor takes and does not have yet."""
    text, end = file.blocks[block], around.replace.end
    if around.place not in ("expression", "name") or around.before not in ("(", ",") or not _FREE.match(text, end):
        return []
    call = call_at(project, file, block, inside, around)
    if call is None or call.argument != around.arguments[0] or call.argument.keyword is not None:
        return []
    entry, behind = call.entry, set(keywords_behind(text, end))
    replace = around.replace.shifted(file.starts[block])
    found = []
    for at, each in enumerate(left(parameters(entry), call.argument)):
        if each.name not in behind:
            default = parameter_default(entry, each.name)
            detail = f"{each.name}={default}" if default is not None else each.name
            made = item("parameter", f"{each.name}=", detail, replace, rank=0, key=f"{entry.name}:{each.name}")
            # A space sorts before all that else could stand there.
            found.append(made._replace(filter_text=each.name, sort_text=f" {at:02}"))
    return found


def importable(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> list[Completion]:
    """What can follow `from flask import `, as far as the catalogue knows the module and it is none of the project's."""
    written = _IMPORT.match(file.blocks[block], around.line_start, inside)
    if written is None:
        return []
    *before, typed = written["names"].split(",")
    if typed.strip() != around.prefix or import_target(project, file, written["module"]) is not None:
        return []
    there = {each.split()[0] for each in before if each.strip()}
    replace = around.replace.shifted(file.starts[block])
    found = []
    for entry in api.members(written["module"]):
        name = entry.name.rpartition(".")[2]
        if entry.removed is None and name not in there:
            detail = entry.signature or entry.summary
            made = item(_KINDS.get(entry.kind, "variable"), name, detail, replace, rank=0)
            found.append(made._replace(key=f"api:{entry.name}"))
    return found


def documentation(kind: str, name: str) -> str | None:
    """The Markdown of a keyword argument, by the names of what is called and of the argument."""
    function, _, parameter = name.partition(":")
    entry = api.lookup(function) if kind == "parameter" else None
    return describe_parameter(entry, parameter) if entry is not None else None
