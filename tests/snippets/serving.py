"""Starts what serves an application on 127.0.0.1, in a folder of its own, and asks it. Knows nothing of the catalogue."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

Address = int | str  # a port of 127.0.0.1, or the path of a socket
PATIENCE = 30.0  # seconds for a server to begin to answer
# What every server under test serves: it says what it saw of the request, behind a proxy as the proxy tells it.
APP = """
import os

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1, x_prefix=1)


@app.route("/", methods=["GET", "POST"])
@app.route("/<path:path>")
@app.route("/<path:path>", websocket=True)
def hello(path=""):
    if path == "download":
        return "", {"X-Accel-Redirect": "/protected/report.txt"}
    if path == "json":
        return {"padding": " " * 2000}
    upgrade = [request.headers.get(name, "") for name in ("Upgrade", "Connection")]
    host = request.environ["werkzeug.proxy_fix.orig"]["HTTP_HOST"]
    seen = f"Hello {request.remote_addr} at {request.url}, as {host}, {len(request.data)} bytes, upgrade: {upgrade}"
    return seen + " " * 2000


@app.cli.command("clean")
def clean():
    print("cleaned", os.environ.get("FLASK_DEBUG"), app.debug)


def create_app():
    return app
"""
_ROOTED = re.compile(r"(?<![\w.\-/])/(?=(?:srv|run|etc|var)/)")
_PORTS = re.compile(r"(?:(?<=:)|(?<=--port )|(?<=port=))(?:8000|5000)\b")
_LISTEN = re.compile(r"(?<=listen )(?P<where>(?:\[::\]:)?(?:80|443))\b")


def tool(name: str, package: str) -> str:
    """The path of a system's program. Where it is missing the test is skipped, but on CI, where it has to be, it fails."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin")
    if found is None:
        missing = f"{name} is missing; on Debian it is in the package {package}"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@dataclass(frozen=True)
class Place:
    """A folder that stands for the root of a system, and ports of it that are free."""

    folder: str

    def local(self, text: str) -> str:
        """The text with paths below the folder and free ports in place of the system's."""
        ports: dict[str, str] = {}
        text = _ROOTED.sub(f"{self.folder}/", text).replace("0.0.0.0", "127.0.0.1")
        text = _PORTS.sub(lambda match: ports.setdefault(match[0], str(free_port())), text)
        return _LISTEN.sub(lambda match: "127.0.0.1:" + ports.setdefault(match[0], str(free_port())), text)

    def put(self, files: Mapping[str, str]) -> None:
        """Write files; a path that begins with `/` is below the folder as well."""
        for name, content in files.items():
            path = Path(self.folder, name.lstrip("/"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def put_environment(self, name: str = "srv/app/.venv") -> None:
        """An environment of this name, in which the programs of this one are."""
        path = Path(self.folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(Path(sys.executable).parent.parent)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def address_of(text: str) -> Address:
    """Where a server that is told this listens."""
    found = re.search(r"(?:unix:|socket = )(?P<path>/[\w./-]+)|(?:127\.0\.0\.1:|--port |port=)(?P<port>\d+)", text)
    assert found is not None, f"nothing says where to listen: {text}"
    return found["path"] or int(found["port"])


@contextmanager
def served(command: list[str], folder: str, address: Address, **environment: str) -> Iterator[None]:
    """The program runs, and listens. However it is left, it and what it started end."""
    if isinstance(address, str):
        Path(address).parent.mkdir(parents=True, exist_ok=True)
    log = Path(folder, "server.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdout=output, stderr=output, start_new_session=True, env=os.environ | environment
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not _listens(address):
            said = log.read_text(encoding="utf-8", errors="replace")
            assert process.poll() is None, f"{command} ended: {said}"
            assert time.monotonic() < deadline, f"{command} does not listen at {address}: {said}"
            time.sleep(0.02)
        yield
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server as systemd does, and then whatever is left of it."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(3)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _listens(address: Address) -> bool:
    try:
        _connected(address).close()
    except OSError:
        return False
    return True


def _connected(address: Address) -> socket.socket:
    if isinstance(address, int):
        return socket.create_connection(("127.0.0.1", address), 10)
    found = socket.socket(socket.AF_UNIX)
    found.settimeout(10)
    found.connect(address)
    return found


def ask(
    address: Address, url: str = "http://127.0.0.1/", method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, str]:
    """The status of an answer, and its headers and text; 0 where the server hangs up. HTTPS as the URL says."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = _connected(address)
    if parts.scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection.sock = context.wrap_socket(connection.sock, server_hostname=parts.hostname)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path or "/", body or None, headers)
        answer = connection.getresponse()
        return answer.status, f"{answer.headers}\n{answer.read().decode(errors='replace')}"
    except http.client.RemoteDisconnected:
        return 0, ""
    finally:
        connection.close()


def ask_uwsgi(address: Address) -> str:
    """What a server that speaks the uwsgi protocol answers to a request of its front page."""
    variables = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/", "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    sized = [len(text).to_bytes(2, "little") + text.encode() for pair in variables.items() for text in pair]
    packet = b"".join(sized)
    with _connected(address) as connection:
        connection.sendall(b"\0" + len(packet).to_bytes(2, "little") + b"\0" + packet)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


@contextmanager
def application(*addresses: Address) -> Iterator[None]:
    """The application of `APP` listens at these addresses, in this process."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, type: str, message: str, *args: object) -> None:
            pass

    space: dict[str, object] = {"__name__": "application_under_test"}
    exec(APP, space)
    servers = []
    for address in addresses:
        host, port = ("127.0.0.1", address) if isinstance(address, int) else (f"unix://{address}", 0)
        if isinstance(address, str):
            Path(address).parent.mkdir(parents=True, exist_ok=True)
        servers.append(make_server(host, port, space["app"], threaded=True, request_handler=Quiet))  # type: ignore[arg-type]
    threads = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
