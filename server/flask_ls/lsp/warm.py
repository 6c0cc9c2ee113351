"""Do once, before anybody waits, what makes a first answer slow: imports, tables, JSON conversions."""

from __future__ import annotations

from lsprotocol import types

from flask_ls.lsp.convert import Positions
from flask_ls.lsp.protocol import Protocol

_TEXT = "from flask import Flask\n\napp = Flask(__name__)\nf\napp.run(debug=True)\n"
_PATH = "warm.py"
_POSITION = {"line": 0, "character": 0}
_DOCUMENT = {"uri": "untitled:warm", "version": 1, "languageId": "python", "text": ""}
_RANGE = {"start": _POSITION, "end": _POSITION}
_PLACE = {"textDocument": _DOCUMENT, "position": _POSITION}


def warm(protocol: Protocol) -> None:
    """Answer each kind of request for a little program, and convert the messages in both directions."""
    _incoming(protocol)
    for answer in _answers():
        protocol.as_json(answer)


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


def _answers() -> list[object]:
    from flask_ls.features.code_actions import code_actions
    from flask_ls.features.completion import complete
    from flask_ls.features.diagnostics import findings
    from flask_ls.features.hover import hover
    from flask_ls.lsp import answers
    from flask_ls.options import Options
    from flask_ls.project.snapshot import Project
    from flask_ls.text.lines import LineIndex
    from flask_ls.text.spans import Span

    project, options, lines = Project.empty().with_files({_PATH: _TEXT}), Options(), LineIndex(_TEXT)
    positions = Positions("utf-16")
    offset = _TEXT.index("\nf\n") + 2
    items = complete(project, _PATH, offset, options, snippet_support=True, language="python")[:1]
    found = hover(project, _PATH, _TEXT.index("Flask("), options)
    diagnostics = [answers.diagnostic(project, positions, each, str) for each in findings(project, _PATH, options)]
    made = [
        answers.code_action(
            action,
            project,
            positions,
            diagnostics=diagnostics,
            versions={},
            uri=str,
            can_rename=True,
            can_create=True,
            documents=True,
        )
        for action in code_actions(project, _PATH, Span(0, len(_TEXT)), options)[:1]
    ]
    return [
        _response(
            types.CompletionResponse,
            types.CompletionList(
                is_incomplete=False,
                items=[answers.completion_item(item, positions, lines, snippets=True, tags=True) for item in items],
            ),
        ),
        _response(types.HoverResponse, answers.hover(found, positions, lines, ["markdown"]) if found else None),
        _response(types.DocumentDiagnosticResponse, types.RelatedFullDocumentDiagnosticReport(items=diagnostics)),
        _response(types.CodeActionResponse, made),
    ]


def _response(kind: type, result: object) -> object:
    return kind(id=0, result=result)
