"""What rules about configuration keys share: whether the project reads a key itself. No rule itself."""

from __future__ import annotations

import re

from flask_ls.project.components import speaks_of
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project


def is_read(project: Project, key: str) -> bool:
    """Whether the project reads a key itself, in whatever way."""
    read = re.compile(
        rf"\bconfig\s*\[\s*[\"']{key}[\"']\s*\](?!\s*=(?!=))|\b(?:get|getattr|pop)\([^)]*[\"']{key}[\"']"
        rf"|\.{key}\b(?!\s*=(?!=))|[\"']{key}[\"']\s+in\b"
    )
    return ask(project, _is_said, read)


def _is_said(project: Project, pattern: re.Pattern[str]) -> bool:
    """Whether a pattern matches in any Python file that matters, or in any other file."""
    return speaks_of(project, pattern) or any(pattern.search(project.files[path].text) for path in project.texts)
