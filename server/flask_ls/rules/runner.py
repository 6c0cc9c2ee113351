"""Feeds the rules, and turns their reports into findings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flask_ls.project.components import is_relevant, relevant
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Function, Report
from flask_ls.rules.registry import Entry, by_code, rules
from flask_ls.text.spans import Span


def check_file(project: Project, file: PyFile, codes: frozenset[str]) -> list[Finding]:
    """The findings of those of these rules that look at one file at a time, in its order."""
    path = file.path
    if not is_relevant(project, path):
        return []
    found = [
        as_finding(project, by_code()[code], report, path)
        for block in range(len(file.blocks))
        for code, report in ask(project, _of_block, path, block, codes)
    ]
    for entry in _fed(codes, "PyFile"):
        if any(word in file.text for word in entry.rule.words):
            found += [
                as_finding(project, entry, report, path) for report in ask(project, _of_file, path, entry.rule.code)
            ]
    return sorted(found, key=lambda each: (each.span, each.code))


def check_project(project: Project, codes: frozenset[str]) -> tuple[Finding, ...]:
    """The findings of those of these rules that look at the whole project, in any of its files."""
    return ask(project, _of_all, codes)


def _of_all(project: Project, codes: frozenset[str]) -> tuple[Finding, ...]:
    found = []
    for entry in _fed(codes, "Project"):
        if entry.is_loaded or entry.rule.code in ask(project, _spoken_of):
            reports = ask(project, _of_project, entry.rule.code)
            found += [as_finding(project, entry, report, report.path) for report in reports]
    if any(entry.is_loaded or entry.rule.code in ask(project, _spoken_of) for entry in _fed(codes, "View")):
        found += [
            as_finding(project, by_code()[code], report, report.path) for code, report in ask(project, _of_views, codes)
        ]
    return tuple(found)


@lru_cache(maxsize=256)
def _fed(codes: frozenset[str], *feeds: str) -> tuple[Entry, ...]:
    """Those of these rules that are fed one of these."""
    return tuple(entry for entry in rules() if entry.feed in feeds and entry.rule.code in codes)


# What is asked of a project, and kept while what it was read from is the same: reports, each with its rule's code.


def _of_block(project: Project, path: str, block: int, codes: frozenset[str]) -> tuple[tuple[str, Report], ...]:
    """The reports on a block of the rules that look at its parts."""
    file = project.python(path)
    text = file.blocks[block] if file is not None else ""
    # What a block uses may have another name in it than in the file's imports.
    words = _words(text)
    wanted = [
        entry
        for entry in _fed(codes, "CallSite", "Store", "Function", "Shape", "Use")
        if not words.isdisjoint(entry.rule.words)
        or (entry.feed == "Use" and ask(project, _speaks_of, path, entry.rule.words))
    ]
    return _reports(project, path, block, wanted)


@lru_cache(maxsize=50_000)
def _words(text: str) -> frozenset[str]:
    """Those of the rules' words that stand in a block's text."""
    return frozenset(filter(text.__contains__, _all_words()))


@lru_cache(maxsize=1)
def _all_words() -> tuple[str, ...]:
    return tuple({word for entry in rules() for word in entry.rule.words})


def _speaks_of(project: Project, path: str, words: tuple[str, ...]) -> bool:
    """Whether a file has any of these words."""
    file = project.python(path)
    return file is not None and any(word in file.text for word in words)


def _spoken_of(project: Project) -> frozenset[str]:
    """The codes of the rules about projects of which some file has a word without which there is no finding."""
    return frozenset().union(*(ask(project, _spoken_of_in, file.path) for file in relevant(project)))


def _spoken_of_in(project: Project, path: str) -> frozenset[str]:
    file = project.python(path)
    words = frozenset[str]().union(*map(_words, file.blocks if file is not None else ()))
    return frozenset(
        entry.rule.code
        for entry in rules()
        if entry.feed in ("Project", "View") and not words.isdisjoint(entry.rule.words)
    )


def _of_file(project: Project, path: str, code: str) -> tuple[Report, ...]:
    """The reports of a rule that looks at a file."""
    file = project.python(path)
    return tuple(by_code()[code].check(file, Context(project=project, file=file, block=0))) if file is not None else ()


def _of_project(project: Project, code: str) -> tuple[Report, ...]:
    """The reports of a rule that looks at the project."""
    return tuple(by_code()[code].check(project))


def _of_views(project: Project, codes: frozenset[str]) -> tuple[tuple[str, Report], ...]:
    """The reports of the rules that look at views, which may stand at their routes in other files."""
    from flask_ls.rules.views import blocks_with_views

    return tuple(
        report for path in sorted(blocks_with_views(project)) for report in ask(project, _of_views_in, path, codes)
    )


def _of_views_in(project: Project, path: str, codes: frozenset[str]) -> tuple[tuple[str, Report], ...]:
    from flask_ls.rules.views import blocks_with_views

    return tuple(
        (code, report if report.path else report._replace(path=path))
        for block in blocks_with_views(project).get(path, {})
        for code, report in ask(project, _of_view_block, path, block, codes)
    )


def _of_view_block(project: Project, path: str, block: int, codes: frozenset[str]) -> tuple[tuple[str, Report], ...]:
    return _reports(project, path, block, _fed(codes, "View"))


def _reports(project: Project, path: str, block: int, entries: Iterable[Entry]) -> tuple[tuple[str, Report], ...]:
    file = project.python(path)
    if file is None:
        return ()
    context = Context(project=project, file=file, block=block)
    return tuple(
        (entry.rule.code, report if report.path else report._replace(block=block))
        for entry in entries
        for subject in _subjects(context, entry.feed)
        for report in entry.check(subject, context)
    )


def _subjects(context: Context, feed: str) -> Iterable[object]:
    shape = context.file.shapes[context.block]
    match feed:
        case "CallSite":
            return shape.calls
        case "Store":
            return shape.stores
        case "Shape":
            return (shape,)
        case "Use":
            return context.uses()
        case "View":
            from flask_ls.rules.views import views

            return views(context.file, context.block, context.project)
        case "Function":
            return (
                Function(scope=scope, block=context.block, number=number)
                for number, scope in enumerate(shape.scopes)
                if scope.kind == "function"
            )
    raise TypeError(f"no rule can be fed {feed}")


def as_finding(project: Project, entry: Entry, report: Report, path: str) -> Finding:
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
        tags=entry.rule.tags,
        related=report.related,
        data=report.data,
    )
