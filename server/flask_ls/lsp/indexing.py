"""Reading a workspace: its files into the snapshot, then what follows from them, with a bar in the client meanwhile."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types

from flask_ls.lsp import findings
from flask_ls.lsp.worker import BACKGROUND, REQUEST
from flask_ls.project.url_map import recall

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.project.cache import Cache
    from flask_ls.project.routes import RouteMap
    from flask_ls.project.snapshot import File, Project

T = TypeVar("T")
log = logging.getLogger("flask_ls")


async def index(ls: FlaskLanguageServer, also: Callable[[], Iterable[str]]) -> None:
    """Read all folders. `also`: files that belong to the snapshot too.

    The server is ready as soon as it has seen every file. What takes longer, parsing those that matter and following
    the applications, comes afterwards and in the background, so that nobody has to wait for it without asking.
    """
    progress = _Progress(ls)
    try:
        await _index(ls, also, progress)
    finally:  # when it is given up for another reading, too
        progress.end()


async def _index(ls: FlaskLanguageServer, also: Callable[[], Iterable[str]], progress: _Progress) -> None:
    session = ls.session
    session.indexed.clear()
    session.followed.clear()
    findings.status(ls, "indexing")
    try:
        reading = await _read_folders(ls, progress, also)
        await ls.answer("connect", "", reading.connect, None, BACKGROUND)
    except Exception as error:
        log.exception("indexing failed")
        findings.status(ls, "error", f"indexing failed: {error}")
        return
    log.info("indexed %d files", len(session.project.files))
    gc.freeze()  # what was read stays: no later collection, which stops everything, has to walk through it
    session.indexed.set()
    findings.status(ls, "ready")
    findings.refresh(ls)
    try:
        known = await ls.answer("cache", "", reading.recall_routes, None, REQUEST)
        if known is not None:
            log.info("took over %d routes from the start before", len(known.routes))
            session.followed.set()
        await _beside(reading.save)
        await _parse(ls, reading.project, progress)
        await _follow(ls, reading, known)
    except Exception:
        log.exception("following the applications failed")
    session.followed.set()


class _Reading:
    """The snapshot right after the folders were read, with what the cache knows of it."""

    def __init__(self, project: Project, cache: Cache, read: Mapping[str, File | None]) -> None:
        self.project = project
        self._cache = cache
        self._read = read
        self._knows = False

    def connect(self) -> None:
        """See what imports what, and so which files can matter."""
        from flask_ls.project.components import recall, relevant

        self._knows = self._is_what_the_disk_says() and self._cache.fits(self.project.tree.python)
        if self._knows:
            recall(self.project, self._cache.links, self._cache.relevant())
        if self.project.uses_flask:
            relevant(self.project)

    def recall_routes(self) -> RouteMap | None:
        """Take over the route map of an earlier start, if nothing has changed since."""
        found = self._cache.routes(self._settings()) if self._knows else None
        if found is not None:
            recall(self.project, found)
        return found

    def save(self) -> None:
        """Keep what was seen for the next start."""
        from flask_ls.project.components import links, relevant

        if self._cache.is_new and self._is_what_the_disk_says():
            self._cache.save(links(self.project), {file.path for file in relevant(self.project)})

    def follow(self) -> RouteMap:
        """The route map, computed anew, whatever was known; kept for the next start."""
        from flask_ls.project.routes import RouteMap
        from flask_ls.project.url_map import route_map

        fresh = self.project.with_skipped(self.project.skipped)
        found = route_map(fresh) if fresh.uses_flask else RouteMap()
        if self._is_what_the_disk_says():
            self._cache.save_routes(found, self._settings())
        return found

    def _settings(self) -> list[str]:
        """What the routes depend on beside the Python files: a setting may name an application."""
        from flask_ls.project.files import SETTINGS_FILES

        files = self.project.files
        return [file.text for path, file in sorted(files.items()) if os.path.basename(path) in SETTINGS_FILES]  # noqa: PTH119

    def _is_what_the_disk_says(self) -> bool:
        """Whether no open document says something else than its file: only then is the cache asked, and told."""
        held = self.project.files
        return all(
            held.get(path) is file or (file is not None and path in held and held[path].text == file.text)
            for path, file in self._read.items()
        )


async def _read_folders(ls: FlaskLanguageServer, progress: _Progress, also: Callable[[], Iterable[str]]) -> _Reading:
    """Take every file below the roots into the snapshot, and drop what is there no longer."""
    from flask_ls.project.cache import Cache
    from flask_ls.project.files import DiskFiles, find_files
    from flask_ls.project.reading import read_file

    session = ls.session
    skipped: dict[str, str] = {}
    paths: list[str] = []
    for root in session.roots:
        listing = partial(find_files, root, session.options_of(root).exclude, skipped.__setitem__)
        paths += await ls.answer("index", root, partial(_all, listing), list[str](), BACKGROUND)
    session.listed = set(paths)
    kept = session.listed.union(also())
    session.merge({path: None for path in session.project.files if path not in kept})
    cache = await ls.answer("cache", "", partial(Cache.load, session.roots), Cache.none(), BACKGROUND)
    source = DiskFiles(skipped.__setitem__)
    read: dict[str, File | None] = {}
    async for part in ls.in_slices("read", paths, partial(read_file, source=source, cache=cache)):
        session.merge_files(dict(part))
        read.update(part)
        progress.report(f"read {len(read)} of {len(paths)} files", 30 * len(read) // len(paths))
    for path, reason in skipped.items():
        log.info("not read: %s: %s", path, reason)
    session.project = session.project.with_skipped(skipped)
    return _Reading(session.project, cache, read)


def _all(listing: Callable[[], Iterable[str]]) -> list[str]:
    return list(listing())


async def _parse(ls: FlaskLanguageServer, project: Project, progress: _Progress) -> None:
    """Parse what matters before anything asks for it, so that the first answer is not the one that pays for all files."""
    from flask_ls.project.components import relevant

    files = relevant(project) if project.uses_flask else []
    done = 0
    async for part in ls.in_slices("parse", files, lambda file: file.bindings):
        done += len(part)
        progress.report(f"parsed {done} of {len(files)} files", 30 + 20 * done // len(files))


async def _follow(ls: FlaskLanguageServer, reading: _Reading, known: RouteMap | None) -> None:
    """Follow the applications to their routes, beside the answers: it may take seconds."""
    began = time.monotonic()
    found = await _beside(reading.follow)
    log.info("followed %d applications to %d routes", len(found.applications), len(found.routes))
    log.debug("following took %.2f s", time.monotonic() - began)
    if known is not None and known != found:
        log.warning("the routes that were kept from an earlier start were not those of the project")
        ls.session.project = ls.session.project.with_skipped(ls.session.project.skipped)
        findings.refresh(ls)


async def _beside(compute: Callable[[], T]) -> T:
    """What `compute` gives on a thread of its own, which does not keep the process alive."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()  # whoever waits may stop waiting; it cannot be stopped

    def run() -> None:
        try:
            future.set_result(compute())
        except BaseException as error:  # the one that waits shall hear of it
            future.set_exception(error)

    threading.Thread(target=run, name="flask-ls-index", daemon=True).start()
    return await asyncio.wrap_future(future)


class _Progress:
    """A bar in the client, where it has one. It begins when the client is ready for it, and nothing waits for that."""

    def __init__(self, ls: FlaskLanguageServer) -> None:
        self._ls = ls
        self._token = str(uuid.uuid4())
        self._begun = self._ended = False
        if ls.can("window.work_done_progress"):
            ls.spawn(self._begin())

    async def _begin(self) -> None:
        try:
            await asyncio.shield(self._ls.work_done_progress.create_async(self._token))
        except Exception as error:
            log.debug("no progress bar: %s", error)
            return
        self._begun = True
        begin = types.WorkDoneProgressBegin(title="Flask: reading the project", percentage=0)
        self._ls.work_done_progress.begin(self._token, begin)
        if self._ended:
            self._ls.work_done_progress.end(self._token, types.WorkDoneProgressEnd())

    def report(self, message: str, percentage: int) -> None:
        if self._begun:
            report = types.WorkDoneProgressReport(message=message, percentage=percentage)
            self._ls.work_done_progress.report(self._token, report)

    def end(self) -> None:
        self._ended = True
        if self._begun:
            self._ls.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
