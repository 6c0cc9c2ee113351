"""Feeds the rules that look at templates, and turns their reports into findings.

A report is kept with what it was computed from, as all that is asked of a project is: `project/memory.py`.
"""

from __future__ import annotations

from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Report, TemplateFile
from flask_ls.rules.registry import by_code, rules
from flask_ls.rules.runner import as_finding
from flask_ls.symbols.template import is_loaded


def check_template(project: Project, path: str, codes: frozenset[str]) -> list[Finding]:
    """The findings of these rules in one template, in its order; none, where no application loads it."""
    if not ask(project, is_loaded, path):
        return []
    found = [as_finding(project, by_code()[code], report, path) for code, report in ask(project, _reports, path, codes)]
    return sorted(found, key=lambda each: (each.span, each.code))


def _reports(project: Project, path: str, codes: frozenset[str]) -> tuple[tuple[str, Report], ...]:
    file = project.text_file(path)
    if file is None:
        return ()
    text = file.text
    wanted = [
        entry for entry in rules() if entry.rule.code in codes and any(word in text for word in entry.template_words)
    ]
    subject = TemplateFile(project, path, file.template)
    return tuple((entry.rule.code, report) for entry in wanted for report in entry.check_template(subject))
