"""Requests about the names that the project knows: definition, references, rename, links, lenses, hints, symbols."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from flask_ls.lsp.convert import Positions

if TYPE_CHECKING:
    from flask_ls.features.results import Location, Refusal, Symbol
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.options import Options
    from flask_ls.project.snapshot import Project
    from flask_ls.text.lines import LineIndex

T = TypeVar("T")
_PATIENCE = 15.0  # seconds that a request waits for the project to be read
_Compute = Callable[["Project", str, "LineIndex", Positions, "Options"], T]
_REQUEST_FAILED = -32803  # LSP's RequestFailed: the client shows the message to the person


def register(server: FlaskLanguageServer) -> None:
    """Register the handlers of this module."""
    _places(server)
    _renames(server)
    _decorations(server)
    _symbols(server)


async def answer(ls: FlaskLanguageServer, name: str, uri: str, compute: _Compute[T], nothing: T) -> T:
    """What `compute` gives for an open document, once the applications are followed."""
    session = ls.session
    if not await is_followed(ls):
        return nothing
    document = session.documents.get(uri)
    if document is None:
        return nothing
    project, path, lines, positions = session.project, document.path, document.lines, session.positions
    options = session.options_of(path)
    return await ls.answer(name, uri, lambda: compute(project, path, lines, positions, options), nothing)


def formats_of(ls: FlaskLanguageServer, capability: str) -> list[str]:
    """The formats of texts that the client shows, by the capability that says so; without it Markdown."""
    return values(ls.can(capability) or [types.MarkupKind.Markdown])


def values(found: Sequence[object]) -> list[str]:
    """LSP's open enumerations as strings: a value that lsprotocol does not know is one already."""
    return [str(getattr(each, "value", each)) for each in found]


async def is_followed(ls: FlaskLanguageServer) -> bool:
    """Wait until the applications are followed; whether they are."""
    try:
        await asyncio.wait_for(ls.session.followed.wait(), _PATIENCE)
    except asyncio.TimeoutError:
        return False
    return True


def locations(
    ls: FlaskLanguageServer, project: Project, positions: Positions, found: list[Location]
) -> list[types.Location]:
    """Places as LSP has them; of files that are not in the snapshot, such as pictures, their beginning."""
    from flask_ls.lsp.answers import lines_of

    made = []
    for each in found:
        lines = lines_of(project, each.path)
        start = types.Position(0, 0)
        place = types.Range(start, start) if lines is None else positions.range(lines, each.span)
        made.append(types.Location(uri=ls.session.uri(each.path), range=place))
    return made


def _places(server: FlaskLanguageServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(ls: FlaskLanguageServer, params: types.DefinitionParams) -> list[types.Location]:
        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> list[types.Location]:
            from flask_ls.features.definition import definition as find

            return locations(ls, project, positions, find(project, path, positions.offset(lines, params.position)))

        return await answer(ls, "definition", params.text_document.uri, compute, [])

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(ls: FlaskLanguageServer, params: types.ReferenceParams) -> list[types.Location]:
        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> list[types.Location]:
            from flask_ls.features.references import references as find

            offset = positions.offset(lines, params.position)
            found = find(project, path, offset, declaration=params.context.include_declaration)
            return locations(ls, project, positions, found)

        return await answer(ls, "references", params.text_document.uri, compute, [])

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(
        ls: FlaskLanguageServer, params: types.DocumentHighlightParams
    ) -> list[types.DocumentHighlight]:
        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> list[types.DocumentHighlight]:
            from flask_ls.features.references import highlights

            spans = highlights(project, path, positions.offset(lines, params.position))
            return [types.DocumentHighlight(range=positions.range(lines, span)) for span in spans]

        return await answer(ls, "documentHighlight", params.text_document.uri, compute, [])

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def links(ls: FlaskLanguageServer, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> list[types.DocumentLink]:
            from flask_ls.features.document_links import document_links

            return [
                types.DocumentLink(
                    range=positions.range(lines, link.span), target=ls.session.uri(link.path), tooltip=link.tooltip
                )
                for link in document_links(project, path)
            ]

        return await answer(ls, "documentLink", params.text_document.uri, compute, [])

    @server.feature(types.TEXT_DOCUMENT_SIGNATURE_HELP, types.SignatureHelpOptions(trigger_characters=["(", ","]))
    async def signature(ls: FlaskLanguageServer, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
        formats = formats_of(ls, "text_document.signature_help.signature_information.documentation_format")

        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> types.SignatureHelp | None:
            from flask_ls.features.signature_help import signature_help
            from flask_ls.lsp.answers import signature_help as converted

            found = signature_help(project, path, positions.offset(lines, params.position))
            return converted(found, formats) if found is not None else None

        return await answer(ls, "signatureHelp", params.text_document.uri, compute, None)


def _renames(server: FlaskLanguageServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(
        ls: FlaskLanguageServer, params: types.PrepareRenameParams
    ) -> types.PrepareRenamePlaceholder | None:
        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> types.PrepareRenamePlaceholder | Refusal | None:
            from flask_ls.features.rename import prepare_rename
            from flask_ls.features.results import Refusal

            found = prepare_rename(project, path, positions.offset(lines, params.position))
            if found is None or isinstance(found, Refusal):
                return found
            return types.PrepareRenamePlaceholder(range=positions.range(lines, found[0]), placeholder=found[1])

        return _unless_refused(await answer(ls, "prepareRename", params.text_document.uri, compute, None))

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(ls: FlaskLanguageServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
        versions = {each.path: each.version for each in ls.session.documents.values()}

        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> types.WorkspaceEdit | Refusal | None:
            from flask_ls.features.rename import rename as change
            from flask_ls.features.results import Refusal
            from flask_ls.lsp.answers import lines_of

            found = change(project, path, positions.offset(lines, params.position), params.new_name)
            if isinstance(found, Refusal):
                return found
            edits = {
                each: [positions.edit(there, edit) for edit in changes]
                for each, changes in found.edits.items()
                if (there := lines_of(project, each)) is not None
            }
            if not ls.can("workspace.workspace_edit.document_changes"):
                return types.WorkspaceEdit(changes={ls.session.uri(each): made for each, made in edits.items()})
            return types.WorkspaceEdit(
                document_changes=[
                    types.TextDocumentEdit(
                        text_document=types.OptionalVersionedTextDocumentIdentifier(
                            uri=ls.session.uri(each), version=versions.get(each)
                        ),
                        edits=list(made),
                    )
                    for each, made in edits.items()
                ]
            )

        return _unless_refused(await answer(ls, "rename", params.text_document.uri, compute, None))


def _unless_refused(found: T | Refusal) -> T:
    """The answer; a refusal becomes an error whose message the client shows."""
    from flask_ls.features.results import Refusal

    if isinstance(found, Refusal):
        raise JsonRpcException(f"Cannot rename: {found.reason}", code=_REQUEST_FAILED)
    return found


def _decorations(server: FlaskLanguageServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(ls: FlaskLanguageServer, params: types.CodeLensParams) -> list[types.CodeLens]:
        clickable = ls.session.client_commands

        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> list[types.CodeLens]:
            from flask_ls.features.code_lenses import code_lenses

            made = []
            for lens in code_lenses(project, path, options):
                place = positions.range(lines, lens.span)
                command = types.Command(title=lens.title, command="")
                if lens.locations and clickable:
                    shown = locations(ls, project, positions, list(lens.locations))
                    uri = ls.session.uri(path)
                    command = types.Command(
                        title=lens.title, command="flask-ls.showReferences", arguments=[uri, place.start, shown]
                    )
                made.append(types.CodeLens(range=place, command=command))
            return made

        return await answer(ls, "codeLens", params.text_document.uri, compute, [])

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(ls: FlaskLanguageServer, params: types.InlayHintParams) -> list[types.InlayHint]:
        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> list[types.InlayHint]:
            from flask_ls.features.inlay_hints import inlay_hints

            found = inlay_hints(project, path, positions.span(lines, params.range), options)
            return [
                types.InlayHint(
                    position=positions.position(lines, hint.offset),
                    label=hint.label,
                    tooltip=hint.tooltip,
                    padding_left=True,
                )
                for hint in found
            ]

        return await answer(ls, "inlayHint", params.text_document.uri, compute, [])


_KINDS = {
    "application": types.SymbolKind.Module,
    "blueprint": types.SymbolKind.Namespace,
    "route": types.SymbolKind.Interface,
    "block": types.SymbolKind.Namespace,
    "macro": types.SymbolKind.Function,
}


def _symbols(server: FlaskLanguageServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outline(ls: FlaskLanguageServer, params: types.DocumentSymbolParams) -> list[Any]:
        tree = bool(ls.can("text_document.document_symbol.hierarchical_document_symbol_support"))
        uri = params.text_document.uri

        def compute(project: Project, path: str, lines: LineIndex, positions: Positions, options: Options) -> list[Any]:
            from flask_ls.features.document_symbols import document_symbols

            found = document_symbols(project, path)
            if tree:
                return [_nested(each, lines, positions) for each in found]
            flat = [leaf for each in found for leaf in _leaves(each)]
            return [
                types.SymbolInformation(
                    name=leaf.name,
                    kind=_KINDS[leaf.kind],
                    container_name=container,
                    location=types.Location(uri=uri, range=positions.range(lines, leaf.span)),
                )
                for leaf, container in flat
            ]

        return await answer(ls, "documentSymbol", uri, compute, [])

    @server.feature(types.WORKSPACE_SYMBOL)
    async def find(ls: FlaskLanguageServer, params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
        project, positions = ls.session.project, ls.session.positions

        def compute() -> list[types.SymbolInformation]:
            from flask_ls.features.workspace_symbols import workspace_symbols

            return [
                types.SymbolInformation(
                    name=symbol.name,
                    kind=types.SymbolKind.Interface,
                    location=place,
                    container_name=symbol.container,
                )
                for symbol in workspace_symbols(project, params.query)
                for place in locations(ls, project, positions, [symbol.location])
            ]

        return await ls.answer("workspace/symbol", params.query, compute, [])


def _leaves(symbol: Symbol, container: str = "") -> Iterator[tuple[Symbol, str]]:
    """A symbol and all below it with the names that they are in; a blueprint, which is no place, is left out."""
    if symbol.kind != "blueprint":
        yield symbol, container or symbol.name
    for each in symbol.children:
        yield from _leaves(each, symbol.name)


def _nested(symbol: Symbol, lines: LineIndex, positions: Positions) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.name,
        detail=symbol.detail,
        kind=_KINDS[symbol.kind],
        range=positions.range(lines, symbol.span),
        selection_range=positions.range(lines, symbol.selection),
        children=[_nested(each, lines, positions) for each in symbol.children] or None,
    )
