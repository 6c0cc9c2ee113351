"""New files from templates over the wire, in both kinds of clients. What they are is tested where they are made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import Start
from flask_ls.knowledge.project_templates import builtin, render
from lsp_client import Client, neovim, vscode


@pytest.fixture(params=[vscode, neovim], ids=["vscode", "neovim"])
def client(request: pytest.FixtureRequest, start: Start, project: Path) -> Client:
    """A client of each kind in a folder with one application."""
    started = start()
    started.initialize(project, capabilities=request.param())
    return started


def plan(client: Client, **params: Any) -> dict[str, Any]:
    """The answer to `flask-ls/newFromTemplate`."""
    found = client.request("flask-ls/newFromTemplate", params)
    assert {"files", "existing", "wrong", "after"} == found.keys()
    return dict(found)


def test_templates(client: Client) -> None:
    """Every template comes with its questions, and each default fits its expression."""
    found = client.request("flask-ls/templates", {})["templates"]
    assert [*builtin()] == [each["id"] for each in found]
    for template in found:
        assert template["title"] and template["description"]
        for ask in template["asks"]:
            assert {"name", "question", "default", "regex", "expects"} == ask.keys()
            assert re.fullmatch(ask["regex"], ask["default"])


def test_files(client: Client, project: Path) -> None:
    """URIs and texts below the folder, and what to do next. Nothing is written."""
    answers = {"package": "blueprints", "name": "orders"}
    found = plan(client, template="blueprint", answers=answers, folder=project.as_uri())
    expected = render(builtin()["blueprint"], answers)
    assert [((project / path).as_uri(), text) for path, text in expected.items()] == [
        (each["uri"], each["text"]) for each in found["files"]
    ]
    assert ([], []) == (found["existing"], found["wrong"])
    assert "from blueprints.orders import bp" in found["after"]
    assert not (project / "blueprints").exists()


def test_defaults(client: Client, project: Path) -> None:
    """Answers may be left out."""
    found = plan(client, template="docker", folder=project.as_uri())
    assert (project / "Dockerfile").as_uri() == found["files"][0]["uri"]


def test_existing(client: Client, project: Path) -> None:
    """What is there already is named, a module that would hide the new package as well."""
    (project / "tests").mkdir()
    (project / "tests" / "test_users.py").write_text("")
    found = plan(client, template="blueprint", answers={}, folder=project.as_uri())
    assert {(project / "app.py").as_uri(), (project / "tests" / "test_users.py").as_uri()} == {*found["existing"]}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"template": "bluprint"}, "there is no template `bluprint`; did you mean `blueprint`?"),
        ({"template": "blueprint", "answers": {"name": "a/b"}}, "`name` cannot be `a/b`: it must be a Python name"),
        (
            {"template": "blueprint", "answers": {"nam": "x"}},
            "`blueprint` does not ask for `nam`; did you mean `name`?",
        ),
        ({"template": "blueprint", "answers": {"name": None}}, "`name` cannot be `None`"),
        ({}, "there is no template ``"),
        ({"template": "blueprint", "folder": "untitled:Untitled-1"}, "untitled:Untitled-1 is not a folder of this"),
        ({"template": ["blueprint"], "answers": [1]}, "there is no template"),
    ],
)
def test_wrong_parameters(client: Client, project: Path, params: dict[str, Any], expected: str) -> None:
    """They are explained in words for people, and there are no files to write."""
    found = plan(client, **{"folder": project.as_uri(), **params})
    (wrong,) = found["wrong"]
    assert wrong.startswith(expected)
    assert [] == found["files"]


def test_link_to_elsewhere(client: Client, project: Path) -> None:
    """A path that would be outside of the folder is refused."""
    (project.parent / "elsewhere").mkdir()
    (project / "blueprints").symlink_to(project.parent / "elsewhere")
    found = plan(client, template="blueprint", answers={"package": "blueprints"}, folder=project.as_uri())
    assert "would be outside" in found["wrong"][0]
