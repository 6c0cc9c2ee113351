"""Findings for people: the rules' findings after settings and comments had their say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from typing import cast

from flask_ls.options import Options
from flask_ls.project.components import relevant
from flask_ls.project.memory import whole
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Severity
from flask_ls.rules.registry import by_code
from flask_ls.rules.runner import check_file, check_project

# Compiled when there is a finding that they may silence.
_IGNORE = r"(?i)#\s*flask-ls:\s*ignore(?P<file>-file)?(?:\[(?P<codes>[^\]\r\n]*)\])?"
_NOQA = r"(?i)#\s*noqa(?::\s*(?P<codes>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*))?"


def findings(project: Project, path: str, options: Options) -> tuple[Finding, ...]:
    """The findings in one file, in its order."""
    file = project.python(path)
    if file is None or not options.diagnostics_enabled:
        return ()
    elsewhere = [finding for finding in project_wide(project) if finding.path == path]
    return _shown(project, file, [*check_file(project, file), *elsewhere], options)


def project_findings(project: Project, options: Options) -> dict[str, tuple[Finding, ...]]:
    """The findings in every file that has some, by path."""
    if not options.diagnostics_enabled:
        return {}
    by_path: dict[str, list[Finding]] = {}
    for finding in project_wide(project):
        by_path.setdefault(finding.path, []).append(finding)
    files = {file.path: file for file in [*relevant(project), *filter(None, map(project.python, by_path))]}
    shown = {
        path: _shown(project, file, [*check_file(project, file), *by_path.get(path, [])], options)
        for path, file in sorted(files.items())
    }
    return {path: found for path, found in shown.items() if found}


def project_wide(project: Project) -> tuple[Finding, ...]:
    """The findings of the rules that look at the whole project; computed once for each snapshot."""
    return whole(project, check_project)


def _shown(project: Project, file: PyFile, found: Iterable[Finding], options: Options) -> tuple[Finding, ...]:
    kept = [finding for each in found if (finding := _by_settings(each, options)) is not None]
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


def _by_settings(finding: Finding, options: Options) -> Finding | None:
    """The finding with the severity that the settings give it; None where they switch it off."""
    if options.select and not _named(finding, options.select):
        return None
    if not options.preview and by_code()[finding.code].rule.preview:
        return None
    if _named(finding, options.ignore):
        return None
    severity = options.severity.get(finding.code, options.severity.get(finding.name))
    if severity == "off":
        return None
    return finding._replace(severity=cast(Severity, severity)) if severity is not None else finding


def _named(finding: Finding, names: Iterable[str]) -> bool:
    """Whether a rule is among the names: codes, beginnings of codes, or kebab-case names."""
    return any(
        name.lower() == finding.name or (name and finding.code.lower().startswith(name.lower())) or name == "ALL"
        for name in (name.strip() for name in names)
    )


def _silenced(file: PyFile, finding: Finding) -> bool:
    """Whether a comment at the finding's line, its statement's last line or for the file silences it."""
    lines = file.lines
    first, last = lines.line_of(finding.span.start), lines.line_of(max(finding.span.end - 1, finding.span.start))
    for number in {first, last}:
        content = lines.line(number)
        for pattern in (_IGNORE, _NOQA):
            if (match := re.search(pattern, content)) and not match.groupdict().get("file"):
                codes = match["codes"]
                if codes is None or _named(finding, re.split(r"[,\s]+", codes)):
                    return True
    return any(
        match["file"] and (match["codes"] is None or _named(finding, match["codes"].split(",")))
        for match in re.finditer(_IGNORE, file.text)
    )
