"""The requests and notifications that the server answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from flask_ls.lsp.convert import path_of, uri_of

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer

TRIGGERS = ["@", '"', "'", "<", "["]
KINDS = [types.CodeActionKind.QuickFix]


def register(server: FlaskLanguageServer) -> None:
    """Register every handler. Heavy imports wait until a handler runs."""
    _documents(server)
    _workspace(server)
    _language(server)
    _diagnostics(server)


def _documents(server: FlaskLanguageServer) -> None:
    from flask_ls.lsp import background

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(ls: FlaskLanguageServer, params: types.DidOpenTextDocumentParams) -> None:
        ls.session.opened(params.text_document)
        background.after_edit(ls, params.text_document.uri, delay=0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(ls: FlaskLanguageServer, params: types.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        if ls.session.changed(document.uri, document.version, params.content_changes) is not None:
            background.after_edit(ls, document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(ls: FlaskLanguageServer, params: types.DidCloseTextDocumentParams) -> None:
        closed = ls.session.closed(params.text_document.uri)
        if closed is not None:
            background.after_close(ls, closed)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(ls: FlaskLanguageServer, params: types.DidSaveTextDocumentParams) -> None:
        if params.text_document.uri.endswith("/pyproject.toml"):
            await background.reconfigure(ls)


def _workspace(server: FlaskLanguageServer) -> None:
    from flask_ls.lsp import background

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(ls: FlaskLanguageServer, params: types.DidChangeWatchedFilesParams) -> None:
        ls.spawn(background.reread(ls, [path_of(change.uri) for change in params.changes]))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration(ls: FlaskLanguageServer, params: types.DidChangeConfigurationParams) -> None:
        pushed = params.settings.get("flask-ls") if isinstance(params.settings, dict) else None
        ls.spawn(background.reconfigure(ls, pushed, pull=True))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders(ls: FlaskLanguageServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
        gone = {path_of(folder.uri) for folder in params.event.removed}
        added = [path_of(folder.uri) for folder in params.event.added]
        ls.session.set_roots([*(root for root in ls.session.roots if root not in gone), *added])
        ls.spawn(background.change_folders(ls, gone))

    @server.feature("flask-ls/debugInformation")
    async def debug_information(ls: FlaskLanguageServer, params: Any) -> dict[str, str]:
        from flask_ls.features.doctor import report

        session = ls.session
        facts = {
            "door": "language server",
            "position encoding": session.positions.encoding,
            "diagnostics": "pulled" if ls.pulls else "pushed",
            "open documents": str(len(session.documents)),
            "state": session.state,
        }
        return {
            "text": await ls.answer(
                "debugInformation", "", lambda: report(session.project, session.options[""], facts), ""
            )
        }


def _language(server: FlaskLanguageServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=TRIGGERS, resolve_provider=True),
    )
    async def completion(ls: FlaskLanguageServer, params: types.CompletionParams) -> types.CompletionList | None:
        session = ls.session
        document = session.documents.get(params.text_document.uri)
        if document is None:
            return None
        project, lines, path, language = session.project, document.lines, document.path, document.language
        options, positions = session.options_of(path), session.positions
        snippets = bool(ls.can("text_document.completion.completion_item.snippet_support"))

        def compute() -> types.CompletionList | None:
            from flask_ls.features.completion import complete
            from flask_ls.lsp.answers import completion_item

            offset = positions.offset(lines, params.position)
            found = complete(project, path, offset, options, snippet_support=snippets, language=language)
            items = [completion_item(item, positions, lines, snippets=snippets) for item in found]
            return types.CompletionList(is_incomplete=False, items=items)

        return await ls.answer("completion", document.uri, compute, None)

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    async def resolve(ls: FlaskLanguageServer, item: types.CompletionItem) -> types.CompletionItem:
        from flask_ls.features.completion import documentation

        project = ls.session.project
        options = list(ls.session.options.values())
        text = await ls.answer("resolve", item.label, lambda: documentation(str(item.data), project, options), None)
        if text:
            item.documentation = _markup(ls, text, "text_document.completion.completion_item.documentation_format")
        return item

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: FlaskLanguageServer, params: types.HoverParams) -> types.Hover | None:
        session = ls.session
        document = session.documents.get(params.text_document.uri)
        if document is None:
            return None
        project, lines, path = session.project, document.lines, document.path
        options, positions = session.options_of(path), session.positions

        def compute() -> types.Hover | None:
            from flask_ls.features.hover import hover as find

            found = find(project, path, positions.offset(lines, params.position), options)
            if found is None:
                return None
            contents = _markup(ls, found.markdown, "text_document.hover.content_format")
            return types.Hover(contents=contents, range=positions.range(lines, found.span))

        return await ls.answer("hover", document.uri, compute, None)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=KINDS))
    async def code_action(ls: FlaskLanguageServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        session = ls.session
        document = session.documents.get(params.text_document.uri)
        only = params.context.only
        if document is None or (
            only
            and not any(
                types.CodeActionKind.QuickFix.value.startswith(str(getattr(kind, "value", kind))) for kind in only
            )
        ):
            return []
        project, lines, path = session.project, document.lines, document.path
        options, positions = session.options_of(path), session.positions
        versions = {each.path: each.version for each in session.documents.values()}

        def compute() -> list[types.CodeAction]:
            from flask_ls.features.code_actions import code_actions
            from flask_ls.lsp import answers

            found = code_actions(project, path, positions.span(lines, params.range), options)
            made = [
                answers.code_action(
                    action,
                    project,
                    positions,
                    diagnostics=list(params.context.diagnostics),
                    versions=versions,
                    can_change_documents=bool(ls.can("workspace.workspace_edit.document_changes")),
                    can_rename="rename"
                    in [
                        str(getattr(k, "value", k))
                        for k in ls.can("workspace.workspace_edit.resource_operations") or []
                    ],
                )
                for action in found
            ]
            return [action for action in made if action is not None]

        return await ls.answer("codeAction", document.uri, compute, [])


def _diagnostics(server: FlaskLanguageServer) -> None:
    from flask_ls.lsp import background

    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="flask-ls"),
    )
    async def document_diagnostic(
        ls: FlaskLanguageServer, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        items = await background.diagnostics(ls, path_of(params.text_document.uri))
        result_id = background.result_id(items)
        if params.previous_result_id == result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result_id)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def workspace_diagnostic(
        ls: FlaskLanguageServer, params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        previous = {path_of(each.uri): each.value for each in params.previous_result_ids}
        while True:
            generation = ls.session.generation
            items = await background.workspace_diagnostics(ls)
            reports: list[
                types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport
            ] = []
            versions = {each.path: each.version for each in ls.session.documents.values()}
            for path in sorted({*items, *previous}):
                found = items.get(path, [])
                result_id = background.result_id(found)
                if previous.get(path) != result_id:
                    reports.append(
                        types.WorkspaceFullDocumentDiagnosticReport(
                            uri=uri_of(path), version=versions.get(path), items=found, result_id=result_id
                        )
                    )
            if reports or not previous:
                return types.WorkspaceDiagnosticReport(items=reports)
            await background.changed_since(ls, generation)


def _markup(ls: FlaskLanguageServer, text: str, formats: str) -> types.MarkupContent:
    """Markdown, or the same text plain where the client cannot show Markdown."""
    wanted = [str(getattr(kind, "value", kind)) for kind in ls.can(formats) or ["markdown"]]
    kind = types.MarkupKind.Markdown if "markdown" in wanted else types.MarkupKind.PlainText
    return types.MarkupContent(kind=kind, value=text)
