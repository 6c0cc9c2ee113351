"""Snippet files as VS Code writes them: `.code-snippets` and `.json`, read as catalogues and written from ours.

Format: "Snippets in Visual Studio Code", code.visualstudio.com/docs/editing/userdefinedsnippets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_ls.knowledge.snippet_body import problems, to_lsp, to_plain_text
from flask_ls.knowledge.snippets import WHERE, CatalogueError, Snippet, joined_imports

_COMMENT = re.compile(r'("(?:\\.|[^"\\\r\n])*")|//[^\r\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING = re.compile(r'("(?:\\.|[^"\\\r\n])*")|,(?=\s*[}\]])')
# The variables of editors, and what `${1/from/to/}` makes of a tab stop: both are left to the editor.
_VARIABLE = re.compile(
    r"(?<!\\)\$(?:\{(?P<name>[A-Z][A-Z0-9_]+)(?::(?P<default>[^}]*)|/[^}]*)?\}|[A-Z][A-Z0-9_]+\b|\{\d+/[^}]*\})"
)
_PYTHON = ("python.module", "python.function", "python.class", "python.expression")
_TEMPLATE = ("jinja",)
# What VS Code calls a language, and where its snippets are legal in ours.
_PLACES: dict[str, tuple[str, ...]] = {
    "python": _PYTHON,
    **dict.fromkeys(("html", "jinja", "jinja-html", "jinja2", "django-html"), _TEMPLATE),
    "shellscript": ("shell",),
    **{name: (name,) for name in WHERE if "." not in name and name not in ("jinja", "html-attribute", "shell")},
}


def load_code_snippets(text: str, name: str) -> tuple[list[Snippet], list[CatalogueError]]:
    """The entries of such a file, and what is wrong with those left out. Never raises. `name` is the file's."""
    plain = _TRAILING.sub(lambda match: match[1] or "", _COMMENT.sub(_blank, text))
    try:
        table = json.loads(plain or "{}")
    except json.JSONDecodeError as error:
        return [], [CatalogueError(file=name, line=error.lineno, entry=None, message=f"not JSON: {error.msg}")]
    except RecursionError:
        return [], [CatalogueError(file=name, line=1, entry=None, message="not JSON: nested too deeply")]
    if not isinstance(table, dict):
        return [], [
            CatalogueError(file=name, line=1, entry=None, message="a snippet file must be an object of snippets")
        ]
    found: dict[str, Snippet] = {}
    errors = []
    for title, row in table.items():
        place = plain.find(json.dumps(title, ensure_ascii=False))
        line = plain.count("\n", 0, max(place, 0)) + 1
        try:
            snippet = _snippet(title, row, f"{name}:{line}")
        except ValueError as error:
            errors.append(CatalogueError(file=name, line=line, entry=title, message=str(error)))
            continue
        if snippet.id in found:
            message = f"the name is taken by the entry in line {found[snippet.id].source.rpartition(':')[2]}"
            errors.append(CatalogueError(file=name, line=line, entry=title, message=f"{message}; choose another"))
        elif snippet.where:
            found[snippet.id] = snippet
    return [*found.values()], errors


def _blank(match: re.Match[str]) -> str:
    """A string as it is; of a comment only the line ends."""
    return match[1] if match[1] is not None else "\n" * match[0].count("\n")


def _snippet(title: str, row: Any, source: str) -> Snippet:
    """One entry. Raises `ValueError` that says what is wrong. It is for no place of ours where its languages are not."""
    if not isinstance(row, Mapping):
        raise ValueError("a snippet must be an object with `prefix` and `body`")
    prefixes = _texts(row, "prefix")
    body = "\n".join(_texts(row, "body")).replace("\t", "    ").replace("\r\n", "\n")
    if not prefixes or not all(each.strip() for each in prefixes):
        raise ValueError("`prefix` is missing: what is typed to find it")
    if not body.strip():
        raise ValueError("`body` is missing: what is put in")
    verbatim = _VARIABLE.search(body) is not None
    if wrong := problems(_VARIABLE.sub("", body)):
        raise ValueError(wrong[0])
    scope = row.get("scope") or ""
    if not isinstance(scope, str):
        raise ValueError("`scope` must be the names of languages, separated by commas")
    languages = [each.strip() for each in scope.split(",") if each.strip()]
    places = [place for language in languages or ("python", "html") for place in _PLACES.get(language, ())]
    return Snippet(
        id=re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "snippet",
        prefix=prefixes,
        title=title,
        category="own",
        where=tuple(dict.fromkeys(places)),
        body=body,
        description="\n".join(_texts(row, "description")),
        verbatim=verbatim,
        source=source,
    )


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key) or ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError(f"`{key}` must be a text or a list of texts")


def without_variables(body: str) -> str:
    """The text of a body that is left to the editor, for an editor that knows no snippets."""
    return to_plain_text(_VARIABLE.sub(lambda match: match["default"] or "", body), {})


def as_code_snippets(snippets: Iterable[Snippet]) -> str:
    """A `.code-snippets` file with these entries, imports first, since VS Code by itself adds none."""
    return json.dumps(dict(_rows(snippets)), indent=2, ensure_ascii=False) + "\n"


def _rows(snippets: Iterable[Snippet]) -> Iterator[tuple[str, dict[str, Any]]]:
    taken: set[str] = set()
    for snippet in snippets:
        title = snippet.title if snippet.title not in taken else f"{snippet.title} ({snippet.id})"
        taken.add(title)
        languages = [name for name, places in _PLACES.items() if set(places) & set(_spread(snippet.where))]
        yield (
            title,
            {
                "prefix": [*snippet.prefix],
                "scope": ",".join(languages),
                "body": portable(snippet).split("\n"),
                "description": " ".join(snippet.description.split()) or snippet.title,
            },
        )


def _spread(where: Iterable[str]) -> set[str]:
    """Places by those that stand for a language."""
    return {
        "python.module" if each.startswith("python.") else "jinja" if each == "html-attribute" else each
        for each in where
    }


def portable(snippet: Snippet) -> str:
    """A body that needs nothing of ours: imports before it, and the file's own names as tab stops."""
    body = snippet.body if snippet.verbatim else to_lsp(snippet.body, {})
    before = "".join(f"{statement}\n" for statement in joined_imports(snippet))
    return f"{before}\n{body}" if before and "python.module" in snippet.where else body
