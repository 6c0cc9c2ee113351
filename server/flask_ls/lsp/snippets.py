"""The requests behind "Insert Snippet…": a list to choose from, and the text of what was chosen. See `docs/PROTOCOL.md`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.lsp.session import Document


def register(server: FlaskLanguageServer) -> None:
    """Register the requests."""

    @server.feature("flask-ls/snippets")
    async def snippets(ls: FlaskLanguageServer, params: Any) -> list[dict[str, Any]]:
        asked = _place(ls, params)
        if asked is None:
            return []
        document, offset = asked
        project, options = ls.session.project, ls.session.options_of(document.path)

        def compute() -> list[dict[str, Any]]:
            from flask_ls.features.snippet_list import listed

            return [
                {
                    "id": each.snippet.id,
                    "title": each.snippet.title,
                    "category": each.snippet.category,
                    "prefix": list(each.snippet.prefix),
                    "legal": each.legal,
                    "documentation": each.documentation,
                }
                for each in listed(project, document.path, offset, options, document.language)
            ]

        return await ls.answer("snippets", document.uri, compute, [])

    @server.feature("flask-ls/snippet")
    async def snippet(ls: FlaskLanguageServer, params: Any) -> dict[str, Any] | None:
        asked = _place(ls, params)
        if asked is None:
            return None
        document, offset = asked
        project, options = ls.session.project, ls.session.options_of(document.path)
        lines, positions = document.lines, ls.session.positions
        support = bool(ls.can("text_document.completion.completion_item.snippet_support"))

        def compute() -> dict[str, Any] | None:
            from flask_ls.features.snippet_list import chosen

            found = chosen(project, document.path, offset, options, snippet_support=support, entry=str(params.id))
            if found is None:
                return None
            text, edits = found
            more = [
                types.TextEdit(range=positions.range(lines, edit.span), new_text=edit.text) for edit in edits
            ]  # fmt: skip
            return {"text": text, "isSnippet": support, "edits": [_plain(edit) for edit in more]}

        return await ls.answer("snippet", document.uri, compute, None)


def _place(ls: FlaskLanguageServer, params: Any) -> tuple[Document, int] | None:
    """The document and offset of `{textDocument: {uri}, position}`; None where it is not open."""
    document = ls.session.documents.get(str(params.textDocument.uri))
    if document is None:
        return None
    position = types.Position(int(params.position.line), int(params.position.character))
    return document, ls.session.positions.offset(document.lines, position)


def _plain(edit: types.TextEdit) -> dict[str, Any]:
    start, end = ({"line": at.line, "character": at.character} for at in (edit.range.start, edit.range.end))
    return {"range": {"start": start, "end": end}, "newText": edit.new_text}
