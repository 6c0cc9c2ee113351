"""Links from the names of templates and static files to the files."""

from __future__ import annotations

from flask_ls.features.results import DocumentLink
from flask_ls.project.snapshot import Project
from flask_ls.symbols import static_file, template
from flask_ls.symbols.uses import uses


def document_links(project: Project, path: str) -> list[DocumentLink]:
    """The links of a file, in order."""
    found = []
    for use in uses(project, path):
        if use.symbol == "template" and (targets := template.resolve_name(project, path, use.name)):
            found.append(DocumentLink(span=use.span, path=targets[0], tooltip=f"Open the template {use.name}"))
        elif use.symbol == "static" and (target := static_file.resolve_name(project, use)):
            found.append(DocumentLink(span=use.span, path=target, tooltip=f"Open the static file {use.name}"))
    return found
