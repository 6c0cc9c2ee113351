"""The snippets that apply to a file: the built-in ones and the person's own catalogues, which replace by id."""

from __future__ import annotations

import os
from functools import lru_cache

from flask_ls.knowledge.snippets import CatalogueError, Snippet, builtin, load_yaml
from flask_ls.options import Options
from flask_ls.project.snapshot import Project


def catalogue_paths(root: str, options: Options) -> list[str]:
    """Absolute paths of a person's own catalogues; relative ones start at the project's root."""
    return [os.path.normpath(os.path.join(root, path)) for path in options.snippets_paths]  # noqa: PTH118


def snippets(project: Project, root: str, options: Options) -> tuple[Snippet, ...]:
    """Every entry, by category; an own one takes the place of the built-in one of the same id."""
    own: dict[str, Snippet] = {}
    for path in catalogue_paths(root, options):
        held = project.files.get(path)
        if held is not None:
            own |= {snippet.id: snippet for snippet in load_catalogue(path, held.text)[0]}
    if not own:
        return builtin()
    return (*(own.pop(snippet.id, snippet) for snippet in builtin()), *own.values())


def catalogue_errors(path: str, text: str | None, reason: str = "") -> tuple[CatalogueError, ...]:
    """What is wrong with an own catalogue; a text of None: the file could not be read, for this reason."""
    if text is None:
        why = f"the catalogue cannot be read ({reason})" if reason else "the catalogue cannot be read"
        return (CatalogueError(file=path, line=1, entry=None, message=f"{why}; check the path"),)
    return load_catalogue(path, text)[1]


@lru_cache(maxsize=8)
def load_catalogue(path: str, text: str) -> tuple[tuple[Snippet, ...], tuple[CatalogueError, ...]]:
    """The entries of a catalogue, YAML or of VS Code's format by its name, and what is wrong with those left out."""
    if path.endswith((".code-snippets", ".json")):
        from flask_ls.knowledge.code_snippets import load_code_snippets

        found, errors = load_code_snippets(text, path)
    else:
        found, errors = load_yaml(text, path)
    return tuple(found), tuple(errors)
