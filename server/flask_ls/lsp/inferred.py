"""Hovers on what names alone cannot tell: asked of the worker that infers, after our own answer was empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from flask_ls.infer.client import Question

if TYPE_CHECKING:
    from flask_ls.lsp.server import FlaskLanguageServer
    from flask_ls.lsp.session import Document
    from flask_ls.project.snapshot import Project
    from flask_ls.text.lines import LineIndex
    from flask_ls.text.spans import Span


async def hover(
    ls: FlaskLanguageServer,
    document: Document,
    project: Project,
    lines: LineIndex,
    generation: int,
    position: types.Position,
    formats: Sequence[str],
) -> types.Hover | None:
    """What is inferred of the name at a position, unless that takes too long. `generation`: that of the text."""
    session = ls.session
    path, positions = document.path, session.positions
    options = session.options_of(path)

    def compute() -> tuple[Span, Question] | None:
        from flask_ls.features.inferred import name_at, packages_of

        offset = positions.offset(lines, position)
        span = name_at(project, path, offset, options, alone=not session.python_is_explained)
        if span is None:
            return None
        line, column = lines.position(span.start)
        root, python, environment = packages_of(project, path, options)
        return span, Question(path, generation, line, column, root, python, environment)

    asked = await ls.answer("inferred hover", document.uri, compute, None)
    if asked is None:
        return None
    span, question = asked
    markdown = await ls.inference.hover(question, lines.text)
    if markdown is None:
        return None
    from flask_ls.lsp.answers import markup

    return types.Hover(contents=markup(markdown, formats), range=positions.range(lines, span))
