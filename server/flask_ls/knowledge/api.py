"""Flask's names: functions, classes and their members, configuration keys, URL converters and status codes."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from flask_ls.knowledge.compiled import compiled

_BUILTINS = "builtins."
_NOTHING: Mapping[str, str] = MappingProxyType({})


class ApiEntry(NamedTuple):
    """A public name.

    `type` is the qualified class of the value (`flask.request` is a `flask.Request`), `returns` the one of what a
    call gives. `since`, `deprecated` and `removed` are versions of the package that the name begins with; `changed`
    says by version what changed in between. `parameters` says what each is for.
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
    changed: Mapping[str, str] = _NOTHING
    parameters: Mapping[str, str] = _NOTHING


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
    return {found["function"]: NamedIn(**found) for found in _facts()["call_sites"]}


@lru_cache(maxsize=4096)
def lookup(name: str) -> ApiEntry | None:
    """The entry of a qualified name, under whatever public or internal module it is named.

    A member that a class inherits is found at the class that defines it.
    """
    known = _found(name)
    return _entry(known) if known is not None and known in _entries(known) else None


def canonical(name: str) -> str | None:
    """The name that documentation uses for a qualified name; None where nothing is known under it.

    `flask.app.Flask.route` is `flask.Flask.route`.
    """
    return _found(name)


@lru_cache(maxsize=1024)
def members(class_name: str) -> tuple[ApiEntry, ...]:
    """The entries directly below a class or module and below the classes it inherits from, by name; the nearest of each
    name. Of Python's own classes, which have no entries, their public methods."""
    found: dict[str, ApiEntry] = {}
    for owner in (class_name, *_bases(class_name)):
        before = f"{owner}."
        for name in _entries(owner):
            if name.startswith(before) and "." not in (last := name[len(before) :]) and last not in found:
                found[last] = _entry(name)
        if owner.startswith(_BUILTINS):
            for last in dir(getattr(builtins, owner[len(_BUILTINS) :], None)):
                if not last.startswith("_"):
                    found.setdefault(last, ApiEntry(f"{before}{last}", "method", ""))
    return tuple(found[last] for last in sorted(found))


@cache
def decorators() -> frozenset[str]:
    """The qualified names of what stands behind an `@`, called or not."""
    return frozenset(_facts()["decorators"])


def entries() -> tuple[ApiEntry, ...]:
    """Every entry of every package; for tests, since it reads all files."""
    return tuple(_entry(name) for package in packages() for name in _package(package)["entries"])


def packages() -> dict[str, dict[str, str]]:
    """The packages that have entries: their `title` and the address of their documentation, `docs`."""
    found: dict[str, dict[str, str]] = _facts()["packages"]
    return found


@lru_cache(maxsize=4096)
def _found(name: str) -> str | None:
    """The canonical name of a qualified name, which need not have an entry itself."""
    package = _package(name)
    if not package or name in package["entries"]:
        return name if package else None
    alias: str | None = package["aliases"].get(name)
    owner, _, last = name.rpartition(".")
    if alias is not None or not owner:
        return alias
    known = _found(owner)
    if known is None:
        return None
    for each in (known, *_bases(known)):
        if f"{each}.{last}" in _entries(each):
            return f"{each}.{last}"
    return f"{known}.{last}" if known != owner else None


def _entry(name: str) -> ApiEntry:
    found = _entries(name)[name]
    if "as" in found:
        found = {**_entries(found["as"])[found["as"]], **found}
    return ApiEntry(name=name, **{key: value for key, value in found.items() if key not in ("as", "bases")})


def _bases(name: str) -> list[str]:
    bases: list[str] = _entries(name).get(name, {}).get("bases", [])
    return bases


def _entries(name: str) -> dict[str, Any]:
    """The entries of the package that a name belongs to."""
    found: dict[str, Any] = _package(name).get("entries", {})
    return found


def _package(name: str) -> dict[str, Any]:
    package = name.partition(".")[0]
    return compiled(f"api_{package}") if package in _facts()["packages"] else {}


def _facts() -> dict[str, Any]:
    return compiled("facts")


def config_key(key: str) -> ConfigKey | None:
    found = _facts()["config"].get(key)
    return ConfigKey(**found) if found is not None else None


def config_keys() -> tuple[ConfigKey, ...]:
    return tuple(ConfigKey(**found) for found in _facts()["config"].values())


def converter(name: str) -> Converter | None:
    found = _facts()["converters"].get(name)
    return Converter(**found) if found is not None else None


def converters() -> tuple[Converter, ...]:
    return tuple(Converter(**found) for found in _facts()["converters"].values())


def status_code(code: int) -> StatusCode | None:
    found = _facts()["status"].get(str(code))
    return StatusCode(**found) if found is not None else None


def status_codes() -> tuple[StatusCode, ...]:
    return tuple(StatusCode(**found) for found in _facts()["status"].values())
