"""The route map of real applications, held against what they registered when they ran."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask_ls.project.files import DiskFiles, find_files
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from test_corpus import unpacked

pytestmark = pytest.mark.corpus
TRUTH = Path(__file__).with_name("routes")
# Distribution and version, the folder of the application in it, and the score that is held:
# rules that are exact, and rules whose view is found in its place.
APPLICATIONS = {
    ("flask", "3.1.3"): ("examples/tutorial", 1.0, 1.0),
    # Whether an optional package is installed decides about one rule: both of its forms are listed as not certain.
    ("httpbin", "0.10.4"): (".", 1.0, 1.0),
    ("ihatemoney", "7.2.1"): (".", 1.0, 1.0),
    ("alerta-server", "9.1.0"): (".", 1.0, 1.0),
}


@pytest.mark.parametrize(("name", "version"), APPLICATIONS)
def test_the_map_is_that_of_the_running_application(name: str, version: str) -> None:
    """Rules, endpoints and methods, and the places of views; what is said to be certain is in the application."""
    folder, exact, located = APPLICATIONS[name, version]
    root = unpacked(name, version) / folder
    source = DiskFiles()
    texts = {path: source.read(path) for path in find_files(str(root))}
    found = route_map(Project.empty((str(root),)).with_files(texts))
    truth = json.loads((TRUTH / f"{name}.json").read_text(encoding="utf-8"))
    wanted = {(row["rule"], row["endpoint"], tuple(row["methods"])) for row in truth}
    main = max(
        range(len(found.applications)),
        key=lambda app: sum((each.rule, each.endpoint, each.methods) in wanted for each in _of(found.routes, app)),
    )
    routes = _of(found.routes, main)
    said = {(route.rule, route.endpoint, route.methods) for route in routes}
    assert exact <= len(wanted & said) / len(wanted), sorted(wanted - said)
    places = {(route.rule, *_place(root, route)) for route in routes}
    right = [row for row in truth if (row["rule"], *row["place"]) in places]
    assert located <= len(right) / len(truth), [row for row in truth if row not in right]
    names = {(row["rule"], row["endpoint"]) for row in truth}
    own = [route for route in routes if route.certain and route.view is not None]
    assert [] == [(route.rule, route.endpoint) for route in own if (route.rule, route.endpoint) not in names]


def _of(routes: tuple[Route, ...], app: int) -> list[Route]:
    return [route for route in routes if route.app == app]


def _place(root: Path, route: Route) -> tuple[str, int]:
    if route.view is None:
        return "", 0
    text = Path(route.view.path).read_text(encoding="utf-8")
    source = Project.empty((str(root),)).with_files({route.view.path: text}).python(route.view.path)
    assert source is not None
    line = source.lines.line_of(source.absolute(route.view.block, route.view.span).start) + 1
    return Path(route.view.path).relative_to(root).as_posix(), line
