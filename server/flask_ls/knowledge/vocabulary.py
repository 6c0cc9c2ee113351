"""The words that are no names of Python: HTTP methods and headers, what templates are written with, the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from flask_ls.knowledge.compiled import compiled

JinjaKind = Literal["filter", "test", "global", "variable", "tag"]


class Method(NamedTuple):
    """An HTTP method. `safe`: asking changes nothing; `idempotent`: asking twice does no more than asking once."""

    name: str
    summary: str
    safe: bool
    idempotent: bool
    gotcha: str | None = None


class Header(NamedTuple):
    """A header. `of` says what has it: `request`, `response` or `both`; `attribute` is where Flask has it parsed."""

    name: str
    summary: str
    of: str
    attribute: str | None = None
    gotcha: str | None = None


class SameSite(NamedTuple):
    """What a cookie's `samesite` can be."""

    name: str
    summary: str
    gotcha: str | None = None


class JinjaName(NamedTuple):
    """What a template is written with. `example` renders as `result`; `names` are its further names.

    `syntax` is how it is written, `extension` what an environment needs for it, `like` the name in Python that says more.
    """

    name: str
    kind: JinjaKind
    summary: str
    syntax: str
    docs: str
    example: str = ""
    result: str = ""
    gotcha: str | None = None
    since: str | None = None
    extension: str | None = None
    like: str | None = None
    names: tuple[str, ...] = ()
    parameters: Mapping[str, str] = {}


class Command(NamedTuple):
    """A command such as `flask run`. `options` says of each, by its long spelling, what it does; `flags` take no value."""

    name: str
    summary: str
    options: Mapping[str, str]
    spellings: Mapping[str, str]
    flags: Sequence[str]
    docs: str
    example: str = ""
    gotcha: str | None = None
    package: str = "flask"


class EnvironmentVariable(NamedTuple):
    """A variable that the `flask` command or the development server reads."""

    name: str
    summary: str
    docs: str
    gotcha: str | None = None
    removed: str | None = None


def method(name: str) -> Method | None:
    found = _words()["methods"].get(name)
    return Method(**found) if found is not None else None


def methods() -> tuple[Method, ...]:
    return tuple(Method(**found) for found in _words()["methods"].values())


def header(name: str) -> Header | None:
    """A header, however its letters are written."""
    found = _words()["headers"].get(name.lower())
    return Header(**found) if found is not None else None


def headers() -> tuple[Header, ...]:
    return tuple(Header(**found) for found in _words()["headers"].values())


def samesite(name: str) -> SameSite | None:
    """A value of `samesite`, however its letters are written."""
    found = _words()["samesite"].get(name.title())
    return SameSite(**found) if found is not None else None


def samesites() -> tuple[SameSite, ...]:
    return tuple(SameSite(**found) for found in _words()["samesite"].values())


def jinja(kind: JinjaKind, name: str) -> JinjaName | None:
    """What a filter, a test, a global, a variable such as `loop.index`, or a tag is, by any of its names."""
    return _jinja().get((kind, name))


def jinja_names(kind: JinjaKind) -> tuple[JinjaName, ...]:
    """Each of a kind once, under its first name."""
    return tuple(each for (of, name), each in _jinja().items() if of == kind and name == each.name)


def command(name: str) -> Command | None:
    found = _words()["commands"].get(name)
    return Command(**found) if found is not None else None


def commands() -> tuple[Command, ...]:
    return tuple(Command(**found) for found in _words()["commands"].values())


def environment_variable(name: str) -> EnvironmentVariable | None:
    found = _words()["environment"].get(name)
    return EnvironmentVariable(**found) if found is not None else None


def environment_variables() -> tuple[EnvironmentVariable, ...]:
    return tuple(EnvironmentVariable(**found) for found in _words()["environment"].values())


@cache
def _jinja() -> dict[tuple[JinjaKind, str], JinjaName]:
    made = [JinjaName(**{**found, "names": tuple(found.get("names", ()))}) for found in compiled("jinja")["names"]]
    return {(each.kind, name): each for each in made for name in (each.name, *each.names)}


def _words() -> dict[str, Any]:
    return compiled("words")
