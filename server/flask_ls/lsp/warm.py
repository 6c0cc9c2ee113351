"""Do once, before anybody waits, what makes a first answer slow: imports, tables, JSON conversions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from lsprotocol import types

from flask_ls.lsp.convert import Positions
from flask_ls.lsp.protocol import Protocol
from flask_ls.text.lines import LineIndex

if TYPE_CHECKING:
    from flask_ls.project.snapshot import Project

_TEXT = "from flask import Flask\n\napp = Flask(__name__)\nf\napp.run(debug=True)\n"
_TYPED = _TEXT.index("\nf\n") + 2
_PATH = "warm.py"
_POSITIONS = Positions("utf-16")
_POSITION = {"line": 0, "character": 0}
_DOCUMENT = {"uri": "untitled:warm", "version": 1, "languageId": "python", "text": ""}
_RANGE = {"start": _POSITION, "end": _POSITION}
_PLACE = {"textDocument": _DOCUMENT, "position": _POSITION}


def steps(protocol: Protocol) -> list[Callable[[], None]]:
    """What is to be done, most wanted first, in steps that are short enough for a request to wait for one.

    Each answers a kind of request for a little program, or converts the messages that come and go.
    """
    convert = partial(_converted, protocol)
    answered = (_completion, _hover, _findings, _code_actions)
    return [partial(_incoming, protocol), *(partial(convert, answer) for answer in answered)]


def _converted(protocol: Protocol, answer: Callable[[], object]) -> None:
    protocol.as_json(answer())


def _incoming(protocol: Protocol) -> None:
    requests: dict[str, object] = {
        types.TEXT_DOCUMENT_HOVER: _PLACE,
        types.TEXT_DOCUMENT_COMPLETION: _PLACE,
        types.TEXT_DOCUMENT_DIAGNOSTIC: {"textDocument": _DOCUMENT},
        types.TEXT_DOCUMENT_CODE_ACTION: {
            "textDocument": _DOCUMENT,
            "range": _RANGE,
            "context": {"diagnostics": [{"range": _RANGE, "message": "", "code": "", "data": ""}]},
        },
    }
    for method, params in requests.items():
        protocol.structure_message({"jsonrpc": "2.0", "id": 0, "method": method, "params": params})
    edit = {"textDocument": _DOCUMENT, "contentChanges": [{"range": _RANGE, "text": ""}, {"text": ""}]}
    protocol.structure_message({"jsonrpc": "2.0", "method": types.TEXT_DOCUMENT_DID_CHANGE, "params": edit})


def _completion() -> object:
    from flask_ls.features.completion import complete
    from flask_ls.lsp import answers
    from flask_ls.options import Options

    items = complete(_project(), _PATH, _TYPED, Options(), snippet_support=True, language="python")[:1]
    made = answers.completion_items(items, _POSITIONS, LineIndex(_TEXT), snippets=True, tags=True)
    return types.CompletionResponse(id=0, result=types.CompletionList(is_incomplete=False, items=made))


def _hover() -> object:
    from flask_ls.features.hover import hover
    from flask_ls.lsp import answers
    from flask_ls.options import Options

    found = hover(_project(), _PATH, _TEXT.index("Flask("), Options())
    made = answers.hover(found, _POSITIONS, LineIndex(_TEXT), ["markdown"]) if found else None
    return types.HoverResponse(id=0, result=made)


def _findings() -> object:
    return types.DocumentDiagnosticResponse(
        id=0, result=types.RelatedFullDocumentDiagnosticReport(items=_diagnostics(_project()))
    )


def _code_actions() -> object:
    from flask_ls.features.code_actions import code_actions
    from flask_ls.lsp import answers
    from flask_ls.options import Options
    from flask_ls.text.spans import Span

    project = _project()
    made = [
        answers.code_action(
            action,
            project,
            _POSITIONS,
            diagnostics=_diagnostics(project),
            versions={},
            uri=str,
            can_rename=True,
            can_create=True,
            documents=True,
        )
        for action in code_actions(project, _PATH, Span(0, len(_TEXT)), Options())[:1]
    ]
    return types.CodeActionResponse(id=0, result=[each for each in made if each is not None])


def _diagnostics(project: Project) -> list[types.Diagnostic]:
    from flask_ls.features.diagnostics import findings
    from flask_ls.lsp import answers
    from flask_ls.options import Options

    return [answers.diagnostic(project, _POSITIONS, each, str) for each in findings(project, _PATH, Options())]


def _project() -> Project:
    from flask_ls.project.snapshot import Project

    return Project.empty().with_files({_PATH: _TEXT})
