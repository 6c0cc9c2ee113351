"""What names alone cannot tell: asked of the worker that infers, after our own answer was empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from lsprotocol import types

from flask_ls.infer.client import Question

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.lsp.session import Document, Session
    from flask_ls.options import Options
    from flask_ls.project.snapshot import Project
    from flask_ls.text.lines import LineIndex
    from flask_ls.text.spans import Span

_Find = Callable[["Project", str, int, "Options", bool], "Span | None"]
_KINDS = {
    "module": types.CompletionItemKind.Module,
    "class": types.CompletionItemKind.Class,
    "function": types.CompletionItemKind.Method,
    "property": types.CompletionItemKind.Property,
    "instance": types.CompletionItemKind.Variable,
    "statement": types.CompletionItemKind.Field,
}


class Moment(NamedTuple):
    """What a question is about, taken when it comes: while our own answer is computed everything may change.

    `texts` are those of the open Python documents by path, `generation` is theirs.
    """

    uri: str
    path: str
    project: Project
    lines: LineIndex
    generation: int
    texts: Mapping[str, str]

    @staticmethod
    def now(session: Session, document: Document) -> Moment:
        texts = {
            each.path: each.text
            for each in session.documents.values()
            if (each.language == "python" or each is document) and not each.too_large
        }
        return Moment(document.uri, document.path, session.project, document.lines, session.generation, texts)


async def hover(
    ls: FlaskLanguageServer, at: Moment, position: types.Position, formats: Sequence[str]
) -> types.Hover | None:
    """What is inferred of the name at a position, unless that takes too long."""

    def find(project: Project, path: str, offset: int, options: Options, alone: bool) -> Span | None:
        from flask_ls.features.inferred import name_at

        return name_at(project, path, offset, options, alone=alone)

    asked = await _question(ls, "hover", at, position, find)
    markdown = await ls.inference.answer(asked[1], at.texts) if asked is not None else None
    if asked is None or markdown is None:
        return None
    from flask_ls.lsp.answers import markup

    return types.Hover(contents=markup(markdown, formats), range=ls.session.positions.range(at.lines, asked[0]))


async def members(ls: FlaskLanguageServer, at: Moment, position: types.Position) -> types.CompletionList | None:
    """What can stand behind the dot before a position. An answer that is late is there for who asks again."""

    def find(project: Project, path: str, offset: int, options: Options, alone: bool) -> Span | None:
        from flask_ls.features.inferred import member_at

        return member_at(project, path, offset, options, alone=alone)

    asked = await _question(ls, "members", at, position, find)
    if asked is None:
        return None
    span, question = asked
    found = await ls.inference.answer(question, at.texts)
    if found is None:
        return types.CompletionList(is_incomplete=True, items=[])
    place = ls.session.positions.range(at.lines, span)
    private = at.lines.text.startswith("_", span.start)
    items = [
        types.CompletionItem(
            label=name,
            kind=_KINDS.get(kind, types.CompletionItemKind.Field),
            sort_text=f"{name.startswith('_'):d}{name}",
            text_edit=types.TextEdit(range=place, new_text=name),
            data={"uri": at.uri, "line": question.line, "column": question.column, "name": name},
        )
        for name, kind in found
        if private or not name.startswith("_")
    ]
    return types.CompletionList(is_incomplete=False, items=items)


async def documentation(
    ls: FlaskLanguageServer, member: dict[str, Any], formats: Sequence[str]
) -> types.MarkupContent | None:
    """What is inferred of an entry of `members`, by what its `data` says."""
    session = ls.session
    document = session.documents.get(str(member.get("uri")))
    if document is None:
        return None
    at, options = Moment.now(session, document), session.options_of(document.path)

    def compute() -> Question:
        from flask_ls.features.inferred import packages_of

        place = int(member["line"]), int(member["column"])
        packages = packages_of(at.project, at.path, options)
        return Question("member", at.path, at.generation, *place, *packages, str(member["name"]))

    question = await ls.answer("inferred member", at.uri, compute, None)
    markdown = await ls.inference.answer(question, at.texts) if question is not None else None
    if markdown is None:
        return None
    from flask_ls.lsp.answers import markup

    return markup(markdown, formats)


async def _question(
    ls: FlaskLanguageServer, ask: Literal["hover", "members"], at: Moment, position: types.Position, find: _Find
) -> tuple[Span, Question] | None:
    """The question about the name that `find` gives for a position, and that name's span."""
    session = ls.session
    positions, options, alone = session.positions, session.options_of(at.path), not session.python_is_explained

    def compute() -> tuple[Span, Question] | None:
        from flask_ls.features.inferred import packages_of

        span = find(at.project, at.path, positions.offset(at.lines, position), options, alone)
        if span is None or at.path not in at.texts:
            return None
        line, column = at.lines.position(span.start)
        packages = packages_of(at.project, at.path, options)
        return span, Question(ask, at.path, at.generation, line, column, *packages)

    return await ls.answer(f"inferred {ask}", at.uri, compute, None)
