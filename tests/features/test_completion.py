"""Completion: snippets where they are legal, as they fit the file, and the closed sets inside strings."""

from __future__ import annotations

import pytest
from flask_ls.features.completion import complete, documentation
from flask_ls.features.results import Completion
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import TextEdit, apply_edits
from marks import parse

APP = "from flask import Flask\n\napp = Flask(__name__)\n\n"


def _complete(
    source: str, *, snippets: bool = False, language: str = "python", path: str = "app.py", **options: object
) -> list[Completion]:
    fixture = parse(source, path)
    found = Options(**options)  # type: ignore[arg-type]
    return complete(fixture.project, fixture.path, fixture.offset, found, snippet_support=snippets, language=language)


def _accepted(source: str, label: str) -> str:
    """The text after the plain-text form of an entry was accepted."""
    fixture = parse(source)
    items = [item for item in _complete(source) if item.label == label]
    assert len(items) == 1, [item.label for item in _complete(source)]
    return apply_edits(fixture.texts[fixture.path], [TextEdit(items[0].replace, items[0].text), *items[0].more_edits])


@pytest.mark.parametrize(
    ("source", "there", "not_there"),
    [
        ("fa<|>", {"fapp", "fasync", "fafter"}, {"fabort", "furl"}),
        ("@fr<|>", {"froute"}, {"frun", "freq-args", "froute-methods"}),
        ("@froute<|>", {"froute", "froute-methods"}, {"frun", "freq-args"}),
        ("def f():\n    f<|>", {"fabort", "frender", "fflash"}, {"fapp", "fbp"}),
        ("def f():\n    if x:\n        f<|>\n", {"fabort"}, {"fapp"}),
        ("if x:\n    f<|>", {"fapp"}, {"fabort"}),
        ("class A:\n    f<|>", set(), {"fapp", "fabort", "furl"}),
        ("x = f<|>", {"furl"}, {"fapp", "fabort"}),
        ("def f():\n    return redirect(f<|>)", {"furl"}, {"fabort"}),
    ],
)
def test_offered_where_legal(source: str, there: set[str], not_there: set[str]) -> None:
    """Module level, function body, decorator, class body and expression each have their own."""
    labels = {item.label for item in _complete(APP + source)}
    assert there <= labels
    assert not (not_there & labels)


@pytest.mark.parametrize(
    "source",
    ["# f<|>", "'f<|>'", '"""\nf<|>', "from flask import f<|>", "nothing.f<|>", "def f<|>", "import f<|>", "f'{f<|>}'"],
)
def test_never_offered(source: str) -> None:
    """Not in strings, comments, imports, after a dot, nor where a name is being made."""
    assert [] == [item.label for item in _complete(APP + source) if item.kind == "snippet"]


def test_the_files_blueprint_and_imports_are_used() -> None:
    """The file's own variable is in the decorator, and the import joins the one that is there."""
    source = 'from flask import Blueprint\n\nusers = Blueprint("users", __name__)\n\nfmeth<|>\n'
    assert (
        "from flask import Blueprint, request\n\n"
        'users = Blueprint("users", __name__)\n\n'
        '@users.route("/submit", methods=["GET", "POST"])\n'
        "def submit():\n"
        '    if request.method == "POST":\n'
        '        return "Thank you"\n'
        '    return "The form"\n'
    ) == _accepted(source, "fmeth")


def test_the_enclosing_factorys_application_is_used() -> None:
    """Inside a factory its local application is meant, not another one of the module."""
    source = (
        "from flask import Flask\nweb = Flask(__name__)\ndef create():\n    site = Flask(__name__)\n    fbp-reg<|>\n"
    )
    assert "    site.register_blueprint(bp" in _accepted(source, "fbp-register")


def test_an_unknown_application_is_a_tab_stop() -> None:
    """Where the file has none, the name is a placeholder to fill in, the same at each mention."""
    item = next(item for item in _complete("import flask\nfproxy<|>", snippets=True) if item.label == "fproxy")
    assert "${1:app}.wsgi_app = ProxyFix(${1:app}.wsgi_app, x_for=1, x_proto=1, x_host=1)" == item.text


def test_indentation_follows_the_file() -> None:
    """Two spaces, or tabs, where the file indents so; further lines of plain text follow the line's indentation."""
    two = _accepted("from flask import Flask\ndef f():\n  fpost<|>\n", "fpost")
    assert '  if request.method == "POST":\n    pass\n' in two
    tabs = _accepted("from flask import Flask\ndef f():\n\tfpost<|>\n", "fpost")
    assert '\tif request.method == "POST":\n\t\tpass\n' in tabs


def test_a_typed_at_sign_is_replaced() -> None:
    """After `@` every entry begins with the sign, and takes the place of the one that was typed."""
    fixture = parse(APP + "@frt<|>")
    items = _complete(APP + "@frt<|>")
    assert items
    for item in items:
        assert item.text.startswith("@") and item.filter_text.startswith("@")
        assert "@frt" == fixture.texts[fixture.path][slice(*item.replace)]


def test_a_prefix_with_hyphens_is_one_word() -> None:
    """`fdb-query-between`, five tokens for Python, narrows the list and is replaced as a whole."""
    assert ["fdb-query-between"] == [item.label for item in _complete(APP + "def f():\n    fdb-query-bet<|>")]
    assert "fdb-" not in _accepted(APP + "def f():\n    fdb-query-bet<|>", "fdb-query-between")


def test_quiet_without_flask() -> None:
    """In a project without Flask only what begins an application is offered."""
    assert {"fapp", "ffactory"} == {item.label for item in _complete("f<|>", path="new.py")}
    assert {"fapp", "fapp-factory", "fapp-object"} == {item.label for item in _complete("fapp<|>", path="new.py")}


def test_snippets_can_be_switched_off() -> None:
    """The setting `completion.snippets` leaves none."""
    assert [] == _complete(APP + "f<|>", completion_snippets=False)


@pytest.mark.parametrize(
    ("source", "label"),
    [
        ("app.config['SEC<|>']", "SECRET_KEY"),
        ("app.config['<|>", "MAX_CONTENT_LENGTH"),
        ("@app.route('/<<|>')", "int"),
        ("@app.route('/<in<|>", "int"),
        ("from flask import abort\nabort(4<|>", "404"),
        ("@app.errorhandler(<|>)", "500"),
    ],
)
def test_closed_sets(source: str, label: str) -> None:
    """Configuration keys, converters and status codes complete where they belong."""
    assert label in {item.label for item in _complete(APP + source)}


@pytest.mark.parametrize("source", ["x['SEC<|>']", "@other.route('/<<|>')", "f(4<|>)", "@app.route('/x<|>')"])
def test_no_closed_sets_elsewhere(source: str) -> None:
    """The same strings and numbers elsewhere get nothing."""
    assert not any(item.kind != "snippet" for item in _complete(APP + source))


@pytest.mark.parametrize(
    ("source", "language", "label", "offered"),
    [
        ("<p>ff<|>", "html", "ffor", True),
        ("{{ ff<|> }}", "html", "ffor", False),
        ("{# ff<|> #}", "jinja", "ffor", False),
        ("<a href=fu<|>", "html", "furl", True),
        ("fru<|>", "shellscript", "frun", True),
        ("echo fru<|>", "shellscript", "frun", False),
        ("fru<|>", "plaintext", "frun", False),
    ],
)
def test_templates_and_shell(source: str, language: str, label: str, offered: bool) -> None:
    """Template snippets stand in text, commands at the beginning of a line."""
    fixture = parse(f"-- app.py --\nimport flask\n-- page.html --\n{source}")
    path = fixture.path
    found = complete(fixture.project, path, fixture.offset, Options(), snippet_support=True, language=language)
    assert offered == (label in {item.label for item in found})


def test_documentation_comes_later() -> None:
    """A key leads to the entry's Markdown: what it does, the code, a link."""
    item = next(item for item in _complete(APP + "fup<|>") if item.label == "fup")
    text = documentation(item.key, Project.empty(), [Options()])
    assert text is not None
    assert "secure_filename" in text and "[Documentation](" in text
    assert documentation("snippet:nothing", Project.empty(), [Options()]) is None


def test_an_own_catalogue_adds_and_replaces() -> None:
    """A person's catalogue is read from the project; an entry with the id of a built-in one replaces it."""
    catalogue = "- {id: route, prefix: [fmine], title: Mine, where: python.module, body: mine}\n- {id: broken}\n"
    fixture = parse(f"-- app.py --\nimport flask\nfmine<|>\n-- my.yaml --\n{catalogue}")
    options = Options(snippets_paths=("my.yaml",))
    found = complete(fixture.project, fixture.path, fixture.offset, options, snippet_support=True, language="python")
    assert ["mine"] == [item.text for item in found if item.label == "fmine"]


def test_every_offset_is_survived() -> None:
    """No place in a file, and in no prefix of it, makes completion raise."""
    source = APP + "@app.route('/<int:x>')\ndef f(x):\n    app.config['DEBUG'] = f'{x}'\n    abort(404, \"é😋\")\n"
    for end in range(0, len(source), 9):
        fixture = parse(source[:end])
        for offset in range(end + 1):
            complete(fixture.project, fixture.path, offset, Options(), snippet_support=True, language="python")
