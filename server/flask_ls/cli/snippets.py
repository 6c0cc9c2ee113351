"""`flask-ls snippets`: the catalogue, for people and for other editors, and the check of a person's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from flask_ls.cli.projects import root_of
from flask_ls.features.catalogue import catalogue_errors, catalogue_paths, load_catalogue
from flask_ls.knowledge.snippets import Snippet, as_json, builtin, joined_imports
from flask_ls.options import Options
from flask_ls.project.configuration import load
from flask_ls.project.files import DiskFiles


def snippets(action: str, words: list[str], form: str, to: str | None) -> int:
    """Run one action; the exit status is 0 where it was done, 1 where nothing was found or a file is wrong, 2 for a
    wrong usage."""
    needed = {"show": "the id of an entry", "search": "a word", "validate": "the file of a catalogue"}.get(action)
    if needed and not words:
        print(f"flask-ls snippets {action}: name {needed}", file=sys.stderr)
        return 2
    if action == "validate":
        return _validate(words)
    if action == "schema":
        print(files("flask_ls.knowledge").joinpath("snippets.schema.json").read_text(encoding="utf-8"), end="")
        return 0
    found = _all()
    if action == "export":
        from flask_ls.knowledge.exports import EXPORTS

        if to is None:
            print(f"flask-ls snippets export: say which format, --to {'|'.join(EXPORTS)}", file=sys.stderr)
            return 2
        print(EXPORTS[to](found), end="")
        return 0
    if action == "show":
        return _show([snippet for snippet in found if snippet.id in words or set(snippet.prefix) & set(words)], words)
    if action == "search":
        found = [snippet for snippet in found if all(word.lower() in _searched(snippet) for word in words)]
    return _list(found, form)


def _all() -> list[Snippet]:
    """The built-in entries with those of the catalogues that the project in this folder names."""
    root = root_of(["."])
    source = DiskFiles()
    pyproject = str(Path(root, "pyproject.toml"))
    options, _ = load(root, source.read(pyproject), Options())
    own: dict[str, Snippet] = {}
    for path in catalogue_paths(root, options):
        text = source.read(path)
        if text is not None:
            own |= {snippet.id: snippet for snippet in load_catalogue(path, text)[0]}
    return [*(own.pop(snippet.id, snippet) for snippet in builtin()), *own.values()]


def _list(found: list[Snippet], form: str) -> int:
    """Print entries, with `id, prefix, title, where, category, imports, body, source` among their keys in JSON."""
    if form == "json":
        print(json.dumps(as_json(found), indent=2, ensure_ascii=False))
    else:
        for snippet in found:
            print(f"{snippet.prefix[0]:24} {snippet.title:48} {', '.join(snippet.where)}")
    return 0 if found else 1


def _show(found: list[Snippet], words: list[str]) -> int:
    if not found:
        print(f"flask-ls snippets show: there is no entry {', '.join(words)}; try `search`", file=sys.stderr)
        return 1
    print("\n\n".join("\n".join(_lines(snippet)) for snippet in found))
    return 0


def _lines(snippet: Snippet) -> Iterator[str]:
    yield f"{snippet.title} ({snippet.id})"
    yield f"{', '.join(snippet.prefix)} in {', '.join(snippet.where)}"
    if snippet.description:
        yield " ".join(snippet.description.split())
    if snippet.requires:
        yield f"Needs {', '.join(snippet.requires)}."
    if snippet.docs:
        yield snippet.docs
    yield from ["", *joined_imports(snippet), *([""] if snippet.imports else []), snippet.body]


def _searched(snippet: Snippet) -> str:
    return " ".join((snippet.id, snippet.title, snippet.category, snippet.description, *snippet.prefix)).lower()


def _validate(paths: Iterable[str]) -> int:
    """Check catalogues: one line for each fault, `file:line: what`."""
    wrong = 0
    for path in paths:
        reasons: dict[str, str] = {}
        text = DiskFiles(reasons.__setitem__).read(path)
        errors = catalogue_errors(path, text, reasons.get(path, ""))
        for error in errors:
            print(error)
        wrong += len(errors)
        if not errors and text is not None:
            count = len(load_catalogue(path, text)[0])
            print(f"{path}: {count} snippet{'' if count == 1 else 's'}, nothing wrong")
    return 1 if wrong else 0
