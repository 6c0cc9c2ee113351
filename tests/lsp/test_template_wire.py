"""Templates over the wire: completion, hover and signatures inside of tags, in the languages that editors call them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Start
from lsp_client import Client, at

APP = """\
from flask import Flask, render_template

app = Flask(__name__)


@app.template_filter()
def money(amount, sign="€"):
    \"\"\"An amount with its currency.\"\"\"
    return f"{amount} {sign}"


@app.route("/")
def index():
    return render_template("page.html", price=3, )
"""
PAGE = "<p>😋 {{ price|money() }} {{ request.args }} {{ title }}</p>\n"


def _ask(client: Client, method: str, uri: str, place: dict[str, int]) -> Any:
    return client.request(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": place})


def _labels(client: Client, uri: str, place: dict[str, int]) -> set[str]:
    return {each["label"] for each in _ask(client, "completion", uri, place)["items"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An application with one template."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("language", ["html", "jinja-html", "jinja"])
def test_completion_in_templates(start: Start, folder: Path, language: str) -> None:
    """What a view passes, attributes and filters are offered, and explained when that is asked for."""
    client = start()
    client.initialize(folder)
    uri = client.open(folder / "templates" / "page.html", PAGE, language)
    assert {"price", "request"} <= _labels(client, uri, at(PAGE, "price", skip=2))
    assert "args" in _labels(client, uri, at(PAGE, "args"))
    items = _ask(client, "completion", uri, at(PAGE, "money", skip=1))["items"]
    assert {"money", "upper"} <= {each["label"] for each in items}
    upper = next(each for each in items if each["label"] == "upper")
    assert "documentation" in client.request("completionItem/resolve", upper)


def test_hover_in_templates(start: Start, folder: Path) -> None:
    """A variable says who passes it."""
    client = start()
    client.initialize(folder)
    uri = client.open(folder / "templates" / "page.html", PAGE, "html")
    assert "`index` in `app.py:14`" in _ask(client, "hover", uri, at(PAGE, "price"))["contents"]["value"]


def test_signatures_in_templates(start: Start, folder: Path) -> None:
    """A filter of the project says what it takes behind its value."""
    client = start()
    client.initialize(folder)
    uri = client.open(folder / "templates" / "page.html", PAGE, "html")
    found = _ask(client, "signatureHelp", uri, at(PAGE, "money()", skip=6))
    assert 'money(sign="€")' == found["signatures"][0]["label"]


def test_keywords_of_render_template(start: Start, folder: Path) -> None:
    """A view is offered what its template needs and is not given yet."""
    client = start()
    client.initialize(folder)
    uri = client.open(folder / "app.py", APP)
    labels = _labels(client, uri, at(APP, "price=3, ", skip=9))
    assert "title" in labels
    assert "price" not in labels
