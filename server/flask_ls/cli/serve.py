"""`flask-ls serve`: start the language server."""

from __future__ import annotations

import gc
import logging
import sys


def serve(tcp: int | None) -> int:
    """Serve until the client says `exit`. The status is pygls's: 0 after `shutdown`, else 1."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Importing the protocol's types makes many objects that live until the end; collecting meanwhile is time lost.
    gc.disable()
    from flask_ls.lsp.server import create_server, protect_stdout

    server = create_server()
    gc.freeze()
    gc.enable()
    if tcp is not None:
        server.start_tcp("127.0.0.1", tcp)
    else:
        server.start_io(stdout=protect_stdout())
    return 0
