"""A route map as plain JSON, to be kept from one start to the next."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask_ls.project.meaning import Site
from flask_ls.project.routes import Application, BlueprintMount, Route, RouteMap
from flask_ls.text.spans import Span

_PARTS: dict[str, Any] = {"applications": Application, "routes": Route, "mounts": BlueprintMount, "loose": Route}


def to_json(found: RouteMap) -> dict[str, Any]:
    """The map as lists and dictionaries. What has its default value, and paths that were named before, are left out."""
    paths: dict[str, int] = {}
    parts = {name: [_row(thing, paths) for thing in getattr(found, name)] for name in _PARTS}
    return {"paths": list(paths), **parts}


def from_json(content: dict[str, Any]) -> RouteMap:
    """The map that `to_json` was given. Raises `KeyError`, `TypeError` or `ValueError` where it was not."""
    paths = content["paths"]
    parts: dict[str, Any] = {}
    for name, kind in _PARTS.items():
        sites = {field.name for field in fields(kind) if "Site" in str(field.type)}
        parts[name] = tuple([kind(**_values(row, sites, paths)) for row in content[name]])
    return RouteMap(**parts)


def _row(thing: Any, paths: dict[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, Site):
            path = paths.setdefault(value.path, len(paths))
            value = [path, value.block, value.span.start, value.span.end, value.scope]
        if value != field.default:
            row[field.name] = value
    return row


def _values(row: dict[str, Any], sites: set[str], paths: list[str]) -> dict[str, Any]:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    for name in sites & values.keys():
        if values[name] is not None:
            path, block, start, end, scope = values[name]
            values[name] = Site(path=paths[path], block=block, span=Span(start, end), scope=scope)
    return values
