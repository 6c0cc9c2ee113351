"""The route map against Flask itself: each program is run in a process of its own, and followed without running it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask_ls.project.routes import RouteMap
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from route_programs import PROGRAMS, files_of
from route_programs_more import MORE

_DUMP = """
import importlib, json, sys
sys.path.insert(0, "")
module = importlib.import_module("app")
app = getattr(module, "app", None)
if app is None:
    app = module.create_app()
rows = []
for rule in app.url_map.iter_rules():
    rows.append([rule.rule, rule.endpoint, sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})])
print(json.dumps(sorted(rows)))
"""


def followed(text: str) -> RouteMap:
    files = {f"/project/{path}": content for path, content in files_of(text).items()}
    return route_map(Project.empty(("/project",)).with_files(files))


def rows(found: RouteMap) -> list[list[object]]:
    return sorted([route.rule, route.endpoint, list(route.methods)] for route in found.routes)


ALL = PROGRAMS | MORE

# A factory that does not look like one, so that only its name tells.
_UNSEEN = """
    -- pkg/site.py --
    from flask import Flask

    def made(cls):
        app = cls(__name__, static_folder=None)
        app.add_url_rule("/", "index", lambda: "")
        return app

    def launch():
        return made(Flask)
    """


@pytest.mark.parametrize(
    ("name", "text", "rules"),
    [
        (".flaskenv", "FLASK_APP=pkg.site:launch", ["/"]),
        (".flaskenv", 'export FLASK_APP="pkg/site.py:launch()" # here\nFLASK_DEBUG=1', ["/"]),
        (".env", "SECRET=x\n FLASK_APP = 'pkg.site:launch(1)'\r\n", ["/"]),
        (".flaskenv", "#FLASK_APP=pkg.site:launch", []),
        (".flaskenv", "MY_FLASK_APP=pkg.site:launch", []),
        (".flaskenv", "FLASK_APP=nothing:launch", []),
        ("pkg/.flaskenv", "FLASK_APP=pkg.site:launch", []),
        ("pyproject.toml", '[tool.flask-ls]\napp = "pkg.site:launch()"', ["/"]),
    ],
)
def test_the_application_that_is_named(name: str, text: str, rules: list[str]) -> None:
    """`[tool.flask-ls] app`, or `FLASK_APP` in the root's `.env` or `.flaskenv`, names the factory, as a module or file."""
    files = {f"/project/{path}": content for path, content in files_of(_UNSEEN).items()}
    found = route_map(Project.empty(("/project",)).with_files({**files, f"/project/{name}": text}))
    assert rules == [route.rule for route in found.routes]


@pytest.mark.parametrize("name", ALL)
def test_the_map_is_what_flask_has(name: str, tmp_path: Path) -> None:
    """Every rule, endpoint and method of the running application, all of them certain, and no other."""
    for path, content in files_of(ALL[name]).items():
        tmp_path.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
        tmp_path.joinpath(path).write_text(content, encoding="utf-8")
    ran = subprocess.run([sys.executable, "-c", _DUMP], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "" == ran.stderr
    found = followed(ALL[name])
    assert json.loads(ran.stdout) == rows(found)
    assert [] == [(route.rule, route.reason) for route in found.routes if not route.certain]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            """
            import os
            from flask import Flask
            app = Flask(__name__, static_folder=None)

            @app.route(os.environ["PREFIX"] + "/x")
            def x():
                return ""
            """,
            [("…/x", "x", "`os.environ` is known at run time alone, app.py:5")],
            id="a rule from the environment",
        ),
        pytest.param(
            """
            import os
            from flask import Blueprint, Flask
            app = Flask(__name__, static_folder=None)
            bp = Blueprint("bp", __name__)

            @bp.route("/x")
            def x():
                return ""

            app.register_blueprint(bp, url_prefix=os.getenv("PREFIX"))
            """,
            [("…/x", "bp.x", "`os.getenv(…)` is computed at run time, app.py:10")],
            id="a prefix from the environment",
        ),
        pytest.param(
            """
            import os
            from flask import Flask
            app = Flask(__name__, static_folder=None)

            if os.getenv("EXTRA"):
                @app.route("/x")
                def x():
                    return ""
            """,
            [("/x", "x", "only under a condition, app.py:5")],
            id="under a condition",
        ),
        pytest.param(
            """
            import os
            from flask import Flask
            app = Flask(__name__, static_folder=None)

            def more(app):
                if os.getenv("OFF"):
                    return
                app.add_url_rule("/x", "x", print)

            more(app)
            """,
            [("/x", "x", "only under a condition, app.py:6")],
            id="after an early return",
        ),
        pytest.param(
            """
            from flask import Blueprint
            bp = Blueprint("bp", __name__)

            @bp.route("/x")
            def x():
                return ""
            """,
            [("/x", "bp.x", "the blueprint `bp` is not registered on an application that is known")],
            id="a blueprint that nothing registers",
        ),
        pytest.param(
            """
            -- app/__init__.py --
            from flask import Flask
            app = Flask(__name__, static_folder=None)
            -- app/forgotten.py --
            from app import app

            @app.route("/x")
            def x():
                return ""
            """,
            [("/x", "x", "nothing that is known imports app/forgotten.py")],
            id="a module that nothing imports",
        ),
    ],
)
def test_what_is_not_certain_says_why(text: str, expected: list[tuple[str, str, str]]) -> None:
    """A route of which something cannot be known is listed with what is known, and with the reason and its place."""
    found = followed(text)
    routes = [*found.routes, *found.loose]
    assert expected == [(route.rule, route.endpoint, route.reason) for route in routes if not route.certain]


@pytest.mark.parametrize(
    "text",
    [
        "from flask import Blueprint\nbp = Blueprint('a', __name__)\nbp.register_blueprint(bp)\n",
        "from flask import Flask\nclass A(A): pass\nx = A()\nx.x = x\n",
        "from flask import Flask\ndef f(*a): return f(*a)\napp = f(Flask(__name__))\n",
        "from flask import Flask\nl = [1]\nfor x in l:\n    l.append(x)\n",
        "from flask import Flask\nwhile True:\n    app = Flask(__name__)\n",
        "from flask import *\nfrom .app import *\nfrom app import app\n",
        "from flask import Flask\napp = Flask(__name__)\n@app.route(\ndef x(): pass\n",
        "from flask import Flask\n(a, *b), c = Flask\nx[0] = y = {}\nx += 1\ndel x\nmatch x:\n    case [y]: z = 1\n",
        "from flask import Flask\nx = " + "[" * 90 + "]" * 90 + "\n",
        "from flask import Flask\ntry:\n    raise E\nexcept E:\n    app = Flask()\nelse:\n    pass\nfinally:\n    app.route()()\n",
        "import flask\nflask.Flask()\nflask.Blueprint().register()\nflask.Flask(1, *x, **y).route(*x)(**y)\n",
        "from flask.views import MethodView\nMethodView.as_view()\nsuper().x()\nclass V(MethodView, int): pass\nV().as_view(V)\n",
    ],
)
def test_strange_programs_are_survived(text: str) -> None:
    """Circles, nonsense and half-typed code give some map, never an error."""
    assert isinstance(followed(text), RouteMap)


def test_a_setting_names_the_application() -> None:
    """A factory that nothing calls and that is not called like one is followed where `pyproject.toml` names it."""
    text = """
        -- site/start.py --
        import flask
        def assemble(kind):
            return kind(__name__)
        def begin(kind=flask.Flask):
            return assemble(kind)
        -- pyproject.toml --
        [tool.flask-ls]
        app = "start:begin()"
        """
    assert ["static"] == [route.endpoint for route in followed(text).routes]
    assert () == followed(text.replace("begin()", "other()")).routes


def test_a_keystroke_in_a_view_keeps_the_map() -> None:
    """What is typed in a view moves the places of the map and follows nothing again; a new rule is seen."""
    text = files_of(PROGRAMS["a factory with routes inside and a helper"])["app.py"]
    project = Project.empty(("/project",)).with_files({"/project/app.py": text})
    before = route_map(project)
    at = text.index('return ""')
    typed = text[:at] + "x = [lambda y: y]\n        " + text[at:]
    edited = project.with_files({"/project/app.py": typed})
    assert edited.memory is project.memory
    from flask_ls.project import url_map

    followed_again: list[Project] = []
    kept = url_map._evaluated
    url_map._evaluated = lambda each: followed_again.append(each) or kept(each)  # type: ignore[assignment, func-returns-value]
    try:
        carried = route_map(edited)
        assert [] == followed_again
        anew = route_map(Project.empty(("/project",)).with_files({"/project/app.py": typed}))
        assert anew == carried
        assert before != carried
        renamed = edited.with_files({"/project/app.py": typed.replace("/again", "/other")})
        assert "/helper/other" in [route.rule for route in route_map(renamed).routes]
    finally:
        url_map._evaluated = kept


def test_what_something_unknown_gets_hold_of_is_open() -> None:
    """An application, and of its blueprints the one that is handed over."""
    found = followed("""\
-- app.py --
from company import Api
from flask import Blueprint, Flask
app = Flask(__name__)
one, other = Blueprint("one", __name__), Blueprint("other", __name__)
Api(one)
app.register_blueprint(one)
app.register_blueprint(other)
""")
    assert found.applications[0].open
    assert [("one", True), ("other", False)] == [(mount.name, bool(mount.open)) for mount in found.mounts]


def test_every_registration_is_a_mount() -> None:
    """Also where two of them say the same; one that is followed twice is one."""
    found = followed("""\
-- app.py --
from flask import Blueprint, Flask
bp = Blueprint("b", __name__)
def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp)
    app.register_blueprint(bp)
    return app
one, other = create_app(), create_app()
""")
    assert ["b", "b"] == [mount.name for mount in found.mounts]
