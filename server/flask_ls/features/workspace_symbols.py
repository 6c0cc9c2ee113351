"""Find a view anywhere by its URL, its endpoint or its name."""

from __future__ import annotations

from flask_ls.features.places import views
from flask_ls.features.results import WorkspaceSymbol
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map

_MOST = 200


def workspace_symbols(project: Project, query: str) -> list[WorkspaceSymbol]:
    """The routes whose rule, endpoint or view contains what was typed, letters in their order; best first."""
    wanted = query.lower()
    found: list[tuple[int, WorkspaceSymbol]] = []
    shown = route_map(project)
    for route in shown.routes:
        rank = min(_rank(wanted, text.lower()) for text in (route.rule, route.endpoint, route.view_name))
        places = views(project, [route]) if rank < _NEVER else []
        if places:
            name = f"{', '.join(route.methods) or '?'} {route.rule}"
            container = f"{route.endpoint} · {shown.applications[route.app].name}"
            found.append((rank, WorkspaceSymbol(name=name, container=container, location=places[0])))
    found.sort(key=lambda each: each[0])
    return list(dict.fromkeys(symbol for _, symbol in found))[:_MOST]


_NEVER = 9


def _rank(wanted: str, text: str) -> int:
    if text.startswith(wanted):
        return 0
    if wanted in text:
        return 1
    rest = iter(text)
    return 2 if all(letter in rest for letter in wanted) else _NEVER
