"""Snippets in a list: which are offered, in which order, and how they fit the file."""

from __future__ import annotations

import ast
from io import StringIO
from token import STRING
from tokenize import generate_tokens

import pytest
from flask_ls.features.completion import complete, documentation
from flask_ls.features.insertion import Style, inserted, style_of
from flask_ls.features.results import Completion
from flask_ls.knowledge.snippets import Snippet, builtin
from flask_ls.options import Options
from flask_ls.project.environment import environment
from flask_ls.project.files import MemoryFiles
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from marks import ROOT, Fixture, parse

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
MINE = f"{ROOT}/mine.yaml"


def offered(
    source: str, options: Options | None = None, files: dict[str, str] | None = None, *, support: bool = True
) -> list[Completion]:
    """The snippets at the cursor of a fixture, in the order of the list. `files` are on the disk alone."""
    fixture: Fixture = parse(source)
    project = Project.empty((ROOT,), MemoryFiles(files or {})).with_files(fixture.texts)
    language = "html" if fixture.path.endswith(".html") else "python"
    found = complete(
        project, fixture.path, fixture.offset, options or Options(), snippet_support=support, language=language
    )
    return sorted((each for each in found if each.kind == "snippet"), key=lambda each: each.sort_text)


def text(source: str, label: str, *, support: bool = True) -> str:
    return next(each.text for each in offered(source, support=support) if each.label == label)


@pytest.mark.parametrize(
    ("exclude", "gone"),
    [
        (("routing",), {"froute", "fmeth"}),
        (("route-methods",), {"fmeth"}),
        (("fme*",), {"fmeth"}),
        ((), set()),
        (("nothing", "*x"), set()),
    ],
)
def test_families_that_are_switched_off(exclude: tuple[str, ...], gone: set[str]) -> None:
    """A category, an id or the beginning of prefixes is not offered where the settings say so."""
    every = {each.label for each in offered(FLASK + "f<|>")}
    left = {each.label for each in offered(FLASK + "f<|>", Options(snippets_exclude=exclude))}
    assert gone == {"froute", "fmeth"} & (every - left)


def place(source: str, label: str) -> int:
    return [each.label for each in offered(source)].index(label)


def test_what_the_project_uses_comes_first() -> None:
    """Entries of an extension come behind the others, until a file of the project imports it."""
    unused = FLASK + "f<|>"
    used = "-- app.py --\n" + FLASK + "f<|>\n-- users.py --\nimport flask_mail\n"
    assert place(used, "fmail") < place(unused, "fmail")


def test_entries_for_tests_come_first_in_tests() -> None:
    """In a test file the entries for tests come first, elsewhere last."""
    inside = [each.key for each in offered("-- tests/test_app.py --\n" + FLASK + "ft<|>")]
    outside = [each.key for each in offered(FLASK + "ft<|>")]
    assert inside.index("snippet:test-view") < outside.index("snippet:test-view")


ENVIRONMENT = {
    f"{ROOT}/.venv/pyvenv.cfg": "",
    f"{ROOT}/.venv/lib/python3.12/site-packages/Flask_Mail-0.10.0.dist-info/METADATA": "",
    f"{ROOT}/.venv/lib/python3.12/site-packages/flask-3.1.3.dist-info/METADATA": "",
    f"{ROOT}/.venv/lib/python3.12/site-packages/flask/app.py": "",
}


@pytest.mark.parametrize(
    ("files", "detail"),
    [
        (ENVIRONMENT, "Flask-Login (needs flask-login, not in this environment)"),
        (
            {**ENVIRONMENT, f"{ROOT}/.venv/lib/python3.12/site-packages/Flask_Login-0.6.3.dist-info/R": ""},
            "Flask-Login",
        ),
        ({}, "Flask-Login"),
    ],
)
def test_what_an_entry_needs(files: dict[str, str], detail: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry says what it needs and the environment has not; nothing where no environment is known."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    found = {each.key: each for each in offered(FLASK + "flogin-m<|>", files=files)}["snippet:login-manager"]
    assert detail == found.detail
    project = Project.empty((ROOT,), MemoryFiles(files)).with_files({f"{ROOT}/app.py": FLASK})
    page = documentation("snippet:login-manager", project, [Options()]) or ""
    assert ("(needs" in detail) == ("flask-login is not in this environment" in page)


def test_environment() -> None:
    """The versions of what is installed are read off the names of its metadata."""
    found = environment(Project.empty((ROOT,), MemoryFiles(ENVIRONMENT)), ROOT)
    assert found is not None
    assert {"flask": "3.1.3", "flask-mail": "0.10.0"} == found.versions


def test_quotes_of_the_file() -> None:
    """A file that writes its strings in single quotes gets them; what holds a quote or an escape stays."""
    single = "from flask import Flask\napp = Flask(__name__)\nNAMES = ['a', 'b', 'c', 'd']\n"
    assert "@app.route('/${1:path}')" in text(single + "fro<|>", "froute")
    assert '@app.route("/${1:path}")' in text(FLASK + "fro<|>", "froute")
    double = FLASK + 'NAMES = [\'a\', \'b\', "it\'s", "d", "e"]\n'
    assert '@app.route("/${1:path}")' in text(double + "fro<|>", "froute")


def test_quotes_mean_the_same() -> None:
    """With single quotes every entry of the catalogue is the same program."""
    style = style_of(PyFile("app.py", "x = ['a', 'b', 'c', 'd']\n"))
    assert style.single
    for snippet in builtin():
        if snippet.where[0] in ("python.module", "python.function", "python.class"):
            double, single = (inserted(snippet, {}, each, False, "") for each in (Style(), style))
            assert ast.dump(ast.parse(double)) == ast.dump(ast.parse(single)), snippet.id
            tokens = [each.string for each in generate_tokens(StringIO(single).readline) if each.type == STRING]
            plain = [each for each in tokens if each.startswith('"') and not each.startswith('"""')]
            assert all("'" in each or "\\" in each for each in plain), snippet.id


def test_a_name_that_is_mentioned_before_it_is_defined() -> None:
    """Every mention of the name that is proposed changes with it."""
    snippet = Snippet(
        id="x", prefix=("x",), title="X", category="own", where=("python.module",),
        body='@app.route("/${1:a}", endpoint="${2:view}")\ndef ${2:view}():\n    pass',
    )  # fmt: skip
    text = inserted(snippet, {}, Style(taken=frozenset({"view"})), True, "")
    assert 'endpoint="${2:view_2}")\ndef ${2:view_2}():' in text


def test_names_that_are_taken() -> None:
    """A function that is there already is not proposed again, and one in another scope does not matter."""
    assert "def ${2:view_2}():" in text(FLASK + "def view():\n    pass\n\nfro<|>", "froute")
    assert "def ${2:view_3}():" in text(FLASK + "def view(): pass\nview_2 = 1\n\nfro<|>", "froute")
    assert "def ${2:view}():" in text(FLASK + "def other():\n    view = 1\n\nfro<|>", "froute")
    assert "def view_2():" in text(FLASK + "def view(): pass\n\nfro<|>", "froute", support=False)


YAML = """
- id: mine
  prefix: fmine
  title: Mine
  where: python.function
  needs: [endpoint, form, login_manager]
  body: "${endpoint} ${form} ${login_manager}"
"""


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ('@app.route("/")\ndef index():\n    pass\n', "index ${2:form} ${3:login_manager}"),
        ('@app.route("/", endpoint="start")\ndef index():\n    pass\n', "start ${2:form} ${3:login_manager}"),
        (
            'from flask import Blueprint\nbp = Blueprint("users", __name__)\n\n@bp.get("/")\ndef show():\n    pass\n',
            "users.show ${2:form} ${3:login_manager}",
        ),
        ("def plain():\n    pass\n", "${1:endpoint} ${2:form} ${3:login_manager}"),
        (
            "from flask_wtf import FlaskForm\nfrom flask_login import LoginManager\n"
            "class NameForm(FlaskForm): pass\nclass LoginForm(FlaskForm): pass\nmanager = LoginManager()\n",
            "${1:endpoint} LoginForm manager",
        ),
        ("from forms import NameForm\n", "${1:endpoint} NameForm ${3:login_manager}"),
    ],
)
def test_own_names(above: str, expected: str) -> None:
    """The view above, the form and the log-in manager of the file are filled in; what is not known stays to be typed."""
    source = f"-- app.py --\n{FLASK}{above}\ndef f():\n    fmi<|>\n-- mine.yaml --\n{YAML}"
    (found,) = [each for each in offered(source, Options(snippets_paths=("mine.yaml",))) if each.label == "fmine"]
    for number in (1, 2, 3):
        expected = expected.replace(f"${{{number}:", "${")
    made = found.text
    for number in (1, 2, 3):
        made = made.replace(f"${{{number}:", "${")
    assert expected == made


def test_snippets_of_vscode() -> None:
    """A person's own file of VS Code's format is read too, and an entry with editor variables is handed on."""
    mine = """// mine
{
  "Log it": {"prefix": "flogit", "scope": "python", "body": ["log.info('${1:message}')", "\\t$0"]},
  "Where": {"prefix": ["fwhere"], "body": "# $TM_FILENAME ${1/(.*)/${1:/upcase}/} \\\\$x", "description": "Says where"},
  "Other": {"prefix": "fother", "scope": "javascript", "body": "x"},
}"""
    source = f"-- app.py --\n{FLASK}f<|>\n-- .vscode/mine.code-snippets --\n{mine}"
    options = Options(snippets_paths=(".vscode/mine.code-snippets",))
    found = {each.label: each.text for each in offered(source, options)}
    assert "log.info('${1:message}')\n    $0" == found["flogit"]
    assert "# $TM_FILENAME ${1/(.*)/${1:/upcase}/} \\$x" == found["fwhere"]
    assert "fother" not in found
    plain = {each.label: each.text for each in offered(source, options, support=False)}
    assert "log.info('message')\n    " == plain["flogit"]
