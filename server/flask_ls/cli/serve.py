"""`flask-ls serve`: start the language server."""

from __future__ import annotations

import gc
import logging
import sys


def serve(tcp: int | None) -> int:
    """Serve until the client says `exit`. The status is 0 after `shutdown`, else 1, as the protocol wants it."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("flask_ls").setLevel(logging.INFO)
    logging.getLogger("pygls").setLevel(logging.ERROR)  # a request cancelled too late is nobody's concern
    # Importing the protocol's types makes many objects that live until the end; collecting meanwhile is time lost.
    gc.disable()
    from flask_ls.lsp.server import serve_io, serve_tcp

    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # a project's facts live long: looking at them for garbage often is time lost
    gc.enable()
    return serve_io() if tcp is None else serve_tcp(tcp)
