"""The project's own filters, tests and globals: who gives each, what function it is, and where templates use it.

Knows what is given and used; what a name in a template means at all is `template_symbols.py`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.meaning import Known, Site
from flask_ls.project.memory import ask
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols import template
from flask_ls.symbols.endpoint import applications, span_of
from flask_ls.symbols.template_names import Given, Kind, given_in, givers
from flask_ls.syntax.template.model import Template
from flask_ls.syntax.template.names import needs
from flask_ls.syntax.template.nodes import Const, Filter, Test
from flask_ls.text.spans import Span

# The filters that are told by a string which filter or test they use, with its place among their arguments.
_TOLD: dict[str, tuple[Kind, int]] = {
    "map": ("filter", 0), "select": ("test", 0), "reject": ("test", 0), "selectattr": ("test", 1),
    "rejectattr": ("test", 1),
}  # fmt: skip


class Named(NamedTuple):
    """What is given at a place of a Python file, and the name that stands there, as offsets of the file."""

    given: Given
    span: Span


def given_as(project: Project, path: str, kind: Kind, name: str) -> list[Given]:
    """What gives a name to the templates of the applications that a file belongs to."""
    return [each for each in givers(project).get((kind, name), ()) if shares_application(project, path, each.site.path)]


def given_at(project: Project, path: str, offset: int) -> Named | None:
    """What is given under the name at an offset of a Python file: the name itself, or that of the function."""
    file = project.python(path)
    if file is None or not file.blocks:
        return None
    for given in ask(project, given_in, path):
        span = written(project, given)
        if span is not None and given.name and span.contains(offset):
            return Named(given, span)
    block = file.block_at(offset)
    inside = offset - file.starts[block]
    for scope in file.shapes[block].scopes[1:]:
        if scope.kind == "function" and scope.name_span.contains(inside):
            for given in (each for found in givers(project).values() for each in found if each.name):
                site = function_of(project, given)
                if site is not None and (site.path, site.block, site.span) == (path, block, scope.name_span):
                    return Named(given, scope.name_span.shifted(file.starts[block]))
    return None


def written(project: Project, given: Given) -> Span | None:
    """Where a name is written as a string or keyword, as offsets of the file; None where it is the function's."""
    file = project.python(given.site.path)
    return file.absolute(given.site.block, given.named) if file is not None and given.named is not None else None


def function_of(project: Project, given: Given) -> Site | None:
    """The function, or class, of the project that is given; its `scope` is the one that it opens."""
    file = project.python(given.site.path)
    if file is None:
        return None
    if given.value is None:
        scope = file.shapes[given.site.block].scopes[given.site.scope]
        return given.site if scope.kind == "function" and scope.name_span == given.site.span else None
    meaning = resolve(project, file, given.site.block, given.site.scope, given.value)
    site = meaning.site if isinstance(meaning, Known) and meaning.type is None and not meaning.module else None
    home = project.python(site.path) if site is not None else None
    if site is None or home is None or home.shapes[site.block].scopes[site.scope].name_span != site.span:
        return None
    return site


def origin(project: Project, given: Given) -> tuple[str, Span] | None:
    """Where what is given is defined, or where it is given: path and span."""
    site = function_of(project, given) or given.site
    span = span_of(project, site)
    return (site.path, span) if span is not None else None


def template_uses(project: Project, path: str, kind: Kind, name: str) -> Iterator[tuple[str, Span]]:
    """Where the templates of the applications that a file belongs to use a filter, test or global."""
    for each in template.loaded(project):
        file = project.text_file(each)
        if file is not None and name in file.text and shares_application(project, path, each):
            yield from ((each, span) for span in _in_template(file.template, kind, name))


def shares_application(project: Project, path: str, other: str) -> bool:
    """Whether two files may belong to one application."""
    mine, theirs = applications(project, path), applications(project, other)
    return not mine or not theirs or not {*mine}.isdisjoint(theirs)


def _in_template(model: Template, kind: Kind, name: str) -> Iterator[Span]:
    if kind == "global":
        yield from (need.span for need in needs(model) if need.name == name)
        return
    wanted: type[Filter] | type[Test] = Filter if kind == "filter" else Test
    for place, part in model.parts(wanted):
        if part.name == name:
            yield place.at(part.name_span)
    for place, part in model.filters:
        told, at = _TOLD.get(part.name, ("", 0))
        named = part.arguments.args[at : at + 1] if told == kind and part.arguments is not None else ()
        for each in named:
            span = place.at(Span(each.span.start + 1, each.span.end - 1))
            if isinstance(each, Const) and each.value == name == model.text[span.start : span.end]:
                yield span
