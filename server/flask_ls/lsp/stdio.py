"""Standard input and output as a client writes and reads them.

pygls hands each line of a header, and each body, to a thread and back. Here one thread reads what has come, and hands it to
the event loop at once: an edit and the request behind it are one turn, not six.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from typing import BinaryIO

from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer

_CHUNK = 1 << 16  # bytes at a time; nearly every message is smaller
log = logging.getLogger("flask_ls")


def serve(server: LanguageServer, stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Speak with a client until it says `exit`, or is gone."""
    server.protocol.set_writer(StdoutWriter(stdout))
    try:
        asyncio.run(_read(server, stdin.fileno()))
    except BrokenPipeError:
        log.error("the client is gone")
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.shutdown()  # type: ignore[no-untyped-call]


async def _read(server: LanguageServer, descriptor: int) -> None:
    reader = asyncio.StreamReader()
    arguments = (descriptor, reader, asyncio.get_running_loop())
    # A daemon that holds no lock: it may wait for ever when the process ends.
    threading.Thread(target=_pump, args=arguments, name="flask-ls-input", daemon=True).start()
    await run_async(threading.Event(), reader, server.protocol, log, server.report_server_error)


def _pump(descriptor: int, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    with contextlib.suppress(OSError, RuntimeError):  # the pipe broke, or the loop has ended
        while chunk := os.read(descriptor, _CHUNK):
            loop.call_soon_threadsafe(reader.feed_data, chunk)
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(reader.feed_eof)
