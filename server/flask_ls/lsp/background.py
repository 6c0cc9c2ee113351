"""What the server does unasked: indexing, settings, publishing findings, telling the client its state."""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from flask_ls.lsp.session import Document

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer

log = logging.getLogger("flask_ls")
_SLICE = 100  # files read between two answers
_DEBOUNCE = 0.1  # seconds without an edit before findings are published
_WATCH = ["**/*.py", "**/*.html", "**/*.jinja", "**/*.jinja2", "**/*.j2", "**/pyproject.toml"]


async def start(ls: FlaskLanguageServer) -> None:
    """All that follows `initialized`."""
    status(ls, "starting")
    await _register(ls)
    await reconfigure(ls, pull=True)
    await index(ls, ls.session.roots)


async def _register(ls: FlaskLanguageServer) -> None:
    registrations = []
    if ls.can("workspace.did_change_watched_files.dynamic_registration"):
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in _WATCH]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
        registrations.append(_registration(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if ls.can("workspace.did_change_configuration.dynamic_registration"):
        section = types.DidChangeConfigurationRegistrationOptions(section="flask-ls")
        registrations.append(_registration(types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if registrations:
        await _ask(ls.client_register_capability_async(types.RegistrationParams(registrations)), "registration")


def _registration(method: str, options: Any) -> types.Registration:
    return types.Registration(id=str(uuid.uuid4()), method=method, register_options=options)


async def _ask(request: Any, name: str) -> Any:
    """A request to the client; None where it refuses or does not answer in time."""
    try:
        return await asyncio.wait_for(asyncio.shield(request), timeout=10)
    except asyncio.CancelledError:
        raise
    except Exception as error:
        log.warning("%s: the client answered %r", name, error)
        return None


async def reconfigure(ls: FlaskLanguageServer, settings: Any = None, *, pull: bool = False) -> None:
    """Take settings from the client (asked for where it can be asked) and `pyproject.toml`, and apply them."""
    from flask_ls.lsp.server import apply_log_level

    if pull and ls.can("workspace.configuration"):
        params = types.ConfigurationParams(items=[types.ConfigurationItem(section="flask-ls")])
        answer = await _ask(ls.workspace_configuration_async(params), "workspace/configuration")
        if answer and answer[0] is not None:
            settings = answer[0]
    for error in ls.session.reload_options(settings):
        log.error("setting ignored: %s", error)
    apply_log_level(ls.session.options[""].log_level)
    refresh(ls)


async def index(ls: FlaskLanguageServer, roots: tuple[str, ...] | list[str]) -> None:
    """Read the files below the roots into the snapshot, a slice at a time, so that requests are answered between."""
    from flask_ls.project.files import DiskFiles, find_files

    session = ls.session
    status(ls, "indexing")
    progress = await _progress(ls)
    source = DiskFiles(lambda path, reason: log.info("not read: %s: %s", path, reason))
    for root in roots:
        exclude = session.options.get(root, session.options[""]).exclude
        paths: list[str] = await ls.answer("index", root, lambda r=root, e=exclude: list(find_files(r, e)), [])  # type: ignore[misc]
        for start_at in range(0, len(paths), _SLICE):
            part = paths[start_at : start_at + _SLICE]
            texts = await ls.answer("index", root, lambda p=part: {path: source.read(path) for path in p}, {})  # type: ignore[misc]
            session.merge(texts)
            if progress:
                share = 100 * (start_at + len(part)) // len(paths)
                report = types.WorkDoneProgressReport(
                    message=f"{start_at + len(part)} of {len(paths)} files", percentage=share
                )
                ls.work_done_progress.report(progress, report)
    if progress:
        ls.work_done_progress.end(progress, types.WorkDoneProgressEnd(message="done"))
    log.info("indexed %d files", len(session.project.files))
    session.state = "ready"
    refresh(ls)


async def _progress(ls: FlaskLanguageServer) -> str | None:
    if not ls.can("window.work_done_progress"):
        return None
    token = str(uuid.uuid4())
    try:
        await asyncio.wait_for(asyncio.shield(ls.work_done_progress.create_async(token)), timeout=5)
    except asyncio.CancelledError:
        raise
    except Exception:
        return None
    ls.work_done_progress.begin(token, types.WorkDoneProgressBegin(title="Flask: indexing", percentage=0))
    return token


async def reread(ls: FlaskLanguageServer, paths: list[str]) -> None:
    """Files changed on the disk."""
    from flask_ls.project.files import DiskFiles, excluded, wanted

    session = ls.session
    source = DiskFiles()
    kept = []
    for path in paths:
        root = session.project.root_of(path)
        if wanted(path) and root is not None and not excluded(path, root, session.options_of(path).exclude):
            kept.append(path)
    if not kept:
        return
    session.merge(await ls.answer("reread", kept[0], lambda: {path: source.read(path) for path in kept}, {}))
    if any(path.endswith("pyproject.toml") for path in kept):
        await reconfigure(ls)
    else:
        refresh(ls)


async def change_folders(ls: FlaskLanguageServer, gone: set[str]) -> None:
    """Workspace folders came or went."""
    session = ls.session
    left = {path: None for path in session.project.files if session.project.root_of(path) is None}
    session.merge(dict(left))
    await reconfigure(ls, pull=True)
    await index(ls, session.roots)


def after_edit(ls: FlaskLanguageServer, uri: str, delay: float = _DEBOUNCE) -> None:
    """Publish findings once typing pauses, for clients that do not ask themselves."""
    ls.spawn(_after_edit(ls, uri, ls.session.generation, delay))


async def _after_edit(ls: FlaskLanguageServer, uri: str, generation: int, delay: float) -> None:
    if delay:
        await asyncio.sleep(delay)
    if ls.session.generation != generation:
        return  # a newer edit brings its own
    if not ls.pulls:
        await _publish(ls)
    else:
        await _refresh_if_elsewhere(ls, uri)
    status(ls, ls.session.state)


def after_close(ls: FlaskLanguageServer, document: Document) -> None:
    ls.spawn(_after_close(ls, document))


async def _after_close(ls: FlaskLanguageServer, document: Document) -> None:
    """What is on the disk counts again; findings of a document that is in no file go."""
    from flask_ls.project.files import DiskFiles

    session = ls.session
    in_project = session.project.root_of(document.path) is not None
    text = await ls.answer("close", document.uri, lambda: DiskFiles().read(document.path), None) if in_project else None
    session.merge({document.path: text})
    if not ls.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=document.uri, diagnostics=[]))
    refresh(ls)


async def _publish(ls: FlaskLanguageServer) -> None:
    """Push the findings of every open document whose findings changed."""
    session = ls.session
    for document in list(session.documents.values()):
        generation, version = session.generation, document.version
        items = await diagnostics(ls, document.path)
        if session.generation != generation:
            return
        key = (version, result_id(items))
        if _published(ls).get(document.uri) != key:
            _published(ls)[document.uri] = key
            params = types.PublishDiagnosticsParams(uri=document.uri, version=version, diagnostics=items)
            ls.text_document_publish_diagnostics(params)


def _published(ls: FlaskLanguageServer) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = ls.__dict__.setdefault("published", {})
    return found


async def _refresh_if_elsewhere(ls: FlaskLanguageServer, uri: str) -> None:
    """Have the client ask again for other documents where an edit in this one changed their findings."""
    session = ls.session
    project = session.project
    edited = next((each.path for each in session.documents.values() if each.uri == uri), None)

    def compute() -> str:
        from flask_ls.features.diagnostics import project_wide

        return repr([(f.path, f.code, f.span) for f in project_wide(project) if f.path != edited])

    now = await ls.answer("diagnostics", uri, compute, "")
    before = ls.__dict__.get("elsewhere")
    ls.__dict__["elsewhere"] = now
    if before is not None and before != now:
        _refresh_request(ls)


def refresh(ls: FlaskLanguageServer) -> None:
    """Everything may have changed: push, or have the client pull again."""
    ls.session.generation += 1
    if ls.pulls:
        _refresh_request(ls)
    else:
        ls.spawn(_publish(ls))
    status(ls, ls.session.state)


def _refresh_request(ls: FlaskLanguageServer) -> None:
    if ls.can("workspace.diagnostics.refresh_support"):
        ls.spawn(_ask(ls.workspace_diagnostic_refresh_async(None), "workspace/diagnostic/refresh"))


async def diagnostics(ls: FlaskLanguageServer, path: str) -> list[types.Diagnostic]:
    """The findings of one file, as diagnostics."""
    session = ls.session
    project, positions, options = session.project, session.positions, session.options_of(path)

    def compute() -> list[types.Diagnostic]:
        from flask_ls.features.diagnostics import findings
        from flask_ls.lsp.answers import diagnostic

        return [diagnostic(project, positions, found) for found in findings(project, path, options)]

    return await ls.answer("diagnostics", path, compute, [])


async def workspace_diagnostics(ls: FlaskLanguageServer) -> dict[str, list[types.Diagnostic]]:
    """The findings of every file that has some."""
    session = ls.session
    project, positions = session.project, session.positions
    options = {path: session.options_of(path) for path in project.files}

    def compute() -> dict[str, list[types.Diagnostic]]:
        from flask_ls.features.diagnostics import findings
        from flask_ls.lsp.answers import diagnostic

        found = {path: findings(project, path, options[path]) for path in project.files}
        return {path: [diagnostic(project, positions, each) for each in some] for path, some in found.items() if some}

    return await ls.answer("workspace/diagnostic", "", compute, {})


async def changed_since(ls: FlaskLanguageServer, generation: int) -> None:
    """Wait until the session changed and then kept still for a moment."""
    while ls.session.generation == generation:
        await asyncio.sleep(0.25)
    seen = -1
    while seen != ls.session.generation:
        seen = ls.session.generation
        await asyncio.sleep(0.5)


def result_id(items: list[types.Diagnostic]) -> str:
    """The same for the same diagnostics."""
    return f"{hash(repr(items)) & 0xFFFFFFFFFFFF:x}"


def status(ls: FlaskLanguageServer, state: str, message: str | None = None) -> None:
    """Tell the client what the server is doing: `flask-ls/status`."""
    session = ls.session
    session.state = state
    files = sum(1 for path in session.project.files if path.endswith(".py"))
    ls.protocol.notify("flask-ls/status", {"state": state, "files": files, "message": message})
