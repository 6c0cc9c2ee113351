"""The language server: requests in, answers out.

Edits change the session at once, on the event loop. Answers are computed from a snapshot on one worker thread, so
that a slow one never stops the next edit, and a cancelled one is never computed.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from flask_ls import __version__
from flask_ls.lsp.convert import Positions, path_of
from flask_ls.lsp.protocol import Protocol
from flask_ls.options import LOG_LEVELS

T = TypeVar("T")
log = logging.getLogger("flask_ls")
_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG}


class FlaskLanguageServer(LanguageServer):
    """The server with its session and its worker."""

    def __init__(self) -> None:
        super().__init__(
            "flask-ls",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
        )
        from flask_ls.lsp.session import Session

        self.session = Session()
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="flask-ls")
        self.tasks: set[asyncio.Task[Any]] = set()

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Errors are for the log. Nobody is interrupted by a pop-up."""
        log.error("%s: %s", getattr(source, "__name__", source), error)

    async def answer(self, name: str, about: str, compute: Callable[[], T], nothing: T) -> T:
        """What `compute` gives on the worker; `nothing`, and a log entry, where it fails."""

        def guarded() -> T:
            try:
                return compute()
            except Exception:
                log.exception("%s failed for %s", name, about)
                return nothing

        return await asyncio.wrap_future(self.worker.submit(guarded))

    def spawn(self, coroutine: Any) -> asyncio.Task[Any]:
        """Run beside the requests; kept until it is done."""
        task: asyncio.Task[Any] = asyncio.ensure_future(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    # What the client can do

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
        return self.can("text_document.diagnostic") is not None


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


def apply_log_level(level: str) -> None:
    log.setLevel(_LEVELS[level] if level in LOG_LEVELS else logging.INFO)


def create_server() -> FlaskLanguageServer:
    """The server with all its handlers, ready to be started."""
    server = FlaskLanguageServer()

    @server.feature(types.INITIALIZE)
    def initialize(ls: FlaskLanguageServer, params: types.InitializeParams) -> None:
        ls.session.positions = Positions(str(_encoding(params)))
        roots = [path_of(folder.uri) for folder in params.workspace_folders or []]
        if not roots and params.root_uri:
            roots = [path_of(params.root_uri)]
        elif not roots and params.root_path:
            roots = [params.root_path]
        ls.session.set_roots(roots)
        settings = params.initialization_options
        if isinstance(settings, dict):
            ls.session.editor_settings = settings.get("settings", settings)

    @server.feature(types.INITIALIZED)
    async def initialized(ls: FlaskLanguageServer, params: types.InitializedParams) -> None:
        handler = _ClientLog(ls)
        log.addHandler(handler)
        from flask_ls.lsp import background

        ls.spawn(background.start(ls))

    @server.feature(types.SHUTDOWN)
    def shutdown(ls: FlaskLanguageServer, params: None) -> None:
        for task in list(ls.tasks):
            task.cancel()
        ls.worker.shutdown(wait=False, cancel_futures=True)

    from flask_ls.lsp import handlers

    handlers.register(server)
    return server


def _encoding(params: types.InitializeParams) -> str:
    from pygls.capabilities import ServerCapabilitiesBuilder

    chosen = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
    return chosen.value if isinstance(chosen, types.PositionEncodingKind) else chosen


def protect_stdout() -> Any:
    """Keep the real standard output for the protocol; what anything prints goes to standard error."""
    out = sys.stdout.buffer
    sys.stdout = sys.stderr
    return out
