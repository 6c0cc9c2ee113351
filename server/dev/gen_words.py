"""Generates `knowledge/words.json` and `knowledge/jinja.json` from `knowledge/data/*.yaml` and the installed packages.

Signatures of filters, tests and globals come from Jinja, the spellings of options from Click's own objects.
"""

from __future__ import annotations

import inspect
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import yaml

DATA = Path(__file__).resolve().parents[1] / "flask_ls" / "knowledge" / "data"
KNOWLEDGE = Path("server/flask_ls/knowledge")
GENERATED = "by server/dev/generate.py from server/flask_ls/knowledge/data; do not edit"
JINJA = "https://jinja.palletsprojects.com/en/stable/"
FLASK = "https://flask.palletsprojects.com/en/stable/"
KINDS = {"filters": "filter", "tests": "test", "globals": "global", "variables": "variable", "tags": "tag"}
# What Jinja hands to a filter by itself, before the value.
_HANDED = ("environment", "env", "eval_ctx", "context")


def files() -> dict[Path, str]:
    """The generated files."""
    cli = _read("cli.yaml")
    words = {
        "generated": GENERATED,
        "methods": {name: {"name": name, **each} for name, each in _read("methods.yaml").items()},
        "headers": {name.lower(): {"name": name, **each} for name, each in _read("headers.yaml").items()},
        "samesite": {name: {"name": name, **each} for name, each in _read("samesite.yaml").items()},
        "commands": {name: _command(name, each) for name, each in cli["commands"].items()},
        "environment": {
            name: {"name": name, **each, "docs": FLASK + each["docs"]} for name, each in cli["environment"].items()
        },
    }
    names = [
        _jinja(KINDS[group], str(name), each)
        for group, found in _read("jinja.yaml").items()
        for name, each in found.items()
    ]
    jinja = {"generated": GENERATED, "names": names}
    return {KNOWLEDGE / "words.json": _text(words), KNOWLEDGE / "jinja.json": _text(jinja)}


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return found


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=0) + "\n"


def _jinja(kind: str, name: str, written: dict[str, Any]) -> dict[str, Any]:
    fields = {key: value for key, value in written.items() if key not in ("signature", "docs", "syntax")}
    syntax = written.get("syntax") or written.get("signature") or _syntax(kind, name)
    docs = _anchor(kind, name, written)
    docs = docs if docs.startswith("http") else JINJA + docs
    return {"name": name, "kind": kind, "syntax": syntax, "docs": docs, **fields}


def _anchor(kind: str, name: str, written: dict[str, Any]) -> str:
    if "docs" in written:
        return str(written["docs"])
    return f"templates/#jinja-{kind}s.{name}" if "like" not in written else "templates/#builtin-globals"


def _syntax(kind: str, name: str) -> str:
    """How it is written, with its real parameters: `value|round(precision=0, method='common')`."""
    import flask

    env = flask.Flask("x").jinja_env
    tables: dict[str, Any] = {"filter": env.filters, "test": env.tests, "global": env.globals}
    found = tables.get(kind, {}).get(name)
    if kind == "variable" or not (inspect.isroutine(found) or inspect.isclass(found)):
        return name if kind in ("global", "variable") else _before(kind, name)
    try:
        parameters = list(inspect.signature(found).parameters.values())
    except ValueError:
        parameters = []
    if kind != "global":
        parameters = [each for each in parameters if each.name not in _HANDED][1:]
    shown = ", ".join(str(each.replace(annotation=each.empty)) for each in parameters)
    return f"{_before(kind, name)}({shown})" if shown or kind == "global" else _before(kind, name)


def _before(kind: str, name: str) -> str:
    return {"filter": f"value|{name}", "test": f"value is {name}"}.get(kind, name)


def _command(name: str, written: dict[str, Any]) -> dict[str, Any]:
    spellings, _ = options(find_command(name))
    said = {key: text for key, text in written.get("options", {}).items() if key in spellings.values()}
    docs = written.get("docs", "")
    base = FLASK if written.get("package", "flask") == "flask" else "https://flask-migrate.readthedocs.io/en/latest/"
    found = {"name": name, **written, "options": said, "spellings": spellings, "docs": base + docs}
    return {**found, "flags": flags(find_command(name))}


def find_command(name: str) -> click.Command:
    """Click's object of a command."""
    found: click.Command = import_module("flask.cli").cli
    for part in name.split()[1:]:
        assert isinstance(found, click.Group)
        found = import_module("flask_migrate.cli").db if part == "db" else found.commands[part]
    return found


def flags(command: click.Command) -> list[str]:
    """The spellings of the options that take no value."""
    found = [each for each in command.get_params(click.Context(command)) if isinstance(each, click.Option)]
    return [spelling for each in found if each.is_flag or each.count for spelling in (*each.opts, *each.secondary_opts)]


def options(command: click.Command) -> tuple[dict[str, str], list[str]]:
    """The first long spelling of each spelling of an option, and the names of the arguments."""
    found: dict[str, str] = {}
    arguments = []
    for each in command.get_params(click.Context(command)):
        spellings = [*each.opts, *each.secondary_opts]
        if isinstance(each, click.Argument):
            arguments.append(each.name or "")
            continue
        main = next(spelling for spelling in spellings if spelling.startswith("--"))
        found |= dict.fromkeys(spellings, main)
    return found, arguments
