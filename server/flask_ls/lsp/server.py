"""The language server: how requests reach the session, and how answers are computed.

Edits change the session at once, on the event loop. Answers are computed from a snapshot on one worker thread, so
that a slow one never stops the next edit, and a cancelled one is never computed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.lsp.server import LanguageServer

from flask_ls import __version__
from flask_ls.infer.client import Inference
from flask_ls.lsp import stdio
from flask_ls.lsp.convert import Positions, path_of
from flask_ls.lsp.protocol import Protocol
from flask_ls.lsp.worker import BACKGROUND, REQUEST, Worker

if TYPE_CHECKING:
    from flask_ls.lsp.session import Session

S = TypeVar("S")
T = TypeVar("T")
log = logging.getLogger("flask_ls")
_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG}
_CAPABILITIES = ("routesChanged", "showReferences", "pythonServer")  # what a client says beside its settings
_SLICE = 0.02  # seconds of background work between two chances for a request


class FlaskLanguageServer(LanguageServer):
    """The server with its worker. `session` begins with `initialize`; nothing else is let through before."""

    session: Session
    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(
            "flask-ls",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
        )
        self.worker = Worker()
        self.inference = Inference()
        self.indexing: asyncio.Task[None] | None = None
        self.was_shut_down = False
        self._tasks: set[asyncio.Task[Any]] = set()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Errors are for the log. Nobody is interrupted by a pop-up."""
        log.error("%s: %s", getattr(source, "__name__", source), error)

    # Work

    async def answer(self, name: str, about: str, compute: Callable[[], T], nothing: T, priority: int = REQUEST) -> T:
        """What `compute` gives on the worker; `nothing`, and a log entry, where it fails."""

        def guarded() -> T:
            try:
                return compute()
            except Exception:
                log.exception("%s failed for %s", name, about)
                return nothing

        return await asyncio.wrap_future(self.worker.submit(guarded, priority))

    async def in_slices(
        self, name: str, things: Sequence[S], compute: Callable[[S], T]
    ) -> AsyncIterator[list[tuple[S, T]]]:
        """What `compute` gives for each thing, in the background, a few at a time; what fails is logged and left out."""

        def part(begin: int) -> tuple[int, list[tuple[S, T]]]:
            until = time.monotonic() + _SLICE
            made: list[tuple[S, T]] = []
            end = begin
            while end < len(things) and (end == begin or time.monotonic() < until):
                try:
                    made.append((things[end], compute(things[end])))
                except Exception:
                    log.exception("%s failed for %s", name, things[end])
                end += 1
            return end, made

        end = 0
        while end < len(things):
            end, made = await asyncio.wrap_future(self.worker.submit(partial(part, end), BACKGROUND))
            yield made

    def spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run beside the requests; kept until it is done, and logged where it fails."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background work failed", exc_info=error)

    def stop(self) -> None:
        """Drop all that is not answered yet."""
        self.was_shut_down = True
        for task in list(self._tasks):
            task.cancel()
        self.worker.close()
        self.inference.close()

    # The client

    async def ask(self, name: str, request: Any, patience: float) -> Any:
        """The client's answer to a request; None where it refuses, or takes longer than `patience` seconds."""
        try:
            return await asyncio.wait_for(asyncio.shield(request), timeout=patience)
        except asyncio.TimeoutError:
            log.warning("%s: the client did not answer in %s s", name, patience)
        except Exception as error:
            log.warning("%s: the client refused: %s", name, error)
        return None

    def can(self, path: str) -> Any:
        """A client capability by its dotted path, None where any part is missing."""
        found: Any = self.client_capabilities
        for part in path.split("."):
            found = getattr(found, part, None)
            if found is None:
                return None
        return found

    @property
    def pulls(self) -> bool:
        """Whether the client asks for findings itself."""
        return self.can("text_document.diagnostic") is not None


def create_server() -> FlaskLanguageServer:
    """The server with all its handlers, ready to be started."""
    server = FlaskLanguageServer()

    @server.feature(types.INITIALIZE)
    def initialize(ls: FlaskLanguageServer, params: types.InitializeParams) -> None:
        from flask_ls.lsp.session import Session

        encoding = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
        roots = [path_of(folder.uri) for folder in params.workspace_folders or []]
        if not roots and (params.root_uri or params.root_path):
            roots = [path_of(params.root_uri) if params.root_uri else str(params.root_path)]
        ls.session = Session(Positions(str(getattr(encoding, "value", encoding))), roots)
        given = params.initialization_options
        if isinstance(given, dict):
            ls.session.wants_routes = given.get("routesChanged") is True
            ls.session.client_commands = given.get("showReferences") is True
            ls.session.python_is_explained = given.get("pythonServer") is True
            given = {name: value for name, value in given.items() if name not in _CAPABILITIES}
        if given is not None:
            ls.session.settings = {"": given.get("settings", given) if isinstance(given, dict) else given}

    @server.feature(types.INITIALIZED)
    def initialized(ls: FlaskLanguageServer, params: types.InitializedParams) -> None:
        from flask_ls.lsp import routes, workspace

        log.addHandler(_ClientLog(ls))
        ls.spawn(workspace.start(ls))
        ls.spawn(routes.watch(ls))

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: FlaskLanguageServer, params: None) -> None:
        ls.stop()

    from flask_ls.lsp import handlers

    handlers.register(server)
    return server


def serve_io() -> int:
    """Speak over standard input and output until `exit`. The exit status that the protocol wants: 1 without `shutdown`."""
    server = create_server()
    stdio.serve(server, sys.stdin.buffer, _protected_stdout())
    return 0 if server.was_shut_down else 1


def serve_tcp(port: int) -> int:
    """Speak with one client on 127.0.0.1:port."""
    server = create_server()
    server.start_tcp("127.0.0.1", port)
    return 0 if server.was_shut_down else 1


def apply_log_level(level: str) -> None:
    log.setLevel(_LEVELS[level])


def _protected_stdout() -> BinaryIO:
    """The real standard output, for the protocol alone: what anything else writes there goes to standard error.

    The descriptors are exchanged, not only `sys.stdout`, so that this holds for child processes and C code too.
    """
    real = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    return real


class _ClientLog(logging.Handler):
    """Sends what is logged to the client's log."""

    _TYPES = {
        logging.ERROR: types.MessageType.Error,
        logging.WARNING: types.MessageType.Warning,
        logging.INFO: types.MessageType.Info,
        logging.DEBUG: types.MessageType.Log,
    }

    def __init__(self, server: FlaskLanguageServer) -> None:
        super().__init__()
        self._server = server
        self._loop = asyncio.get_running_loop()

    def emit(self, record: logging.LogRecord) -> None:
        kind = self._TYPES.get(record.levelno, types.MessageType.Log)
        params = types.LogMessageParams(type=kind, message=self.format(record))
        try:
            self._loop.call_soon_threadsafe(self._server.window_log_message, params)
        except RuntimeError:  # the loop is closed: the client is gone
            return
