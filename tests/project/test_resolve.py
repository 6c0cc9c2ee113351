"""Name resolution: through imports, aliases, factories and other files, never by the bare word."""

from __future__ import annotations

import pytest
from flask_ls.project.meaning import Known
from flask_ls.project.resolve import resolve
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span
from marks import parse

CASES = [
    ("from flask import request as req\nreq", "req", "flask.request", "flask.Request"),
    ("import flask\nx", "flask.request.args", "flask.Request.args", "werkzeug.datastructures.MultiDict"),
    ("import flask as f\napp = f.Flask(__name__)", "app.run", "flask.Flask.run", None),
    ("from flask import Flask\napp = Flask(__name__)", "app.config", "flask.Flask.config", "flask.Config"),
    ("from flask import Blueprint\nbp = Blueprint('b', __name__)", "bp", "flask.Blueprint", "flask.Blueprint"),
    ("from flask import Flask\nclass My(Flask):\n    pass\napp = My(__name__)", "app", "flask.Flask", "flask.Flask"),
    ("from flask import Flask\ndef make():\n    app = Flask(__name__)\n    return app\napp = make()", "app", "flask.Flask", "flask.Flask"),
    ("from flask import Flask\napp = None\napp = Flask(__name__)", "app", "flask.Flask", "flask.Flask"),
    ("-- app.py --\nfrom pkg import app\n-- pkg/__init__.py --\nfrom .core import app\n-- pkg/core.py --\nfrom flask import Flask\napp = Flask(__name__)\n", "app", "flask.Flask", "flask.Flask"),
    ("-- app.py --\nfrom names import *\n-- names.py --\nfrom flask import session\n", "session", "flask.session", "flask.sessions.SecureCookieSession"),
    ("-- app.py --\nimport pkg.core\n-- pkg/core.py --\nfrom flask import Flask\napp = Flask(__name__)\n", "pkg.core.app", "flask.Flask", "flask.Flask"),
    ("from flask.helpers import url_for", "url_for", "flask.url_for", None),
    ("from flask import make_response\nr = make_response('')", "r.set_cookie", "flask.Response.set_cookie", None),
    ("from flask import current_app", "current_app.logger", "flask.Flask.logger", None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name", "meaning", "type_"), CASES)
def test_known(source: str, name: str, meaning: str, type_: str | None) -> None:
    """A name means what Python would find under it."""
    found = _resolve(source, name)
    assert isinstance(found, Known), found
    assert (meaning, type_) == (found.name, found.type)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("request = object()", "request"),
        ("x = 1", "request"),
        ("import other\nfrom flask import Flask\napp = Flask(__name__) if other else other.make()", "other.x.y.run"),
        ("from flask import request\nrequest = make()", "request.args"),
        ("from a import app\n-- a.py --\nfrom app import app\n", "app"),
    ],
)
def test_not_flask(source: str, name: str) -> None:
    """A name that is not Flask's, or not certain to be, has no meaning of Flask's; circles end."""
    found = _resolve(source, name)
    assert not (isinstance(found, Known) and found.name.startswith("flask."))


def test_a_parameter_hides_the_import() -> None:
    """Inside a function its parameter is meant; with an annotation, an instance of that class."""
    fixture = parse("from flask import request, Flask\ndef f(request, app: Flask):\n    pass\n")
    file = fixture.project.python(fixture.path)
    assert file is not None
    hidden = resolve(fixture.project, file, 1, 1, Ref(("request", "args"), Span(0, 0)))
    annotated = resolve(fixture.project, file, 1, 1, Ref(("app", "run"), Span(0, 0)))
    assert not isinstance(hidden, Known)
    assert isinstance(annotated, Known) and annotated.name == "flask.Flask.run"


def _resolve(source: str, name: str) -> object:
    fixture = parse(source)
    file = fixture.project.python(fixture.path)
    assert file is not None
    return resolve(fixture.project, file, 0, 0, Ref(tuple(name.split(".")), Span(0, 0)))
