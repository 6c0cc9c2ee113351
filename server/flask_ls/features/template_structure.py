"""What a template's tags enclose: folding ranges, the tags that belong together, the names that are typed together."""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.features.results import Symbol
from flask_ls.project.snapshot import Project
from flask_ls.syntax.template.model import Branch
from flask_ls.syntax.template.nodes import Block, Macro, Plain
from flask_ls.text.spans import Span


def folds(project: Project, path: str) -> list[Span]:
    """From each tag that opens or divides something to the one behind: the offsets at which they begin."""
    return [
        Span(section.head.start, after.start)
        for branch in _branches(project, path)
        if branch.end is not None
        for section, after in zip(
            branch.sections, (*(each.head for each in branch.sections[1:]), branch.end), strict=True
        )
    ]


def belonging(project: Project, path: str, offset: int) -> list[Span]:
    """The words of the tags that belong to the one whose word an offset is in: `if`, `elif`, `else`, `endif`."""
    for branch in _branches(project, path):
        heads = [*(section.head for section in branch.sections), *([branch.end] if branch.end is not None else [])]
        words = [each.at(each.tag.keyword_span) for each in heads]
        if any(word.contains(offset) for word in words):
            return words
    return []


def linked(project: Project, path: str, offset: int) -> list[Span]:
    """The block's name and the one behind `endblock`, where both are the same and an offset is in one of them."""
    for branch in _branches(project, path):
        opened, end = branch.place.tag.statement, branch.end
        if isinstance(opened, Block) and end is not None and isinstance(end.tag.statement, Plain):
            spans = [branch.place.at(opened.name_span), end.at(end.tag.statement.name_span)]
            if opened.name == end.tag.statement.name != "" and any(span.contains(offset) for span in spans):
                return spans
    return []


def outline(project: Project, path: str) -> list[Symbol]:
    """The blocks and macros of a template, in each other."""
    file = project.text_file(path)
    return [*_outline(file.template.tree)] if file is not None else []


def _outline(body: tuple[Branch, ...]) -> Iterator[Symbol]:
    for branch in body:
        inner = tuple(symbol for section in branch.sections for symbol in _outline(section.body))
        statement = branch.place.tag.statement
        if isinstance(statement, Block | Macro) and statement.name:
            is_block = isinstance(statement, Block)
            yield Symbol(
                name=statement.name,
                detail="block" if is_block else "macro",
                kind="block" if is_block else "macro",
                span=Span(branch.place.start, (branch.end or branch.place).span.end),
                selection=branch.place.at(statement.name_span),
                children=inner,
            )
        else:
            yield from inner


def _branches(project: Project, path: str) -> Iterator[Branch]:
    """Everything in a template that encloses something, from outside to inside."""
    file = project.text_file(path)
    pending = [*file.template.tree] if file is not None else []
    while pending:
        branch = pending.pop()
        if branch.sections:
            yield branch
            pending += [inner for section in branch.sections for inner in section.body]
