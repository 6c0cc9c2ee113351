"""What a person may do about a finding: mend it, or silence it."""

from __future__ import annotations

import os

from flask_ls.features.diagnostics import findings
from flask_ls.features.results import CodeAction
from flask_ls.options import Options
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding
from flask_ls.rules.registry import by_code
from flask_ls.symbols import template
from flask_ls.symbols.uses import use_at
from flask_ls.text.spans import Span, TextEdit


def code_actions(project: Project, path: str, span: Span, options: Options) -> list[CodeAction]:
    """The actions for the findings that touch `span`, the mending ones first; a template that is missing is made."""
    file = project.python(path)
    if file is None:
        return _missing_template(project, path, span)
    here = [
        found
        for found in findings(project, path, options)
        if found.span.start <= span.end and span.start <= found.span.end
    ]
    actions: list[CodeAction] = []
    for finding in here:
        fix = by_code()[finding.code].fix
        fixes = fix(finding, project) if fix is not None else []
        actions += [
            CodeAction(
                title=found.title,
                kind="quickfix",
                finding_code=finding.code,
                finding_span=finding.span,
                edits=found.edits,
                renames=found.renames,
                preferred=len(fixes) == 1,
            )
            for found in fixes
        ]
    actions += [_ignore(file, finding) for finding in here]
    return actions + _missing_template(project, path, span)


def _missing_template(project: Project, path: str, span: Span) -> list[CodeAction]:
    """Make the template that is named at `span` and is in no template folder; in the first that Flask searches."""
    use = use_at(project, path, span.start)
    if use is None or use.symbol != "template" or not use.name.strip("/"):
        return []
    folders = template.folders(project, path)
    if not folders or ".." in use.name.split("/") or template.resolve_name(project, path, use.name):
        return []
    known = template.candidates(project, path)
    parent = next((name for name in ("base.html", "layout.html") if name in known), "")
    text = f'{{% extends "{parent}" %}}\n\n{{% block content %}}\n{{% endblock %}}\n' if parent else ""
    target = os.path.join(folders[0], *filter(None, use.name.split("/")))  # noqa: PTH118
    return [
        CodeAction(
            title=f"Create the template {use.name}",
            kind="quickfix",
            finding_code=None,
            finding_span=None,
            edits={},
            creates=((target, text),),
        )
    ]


def _ignore(file: PyFile, finding: Finding) -> CodeAction:
    """Silence the finding by a comment at the end of its line, joined with one that is there."""
    line = file.lines.line_of(max(finding.span.end - 1, finding.span.start))
    content = file.lines.line(line)
    end = file.lines.starts[line] + len(content.rstrip())
    comment = "# flask-ls: ignore["
    at = content.find(comment)
    if at >= 0 and (close := content.find("]", at)) >= 0:
        place = file.lines.starts[line] + close
        edit = TextEdit(Span(place, place), f", {finding.code}")
    else:
        edit = TextEdit(Span(end, end), f"  {comment}{finding.code}]")
    return CodeAction(
        title=f"Ignore {finding.code} ({finding.name}) here",
        kind="quickfix",
        finding_code=finding.code,
        finding_span=finding.span,
        edits={file.path: (edit,)},
    )
