"""pygls's protocol with what it lacks: documents are kept by us, and requests out of turn are refused."""

from __future__ import annotations

import json
import logging
from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest, JsonRpcServerNotInitialized
from pygls.protocol import LanguageServerProtocol, lsp_method

log = logging.getLogger("flask_ls")


class Protocol(LanguageServerProtocol):
    """Hands document notifications to our own handlers alone.

    pygls keeps a copy of each document too, which splits it into lines at each change, form feeds included.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message as its type. A request whose parameters have no sense is answered before it is dropped."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], None, error.to_response_error())
            raise

    def as_json(self, message: object) -> str:
        """What would be sent for a message."""
        return json.dumps(message, default=self._serialize_message)

    def handle_message(self, message: Any) -> None:
        """Refuse what comes before `initialize`, after `shutdown` or a second time, as the protocol has it."""
        method, number = getattr(message, "method", None), getattr(message, "id", None)
        refusal = self._refusal(method) if method is not None else None
        if refusal is None:
            super().handle_message(message)
        elif number is not None:
            self._send_response(number, None, refusal.to_response_error())
        else:
            log.warning("%s ignored: %s", method, refusal)

    def _refusal(self, method: str) -> JsonRpcException | None:
        if method == types.EXIT:
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest("the server was shut down")
        if method == types.INITIALIZE:
            return JsonRpcInvalidRequest("initialize comes once") if self._workspace is not None else None
        return JsonRpcServerNotInitialized("initialize comes first") if self._workspace is None else None
