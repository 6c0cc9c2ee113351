"""Every public name of the installed Flask and Werkzeug, and every parameter, is explained."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from flask_ls.knowledge import api
from public_names import public_names

CALLED = ("class", "exception", "function", "method")


@cache
def names() -> dict[str, list[str]]:
    return public_names()


def test_there_is_much_to_explain() -> None:
    """The introspection finds names; it would find none if it looked in the wrong place."""
    assert 1_500 < len(names())


def test_every_name_has_an_entry() -> None:
    """Each name leads to an entry: its own, or that of the class whose member it inherits."""
    assert [] == [name for name in names() if api.lookup(name) is None]


def test_every_parameter_is_described() -> None:
    """What a function, a method or a class takes is said for each parameter."""
    missing = []
    for name, parameters in names().items():
        entry = api.lookup(name)
        if entry is None or entry.kind not in CALLED or parameters == ["args", "kwargs"]:
            continue
        missing += [f"{name}({each})" for each in parameters if each not in entry.parameters]
    assert [] == missing


@pytest.mark.parametrize("entry", [each for each in api.entries() if each.parameters], ids=lambda each: each.name)
def test_described_parameters_exist(entry: api.ApiEntry) -> None:
    """What is described is a parameter, by the signature that is shown, or what a `**` parameter hands on."""
    assert entry.signature is not None
    assert "**" in entry.signature or [] == [name for name in entry.parameters if name not in entry.signature]


def used_names() -> list[str]:
    text = (Path(__file__).parent / "extension_names.txt").read_text(encoding="utf-8")
    return [name for line in text.splitlines() if not line.startswith("#") for name in line.split()]


@pytest.mark.parametrize("written", used_names())
def test_names_of_extensions_are_explained(written: str) -> None:
    """What projects use of extensions has an entry, and a parameter of it an explanation."""
    name, _, parameter = written.removesuffix("!").removesuffix(")").partition("(")
    entry = api.lookup(name)
    assert entry is not None
    assert not parameter or parameter in entry.parameters
    assert not written.endswith("!") or entry.removed


def test_options_are_taken() -> None:
    """What `**options` of rules and requests is said to take is taken by what they are handed to."""
    from flask import Blueprint, Flask

    app, client = Flask(__name__), Flask(__name__).test_client()
    route = api.lookup("flask.Flask.route")
    post = api.lookup("werkzeug.test.Client.post")
    register = api.lookup("flask.Flask.register_blueprint")
    assert route is not None and post is not None and register is not None
    values = {"methods": ["GET"], "endpoint": "x", "defaults": {}, "redirect_to": None, "subdomain": "", "host": ""}
    for name in {*route.parameters} - {"rule", "options"}:
        app.add_url_rule(f"/{name}", **{"endpoint": name, name: values.get(name, False)})
    for name in {*post.parameters} - {"args", "kw", "data", "json", "path", "input_stream", "method"}:
        client.post("/", **{name: {"environ_base": {}, "url_scheme": "http", "buffered": True}.get(name)})
    for name in {*register.parameters} - {"blueprint", "options"}:
        app.register_blueprint(Blueprint(f"of_{name}", __name__), **{name: {} if name == "url_defaults" else "x"})
