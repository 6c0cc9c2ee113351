"""What rules about templates share: what is sure about the environment that a template is loaded in. No rule itself."""

from __future__ import annotations

import re

from flask_ls.project.components import relevant, says
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import TemplateFile
from flask_ls.symbols.endpoint import applications

# What gives Jinja another syntax: other delimiters, statements on lines of their own, a preprocessor.
_SYNTAX = re.compile(
    r"\b(?:block|variable|comment)_(?:start|end)_string\b|\bline_(?:statement|comment)_prefix\b|\bcreate_jinja_environment\b"
    r"|\bjinja_environment\b|\bdef preprocess\b|\bpypugjs\b|\bhamlish"
)


def knows_jinja(file: TemplateFile) -> bool:
    """Whether a template is an application's, in Jinja's own syntax."""
    return bool(applications(file.project, file.path)) and not ask(file.project, _other_syntax)


def _other_syntax(project: Project) -> bool:
    return any(says(project, file.path, _SYNTAX) for file in relevant(project))
