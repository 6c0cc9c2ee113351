"""Filters, tests and globals that a project gives to its templates: where they lead, who uses them, their other names."""

from __future__ import annotations

import pytest
from flask_ls.features.definition import definition
from flask_ls.features.hover import hover
from flask_ls.features.references import references
from flask_ls.features.rename import prepare_rename, rename
from flask_ls.features.results import Refusal, Rename
from flask_ls.options import Options
from flask_ls.text.spans import apply_edits
from marks import ROOT, Fixture, parse
from test_template_navigation import shown

_START = "from flask import Blueprint, Flask, current_app, render_template\napp = Flask(__name__)\n"
_FUNCTION = 'def money(value):\n    """An amount."""\n    return value\n'
_VIEW = '@app.route("/")\ndef index():\n    return render_template("index.html")\n'
_USES = "{{ 1|eur }} {{ [1]|map('eur') }}{% filter eur %}2{% endfilter %}"


def made(code: str, page: str) -> Fixture:
    """An application with this code and one page."""
    return parse(f"-- app.py --\n{_START}{code}{_VIEW}-- templates/index.html --\n{page}\n")


WAYS = [
    f'@app.template_filter("eur")\n{_FUNCTION}',
    f'@app.template_filter(name="eur")\n{_FUNCTION}',
    f'{_FUNCTION}app.add_template_filter(money, "eur")\n',
    f'{_FUNCTION}app.add_template_filter(money, name="eur")\n',
    f'{_FUNCTION}app.jinja_env.filters["eur"] = money\n',
    f"{_FUNCTION}app.jinja_env.filters.update(eur=money)\n",
    f'{_FUNCTION}app.jinja_env.filters.update({{"eur": money}})\n',
    f'{_FUNCTION}app.jinja_env.filters.setdefault("eur", money)\n',
    f'{_FUNCTION}app.template_filter("eur")(money)\n',
    f'bp = Blueprint("b", __name__)\n@bp.app_template_filter("eur")\n{_FUNCTION}app.register_blueprint(bp)\n',
]


@pytest.mark.parametrize("way", WAYS)
def test_a_name_that_is_written(way: str) -> None:
    """However a filter is given its name: a use leads to the function, all uses are found, and all have the new name."""
    fixture = made(way, _USES.replace("|eur", "|e<|>ur", 1))
    assert ["def money"] == [
        fixture.texts[each.path][each.span.start - 4 : each.span.end]
        for each in definition(fixture.project, fixture.path, fixture.offset)
    ]
    app = fixture.texts[f"{ROOT}/app.py"]
    line = app[: app.rindex("eur")].count("\n") + 1
    expected = [f"app.py:{line} eur", *["index.html:1 eur"] * 3]
    assert expected == shown(fixture, references(fixture.project, fixture.path, fixture.offset, declaration=False))
    changed = rename(fixture.project, fixture.path, fixture.offset, "price")
    assert isinstance(changed, Rename)
    after = {path: apply_edits(fixture.texts[path], list(edits)) for path, edits in changed.edits.items()}
    assert app.replace("eur", "price") == after[f"{ROOT}/app.py"]
    assert f"{_USES.replace('eur', 'price')}\n" == after[fixture.path]


@pytest.mark.parametrize(
    ("code", "page"),
    [
        (f"@app.template_filter()\n{_FUNCTION}", "{{ 1|mon<|>ey }}"),
        (f"@app.template_filter\n{_FUNCTION}", "{{ 1|mon<|>ey }}"),
        (f"{_FUNCTION}app.add_template_filter(money)\n", "{{ 1|mon<|>ey }}"),
        (f"@app.template_test()\n{_FUNCTION}", "{{ 1 is mon<|>ey }}{{ [1]|select('money') }}"),
        (f"@app.template_global()\n{_FUNCTION}", "{{ mon<|>ey(1) }}"),
    ],
)
def test_a_name_that_is_the_function_s(code: str, page: str) -> None:
    """Where the function's own name is the name, both have the new one."""
    fixture = made(code, page)
    changed = rename(fixture.project, fixture.path, fixture.offset, "price")
    assert isinstance(changed, Rename)
    for path, edits in changed.edits.items():
        assert fixture.texts[path].replace("money", "price") == apply_edits(fixture.texts[path], list(edits))
    assert 2 == len(changed.edits)


def test_from_the_function() -> None:
    """From the function, and from the string that names it, the uses in templates are found."""
    code = '@app.template_filter("eur")\ndef money(value):\n    return value\n'
    for cursor in ('"e<|>ur"', "def mon<|>ey"):
        fixture = made(code.replace(cursor.replace("<|>", ""), cursor), "{{ 1|eur }}")
        found = references(fixture.project, fixture.path, fixture.offset, declaration=False)
        assert ["app.py:3 eur", "index.html:1 eur"] == shown(fixture, found)
    # The filter's name is written elsewhere: the function's own is not the filter's, even where it is the same.
    assert prepare_rename(fixture.project, fixture.path, fixture.offset) is None
    fixture = made(
        f'{_FUNCTION.replace("money", "mon<|>ey")}app.add_template_filter(money, "money")\n', "{{ 1|money }}"
    )
    assert prepare_rename(fixture.project, fixture.path, fixture.offset) is None


@pytest.mark.parametrize(
    ("code", "page", "reason"),
    [
        ("", "{{ 1|up<|>per }}", "gives it"),
        ("", "{{ url<|>_for('index') }}", "gives it"),
        ('@app.template_filter("upper")\ndef f(x): return x\n', "{{ 1|up<|>per }}", "gives it"),
        (
            'app.jinja_env.filters["eur"] = make()\nx = app.jinja_env.filters["eur"](1)\n',
            "{{ 1|e<|>ur }}",
            "app.py reads",
        ),
        ('app.jinja_env.filters["eur"] = make()\ny = "{{ 1|eur }}"\n', "{{ 1|e<|>ur }}", "app.py reads"),
        ("app.add_template_filter(make().eur)\n", "{{ 1|e<|>ur }}", "not known"),
        (f'{_FUNCTION}app.add_template_filter(money, "eur")\n', "{{ 1|e<|>ur }}{% price 1|eur %}", "index.html reads"),
    ],
)
def test_a_name_that_is_not_renamed(code: str, page: str, reason: str) -> None:
    """A name that others give too, or may read, is refused with the reason."""
    fixture = made(code, page)
    found = prepare_rename(fixture.project, fixture.path, fixture.offset)
    assert isinstance(found, Refusal)
    assert reason in found.reason


@pytest.mark.parametrize("new", ["upper", "1", "in"])
def test_a_new_name_that_cannot_be(new: str) -> None:
    """A name that Jinja has already, or cannot read, is refused."""
    fixture = made(f'{_FUNCTION}app.add_template_filter(money, "eur")\n', "{{ 1|e<|>ur }}")
    assert isinstance(rename(fixture.project, fixture.path, fixture.offset, new), Refusal)


def test_two_applications() -> None:
    """Applications of one workspace that have a filter of the same name are kept apart."""
    code = f'{_START}{_FUNCTION}app.add_template_filter(money, "eur")\n{_VIEW}'
    parts = "".join(f"-- {each}/app.py --\n{code}-- {each}/templates/index.html --\n{{{{ 1|eur }}}}\n" for each in "ab")
    fixture = parse(parts.replace("|eur", "|e<|>ur", 1))
    changed = rename(fixture.project, fixture.path, fixture.offset, "price")
    assert isinstance(changed, Rename)
    assert [f"{ROOT}/a/app.py", f"{ROOT}/a/templates/index.html"] == sorted(changed.edits)


def test_who_registers_it() -> None:
    """The hover has the function's signature and documentation, and says where it is registered."""
    fixture = made(f'{_FUNCTION}app.add_template_filter(money, "eur")\n', "{{ 1|e<|>ur }}")
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert found is not None
    assert "eur(value)" in found.markdown
    assert "An amount." in found.markdown
    assert "A filter of this project: `app.py:3`.\n\nRegistered in `app.py:6`." in found.markdown


def test_names_that_are_collected_first() -> None:
    """Filters that are put into a dictionary, which is then given, lead to their functions."""
    code = f'{_FUNCTION}def more(app):\n    found = {{}}\n    found["eur"] = money\n    app.jinja_env.filters.update(found)\n'
    fixture = made(f"{code}more(app)\n", "{{ 1|e<|>ur }}")
    assert ["app.py:3 money"] == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))


def test_a_view_that_is_a_global_too() -> None:
    """A view whose name is also a global's has its new name as an endpoint as well."""
    code = '@app.route("/price")\n@app.template_global()\ndef price():\n    return "1"\n'
    fixture = made(code.replace("def price", "def pri<|>ce"), "{{ price() }}{{ url_for('price') }}")
    changed = rename(fixture.project, fixture.path, fixture.offset, "cost")
    assert isinstance(changed, Rename)
    path = f"{ROOT}/templates/index.html"
    assert "{{ cost() }}{{ url_for('cost') }}\n" == apply_edits(fixture.texts[path], list(changed.edits[path]))
