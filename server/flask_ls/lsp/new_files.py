"""The requests `flask-ls/templates` and `flask-ls/newFromTemplate`. See `docs/PROTOCOL.md`. Writes nothing: clients do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask_ls.lsp.convert import path_of, uri_of

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer


def register(server: FlaskLanguageServer) -> None:
    """Register the requests."""

    @server.feature("flask-ls/templates")
    async def templates(ls: FlaskLanguageServer, params: Any) -> dict[str, Any]:
        return {"templates": await ls.answer("templates", "", _templates, [])}

    @server.feature("flask-ls/newFromTemplate")
    async def new_from_template(ls: FlaskLanguageServer, params: Any) -> dict[str, Any]:
        given = _mapping(params)
        name, uri = str(given.get("template", "")), str(given.get("folder", ""))
        answers = {ask: str(answer) for ask, answer in _mapping(given.get("answers")).items()}
        failed = _result(wrong=["the server failed; its log says how"])
        return await ls.answer("newFromTemplate", name, lambda: _plan(name, answers, uri), failed)


def _templates() -> list[dict[str, Any]]:
    from flask_ls.knowledge.project_templates import PATTERNS, builtin

    return [
        {
            "id": template.id,
            "title": template.title,
            "description": template.description,
            "asks": [
                {"name": ask.name, "question": ask.question, "default": ask.default, **PATTERNS[ask.pattern]._asdict()}
                for ask in template.asks
            ],
        }
        for template in builtin().values()
    ]


def _plan(name: str, answers: Mapping[str, str], uri: str) -> dict[str, Any]:
    from flask_ls.project.new_files import plan

    folder = path_of(uri)
    if not Path(folder).is_absolute():
        return _result(wrong=[f"{uri} is not a folder of this computer"])
    made = plan(name, answers, folder)
    return _result(
        files=[{"uri": uri_of(str(Path(folder, path))), "text": text} for path, text in made.files.items()],
        existing=[uri_of(str(Path(folder, path))) for path in made.existing],
        wrong=list(made.wrong),
        after=made.after,
    )


def _mapping(value: Any) -> dict[str, Any]:
    """A JSON object as a mapping: pygls makes named tuples of them where it has no type. Empty for anything else."""
    found: dict[str, Any] = getattr(value, "_asdict", dict)()
    return found


def _result(**known: Any) -> dict[str, Any]:
    return {"files": [], "existing": [], "wrong": [], "after": "", **known}
