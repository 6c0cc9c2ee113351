"""The snippets of a file for a person who chooses one from a list, and the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from flask_ls.features import completion_snippets
from flask_ls.features.insertion import Style, inserted, style_of
from flask_ls.features.other_files import kind_of
from flask_ls.features.own_names import file_names
from flask_ls.knowledge.snippets import Snippet
from flask_ls.options import Options
from flask_ls.project.imports import import_edits
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.syntax import jinja
from flask_ls.syntax.languages import SHELL, TEMPLATES
from flask_ls.text.spans import TextEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry of the list. `legal`: it can stand where the cursor is. `documentation` is Markdown."""

    snippet: Snippet
    legal: bool
    documentation: str


def listed(project: Project, path: str, offset: int, options: Options, language: str) -> list[Listed]:
    """Every entry for this kind of file, those first that are legal at `offset`, then what the project uses, by category."""
    file = project.files.get(path)
    if file is None:
        return []
    wide, here = _places(project, path, offset, language)
    found = [
        Listed(
            snippet=snippet,
            legal=bool(here & set(snippet.where)),
            documentation=completion_snippets.describe(project, path, snippet),
        )
        for snippet in completion_snippets.applicable(project, path, options)
        if wide & set(snippet.where)
    ]
    around = completion_snippets.surroundings(project, path)
    return sorted(found, key=lambda each: (not each.legal, completion_snippets.order(around, each.snippet)))


def chosen(
    project: Project, path: str, offset: int, options: Options, *, snippet_support: bool, entry: str
) -> tuple[str, tuple[TextEdit, ...]] | None:
    """The text of an entry as it fits at `offset`, and the edits elsewhere in the file; None where there is no such."""
    file = project.files.get(path)
    entries = completion_snippets.applicable(project, path, options)
    snippet = next((each for each in entries if each.id == entry), None)
    if file is None or snippet is None:
        return None
    line = file.text[max(file.text.rfind("\n", 0, offset), file.text.rfind("\r", 0, offset)) + 1 : offset]
    indent = line[: len(line) - len(line.lstrip())]
    if not isinstance(file, PyFile):
        return inserted(snippet, {}, Style(), snippet_support, indent), ()
    style = style_of(file, frozenset() if indent else frozenset(file.bindings))
    names = file_names(project, file, offset)
    return inserted(snippet, names, style, snippet_support, indent), tuple(import_edits(file, snippet.imports))


def _places(project: Project, path: str, offset: int, language: str) -> tuple[set[str], set[str]]:
    """The places that a file has, and those at an offset."""
    file = project.files[path]
    if isinstance(file, PyFile):
        here = set(completion_snippets.places_at(file, offset))
        return {"python.module", "python.function", "python.class", "python.decorator", "python.expression"}, here
    if kind := kind_of(path, language):
        return {kind.where}, {kind.where}
    if language in TEMPLATES:
        place = {"text": "jinja", "attribute": "html-attribute"}.get(jinja.place(file.text, offset), "")
        return {"jinja", "html-attribute"}, {place}
    return ({"shell"}, {"shell"}) if language == SHELL else (set(), set())
