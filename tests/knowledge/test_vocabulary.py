"""What is said about templates, HTTP and the command line is true of the installed packages, and nothing is missing."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import Any

import click
import flask
import jinja2.ext
import pytest
from flask import Flask
from flask_ls.knowledge import vocabulary
from gen_api import pages
from gen_words import find_command, options
from jinja2 import DictLoader
from jinja2.parser import _statement_keywords
from webassets.ext.jinja2 import AssetsExtension
from werkzeug.http import dump_cookie

EVERY = [each for kind in ("filter", "test", "global", "variable", "tag") for each in vocabulary.jinja_names(kind)]
TEMPLATES = {
    "base.html": "<main>{% block content %}Base{% endblock %}</main>",
    "part.html": "Hello, {{ name }}",
    "macros.html": '{% macro field(name) %}<input name="{{ name }}">{% endmacro %}',
}


@cache
def app() -> Flask:
    """An application with every extension of Jinja's own, whose templates are English."""
    made = Flask("x", static_folder="static")
    made.secret_key = "x"
    made.jinja_loader = DictLoader(TEMPLATES)
    for name in ("do", "loopcontrols", "debug", "i18n"):
        made.jinja_env.add_extension(f"jinja2.ext.{name}")
    made.jinja_env.install_gettext_callables(str, lambda one, many, n: one if n == 1 else many, newstyle=True)  # type: ignore[attr-defined]
    return made


@pytest.mark.parametrize("kind", ["filter", "test", "global"])
def test_every_name_of_a_flask_template_is_there(kind: vocabulary.JinjaKind) -> None:
    """Each filter, test and global of Flask's environment, under each of its names, and none besides."""
    env = Flask("x").jinja_env
    real = {"filter": env.filters, "test": env.tests, "global": env.globals}[kind]
    assert set(real) == {name for each in vocabulary.jinja_names(kind) for name in (each.name, *each.names)}


def test_further_names_mean_the_same() -> None:
    """A name that is said to be another one of a filter or test is the same function."""
    env = Flask("x").jinja_env
    tables: dict[str, Any] = {"filter": env.filters, "test": env.tests}
    for each in EVERY:
        for name in each.names if each.kind in tables else ():
            assert tables[each.kind][each.name] is tables[each.kind][name]


def test_every_tag_is_there() -> None:
    """Each tag that Jinja's parser or one of its extensions knows, and those that end it."""
    known = {name for each in vocabulary.jinja_names("tag") for name in (each.name, *each.names)}
    extensions = [
        AssetsExtension,
        *(each for each in vars(jinja2.ext).values() if inspect.isclass(each) and hasattr(each, "tags")),
    ]
    real = {*_statement_keywords, *(tag for each in extensions for tag in each.tags), "call", "filter", "raw"}
    assert set() == real - known
    middle = {"elif", "else", "pluralize"}
    assert set() == known - real - middle - {f"end{name}" for name in real}


def test_every_member_of_loop_is_there() -> None:
    """Each public attribute of the variable `loop`."""
    real = {name for name in dir(jinja2.runtime.LoopContext) if not name.startswith("_")}
    assert real | {"depth0"} == {name.partition(".")[2] for name in _names("variable") if name.startswith("loop.")}


def _names(kind: vocabulary.JinjaKind) -> list[str]:
    return [each.name for each in vocabulary.jinja_names(kind)]


@pytest.mark.parametrize("each", [each for each in EVERY if each.example], ids=lambda each: f"{each.kind}:{each.name}")
def test_example_renders(each: vocabulary.JinjaName) -> None:
    """An example gives what is said to be its result."""
    with app().test_request_context("/"):
        assert each.result == flask.render_template_string(each.example)


@pytest.mark.parametrize("each", EVERY, ids=lambda each: f"{each.kind}:{each.name}")
def test_parameters_are_described(each: vocabulary.JinjaName) -> None:
    """Each parameter that is shown is explained, and no other."""
    if each.kind not in ("filter", "test", "global") or each.like or each.name in ("range", "dict", "namespace"):
        return
    inner = each.syntax.partition("(")[2].removesuffix(")")
    assert re.findall(r"(?:^|, )\*{0,2}(\w+)", inner) == list(each.parameters)


@pytest.mark.parametrize("each", EVERY, ids=lambda each: f"{each.kind}:{each.name}")
def test_jinja_links_exist(each: vocabulary.JinjaName) -> None:
    """The link's page and anchor are in Jinja's documentation."""
    page, _, anchor = each.docs.partition("#")
    if each.extension is not None and "jinja2.ext" not in each.extension:
        return  # explained by the extension of Flask that brings it
    assert anchor in pages()["https://jinja.palletsprojects.com/en/stable/"][page]


def test_every_method_is_there() -> None:
    """Each method that HTTP and its PATCH define."""
    real = {"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}
    assert real == {each.name for each in vocabulary.methods()}


def test_headers_are_found_in_any_case() -> None:
    """The case of a header's name does not matter; its own spelling is shown."""
    found = vocabulary.header("content-TYPE")
    assert found is not None and found.name == "Content-Type"


def test_attributes_of_headers_exist() -> None:
    """Where a header is said to be parsed, the request or response has such an attribute."""
    made = {"request": flask.Request({"REQUEST_METHOD": "GET", "SERVER_NAME": "x"}), "response": flask.Response()}
    for each in vocabulary.headers():
        if each.attribute is not None:
            owner, _, name = each.attribute.partition(".")
            assert each.of in (owner, "both")
            assert hasattr(type(made[owner]), name) or hasattr(made[owner], name), each.attribute


def test_every_header_that_flask_parses_is_there() -> None:
    """Each attribute of a response that stands for one header is named by that header's entry."""
    from werkzeug.utils import header_property

    known = {each.attribute for each in vocabulary.headers()} | {"response.content_md5"}
    members = {name: value for base in flask.Response.__mro__ for name, value in vars(base).items()}
    parsed = {f"response.{name}" for name, value in members.items() if isinstance(value, header_property)}
    assert set() == parsed - known


def test_every_command_is_there() -> None:
    """Each command of Flask and Flask-Migrate with each of its options."""
    names = [
        "flask",
        *(f"flask {name}" for name in _commands("flask")),
        *(f"flask db {name}" for name in _commands("flask db")),
    ]
    for name in [*names, "flask db"]:
        known = vocabulary.command(name)
        assert known is not None, name
        spellings, _ = options(find_command(name))
        assert set(spellings.values()) == set(known.options), name


def _commands(name: str) -> list[str]:
    group = find_command(name)
    assert isinstance(group, click.Group)
    return list(group.commands)


def test_variables_of_flask_run_are_its_options() -> None:
    """Each option of `flask run` has its variable, and each such variable its option."""
    spellings, _ = options(find_command("flask run"))
    real = {f"FLASK_RUN_{main.removeprefix('--').replace('-', '_').upper()}" for main in spellings.values()}
    known = {each.name for each in vocabulary.environment_variables() if each.name.startswith("FLASK_RUN_")}
    assert real - {"FLASK_RUN_HELP"} == known - {"FLASK_RUN_FROM_CLI"}


def test_variables_are_read() -> None:
    """Every other variable stands in the source of Flask or Werkzeug, unless it was removed."""
    import flask.cli
    import flask.helpers
    import werkzeug._reloader
    import werkzeug.debug

    sources = "".join(
        inspect.getsource(each) for each in (flask.cli, flask.helpers, werkzeug._reloader, werkzeug.debug)
    )
    derived = ("FLASK_RUN_", "FLASK_ENV_FILE", "FLASK_SECRET_KEY", "FLASK_APP")
    for each in vocabulary.environment_variables():
        assert each.removed or each.name.startswith(derived) or each.name in sources, each.name


def test_texts_are_sentences() -> None:
    """What people wrote ends like a sentence; a text that was cut off would not."""
    found = [
        *EVERY,
        *vocabulary.methods(),
        *vocabulary.headers(),
        *vocabulary.commands(),
        *vocabulary.environment_variables(),
    ]
    texts = [text for each in found for text in (each.summary, each.gotcha or ".")]
    texts += [text for each in EVERY for text in each.parameters.values()]
    texts += [text for each in vocabulary.commands() for text in each.options.values()]
    assert [] == [text for text in texts if not text.rstrip("`").endswith((".", "!", "?", "…"))]


def test_flags_take_no_value() -> None:
    """What is said to take no value does so in Click's own objects, and nothing else does."""
    for command in vocabulary.commands():
        known = [each for each in find_command(command.name).params if isinstance(each, click.Option)]
        real = {
            spelling for each in known if each.is_flag or each.count for spelling in (*each.opts, *each.secondary_opts)
        }
        assert real | {"--help"} == set(command.flags), command.name


def test_values_of_samesite() -> None:
    """Werkzeug takes each value, and the values are all that it names where it refuses one."""
    for each in vocabulary.samesites():
        assert f"SameSite={each.name}" in dump_cookie("a", "b", samesite=each.name)
    with pytest.raises(ValueError, match="SameSite") as refused:
        dump_cookie("a", "b", samesite="other")
    assert {each.name for each in vocabulary.samesites()} == set(re.findall(r"'(\w+)'", str(refused.value)))
