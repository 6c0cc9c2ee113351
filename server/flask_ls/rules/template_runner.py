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
from flask_ls.symbols.template_inline import inlines, outside

# Their fixes write quotes, which a string of Python may take for its end.
_MARKUP = frozenset({"FLK607", "FLK608", "FLK616", "FLK617"})
# Their fixes count the characters of a template.
_COUNTED = frozenset({"FLK103"})


def check_template(project: Project, path: str, codes: frozenset[str]) -> list[Finding]:
    """The findings of these rules in one template, in its order; none, where no application loads it."""
    if not ask(project, is_loaded, path):
        return []
    found = [as_finding(project, by_code()[code], report, path) for code, report in ask(project, _reports, path, codes)]
    return sorted(found, key=lambda each: (each.span, each.code))


def check_inline(project: Project, path: str, codes: frozenset[str]) -> list[Finding]:
    """The findings of these rules in the templates that stand in strings of a Python file, at their places in it."""
    return [
        _outside(project, as_finding(project, by_code()[code], report, each))
        for each in inlines(project, path)
        for code, report in ask(project, _reports, each, codes - _MARKUP)
    ]


def _outside(project: Project, finding: Finding) -> Finding:
    path, span = outside(project, finding.path, finding.span)
    related = tuple((*outside(project, file, place), said) for file, place, said in finding.related)
    data = () if finding.code in _COUNTED else finding.data
    return finding._replace(path=path, span=span, related=related, data=data, fixable=finding.fixable and bool(data))


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
