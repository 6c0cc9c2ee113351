"""Lines above views: their methods and URLs, how often they are named, and the templates that they render."""

from __future__ import annotations

from flask_ls.features.places import used
from flask_ls.features.results import Lens, Location
from flask_ls.options import Options
from flask_ls.project.meaning import Site
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols import endpoint, template
from flask_ls.symbols.uses import uses
from flask_ls.text.spans import Span

_SHOWN = 3  # rules in one line


def code_lenses(project: Project, path: str, options: Options) -> list[Lens]:
    """The lenses of a file, in order."""
    file = project.python(path)
    if file is None or not options.code_lens_enabled:
        return []
    by_view: dict[Site, list[Route]] = {}
    for route in route_map(project).routes:
        if route.view is not None and route.view.path == path:
            by_view.setdefault(route.view, []).append(route)
    found: list[Lens] = []
    for view, routes in sorted(by_view.items(), key=lambda each: (each[0].block, each[0].span)):
        span = file.absolute(view.block, view.span)
        found.append(Lens(span=span, title=_rules(routes)))
        places = _references(project, routes)
        found.append(Lens(span=span, title=_counted(len(places)), locations=tuple(places)))
        whole = file.absolute(view.block, file.shapes[view.block].scopes[view.scope].span)
        found += _templates(project, path, span, whole)
    return found


def _rules(routes: list[Route]) -> str:
    rules = dict.fromkeys(
        f"{', '.join(route.methods) or '?'} {route.rule}{'' if route.certain else ' (not certain)'}" for route in routes
    )
    shown = list(rules)[:_SHOWN]
    return " · ".join(shown) + (f" · {len(rules) - _SHOWN} more" if len(rules) > _SHOWN else "")


def _references(project: Project, routes: list[Route]) -> list[Location]:
    return used(use for each in endpoint.grouped(routes) for use in endpoint.occurrences(project, each))


def _counted(number: int) -> str:
    return f"{number} reference" if number == 1 else f"{number} references"


def _templates(project: Project, path: str, span: Span, whole: Span) -> list[Lens]:
    names = dict.fromkeys(
        use.name for use in uses(project, path) if use.symbol == "template" and whole.contains(use.span.start)
    )
    found = []
    for name in names:
        targets = template.resolve_name(project, path, name)[:1]
        if targets:
            found.append(Lens(span=span, title=name, locations=(Location(path=targets[0], span=Span(0, 0)),)))
    return found
