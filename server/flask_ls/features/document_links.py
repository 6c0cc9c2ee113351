"""Links from the names of templates to their files."""

from __future__ import annotations

from flask_ls.features.results import DocumentLink
from flask_ls.project.snapshot import Project
from flask_ls.symbols import template
from flask_ls.symbols.uses import uses


def document_links(project: Project, path: str) -> list[DocumentLink]:
    """The links of a file, in order."""
    found = []
    for use in uses(project, path):
        targets = template.resolve_name(project, path, use.name) if use.symbol == "template" else []
        if targets:
            found.append(DocumentLink(span=use.span, path=targets[0], tooltip=f"Open the template {use.name}"))
    return found
