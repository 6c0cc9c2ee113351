"""pygls's protocol with two changes: documents are kept by us, and errors go to the log, never into a pop-up."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest, JsonRpcServerNotInitialized
from pygls.protocol import LanguageServerProtocol, lsp_method


class Protocol(LanguageServerProtocol):
    """Hands document notifications to our own handlers alone.

    pygls keeps a copy of each document too, which splits it into lines at each change, form feeds included.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._ours(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._ours(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        yield from self._ours(types.TEXT_DOCUMENT_DID_CLOSE, params)

    def _ours(self, method: str, params: object) -> Generator[Any, Any, None]:
        handler = self.fm.features.get(method)
        if handler is not None and self._workspace is not None:
            yield handler, (params,), None

    def handle_message(self, message: Any) -> None:
        """Refuse requests before `initialize` and after `shutdown`, as the protocol has it."""
        method = getattr(message, "method", None)
        if method is not None and getattr(message, "id", None) is not None:
            refusal: JsonRpcException | None = None
            if self._workspace is None and method != types.INITIALIZE:
                refusal = JsonRpcServerNotInitialized("initialize comes first")
            elif self._shutdown:
                refusal = JsonRpcInvalidRequest("the server was shut down")
            if refusal is not None:
                self._send_response(message.id, None, refusal.to_response_error())
                return
        super().handle_message(message)
