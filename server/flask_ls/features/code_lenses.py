"""Lines above views: their methods and URLs, how often they are named, and the templates that they render.

Above templates: who renders, extends, includes and imports them.
"""

from __future__ import annotations

from flask_ls.features.places import START, used
from flask_ls.features.results import Lens, Location
from flask_ls.options import Options
from flask_ls.project.meaning import Site
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols import endpoint, template
from flask_ls.symbols.template_contract import is_surely_unused
from flask_ls.symbols.uses import Use, uses
from flask_ls.text.spans import Span

_SHOWN = 3  # rules in one line
_WAYS = {"extends": "extended", "include": "included", "import": "imported", "from": "imported"}


def code_lenses(project: Project, path: str, options: Options) -> list[Lens]:
    """The lenses of a file, in order."""
    file = project.python(path)
    if not options.code_lens_enabled:
        return []
    if file is None:
        return _of_template(project, path) if template.is_loaded(project, path) else []
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


def _of_template(project: Project, path: str) -> list[Lens]:
    """How often a template is used, by the way; that nothing uses it, where that is sure."""
    ways: dict[str, list[Use]] = {"rendered": [], "extended": [], "included": [], "imported": []}
    for use in template.occurrences(project, path):
        file = project.text_file(use.path)
        place = file.template.tag_at(use.span.start) if file is not None else None
        ways[_WAYS[place.tag.keyword] if place is not None else "rendered"].append(use)
    found = [
        Lens(span=START, title=_used(way, places), locations=tuple(used(places)))
        for way, places in ways.items()
        if places
    ]
    return found or ([Lens(span=START, title="used by nothing seen")] if is_surely_unused(project, path) else [])


def _used(way: str, places: list[Use]) -> str:
    if way == "rendered":
        return f"rendered in {len(places)} {'place' if len(places) == 1 else 'places'}"
    return f"{way} by {len({use.path for use in places})}"


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
