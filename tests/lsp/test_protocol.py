"""Life of a server: start, order of messages, cancellation, errors, what goes to which stream, end."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path

import pytest
from conftest import APP, Start
from lsp_client import Client, ResponseError, at, neovim, vscode

SLOW_HOVER = """
import time, flask_ls.features.hover as module
def hover(project, path, offset, options):
    if path.endswith("app.py"):
        time.sleep(0.6)
module.hover = hover
"""


def test_a_request_before_initialize_is_refused(start: Start) -> None:
    """The answer is ServerNotInitialized, and the session can still begin."""
    client = start()
    with pytest.raises(ResponseError) as refused:
        client.hover("file:///x.py", 0, 0)
    assert -32002 == refused.value.code
    client.notify("workspace/didChangeConfiguration", {"settings": {}})
    client.notify(
        "textDocument/didOpen", {"textDocument": {"uri": "u", "languageId": "python", "version": 1, "text": ""}}
    )
    assert "capabilities" in client.initialize()
    assert b"Traceback" not in client.stderr


def test_a_second_initialize_is_refused(start: Start) -> None:
    """The first session is not lost by it."""
    client = start()
    client.initialize()
    with pytest.raises(ResponseError) as refused:
        client.request("initialize", client.initialize_params())
    assert -32600 == refused.value.code
    assert client.hover("file:///x.py", 0, 0) is None


def test_shutdown_and_exit_end_the_process_with_0(start: Start, project: Path) -> None:
    """Requests after `shutdown` are refused as InvalidRequest; nothing but messages was on standard output."""
    client = start()
    client.initialize(project)
    client.open(project / "app.py", APP)
    client.request("shutdown")
    with pytest.raises(ResponseError) as refused:
        client.hover((project / "app.py").as_uri(), 0, 0)
    assert -32600 == refused.value.code
    client.notify("exit")
    assert 0 == client.wait_exit()
    assert b"" == client.stray
    assert b"Traceback" not in client.stderr


def test_exit_without_shutdown_ends_the_process_with_1(start: Start) -> None:
    """So the protocol wants it."""
    client = start()
    client.initialize()
    client.notify("exit")
    assert 1 == client.wait_exit()


def test_a_client_that_is_gone_ends_the_process(start: Start) -> None:
    """The end of standard input is the end of the server."""
    client = start()
    client.initialize()
    client.hang_up()
    assert 1 == client.wait_exit()


def test_a_long_computation_does_not_keep_the_process_alive(start: Start, project: Path) -> None:
    """`exit` is obeyed while the worker is busy."""
    client = start(patch=SLOW_HOVER.replace("0.6", "30"))
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
    time.sleep(0.2)
    assert 0 == client.stop()


def test_a_cancelled_request_is_answered_at_once(start: Start, project: Path) -> None:
    """The answer is RequestCancelled, before the computation under way is done; the next request is answered."""
    client = start(patch=SLOW_HOVER)
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    running = client.ask("textDocument/hover", place)
    waiting = client.ask("textDocument/hover", place)
    began = time.monotonic()
    for number in (running, waiting):
        client.notify("$/cancelRequest", {"id": number})
        with pytest.raises(ResponseError) as cancelled:
            client.answer(number)
        assert -32800 == cancelled.value.code
    assert time.monotonic() - began < 0.5
    assert client.actions(uri, {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}) == []
    assert time.monotonic() - began < 1.1  # the second hover was never computed


def test_cancelling_what_is_answered_already_is_harmless(start: Start) -> None:
    """Such cancellations are common and no reason for a message."""
    client = start()
    client.initialize()
    client.notify("$/cancelRequest", {"id": 1})
    client.notify("$/cancelRequest", {"id": "never"})
    assert client.hover("file:///x.py", 0, 0) is None
    assert b"unknown message id" not in client.stderr


def test_typing_is_taken_while_an_answer_is_computed(start: Start, project: Path) -> None:
    """A slow answer holds up neither edits nor the answer to the latest text."""
    client = start(patch=SLOW_HOVER)
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    slow = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
    client.change(uri, {"text": "x = 1\n"})
    assert [] == client.codes(uri)
    assert client.answer(slow) is None


def test_what_is_printed_never_reaches_the_client(start: Start, project: Path) -> None:
    """Prints, and what a child process writes, go to standard error; the messages stay whole."""
    client = start(
        patch="""
import subprocess, sys, flask_ls.features.hover as module
real = module.hover
def hover(*arguments):
    print("printed")
    sys.stdout.write("written\\n")
    subprocess.run([sys.executable, "-c", "print('by a child')"], stdin=subprocess.DEVNULL)
    return real(*arguments)
module.hover = hover
"""
    )
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    place = at(APP, "Flask(")
    assert "flask.Flask" in client.hover(uri, place["line"], place["character"])["contents"]["value"]
    assert 0 == client.stop()
    assert b"" == client.stray
    for said in (b"printed", b"written", b"by a child"):
        assert said in client.stderr


def test_a_failing_feature_is_logged_and_answered_with_nothing(start: Start, project: Path) -> None:
    """The log names the request and the document, with the traceback; no message pops up; the server goes on."""
    client = start(
        patch="""
import flask_ls.features.hover as module
def hover(project, path, offset, options):
    if path.endswith("app.py"):
        raise RuntimeError("no such luck")
module.hover = hover
"""
    )
    client.initialize(project)
    uri = client.open(project / "app.py", APP)
    assert client.hover(uri, 0, 0) is None
    logged = client.wait_for("window/logMessage", lambda params: "no such luck" in params["message"])
    assert 1 == logged["type"]
    assert "hover" in logged["message"]
    assert uri in logged["message"]
    assert "Traceback" in logged["message"]
    assert [] == client.notifications("window/showMessage")
    assert ["FLK301"] == client.codes(uri)


def test_parameters_without_sense_are_refused(start: Start, project: Path) -> None:
    """The request gets InvalidParams instead of silence, and nothing pops up."""
    client = start()
    client.initialize(project)
    with pytest.raises(ResponseError) as refused:
        client.request("textDocument/hover", {"textDocument": 5})
    assert -32602 == refused.value.code
    with pytest.raises(ResponseError) as refused:
        client.request("textDocument/noSuchThing", {})
    assert -32601 == refused.value.code
    assert [] == client.notifications("window/showMessage")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b'{"id": 1}', b"\xff\xfe"])
def test_a_broken_message_is_survived(start: Start, body: bytes) -> None:
    """What is not JSON-RPC is logged, and the next message is read."""
    client = start()
    client.initialize()
    client.send_raw(body)
    assert client.hover("file:///x.py", 0, 0) is None


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-16", "utf-8"], "utf-16"),
        (["utf-32"], "utf-32"),
        (["utf-7"], "utf-16"),
        (None, "utf-16"),
    ],
)
def test_the_first_encoding_that_both_know_is_chosen(start: Start, offered: list[str] | None, chosen: str) -> None:
    """The client's order counts; UTF-16 where it says nothing."""
    capabilities = neovim()
    capabilities["general"] = {"positionEncodings": offered} if offered else {}
    client = start()
    assert (
        chosen
        == client.request("initialize", client.initialize_params(capabilities=capabilities))["capabilities"][
            "positionEncoding"
        ]
    )


def test_the_server_says_what_it_can_do(start: Start) -> None:
    """The capabilities are those that the clients are built for."""
    client = start()
    capabilities = client.initialize()["capabilities"]
    assert {"openClose": True, "change": 2, "save": True} == capabilities["textDocumentSync"]
    assert capabilities["hoverProvider"] is True
    assert capabilities["completionProvider"]["resolveProvider"] is True
    assert {"@", '"', "'", "<", "["} <= set(capabilities["completionProvider"]["triggerCharacters"])
    assert "quickfix" in capabilities["codeActionProvider"]["codeActionKinds"]
    assert capabilities["diagnosticProvider"]["interFileDependencies"] is True
    assert capabilities["diagnosticProvider"]["workspaceDiagnostics"] is True
    assert capabilities["workspace"]["workspaceFolders"]["supported"] is True


def test_debug_information_says_how_the_server_runs(start: Start, project: Path) -> None:
    """The custom request answers with Markdown for a person."""
    client = start()
    client.initialize(project, capabilities=vscode())
    text = client.request("flask-ls/debugInformation", {})["text"]
    assert "position encoding: utf-16" in text
    assert "diagnostics: pushed" in text
    assert str(project) in text


def test_a_client_without_any_capability_is_served(start: Start, project: Path) -> None:
    """Nothing is asked of a client that offers nothing; findings are pushed to it."""
    client = start()
    client.initialize(project, capabilities={})
    uri = client.open(project / "app.py", APP)
    assert ["FLK301"] == [item["code"] for item in client.pushed(uri, bool)["diagnostics"]]
    assert [] == [message for message in client.messages if "method" in message and "id" in message]


def test_a_client_that_never_answers_is_served(start: Start, project: Path) -> None:
    """Unanswered requests of the server's own delay it by seconds, not for ever."""
    client = start()
    client._reply = lambda message: None  # type: ignore[method-assign]
    client.initialize(project)
    assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))


def test_a_client_that_refuses_everything_is_served(start: Start, project: Path) -> None:
    """Refused registrations, settings and progress bars are no reason to stop."""
    client = start()
    client.refuse = {
        "client/registerCapability",
        "workspace/configuration",
        "window/workDoneProgress/create",
        "workspace/diagnostic/refresh",
    }
    client.initialize(project)
    assert ["FLK301"] == client.codes(client.open(project / "app.py", APP))
    assert [] == client.notifications("$/progress")


def test_tcp_serves_one_client(start: Start) -> None:
    """`--tcp PORT` speaks the same protocol, for debugging, and ends with its client."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    client = start(arguments=("--tcp", str(port)))
    deadline = time.monotonic() + 10
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with connection, connection.makefile("rwb") as stream:
        for number, method in enumerate(["initialize", "shutdown"], 1):
            params = Client.initialize_params() if method == "initialize" else None
            body = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).encode()
            stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            stream.flush()
            length = int(stream.readline().split(b":")[1])
            while stream.readline().strip():
                pass
            assert number == json.loads(stream.read(length))["id"]
        body = b'{"jsonrpc": "2.0", "method": "exit"}'
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()
        assert 0 == client.process.wait(10)
