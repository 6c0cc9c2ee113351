"""Completion of closed sets in Python: HTTP's words, configuration keys, keyword arguments and importable names."""

from __future__ import annotations

import pytest
from flask_ls.features.completion import complete, documentation
from flask_ls.features.hover import hover
from flask_ls.features.results import Completion
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import TextEdit, apply_edits
from marks import parse

HEAD = """\
import os
from flask import Flask, Blueprint, Response, abort, jsonify, make_response, redirect, request, send_file, url_for
from flask.views import MethodView
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
db = SQLAlchemy(app)
client = app.test_client()
"""
VIEW = "@app.route('/')\ndef f():\n    "


def _complete(marked: str, *, head: str = HEAD, path: str = "app.py", alone: bool = True) -> list[Completion]:
    fixture = parse(head + marked, path)
    return complete(
        fixture.project, fixture.path, fixture.offset, Options(), snippet_support=False, language="python", alone=alone
    )


def labels(marked: str, **more: object) -> set[str]:
    """What is offered besides snippets."""
    return {item.label for item in _complete(marked, **more) if item.kind != "snippet"}  # type: ignore[arg-type]


def accepted(marked: str, label: str, head: str = HEAD) -> str:
    """The last lines after an entry was accepted."""
    fixture = parse(head + marked)
    (found,) = [item for item in _complete(marked, head=head) if item.label == label and item.kind != "snippet"]
    text = apply_edits(fixture.texts[fixture.path], [TextEdit(found.replace, found.text), *found.more_edits])
    return text.removeprefix(head)


@pytest.mark.parametrize(
    ("marked", "there", "not_there"),
    [
        ("@app.route('/', methods=['<|>", {"GET", "POST"}, {"Accept"}),
        ("@app.route('/', methods=['GET', '<|>'])\ndef f(): pass", {"POST"}, {"GET"}),
        ("@app.route('/', methods=('P<|>',))\ndef f(): pass", {"POST", "PUT"}, set()),
        (VIEW + "if request.method == '<|>", {"POST"}, set()),
        (VIEW + "if request.method in ('GET', '<|>'): pass", {"POST"}, {"GET"}),
        (VIEW + "if request.method in (\n        'GET',\n        '<|>',\n    ): pass", {"POST"}, set()),
        ("class V(MethodView):\n    methods = [\n        'GET',\n        '<|>',\n    ]", {"POST"}, set()),
        ("from os import environ as e\ne['<|>']", {"FLASK_APP"}, set()),
        ("def test_it(monkeypatch):\n    monkeypatch.setenv('<|>', '1')", {"FLASK_APP"}, set()),
        (VIEW + "match request.method:\n        case 'GET' | '<|>'", {"POST"}, set()),
        (VIEW + "match request.method:\n        case '<|>':\n            pass", {"POST"}, set()),
        ("class V(MethodView):\n    methods = ['<|>']", {"PUT"}, set()),
        ("class V(MethodView):\n    methods = ['<|>", {"PUT"}, set()),
        ("client.open('/', method='<|>')", {"PUT"}, set()),
        (VIEW + "request.headers['<|>", {"User-Agent", "Cache-Control"}, {"Set-Cookie"}),
        (VIEW + "request.headers.get('<|>')", {"User-Agent"}, {"Set-Cookie"}),
        (VIEW + "r = make_response('')\n    r.headers['<|>'] = 1", {"Cache-Control", "Set-Cookie"}, {"User-Agent"}),
        (VIEW + "r = make_response('')\n    r.headers.add_header('<|>'", {"Vary"}, {"User-Agent"}),
        (VIEW + "r = make_response('')\n    r.headers.update({'<|>'})", {"Vary"}, set()),
        (VIEW + "return '', 200, {'<|>': 1}", {"Vary"}, {"User-Agent"}),
        (VIEW + "return '', {'Vary': '*', '<|>", {"Location"}, {"User-Agent"}),
        ("Response('', headers={'<|>'})", {"Vary"}, {"User-Agent"}),
        ("client.get('/', headers={'<|>'})", {"User-Agent"}, {"Vary"}),
        (VIEW + "r = make_response('')\n    r.set_cookie('a', samesite='<|>')", {"Lax", "None"}, set()),
        ("app.config['SESSION_COOKIE_SAMESITE'] = '<|>", {"Lax"}, set()),
        ("app.config.update(SESSION_COOKIE_SAMESITE='<|>')", {"Lax"}, set()),
        ("class Config:\n    SESSION_COOKIE_SAMESITE = '<|>'", {"Lax"}, set()),
        ("os.environ['<|>']", {"FLASK_APP"}, {"FLASK_ENV"}),
        ("os.environ.get('FL<|>')", {"FLASK_DEBUG"}, set()),
        ("app.config.get('<|>')", {"SECRET_KEY"}, set()),
        ("app.config.update({'<|>'})", {"SECRET_KEY"}, set()),
        ("app.config.from_mapping({'TESTING': 1, '<|>", {"SECRET_KEY"}, set()),
    ],
)
def test_words_in_strings(marked: str, there: set[str], not_there: set[str]) -> None:
    """Strings that name one of a closed set get all of it that fits, half-typed or whole."""
    found = labels(marked)
    assert there <= found
    assert not (found & not_there)


@pytest.mark.parametrize(
    "marked",
    [
        "other(methods=['<|>'])",
        "def g(methods): pass\ng(methods=['<|>'])",
        "@app.route('/', methods=[f('<|>')])\ndef f(): pass",
        "other.method == '<|>'",
        VIEW + "if request.method in ('GET',) and x == '<|>': pass",
        VIEW + "request.environ['<|>']",
        "os.environ.get('A', '<|>')",
        VIEW + "match other.method:\n        case '<|>':\n            pass",
        VIEW + "match request.method:\n        case 'GET':\n            x = a | '<|>'",
        "class V:\n    methods = ['<|>']",
        "x = {'<|>': 1}",
        "x['<|>']",
        "x.headers['<|>']",
        VIEW + "request.headers.get('Vary', '<|>')",
        VIEW + "return {'<|>': 1}",
        "def f():\n    return '', {'<|>': 1}",
        "other(samesite='<|>')",
        "x = '<|>'",
        "x.get('<|>')",
        "app.config.update(A={'<|>'})",
        "other.update({'<|>'})",
    ],
)
def test_no_words_in_other_strings(marked: str) -> None:
    """What only looks like such a place gets nothing."""
    assert set() == labels(marked)


@pytest.mark.parametrize(
    ("marked", "there", "not_there"),
    [
        ("abort(<|>)", {"404", "500"}, {"200", "302"}),
        ("abort(code=<|>)", {"404"}, {"200"}),
        ("@app.errorhandler(4<|>)\ndef f(e): pass", {"404"}, {"200"}),
        ("redirect('/', <|>)", {"303", "308"}, {"404", "200"}),
        ("redirect('/', code=3<|>)", {"303"}, {"404"}),
        ("Response('', status=<|>)", {"201", "404"}, set()),
        ("make_response('', 2<|>)", {"201"}, set()),
        (VIEW + "return '', <|>", {"201", "404"}, set()),
        (VIEW + "return jsonify(a=1, b=2), 20<|>", {"201"}, set()),
        (VIEW + "return (jsonify(a=1), 20<|>)", {"201"}, set()),
        (VIEW + "return jsonify(\n        a=1,\n    ), 20<|>", {"201"}, set()),
        ("assert client.get('/').status_code == <|>", {"201", "404"}, set()),
    ],
)
def test_statuses(marked: str, there: set[str], not_there: set[str]) -> None:
    """A status is offered where a number is one, and only those that make sense there."""
    found = labels(marked)
    assert there <= found
    assert not (found & not_there)


@pytest.mark.parametrize(
    "marked",
    [
        VIEW + "return <|>",
        VIEW + "return '', 200, <|>",
        VIEW + "return other(1, <|>",
        VIEW + "return [1, <|>]",
        VIEW + "x = 1, <|>",
        "def f():\n    return '', <|>",
        "other(<|>)",
        "abort(404, <|>)",
        "redirect('/', Response=<|>)",
        "x.code == <|>",
    ],
)
def test_no_statuses_elsewhere(marked: str) -> None:
    """Other numbers are none."""
    assert "404" not in labels(marked)


@pytest.mark.parametrize(
    ("marked", "label", "after"),
    [
        ("app.config.update(<|>)", "SECRET_KEY", "app.config.update(SECRET_KEY=)"),
        ("app.config.update(SEC<|>)", "SECRET_KEY", "app.config.update(SECRET_KEY=)"),
        ("app.config.update(TESTING=1, SEC<|>=2)", "SECRET_KEY", "app.config.update(TESTING=1, SECRET_KEY=2)"),
        ("app.config.from_mapping(\n    TES<|>", "TESTING", "app.config.from_mapping(\n    TESTING="),
        ("class Config:\n    TES<|>", "TESTING", "class Config:\n    TESTING = "),
        ("class Config:\n    DEBUG = 1\n    TES<|> = 1", "TESTING", "class Config:\n    DEBUG = 1\n    TESTING = 1"),
        ("app.config.get('TES<|>')", "TESTING", "app.config.get('TESTING')"),
        ("@app.route('/', meth<|>)", "methods=", "@app.route('/', methods=)"),
        ("@app.route('/', meth<|>", "methods=", "@app.route('/', methods="),
        ("@app.route('/', methods=['G<|>'])", "GET", "@app.route('/', methods=['GET'])"),
        ("redirect('/', 30<|>1)", "303", "redirect('/', 303)"),
        ("from flask import abort, url<|>", "url_for", "from flask import abort, url_for"),
    ],
)
def test_accepted(marked: str, label: str, after: str) -> None:
    """An accepted entry stands as it is to be written, and nothing is written twice."""
    assert after == accepted(marked, label)


@pytest.mark.parametrize(
    "marked",
    ["class Other:\n    TES<|>", "class Config:\n    tes<|>", "TES<|>", "other.update(TES<|>)", "def f():\n    TES<|>"],
)
def test_no_keys_elsewhere(marked: str) -> None:
    """Constants of other classes, and keywords of other calls, are no configuration."""
    assert "TESTING" not in labels(marked)


def test_keys_of_a_configuration_module() -> None:
    """In a module that is called like configuration, a name that is typed in capitals is a key."""
    assert "TESTING" in labels("DEBUG = 1\nT<|>", head="", path="config.py")
    assert "TESTING" not in labels("def f():\n    T<|>", head="", path="config.py")


@pytest.mark.parametrize(
    ("marked", "there", "not_there"),
    [
        ("@app.route('/', <|>)", {"methods=", "endpoint=", "defaults=", "strict_slashes="}, {"rule=", "options="}),
        ("@app.route('/', methods=['GET'], <|>)", {"endpoint="}, {"methods="}),
        ("@app.route('/', <|>, methods=['GET'])", {"endpoint="}, {"methods="}),
        ("@app.route('/',\n    <|>\n    methods=['GET'],\n)", {"endpoint="}, {"methods="}),
        ("Flask(__name__, <|>)", {"static_folder=", "template_folder="}, {"import_name="}),
        ("Blueprint('a', __name__, url<|>", {"url_prefix="}, {"name="}),
        ("send_file('a', <|>", {"as_attachment=", "download_name="}, {"path_or_file="}),
        ("make_response('').set_cookie('a', <|>)", {"samesite=", "httponly="}, {"key="}),
        ("db.Column(db.Integer, prim<|>)", {"primary_key=", "nullable="}, {"constraints="}),
        ("url_for('x', <|>)", {"_external=", "_anchor="}, {"endpoint=", "values="}),
        ("client.post('/', <|>)", {"json=", "data=", "follow_redirects="}, set()),
        ("redirect('/', <|>)", {"code=", "Response="}, {"location="}),
        ("def f():\n    from flask import redirect as go\n    go('/', <|>", {"code="}, {"location="}),
        ("def f():\n    from flask import redirect as go\n    go('/', <|>\n\ndef g():\n    pass\n", {"code="}, set()),
        ("def f():\n    r = make_response('')\n    r.set_cookie('a',\n        <|>\n\nx = 1\n", {"secure="}, set()),
    ],
)
def test_keyword_arguments(marked: str, there: set[str], not_there: set[str]) -> None:
    """What a call takes and does not have yet, also what its `**options` hand on."""
    found = labels(marked)
    assert there <= found
    assert not (found & not_there)


@pytest.mark.parametrize(
    "marked",
    [
        "other.route('/', <|>)",
        "app('/', <|>)",
        "def f(app):\n    app.route('/', <|>)",
        "@app.route('/', methods=<|>)",
        "@app.route('/', x + <|>)",
        "@app.route('/' <|>)",
        "@app.route(<|>'/')",
        "@app.route('/', [<|>])",
        "def redirect(<|>): pass",
    ],
)
def test_no_keyword_arguments_elsewhere(marked: str) -> None:
    """Not for what is not known, and not where a value is being typed."""
    assert not any(label.endswith("=") for label in labels(marked))


def test_keyword_arguments_come_first_and_in_order() -> None:
    """They stand before snippets, in the order in which people need them."""
    found = sorted(_complete("@app.route('/', <|>)"), key=lambda item: item.sort_text)
    assert ["methods=", "defaults="] == [item.label for item in found[:2]]


@pytest.mark.parametrize(
    ("marked", "there", "not_there"),
    [
        ("from flask import <|>", {"Flask", "url_for", "request", "json"}, {"escape", "Markup"}),
        ("from flask import (\n    url_for,\n    re<|>", {"request", "redirect"}, {"url_for"}),
        ("from flask.views import <|>", {"View", "MethodView"}, set()),
        ("from flask_login import <|>", {"login_required", "LoginManager"}, set()),
        ("def f():\n    from werkzeug.security import <|>", {"check_password_hash"}, set()),
    ],
)
def test_importable_names(marked: str, there: set[str], not_there: set[str]) -> None:
    """What Flask and the extensions have; not what was removed, nor what the statement imports already."""
    found = labels(marked)
    assert there <= found
    assert not (found & not_there)


@pytest.mark.parametrize(
    "marked",
    [
        "from other import <|>",
        "from .flask import <|>",
        "from flask import url_for as <|>",
        "from flask <|>",
        "import <|>",
        "from flask import (url_for)<|>",
    ],
)
def test_nothing_else_is_importable(marked: str) -> None:
    """Nothing is known of other modules, and no name follows `as`."""
    assert set() == labels(marked)


def test_names_are_left_to_a_server_of_python() -> None:
    """Where another server completes imports they are not offered twice."""
    assert set() == labels("from flask import <|>", alone=False)
    assert "methods=" in labels("@app.route('/', <|>)", alone=False)


def test_quiet_without_flask() -> None:
    """A project that does not use Flask gets no variables of Flask and no names of what extensions build on."""
    assert set() == labels("import os\nos.environ['<|>']", head="")
    assert set() == labels("from sqlalchemy import <|>", head="")
    assert "url_for" in labels("from flask import <|>", head="")


def test_a_module_of_the_project_is_its_own() -> None:
    """A folder of the project that is called like an extension is not the extension."""
    assert set() == labels("-- flask_login.py --\nx = 1\n-- app.py --\nfrom flask_login import <|>", head="")


@pytest.mark.parametrize(
    ("marked", "label", "said"),
    [
        ("@app.route('/', <|>)", "methods=", "A parameter of `flask.Flask.route`."),
        ("@app.route('/', methods=['<|>'])", "GET", "Idempotent"),
        ("os.environ['<|>']", "FLASK_APP", "environment variable"),
        (VIEW + "request.headers['<|>']", "Accept", "request.accept_mimetypes"),
        ("make_response('').set_cookie('a', samesite='<|>')", "Lax", "SameSite=Lax"),
        ("abort(<|>)", "404", "Not Found"),
        ("from flask import <|>", "url_for", "[Flask documentation]"),
        ("app.config.update(<|>)", "SECRET_KEY", "Configuration key of Flask"),
        ("@app.route('/<<|>')", "int", "<int:variable>"),
    ],
)
def test_documentation(marked: str, label: str, said: str) -> None:
    """Each entry is explained when it is asked for, as hover explains it."""
    found = next(item for item in _complete(marked) if item.label == label)
    text = documentation(found.key, Project.empty(), [Options()])
    assert text is not None and said in text


@pytest.mark.parametrize(
    ("marked", "head"),
    [
        ("make_response('').set_cookie('a', samesite='La<|>x')", "SameSite=Lax"),
        ("make_response('').set_cookie('a', same<|>site='Lax')", "samesite=None"),
        (VIEW + "return (jsonify(\n        a=1,\n    ), 20<|>1)", "201 Created"),
        ("make_response('', 20<|>1)", "201 Created"),
        ("app(methods=<|>1)", None),
        (VIEW + "return other(1, 40<|>4, 2)", None),
        ("@app.route('/', methods=[f('GE<|>T')])\ndef f(): pass", None),
        ("class V:\n    methods = ['GE<|>T']", None),
    ],
)
def test_hover_knows_the_same_places(marked: str, head: str | None) -> None:
    """What is completed is explained, and what is not is not."""
    fixture = parse(HEAD + marked)
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert head == (found.markdown.splitlines()[1] if found is not None else None)


def test_every_offset_is_survived() -> None:
    """No place in half-typed code makes it raise, and nothing is replaced outside of the text."""
    text = (
        HEAD + "@app.route('/é', methods=['😋'])\ndef f():\n    request.headers.get('é')\n"
        "    return redirect(url_for('f', a=(1, [2])), code=3), 40, {'Vary': 'x'}\n"
        "class Config:\n    TEST = 'é'\napp.config.update(A='😋', )\nfrom flask import (a, b)\n"
    )
    for end in range(len(HEAD), len(text) + 1):
        project = Project.empty().with_files({"app.py": text[:end]})
        for offset in range(max(end - 6, 0), end + 1):
            for item in complete(project, "app.py", offset, Options(), snippet_support=False, language="python"):
                assert 0 <= item.replace.start <= offset <= item.replace.end <= end
