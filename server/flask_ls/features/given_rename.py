"""Whether a filter, test or global of the project can be renamed: the name's string, and every use in templates."""

from __future__ import annotations

import os
import re

from flask_ls.features.results import Refusal
from flask_ls.project.components import relevant
from flask_ls.project.meaning import Site
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols import template
from flask_ls.symbols.template_given import function_of, given_as, shares_application, written
from flask_ls.symbols.template_names import Kind, is_own
from flask_ls.syntax.template.nodes import Unknown
from flask_ls.text.spans import Span


def given_refused(project: Project, path: str, kind: Kind, name: str) -> Refusal | None:
    """Why the name cannot be renamed, asked in a file; None where all its places are known."""
    given = given_as(project, path, kind, name)
    if not given or not is_own(project, kind, name):
        return Refusal(f"`{name}` is not this project's alone: Jinja, Flask or an extension gives it")
    for each in given:
        file, span = project.python(each.site.path), written(project, each)
        if span is None and function_of(project, each) is None:
            return Refusal(f"which function `{name}` is named after is not known")
        if span is not None and (file is None or file.text[span.start : span.end] != name):
            return Refusal(f"how `{name}` is written in {os.path.basename(each.site.path)} cannot be read")  # noqa: PTH119
    if elsewhere := _in_python(project, path, kind, name) or _in_foreign_tags(project, path, kind, name):
        return Refusal(f"`{name}` may also be what {os.path.basename(elsewhere)} reads")  # noqa: PTH119
    return None


def named_functions(project: Project, path: str, kind: Kind, name: str) -> list[Site]:
    """The functions whose own name is the name of a filter, test or global."""
    given = (each for each in given_as(project, path, kind, name) if each.named is None)
    return list(dict.fromkeys(site for each in given if (site := function_of(project, each)) is not None))


def _in_python(project: Project, path: str, kind: Kind, name: str) -> str:
    """A Python file that may read the name out of the environment, or has a template in a string that may use it."""
    table = re.compile(rf"\b{kind}s\b")
    string = re.compile(rf"[\"']{re.escape(name)}[\"']")
    inline = re.compile(rf"\{{[{{%][^{{}}]*\b{re.escape(name)}\b")
    known = {(each.site.path, written(project, each)) for each in given_as(project, path, kind, name)}
    for file in relevant(project):
        if name not in file.text or not shares_application(project, path, file.path):
            continue
        if inline.search(file.text) or (table.search(file.text) and _left(file, string, known)):
            return file.path
    return ""


def _left(file: PyFile, string: re.Pattern[str], known: set[tuple[str, Span | None]]) -> bool:
    spans = {span for at, span in known if at == file.path}
    return any((match.start() + 1, match.end() - 1) not in spans for match in string.finditer(file.text))


def _in_foreign_tags(project: Project, path: str, kind: Kind, name: str) -> str:
    """A template in which the name stands in a tag that is not read."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    for each in template.loaded(project):
        file = project.text_file(each)
        if file is None or name not in file.text or not shares_application(project, path, each):
            continue
        for place in file.template.extension_tags:
            text = file.text[place.span.start : place.span.end]
            if type(place.tag.statement) is Unknown and word.search(text):
                return each
    return ""
