"""The route map: the applications of a workspace as Flask will see them, read off the source without running it.

What is said here is plain data; `route_map` is the one way to it. Where a part of a route cannot be known the route
is still listed with what is known, `certain` is false and `reason` says why, for people.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_ls.project.meaning import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One rule of an application's `url_map`.

    `rule` is the whole rule, prefixes included; `endpoint` the whole endpoint, blueprint names included. `methods` is
    without the `HEAD` and `OPTIONS` that Flask adds, sorted; empty where it cannot be known. A part that cannot be
    known stands as `…` in `rule` and `endpoint`.
    `view`: the function or class that answers, its `scope` being the scope that it opens; None where there is none in
    the project (a library's view, the static route). `registered`: the call or decorator that adds it.
    `rule_text`: the string literal that the rule, or its last part, is written as; `endpoint_text`: the one that
    names the endpoint, where one does.
    """

    app: int  # the index of its application in `RouteMap.applications`
    rule: str
    endpoint: str
    methods: tuple[str, ...]
    view: Site | None
    view_name: str
    registered: Site | None
    rule_text: Site | None = None
    endpoint_text: Site | None = None
    defaults: tuple[str, ...] = ()  # the names of the URL values that `defaults=` gives
    subdomain: str = ""
    host: str = ""
    build_only: bool = False
    strict_slashes: bool | None = None
    certain: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueprintMount:
    """One registration of a blueprint on an application. `name` is dotted where it is nested.

    `made` is the call that makes the blueprint, `registered` the one that registers it; `prefix` is the whole prefix.
    `name_text`: the string literal that names it.
    `template_folder` and `static_folder` are absolute paths, None where it has none or where it cannot be known.
    `open`: why the blueprint may have routes that are not in the map, empty where all are known.
    """

    app: int
    name: str
    prefix: str
    made: Site | None
    registered: Site | None
    name_text: Site | None = None
    template_folder: str | None = None
    static_folder: str | None = None
    static_url: str = ""  # the rule of its static files without `/<path:filename>`, empty where it has none
    open: str = ""
    certain: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application. `name` is what a person would give to `flask --app`: `pkg:create_app()`, `app:app`.

    `made` is the call that makes it. `path` is the absolute path of the file it stands in. `open`: why routes may
    exist that are not in the map, empty where the map is complete. `template_folder`, `static_folder`: absolute paths.
    """

    name: str
    path: str
    made: Site | None
    template_folder: str | None = None
    static_folder: str | None = None
    static_url: str = ""
    in_tests: bool = False
    open: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteMap:
    """Every application with its routes and blueprints. Routes are sorted by application, rule and endpoint.

    `loose`: routes on blueprints that no application is known to register; their `app` is -1, never certain.
    """

    applications: tuple[Application, ...] = ()
    routes: tuple[Route, ...] = ()
    mounts: tuple[BlueprintMount, ...] = ()
    loose: tuple[Route, ...] = ()
