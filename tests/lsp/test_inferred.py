"""Hovers and members that are inferred in the worker process, and what happens when that dies, hangs or is flooded."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import Start
from lsp_client import Client, at

MARGIN = 3.0  # seconds beyond a deadline that a busy machine may take
DEADLINE = 0.7
SHORT = "import flask_ls.infer.client as client\nclient.HUNG = 2.0\nclient._BACK_OFF = (0.05, 0.4)"
TEXT = """\
from flask import Flask

app = Flask(__name__)


class Basket:
    def weigh(self) -> float:
        '''The weight in :class:`~units.Gram`.

        .. versionadded:: 2.1
        '''
        return 1.0


basket = Basket()
baskets = [basket]
baskets[0].weigh()
app.run()
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="stops processes with POSIX signals")


def opened(start: Start, project: Path, **more: Any) -> tuple[Client, str]:
    client = start(patch=SHORT)
    client.initialize(project, **more)
    return client, client.open(project / "app.py", TEXT)


def until_inferred(client: Client, uri: str, needle: str = "weigh()") -> str:
    """The hover on a name, asked for until the worker has answered."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        found = client.hover(uri, **at(TEXT, needle))
        if found is not None:
            return str(found["contents"]["value"])
        time.sleep(0.1)
    raise AssertionError(f"nothing was inferred; {report(client)}")


def report(client: Client) -> str:
    return str(client.request("flask-ls/debugInformation", {})["text"])


def worker_of(client: Client) -> int:
    found = re.search(r"worker (\d+) runs", report(client))
    assert found is not None
    return int(found[1])


def members(client: Client, uri: str, **position: int) -> list[str]:
    """The names that are offered at a place."""
    found = client.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})
    return [each["label"] for each in found["items"]]


def until_offered(client: Client, uri: str, **position: int) -> list[str]:
    """The names that are offered at a place, asked for until there are some."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if found := members(client, uri, **position):
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing was inferred; {report(client)}")


def type_and_hover(client: Client, uri: str, times: int) -> float:
    """Type and ask, again and again; the longest that an answer took in seconds. Every request is answered."""
    longest = 0.0
    end = {"line": TEXT.count("\n"), "character": 0}
    for _ in range(times):
        client.change(uri, {"range": {"start": end, "end": end}, "text": "#"})
        begin = time.monotonic()
        client.hover(uri, **at(TEXT, "weigh()"))
        longest = max(longest, time.monotonic() - begin)
        begin = time.monotonic()
        members(client, uri, **at(TEXT, "weigh()"))
        longest = max(longest, time.monotonic() - begin)
        begin = time.monotonic()
        assert "route" in members(client, uri, **at(TEXT, "run("))
        longest = max(longest, time.monotonic() - begin)
        begin = time.monotonic()
        assert "flask.Flask" in client.hover(uri, **at(TEXT, "Flask("))["contents"]["value"]
        longest = max(longest, time.monotonic() - begin)
    return longest


def test_the_method_of_a_projects_class_is_explained(start: Start, project: Path) -> None:
    """The type behind a variable is inferred, and its method's docstring is shown as Markdown."""
    client, uri = opened(start, project)
    said = until_inferred(client, uri)
    assert "```python\ndef weigh() -> float\n```\n\nThe weight in `Gram`.\n\n*New in 2.1.*" == said
    assert "basket: Basket" in until_inferred(client, uri, "basket = ")


def test_a_text_that_changed_is_asked_about_anew(start: Start, project: Path) -> None:
    """After an edit the answer is that of the new text."""
    client, uri = opened(start, project)
    until_inferred(client, uri)
    place = at(TEXT, "float")
    client.change(
        uri, {"range": {"start": place, "end": {**place, "character": place["character"] + 5}}, "text": "int"}
    )
    assert "weigh() -> int" in until_inferred(client, uri)


def test_what_another_extension_explains_is_left_to_it(start: Start, project: Path) -> None:
    """Beside another Python server only Flask's own names are explained, and no worker is started."""
    client, uri = opened(start, project, initializationOptions={"pythonServer": True})
    assert client.hover(uri, **at(TEXT, "weigh()")) is None
    assert client.hover(uri, **at(TEXT, "Flask(")) is not None
    assert "no worker runs" in report(client)


def test_opening_a_folder_runs_none_of_its_programs(start: Start, project: Path) -> None:
    """An interpreter that the folder brings or names is not started, and its modules are not imported."""
    trap, ran = project / "trap", project / "ran"
    trap.write_text(f"#!/bin/sh\ntouch {ran}\n")
    trap.chmod(0o755)
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "pyvenv.cfg").write_text("version = 3.11\n")
    (project / ".venv" / "bin" / "python").write_bytes(trap.read_bytes())
    (project / ".venv" / "bin" / "python").chmod(0o755)
    (project / "jedi.py").write_text(f"open({str(ran)!r}, 'w')\n")
    (project / "pyproject.toml").write_text('[tool.flask-ls]\npython = "./trap"\n')
    client, uri = opened(start, project)
    until_inferred(client, uri)
    assert not ran.exists()


def test_without_jedi_the_rest_goes_on(start: Start, project: Path) -> None:
    """Where jedi is missing nothing is inferred, and the report says why."""
    client = start(patch=f"{SHORT}\nclient._START = 'import sys; sys.modules[\"jedi\"] = None; ' + client._START")
    client.initialize(project)
    uri = client.open(project / "app.py", TEXT)
    until = time.monotonic() + 20
    while "last failure" not in report(client) and time.monotonic() < until:
        assert client.hover(uri, **at(TEXT, "weigh()")) is None
    assert "ModuleNotFoundError" in report(client)
    assert [] == members(client, uri, **at(TEXT, "weigh()"))
    assert "run" in members(client, uri, **at(TEXT, "run("))
    assert client.hover(uri, **at(TEXT, "Flask(")) is not None


def test_the_members_of_what_no_name_tells(start: Start, project: Path) -> None:
    """Behind a dot stand the names of the inferred class, without the private ones, and each is explained when asked for."""
    client, uri = opened(start, project)
    place = at(TEXT, "weigh()")
    assert ["weigh"] == until_offered(client, uri, **place)
    found = client.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": place})
    assert found["isIncomplete"] is False
    assert {"start": place, "end": {**place, "character": place["character"] + 5}} == found["items"][0]["textEdit"][
        "range"
    ]
    assert "documentation" not in found["items"][0]
    explained = client.request("completionItem/resolve", found["items"][0])
    assert explained["documentation"]["value"].startswith("```python\ndef weigh() -> float\n```")
    client.change(uri, {"range": {"start": place, "end": {**place, "character": place["character"] + 5}}, "text": "_"})
    assert {"__class__"} <= set(until_offered(client, uri, **{**place, "character": place["character"] + 1}))


def test_an_unsaved_document_is_seen_from_another(start: Start, project: Path) -> None:
    """What is typed into one open document is offered in another, and gone again when that is closed unsaved."""
    (project / "goods.py").write_text("class Tea:\n    def brew(self): ...\n\nstock = {'tea': Tea()}\n")
    client, _ = opened(start, project)
    text = "from flask import g\nfrom goods import stock\nstock['tea']."
    uri, place = client.open(project / "sale.py", text), {"line": 2, "character": 13}
    assert ["brew"] == until_offered(client, uri, **place)
    goods = client.open(project / "goods.py", "class Tea:\n    def pour(self): ...\n\nstock = {'tea': Tea()}\n")
    assert ["pour"] == until_offered(client, uri, **place)
    client.change(
        goods, {"range": {"start": {"line": 1, "character": 8}, "end": {"line": 1, "character": 12}}, "text": "sip"}
    )
    assert ["sip"] == until_offered(client, uri, **place)
    client.close(goods)
    assert ["brew"] == until_offered(client, uri, **place)


def test_what_we_know_does_not_wait(start: Start, project: Path) -> None:
    """Flask's own members are there at once, and start no worker; nothing does in a string, a comment or behind a number."""
    client, uri = opened(start, project)
    place = {"textDocument": {"uri": uri}, "position": at(TEXT, "run(")}
    found = {each["label"]: each for each in client.request("textDocument/completion", place)["items"]}
    assert (2, "(rule, **options)") == (found["route"]["kind"], found["route"]["detail"])
    assert [True, None] == [found[name].get("deprecated") for name in ("before_first_request", "route")]
    assert "Flask.route" in client.request("completionItem/resolve", found["route"])["documentation"]["value"]
    end = {"line": TEXT.count("\n"), "character": 0}
    for typed in ("1.", "# basket.", "'basket."):
        client.change(uri, {"range": {"start": end, "end": {"line": 99, "character": 0}}, "text": typed})
        assert [] == members(client, uri, **{**end, "character": len(typed)})
    assert "no worker runs" in report(client)


def test_members_are_left_to_another_server(start: Start, project: Path) -> None:
    """Beside another server for Python no members are offered, ours neither; the setting `always` overrules that."""
    client, uri = opened(start, project, initializationOptions={"pythonServer": True})
    for place in (at(TEXT, "weigh()"), at(TEXT, "run(")):
        assert [] == members(client, uri, **place)
    assert "no worker runs" in report(client)
    assert "another server for Python: yes" in report(client)
    given = {"pythonServer": True, "settings": {"completion": {"members": "always"}}}
    client, uri = opened(start, project, initializationOptions=given)
    assert "run" in members(client, uri, **at(TEXT, "run("))
    assert ["weigh"] == until_offered(client, uri, **at(TEXT, "weigh()"))


@posix
def test_a_killed_worker_comes_back(start: Start, project: Path) -> None:
    """While the worker is killed again and again every request is answered in time, and afterwards it is back."""
    client, uri = opened(start, project)
    until_inferred(client, uri)
    for _ in range(3):
        before = worker_of(client)
        os.kill(before, signal.SIGKILL)
        assert type_and_hover(client, uri, 3) < DEADLINE + MARGIN
        until_inferred(client, uri)
        assert before != worker_of(client)
        assert ["weigh"] == until_offered(client, uri, **at(TEXT, "weigh()"))


@posix
def test_a_worker_that_hangs_is_replaced(start: Start, project: Path) -> None:
    """While the worker hangs no answer is later than its deadline; it is replaced, and the report says why."""
    client, uri = opened(start, project)
    until_inferred(client, uri)
    before = worker_of(client)
    os.kill(before, signal.SIGSTOP)
    assert type_and_hover(client, uri, 5) < DEADLINE + MARGIN
    until_inferred(client, uri)
    assert before != worker_of(client)
    assert "did not answer within" in report(client)


def test_a_flood_of_questions_is_answered(start: Start, project: Path) -> None:
    """Of many questions at once each is answered, all within a deadline or two, and the newest with what it asked."""
    client, uri = opened(start, project)
    until_inferred(client, uri)
    document = {"textDocument": {"uri": uri}}
    places = [at(TEXT, "weigh()"), at(TEXT, "baskets[0]"), at(TEXT, "Basket:")]
    client.change(uri, {"range": {"start": at(TEXT, "import"), "end": at(TEXT, "import")}, "text": " "})
    begin = time.monotonic()
    numbers = [client.ask("textDocument/hover", {**document, "position": places[each % 3]}) for each in range(300)]
    numbers += [client.ask("textDocument/completion", {**document, "position": places[0]}) for _ in range(300)]
    for number in numbers:
        client.answer(number)
    assert time.monotonic() - begin < 2 * DEADLINE + MARGIN
    assert "weigh() -> float" in until_inferred(client, uri)
    assert ["weigh"] == until_offered(client, uri, **places[0])


@posix
def test_the_worker_ends_with_the_server(start: Start, project: Path) -> None:
    """Neither a shutdown nor a server that is killed leaves a worker behind."""
    for end in (Client.stop, Client.kill):
        client, uri = opened(start, project)
        until_inferred(client, uri)
        worker = worker_of(client)
        end(client)
        until = time.monotonic() + 10
        while alive(worker) and time.monotonic() < until:
            time.sleep(0.05)
        assert not alive(worker)


def alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{number}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
