"""The snippet catalogue: entries, their validation, and where they are read from.

The built-in catalogue is read from `snippets.json`, which is generated from the YAML files in `snippets/`. A person's
own catalogue is YAML, read at run time.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask_ls.knowledge.snippet_body import problems, variables

WHERE = (
    "python.module", "python.function", "python.class", "python.decorator", "python.expression",
    "jinja", "html-attribute", "shell",
    "nginx", "systemd", "ini", "dockerfile", "compose", "workflow", "dotenv", "ignore",
)  # fmt: skip
# The name of each place's language for Markdown, where it is not its own.
_FENCES = {
    "jinja": "html", "html-attribute": "html", "shell": "sh", "systemd": "ini", "compose": "yaml", "workflow": "yaml",
    "dotenv": "sh", "ignore": "text",
}  # fmt: skip
# What a snippet can need from the file, and the variable that stands for it in the body.
NEEDS = {
    "app": "app", "blueprint": "bp", "app_or_blueprint": "app", "db": "db", "form": "form",
    "login_manager": "login_manager", "endpoint": "endpoint",
}  # fmt: skip
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_PREFIX = re.compile(r"[\w-]+\Z")
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:(?:>=|>|==|~=|!=|<=|<)\d+(?:\.\d+)*(?:,(?=[<>=!~])|\Z))*\Z")


class Snippet(NamedTuple):
    """One entry. `body` is LSP snippet syntax with 4 spaces of indentation and the variables of `needs`.

    `imports` are whole statements of one name each. `verbatim`: the body is written for editors alone, with their
    variables, and handed on as it is. `source` is the file and line it was written at.
    """

    id: str
    prefix: tuple[str, ...]
    title: str
    category: str
    where: tuple[str, ...]
    body: str
    description: str = ""
    docs: str | None = None
    needs: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    starter: bool = False
    verbatim: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A key of an entry in YAML. The schema for editors and the validation are both made from this table."""

    kind: str  # "text", "texts", "flag" or "mapping"
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()


FIELDS = {
    "id": Field(kind="text", about="Unique name, in kebab case", required=True),
    "prefix": Field(kind="texts", about="What is typed to find it; the first is shown", required=True),
    "title": Field(kind="text", about="A few words, shown in the list", required=True),
    "where": Field(kind="texts", about="Where it is legal, and so offered", required=True, choices=WHERE),
    "body": Field(
        kind="text", about="LSP snippet syntax: ${1:name}, ${2|a,b|}, $0; ${app} for the file's own", required=True
    ),
    "description": Field(kind="text", about="A sentence; then what a person must know"),
    "docs": Field(kind="text", about="A page that says more"),
    "needs": Field(kind="texts", about="What of the file the body names", choices=tuple(NEEDS)),
    "imports": Field(kind="texts", about="Import statements of one name each: from flask import request"),
    "requires": Field(kind="texts", about="Distributions it needs: flask-login>=0.6"),
    "starter": Field(kind="flag", about="Makes an application from nothing; offered in projects without Flask too"),
    "check": Field(kind="mapping", about="How the tests run it; see snippets/README.md"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueError:
    """What is wrong in a catalogue. `line` is from 1."""

    file: str
    line: int
    entry: str | None
    message: str

    def __str__(self) -> str:
        entry = f"entry `{self.entry}`: " if self.entry else ""
        return f"{self.file}:{self.line}: {entry}{self.message}"


@cache
def builtin() -> tuple[Snippet, ...]:
    """The entries that come with the server, by category."""
    data = json.loads(Path(__file__).with_name("snippets.json").read_text(encoding="utf-8"))
    return tuple(_from_json(entry) for entry in data["snippets"])


def _from_json(entry: dict[str, Any]) -> Snippet:
    for key in ("prefix", "where", "needs", "imports", "requires"):
        if key in entry:
            entry[key] = tuple(entry[key])
    return Snippet(**entry)


def load_yaml(text: str, name: str, category: str = "own") -> tuple[list[Snippet], list[CatalogueError]]:
    """The entries of a catalogue, and what is wrong with those left out. Never raises.

    `name` is the file's, for messages; `category` the one its entries get.
    """
    from flask_ls.knowledge.yaml_lines import located

    rows, error = located(text)
    if error is not None:
        return [], [CatalogueError(file=name, line=error[0], entry=None, message=error[1])]
    found: list[Snippet] = []
    errors: list[CatalogueError] = []
    ids: dict[str, int] = {}
    prefixes: dict[str, str] = {}
    for row in rows:
        value, line = row.value, row.line
        known = isinstance(value, dict) and isinstance(value.get("id"), str)
        wrong = list(row.wrong) if row.wrong else list(_wrong(value, line, row.lines))
        if not wrong:
            if value["id"] in ids:
                wrong.append((line, f"the id is taken by the entry in line {ids[value['id']]}; choose another"))
            wrong += [
                (row.lines.get("prefix", line), f"the prefix `{prefix}` is taken in the same place; choose another")
                for prefix in _texts(value["prefix"])
                if set(_texts(value["where"])) & set(prefixes.get(prefix, "").split())
            ]
        if wrong:
            entry = value["id"] if known else None
            errors += [CatalogueError(file=name, line=at, entry=entry, message=message) for at, message in wrong]
            continue
        ids[value["id"]] = line
        for prefix in _texts(value["prefix"]):
            prefixes[prefix] = " ".join([prefixes.get(prefix, ""), *_texts(value["where"])])
        found.append(_snippet(value, category, f"{name}:{line}"))
    return found, errors


def fence(snippet: Snippet) -> str:
    """The language of a snippet's code, as a block of code in Markdown names it."""
    place = snippet.where[0].partition(".")[0]
    return _FENCES.get(place, place)


def joined_imports(snippet: Snippet) -> list[str]:
    """The import statements of an entry as a person writes them: those of one module as one."""
    names: dict[str, list[str]] = {}
    for statement in snippet.imports:
        module, _, name = statement.partition(" import ")
        names.setdefault(module if name else statement, []).extend([name] if name else [])
    return [f"{module} import {', '.join(found)}" if found else module for module, found in names.items()]


def as_json(snippets: Iterable[Snippet]) -> list[dict[str, Any]]:
    return [snippet._asdict() for snippet in snippets]


def as_compact_json(snippets: Iterable[Snippet]) -> list[dict[str, Any]]:
    """Without what is as it would be by default, so that less is read at the start."""
    defaults = Snippet._field_defaults
    return [
        {key: value for key, value in each.items() if key not in defaults or value != defaults[key]}
        for each in as_json(snippets)
    ]


def _snippet(row: dict[str, Any], category: str, source: str) -> Snippet:
    values: dict[str, Any] = {
        key: _texts(value) if FIELDS[key].kind == "texts" else value.strip("\n") if key == "body" else value
        for key, value in row.items()
        if key != "check"
    }
    return Snippet(category=category, source=source, **values)


def _texts(value: Any) -> tuple[str, ...]:
    """A list of texts; one text alone stands for a list of it."""
    return (value,) if isinstance(value, str) else tuple(value)


def _wrong(row: Any, line: int, lines: dict[str, int]) -> Iterable[tuple[int, str]]:
    """Line and message of everything that is wrong with one entry by itself."""
    if not isinstance(row, dict):
        yield line, "an entry must be a mapping with `id`, `prefix`, `title`, `where` and `body`"
        return
    for key in row:
        if key not in FIELDS:
            near = get_close_matches(str(key), FIELDS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there is {', '.join(FIELDS)}"
            yield lines.get(str(key), line), f"unknown key `{key}`; {hint}"
    for key, field in FIELDS.items():
        if key not in row:
            if field.required:
                yield line, f"`{key}` is missing: {field.about}"
            continue
        at = lines.get(key, line)
        if problem := _mistyped(row[key], field):
            yield at, f"`{key}` {problem}"
        elif key in _CHECKS:
            yield from ((at, message) for text in _texts(row[key]) if (message := _CHECKS[key](text)))
    if isinstance(row.get("body"), str):
        needs = row.get("needs", [])
        declared = (
            None if "needs" in row and _mistyped(needs, FIELDS["needs"]) else {NEEDS[need] for need in _texts(needs)}
        )
        yield from ((lines.get(key, line), problem) for key, problem in _body(row["body"], declared))


def _check_id(text: str) -> str:
    return "" if _ID.match(text) else f"the id `{text}` must be small letters and digits, joined by hyphens"


def _check_prefix(text: str) -> str:
    return "" if _PREFIX.match(text) else f"the prefix `{text}` must be letters, digits and hyphens, without spaces"


def _check_docs(text: str) -> str:
    return "" if re.match(r"https?://\S+\Z", text) else "`docs` must be the address of a page, `https://…`"


def _check_requirement(text: str) -> str:
    if _REQUIREMENT.match(text):
        return ""
    return f"`{text}` is not a requirement; write a distribution and its oldest version, such as `flask-login>=0.6`"


def _check_import(text: str) -> str:
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        statements = []
    match statements:
        case [ast.Import(names=[_])]:
            return ""
        case [ast.ImportFrom(names=[ast.alias(name=name)])] if name != "*":
            return ""
    return f"`{text}` is not an import of one name; write `from flask import request`"


_CHECKS = {
    "id": _check_id,
    "prefix": _check_prefix,
    "docs": _check_docs,
    "requires": _check_requirement,
    "imports": _check_import,
}


def _mistyped(value: Any, field: Field) -> str:
    match field.kind:
        case "text":
            return "" if isinstance(value, str) and value.strip() else "must be text, and not empty"
        case "mapping":
            return "" if isinstance(value, dict) else "must be a mapping"
        case "flag":
            return "" if isinstance(value, bool) else "must be true or false"
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        return "must be a text or a list of texts, and not empty"
    for item in value:
        if field.choices and item not in field.choices:
            near = get_close_matches(item, field.choices, 1)
            return f"cannot be `{item}`; " + (
                f"did you mean `{near[0]}`?" if near else f"there is {', '.join(field.choices)}"
            )
    return ""


def _body(body: str, declared: set[str] | None) -> Iterable[tuple[str, str]]:
    """Key and message of what is wrong with a body; `declared` are its variables, None where they are not known."""
    if "\t" in body:
        yield "body", "`body` has a tab; indent with 4 spaces, the editor makes of them what the file uses"
    unbalanced = problems(body)
    yield from (("body", problem) for problem in unbalanced)
    if unbalanced or declared is None:
        return
    used = variables(body)
    for name in sorted(used - declared):
        yield "body", f"`body` uses ${{{name}}}, which no entry of `needs` declares"
    for name in sorted(declared - used):
        yield "needs", f"`needs` declares ${{{name}}}, which `body` does not use"
