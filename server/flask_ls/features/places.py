"""Places of the route map as locations of files."""

from __future__ import annotations

from collections.abc import Iterable

from flask_ls.features.results import Location
from flask_ls.project.meaning import Site
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.symbols.uses import Use
from flask_ls.text.spans import Span


def location(project: Project, site: Site) -> Location | None:
    """Where a site is; `whole` is the function or class whose name it is."""
    file = project.python(site.path)
    if file is None or site.block >= len(file.blocks):
        return None
    scope = file.shapes[site.block].scopes[site.scope]
    whole = file.absolute(site.block, scope.span) if scope.name_span == site.span else None
    return Location(path=site.path, span=file.absolute(site.block, site.span), whole=whole)


def views(project: Project, routes: Iterable[Route]) -> list[Location]:
    """The views of routes, each once; where a view is in no file of the project, what adds the route."""
    sites = dict.fromkeys(site for route in routes if (site := route.view or route.registered) is not None)
    return [found for site in sites if (found := location(project, site)) is not None]


def used(uses: Iterable[Use]) -> list[Location]:
    """The places of uses, each once, by path and place."""
    unique = {(use.path, use.span) for use in uses}
    return [Location(path=path, span=span) for path, span in sorted(unique)]


START = Span(0, 0)
