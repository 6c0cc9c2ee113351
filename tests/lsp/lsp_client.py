"""A small language client over a real server process. It knows JSON-RPC and nothing of the server's insides."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TIMEOUT = 15.0

# What the two editors say they can do, as far as the server looks at it.
COMMON: dict[str, Any] = {
    "workspace": {
        "configuration": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
        "diagnostics": {"refreshSupport": True},
        "fileOperations": {"willRename": True},
    },
    "textDocument": {
        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {"relatedInformation": True, "tagSupport": {"valueSet": [1, 2]}},
    },
    "window": {"workDoneProgress": True},
}


def neovim() -> dict[str, Any]:
    """Neovim: asks for diagnostics, counts columns in UTF-8."""
    capabilities = json.loads(json.dumps(COMMON))
    capabilities["general"] = {"positionEncodings": ["utf-8", "utf-16", "utf-32"]}
    capabilities["textDocument"]["diagnostic"] = {"dynamicRegistration": False}
    return capabilities


def vscode() -> dict[str, Any]:
    """A client that is sent diagnostics and counts columns in UTF-16."""
    capabilities = json.loads(json.dumps(COMMON))
    capabilities["general"] = {"positionEncodings": ["utf-16"]}
    return capabilities


class ResponseError(Exception):
    """The server answered a request with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error)
        self.code: int = error["code"]


class Client:
    """One server process and everything it sent. `settings` is what it gets when it asks for its configuration."""

    def __init__(self, *command: str, cwd: Path | None = None) -> None:
        self.process = subprocess.Popen(
            command or (sys.executable, "-m", "flask_ls", "serve", "--stdio"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
        )
        self.settings: Any = None
        self.refuse: set[str] = set()
        self.messages: list[dict[str, Any]] = []
        self.stray = b""
        self.stderr = b""
        self._arrived = threading.Condition()
        self._next_id = 0
        self._versions: dict[str, int] = {}
        self._threads = [
            threading.Thread(target=self._read, daemon=True),
            threading.Thread(target=self._read_stderr, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # Messages

    def send_raw(self, body: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def send(self, message: dict[str, Any]) -> None:
        self.send_raw(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params if params is not None else {}})

    def ask(self, method: str, params: Any = None) -> int:
        """Send a request and give its id."""
        self._next_id += 1
        message: dict[str, Any] = {"id": self._next_id, "method": method}
        self.send(message if params is None else {**message, "params": params})
        return self._next_id

    def answer(self, number: int, timeout: float = TIMEOUT) -> Any:
        """The result of the request with this id. Raises `ResponseError` where the server refused it."""
        message = self.wait(lambda m: m.get("id") == number and "method" not in m, timeout)
        if "error" in message:
            raise ResponseError(message["error"])
        return message["result"]

    def request(self, method: str, params: Any = None, timeout: float = TIMEOUT) -> Any:
        return self.answer(self.ask(method, params), timeout)

    def wait(
        self, wanted: Callable[[dict[str, Any]], bool], timeout: float = TIMEOUT, after: int = 0
    ) -> dict[str, Any]:
        """The first message from the `after`-th on that is wanted, now or when it comes."""
        deadline = time.monotonic() + timeout
        seen = after
        with self._arrived:
            while True:
                for message in self.messages[seen:]:
                    if wanted(message):
                        return message
                seen = len(self.messages)
                left = deadline - time.monotonic()
                if left <= 0 or not self._arrived.wait(left):
                    got = [m.get("method", m.get("id")) for m in self.messages]
                    raise AssertionError(f"nothing such came in {timeout} s; got {got}; stderr: {self.stderr!r}")

    def notifications(self, method: str) -> list[Any]:
        """The parameters of everything of this method that came so far."""
        with self._arrived:
            return [m.get("params") for m in self.messages if m.get("method") == method]

    def wait_for(self, method: str, wanted: Callable[[Any], bool] = lambda params: True, after: int = 0) -> Any:
        """The parameters of the first notification or request of the server of this method that is wanted."""
        return self.wait(lambda m: m.get("method") == method and wanted(m.get("params")), after=after).get("params")

    @property
    def received(self) -> int:
        """How many messages came so far: the `after` for what happens from now on."""
        with self._arrived:
            return len(self.messages)

    def log(self) -> str:
        """What the server logged to the client."""
        return "\n".join(params["message"] for params in self.notifications("window/logMessage"))

    # Life

    def initialize(self, *folders: Path, capabilities: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """Start the session and wait until the folders are read."""
        result = self.request("initialize", {**self.initialize_params(*folders, capabilities=capabilities), **more})
        self.notify("initialized")
        self.wait_for("flask-ls/status", lambda params: params["state"] == "ready")
        return dict(result)

    @staticmethod
    def initialize_params(*folders: Path, capabilities: dict[str, Any] | None = None) -> dict[str, Any]:
        return {
            "processId": None,
            "rootUri": None,
            "capabilities": neovim() if capabilities is None else capabilities,
            "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name} for folder in folders] or None,
        }

    def stop(self) -> int:
        """Shut down as the protocol has it, and give the exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.wait_exit()

    def wait_exit(self) -> int:
        status = self.process.wait(TIMEOUT)
        for thread in self._threads:
            thread.join(TIMEOUT)
        return status

    def hang_up(self) -> None:
        """End without a word."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(TIMEOUT)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    # Documents

    def open(self, where: Path | str, text: str, language: str = "python", version: int = 1) -> str:
        uri = where if isinstance(where, str) else where.as_uri()
        self._versions[uri] = version
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, *changes: dict[str, Any], version: int | None = None) -> int:
        number = self._versions.get(uri, 0) + 1 if version is None else version
        self._versions[uri] = number
        document = {"uri": uri, "version": number}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})
        return number

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def diagnostics(self, uri: str, **more: Any) -> Any:
        return self.request("textDocument/diagnostic", {"textDocument": {"uri": uri}, **more})

    def codes(self, uri: str) -> list[str]:
        """The codes of the findings in a document, in its order."""
        return [item["code"] for item in self.diagnostics(uri)["items"]]

    def pushed(
        self,
        uri: str,
        wanted: Callable[[list[Any]], bool] = lambda items: True,
        after: int = 0,
        version: int | None = None,
    ) -> dict[str, Any]:
        """The first published diagnostics of a document that are wanted, of a version of it where one is given."""
        params = self.wait_for(
            "textDocument/publishDiagnostics",
            lambda params: (
                params["uri"] == uri and wanted(params["diagnostics"]) and version in (None, params.get("version"))
            ),
            after,
        )
        return dict(params)

    def hover(self, uri: str, line: int, character: int) -> Any:
        position = {"line": line, "character": character}
        return self.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})

    def actions(self, uri: str, where: dict[str, Any], **context: Any) -> Any:
        params = {"textDocument": {"uri": uri}, "range": where, "context": {"diagnostics": [], **context}}
        return self.request("textDocument/codeAction", params)

    # The threads that read

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            if not header.startswith(b"Content-Length: "):
                self.stray += header
                continue
            while stream.readline().strip():
                pass
            message = json.loads(stream.read(int(header.split(b":")[1])))
            if "method" in message and "id" in message:
                with contextlib.suppress(ValueError, OSError):  # the test hung up meanwhile
                    self._reply(message)
            with self._arrived:
                self.messages.append(message)
                self._arrived.notify_all()

    def _reply(self, message: dict[str, Any]) -> None:
        method = message["method"]
        if method in self.refuse:
            self.send({"id": message["id"], "error": {"code": -32601, "message": "not here"}})
            return
        result: Any = None
        if method == "workspace/configuration":
            result = [self.settings for _ in message["params"]["items"]]
        self.send({"id": message["id"], "result": result})

    def _read_stderr(self) -> None:
        stream = self.process.stderr
        assert stream is not None
        for line in stream:
            self.stderr += line


def at(text: str, needle: str, encoding: str = "utf-8", *, skip: int = 0) -> dict[str, int]:
    """The LSP position of the first `needle` in a text, `skip` code points on. Lines end at LF, CRLF and CR."""
    offset = text.index(needle) + skip
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    line = before.rpartition("\n")[2]
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    codec = encoding if encoding == "utf-8" else f"{encoding}-le"
    return {"line": before.count("\n"), "character": len(line.encode(codec)) // width}


def span(text: str, needle: str, encoding: str = "utf-8") -> dict[str, Any]:
    """The LSP range of the first `needle` in a text."""
    return {"start": at(text, needle, encoding), "end": at(text, needle, encoding, skip=len(needle))}
