"""What is said about the configuration keys of extensions is true of the installed extensions."""

from __future__ import annotations

import ast
import importlib.util
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask_ls.knowledge import api

KEYS = [key for key in api.config_keys() if key.package != "flask"]
# Extensions that build the names of their keys: what the names begin with.
PREFIXES = {"flask-flatpages": "FLATPAGES_", "flask-assets": "ASSETS_"}
KNOWN: dict[str, Any] = {"timedelta": timedelta}


@cache
def source(module: str) -> str:
    """The whole source of an installed extension."""
    spec = importlib.util.find_spec(module)
    assert spec is not None and spec.origin is not None, f"{module} is not installed"
    folders = list(spec.submodule_search_locations or ())
    paths = sorted(Path(folders[0]).rglob("*.py")) if folders else [Path(spec.origin)]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@cache
def defaults(module: str) -> dict[str, list[ast.expr]]:
    """The defaults that an extension gives to keys in its calls of `get` and `setdefault`."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(ast.parse(source(module).replace("from __future__", "pass # "))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and len(node.args) == 2:
            name = node.args[0]
            if node.func.attr in ("get", "setdefault") and isinstance(name, ast.Constant):
                found.setdefault(str(name.value), []).append(node.args[1])
    return found


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.key)
def test_the_extension_reads_the_key(key: api.ConfigKey) -> None:
    """The key stands in the source of the extension."""
    name = key.key.removeprefix(PREFIXES.get(key.package, ""))
    text = source(key.module)
    if key.package == "flask-assets":
        text += source("webassets")
    constants = (f'"{name}"', f"'{name}'", f'"{name.lower()}"', f"'{name.lower()}'")
    assert any(constant in text for constant in constants) or f"{name} = " in text or f"_{name.lower()}" in text


def literal(expr: ast.expr) -> Any:
    """The value of an expression of literals and `timedelta`; raises where it is another."""
    return eval(ast.unparse(expr).replace("datetime.timedelta", "timedelta"), {"__builtins__": {}, **KNOWN})


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.key)
def test_the_default_is_the_extensions(key: api.ConfigKey) -> None:
    """Where the extension writes the default as a literal beside the key, it is the one that is shown."""
    try:
        shown = eval(key.default, {"__builtins__": {}, **KNOWN})
    except NameError:
        return  # the name of another key, or of an attribute
    values = []
    for expr in defaults(key.module).get(key.key, []):
        with suppress(NameError, AttributeError):
            values.append(literal(expr))
    assert not values or shown in values


def test_defaults_that_are_kept_elsewhere() -> None:
    """The defaults of extensions that keep them in a table of their own."""
    import flask_cors.core
    import flask_flatpages
    import flask_login.config
    import flask_session.defaults

    shown = {key.key: key.default for key in KEYS}

    def same(key: str, value: object) -> None:
        assert value == eval(shown[key], {"__builtins__": {}, **KNOWN}), key

    for name, value in flask_cors.core.DEFAULT_OPTIONS.items():
        if f"CORS_{name.upper()}" in shown:
            same(f"CORS_{name.upper()}", value)
    for name, value in flask_flatpages.FlatPages.default_config:
        if f"FLATPAGES_{name.upper()}" in shown and not callable(value):
            same(f"FLATPAGES_{name.upper()}", value)
    session = flask_session.defaults.Defaults
    for name in ("PERMANENT", "USE_SIGNER", "KEY_PREFIX", "ID_LENGTH", "SERIALIZATION_FORMAT", "SQLALCHEMY_TABLE"):
        same(f"SESSION_{name}", getattr(session, f"SESSION_{name}"))
    login = flask_login.config
    for name in ("NAME", "DURATION", "SECURE", "HTTPONLY", "SAMESITE"):
        same(f"REMEMBER_COOKIE_{name}", getattr(login, f"COOKIE_{name}"))
    same("USE_SESSION_FOR_NEXT", login.USE_SESSION_FOR_NEXT)
