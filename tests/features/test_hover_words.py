"""Hover for what is no name: keyword arguments, methods, headers, statuses, and what stands in other files."""

from __future__ import annotations

import pytest
from flask_ls.features.hover import hover
from flask_ls.options import Options
from flask_ls.project.snapshot import Project

HEAD = """\
import os
from flask import Flask, Response, jsonify, make_response, redirect, request, url_for
from flask.views import MethodView
app = Flask(__name__)
client = app.test_client()
"""


def hovered(path: str, marked: str, head: str = "") -> tuple[str, str] | None:
    """The text that a hover is about, and its first line, of a file with a `<|>`."""
    text = head + marked
    offset = text.index("<|>")
    text = text.replace("<|>", "")
    found = hover(Project.empty().with_files({path: text}), path, offset, Options())
    return (text[slice(*found.span)], found.markdown.splitlines()[1]) if found is not None else None


@pytest.mark.parametrize(
    ("line", "word", "head"),
    [
        ("@app.route('/', meth<|>ods=['GET'])\ndef f(): pass", "methods", "methods"),
        ("@app.route('/', strict_<|>slashes=False)\ndef f(): pass", "strict_slashes", "strict_slashes"),
        ("resp = make_response('')\nresp.set_cookie('a', same<|>site='Lax')", "samesite", "samesite=None"),
        ("Flask(__name__, static_f<|>older='x')", "static_folder", "static_folder='static'"),
        ("client.post('/', js<|>on={})", "json", "json"),
        ("url_for('x', _ext<|>ernal=True)", "_external", "_external=None"),
        ("app.run(de<|>bug=True)", "debug", "debug=None"),
        ("@app.route('/', methods=['G<|>ET'])\ndef f(): pass", "GET", "GET"),
        ("def f():\n    if request.method == 'PO<|>ST': pass", "POST", "POST"),
        ("def f():\n    if request.method in ('GET', 'PO<|>ST'): pass", "POST", "POST"),
        ("class V(MethodView):\n    methods = ['GET', 'PU<|>T']", "PUT", "PUT"),
        ("def f(): request.headers['User-<|>Agent']", "User-Agent", "User-Agent"),
        ("def f(): request.headers.get('user-<|>agent')", "user-agent", "User-Agent"),
        ("resp = make_response('')\nresp.headers['Cache-Con<|>trol'] = 'no-store'", "Cache-Control", "Cache-Control"),
        ("def f(): return 'x', 200, {'Content-<|>Type': 'text/css'}", "Content-Type", "Content-Type"),
        ("os.environ['FLASK_<|>DEBUG']", "FLASK_DEBUG", "FLASK_DEBUG"),
        ("os.environ.get('FLASK_<|>APP', '')", "FLASK_APP", "FLASK_APP"),
        ("redirect('/', code=30<|>3)", "303", "303 See Other"),
        ("Response('', status=40<|>4)", "404", "404 Not Found"),
        ("@app.post('/')\ndef f():\n    return jsonify(a=1), 20<|>1", "201", "201 Created"),
        ("def test_it():\n    assert client.get('/').status_code == 40<|>4", "404", "404 Not Found"),
        ("res = client.get('/')\nres.js<|>on", "json", "flask.Response.json"),
        ("client.get('/').js<|>on", "json", "flask.Response.json"),
        (
            "x = app.test_client().get('/').headers.getl<|>ist('a')",
            "getlist",
            "werkzeug.datastructures.Headers.getlist(key, type=None)",
        ),
        ("make_response('').set_<|>cookie('a')", "set_cookie", None),
        ("def f(): request.accept_mimetypes.best_<|>match(['a'])", "best_match", None),
        ("app.url_map.conv<|>erters['x'] = 1", "converters", "werkzeug.routing.Map.converters"),
        ("app.jinja_env.fil<|>ters['x'] = 1", "filters", "flask.Flask.jinja_env.filters"),
        ("@app.cli.com<|>mand('x')\ndef f(): pass", "command", "flask.Flask.cli.command(*args, **kwargs)"),
        ("res = client.get('/')\nres.te<|>xt", "text", "werkzeug.test.TestResponse.text"),
    ],
)
def test_words_in_python(line: str, word: str, head: str | None) -> None:
    """The word that is explained, and the head of its explanation."""
    found = hovered("app.py", line, HEAD)
    assert found is not None and word == found[0] and head in (None, found[1])


@pytest.mark.parametrize(
    "line",
    [
        "print(meth<|>ods=['GET'])",
        "other.route('/', meth<|>ods=['GET'])",
        "url_for('x', thi<|>ng=1)",
        "x = 'G<|>ET'",
        "other.method == 'PO<|>ST'",
        "x = {'Date<|>': 1}",
        "x['Content-<|>Type']",
        "def f():\n    return 1, 20<|>1",
        "@other\ndef f():\n    return 1, 20<|>1",
        "@app.post('/')\ndef f():\n    return 20<|>1",
        "environ['FLASK_<|>NOTHING']",
    ],
)
def test_nothing_is_guessed(line: str) -> None:
    """Words of others, and strings that only look like a method or header, get nothing."""
    assert hovered("app.py", line, HEAD) is None


@pytest.mark.parametrize(
    ("text", "word", "head"),
    [
        ("{{ name|up<|>per }}", "upper", "value|upper"),
        ("{{ name | d<|>('x') }}", "d", "value|default(default_value='', boolean=False)"),
        ("{% filter up<|>per %}x{% endfilter %}", "upper", "value|upper"),
        ("{% if x is def<|>ined %}", "defined", "value is defined"),
        ("{% if x is not no<|>ne %}", "none", "value is none"),
        ("{% fo<|>r x in y %}", "for", "{% for x in values if condition %} … {% else %} … {% endfor %}"),
        ("{%- end<|>for %}", "endfor", "{% for x in values if condition %} … {% else %} … {% endfor %}"),
        ("{% for x in y %}{{ loop.in<|>dex }}", "index", "loop.index"),
        ("{{ url_<|>for('x') }}", "url_for", None),
        ('<a href="{{ get_flashed_<|>messages() }}">', "get_flashed_messages", None),
        ("{{ sup<|>er() }}", "super", "super()"),
    ],
)
def test_names_in_templates(text: str, word: str, head: str | None) -> None:
    """Filters, tests, tags, globals and the members of `loop` are explained in templates."""
    found = hovered("templates/page.html", text)
    assert found is not None and word == found[0]
    assert head is None or found[1] == (head if head.startswith("{") else f"{{{{ {head} }}}}")


@pytest.mark.parametrize(
    "text",
    [
        "{{ na<|>me }}",
        "{{ user.fil<|>ter }}",
        "{{ f(de<|>fault=1) }}",
        "{{ 'up<|>per' }}",
        "up<|>per",
        "{# x|up<|>per #}",
        "{{ x|mi<|>ne }}",
    ],
)
def test_names_of_the_project_in_templates(text: str) -> None:
    """What Jinja does not have of its own gets nothing, and neither does plain text."""
    assert hovered("templates/page.html", text) is None


@pytest.mark.parametrize(
    ("path", "text", "word", "head"),
    [
        (".flaskenv", "FLASK_<|>APP=shop\n", "FLASK_APP", "FLASK_APP"),
        (".env", "# x\nexport FLASK_DE<|>BUG=1\n", "FLASK_DEBUG", "FLASK_DEBUG"),
        (".env", "SECRET_<|>KEY=x\n", "SECRET_KEY", "SECRET_KEY: str | bytes | None = None"),
        (".env", "FLASK_SECRET_<|>KEY=x\n", "FLASK_SECRET_KEY", "FLASK_SECRET_KEY"),
        (
            ".env",
            "FLASK_MAX_CONTENT_<|>LENGTH=x\n",
            "FLASK_MAX_CONTENT_LENGTH",
            "MAX_CONTENT_LENGTH: int | None = None",
        ),
        ("Dockerfile", "ENV FLASK_RUN_<|>HOST=0.0.0.0\n", "FLASK_RUN_HOST", "FLASK_RUN_HOST"),
        ("Dockerfile", 'CMD ["flask", "ru<|>n", "--host", "0.0.0.0"]', "run", "flask run"),
        ("Dockerfile", 'CMD ["flask", "run", "--ho<|>st", "0.0.0.0"]', "--host", "flask run --host, -h"),
        ("start.sh", "flask --a<|>pp shop run --debug\n", "--app", "flask -A, --app"),
        ("start.sh", "flask --app shop run --port=80<|>00 -h x\n", None, None),
        ("start.sh", "flask --app shop run --debug -<|>p 8000\n", "-p", "flask run --port, -p"),
        ("start.sh", "cd x && flask db up<|>grade\n", "upgrade", "flask db upgrade"),
        ("start.sh", "flask run && docker r<|>un\n", None, None),
        ("start.sh", "docker ru<|>n\n", None, None),
        (".env", "DATABASE=FLASK_<|>APP\n", None, None),
    ],
)
def test_other_files(path: str, text: str, word: str | None, head: str | None) -> None:
    """Variables, commands and options are explained where people write them."""
    expected = (word, head) if word is not None else None
    assert expected == hovered(path, text)


def test_every_offset_is_survived() -> None:
    """No place in any kind of file, and in no prefix of it, makes hover raise or leave the text."""
    texts = {
        "app.py": HEAD + "@app.route('/é', methods=['GET'])\ndef f():\n    return '😋', 201, {'Vary': 'x'}\n",
        "page.html": "é{% for x in y|upper %}{{ loop.index|d('😋') }}{% endfor %}",
        ".env": "FLASK_APP='é'\nSECRET_KEY=😋\n",
    }
    for path, text in texts.items():
        for end in range(0, len(text), 7):
            project = Project.empty().with_files({path: text[:end]})
            for offset in range(max(end - 20, 0), end + 1):
                found = hover(project, path, offset, Options())
                assert found is None or (found.span.start >= 0 and found.span.end <= end)
