"""A route map survives being written down."""

from __future__ import annotations

import json

import pytest
from flask_ls.project.meaning import Site
from flask_ls.project.routes import Application, BlueprintMount, Route, RouteMap
from flask_ls.project.routes_json import from_json, to_json
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.text.spans import Span

SITE = Site(path="/p/é.py", block=3, span=Span(4, 9), scope=2)
FULL = RouteMap(
    applications=(
        Application(
            name="p:app", path="/p/é.py", made=SITE, template_folder="/p/t", static_folder="/p/s", static_url="/s",
            in_tests=True, open="one more",
        ),
        Application(name="q", path="/q.py", made=None),
    ),
    routes=(
        Route(
            app=0, rule="/…/<int:n>", endpoint="a.b", methods=("GET", "POST"), view=SITE, view_name="b", registered=SITE,
            rule_text=SITE, endpoint_text=SITE, defaults=("n",), subdomain="x", host="h", build_only=True,
            strict_slashes=False, certain=False, reason="who knows",
        ),
        Route(app=1, rule="", endpoint="", methods=(), view=None, view_name="", registered=None),
    ),
    mounts=(
        BlueprintMount(
            app=0, name="a.b", prefix="/a", made=SITE, registered=SITE, name_text=SITE, template_folder="/t",
            static_folder="/s", static_url="/a/s", open="more", certain=False, reason="so",
        ),
    ),
    loose=(Route(app=-1, rule="/", endpoint="x", methods=("GET",), view=SITE, view_name="x", registered=None),),
)  # fmt: skip


@pytest.mark.parametrize("found", [FULL, RouteMap()], ids=["everything", "nothing"])
def test_every_part_comes_back(found: RouteMap) -> None:
    """Whatever fields are set."""
    assert found == from_json(json.loads(json.dumps(to_json(found))))


def test_a_real_map_comes_back() -> None:
    """With the kinds of text that following a project makes."""
    text = "from flask import Flask\napp = Flask(__name__)\nfor n in 'ab':\n    app.add_url_rule(f'/{n}', n, print)\n"
    found = route_map(Project.empty(("/p",)).with_files({"/p/app.py": text}))
    assert len(found.routes) >= 2
    assert found == from_json(json.loads(json.dumps(to_json(found))))


@pytest.mark.parametrize("content", [{}, {"paths": [], "routes": [{}]}, {"paths": 3}])
def test_anything_else_is_refused(content: dict[str, object]) -> None:
    """With an error that the cache knows."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(content)
