"""The request `flask-ls/routes`, and the notification that its answer has changed. See `docs/PROTOCOL.md`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from flask_ls.lsp.worker import BACKGROUND

if TYPE_CHECKING:
    from flask_ls.lsp.convert import Positions
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.project.meaning import Site
    from flask_ls.project.routes import RouteMap
    from flask_ls.project.snapshot import Project

_QUIET = 0.6  # seconds without a change before the map is looked at again


def register(server: FlaskLanguageServer) -> None:
    """Register the request."""

    @server.feature("flask-ls/routes")
    async def routes(ls: FlaskLanguageServer, params: Any) -> dict[str, Any]:
        session = ls.session
        try:
            await asyncio.wait_for(session.followed.wait(), 30)
        except asyncio.TimeoutError:
            return {"applications": []}
        project, positions = session.project, session.positions
        session.routes_asked = True
        return await ls.answer("routes", "", lambda: _tree(ls, project, positions), {"applications": []})


async def watch(ls: FlaskLanguageServer) -> None:
    """Tell the client, as long as the server runs, when other routes than before are there."""
    session = ls.session
    await session.followed.wait()
    last: object = None
    while True:
        generation, project = session.generation, session.project
        now = await ls.answer("routes", "", lambda project=project: _content(project), None, BACKGROUND)  # type: ignore[misc]
        if now is not None and now != last:
            # Who has asked before this first look may have been told of an older map.
            if last is not None or session.routes_asked:
                _tell(ls)
            last = now
        if session.generation == generation:
            await session.change()
        while await _changes_soon(ls):
            pass


async def _changes_soon(ls: FlaskLanguageServer) -> bool:
    """Whether something changes within a short time: somebody is typing."""
    try:
        await asyncio.wait_for(ls.session.change(), _QUIET)
    except asyncio.TimeoutError:
        return False
    return True


def _tell(ls: FlaskLanguageServer) -> None:
    if ls.session.wants_routes:
        ls.protocol.notify("flask-ls/routesChanged", {})
    if ls.can("workspace.code_lens.refresh_support"):
        ls.spawn(ls.ask("workspace/codeLens/refresh", ls.workspace_code_lens_refresh_async(None), 10))
    if ls.can("workspace.inlay_hint.refresh_support"):
        ls.spawn(ls.ask("workspace/inlayHint/refresh", ls.workspace_inlay_hint_refresh_async(None), 10))


def _content(project: Project) -> object:
    """What of the map a person sees, without places."""
    found = _map(project)
    return (
        [(app.name, app.open) for app in found.applications],
        [(each.app, each.rule, each.endpoint, each.methods, each.view_name, each.certain) for each in found.routes],
    )


def _map(project: Project) -> RouteMap:
    from flask_ls.project.url_map import route_map

    return route_map(project)


def _tree(ls: FlaskLanguageServer, project: Project, positions: Positions) -> dict[str, Any]:
    from flask_ls.lsp.answers import lines_of

    def place(site: Site | None) -> tuple[str | None, dict[str, Any] | None]:
        file = project.python(site.path) if site is not None else None
        lines = lines_of(project, site.path) if site is not None else None
        if site is None or file is None or lines is None:
            return None, None
        found = positions.range(lines, file.absolute(site.block, site.span))
        start, end = ({"line": each.line, "character": each.character} for each in (found.start, found.end))
        return ls.session.uri(site.path), {"start": start, "end": end}

    found = _map(project)
    applications = []
    for number, app in enumerate(found.applications):
        uri, where = place(app.made)
        routes = []
        for route in found.routes:
            if route.app == number:
                view_uri, view_range = place(route.view or route.registered)
                routes.append(
                    {
                        "rule": route.rule,
                        "endpoint": route.endpoint,
                        "blueprint": route.endpoint.rpartition(".")[0],
                        "methods": list(route.methods),
                        "view": route.view_name,
                        "uri": view_uri,
                        "range": view_range,
                        "certain": route.certain,
                        "reason": route.reason or None,
                    }
                )
        applications.append(
            {
                "name": app.name,
                "uri": uri,
                "range": where,
                "open": app.open or None,
                "inTests": app.in_tests,
                "routes": routes,
            }
        )
    return {"applications": applications}
