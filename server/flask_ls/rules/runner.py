"""Feeds the rules, and turns their reports into findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_ls.project.components import is_relevant, relevant
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Function, Report
from flask_ls.rules.registry import TEMPLATE, Entry, rules
from flask_ls.text.spans import Span


def check_file(project: Project, file: PyFile) -> list[Finding]:
    """The findings of the rules that look at one file at a time, in its order."""
    if not is_relevant(project, file.path):
        return []
    wanted = [
        entry
        for entry in rules()
        if entry.feed not in ("Project", TEMPLATE) and any(word in file.text for word in entry.rule.words)
    ]
    found: list[Finding] = []
    for entry in wanted:
        found += [finding(project, entry, report, file.path) for report in _reports(project, file, entry)]
    return sorted(found, key=lambda each: (each.span, each.code))


def check_project(project: Project) -> list[Finding]:
    """The findings of the rules that look at the whole project, in any of its files."""
    found = []
    for entry in rules():
        if entry.feed == "Project" and (entry.is_loaded or _may_find(project, entry)):
            found += [finding(project, entry, report, report.path) for report in entry.check(project)]
    return found


def _may_find(project: Project, entry: Entry) -> bool:
    """Whether any file has one of the words without which there is no finding."""
    return any(word in file.text for file in relevant(project) for word in entry.rule.words)


def _reports(project: Project, file: PyFile, entry: Entry) -> Iterator[Report]:
    if entry.feed == "PyFile":
        yield from entry.check(file, Context(project=project, file=file, block=0))
        return
    words = entry.rule.words
    for block, text in enumerate(file.blocks):
        if not any(word in text for word in words):
            continue
        context = Context(project=project, file=file, block=block)
        for subject in _subjects(file, block, entry.feed):
            for report in entry.check(subject, context):
                yield _in_block(report, block)


def _subjects(file: PyFile, block: int, feed: str) -> Iterable[object]:
    shape = file.shapes[block]
    match feed:
        case "CallSite":
            return shape.calls
        case "Store":
            return shape.stores
        case "Shape":
            return (shape,)
        case "Function":
            return (
                Function(scope=scope, block=block, number=number)
                for number, scope in enumerate(shape.scopes)
                if scope.kind == "function"
            )
    raise TypeError(f"no rule can be fed {feed}")


def _in_block(report: Report, block: int) -> Report:
    return Report(
        span=report.span,
        message=report.message,
        block=block,
        severity=report.severity,
        related=report.related,
        data=report.data,
    )


def finding(project: Project, entry: Entry, report: Report, path: str) -> Finding:
    span = report.span
    file = project.python(path)
    if report.block is not None and file is not None:
        span = file.absolute(report.block, span)
    return Finding(
        path=path,
        span=Span(*span),
        code=entry.rule.code,
        name=entry.rule.name,
        severity=report.severity or entry.rule.severity,
        message=report.message,
        url=entry.rule.docs,
        fixable=entry.rule.fixable,
        related=report.related,
        data=report.data,
    )
