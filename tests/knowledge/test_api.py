"""What is said about Flask is true of the installed Flask."""

from __future__ import annotations

import ast
import inspect
from http import HTTPStatus

import flask
import introspect
import pytest
from flask import Flask
from flask_ls.knowledge import api, vocabulary
from flask_ls.symbols.describe import (
    describe_api,
    describe_config_key,
    describe_converter,
    describe_status,
    split_signature,
)
from flask_ls.symbols.describe_words import (
    describe_command,
    describe_environment_variable,
    describe_header,
    describe_jinja,
    describe_method,
)
from gen_api import find
from werkzeug.exceptions import default_exceptions
from werkzeug.routing.map import DEFAULT_CONVERTERS

ENTRIES = api.entries()


@pytest.mark.parametrize("entry", [each for each in ENTRIES if not each.removed], ids=lambda entry: entry.name)
def test_name_exists(entry: api.ApiEntry) -> None:
    """Every name can be found in the installed packages, on its class or on an object of it."""
    find(entry.name)


@pytest.mark.parametrize(
    "entry", [each for each in ENTRIES if each.signature and not each.removed], ids=lambda entry: entry.name
)
def test_signature_is_the_real_one(entry: api.ApiEntry) -> None:
    """The parameters that are shown are those of the installed function, with their defaults.

    Of extensions' long signatures some are left out.
    """
    assert entry.signature is not None
    real = {each.name: each for each in introspect.taken(inspect.signature(find(entry.name)))}
    hidden = {each.kind for each in real.values()} & {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}
    text = entry.signature.replace("...", "None")
    shown = ast.parse(f"def {text}: pass").body[0].args  # type: ignore[attr-defined]
    names = [a.arg for a in (*shown.posonlyargs, *shown.args, shown.vararg, *shown.kwonlyargs, shown.kwarg) if a]
    if entry.name.startswith(("flask.", "werkzeug.")):
        assert names == list(real) or list(real) == ["args", "kwargs"]
    else:
        assert hidden or set() == {each for each in names if not entry.signature.count(f"*{each}")} - set(real)
    for parameter in split_signature(entry.signature):
        name, equals, default = parameter.partition("=")
        known = real.get(name)
        if equals and known is not None and isinstance(known.default, bool | int | str | None):
            assert default == repr(known.default)


def test_all_of_flask_is_there() -> None:
    """Everything in `flask`'s public namespace has an entry."""
    public = [name for name in dir(flask) if not name.startswith("_") and f"flask.{name}" in _documented()]
    assert [] == [name for name in public if api.lookup(f"flask.{name}") is None]


def _documented() -> set[str]:
    """Names that `flask` re-exports on purpose: `from .x import name as name`."""
    tree = ast.parse(inspect.getsource(flask))
    return {
        f"flask.{alias.asname}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname is not None
    }


@pytest.mark.parametrize("owner", ["Flask", "Blueprint"])
def test_all_methods_are_there(owner: str) -> None:
    """Every public method of applications and blueprints has an entry."""
    cls = getattr(flask, owner)
    methods = [name for name, value in inspect.getmembers(cls, inspect.isfunction) if not name.startswith("_")]
    assert [] == [name for name in methods if api.lookup(f"flask.{owner}.{name}") is None]


def test_all_of_request_is_there() -> None:
    """Every public attribute of a request has an entry."""
    names = [name for name in dir(flask.Request({"REQUEST_METHOD": "GET"})) if not name.startswith("_")]
    assert [] == [name for name in names if api.lookup(f"flask.Request.{name}") is None]


def test_config_keys_and_defaults() -> None:
    """Every key of Flask's default configuration is there, with its default."""
    from datetime import timedelta

    for key, default in Flask("x").config.items():
        known = api.config_key(key)
        assert known is not None, key
        assert default == eval(known.default, {"timedelta": timedelta}), key


def test_converters() -> None:
    """The converters are Werkzeug's, with their regular expressions."""
    assert set(DEFAULT_CONVERTERS) == {found.name for found in api.converters()}
    for found in api.converters():
        if found.name != "any":
            assert DEFAULT_CONVERTERS[found.name].regex == found.regex


def test_status_codes() -> None:
    """Every status that Python or `abort` knows is there, with its exception."""
    known = {found.code for found in api.status_codes()}
    assert set() == {*default_exceptions, *HTTPStatus} - known - {HTTPStatus.USE_PROXY}  # out of use, MDN has no page
    for found in api.status_codes():
        real = default_exceptions.get(found.code)
        assert (real.__name__ if real else None) == found.exception


def test_types_are_known() -> None:
    """A type or a result that is named is an entry itself."""
    named = {each.type for each in ENTRIES if each.type} | {each.returns for each in ENTRIES if each.returns}
    assert [] == [name for name in named if api.lookup(name) is None]


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("flask.app.Flask", "flask.Flask"),
        ("flask.globals.request", "flask.request"),
        ("flask.helpers.url_for", "flask.url_for"),
    ],
)
def test_inner_names_lead_to_public_ones(alias: str, name: str) -> None:
    """A name imported from one of Flask's inner modules is the public one."""
    found = api.lookup(alias)
    assert found is not None and name == found.name


def test_descriptions_read_well() -> None:
    """A hover begins with a highlighted signature, ends with a link, and fits on a screen."""
    pages = [describe_api(entry) for entry in ENTRIES]
    pages += [describe_config_key(key) for key in api.config_keys()]
    pages += [describe_converter(found) for found in api.converters()]
    pages += [describe_status(found) for found in api.status_codes()]
    pages += [describe_method(found) for found in vocabulary.methods()]
    pages += [describe_header(found) for found in vocabulary.headers()]
    pages += [describe_command(found) for found in vocabulary.commands()]
    pages += [describe_environment_variable(found) for found in vocabulary.environment_variables()]
    for kind in ("filter", "test", "global", "variable", "tag"):
        pages += [describe_jinja(found) for found in vocabulary.jinja_names(kind)]
    for page in pages:
        assert page.startswith("```")
        assert page.splitlines()[-1].startswith("[") and page.endswith(")")
        assert len(page.splitlines()) <= 32


def test_texts_are_sentences() -> None:
    """What people wrote ends like a sentence, with its quotes closed; a text that was cut off would not."""
    for entry in ENTRIES:
        for text in (
            entry.summary,
            entry.details,
            entry.gotcha or "",
            *entry.parameters.values(),
            *entry.changed.values(),
        ):
            assert text == "" or text.rstrip("`").endswith((".", "!", "?", "…")), (entry.name, text)
            assert text.count("`") % 2 == 0, (entry.name, text)


def test_members_are_those_of_bases_too() -> None:
    """The members of a class are listed with those it inherits, each once, for completion."""
    found = {entry.name.rpartition(".")[2]: entry.name for entry in api.members("flask.testing.FlaskClient")}
    assert found["post"] == "werkzeug.test.Client.post"
    assert found["open"] == "flask.testing.FlaskClient.open"
    names = [entry.name.rpartition(".")[2] for entry in api.members("werkzeug.test.TestResponse")]
    assert {"text", "json", "headers", "set_cookie"} <= set(names)
    assert len(names) == len(set(names))
