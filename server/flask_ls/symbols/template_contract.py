"""What a template is rendered with: the contract between views and templates.

Who renders a template is seen in calls with its name; who extends, includes or imports it, in other templates. Where
anything may pass a name that cannot be seen, the contract is open, and nothing can be said to be missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from flask_ls.project.components import relevant
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols import template
from flask_ls.symbols.template_names import names
from flask_ls.syntax.shape import Call, Const, Display, Expr, Joined, Member, Operation, Ref
from flask_ls.syntax.template.names import bound, needs
from flask_ls.syntax.template.nodes import Extends, FromImport, Import, Include
from flask_ls.text.spans import Span

_RENDERERS = frozenset(
    f"flask.{module}{name}" for module in ("", "templating.") for name in ("render_template", "stream_template")
)
_PROCESSORS = frozenset({"context_processor", "app_context_processor"})
_NAMED = re.compile(r"[\"']([^\"'\r\n{}]*\.[A-Za-z0-9]+)[\"']")
_WORD = re.compile(r"[\"']([\w./-]+)[\"']")
# What hands templates a context in a way that is not read here.
_ELSEWHERE = re.compile(
    r"\bbefore_render_template\b|\btemplate_context_processors\b|\bupdate_template_context\b|\bglobals\(\)"
)
_REFERRING = (Extends, Include, Import, FromImport)


class Passed(NamedTuple):
    """A keyword argument of a call, with its place in the block."""

    name: str
    span: Span


class Render(NamedTuple):
    """A call that renders a template. `templates`: its names; none, where they cannot be known, and then `pattern` is what
    they match. `open`: it may pass more than `passed`. `block`: the one of the file that it stands in."""

    templates: tuple[str, ...]
    pattern: str
    passed: tuple[Passed, ...]
    open: bool
    path: str
    block: int
    span: Span


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
    processed, unknown = ask(project, _processed)
    found |= processed
    if unknown:
        return Contract(frozenset(found), "a context processor returns what is not known")
    leftover, patterns = ask(project, _named_elsewhere)
    ways = ask(project, _context_users)
    seen = _reachable(path, lambda at: ways.get(at, ()))
    for each in seen:
        calls = renders(project, each)
        name = template.name_of(project, each)
        if not calls and not users(project).get(each):
            return Contract(frozenset(found), "nobody is seen to render it")
        if any(call.open for call in calls):
            return Contract(frozenset(found), "a call passes `**` what is not known")
        if any(name == other or other.endswith(f"/{name}") or name.endswith(f"/{other}") for other in leftover):
            return Contract(frozenset(found), "its name stands elsewhere too")
        if any(_may_be(project, pattern, name) for pattern in patterns):
            return Contract(frozenset(found), "a template's name is computed")
        found.update(passed.name for call in calls for passed in call.passed)
        above, sure = ancestors(project, each)
        if not sure:
            return Contract(frozenset(found), "what it extends is not known")
        for one in (each, *above):
            file = project.text_file(one)
            if file is not None:
                found |= bound(file.template)
    return Contract(frozenset(found), "")


def _may_be(project: Project, pattern: str, name: str) -> bool:
    """Whether a computed name may be this one: what is not written in the call is written somewhere else."""
    match = re.fullmatch(pattern, name)
    return match is not None and all(part in ask(project, _words) for part in match.groups())


def _words(project: Project) -> frozenset[str]:
    return frozenset(word for file in _sources(project) for word in ask(project, _words_in, file.path))


def _words_in(project: Project, path: str) -> frozenset[str]:
    file = project.python(path)
    return frozenset(_WORD.findall(file.text)) if file is not None else frozenset()


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
    for file in _sources(project):
        for render in ask(project, renders_in, file.path):
            for name in render.templates:
                for path in template.resolve_name(project, file.path, name)[:1]:
                    found.setdefault(path, []).append(render)
    return {path: tuple(calls) for path, calls in found.items()}


def _sources(project: Project) -> list[PyFile]:
    return [file for file in relevant(project) if not project.tree.is_test(file.path)]


def renders_in(project: Project, path: str) -> tuple[Render, ...]:
    """The calls of one file that render a template."""
    file = project.python(path)
    if file is None or "_template" not in file.text:
        return ()
    return tuple(_renders_in(project, file))


def _renders_in(project: Project, file: PyFile) -> Iterator[Render]:
    words = {"render_template", "stream_template"}
    words |= {name for name, bound in file.bindings.items() if any(binding.member in words for _, binding in bound)}
    for block, site in file.calls():
        call = site.call
        if _last(call.func) not in words:
            continue
        meaning = resolve(project, file, block, site.scope, call.func)
        if not isinstance(meaning, Known) or meaning.name not in _RENDERERS:
            continue
        keyword = call.keyword("template_name_or_list")
        value = call.args[0] if call.args else keyword.value if keyword is not None else None
        several = value.items if isinstance(value, Display) and value.kind in ("list", "tuple") else (value,)
        known = tuple(each.value for each in several if isinstance(each, Const) and isinstance(each.value, str))
        whole_known = len(known) == len(several)
        passed, opened = _passed(call)
        yield Render(
            templates=known,
            pattern="" if whole_known else _pattern(value),
            passed=passed,
            open=opened or call.starred,
            path=file.path,
            block=block,
            span=call.span,
        )


def _passed(call: Call) -> tuple[tuple[Passed, ...], bool]:
    found: list[Passed] = []
    opened = False
    for keyword in call.keywords:
        if keyword.name is not None:
            found.append(Passed(keyword.name, keyword.span))
        else:
            inner = _keys(keyword.value)
            opened = opened or inner is None
            found += inner or ()
    return tuple(each for each in found if each.name != "template_name_or_list"), opened


def _keys(value: Expr) -> list[Passed] | None:
    """The keys of a dictionary that is written out; None for anything else."""
    if isinstance(value, Display) and value.kind == "dict":
        keys = [key for key in value.keys if isinstance(key, Const) and isinstance(key.value, str)]
        return [Passed(str(key.value), key.span) for key in keys] if len(keys) == len(value.keys) else None
    if isinstance(value, Call) and _last(value.func) == "dict" and not value.args and not value.opaque:
        return [Passed(keyword.name, keyword.span) for keyword in value.keywords if keyword.name is not None]
    return None


def _pattern(value: Expr | None) -> str:
    """A regular expression for what a template's name may be."""
    match value:
        case Const():
            return re.escape(str(value.value))
        case Joined():
            return "".join(map(_pattern, value.parts))
        case Operation() if value.operator == "+":
            return "".join(map(_pattern, value.operands))
    return "(.*)"


def _named_elsewhere(project: Project) -> tuple[frozenset[str], tuple[str, ...]]:
    """The names of files in strings that are no template of a call seen here; and the patterns of names that are computed.

    A name that is wholly unknown must come from a string somewhere, so it says nothing more.
    """
    found: set[str] = set()
    patterns: set[str] = set()
    for file in _sources(project):
        left, computed = ask(project, _named_in, file.path)
        found |= left
        patterns |= computed
    for path in project.texts:
        if template.is_loaded(project, path):
            found |= ask(project, _named_in_template, path)
    return frozenset(found), tuple(sorted(patterns - {"(.*)"}))


def _named_in(project: Project, path: str) -> tuple[frozenset[str], frozenset[str]]:
    file = project.python(path)
    if file is None:
        return frozenset(), frozenset()
    found = _NAMED.findall(file.text)
    calls = ask(project, renders_in, path)
    for call in calls:
        for name in call.templates:
            if name in found:
                found.remove(name)
    return frozenset(found), frozenset(call.pattern for call in calls if call.pattern)


def _named_in_template(project: Project, path: str) -> frozenset[str]:
    """The names of files in strings of a template's expressions, those of its references aside."""
    from flask_ls.syntax.template.nodes import Const as Literal

    file = project.text_file(path)
    if file is None or "." not in file.text:
        return frozenset()
    references = {(reference.place.start, reference.name) for reference in file.template.references}
    return frozenset(
        part.value
        for place, part in file.template.parts(Literal)
        if isinstance(part.value, str) and "." in part.value and (place.start, part.value) not in references
    )


def _processed(project: Project) -> tuple[frozenset[str], bool]:
    """The names that context processors give, and whether there may be others."""
    found: set[str] = set()
    opened = False
    for file in _sources(project):
        given, unknown = ask(project, processed_in, file.path)
        found |= given
        opened = opened or unknown
    return frozenset(found), opened


def processed_in(project: Project, path: str) -> tuple[frozenset[str], bool]:
    """The names that the context processors of one file give, and whether there may be others."""
    file = project.python(path)
    if file is None:
        return frozenset(), False
    unknown = _ELSEWHERE.search(file.text) is not None
    found: set[str] = set()
    if "context_processor" in file.text:
        decorated = 0
        for block, number, scope in file.functions():
            if any(_last(each.func if isinstance(each, Call) else each) in _PROCESSORS for each in scope.decorators):
                decorated += 1
                shape = file.shapes[block]
                returned = [value for at, value in shape.returns if at == number]
                keys = [_keys(value) for value in returned]
                unknown = unknown or not keys or shape.damaged or any(each is None for each in keys)
                found.update(key.name for each in keys for key in each or ())
        # Each other mention hands over a function that is not looked at.
        unknown = unknown or len(re.findall(r"\bcontext_processor\b|\bapp_context_processor\b", file.text)) != decorated
    return frozenset(found), unknown


# Who names whom.


def _edges(project: Project, path: str) -> tuple[Edge, ...]:
    file = project.text_file(path)
    if file is None or "{%" not in file.text:
        return ()
    found: list[Edge] = []
    by_tag: dict[int, list[str]] = {}
    for reference in file.template.references:
        by_tag.setdefault(reference.place.start, []).append(reference.name)
    for place in file.template.tags:
        statement = place.tag.statement
        if not isinstance(statement, _REFERRING):
            continue
        extends = isinstance(statement, Extends)
        context = extends or getattr(statement, "with_context", False)
        for name in by_tag.get(place.start, [""]):
            target = template.resolve_name(project, path, name)[:1] if name else []
            found.append(Edge(target[0] if target else "", context, extends))
    return tuple(found)


def _users(project: Project) -> dict[str, tuple[str, ...]]:
    return _reversed(project, only_context=False)


def _context_users(project: Project) -> dict[str, tuple[str, ...]]:
    return _reversed(project, only_context=True)


def _reversed(project: Project, *, only_context: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for path in template.loaded(project):
        for edge in edges(project, path):
            if edge.target and (edge.context or not only_context):
                found.setdefault(edge.target, {})[path] = None
    return {path: tuple(each) for path, each in found.items()}


def _last(expr: Expr) -> str:
    return expr.last if isinstance(expr, Ref) else expr.name if isinstance(expr, Member) else ""
