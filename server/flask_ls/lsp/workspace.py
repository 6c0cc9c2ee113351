"""Folders, files and settings: everything that the snapshot is made from, except what is typed."""

from __future__ import annotations

import logging
import os
import uuid
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from flask_ls.lsp import findings
from flask_ls.lsp.convert import uri_of
from flask_ls.lsp.indexing import index
from flask_ls.lsp.warm import steps
from flask_ls.lsp.worker import BACKGROUND

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.project.files import Skipped

log = logging.getLogger("flask_ls")
_Texts = dict[str, str | None]  # by path; None: there is none, or none that is wanted
_PATIENCE = 3.0  # seconds for an answer of the client
_WATCHED = [
    "**/*.py",
    "**/*.html",
    "**/*.jinja",
    "**/*.jinja2",
    "**/*.j2",
    "**/templates/**",
    "**/pyproject.toml",
    "**/.env",
    "**/.flaskenv",
]


async def start(ls: FlaskLanguageServer) -> None:
    """All that follows `initialized`."""
    findings.status(ls, "starting")
    ls.spawn(_register(ls))
    await _configure(ls)
    _index_anew(ls)
    await ls.session.indexed.wait()
    for step in steps(ls.protocol):
        await ls.answer("warm", "the first request", step, None, BACKGROUND)


# Settings


async def reconfigure(ls: FlaskLanguageServer, pushed: object = None) -> None:
    """Settings changed, in the editor or in a `pyproject.toml`."""
    before = {root: options.exclude for root, options in ls.session.options.items()}
    await _configure(ls, pushed)
    if ls.indexing is None:
        return  # the start is still on its way, and reads the folders with these settings
    if before != {root: options.exclude for root, options in ls.session.options.items()}:
        _index_anew(ls)
    else:
        findings.refresh(ls)


async def _configure(ls: FlaskLanguageServer, pushed: object = None) -> None:
    """Take the settings that the client has, or pushed, and those of the folders, and apply them."""
    from flask_ls.lsp.server import apply_log_level

    session = ls.session
    pulled = await _pulled(ls)
    if pulled:
        session.settings = pulled
    elif pushed is not None:
        session.settings = {"": pushed}
    paths = {root: str(Path(root, "pyproject.toml")) for root in session.roots}
    texts = await ls.answer(
        "settings", "", lambda: {root: _read(path) for root, path in paths.items()}, _Texts(), BACKGROUND
    )
    for error in session.configure(texts):
        log.error("setting ignored: %s", error)
    apply_log_level(session.options[""].log_level)
    await _read_catalogues(ls)


async def _pulled(ls: FlaskLanguageServer) -> dict[str, object]:
    """What the client says about each root, and about all of them; empty where it cannot be asked or says nothing."""
    if not ls.can("workspace.configuration"):
        return {}
    roots = ls.session.roots
    items = [types.ConfigurationItem(section="flask-ls")]
    items += [types.ConfigurationItem(section="flask-ls", scope_uri=uri_of(root)) for root in roots]
    request = ls.workspace_configuration_async(types.ConfigurationParams(items=items))
    answer = await ls.ask("workspace/configuration", request, _PATIENCE)
    if not isinstance(answer, (list, tuple)):
        return {}
    return {root: section for root, section in zip(("", *roots), answer, strict=False) if section is not None}


async def _read_catalogues(ls: FlaskLanguageServer) -> None:
    """Take the person's own snippet catalogues into the snapshot, and say what is wrong with them."""
    paths, told = _catalogues(ls), ls.session.catalogues_told
    if not paths and not told:
        return
    from flask_ls.features.catalogue import catalogue_errors

    reasons: dict[str, str] = {}
    texts = await ls.answer(
        "catalogue", "", lambda: {path: _read(path, reasons.__setitem__) for path in paths}, _Texts(), BACKGROUND
    )
    ls.session.merge(texts)
    for path in dict.fromkeys((*told, *texts)):
        errors = catalogue_errors(path, texts[path], reasons.get(path, "")) if path in texts else ()
        for error in errors:
            log.error("%s", error)
        if errors or path in told:
            items = [findings.catalogue_error(error) for error in errors]
            params = types.PublishDiagnosticsParams(uri=ls.session.uri(path), diagnostics=items)
            ls.text_document_publish_diagnostics(params)
        told.discard(path)
        if errors:
            told.add(path)
    ls.spawn(_watch_catalogues(ls, paths))


async def _watch_catalogues(ls: FlaskLanguageServer, paths: list[str]) -> None:
    """Ask to be told when these files change, wherever they are."""
    new = [path for path in paths if path not in ls.session.catalogues_watched]
    ls.session.catalogues_watched.update(new)
    if not new or not ls.can("workspace.did_change_watched_files.dynamic_registration"):
        return
    relative = ls.can("workspace.did_change_watched_files.relative_pattern_support")
    watchers = []
    for path in map(Path, new):
        pattern = types.RelativePattern(base_uri=uri_of(str(path.parent)), pattern=path.name)
        watchers.append(types.FileSystemWatcher(glob_pattern=pattern if relative else f"**/{path.name}"))
    options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
    registration = _registration(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    request = ls.client_register_capability_async(types.RegistrationParams([registration]))
    await ls.ask("client/registerCapability", request, _PATIENCE)


def _catalogues(ls: FlaskLanguageServer) -> list[str]:
    options = [(root, each) for root, each in ls.session.options.items() if each.snippets_paths]
    if not options:
        return []
    from flask_ls.features.catalogue import catalogue_paths

    return list(dict.fromkeys(path for root, each in options for path in catalogue_paths(root, each)))


async def _register(ls: FlaskLanguageServer) -> None:
    """Ask to be told of changed files and settings, where the client can be asked."""
    registrations = []
    if ls.can("workspace.did_change_watched_files.dynamic_registration"):
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in _WATCHED]
        # A folder that is deleted is all that some clients tell of the files in it.
        watchers.append(types.FileSystemWatcher(glob_pattern="**/*", kind=types.WatchKind.Delete))
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
        registrations.append(_registration(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if ls.can("workspace.did_change_configuration.dynamic_registration"):
        section = types.DidChangeConfigurationRegistrationOptions(section="flask-ls")
        registrations.append(_registration(types.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
    if registrations:
        request = ls.client_register_capability_async(types.RegistrationParams(registrations))
        await ls.ask("client/registerCapability", request, _PATIENCE)


def _registration(method: str, options: Any) -> types.Registration:
    return types.Registration(id=str(uuid.uuid4()), method=method, register_options=options)


# Folders


async def change_folders(ls: FlaskLanguageServer) -> None:
    """Workspace folders came or went."""
    ls.session.indexed.clear()
    await _configure(ls)
    _index_anew(ls)


def _index_anew(ls: FlaskLanguageServer) -> None:
    """Read all folders; a reading that is still under way is given up."""
    if ls.indexing is not None:
        ls.indexing.cancel()
    ls.indexing = ls.spawn(index(ls, partial(_catalogues, ls)))


# Files


async def reread(ls: FlaskLanguageServer, paths: Iterable[str]) -> None:
    """Files changed on the disk, or are not open any longer."""
    session = ls.session
    asked = list(dict.fromkeys(paths))
    roots = {root: session.options_of(root).exclude for root in session.roots}
    known = session.listed.union(_catalogues(ls))
    held = [*session.project.files]
    texts = await ls.answer("read", ", ".join(asked), lambda: _current(asked, roots, known, held), _Texts(), BACKGROUND)
    session.listed -= {path for path, text in texts.items() if text is None}
    session.listed |= {path for path, text in texts.items() if text is not None and path not in _catalogues(ls)}
    changed = session.merge(texts)
    if any(path in _catalogues(ls) for path in texts):
        await _read_catalogues(ls)
    if any(os.path.basename(path) == "pyproject.toml" for path in texts):  # noqa: PTH119
        await reconfigure(ls)
    elif changed:
        findings.refresh(ls)


def _current(
    asked: list[str], roots: Mapping[str, tuple[str, ...]], known: set[str], held: list[str]
) -> dict[str, str | None]:
    """What is on the disk now, of these files and of what is below these folders. None: not there, or not wanted.

    Whether a new file belongs to the project is what the listing says: a virtual environment that is being filled
    does not.
    """
    from flask_ls.project.files import find_files, wanted

    texts: dict[str, str | None] = {}
    new = []
    for path in asked:
        if path in known:
            texts[path] = _read(path)
        elif wanted(path) and Path(path).is_file():
            new.append(path)
        else:
            below = path.rstrip(os.sep) + os.sep
            texts |= {each: _read(each) for each in held if each == path or each.startswith(below)}
    for root, exclude in roots.items():
        inside = [path for path in new if path.startswith(root.rstrip(os.sep) + os.sep)]
        if inside:
            listed = set(find_files(root, exclude))
            texts |= {path: _read(path) for path in inside if path in listed}
    return dict.fromkeys(new) | texts


def _read(path: str, skipped: Skipped = lambda path, reason: None) -> str | None:
    from flask_ls.project.files import DiskFiles

    return DiskFiles(skipped).read(path)
