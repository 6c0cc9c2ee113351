"""Whole applications that somebody types with nothing but snippets, run on real Flask.

What a test does besides typing is what a person does besides typing: start the application, visit it, look at it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typist import Entry, Typist


@pytest.fixture()
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typist]:
    """An empty project, whose modules can be imported until the test ends."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "only-for-tests")
    yield Typist(tmp_path)
    for name, module in list(sys.modules.items()):
        if str(tmp_path) in (getattr(module, "__file__", None) or ""):
            del sys.modules[name]


def test_session_login(task: Typist) -> None:
    """A visitor logs in by name and password, is greeted once, and logs out."""
    task.open("app.py")
    task.type("fapp-object")
    task.type("fsecret")
    task.type("fconfig", {1: "DATABASE", 2: '"users.sqlite"'})
    task.type("fcsrf")
    task.type("fsqlite")
    task.type("fsqlite-tables")
    task.type("fsqlite-find")
    task.type("fsqlite-add")
    task.type("fcli-prompt", {1: "add-user", 3: "add_user_command"})
    task.type("froute-template", {1: "", 2: "index", 3: "index.html", 4: ""})
    task.type("froute-template", {1: "login", 2: "login_form", 3: "login.html", 4: ""})
    task.type("flogin")
    task.open("templates/base.html")
    task.type("fbase")
    task.open("templates/index.html")
    task.type("fpage", {3: Entry("fflashes")})
    task.open("templates/login.html")
    task.type("fpage", {2: "Log in", 3: Entry("fform-login")})

    app = task.load("app").app
    runner, client = app.test_cli_runner(), app.test_client()
    assert "The database is ready.\n" == runner.invoke(args=["init-db"]).output
    runner.invoke(args=["add-user", "ann", "--password", "correct horse"])
    assert 400 == client.post("/login", data={"username": "ann", "password": "correct horse"}).status_code
    token = client.get("/login").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"csrf_token": token, "username": "ann", "password": "wrong"}
    assert 401 == client.post("/login", data=sent).status_code
    page = client.post("/login", data={**sent, "password": "correct horse"}, follow_redirects=True)
    assert '<li class="success">You are logged in.</li>' in page.text
    assert "logged in" not in client.get("/").text


def test_upload(task: Typist) -> None:
    """Files of known types are kept under safe names; others are refused, and so are large ones."""
    task.open("app.py")
    task.type("fapp-object")
    task.type("fconfig-upload", {2: "1"})
    task.type("fup")
    task.type("fup-large")
    task.type("fdown")
    task.open("templates/base.html")
    task.type("fbase", {6: "upload"})
    task.open("templates/upload.html")
    task.type("fpage", {2: "Upload", 3: Entry("fupload", {1: "upload"})})
    task.open("conftest.py")
    task.type("fimport-app")
    task.type("ftest-client")
    task.open("test_app.py")
    task.type("ftest-upload", {4: "notes.txt"})
    task.type("ftest-upload", {1: "other_type", 4: "setup.exe", 6: "400"})

    client = task.load("app").app.test_client()
    assert 'action="/upload" enctype="multipart/form-data"' in client.get("/upload").text

    def status(name: str, content: bytes = b"text") -> int:
        answer = client.post("/upload", data={"file": (io.BytesIO(content), name)})
        return int(answer.status_code)

    assert [400, 400, 302, 413] == [status(""), status("a.exe"), status("../../a b.txt"), status("a.txt", b"x" * 2**21)]
    assert b"text" == client.get("/files/a_b.txt").data
    assert 404 == client.get("/files/../app.py").status_code
    assert "2 passed" in task.test()


def test_json_api(task: Typist) -> None:
    """Notes are made and listed as JSON, and every error is JSON too; tests hold it."""
    task.open("app.py")
    task.type("ffactory")
    task.open("models.py")
    task.type("fdb-base")
    task.type("fmodel", {1: "Note", 2: "title"})
    task.open("api.py")
    task.type("fbp-object", {2: "api"})
    task.type("fimport-app", {1: "models", 2: "Note, db"})
    task.type("fdb-paginate-json", {1: "notes", 2: "list_notes", 3: "Note", 5: "title"})
    task.type("fdb-view-create", {1: "notes", 2: "create_note", 3: "title", 4: "A title is needed.", 5: "Note"})
    task.type("feh-json")
    task.open("app.py")
    task.type("fdb-uri", after="app.config.from_prefixed_env()")
    task.type("fimport-app", {1: "models", 2: "db"}, after="from flask import Flask")
    task.type("fimport-app", {1: "api", 2: "bp"}, after="from flask import Flask")
    task.type("ffactory-parts", after="app.config.from_mapping(config)", indent=4)
    task.open("conftest.py")
    task.type("fimport-app", {2: "create_app"})
    task.type("fimport-app", {1: "models", 2: "db"})
    task.type("ftest-fixtures-db")
    task.open("test_api.py")
    task.type("ftest-json", {1: "create", 2: "api/notes", 3: "title"})
    task.type("ftest-parametrize", {1: "api/notes", 2: "api/nothing"})
    task.type("ftest-json-error", {1: "create_without_title", 2: "api/notes", 6: "A title is needed."})

    task.load("app")
    assert "4 passed" in task.test()


def test_paginated_list(task: Typist) -> None:
    """Rows are shown two on a page, with links to the other pages."""
    task.open("app.py")
    task.type("fapp-object")
    task.type("fdb", {1: "sqlite:///:memory:"})
    task.type("fmodel", {1: "Note", 2: "title"})
    task.type("fdb-create")
    task.type("froute-template", {1: "", 2: "index", 3: "index.html", 4: ", page=page"})
    task.type("fdb-paginate", {2: "Note", 3: "2"}, after="def index():")
    task.open("templates/base.html")
    task.type("fbase")
    task.open("templates/index.html")
    task.type("fpage", {3: Entry("ffor-else", {1: "note", 2: "page.items", 3: "note.title"})})
    task.type("fpagination", after="{% endfor %}")

    module = task.load("app")
    client = module.app.test_client()
    assert "Nothing yet" in client.get("/").text
    with module.app.app_context():
        module.db.session.add_all(module.Note(title=title) for title in ("One", "Two", "Three"))
        module.db.session.commit()
    first, second = client.get("/").text, client.get("/?page=2").text
    assert [True, True, False] == [title in first for title in ("One", "Two", "Three")]
    assert '<a href="/?page=2">2</a>' in first
    assert "Three" in second and '<a href="/?page=1">1</a>' in second
    assert 404 == client.get("/?page=3").status_code


def test_blueprint_package(task: Typist) -> None:
    """Two blueprints are packages of their own, one with its templates; the factory registers both."""
    task.open("app/__init__.py")
    task.type("ffactory")
    task.type("fbp-modules", {3: "news"}, after="app.config.from_mapping(config)", indent=4)
    task.open("app/auth/__init__.py")
    task.type("fbp-package")
    task.open("app/auth/routes.py")
    task.type("fimport-app", {1: ".", 2: "auth"})
    task.type("froute-template", {1: "login", 2: "login", 3: "auth/login.html"})
    task.open("app/auth/templates/auth/login.html")
    task.type("fpage", {2: "Log in", 3: Entry("flink", {1: "blog.index", 2: "News"})})
    task.open("app/templates/base.html")
    task.type("fbase")
    task.open("app/blog.py")
    task.type("fbp-object", {1: "blog", 2: "blog", 3: ""})
    task.type("froute", {1: "", 2: "index", 3: "No news"})
    task.open("wsgi.py")
    task.type("fwsgi")
    task.open("conftest.py")
    task.type("fimport-app", {2: "create_app"})
    task.type("ftest-fixtures")
    task.open("test_pages.py")
    task.type("ftest", {1: "login", 2: "auth/login", 4: "Log in"})
    task.type("ftest-parametrize", {1: "news/", 2: "blog/"})

    client = task.load("wsgi").app.test_client()
    assert '<a href="/news/">News</a>' in client.get("/auth/login").text
    assert "3 passed" in task.test()


def test_flask_login(task: Typist) -> None:
    """Somebody registers by a form, is logged in, logs out, and comes back to the page that asked for a login."""
    task.open("app.py")
    task.type("fapp-object")
    task.type("fsecret")
    task.type("fcsrf")
    task.type("fdb", {1: "sqlite:///:memory:"})
    task.type("flogin-user", {2: "username"})
    task.type("fdb-create")
    task.type("flogin-manager", {1: "login"})
    task.type("froute-template", {1: "", 2: "index", 3: "index.html", 4: ""})
    task.type("flogin-required", {2: "username"})
    task.type("flogin-register", {3: "username"})
    task.type("flogin-view", {4: "username"})
    task.type("flogin-logout")
    task.open("templates/base.html")
    task.type("fbase")
    task.open("templates/index.html")
    task.type("fpage", {3: Entry("flogin-links", {2: "username", 3: "logout"})})
    for name in ("login", "register"):
        task.open(f"templates/{name}.html")
        task.type("fpage", {3: Entry("fform-login")})

    app = task.load("app").app
    app.config["WTF_CSRF_ENABLED"] = False
    client, ann = app.test_client(), {"username": "ann", "password": "correct horse"}
    assert "/login?next=%2Fprofile" == client.get("/profile").location
    assert 'name="password"' in client.get("/register").text
    assert "/" == client.post("/register", data=ann).location
    assert "Hello, ann" == client.get("/profile").text
    assert "<button>Log out</button>" in client.get("/").text
    assert "/" == client.post("/logout").location
    assert 'name="password"' in client.post("/login", data={**ann, "password": "wrong"}).text
    assert "/profile" == client.post("/login?next=/profile", data=ann).location


def test_contact_form(task: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a visitor writes is sent as a mail to the office, and the visitor is thanked."""
    task.open("app.py")
    task.type("fapp-object")
    task.type("fsecret")
    task.type("fconfig-load")
    task.type("fcsrf")
    task.type("fmail")
    task.type("froute-template", {1: "", 2: "index", 3: "index.html", 4: ""})
    task.type("froute-template", {1: "contact", 2: "contact_form", 3: "contact.html", 4: ""})
    task.type("fmail-view")
    task.open("templates/base.html")
    task.type("fbase")
    task.open("templates/index.html")
    task.type("fpage", {3: Entry("fflashes")})
    task.open("templates/contact.html")
    task.type("fpage", {2: "Contact", 3: Entry("fform-contact")})
    task.open("conftest.py")
    task.type("fimport-app")
    task.type("ftest-client")
    task.open("test_contact.py")
    task.type("fimport-app", {2: "mail"})
    task.type("ftest-mail")

    monkeypatch.setenv("FLASK_TESTING", "true")
    monkeypatch.setenv("FLASK_WTF_CSRF_ENABLED", "false")
    module = task.load("app")
    client = module.app.test_client()
    assert 'name="message"' in client.get("/contact").text
    with module.mail.record_messages() as sent:
        page = client.post("/contact", data={"email": "ann@example.com", "message": "Why?"}, follow_redirects=True)
    assert "Thank you." in page.text
    assert [("ann@example.com", ["office@example.com"], "Why?")] == [
        (each.reply_to, each.recipients, each.body) for each in sent
    ]
    assert "1 passed" in task.test()


def test_commands(task: Typist) -> None:
    """An application has a command, one with an option and a group of them, with tests."""
    task.open("app.py")
    task.type("ffactory")
    task.open("commands.py")
    task.type("fbp-object", {2: "commands", 3: ", cli_group=None"})
    task.type("fcli")
    task.type("fcli-option")
    task.open("students.py")
    task.type("fcli-blueprint")
    task.open("app.py")
    task.type("fimport-app", {1: "commands", 2: "bp"}, after="from flask import Flask")
    task.type("fimport-app", {1: "students", 2: "students"}, after="from flask import Flask")
    task.type("fbp-register", {2: ""}, after="app.config.from_mapping(config)", indent=4)
    task.type("fbp-register", {1: "students", 2: ""}, after="app.register_blueprint(bp)")
    task.open("conftest.py")
    task.type("fimport-app", {2: "create_app"})
    task.type("ftest-fixtures")
    task.open("test_commands.py")
    task.type("ftest-cli")
    task.type("ftest-cli", {1: "report", 2: '"report", "--limit=3"', 3: "Showing 3"})

    runner = task.load("app").create_app().test_cli_runner()
    assert "Hello, Ann!\n" == runner.invoke(args=["greet", "Ann"]).output
    assert "Showing 3\n" == runner.invoke(args=["report", "--limit", "3"]).output
    assert "Created Bob\n" == runner.invoke(args=["students", "create", "Bob"]).output
    assert "2 passed" in task.test()


def test_downloads(task: Typist) -> None:
    """Kept files, a table from the database, a file made in memory and a long answer in pieces can be fetched."""
    task.open("app.py")
    task.type("fapp-object")
    task.type("fconfig-upload")
    task.type("fdb", {1: "sqlite:///:memory:"})
    task.type("fmodel-user")
    task.type("fdb-create")
    task.type("fdown")
    task.type("fdown-csv", {2: "username", 4: "db.session.scalars(db.select(User))"})
    task.type("fstream", {3: "1000"})

    module = task.load("app")
    client = module.app.test_client()
    folder = Path(module.app.config["UPLOAD_FOLDER"])
    folder.mkdir(parents=True)
    (folder / "notes.txt").write_bytes(b"kept")
    answer: Any = client.get("/files/notes.txt")
    assert (b"kept", "attachment; filename=notes.txt") == (answer.data, answer.headers["Content-Disposition"])
    with module.app.app_context():
        module.db.session.add(module.User(username="ann", email="ann@example.com", password_hash="x"))
        module.db.session.commit()
    assert ["username,email", "ann,ann@example.com"] == client.get("/users.csv").text.splitlines()
    answer = client.get("/export")
    assert answer.is_streamed and 1000 == len(answer.text.splitlines())


def test_settings_logging_errors(task: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings come from the environment, what fails is logged, and errors have a page of their own."""
    task.open("app.py")
    task.type("fapp-object")
    task.type("flogging", after="from flask import Flask")
    task.type("fconfig-select")
    task.type("fconfig-load")
    task.type("feh-pages")
    task.open("config.py")
    task.type("fconfig-classes")
    task.open("app.py")
    task.type("froute", {1: "", 2: "index"})
    task.type("froute", {1: "report", 2: "report"})
    task.type("ftry", {2: 'open("missing.txt")'}, after="def report():")
    task.open("templates/base.html")
    task.type("fbase")
    task.open("templates/error.html")
    task.type("ferror")
    task.open("conftest.py")
    task.type("fimport-app")
    task.type("ftest-client")
    task.open("test_pages.py")
    task.type("ftest")
    task.type("ftest-log", {2: "report"})

    monkeypatch.setenv("FLASK_ITEMS_PER_PAGE", "50")
    app = task.load("app").app
    assert ("only-for-tests", 50, True) == tuple(
        app.config[key] for key in ("SECRET_KEY", "ITEMS_PER_PAGE", "SESSION_COOKIE_SECURE")
    )
    page = app.test_client().get("/nowhere")
    assert 404 == page.status_code and "<h1>404 Not Found</h1>" in page.text
    assert "2 passed" in task.test()


def test_only_what_is_offered_can_be_typed(task: Typist) -> None:
    """An entry that is not offered at the cursor cannot be typed, and neither can a tab stop that it has not."""
    task.open("app.py")
    task.type("fapp-object")
    for prefix, values, message in (("ftable", {}, "0 times"), ("froute", {9: "x"}, r"tab stops \[1, 2, 3\]")):
        with pytest.raises(AssertionError, match=message):
            task.type(prefix, values)
