"""The requests and notifications that the server answers. Heavy imports wait until a handler runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from flask_ls.lsp import findings, inferred, navigation, new_files, routes, snippets, template_structure
from flask_ls.lsp.convert import path_of
from flask_ls.lsp.navigation import formats_of, values

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.text.spans import Span

TRIGGERS = ["@", '"', "'", "<", "[", "-", "(", ".", "|"]
FIX_ALL = "source.fixAll.flask-ls"
EXTRACT = types.CodeActionKind.RefactorExtract.value
KINDS = [types.CodeActionKind.QuickFix, EXTRACT, FIX_ALL]


def register(server: FlaskLanguageServer) -> None:
    """Register every handler."""
    _documents(server)
    _workspace(server)
    _completion(server)
    _language(server)
    _diagnostics(server)
    navigation.register(server)
    template_structure.register(server)
    routes.register(server)
    snippets.register(server)
    new_files.register(server)


def _documents(server: FlaskLanguageServer) -> None:
    """These run on the event loop as the message comes, so that what follows sees the edit."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(ls: FlaskLanguageServer, params: types.DidOpenTextDocumentParams) -> None:
        ls.session.opened(params.text_document)
        findings.after_edit(ls, params.text_document.uri, delay=0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(ls: FlaskLanguageServer, params: types.DidChangeTextDocumentParams) -> None:
        ls.session.changed(params.text_document, params.content_changes)
        findings.after_edit(ls, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(ls: FlaskLanguageServer, params: types.DidCloseTextDocumentParams) -> None:
        from flask_ls.lsp import workspace

        closed = ls.session.closed(params.text_document.uri)
        if closed is not None:
            findings.clear(ls, closed)
            ls.spawn(workspace.reread(ls, [closed.path]))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(ls: FlaskLanguageServer, params: types.DidSaveTextDocumentParams) -> None:
        from flask_ls.lsp import workspace

        # A client that does not watch files tells of new ones and of changed settings so.
        ls.spawn(workspace.reread(ls, [path_of(params.text_document.uri)]))


def _workspace(server: FlaskLanguageServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(ls: FlaskLanguageServer, params: types.DidChangeWatchedFilesParams) -> None:
        from flask_ls.lsp import workspace

        ls.spawn(workspace.reread(ls, [path_of(change.uri) for change in params.changes]))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configuration(ls: FlaskLanguageServer, params: types.DidChangeConfigurationParams) -> None:
        from flask_ls.lsp import workspace

        pushed = params.settings.get("flask-ls") if isinstance(params.settings, dict) else None
        ls.spawn(workspace.reconfigure(ls, pushed))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: FlaskLanguageServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
        from flask_ls.lsp import workspace

        gone = {path_of(folder.uri) for folder in params.event.removed}
        added = [path_of(folder.uri) for folder in params.event.added]
        ls.session.set_roots([*(root for root in ls.session.roots if root not in gone), *added])
        ls.spawn(workspace.change_folders(ls))

    @server.feature("flask-ls/debugInformation")
    async def debug_information(ls: FlaskLanguageServer, params: Any) -> dict[str, str]:
        session = ls.session
        facts = {
            "door": "language server",
            "position encoding": session.positions.encoding,
            "diagnostics": "pulled" if ls.pulls else "pushed",
            "open documents": str(len(session.documents)),
            "state": session.state,
            "inference": ls.inference.state,
            "another server for Python": "yes, the client says" if session.python_is_explained else "none is known of",
        }
        options = session.options.get(session.roots[0] if session.roots else "", session.options[""])

        def compute() -> str:
            from flask_ls.features.doctor import report

            return report(session.project, options, facts)

        return {"text": await ls.answer("debugInformation", "", compute, "")}


def _completion(server: FlaskLanguageServer) -> None:
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
        tags = bool(ls.can("text_document.completion.completion_item.tag_support"))
        alone = not session.python_is_explained
        moment = inferred.Moment.now(session, document)

        def compute() -> types.CompletionList | None:
            from flask_ls.features.completion import complete, is_partial
            from flask_ls.lsp.answers import completion_items

            offset = positions.offset(lines, params.position)
            found = complete(project, path, offset, options, snippet_support=snippets, language=language, alone=alone)
            items = completion_items(found, positions, lines, snippets=snippets, tags=tags)
            return types.CompletionList(is_incomplete=is_partial(found), items=items)

        known = await ls.answer("completion", document.uri, compute, None)
        return known if known is None or known.items else await inferred.members(ls, moment, params.position) or known

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    async def resolve(ls: FlaskLanguageServer, item: types.CompletionItem) -> types.CompletionItem:
        formats = formats_of(ls, "text_document.completion.completion_item.documentation_format")
        if isinstance(item.data, dict):
            item.documentation = await inferred.documentation(ls, item.data, formats)
            return item
        project, options = ls.session.project, [*ls.session.options.values()]

        def compute() -> types.MarkupContent | None:
            from flask_ls.features.completion import documentation
            from flask_ls.lsp.answers import markup

            text = documentation(str(item.data), project, options)
            return markup(text, formats) if text else None

        item.documentation = await ls.answer("completionItem/resolve", item.label, compute, None)
        return item


def _language(server: FlaskLanguageServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: FlaskLanguageServer, params: types.HoverParams) -> types.Hover | None:
        session = ls.session
        document = session.documents.get(params.text_document.uri)
        if document is None:
            return None
        project, lines, path = session.project, document.lines, document.path
        options, positions = session.options_of(path), session.positions
        formats = formats_of(ls, "text_document.hover.content_format")
        moment = inferred.Moment.now(session, document)

        def compute() -> types.Hover | None:
            from flask_ls.features.hover import hover as find
            from flask_ls.lsp import answers

            found = find(project, path, positions.offset(lines, params.position), options)
            return answers.hover(found, positions, lines, formats) if found is not None else None

        known = await ls.answer("hover", document.uri, compute, None)
        return known or await inferred.hover(ls, moment, params.position, formats)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=KINDS))
    async def code_action(ls: FlaskLanguageServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        session = ls.session
        document = session.documents.get(params.text_document.uri)
        if document is None:
            return []
        project, lines, path = session.project, document.lines, document.path
        options, positions = session.options_of(path), session.positions
        versions = {each.path: each.version for each in session.documents.values()}
        only = values(params.context.only) if params.context.only is not None else None

        def compute() -> list[types.CodeAction]:
            from flask_ls.features.code_actions import code_actions, fix_all_actions
            from flask_ls.features.template_actions import extractions
            from flask_ls.lsp import answers

            def mended(code: str | None, span: Span | None) -> list[types.Diagnostic]:
                return [
                    each
                    for each in params.context.diagnostics
                    if each.code == code and span is not None and positions.span(lines, each.range) == span
                ]

            found = []
            if only is None or any(_is_kind("quickfix", kind) for kind in only):
                found += code_actions(project, path, positions.span(lines, params.range), options)
            if only is None or any(_is_kind(EXTRACT, kind) for kind in only):
                found += extractions(project, path, positions.span(lines, params.range))
            # Only for those who ask: it takes as long as all fixes together.
            if only is not None and any(_is_kind(FIX_ALL, kind) for kind in only):
                found += fix_all_actions(project, path, options)
            made = [
                answers.code_action(
                    action,
                    project,
                    positions,
                    diagnostics=mended(action.finding_code, action.finding_span),
                    versions=versions,
                    uri=session.uri,
                    documents=bool(ls.can("workspace.workspace_edit.document_changes")),
                    can_create="create" in values(ls.can("workspace.workspace_edit.resource_operations") or []),
                    can_rename="rename" in values(ls.can("workspace.workspace_edit.resource_operations") or []),
                )
                for action in found
                if only is None or any(_is_kind(action.kind, kind) for kind in only)
            ]
            return [action for action in made if action is not None]

        return await ls.answer("codeAction", document.uri, compute, [])


def _diagnostics(server: FlaskLanguageServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="flask-ls"),
    )
    async def document_diagnostic(
        ls: FlaskLanguageServer, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        items = await findings.diagnostics(ls, path_of(params.text_document.uri))
        result_id = findings.result_id(items)
        if params.previous_result_id == result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result_id)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result_id)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def workspace_diagnostic(
        ls: FlaskLanguageServer, params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        previous = {path_of(each.uri): each.value for each in params.previous_result_ids}
        return await findings.workspace_report(ls, previous)


def _is_kind(kind: str, wanted: str) -> bool:
    """Whether a kind is the wanted one or below it: `refactor.extract` is below `refactor`."""
    return not wanted or kind == wanted or kind.startswith(f"{wanted}.")
