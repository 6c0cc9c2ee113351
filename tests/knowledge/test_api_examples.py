"""Every example of an API entry runs on the installed packages, where a person would write it."""

from __future__ import annotations

import importlib
import io
import re
import sys
import textwrap
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import flask
import pytest
from flask_ls.knowledge import api
from werkzeug.exceptions import HTTPException

ENTRIES = [each for each in api.entries() if each.example]
# Where the names come from that examples use without importing them.
IMPORTS = (
    "flask", "flask.views", "flask.cli", "flask.json.provider", "flask.json.tag", "flask.sessions", "flask.testing",
    "werkzeug.exceptions", "werkzeug.routing", "werkzeug.security", "werkzeug.utils", "werkzeug.datastructures",
    "werkzeug.middleware.proxy_fix", "werkzeug.middleware.dispatcher", "markupsafe", "blinker", "flask_assets",
    "sqlalchemy.orm", "flask_sqlalchemy", "flask_migrate", "flask_login", "flask_wtf", "flask_wtf.csrf", "wtforms", "wtforms.validators",
    "flask_restful", "flask_restful.reqparse", "flask_mail", "flask_cors", "flask_limiter", "flask_limiter.util",
    "flask_apscheduler", "flask_sitemap", "flask_flatpages", "flask_babel", "flask_socketio",
    "flask_principal", "flask_jwt_extended", "flask_uploads", "datetime", "click", "os", "json", "tomllib",
)  # fmt: skip
# These examples end with an error that answers the request.
RAISES = {"flask.abort", "werkzeug.exceptions.TooManyRequests", "werkzeug.datastructures.Authorization"}
# These define a database or its models anew.
FRESH = {"flask_sqlalchemy.SQLAlchemy", "flask_sqlalchemy.SQLAlchemy.Model", "flask_login.UserMixin"}


@cache
def imported() -> dict[str, Any]:
    """Everything public of the modules that examples are about."""
    names: dict[str, Any] = {}
    for module in IMPORTS:
        found = vars(importlib.import_module(module))
        names |= {name: value for name, value in found.items() if not name.startswith("_") and name not in names}
        names[module.partition(".")[0]] = importlib.import_module(module.partition(".")[0])
    return names | {"datetime": importlib.import_module("datetime").datetime, "__name__": "example"}


def application(folder: Path, names: dict[str, Any]) -> flask.Flask:
    """An application with rules, a command, templates and files."""
    for name in ("user.html", "index.html", "404.html", "500.html"):
        (folder / "templates").mkdir(exist_ok=True)
        (folder / "templates" / name).write_text("{{ user }}")
    for name in ("report.pdf", "config.py", "a.txt"):
        (folder / name).write_text("")
    (folder / "config.toml").write_text("KEY = 1")
    app = flask.Flask("example", root_path=str(folder), instance_path=str(folder))
    app.config.update(
        SECRET_KEY="x" * 40, SQLALCHEMY_DATABASE_URI="sqlite://", UPLOAD_FOLDER=str(folder), TESTING=True,
        UPLOADED_PHOTOS_DEST=str(folder), WTF_CSRF_ENABLED=False, MAIL_DEFAULT_SENDER="me@example.com",
    )  # fmt: skip
    app.add_url_rule("/", "index", lambda: "Hello", methods=["GET", "POST", "PUT"])
    app.add_url_rule("/user/<username>", "show_user", lambda username: username)
    app.add_url_rule("/post/<int:post_id>", "post", lambda post_id: "Hello")
    app.cli.command("init-db")(lambda: names["click"].echo("done"))
    names["LoginManager"](app).user_loader(lambda user_id: None)
    names["Babel"](app)
    names["JWTManager"](app)
    return app


def database(app: flask.Flask, names: dict[str, Any]) -> dict[str, Any]:
    """A database with a user in it."""
    db = names["SQLAlchemy"](app)

    class User(names["UserMixin"], db.Model):  # type: ignore[misc, name-defined]
        id = db.Column(db.Integer, primary_key=True)
        name = db.Column(db.String(80))
        age = db.Column(db.Integer)
        password_hash = db.Column(db.String(200))
        posts = db.relationship("Post")

    class Post(db.Model):  # type: ignore[misc, name-defined]
        id = db.Column(db.Integer, primary_key=True)
        user_id = db.Column(db.ForeignKey("user.id"))

    with app.app_context():
        db.create_all()
        db.session.add(User(id=1, name="john", age=20, password_hash=names["generate_password_hash"]("x")))
        db.session.commit()
    return {"db": db, "User": User, "Post": Post}


def surroundings(folder: Path, entry: api.ApiEntry) -> dict[str, Any]:
    """What an example takes for granted."""
    names = dict(imported())
    app, other = application(folder, names), flask.Flask("other")
    other.add_url_rule("/", "index", lambda: "Hello")
    if entry.name in FRESH:
        names["db"] = names["SQLAlchemy"]()
    elif re.search(r"\b(?:db|[Uu]ser|page)\b", entry.example):
        names |= database(app, names)
    form = type("Filled", (names["FlaskForm"],), {"name": names["StringField"](), "remember": names["BooleanField"]()})
    return names | {
        "app": app, "bp": flask.Blueprint("bp", "example", root_path=str(folder)), "client": app.test_client(),
        "response": other.test_client().get("/"), "form_class": form, "folder": folder, "name": "a.txt", "password": "x",
        "user_id": 1, "post": None, "login_manager": names["LoginManager"](), "mail": names["Mail"](app),
        "limiter": names["Limiter"](names["get_remote_address"], app=app), "scheduler": names["APScheduler"](),
        "sitemap": names["Sitemap"](), "socketio": names["SocketIO"](app), "assets": names["Environment"](app),
        "connect": lambda: None, "get_locale": lambda: "en", "create_app": lambda: app, "load": lambda key: None,
        "store": lambda value: None, "admin_app": app, "Users": type("Users", (names["Resource"],), {}),
        "UserList": type("UserList", (names["MethodView"],), {}), "TagSet": type("TagSet", (names["JSONTag"],), {"key": " s", "check": lambda self, value: False}),
        "ListConverter": type("ListConverter", (names["BaseConverter"],), {}), "date": importlib.import_module("datetime").date,
        "orjson": SimpleNamespace(dumps=lambda value: b"", loads=lambda text: None), **{n: getattr(flask, n) for n in HANDY},
    }  # fmt: skip


# Other modules have something else under these names.
HANDY = ("g", "redirect", "abort", "url_for", "request", "session", "current_app", "Response", "json", "send_file")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: each.name)
def test_example_runs(entry: api.ApiEntry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An example is the body of a function that runs while a request is answered."""
    names = surroundings(tmp_path, entry)
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("APP_SETTINGS", str(tmp_path / "config.py"))
    config = ModuleType("config")
    monkeypatch.setattr(config, "ProductionConfig", type("ProductionConfig", (), {}), raising=False)
    monkeypatch.setitem(sys.modules, "config", config)
    monkeypatch.setattr("flask.Flask.run", lambda self, **options: None)
    data = {"photo": (io.BytesIO(b"x"), "a.png"), "name": "john"}
    with names["app"].test_request_context("/?page=1&name=John", method="POST", data=data):
        names |= {"file": flask.request.files["photo"], "form": names["form_class"](), "error": names["NotFound"]()}
        if "User" in names:
            user = names["User"]
            names |= {"user": user.query.first(), "page": names["db"].paginate(names["db"].select(user))}
        source = f"def example():\n{textwrap.indent(entry.example, '    ')}"
        exec(compile(source, entry.name, "exec"), names)
        if entry.name in RAISES:
            with pytest.raises(HTTPException):
                names["example"]()
        else:
            names["example"]()


@pytest.mark.parametrize("converter", api.converters(), ids=lambda each: each.name)
def test_example_of_a_converter_runs(converter: api.Converter) -> None:
    """The rule that shows a converter is one that Flask takes."""
    names = {"app": flask.Flask("example")}
    exec(f"{converter.example}\ndef view(**values): return ''", names)
    assert "view" in names["app"].view_functions
