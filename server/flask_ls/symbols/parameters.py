"""What a call of Flask or an extension takes, and which of it an unfinished call already gives."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal, NamedTuple

from flask_ls.knowledge import api
from flask_ls.knowledge.api import ApiEntry
from flask_ls.project.meaning import Known
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols.call_sites import callee
from flask_ls.symbols.describe import split_signature
from flask_ls.syntax.cursor import Argument, Cursor

_NAMED = re.compile(r"(\w+)\s*=(?!=)")
_CALLED = ("class", "exception", "function", "method")


class Parameter(NamedTuple):
    """A parameter as a signature shows it, `written`, and what it is for.

    `kind`: whether it is given by its place, by its name, by either; or `*many`, or `**named`.
    """

    name: str
    written: str
    kind: Literal["place", "either", "name", "many", "named"]
    said: str


class CallAt(NamedTuple):
    """The call around a cursor: what is called, and the argument that the cursor is in."""

    entry: ApiEntry
    argument: Argument


def call_at(project: Project, file: PyFile, block: int, inside: int, around: Cursor) -> CallAt | None:
    """The innermost call around an offset `inside` a block, where it is known what is called.

    Brackets that only group or subscript, as those of a list, belong to the argument that they stand in.
    """
    argument = next((each for each in around.arguments if each.applied and each.bracket == "("), None)
    if argument is None:
        return None
    meaning = _called(project, file, block, inside, argument)
    named = _NAMED.match(file.blocks[block], around.replace.start) if around.place in ("expression", "name") else None
    if named is not None and argument is around.arguments[0] and around.before in ("(", ","):
        argument = replace(argument, keyword=named[1])
    # An instance has a type; what calling it does is another matter.
    entry = api.lookup(meaning.name) if meaning is not None and meaning.type is None else None
    return CallAt(entry, argument) if entry is not None and entry.kind in _CALLED else None


def parameters(entry: ApiEntry) -> tuple[Parameter, ...]:
    """The parameters of what can be called; the names that a `**` parameter is known to hand on stand in its place."""
    found: list[Parameter] = []
    by_name = False
    for part in split_signature(entry.signature or ""):
        name = part.lstrip("*").partition("=")[0].strip()
        if part == "/":
            found = [each._replace(kind="place") for each in found]
        elif part.startswith("**"):
            shown = {each.name for each in found}
            handed = [each for each in entry.parameters if each not in shown and each != name]
            found += [Parameter(each, f"{each}=…", "name", entry.parameters[each]) for each in handed]
            if not handed:
                found.append(Parameter(name, part, "named", entry.parameters.get(name, "")))
        elif part.startswith("*"):
            by_name = True
            if name:
                found.append(Parameter(name, part, "many", entry.parameters.get(name, "")))
        else:
            found.append(Parameter(name, part, "name" if by_name else "either", entry.parameters.get(name, "")))
    return tuple(found)


def label(entry: ApiEntry, taken: tuple[Parameter, ...]) -> str:
    """The signature with these parameters, and with the `*` and `/` that divide them."""
    written: list[str] = []
    for at, each in enumerate(taken):
        before = taken[at - 1].kind if at else "either"
        if before == "place" and each.kind != "place":
            written.append("/")
        if each.kind == "name" and not any(other.kind in ("name", "many") for other in taken[:at]):
            written.append("*")
        written.append(each.written)
    if taken and taken[-1].kind == "place":
        written.append("/")
    return f"{(entry.signature or '').partition('(')[0]}({', '.join(written)})"


def active(taken: tuple[Parameter, ...], argument: Argument) -> int | None:
    """Which of the parameters the argument at a cursor is for: by its name, by its place, or the next that is left."""
    by_name = {each.name: at for at, each in enumerate(taken) if each.kind in ("either", "name")}
    rest = next((at for at, each in enumerate(taken) if each.kind == "named"), None)
    if argument.keyword is not None:
        return by_name.get(argument.keyword, rest)
    if argument.given:
        done = {*argument.given, *_by_place(taken, argument)}
        return next((at for name, at in by_name.items() if name not in done), rest)
    places = [at for at, each in enumerate(taken) if each.kind in ("place", "either")]
    if argument.index < len(places):
        return places[argument.index]
    return next((at for at, each in enumerate(taken) if each.kind == "many"), None)


def left(taken: tuple[Parameter, ...], argument: Argument) -> list[Parameter]:
    """The parameters that can still be given by their names at a cursor."""
    done = {*argument.given, *_by_place(taken, argument)}
    return [each for each in taken if each.kind in ("either", "name") and each.name not in done]


def _by_place(taken: tuple[Parameter, ...], argument: Argument) -> list[str]:
    """The parameters that the arguments before a cursor give without naming them."""
    places = [each.name for each in taken if each.kind in ("place", "either")]
    return places[: argument.index - len(argument.given)]


def _called(project: Project, file: PyFile, block: int, inside: int, argument: Argument) -> Known | None:
    if argument.callee:
        return callee(project, file, file.starts[block] + inside, argument)
    # No dotted name, as in `make_response("").set_cookie(`: the parsed block knows what stands before the bracket.
    text = file.blocks[block]
    for site in file.shapes[block].calls:
        end = site.call.func.span.end
        if end <= argument.at and not text[end : argument.at].strip():
            meaning = resolve(project, file, block, site.scope, site.call.func)
            return meaning if isinstance(meaning, Known) else None
    return None
