"""Findings for people: the rules' findings after settings and comments had their say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from functools import lru_cache
from typing import cast

from flask_ls.options import Options
from flask_ls.project.components import relevant
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project, TextFile
from flask_ls.rules.base import Finding, Rule, Severity
from flask_ls.rules.registry import by_code
from flask_ls.rules.runner import check_file, check_project

# Compiled when there is a finding that they may silence.
_IGNORE = r"(?i)#\s*flask-ls:\s*ignore(?P<file>-file)?(?:\[(?P<codes>[^\]\r\n]*)\])?"
# In a template's comment.
_TEMPLATE_IGNORE = r"(?i)\{#-?\s*flask-ls:\s*ignore(?P<file>-file)?(?:\[(?P<codes>[^\]\r\n]*)\])?"
_NOQA = r"(?i)#\s*noqa(?::\s*(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?"


def findings(project: Project, path: str, options: Options) -> tuple[Finding, ...]:
    """The findings in one file, in its order."""
    file = project.python(path) or project.text_file(path)
    if file is None or not options.diagnostics_enabled:
        return ()
    codes = enabled(options)
    if isinstance(file, TextFile):
        from flask_ls.rules.template_runner import check_template  # a check of Python files needs none of it

        return _shown(project, file, check_template(project, path, codes), options)
    elsewhere = [finding for finding in check_project(project, codes) if finding.path == path]
    return _shown(project, file, [*check_file(project, file, codes), *elsewhere], options)


def project_findings(project: Project, options: Options) -> dict[str, tuple[Finding, ...]]:
    """The findings in every file that has some, by path."""
    if not options.diagnostics_enabled:
        return {}
    by_path: dict[str, list[Finding]] = {}
    codes = enabled(options)
    for finding in check_project(project, codes):
        by_path.setdefault(finding.path, []).append(finding)
    files = {file.path: file for file in [*relevant(project), *filter(None, map(project.python, by_path))]}
    shown = {
        path: _shown(project, file, [*check_file(project, file, codes), *by_path.get(path, [])], options)
        for path, file in sorted(files.items())
    }
    from flask_ls.symbols.template import loaded

    shown |= {path: findings(project, path, options) for path in loaded(project)}
    return {path: found for path, found in shown.items() if found}


def enabled(options: Options) -> frozenset[str]:
    """The codes of the rules that the settings leave on, in whatever file."""
    off = tuple(name for name, severity in options.severity.items() if severity == "off")
    return _enabled(options.select, (*options.ignore, *off), options.preview)


@lru_cache(maxsize=64)
def _enabled(select: tuple[str, ...], ignore: tuple[str, ...], preview: bool) -> frozenset[str]:
    return frozenset(
        code
        for code, entry in by_code().items()
        if (not select or _named(entry.rule, select))
        and (preview or not entry.rule.preview)
        and not _named(entry.rule, ignore)
    )


def _shown(
    project: Project, file: PyFile | TextFile, found: Iterable[Finding], options: Options
) -> tuple[Finding, ...]:
    kept = [_with_severity(each, options) for each in found]
    if kept and options.per_file_ignores:
        names = _ignored_in(project.relative(file.path), options)
        kept = [finding for finding in kept if not _named(finding, names)]
    if kept:
        kept = [finding for finding in kept if not _silenced(file, finding)]
    return tuple(sorted(kept, key=lambda finding: (finding.span, finding.code)))


def _ignored_in(path: str, options: Options) -> list[str]:
    """The rules that the settings ignore in a file; `path` is relative to the root."""
    return [
        name
        for pattern, names in options.per_file_ignores.items()
        if fnmatch(path, pattern) or fnmatch(path, f"{pattern.rstrip('/')}/*")
        for name in names
    ]


def _with_severity(finding: Finding, options: Options) -> Finding:
    severity = options.severity.get(finding.code, options.severity.get(finding.name))
    return finding._replace(severity=cast(Severity, severity)) if severity is not None else finding


def _named(rule: Finding | Rule, names: Iterable[str]) -> bool:
    """Whether a rule is among the names: codes, beginnings of codes, or kebab-case names."""
    return any(
        name.lower() == rule.name or (name and rule.code.lower().startswith(name.lower())) or name == "ALL"
        for name in (name.strip() for name in names)
    )


def _silenced(file: PyFile | TextFile, finding: Finding) -> bool:
    """Whether a comment at the finding's line, its statement's last line or for the file silences it."""
    ignore = _IGNORE if isinstance(file, PyFile) else _TEMPLATE_IGNORE
    lines = file.lines
    first, last = lines.line_of(finding.span.start), lines.line_of(max(finding.span.end - 1, finding.span.start))
    for number in {first, last}:
        content = lines.line(number)
        for pattern in (ignore, _NOQA) if isinstance(file, PyFile) else (ignore,):
            if (match := re.search(pattern, content)) and not match.groupdict().get("file"):
                codes = match["codes"]
                if codes is None or _named(finding, re.split(r"[,\s]+", codes)):
                    return True
    return any(
        match["file"] and (match["codes"] is None or _named(finding, match["codes"].split(",")))
        for match in re.finditer(ignore, file.text)
    )
