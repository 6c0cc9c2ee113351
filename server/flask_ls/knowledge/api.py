"""Flask's names: functions, classes and their members, configuration keys, URL converters and status codes."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any, NamedTuple


class ApiEntry(NamedTuple):
    """A public name.

    `type` is the qualified class of the value (`flask.request` is a `flask.Request`), `returns` the one of what a
    call gives. `since`, `deprecated` and `removed` are versions of the package that the name begins with.
    """

    name: str
    kind: str
    summary: str
    signature: str | None = None
    type: str | None = None
    returns: str | None = None
    details: str = ""
    example: str = ""
    since: str | None = None
    deprecated: str | None = None
    removed: str | None = None
    gotcha: str | None = None
    docs: str | None = None


_MODULES = {"flask-reuploaded": "flask_uploads"}


class ConfigKey(NamedTuple):
    """A configuration key. `default` is Python source."""

    key: str
    package: str
    type: str
    default: str
    summary: str
    gotcha: str | None = None
    since: str | None = None
    removed: str | None = None
    docs: str | None = None

    @property
    def module(self) -> str:
        """The module that a program imports to use the package."""
        return _MODULES.get(self.package, self.package.replace("-", "_"))


class Converter(NamedTuple):
    """A URL converter, `<int:id>`. `arguments` are those it takes in a rule, `<int(min=1):id>`."""

    name: str
    python_type: str
    regex: str
    arguments: str
    summary: str
    example: str
    gotcha: str | None = None


class StatusCode(NamedTuple):
    """An HTTP status. `exception` is the class in `werkzeug.exceptions` that `abort` raises for it."""

    code: int
    phrase: str
    exception: str | None
    summary: str


class NamedIn(NamedTuple):
    """Where a string with a meaning stands: an argument of a function, by position and keyword.

    `symbol`: what it names. `values`: the call's other keyword arguments are values of the URL.
    """

    function: str
    position: int
    keyword: str
    symbol: str
    values: bool = False


@cache
def call_sites() -> dict[str, NamedIn]:
    """By the qualified name of the function."""
    return {found["function"]: NamedIn(**found) for found in _data()["call_sites"]}


def lookup(name: str) -> ApiEntry | None:
    """The entry of a qualified name, under whatever public or internal module it is named."""
    entries = _data()["entries"]
    found = entries.get(name)
    if found is None:
        known = canonical(name)
        found = entries.get(known) if known is not None else None
    return ApiEntry(**found) if found is not None else None


def canonical(name: str) -> str | None:
    """The name that documentation uses for a qualified name; None where nothing is known under it.

    `flask.app.Flask.route` is `flask.Flask.route`.
    """
    data = _data()
    if name in data["entries"]:
        return name
    head, rest = name, ""
    while head:
        alias: str | None = data["aliases"].get(head)
        if alias is not None:
            full = alias + rest
            again: str | None = data["aliases"].get(full)
            return again or full
        head, _, last = head.rpartition(".")
        rest = f".{last}{rest}"
    return None


def members(class_name: str) -> tuple[ApiEntry, ...]:
    """The entries directly below a class, by name."""
    before = f"{class_name}."
    return tuple(
        ApiEntry(**found)
        for name, found in sorted(_data()["entries"].items())
        if name.startswith(before) and "." not in name[len(before) :]
    )


def entries() -> tuple[ApiEntry, ...]:
    return tuple(ApiEntry(**found) for found in _data()["entries"].values())


def config_key(key: str) -> ConfigKey | None:
    found = _data()["config"].get(key)
    return ConfigKey(**found) if found is not None else None


def config_keys() -> tuple[ConfigKey, ...]:
    return tuple(ConfigKey(**found) for found in _data()["config"].values())


def converter(name: str) -> Converter | None:
    found = _data()["converters"].get(name)
    return Converter(**found) if found is not None else None


def converters() -> tuple[Converter, ...]:
    return tuple(Converter(**found) for found in _data()["converters"].values())


def status_code(code: int) -> StatusCode | None:
    found = _data()["status"].get(str(code))
    return StatusCode(**found) if found is not None else None


def status_codes() -> tuple[StatusCode, ...]:
    return tuple(StatusCode(**found) for found in _data()["status"].values())


@cache
def _data() -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "api.json"), encoding="utf-8") as file:  # noqa: PTH118, PTH120, PTH123
        data: dict[str, Any] = json.load(file)
    return data
