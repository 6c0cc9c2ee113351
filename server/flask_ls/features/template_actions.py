"""Changes that a person may choose in a template: the end tags that are missing, a selection as a file or a macro."""

from __future__ import annotations

import os
import re

from flask_ls.features.results import CodeAction
from flask_ls.project.components import speaks_of
from flask_ls.project.snapshot import Project, TextFile
from flask_ls.symbols import template as templates
from flask_ls.symbols.template_names import has_extensions, names
from flask_ls.syntax.template.delimiters import USUAL
from flask_ls.syntax.template.model import Branch, Template
from flask_ls.syntax.template.model import template as model_of
from flask_ls.syntax.template.names import bound, needs
from flask_ls.syntax.template.nodes import (
    Autoescape,
    Block,
    Extends,
    FromImport,
    Import,
    Include,
    Macro,
    Name,
    Set,
    Trans,
    Unknown,
)  # fmt: skip
from flask_ls.syntax.template.statements import ENDS
from flask_ls.text.spans import Span, TextEdit

# What means something else, or nothing, in another file.
_BOUND_HERE = (Block, Extends, FromImport, Import, Macro, Set, Trans, Unknown)
# Options by which a tag takes the space around it.
_TRIMMED = re.compile(r"\b(?:trim|lstrip)_blocks\b")
_TAKES = re.compile(r"\{[{%#]-|-[}%#]\}")
_AROUND = (Autoescape, Macro, Trans)
_SPECIAL = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})


def end_tag(project: Project, path: str, span: Span) -> list[CodeAction]:
    """The end tags that Jinja misses at the end of a template, on the tag that it complains about."""
    file = project.text_file(path)
    problem = file.template.problem if isinstance(file, TextFile) and file.template.delimiters == USUAL else None
    if file is None or problem is None or not problem.message.startswith("Unexpected end of template."):
        return []
    if span.end < problem.span.start or problem.span.end < span.start:
        return []
    missing = "".join(f"{{% {ENDS[branch.place.tag.keyword]} %}}" for branch in reversed(_unclosed(file.template.tree)))
    edit = TextEdit(
        Span(len(file.text), len(file.text)), f"{'' if file.text.endswith(chr(10)) else chr(10)}{missing}\n"
    )
    return [
        CodeAction(
            title=f"Add {missing} at the end",
            kind="quickfix",
            finding_code=None,
            finding_span=None,
            edits={path: (edit,)},
        )
    ]


def extractions(project: Project, path: str, span: Span) -> list[CodeAction]:
    """The selection as a template beside this one, and as a macro, where both render what it rendered."""
    file = project.text_file(path)
    if file is None or not templates.is_loaded(project, path) or has_extensions(project):
        return []
    if file.template.delimiters != USUAL or speaks_of(project, _TRIMMED, tests=False):
        return []
    selected = file.text[span.start : span.end]
    span = Span(span.start + len(selected) - len(selected.lstrip()), span.end - len(selected) + len(selected.rstrip()))
    if span.end <= span.start or file.template.problem is not None or not _whole(file.template, span):
        return []
    return [*_to_include(project, file, span), *_to_macro(project, file, span)]


def _to_include(project: Project, file: TextFile, span: Span) -> list[CodeAction]:
    stem, suffix = os.path.splitext(file.path)  # noqa: PTH122
    paths = [f"{stem}_part{number}{suffix}" for number in ("", *range(2, 9))]
    created = next((each for each in paths if each not in project.files and project.disk.size(each) is None), "")
    name = templates.name_of(project, created) if created else ""
    if not name:
        return []
    edit = TextEdit(span, f'{{% include "{name}" %}}')
    return [
        CodeAction(
            title=f"Extract to {name}",
            kind="refactor.extract",
            finding_code=None,
            finding_span=None,
            edits={file.path: (edit,)},
            creates=((created, file.text[span.start : span.end] + "\n"),),
        )
    ]


def _to_macro(project: Project, file: TextFile, span: Span) -> list[CodeAction]:
    text = file.text[span.start : span.end]
    part = model_of(text)
    taken = bound(file.template) | {need.name for need in needs(file.template)} | names(project, "global").known
    if "part" in taken or any(part.statements(Include)):
        return []
    given = ", ".join(
        dict.fromkeys(need.name for need in needs(part) if need.name not in names(project, "global").known)
    )
    extends = file.template.extends
    start = extends[0].span.end if extends is not None else 0
    if span.start < start:
        return []
    # Of a page that begins with space nothing may be taken away; what a child has outside of blocks is not shown.
    before, close = ("\n", " %}") if start else ("", " %}" if file.text[:1].isspace() else " -%}\n")
    edits = (
        TextEdit(Span(start, start), f"{before}{{% macro part({given}) %}}{text}{{% endmacro{close}"),
        TextEdit(span, f"{{{{ part({given}) }}}}"),
    )
    return [
        CodeAction(
            title="Extract to a macro",
            kind="refactor.extract",
            finding_code=None,
            finding_span=None,
            edits={file.path: edits},
        )
    ]


def _whole(model: Template, span: Span) -> bool:
    """Whether a selection cuts nothing in two, and what is in it means the same elsewhere."""
    for place in model.tags:
        if place.span.end <= span.start or span.end <= place.start:
            continue
        if place.start < span.start or span.end < place.span.end or isinstance(place.tag.statement, _BOUND_HERE):
            return False
        if any(isinstance(part, Name) and part.name in _SPECIAL for part in place.tag.parts):
            return False
        if place.tag.keyword in ("break", "continue"):
            return False
    if any(each.span.start < at < each.span.end for each in model.elements for at in span):
        return False
    # A tag that takes the space beside it finds none in another file.
    if _TAKES.match(model.text, span.start) or _TAKES.match(model.text, span.end - 3):
        return False
    around = model.enclosing(span.start)
    return not any(_is_apart(branch) for branch, _ in around) and (
        model_of(model.text[span.start : span.end]).problem is None
        and [branch.place.start for branch, _ in around] == [each.place.start for each, _ in model.enclosing(span.end)]
        and (not around or model.extends is None or any(_is_block(branch) for branch, _ in around))
        and (bool(around) or model.extends is None)
    )


def _is_apart(branch: Branch) -> bool:
    """Whether what a tag encloses means something else outside of it."""
    return isinstance(branch.place.tag.statement, _AROUND) or branch.place.tag.keyword == "raw"


def _is_block(branch: Branch) -> bool:
    return isinstance(branch.place.tag.statement, Block)


def _unclosed(body: tuple[Branch, ...]) -> list[Branch]:
    """The tags that are not closed, from outside to inside."""
    found = []
    for branch in body:
        if branch.sections:
            found += [branch] if branch.end is None else []
            found += [each for section in branch.sections for each in _unclosed(section.body)]
    return found
