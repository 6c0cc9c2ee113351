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
            own |= {snippet.id: snippet for snippet in _loaded(path, held.text)[0]}
    if not own:
        return builtin()
    return (*(own.pop(snippet.id, snippet) for snippet in builtin()), *own.values())


def catalogue_errors(path: str, text: str | None) -> tuple[CatalogueError, ...]:
    """What is wrong with an own catalogue; a text of None: the file could not be read."""
    if text is None:
        return (CatalogueError(file=path, line=1, entry=None, message="the catalogue cannot be read; check the path"),)
    return _loaded(path, text)[1]


@lru_cache(maxsize=8)
def _loaded(path: str, text: str) -> tuple[tuple[Snippet, ...], tuple[CatalogueError, ...]]:
    found, errors = load_yaml(text, path)
    return tuple(found), tuple(errors)
