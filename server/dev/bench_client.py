"""The least of a language client, to measure a server process over its pipes: one message at a time, no threads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
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
_PUBLISH = "textDocument/publishDiagnostics"


class Client:
    """A server process with one workspace folder. It asks for findings itself, as most editors do."""

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        command: Sequence[str] = (sys.executable, "-m", "flask_ls", "serve"),
        options: Any = None,
    ) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
            cwd=folder,
        )
        self._number = 0
        self._version = 0
        self._early: dict[int, Any] = {}  # answers that came while another was waited for
        self._published: list[Any] = []  # parameters of `publishDiagnostics` that nobody looked at yet
        params = {
            "processId": None,
            "rootUri": folder.as_uri(),
            "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
            "capabilities": CAPABILITIES,
            "initializationOptions": options,
        }
        answer = self.ask("initialize", params)
        self.pulls = bool(answer["capabilities"].get("diagnosticProvider"))

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
        self.replace(path, line, column, column, text)

    def replace(self, path: Path, line: int, start: int, end: int, text: str) -> None:
        """Write a text instead of what stands between two columns."""
        self._version += 1
        places = {name: {"line": line, "character": at} for name, at in (("start", start), ("end", end))}
        document = {"uri": path.as_uri(), "version": self._version}
        change = {"range": places, "text": text}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def at(self, method: str, path: Path, line: int, column: int) -> Any:
        """Ask something about a place."""
        place = {"line": line, "character": column}
        return self.ask(method, {"textDocument": {"uri": path.as_uri()}, "position": place})

    def findings(self, path: Path) -> Any:
        """Those of the newest text: asked for, or waited for where the server publishes them by itself."""
        if self.pulls:
            return self.ask("textDocument/diagnostic", {"textDocument": {"uri": path.as_uri()}})
        while True:
            while self._published:
                found = self._published.pop(0)
                if found["uri"] == path.as_uri() and found.get("version", self._version) == self._version:
                    return found["diagnostics"]
            self._until(lambda message: message.get("method") == _PUBLISH)

    def memory(self, *, whole: bool = False) -> float:
        """Resident megabytes, 0 where the system does not say. `whole`: with the processes that it started."""
        return sum(_resident(number) for number in (_family(self._process.pid) if whole else [self._process.pid]))

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        return self.answer(self.send(method, params))

    def send(self, method: str, params: Any) -> int:
        """Ask, and do not wait. The number of the question."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        return self._number

    def answer(self, number: int) -> Any:
        """Wait for the answer to a question."""
        while number not in self._early:
            self._until(lambda message: "id" in message and "method" not in message)
        return self._early.pop(number)

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is wanted. What the server asks meanwhile is answered with nothing."""
        while True:
            message = self._receive()
            if "method" not in message:
                self._early[message["id"]] = message.get("result")
            elif "id" in message:
                self._send({"id": message["id"], "result": None})
            elif message["method"] == _PUBLISH:
                self._published.append(message["params"])
            if wanted(message):
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


def _resident(number: int) -> float:
    statm = Path(f"/proc/{number}/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if statm.exists() else 0.0


def _family(number: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{number}/task/{number}/children")
    started = children.read_text().split() if children.exists() else []
    return [number, *(each for child in started for each in _family(int(child)))]
