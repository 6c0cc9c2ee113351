"""# blueprint-not-registered

## What it does
Finds blueprints with routes that no application of the project registers.

## Why is this bad?
Every route of the blueprint answers `404 NOT FOUND`, and `url_for` with one of its endpoints raises `BuildError`. Nothing
is said where blueprints may be registered in a way that cannot be seen: in a loop over what is found at run time, by
something that the application is handed to, or in another project.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
auth = Blueprint("auth", __name__)


@auth.route("/login")
def login():
    return "login"
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
auth = Blueprint("auth", __name__)


@auth.route("/login")
def login():
    return "login"


app.register_blueprint(auth)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import component, mentions
from flask_ls.project.meaning import Known, Site
from flask_ls.project.resolve import resolve
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Report, Rule, is_test
from flask_ls.rules.views import absolute
from flask_ls.syntax.shape import Ref, last_name

RULE = Rule(
    code="FLK502",
    name="blueprint-not-registered",
    severity="warning",
    summary="A blueprint with routes is registered nowhere",
    docs="https://flask.palletsprojects.com/en/stable/blueprints/#registering-blueprints",
    words=("Blueprint",),
)
_FOUND_AT_RUN_TIME = re.compile(
    r"\bimport_module\b|\bimport_string\b|\bfind_modules\b|\bwalk_packages\b|\biter_modules\b|__import__|\bentry_points\b"
    r"|\bimportlib\b|\bexec\(|\bdef register_blueprint\b"
)


def check(project: Project) -> Iterator[Report]:
    by_blueprint: dict[Site, list[Route]] = {}
    for route in route_map(project).loose:
        made = _made(project, route)
        if made is not None and not is_test(project, made.path):
            by_blueprint.setdefault(made, []).append(route)
    for made, routes in by_blueprint.items():
        app = _application(project, made)
        if app is not None:
            name = routes[0].endpoint.rpartition(".")[0]
            count = f"its {len(routes)} routes answer" if len(routes) > 1 else f"its route `{routes[0].rule}` answers"
            path, span = absolute(project, made)
            yield Report(
                path=path,
                span=span,
                message=f"The blueprint `{name}` is registered on no application: {count} `404 NOT FOUND`. Call "
                "`register_blueprint` with it.",
                related=((*absolute(project, app), "The application is made here"),),
            )


def _made(project: Project, route: Route) -> Site | None:
    """The call that makes the blueprint which a route is added to."""
    file = project.python(route.registered.path) if route.registered is not None else None
    if route.registered is None or file is None:
        return None
    for site in file.shapes[route.registered.block].calls:
        if site.call.span == route.registered.span and isinstance(site.call.func, Ref):
            owner = Ref(site.call.func.parts[:-1], site.call.func.span)
            meaning = resolve(project, file, route.registered.block, site.scope, owner) if owner.parts else None
            if isinstance(meaning, Known) and meaning.type == "flask.Blueprint":
                return meaning.site
    return None


def _application(project: Project, made: Site) -> Site | None:
    """Where an application that should have registered a blueprint is made; None where something else may register it."""
    found = route_map(project)
    connected = component(project, made.path)
    paths = {file.path for file in connected}
    apps = [app for app in found.applications if app.path in paths and not app.in_tests]
    if not apps or any(app.open for app in apps) or mentions(project, made.path, _FOUND_AT_RUN_TIME):
        return None
    if any(not mount.certain and "…" in mount.name for mount in found.mounts):
        return None
    followed = {
        (mount.registered.path, mount.registered.block, mount.registered.span)
        for mount in found.mounts
        if mount.registered
    }
    for file in connected:
        if "register" not in file.text or is_test(project, file.path):
            continue
        for block, site in file.calls():
            func = site.call.func
            last = last_name(func)
            if (
                last in ("register_blueprint", "register_blueprints")
                and (file.path, block, site.call.span) not in followed
            ):
                return None
    return apps[0].made
