"""Findings for people: the rules' findings after settings and comments had their say."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from functools import lru_cache
from typing import cast

from flask_ls.options import Options
from flask_ls.project.components import is_relevant, relevant
from flask_ls.project.files import SETTINGS_FILES
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project, TextFile
from flask_ls.rules.base import Finding, Severity
from flask_ls.rules.registry import by_code
from flask_ls.rules.runner import as_finding, check_file, check_project
from flask_ls.rules.suppressions import Suppression, is_named, silencer, suppressions
from flask_ls.syntax.cursor import cursor
from flask_ls.text.lines import LineIndex

UNUSED = "FLK004"  # the rule about comments that silence nothing


def findings(project: Project, path: str, options: Options) -> tuple[Finding, ...]:
    """The findings in one file, in its order."""
    file = project.python(path) or project.text_file(path)
    if file is None or not options.diagnostics_enabled:
        return ()
    codes = enabled(options)
    if isinstance(file, TextFile):
        return _in_template(project, file, options, codes)
    elsewhere = [finding for finding in check_project(project, codes) if finding.path == path]
    return _shown(project, file, [*_in_python(project, file, codes), *elsewhere], options, codes)


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
        path: _shown(project, file, [*_in_python(project, file, codes), *by_path.get(path, [])], options, codes)
        for path, file in sorted(files.items())
    }
    texts = (file for path in project.texts if (file := project.text_file(path)) is not None)
    shown |= {file.path: _in_template(project, file, options, codes) for file in texts}
    return {path: found for path, found in shown.items() if found}


def _in_python(project: Project, file: PyFile, codes: frozenset[str]) -> list[Finding]:
    """What the rules find in one file of Python, with the templates in its strings."""
    found = check_file(project, file, codes)
    if "_template_string" in file.text and is_relevant(project, file.path):
        from flask_ls.rules.template_runner import check_inline

        found += check_inline(project, file.path, codes)
    return found


def _in_template(project: Project, file: TextFile, options: Options, codes: frozenset[str]) -> tuple[Finding, ...]:
    if not project.uses_flask or file.path.endswith(SETTINGS_FILES):
        return ()
    from flask_ls.rules.template_runner import check_template  # with all that templates need, where there is one

    return _shown(project, file, check_template(project, file.path, codes), options, codes)


def enabled(options: Options) -> frozenset[str]:
    """The codes of the rules that the settings leave on, in whatever file."""
    off = tuple(name for name, severity in options.severity.items() if severity == "off")
    return _enabled(options.select, (*options.ignore, *off), options.preview)


@lru_cache(maxsize=64)
def _enabled(select: tuple[str, ...], ignore: tuple[str, ...], preview: bool) -> frozenset[str]:
    return frozenset(
        code
        for code, entry in by_code().items()
        if (not select or is_named(entry.rule, select))
        and (preview or not entry.rule.preview)
        and not is_named(entry.rule, ignore)
    )


def _shown(
    project: Project,
    file: PyFile | TextFile,
    found: Iterable[Finding],
    options: Options,
    codes: frozenset[str],
) -> tuple[Finding, ...]:
    kept = [*found]
    ignored = _ignored_in(project.relative(file.path), options) if options.per_file_ignores else []
    if ignored:
        kept = [finding for finding in kept if not is_named(finding, ignored)]
    comments = suppressions(file.text, python=isinstance(file, PyFile))
    if comments:
        kept, used = _not_silenced(comments, kept, file.lines)
        on = frozenset(code for code in codes if not is_named(by_code()[code].rule, ignored))
        kept += _unused(project, file, comments, used, on)
    shown = [_with_severity(finding, options) for finding in kept]
    return tuple(sorted(shown, key=lambda finding: (finding.span, finding.code)))


def _not_silenced(
    comments: tuple[Suppression, ...], found: Iterable[Finding], lines: LineIndex
) -> tuple[list[Finding], dict[Suppression, set[str]]]:
    """The findings that no comment silences, and the names by which the comments silence the others."""
    kept, used = list[Finding](), dict[Suppression, set[str]]()
    for finding in found:
        silenced = silencer(comments, finding, lines)
        if silenced is None:
            kept.append(finding)
        else:
            used.setdefault(silenced[0], set()).add(silenced[1])
    return kept, used


def _unused(
    project: Project,
    file: PyFile | TextFile,
    comments: tuple[Suppression, ...],
    used: dict[Suppression, set[str]],
    codes: frozenset[str],
) -> list[Finding]:
    """The comments that silence nothing, where all that they may silence was looked for."""
    entry = by_code()[UNUSED]
    if UNUSED not in codes or not _was_checked(project, file):
        return []
    return [
        as_finding(project, entry, report, file.path)
        for comment in comments
        if not isinstance(file, PyFile) or _is_comment(file, comment)
        for report in entry.check(comment, frozenset(used.get(comment, ())), codes)
    ]


def _was_checked(project: Project, file: PyFile | TextFile) -> bool:
    """Whether nothing in a file kept the rules from looking at it."""
    if isinstance(file, PyFile):
        return is_relevant(project, file.path) and not file.damaged and file.closed
    from flask_ls.symbols.template import is_loaded

    return is_loaded(project, file.path)


def _is_comment(file: PyFile, comment: Suppression) -> bool:
    """Whether what looks like a comment is one, and not part of a string."""
    block = file.block_at(comment.span.start)
    return cursor(file.blocks[block], comment.span.start + 1 - file.starts[block]).place == "comment"


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
