"""nginx's configuration and the like over the wire: snippets, and what the `flask` command reads."""

from __future__ import annotations

from pathlib import Path

from conftest import Start
from lsp_client import at
from test_features import complete

NGINX = "server {\n    fng\n}\n"


def test_other_files_get_snippets_alone(start: Start, project: Path) -> None:
    """A file is known by its name whatever the editor calls it; it has no findings, and closing it leaves nothing."""
    client = start()
    client.initialize(project)
    uri = client.open(project / "nginx.conf", NGINX, language="properties")
    items = complete(client, uri, at(NGINX, "fng", skip=3))
    resolved = client.request("completionItem/resolve", items["fnginx"])
    assert "```nginx\n" in resolved["documentation"]["value"]
    document = {"textDocument": {"uri": uri}}
    assert [] == client.request("textDocument/diagnostic", document)["items"]
    assert not client.request("textDocument/documentSymbol", document)
    assert not client.request("textDocument/codeLens", document)
    client.notify("textDocument/didClose", document)
    assert client.request("textDocument/completion", {**document, "position": at(NGINX, "fng", skip=3)}) is None


def test_variables_and_commands_are_explained(start: Start, project: Path) -> None:
    """Hover answers in a `.flaskenv` and in a shell script, which are neither Python nor templates."""
    client = start()
    client.initialize(project)
    for name, language, text, word, head in (
        (".flaskenv", "dotenv", "FLASK_DEBUG=1\n", "FLASK_DEBUG", "```sh\nFLASK_DEBUG\n"),
        ("start.sh", "shellscript", "flask run --port 80\n", "--port", "```sh\nflask run --port, -p\n"),
    ):
        uri = client.open(project / name, text, language=language)
        found = client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": at(text, word, skip=2)})
        assert found["contents"]["value"].startswith(head)
