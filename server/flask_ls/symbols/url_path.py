"""Paths that a test client asks for (`client.get("/users/1")`), and the routes that answer them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flask_ls.project.pyfile import PyFile
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols.endpoint import VARIABLE, applications
from flask_ls.syntax.cursor import Argument
from flask_ls.syntax.shape import Const, Ref
from flask_ls.text.spans import Span

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options", "open")
_CLIENTS = ("client", "test_client", "app_client", "auth_client", "flask_client", "c")
_PATTERNS = {"int": r"\d+", "float": r"\d+\.\d+", "path": r"[^/].*?", "uuid": r"[0-9A-Fa-f-]{36}", "string": r"[^/]+"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlPath:
    """A path in a call of a test client. `span` is its content; `method` is upper case, empty for `open`."""

    path: str
    method: str
    span: Span
    routes: tuple[Route, ...]


def takes_path(argument: Argument) -> bool:
    """Whether a string in this place is a path that a test client asks for."""
    owner, _, method = argument.callee.rpartition(".")
    first = argument.index == 0 and (argument.keyword or "path") == "path"
    return argument.bracket == "(" and first and method in _METHODS and _is_client(owner.rpartition(".")[2])


def _is_client(name: str) -> bool:
    return name in _CLIENTS or name.endswith("client")


def at(project: Project, path: str, offset: int) -> UrlPath | None:
    """The path whose string an offset is in."""
    return next((found for found in paths(project, path) if found.span.contains(offset)), None)


def paths(project: Project, path: str) -> list[UrlPath]:
    """The paths that test clients ask for in a file, with the routes that answer."""
    file = project.files.get(path)
    if not isinstance(file, PyFile) or "client" not in file.text:
        return []
    found = []
    for block, site in file.calls():
        func, call = site.call.func, site.call
        if not isinstance(func, Ref) or len(func.parts) < 2 or func.last not in _METHODS or not call.args:
            continue
        if not _is_client(func.parts[-2]):
            continue
        first = call.args[0]
        if isinstance(first, Const) and isinstance(first.value, str) and first.value.startswith("/"):
            span = file.absolute(block, Span(first.span.start + 1, first.span.end - 1))
            if file.text[span.start : span.end] == first.value:
                method = func.last.upper() if func.last != "open" else ""
                routes = matching(project, path, first.value.partition("?")[0], method)
                found.append(UrlPath(path=first.value, method=method, span=span, routes=tuple(routes)))
    return found


def matching(project: Project, path: str, url: str, method: str) -> list[Route]:
    """The routes that answer a path, the most specific first: as Werkzeug prefers them, static parts before variables.

    Redirects to a missing slash count. Where the file belongs to no application, those of all applications.
    """
    mine = applications(project, path)
    found = []
    for route in route_map(project).routes:
        if (mine and route.app not in mine) or route.build_only or "…" in route.rule:
            continue
        if method and route.methods and method not in route.methods and method not in ("HEAD", "OPTIONS"):
            continue
        if answers(route.rule, url):
            found.append(route)
    return sorted(found, key=lambda route: _weight(route.rule))[:1]


def answers(rule: str, url: str) -> bool:
    """Whether a rule matches a path, or the path with the slash that is missing at its end."""
    pattern = _pattern(rule)
    return bool(pattern.fullmatch(url) or (rule.endswith("/") and pattern.fullmatch(f"{url}/")))


@lru_cache(maxsize=4096)
def _pattern(rule: str) -> re.Pattern[str]:
    parts, last = [], 0
    for match in VARIABLE.finditer(rule):
        parts += [re.escape(rule[last : match.start()]), _converter(match["converter"], match["arguments"])]
        last = match.end()
    parts.append(re.escape(rule[last:]))
    return re.compile("".join(parts))


def _converter(name: str | None, arguments: str | None) -> str:
    if name == "any" and arguments is not None:
        return "(?:" + "|".join(re.escape(each.strip().strip("\"'")) for each in arguments.split(",")) + ")"
    return _PATTERNS.get(name or "string", r"[^/]+")


def _weight(rule: str) -> list[tuple[int, int]]:
    """Part by part: a literal part comes before one with a variable, `path` comes last."""
    return [(2 if "<path:" in part else 1 if "<" in part else 0, -len(part)) for part in rule.strip("/").split("/")]
