"""Configuration keys and blueprints: where they are set, read and named."""

from __future__ import annotations

import pytest
from flask_ls.features.completion import complete
from flask_ls.features.definition import definition
from flask_ls.features.hover import hover
from flask_ls.features.references import references
from flask_ls.features.results import Location
from flask_ls.features.signature_help import signature_help
from flask_ls.options import Options
from flask_ls.text.lines import LineIndex
from marks import ROOT, Fixture, parse

APP = """
-- app.py --
from flask import Flask, current_app, url_for as link
from flask_mail import Mail
from admin import admin

def create_app():
    app = Flask(__name__)
    app.config.from_object("config.Production")
    app.config["PAGE_SIZE"] = 20
    app.config.from_mapping(PAGE_SIZE=30, SECRET_KEY="x")
    app.config.update({"PAGE_SIZE": 40})
    app.config.setdefault("PAGE_SIZE", 50)
    app.register_blueprint(admin, url_prefix="/admin")
    config = app.config
    print(config["PAGE_SIZE"])
    return app

def view():
    # app.config["PAGE_SIZE"]
    link("admin.show", id=1)
    return current_app.config.get("PAGE_SIZE"), {"PAGE_SIZE": 1}["PAGE_SIZE"]
-- config.py --
class Production:
    PAGE_SIZE = 10
    COLOUR = "red"
-- admin.py --
from flask import Blueprint, url_for
admin = Blueprint("admin", __name__)

@admin.route("/<int:id>")
def show(id):
    return url_for("admin.show", id=2), url_for(".show", id=3)
-- other.py --
import configparser
config = configparser.ConfigParser()
config["PAGE_SIZE"] = {}
-- templates/page.html --
{{ config.PAGE_SIZE }} {{ config["PAGE_SIZE"] }} config.PAGE_SIZE {{ url_for('admin.show', id=4) }}
-- tests/test_app.py --
from app import create_app
create_app().config["PAGE_SIZE"] = 5
app = create_app()
app.config["PAGE_SIZE"] = 6
"""


def at(old: str, new: str) -> Fixture:
    assert old in APP
    return parse(APP.replace(old, new, 1))


def shown(fixture: Fixture, places: list[Location]) -> list[str]:
    found = []
    for place in places:
        line = LineIndex(fixture.texts[place.path]).line_of(place.span.start) + 1
        found.append(f"{place.path.removeprefix(ROOT + '/')}:{line}")
    return found


SET = ["app.py:8", "app.py:9", "app.py:10", "app.py:11", "config.py:2"]
READ = ["app.py:14", "app.py:20", "templates/page.html:1", "templates/page.html:1"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('app.config["PAGE_SIZE"] = 20', 'app.config["PAGE<|>_SIZE"] = 20'),
        ('.get("PAGE_SIZE")', '.get("<|>PAGE_SIZE")'),
        ("from_mapping(PAGE_SIZE", "from_mapping(PAGE_SIZE<|>"),
        ("    PAGE_SIZE = 10", "    <|>PAGE_SIZE = 10"),
        ("{{ config.PAGE_SIZE", "{{ config.PAGE<|>_SIZE"),
    ],
)
def test_references_of_a_key(old: str, new: str) -> None:
    """Every place that reads a key, in Python and templates; with the declaration also those that set it. A dictionary,
    a comment, another program's configuration and plain text are none."""
    fixture = at(old, new)
    read = references(fixture.project, fixture.path, fixture.offset, declaration=False)
    assert READ == shown(fixture, read)
    every = references(fixture.project, fixture.path, fixture.offset, declaration=True)
    assert sorted([*SET, *READ, "tests/test_app.py:2", "tests/test_app.py:4"]) == sorted(shown(fixture, every))


def test_definition_of_a_key() -> None:
    """The places that set it, tests aside."""
    fixture = at("{{ config.PAGE_SIZE", "{{ config.PAGE<|>_SIZE")
    assert SET == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('SECRET_KEY="x"', 'SECRET<|>_KEY="x"', ["Signs the session cookie", '`app.py:9`: `"x"`']),
        ("    PAGE_SIZE = 10", "    PAGE<|>_SIZE = 10", ["a configuration key of this project", "`config.py:2`: `10`"]),
        ("    COLOUR = ", "    COL<|>OUR = ", []),
        ("{{ config.PAGE_SIZE", "{{ config.PAGE<|>_SIZE", ["a configuration key of this project"]),
    ],
)
def test_hover_on_a_key(old: str, new: str, parts: list[str]) -> None:
    """What is known of it and where it is set, wherever it stands; nothing for a constant that nobody reads as one."""
    fixture = at(old, new)
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert bool(parts) == (found is not None)
    for part in parts:
        assert found is not None and part in found.markdown


def test_keys_of_extensions_that_are_used() -> None:
    """The keys of Flask and of the extensions that the project imports are offered, those of others are not."""
    fixture = at('app.config["PAGE_SIZE"] = 20', 'app.config["<|>"] = 20')
    found = complete(
        fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python"
    )  # fmt: skip
    labels = {each.label for each in found}
    assert {"SECRET_KEY", "MAIL_SERVER", "PAGE_SIZE"} <= labels
    assert not {"JWT_SECRET_KEY", "SQLALCHEMY_DATABASE_URI"} & labels


@pytest.mark.parametrize("declaration", [True, False])
def test_references_of_a_blueprint(declaration: bool) -> None:
    """Its registrations, and the endpoints that are named with its name."""
    fixture = at('Blueprint("admin"', 'Blueprint("ad<|>min"')
    found = references(fixture.project, fixture.path, fixture.offset, declaration=declaration)
    named = ["app.py:12", "admin.py:6", "app.py:19", "templates/page.html:1"]
    assert (["admin.py:2"] if declaration else []) + named == shown(fixture, found)


def test_url_for_by_another_name() -> None:
    """Signature help and the values of the endpoint do not depend on how `url_for` is called here."""
    fixture = at('link("admin.show", id=1)', 'link("admin.show", <|>)')
    found = signature_help(fixture.project, fixture.path, fixture.offset)
    assert found is not None and 'url_for("admin.show", id: int)' == found.label
    entries = complete(
        fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python"
    )  # fmt: skip
    assert ["id"] == [each.label for each in entries if each.kind == "url_value"]
