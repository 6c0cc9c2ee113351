"""What can carry a pattern or a fact of the cheat sheets, and whether it exists. Knows no file of `coverage`."""

from __future__ import annotations

from typing import Any, get_args

from flask_ls.features.results import CompletionKind
from flask_ls.knowledge import api
from flask_ls.knowledge.snippet_body import Stop, parse
from flask_ls.knowledge.snippets import builtin
from flask_ls.rules import registry

BY_ID = {snippet.id: snippet for snippet in builtin()}


def exists(by: str, kinds: frozenset[str]) -> bool:
    """Whether `by`, a kind and a name, is of one of these kinds and names something that is there."""
    kind, _, name = by.partition(" ")
    return kind in kinds and _CARRIERS[kind](name)


def is_document(value: Any) -> bool:
    """Whether it is the number of a cheat sheet, and a section of it."""
    return isinstance(value, str) and value[:3].isdigit() and value[3:4] == " "


def _snippet(name: str) -> bool:
    return name in BY_ID


def _choice(name: str) -> bool:
    return name in BY_ID and any(isinstance(part, Stop) and part.number for part in parse(BY_ID[name].body))


def _import(name: str) -> bool:
    return name in BY_ID and bool(BY_ID[name].imports)


def _api(name: str) -> bool:
    status = name.isdigit() and api.status_code(int(name)) is not None
    return bool(api.lookup(name) or api.config_key(name) or api.converter(name) or status)


def _rule(name: str) -> bool:
    return any(entry.rule.name == name for entry in registry.rules())


def _completion(name: str) -> bool:
    return name in get_args(CompletionKind)


_CARRIERS = {
    "snippet": _snippet,
    "choice": _choice,
    "import": _import,
    "api": _api,
    "rule": _rule,
    "completion": _completion,
}
