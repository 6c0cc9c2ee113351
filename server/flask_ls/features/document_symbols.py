"""The outline of a file: its routes, by blueprint; of a template, its blocks and macros."""

from __future__ import annotations

from flask_ls.features.results import Symbol
from flask_ls.features.template_structure import outline
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map


def document_symbols(project: Project, path: str) -> list[Symbol]:
    """The routes whose views are in a file; those of a blueprint below it."""
    file = project.python(path)
    if file is None:
        return outline(project, path)
    groups: dict[str, dict[tuple[str, str], Symbol]] = {}
    for route in route_map(project).routes:
        if route.view is None or route.view.path != path:
            continue
        whole = file.absolute(route.view.block, file.shapes[route.view.block].scopes[route.view.scope].span)
        selection = file.absolute(route.view.block, route.view.span)
        name = f"{', '.join(route.methods) or '?'} {route.rule}"
        group = groups.setdefault(route.endpoint.rpartition(".")[0], {})
        group.setdefault(
            (name, route.endpoint),
            Symbol(name=name, detail=route.endpoint, kind="route", span=whole, selection=selection),
        )
    found: list[Symbol] = []
    for blueprint, routes in sorted(groups.items()):
        children = tuple(sorted(routes.values(), key=lambda each: (each.span, each.name)))
        if not blueprint:
            found += children
            continue
        first, last = min(each.span.start for each in children), max(each.span.end for each in children)
        found.append(
            Symbol(
                name=blueprint,
                detail="blueprint",
                kind="blueprint",
                span=children[0].span._replace(start=first, end=last),
                selection=children[0].selection,
                children=children,
            )
        )
    return found
