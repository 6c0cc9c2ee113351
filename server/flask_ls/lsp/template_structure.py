"""Requests about a template's tags, folding and linked names; and the edits before a template file is moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from flask_ls.lsp.convert import Positions, path_of
from flask_ls.lsp.navigation import answer, is_followed
from flask_ls.project.snapshot import is_python

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.options import Options
    from flask_ls.project.snapshot import Project
    from flask_ls.text.lines import LineIndex

# A template may have any name, and a move of a folder is told by the folder.
_MOVED = types.FileOperationRegistrationOptions(
    filters=[types.FileOperationFilter(pattern=types.FileOperationPattern(glob="**/*"), scheme="file")]
)


def register(server: FlaskLanguageServer) -> None:
    """Register the handlers of this module."""

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folding(ls: FlaskLanguageServer, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> list[types.FoldingRange]:
            from flask_ls.features.template_structure import folds

            found = [(lines.line_of(span.start), lines.line_of(span.end) - 1) for span in folds(project, path)]
            return [types.FoldingRange(start_line=first, end_line=last) for first, last in found if last > first]

        return await answer(ls, "foldingRange", params.text_document.uri, compute, [])

    @server.feature(types.TEXT_DOCUMENT_LINKED_EDITING_RANGE)
    async def linked(
        ls: FlaskLanguageServer, params: types.LinkedEditingRangeParams
    ) -> types.LinkedEditingRanges | None:
        def compute(
            project: Project, path: str, lines: LineIndex, positions: Positions, options: Options
        ) -> types.LinkedEditingRanges | None:
            from flask_ls.features.template_structure import linked as find

            spans = find(project, path, positions.offset(lines, params.position))
            return types.LinkedEditingRanges(ranges=[positions.range(lines, span) for span in spans]) if spans else None

        return await answer(ls, "linkedEditingRange", params.text_document.uri, compute, None)

    @server.feature(types.WORKSPACE_WILL_RENAME_FILES, _MOVED)
    async def moved(ls: FlaskLanguageServer, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        session = ls.session
        moves = {path_of(each.old_uri): path_of(each.new_uri) for each in params.files}
        # The editor waits before it moves anything: for what is no template it need not.
        if all(is_python(path) for path in moves) or not await is_followed(ls):
            return None
        project, positions = session.project, session.positions

        def compute() -> types.WorkspaceEdit | None:
            from flask_ls.features.template_rename import moved_templates
            from flask_ls.lsp.answers import lines_of

            edits = {
                session.uri(path): [positions.edit(lines, edit) for edit in changes]
                for path, changes in moved_templates(project, moves).items()
                if (lines := lines_of(project, path)) is not None
            }
            return types.WorkspaceEdit(changes=edits) if edits else None

        return await ls.answer("willRenameFiles", ", ".join(moves), compute, None)
