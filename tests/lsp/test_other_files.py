"""nginx's configuration and the like over the wire: snippets, and nothing else."""

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
