"""Changes that silence a finding: by a comment at its line, by one for the file, or in the project's settings."""

from __future__ import annotations

import json
import os
import re

from flask_ls.features.results import CodeAction
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project, TextFile
from flask_ls.rules.base import Finding
from flask_ls.symbols.template_inline import inline_at
from flask_ls.text.spans import Span, TextEdit

_TABLE = re.compile(r"^\[tool\.flask-ls\][ \t]*(?:#[^\n]*)?\r?\n", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^\[", re.MULTILINE)
_IGNORED = re.compile(r"^ignore[ \t]*=[ \t]*\[(?P<inside>[^\]]*)\]", re.MULTILINE)
_HEAD = re.compile(r"(?:#![^\r\n]*(?:\r\n|\r|\n))?(?:[ \t]*#[^\r\n]*coding[:=][^\r\n]*(?:\r\n|\r|\n))?")

_IN_TEMPLATE = ("{# flask-ls: ", " #}")

# Title, edits by path, and the files to make with their texts.
_Way = tuple[str, dict[str, tuple[TextEdit, ...]], tuple[tuple[str, str], ...]]


def silencing(project: Project, file: PyFile | TextFile, finding: Finding) -> list[CodeAction]:
    """The three ways, the narrowest first."""
    about = f"{finding.code} ({finding.name})"
    ways: list[_Way] = [
        (f"Ignore {about} here", {file.path: (_at_line(project, file, finding),)}, ()),
        (f"Ignore {about} in this file", {file.path: (_for_file(file, finding),)}, ()),
    ]
    if (root := project.root_of(file.path)) is not None:
        ways.append((f"Ignore {about} in the project", *_in_project(project, root, finding)))
    return [
        CodeAction(
            title=title,
            kind="quickfix",
            finding_code=finding.code,
            finding_span=finding.span,
            edits=edits,
            creates=creates,
        )
        for title, edits, creates in ways
    ]


def _at_line(project: Project, file: PyFile | TextFile, finding: Finding) -> TextEdit:
    """A comment at the end of the finding's line, joined with one that is there."""
    line = file.lines.line_of(max(finding.span.end - 1, finding.span.start))
    content = file.lines.line(line)
    before, behind = _comment(file)
    at = content.find(f"{before}ignore[")
    if at >= 0 and (close := content.find("]", at)) >= 0:
        place = file.lines.starts[line] + close
        return TextEdit(Span(place, place), f", {finding.code}")
    end = file.lines.starts[line] + len(content.rstrip())
    if inline_at(project, file.path, end) is not None:
        before, behind = _IN_TEMPLATE
    return TextEdit(Span(end, end), f"{'  ' if not behind else ' '}{before}ignore[{finding.code}]{behind}")


def _comment(file: PyFile | TextFile) -> tuple[str, str]:
    """What stands around the word in a comment."""
    return ("# flask-ls: ", "") if isinstance(file, PyFile) else _IN_TEMPLATE


def _for_file(file: PyFile | TextFile, finding: Finding) -> TextEdit:
    """A comment before everything but what must come first."""
    match = _HEAD.match(file.text)
    at = match.end() if match is not None and isinstance(file, PyFile) else 0
    newline = "\r\n" if "\r\n" in file.text else "\n"
    before, behind = _comment(file)
    return TextEdit(Span(at, at), f"{before}ignore-file[{finding.code}]{behind}{newline}")


def _in_project(
    project: Project, root: str, finding: Finding
) -> tuple[dict[str, tuple[TextEdit, ...]], tuple[tuple[str, str], ...]]:
    """The rule in `ignore` of `[tool.flask-ls]`; the file is made where there is none."""
    path = os.path.join(root, "pyproject.toml")  # noqa: PTH118
    file, quoted = project.files.get(path), json.dumps(finding.code)
    if file is None:
        return {}, ((path, f"[tool.flask-ls]\nignore = [{quoted}]\n"),)
    text = file.text
    table = _TABLE.search(text)
    if table is None:
        before = "" if not text or text.endswith("\n") else "\n"
        blank = "\n" if text.strip() else ""
        end = Span(len(text), len(text))
        return {path: (TextEdit(end, f"{before}{blank}[tool.flask-ls]\nignore = [{quoted}]\n"),)}, ()
    after = _NEXT_TABLE.search(text, table.end())
    listed = _IGNORED.search(text, table.end(), after.start() if after is not None else len(text))
    if listed is None:
        return {path: (TextEdit(Span(table.end(), table.end()), f"ignore = [{quoted}]\n"),)}, ()
    inside = listed["inside"]
    at = listed.start("inside") + len(inside.rstrip().rstrip(","))
    return {path: (TextEdit(Span(at, at), f", {quoted}" if inside.strip() else quoted),)}, ()
