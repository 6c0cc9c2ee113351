"""Definition, references, rename, links, lenses, hints, outlines, signatures and completion of the project's own names."""

from __future__ import annotations

import pytest
from flask_ls.features.code_actions import code_actions
from flask_ls.features.code_lenses import code_lenses
from flask_ls.features.completion import complete
from flask_ls.features.definition import definition
from flask_ls.features.document_links import document_links
from flask_ls.features.document_symbols import document_symbols
from flask_ls.features.hover import hover
from flask_ls.features.inlay_hints import inlay_hints
from flask_ls.features.references import highlights, references
from flask_ls.features.rename import prepare_rename, rename
from flask_ls.features.results import Location, Refusal, Rename
from flask_ls.features.signature_help import signature_help
from flask_ls.features.workspace_symbols import workspace_symbols
from flask_ls.options import Options
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span, apply_edits
from marks import ROOT, Fixture, parse
from shop import SHOP


def shop(old: str = "", new: str = "") -> Fixture:
    """The shop, with a cursor where `new` puts it."""
    assert old in SHOP
    return parse(SHOP.replace(old, new, 1))


def shown(fixture: Fixture, places: list[Location]) -> list[str]:
    """Each place as `path:line text`."""
    found = []
    for place in places:
        text = fixture.texts[place.path]
        line = LineIndex(text).line_of(place.span.start) + 1
        found.append(f"{place.path.removeprefix(ROOT + '/')}:{line} {text[place.span.start : place.span.end]}".rstrip())
    return found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('url_for("users.show"', 'url_for("users.sh<|>ow"', ["users.py:14 show"]),
        ('url_for(".show"', 'url_for(".<|>show"', ["users.py:14 show"]),
        ("url_for('users.show'", "url_for('<|>users.show'", ["users.py:14 show"]),
        ('"users.login"', '"users.log<|>in"', ["users.py:18 sign_in"]),
        ('"index.html"', '"index.htm<|>l"', ["templates/index.html:1"]),
        ('extends "base', 'extends "ba<|>se', ["templates/base.html:1"]),
        ("include 'base", "include 'ba<|>se", ["templates/base.html:1"]),
        ('"users/show.html"', '"users/<|>show.html"', ["templates/users/show.html:1"]),
        ('url_for("index")', 'url_for("in<|>dex")', ["app.py:13 index"]),
        ('client.get("/users/7")', 'client.get("/us<|>ers/7")', ["users.py:14 show"]),
        ("# url_for('users", "# url_for('us<|>ers", []),
        ("return app", "return ap<|>p", []),
    ],
)
def test_definition(old: str, new: str, expected: list[str]) -> None:
    """A name leads to the view, in another file too, or to the template; nothing else leads anywhere."""
    fixture = shop(old, new)
    assert expected == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))


SHOW = ["app.py:15 users.show", "templates/index.html:2 users.show", "users.py:11 .show"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('url_for("users.show"', 'url_for("users.sh<|>ow"', SHOW),
        ("def show(id)", "def sh<|>ow(id)", SHOW),
        ("def sign_in", "def sign<|>_in", ["app.py:6 users.login"]),
        ('"index.html"', '"ind<|>ex.html"', ["app.py:16 index.html"]),
        ("<html>", "<|><html>", ["templates/index.html:1 base.html", "templates/users/show.html:1 base.html"]),
        ("def again", "def ag<|>ain", []),
    ],
)
def test_references(old: str, new: str, expected: list[str]) -> None:
    """Every use in Python and templates, relative names too, comments not."""
    fixture = shop(old, new)
    found = references(fixture.project, fixture.path, fixture.offset, declaration=False)
    assert expected == sorted(shown(fixture, found))


def test_highlights() -> None:
    """The uses in the same file, the view's name among them."""
    fixture = shop('url_for(".show"', 'url_for(".sh<|>ow"')
    text = fixture.texts[fixture.path]
    spans = highlights(fixture.project, fixture.path, fixture.offset)
    assert [".show", "show"] == sorted(text[span.start : span.end] for span in spans)


def test_a_url_variable_and_its_parameter_are_one() -> None:
    """The name in the rule leads to the view's parameter; both are shown with the uses in the view."""
    for old, new in (("/<int:id>", "/<int:i<|>d>"), ("def show(id)", "def show(i<|>d)")):
        fixture = shop(old, new)
        text = fixture.texts[fixture.path]
        spans = highlights(fixture.project, fixture.path, fixture.offset)
        assert ["id", "id", "id"] == [text[span.start : span.end] for span in spans]
        assert ["users.py:14 id"] == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))


def test_a_blueprint_where_it_is_named() -> None:
    """Its registrations with the final prefix; it leads to the calls that register it."""
    fixture = shop('Blueprint("users"', 'Blueprint("us<|>ers"')
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert found is not None
    assert "* `users` under `/users`: 4 routes, registered in `app.py:10`" in found.markdown
    places = definition(fixture.project, fixture.path, fixture.offset)
    assert ['app.py:10 app.register_blueprint(users, url_prefix="/users")'] == shown(fixture, places)


def test_parameters_of_the_view_are_offered_in_its_rule() -> None:
    """Those that the rule does not have yet, before the converters."""
    fixture = parse(
        "from flask import Flask\napp = Flask(__name__)\n@app.route('/<int:id>/<<|>')\ndef view(id, name): return ''\n"
    )
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python")
    assert "name" == found[0].label and "id" not in [item.label for item in found]
    assert "int" in [item.label for item in found]


def test_rename_of_a_url_variable() -> None:
    """In the rule, the view's parameter and body, and in each `url_for` that passes it; other views keep theirs."""
    found = renamed(shop("/<int:id>", "/<int:i<|>d>"), "user_id")
    assert {"app.py", "users.py", "templates/index.html"} == set(found)
    assert 'url_for("users.show", user_id=1)' in found["app.py"]
    assert '"/<int:user_id>"' in found["users.py"] and "def show(user_id)" in found["users.py"]
    assert "user=user_id)" in found["users.py"] and 'url_for(".show", user_id=2)' in found["users.py"]
    assert "url_for('users.show', user_id=3)" in found["templates/index.html"]
    fixture = parse(
        "from flask import Blueprint, Flask\nbp = Blueprint('b', __name__)\napp = Flask(__name__)\n"
        "@bp.route('/')\ndef view(na<|>me): return ''\napp.register_blueprint(bp, url_prefix='/<name>')\n"
    )
    assert isinstance(prepare_rename(fixture.project, fixture.path, fixture.offset), Refusal)


def test_paths_of_a_test_client_are_offered() -> None:
    """Those whose route takes the method."""
    fixture = shop('client.post("/users/page/3?x=1")', 'client.post("<|>")')
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python")
    assert ["/users/<int:id>"] == [item.label for item in found]


def renamed(fixture: Fixture, name: str) -> dict[str, str]:
    made = rename(fixture.project, fixture.path, fixture.offset, name)
    assert isinstance(made, Rename), made
    return {
        path.removeprefix(ROOT + "/"): apply_edits(fixture.texts[path], list(edits))
        for path, edits in made.edits.items()
    }


@pytest.mark.parametrize("place", [('url_for("users.show"', 'url_for("users.sh<|>ow"'), ("def show(", "def sh<|>ow(")])
def test_rename_changes_the_view_and_every_use(place: tuple[str, str]) -> None:
    """The function, its imports and calls, and each `url_for` in Python and templates; what only looks alike stays."""
    fixture = shop(*place)
    prepared = prepare_rename(fixture.project, fixture.path, fixture.offset)
    assert isinstance(prepared, tuple) and "show" == prepared[1]
    found = renamed(fixture, "detail")
    assert {"app.py", "users.py", "other.py", "templates/index.html"} == set(found)
    assert 'url_for("users.detail", id=1)' in found["app.py"]
    assert "def detail(id)" in found["users.py"] and 'url_for(".detail", id=2)' in found["users.py"]
    assert '"users/show.html"' in found["users.py"]
    assert "from users import detail as display" in found["other.py"] and "users.detail(1)" in found["other.py"]
    assert "url_for('users.detail', id=3)" in found["templates/index.html"]
    assert "{# url_for('users.show') #}" in found["templates/index.html"]


def test_rename_of_a_named_endpoint_leaves_the_function() -> None:
    """Where `endpoint=` names it, that string is what is renamed."""
    found = renamed(shop('"users.login"', '"users.log<|>in"'), "enter")
    assert 'endpoint="enter"' in found["users.py"] and "def sign_in" in found["users.py"]
    assert 'login_view = "users.enter"' in found["app.py"]


@pytest.mark.parametrize(
    ("old", "new", "name", "reason"),
    [
        ("def show(", "def sh<|>ow(", "not a name", "`not a name` cannot be the name of a function"),
        ("def show(", "def sh<|>ow(", "a.b", "an endpoint's name must not be empty and must not contain a dot"),
        ("def again", "def ag<|>ain", "x", "there is no endpoint here"),
    ],
)
def test_rename_is_refused(old: str, new: str, name: str, reason: str) -> None:
    """With a reason for the person who asked."""
    fixture = shop(old, new)
    assert Refusal(reason) == rename(fixture.project, fixture.path, fixture.offset, name)


VIEW = """
from flask import Flask, url_for
app = Flask(__name__)

@app.route("/other/<id>")
def other(id): return ""

@app.route("/<int:id>")
def show(i<|>d):
    {body}
"""


def test_rename_of_a_url_variable_leaves_other_names_alone() -> None:
    """A keyword argument of another call keeps its name, the value that is handed to it does not."""
    fixture = parse(VIEW.replace("{body}", 'return url_for("other", id=id) + str(dict(id=3))'))
    (text,) = renamed(fixture, "number").values()
    assert 'def show(number):\n    return url_for("other", id=number) + str(dict(id=3))' in text
    assert "def other(id)" in text


@pytest.mark.parametrize(
    ("body", "name", "reason"),
    [
        ("return [id for id in (1, 2)]", "n", "`id` is bound again inside the view, or is no parameter of it"),
        ("return f'{id}'", "n", "`id` stands in an f-string"),
        ("n = 1; return id", "n", "`n` is bound already beside the view"),
    ],
)
def test_rename_of_a_url_variable_is_refused(body: str, name: str, reason: str) -> None:
    """Where a place cannot be told from another one, nothing is changed."""
    fixture = parse(VIEW.replace("{body}", body))
    assert Refusal(reason) == rename(fixture.project, fixture.path, fixture.offset, name)


@pytest.mark.parametrize(
    ("more", "name", "reason"),
    [
        ("", "other", "`other` is bound already in app.py"),
        ("text = f'{show}'\n", "n", "`show` stands in an f-string in app.py"),
        ("__all__ = ['show']\n", "n", "`show` stands in `__all__` in app.py"),
    ],
)
def test_rename_of_a_view_is_refused(more: str, name: str, reason: str) -> None:
    """Where it would collide, or where a mention of the view cannot be followed."""
    fixture = parse(
        VIEW.replace("i<|>d", "id").replace("def show", "def sh<|>ow").replace("{body}", 'return ""') + more
    )
    assert Refusal(reason) == rename(fixture.project, fixture.path, fixture.offset, name)


def test_only_jinja_counts_in_a_template() -> None:
    """A call that is written about in text, or shown raw, is no use."""
    fixture = shop("<html></html>", "<p>url_for('users.sh<|>ow')</p>{% raw %}{{ url_for('users.show') }}{% endraw %}")
    assert [] == references(fixture.project, fixture.path, fixture.offset, declaration=False)


def test_rename_is_refused_where_the_endpoint_is_not_certain() -> None:
    """Nothing is changed that cannot be known."""
    fixture = parse(
        "import os\nfrom flask import Flask, url_for\napp = Flask(__name__)\nif os.getenv('X'):\n"
        "    @app.route('/')\n    def vi<|>ew(): return url_for('view')\n"
    )
    refused = prepare_rename(fixture.project, fixture.path, fixture.offset)
    assert Refusal("the endpoint `view` is not certain: only under a condition, app.py:4") == refused


def test_document_links() -> None:
    """Each name of a template that exists leads to its file."""
    fixture = shop()
    found = {
        path.removeprefix(ROOT + "/"): [
            link.path.removeprefix(ROOT + "/") for link in document_links(fixture.project, path)
        ]
        for path in fixture.texts
    }
    assert {
        "app.py": ["templates/index.html"],
        "users.py": ["templates/users/show.html"],
        "other.py": [],
        "templates/index.html": ["templates/base.html"],
        "templates/users/show.html": ["templates/base.html"],
        "templates/base.html": [],
        "tests/test_app.py": [],
    } == found


def test_a_missing_template_is_made() -> None:
    """In the application's template folder, on top of the base template; nothing is offered for one that is there."""
    fixture = shop('"index.html"', '"pages/ne<|>w.html"')
    action, ignore, *_ = code_actions(fixture.project, fixture.path, Span(fixture.offset, fixture.offset), Options())
    assert "Create the template pages/new.html" == action.title
    assert ignore.title.startswith("Ignore FLK601")
    ((path, text),) = action.creates
    assert f"{ROOT}/templates/pages/new.html" == path
    assert text.startswith('{% extends "base.html" %}')
    fixture = shop('"index.html"', '"ind<|>ex.html"')
    assert [] == code_actions(fixture.project, fixture.path, Span(fixture.offset, fixture.offset), Options())


def test_code_lenses() -> None:
    """Above each view: methods with the whole URL, the number of references, and the templates that it renders."""
    fixture = shop()
    found = [lens.title for lens in code_lenses(fixture.project, f"{ROOT}/users.py", Options())]
    assert [
        "GET /users/ · GET /users/page/<int:page>", "0 references",
        "GET, POST /users/<int:id>", "3 references", "users/show.html",
        "GET /users/login", "1 reference",
    ] == found  # fmt: skip
    assert [] == code_lenses(fixture.project, f"{ROOT}/users.py", Options(code_lens_enabled=False))


def test_inlay_hints() -> None:
    """The rule behind the call, in Python and in a template; none where they are switched off."""
    fixture = shop()
    whole = Span(0, 10_000)
    for name, after in (("app.py", "id=1)"), ("templates/index.html", "id=3)")):
        path = f"{ROOT}/{name}"
        (hint,) = inlay_hints(fixture.project, path, whole, Options())
        assert "/users/<int:id>" == hint.label
        assert fixture.texts[path][: hint.offset].endswith(after)
    assert [] == inlay_hints(fixture.project, f"{ROOT}/app.py", whole, Options(inlay_hints_enabled=False))


def test_outline_and_workspace_symbols() -> None:
    """Routes by blueprint in a file; anywhere by URL, endpoint or view."""
    fixture = shop()
    (group,) = document_symbols(fixture.project, f"{ROOT}/users.py")
    assert ("users", "blueprint") == (group.name, group.kind)
    assert [
        ("GET /users/", "users.listing"), ("GET /users/page/<int:page>", "users.listing"),
        ("GET, POST /users/<int:id>", "users.show"), ("GET /users/login", "users.login"),
    ] == [(each.name, each.detail) for each in group.children]  # fmt: skip
    for query in ("/users/<int", "users.show", "usshow"):
        assert "GET, POST /users/<int:id>" in [each.name for each in workspace_symbols(fixture.project, query)]
    assert [] == workspace_symbols(fixture.project, "zzz")


@pytest.mark.parametrize(
    ("old", "new", "label", "active"),
    [
        ('"users.show", id=1', '"users.show", <|>', 'url_for("users.show", id: int)', 1),
        ('"users.show", id=1', '"users.show", id=<|>1', 'url_for("users.show", id: int)', 1),
        ('"users.show", id=1', '"users.listing", <|>', 'url_for("users.listing", page: int = …)', 1),
        ('"users.show", id=1', '"in<|>dex"', 'url_for("index")', 0),
    ],
)
def test_signature_help(old: str, new: str, label: str, active: int) -> None:
    """The values of the endpoint that the call names, with their types."""
    fixture = shop(old, new)
    found = signature_help(fixture.project, fixture.path, fixture.offset)
    assert found is not None
    assert (label, active) == (found.label, found.active)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"users.show", id=1', '"<|>"', ["index", "static", "users.listing", "users.login", "users.show"]),
        ('"users.show", id=1', '"us<|>', ["index", "static", "users.listing", "users.login", "users.show"]),
        (
            '".show"',
            '"<|>"',
            [".listing", ".login", ".show", "index", "static", "users.listing", "users.login", "users.show"],
        ),
        ('"users.show", id=1', '"users.show", <|>', ["id"]),
        ('"users.show", id=1', '"users.show", i<|>', ["id"]),
        ('"users.login"', '"<|>"', ["index", "static", "users.listing", "users.login", "users.show"]),
        ('"index.html"', '"<|>"', ["base.html", "index.html", "users/show.html"]),
        (
            "url_for('users.show', id=3)",
            "url_for('<|>",
            ["index", "static", "users.listing", "users.login", "users.show"],
        ),
        ('extends "base.html', 'extends "<|>', ["base.html", "users/show.html"]),
    ],
)
def test_completion(old: str, new: str, expected: list[str]) -> None:
    """The project's endpoints, relative ones first; the values that are still missing; its templates."""
    fixture = shop(old, new)
    language = "html" if fixture.path.endswith(".html") else "python"
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language=language)
    named = [item for item in found if item.kind in ("endpoint", "template", "url_value")]
    assert expected == [item.label for item in sorted(named, key=lambda item: item.sort_text)]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (
            '"users.show", id=1', '"users.sh<|>ow", id=1',
            ["GET, POST /users/<int:id>", "def show(id)", "`app:create_app()`", "under `/users`, registered in `app.py:10`", "`id` (int)"],
        ),
        ('"users.show", id=1', '"users.list<|>ing"', ["GET /users/page/<int:page>", "def listing(page)", "All users."]),
        ('"users.show", id=1', '"users.nothing<|>"', ["there is no endpoint `users.nothing`"]),
        ('"index.html"', '"ind<|>ex.html"', ["Loaded from `templates/index.html`", "Searched: `templates`"]),
        ('"index.html"', '"nothing<|>.html"', ["No such file"]),
        ('client.post("/users/page/3', 'client.post("/users/pa<|>ge/3', []),
        ('client.get("/users/7', 'client.get("/us<|>ers/7', ["GET, POST /users/<int:id>"]),
    ],
)  # fmt: skip
def test_hover(old: str, new: str, parts: list[str]) -> None:
    """What a name stands for, with methods, blueprint, view and documentation."""
    fixture = shop(old, new)
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert bool(parts) == (found is not None)
    for part in parts:
        assert found is not None and part in found.markdown


def test_every_feature_at_every_place() -> None:
    """No feature fails anywhere in the shop, nor on a file that ends there."""
    fixture = shop()
    for path, text in fixture.texts.items():
        for offset in range(0, len(text) + 1, 3):
            cut = fixture.project.with_files({path: text[:offset]})
            for project in (fixture.project, cut):
                at = min(offset, len(project.files[path].text))
                definition(project, path, at)
                references(project, path, at, declaration=True)
                hover(project, path, at, Options())
                signature_help(project, path, at)
                prepare_rename(project, path, at)
            code_lenses(cut, path, Options())
            document_symbols(cut, path)
            document_links(cut, path)
            inlay_hints(cut, path, Span(0, len(text)), Options())


CONFIG = """
-- app.py --
from flask import Flask
app = Flask(__name__)
app.config.from_object("config.Production")
app.config["PAGE_SIZE"] = 20
app.config["{key}"]
-- config.py --
class Production:
    MAIL_FROM = "a@example.org"
    SECRET_KEY = "x"
    helper = 1
"""


def test_the_project_s_own_configuration_keys() -> None:
    """They are offered, explained by where they are set, and lead there; Flask's own show both."""
    fixture = parse(CONFIG.replace("{key}", "<|>"))
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python")
    assert ["MAIL_FROM", "PAGE_SIZE"] == [item.label for item in found if item.sort_text.startswith("0")]
    assert "SECRET_KEY" in [item.label for item in found]
    for key, place, parts in (
        ("MAIL<|>_FROM", "config.py:2 MAIL_FROM", ["`config.py:2`", "a@example.org"]),
        ("PAGE<|>_SIZE", "app.py:4 PAGE_SIZE", ["`app.py:4`: `20`"]),
        ("SECRET<|>_KEY", "config.py:3 SECRET_KEY", ["str | bytes | None", "`config.py:3`"]),
    ):
        fixture = parse(CONFIG.replace("{key}", key))
        assert [place] == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))
        hovered = hover(fixture.project, fixture.path, fixture.offset, Options())
        assert hovered is not None
        for part in parts:
            assert part in hovered.markdown
