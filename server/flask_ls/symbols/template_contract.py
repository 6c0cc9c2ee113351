"""What a template is rendered with: the contract between views and templates.

Who renders a template is seen in calls with its name; who extends, includes or imports it, in other templates. Where
anything may pass a name that cannot be seen, the contract is open, and nothing can be said to be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from flask_ls.project.components import sources
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.symbols import template
from flask_ls.symbols.template_calls import Processed, Render, named_in, processed_in, renders_in, words_in
from flask_ls.symbols.template_inline import all_inlines
from flask_ls.symbols.template_names import names
from flask_ls.syntax.template.model import REFERRING, REFERRING_STATEMENTS, Template
from flask_ls.syntax.template.names import bound, needs
from flask_ls.syntax.template.nodes import Choice, Display, Expr, Extends, For
from flask_ls.syntax.template.nodes import Const as Literal


class Edge(NamedTuple):
    """A template that another one extends, includes or imports. `target`: its path; empty where it is not known.

    `context`: it sees the variables of the one that names it.
    """

    target: str
    context: bool
    extends: bool


class Contract(NamedTuple):
    """The names that a template can count on, and why there may be more; empty, where all are known."""

    names: frozenset[str]
    open: str


def contract(project: Project, path: str) -> Contract:
    """What a template is rendered with, whoever renders it; together, the names that any of them passes."""
    return ask(project, _contract, path)


def renders(project: Project, path: str) -> tuple[Render, ...]:
    """The calls that render this template by its name."""
    return ask(project, _renders).get(path, ())


def rendered(project: Project, call: Render) -> tuple[str, ...]:
    """The templates that a call names, those of several that it tries among them; or the one in a string."""
    if call.inline:
        return (call.inline,)
    return tuple(path for name in call.templates for path in template.resolve_name(project, call.path, name)[:1])


def calls(project: Project, path: str) -> tuple[Render, ...]:
    """The calls that are seen to render a template, or one that extends or includes it."""
    return tuple(call for each in ask(project, _context_closure).get(path, (path,)) for call in renders(project, each))


def processed(project: Project) -> Mapping[str, tuple[Processed, ...]]:
    """The names that context processors are seen to give to all templates."""
    return ask(project, _processed)[0]


def edges(project: Project, path: str) -> tuple[Edge, ...]:
    """The templates that a template names in its tags."""
    return ask(project, _edges, path)


def users(project: Project) -> Mapping[str, tuple[str, ...]]:
    """Of each template the paths of those that extend, include or import it."""
    return ask(project, _users)


def ancestors(project: Project, path: str) -> tuple[tuple[str, ...], bool]:
    """The templates that a template extends, the nearest first, and whether these are all of them for sure."""
    found: list[str] = []
    at = path
    while True:
        parents = [edge.target for edge in edges(project, at) if edge.extends]
        if not parents:
            return tuple(found), True
        if len(parents) > 1 or not parents[0] or parents[0] in (*found, path):
            return tuple(found), False
        at = parents[0]
        found.append(at)


def handing(project: Project, path: str) -> tuple[str, ...]:
    """The templates that hand a template their variables, itself among them."""
    return ask(project, _context_closure).get(path, (path,))


def needed(project: Project, path: str) -> frozenset[str]:
    """The names that a template needs from outside, with those that it extends and includes."""
    return ask(project, _needed, path)


def _needed(project: Project, path: str) -> frozenset[str]:
    found: set[str] = set()
    for each in _reachable(
        path, lambda at: [edge.target for edge in edges(project, at) if edge.context and edge.target]
    ):
        file = project.text_file(each)
        if file is not None:
            found.update(need.name for need in needs(file.template))
    return frozenset(found - names(project, "global").known)


# What is passed.


def _contract(project: Project, path: str) -> Contract:
    found = set(names(project, "global").known)
    if names(project, "global").open:
        return Contract(frozenset(found), "an extension may give templates more")
    given, unknown = ask(project, _processed)
    found.update(given)
    if unknown:
        return Contract(frozenset(found), "a context processor returns what is not known")
    rendered, unsure = ask(project, rendering, path)
    if any(call.open for call in rendered):
        unsure = unsure or "a call passes `**` what is not known"
    found.update(passed.name for call in rendered for passed in call.passed)
    for each in ask(project, _context_closure).get(path, (path,)):
        above, sure = ancestors(project, each)
        if not sure:
            unsure = unsure or "what it extends is not known"
        for one in (each, *above):
            file = project.text_file(one)
            if file is not None:
                found |= bound(file.template)
                if each != path and _speaks_of_loop(file.template):
                    found.add("loop")
    return Contract(frozenset(found), unsure)


def _speaks_of_loop(model: Template) -> bool:
    """Whether a template may hand `loop` to what it includes: Jinja makes one only for a loop whose body asks for it, or has
    a block that is scoped."""
    return ("loop" in model.text or "scoped" in model.text) and any(model.statements(For))


def rendering(project: Project, path: str) -> tuple[tuple[Render, ...], str]:
    """All calls that render a template, or one that extends or includes it; and why there may be others."""
    leftover, patterns = ask(project, _named_elsewhere)
    found: list[Render] = []
    unsure = ""
    for each in ask(project, _context_closure).get(path, (path,)):
        direct = renders(project, each)
        name = template.name_of(project, each)
        found += direct
        if not direct and not users(project).get(each):
            unsure = unsure or "nobody is seen to render it"
        if any(name == other or other.endswith(f"/{name}") or name.endswith(f"/{other}") for other in leftover):
            unsure = unsure or "its name stands elsewhere too"
        if any(_may_be(project, pattern, name) for pattern in patterns):
            unsure = unsure or "a template's name is computed"
    return tuple(found), unsure


def is_used(project: Project, path: str) -> bool:
    """Whether a template is rendered by a call that is seen, or named by another template."""
    return bool(renders(project, path) or users(project).get(path))


def is_surely_unused(project: Project, path: str) -> bool:
    """Whether nothing uses a template: its name is in no other string, and no name that is computed can be it."""
    name = template.name_of(project, path)
    leftover, patterns = ask(project, _named_elsewhere)
    return (
        bool(name)
        and not is_used(project, path)
        and not any(other == name or other.endswith(f"/{name}") or name.endswith(f"/{other}") for other in leftover)
        and not any(_may_be(project, pattern, name) for pattern in patterns)
        and all(edge.target for each in template.loaded(project) for edge in edges(project, each))
    )


def _context_closure(project: Project) -> dict[str, tuple[str, ...]]:
    """Of each template that others use: itself and all that hand it their variables."""
    ways = _reversed(project)
    return {path: tuple(_reachable(path, lambda at: ways.get(at, ()))) for path in ways}


def _may_be(project: Project, pattern: str, name: str) -> bool:
    """Whether a computed name may be this one: what is not written in the call is written somewhere else."""
    match = re.fullmatch(pattern, name)
    return match is not None and all(part in ask(project, _words) for part in match.groups())


def _words(project: Project) -> frozenset[str]:
    return frozenset(word for file in sources(project) for word in ask(project, words_in, file.path))


def _reachable(start: str, following: Callable[[str], Iterable[str]]) -> list[str]:
    found, pending = {start: None}, [start]
    while pending:
        for each in following(pending.pop()):
            if each not in found:
                found[each] = None
                pending.append(each)
    return [*found]


def _renders(project: Project) -> dict[str, tuple[Render, ...]]:
    found: dict[str, list[Render]] = {}
    for file in sources(project):
        for render in ask(project, renders_in, file.path):
            for path in rendered(project, render):
                found.setdefault(path, []).append(render)
    return {path: tuple(each) for path, each in found.items()}


def _named_elsewhere(project: Project) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of files in strings that are no template of a call seen here; and the patterns of names that are computed.

    A name that is wholly unknown must come from a string somewhere, so it says nothing more.
    """
    found: set[str] = set()
    patterns: set[str] = set()
    for file in sources(project):
        left, computed = ask(project, named_in, file.path)
        found |= left
        patterns |= computed
    for path in project.texts:
        if template.is_loaded(project, path):
            found |= ask(project, _named_in_template, path)
    return frozenset(found), tuple(sorted(patterns - {"(.*)"}))


def _named_in_template(project: Project, path: str) -> frozenset[str]:
    """The names of files in strings of a template's expressions, those of its references aside."""
    file = project.text_file(path)
    if file is None or "." not in file.text:
        return frozenset()
    references = {(reference.place.start, reference.name) for reference in file.template.references}
    return frozenset(
        part.value
        for place, part in file.template.parts(Literal)
        if isinstance(part.value, str) and "." in part.value and (place.start, part.value) not in references
    )


def _processed(project: Project) -> tuple[dict[str, tuple[Processed, ...]], bool]:
    """The names that context processors give, and whether there may be others."""
    found: dict[str, tuple[Processed, ...]] = {}
    opened = False
    for file in sources(project):
        given, unknown = ask(project, processed_in, file.path)
        for each in given:
            found[each.passed.name] = (*found.get(each.passed.name, ()), each)
        opened = opened or unknown
    return found, opened


# Who names whom.


def _edges(project: Project, path: str) -> tuple[Edge, ...]:
    file = project.text_file(path)
    if file is None or "{%" not in file.text:
        return ()
    found: list[Edge] = []
    for place in file.template.containing(*REFERRING):
        statement = place.tag.statement
        if not isinstance(statement, REFERRING_STATEMENTS):
            continue
        extends = isinstance(statement, Extends)
        context = extends or getattr(statement, "with_context", False)
        named = [reference.name for reference in file.template.references_of(place)]
        for name in named if named and _is_written_out(statement.template) else [*named, ""]:
            target = template.resolve_name(project, path, name)[:1] if name else []
            found.append(Edge(target[0] if target else "", context, extends))
    return tuple(found)


def _is_written_out(value: Expr) -> bool:
    """Whether every template that a tag may name is written there."""
    match value:
        case Display():
            return all(map(_is_written_out, value.items))
        case Choice():
            return _is_written_out(value.then) and (value.otherwise is None or _is_written_out(value.otherwise))
    return isinstance(value, Literal) and isinstance(value.value, str)


def _users(project: Project) -> dict[str, tuple[str, ...]]:
    return _reversed(project, only_context=False)


def _reversed(project: Project, *, only_context: bool = True) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for path in (*template.loaded(project), *all_inlines(project)):
        for edge in edges(project, path):
            if edge.target and (edge.context or not only_context):
                found.setdefault(edge.target, {})[path] = None
    return {path: tuple(each) for path, each in found.items()}
