"""The least of a language client, to measure a server process over its pipes: one message at a time, no threads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

CAPABILITIES = {
    "textDocument": {
        "diagnostic": {},
        "completion": {"completionItem": {"snippetSupport": True}},
        "hover": {"contentFormat": ["markdown"]},
    },
    "general": {"positionEncodings": ["utf-16"]},
}


class Client:
    """A server process with one workspace folder. It asks for findings itself, as most editors do."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        command = [sys.executable, "-m", "flask_ls", "serve"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        self._number = 0
        self._version = 0
        params = {"processId": None, "rootUri": folder.as_uri(), "capabilities": CAPABILITIES}
        self.ask("initialize", params)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        self._process.wait(10)

    def ready(self) -> float:
        """Say `initialized`, and wait until the server has read the workspace. Seconds."""
        start = time.perf_counter()
        self.tell("initialized", {})
        self._until(
            lambda message: message.get("method") == "flask-ls/status" and message["params"]["state"] == "ready"
        )
        return time.perf_counter() - start

    def logged(self, beginning: str) -> float:
        """Wait until the server logs a line that begins so. Seconds."""
        start = time.perf_counter()
        self._until(
            lambda message: (
                message.get("method") == "window/logMessage" and message["params"]["message"].startswith(beginning)
            )
        )
        return time.perf_counter() - start

    def open(self, path: Path) -> str:
        """Open a document; its text."""
        text = path.read_text(encoding="utf-8")
        document = {"uri": path.as_uri(), "languageId": "python", "version": 0, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return text

    def type(self, path: Path, line: int, column: int, text: str) -> None:
        """Insert a text."""
        self._version += 1
        place = {"line": line, "character": column}
        document = {"uri": path.as_uri(), "version": self._version}
        change = {"range": {"start": place, "end": place}, "text": text}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def at(self, method: str, path: Path, line: int, column: int) -> Any:
        """Ask something about a place."""
        place = {"line": line, "character": column}
        return self.ask(method, {"textDocument": {"uri": path.as_uri()}, "position": place})

    def findings(self, path: Path) -> Any:
        return self.ask("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}})

    def memory(self) -> float:
        """Resident megabytes, 0 where the system does not say."""
        statm = Path(f"/proc/{self._process.pid}/statm")
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if statm.exists() else 0.0

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        return self._until(lambda message: message.get("id") == number and "method" not in message).get("result")

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is wanted. What the server asks meanwhile is answered with nothing."""
        while not wanted(message := self._receive()):
            if "id" in message and "method" in message:
                self._send({"id": message["id"], "result": None})
        return message

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        if not length:
            raise EOFError("the server ended")
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message
