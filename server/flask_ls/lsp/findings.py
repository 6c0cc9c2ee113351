"""Findings on their way to the client: asked for, pushed, or waited for; and the counts in the status."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from lsprotocol import types

from flask_ls.lsp.convert import path_of
from flask_ls.lsp.worker import BACKGROUND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_ls.knowledge.snippets import CatalogueError
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.lsp.session import Document
    from flask_ls.options import Options
    from flask_ls.project.snapshot import Project

DEBOUNCE = 0.1  # seconds without an edit before findings are pushed
_QUIET = 0.5  # the same before all files are looked at for a client that waits

_WorkspaceReport = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport


async def diagnostics(ls: FlaskLanguageServer, path: str) -> list[types.Diagnostic]:
    """The findings of one file. They wait for the whole project to be read: before, what is missing may yet come."""
    session = ls.session
    await session.indexed.wait()

    def compute() -> list[types.Diagnostic]:
        return _diagnostics(ls, path)

    items = await ls.answer("diagnostics", path, compute, list[types.Diagnostic](), BACKGROUND)
    session.counts[path] = len(items)
    status(ls)
    return items


def _diagnostics(ls: FlaskLanguageServer, path: str) -> list[types.Diagnostic]:
    """Those of the newest text, whatever the text was when somebody asked."""
    from flask_ls.features.diagnostics import findings
    from flask_ls.lsp.answers import diagnostic

    session = ls.session
    project = session.project
    return [
        diagnostic(project, session.positions, found, session.uri)
        for found in findings(project, path, session.options_of(path))
    ]


def result_id(items: list[types.Diagnostic]) -> str:
    """The same for the same diagnostics, as long as the server runs."""
    return f"{hash(repr(items)) & 0xFFFFFFFFFFFF:x}"


def catalogue_error(error: CatalogueError) -> types.Diagnostic:
    """What is wrong with an entry of a person's own snippet catalogue, on its line."""
    start = types.Position(error.line - 1, 0)
    return types.Diagnostic(
        range=types.Range(start, types.Position(error.line, 0)),
        message=error.message if error.entry is None else f"{error.entry}: {error.message}",
        severity=types.DiagnosticSeverity.Error,
        source="flask-ls",
    )


# For clients that wait for news of all files


async def workspace_report(ls: FlaskLanguageServer, previous: dict[str, str]) -> types.WorkspaceDiagnosticReport:
    """What changed in all files since the answers with these ids, by path.

    The first time it is said at once, even if it is nothing. Afterwards the answer waits until there is something.
    """
    session = ls.session
    while True:
        await session.indexed.wait()
        generation, began = session.generation, time.monotonic()
        reports = await _reports(ls, previous)
        news = any(isinstance(report, types.WorkspaceFullDocumentDiagnosticReport) for report in reports)
        if news or not session.polled:
            session.polled = True
            return types.WorkspaceDiagnosticReport(items=reports)
        took = time.monotonic() - began
        if generation == session.generation:
            await session.change()
        await _quiet(ls, max(_QUIET, 3 * took))  # a large project is looked at less often


async def _reports(ls: FlaskLanguageServer, previous: dict[str, str]) -> list[_WorkspaceReport]:
    session = ls.session
    found: dict[str, list[types.Diagnostic]] = {}
    generation, paths = -1, list[str]()
    while generation != session.generation:  # what was read meanwhile may have brought new files
        generation = session.generation
        paths = await ls.answer(
            "workspace/diagnostic",
            "",
            lambda: _candidates(session.project, session.options.values()),
            paths,
            BACKGROUND,
        )
    async for part in ls.in_slices("workspace/diagnostic", paths, lambda path: _diagnostics(ls, path)):
        found |= {path: items for path, items in part if items}
    session.counts = {path: len(items) for path, items in found.items()}
    status(ls)
    opened = session.open_paths
    reports: list[_WorkspaceReport] = []
    for path in sorted({*found, *previous}):
        items = found.get(path, [])
        uri, number = session.uri(path), result_id(items)
        version = opened[path].version if path in opened else None
        if previous.get(path) == number:
            reports.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=number, version=version))
        else:
            reports.append(
                types.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=items, result_id=number, version=version)
            )
    return reports


def _candidates(project: Project, options: Iterable[Options]) -> list[str]:
    """The files that can have findings."""
    from flask_ls.features.diagnostics import enabled
    from flask_ls.project.components import relevant
    from flask_ls.rules.runner import check_project
    from flask_ls.symbols.template import loaded

    found = dict.fromkeys(file.path for file in relevant(project)) | dict.fromkeys(loaded(project))
    for each in options:
        found |= dict.fromkeys(finding.path for finding in check_project(project, enabled(each)))
    return [*found]


async def _quiet(ls: FlaskLanguageServer, seconds: float) -> None:
    """Wait until nothing changed for a while."""
    seen = -1
    while seen != ls.session.generation:
        seen = ls.session.generation
        await asyncio.sleep(seconds)


# For clients that are told


def after_edit(ls: FlaskLanguageServer, uri: str, delay: float = DEBOUNCE) -> None:
    """A document was opened or edited: tell the client once typing pauses."""
    ls.spawn(_after_edit(ls, uri, ls.session.generation, delay))


async def _after_edit(ls: FlaskLanguageServer, uri: str, generation: int, delay: float) -> None:
    await asyncio.sleep(delay)
    if ls.session.generation != generation:
        return  # a newer edit brings its own
    if ls.pulls:
        await _refresh_if_elsewhere(ls, uri)
    else:
        await _push(ls)


def clear(ls: FlaskLanguageServer, document: Document) -> None:
    """A document was closed. A client that asks itself forgets its findings itself."""
    if not ls.pulls:
        params = types.PublishDiagnosticsParams(uri=document.uri, diagnostics=[])
        ls.text_document_publish_diagnostics(params)
    if document.path not in ls.session.listed:
        ls.session.counts.pop(document.path, None)
    status(ls)


def refresh(ls: FlaskLanguageServer) -> None:
    """Everything may have changed: push, or have the client ask again."""
    if not ls.pulls:
        ls.spawn(_push(ls))
    elif ls.can("workspace.diagnostics.refresh_support"):
        ls.spawn(ls.ask("workspace/diagnostic/refresh", ls.workspace_diagnostic_refresh_async(None), 10))
    status(ls)


async def _push(ls: FlaskLanguageServer) -> None:
    """Push the findings of every open document that has others, or another version, than the client was told."""
    session = ls.session
    for uri in [*session.documents]:
        document = session.documents.get(uri)
        if document is None:
            continue
        generation = session.generation
        items = await diagnostics(ls, document.path)
        if session.generation != generation:
            return  # what changed meanwhile brings its own
        told = (document.version, result_id(items))
        if session.published.get(uri) != told:
            session.published[uri] = told
            ls.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri=uri, version=document.version, diagnostics=items)
            )


async def _refresh_if_elsewhere(ls: FlaskLanguageServer, uri: str) -> None:
    """Have the client ask again where an edit in one document changed what is found in others."""
    session = ls.session
    await session.indexed.wait()

    def compute() -> dict[str, object]:
        from flask_ls.features.diagnostics import findings

        project = session.project
        return {path: findings(project, path, session.options_of(path)) for path in [*session.open_paths]}

    now = await ls.answer("diagnostics", uri, compute, session.elsewhere, BACKGROUND)
    before, session.elsewhere = session.elsewhere, now
    if any(path in before and before[path] != found for path, found in now.items() if path != path_of(uri)):
        refresh(ls)


# Status


def status(ls: FlaskLanguageServer, state: str | None = None, message: str | None = None) -> None:
    """Tell the client what the server is doing, where that changed: `flask-ls/status`."""
    session = ls.session
    session.state = state or session.state
    told: dict[str, object] = {
        "state": session.state,
        "files": len(session.project.tree.python),
        "findings": sum(session.counts.values()),
    }
    if message:
        told["message"] = message
    if told != session.status:
        session.status = told
        ls.protocol.notify("flask-ls/status", told)
