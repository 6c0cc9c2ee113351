"""Features' plain values as LSP's types."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from itertools import zip_longest

from lsprotocol import types

from flask_ls.features.results import CodeAction, Completion, Hover, Signature
from flask_ls.lsp.convert import Positions
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import TextEdit

_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_TAGS = {"unnecessary": types.DiagnosticTag.Unnecessary, "deprecated": types.DiagnosticTag.Deprecated}
_KIND = {
    "snippet": types.CompletionItemKind.Snippet,
    "config_key": types.CompletionItemKind.Constant,
    "converter": types.CompletionItemKind.Keyword,
    "status_code": types.CompletionItemKind.Value,
    "member": types.CompletionItemKind.Field,
    "endpoint": types.CompletionItemKind.Reference,
    "template": types.CompletionItemKind.File,
    "static": types.CompletionItemKind.File,
    "url_value": types.CompletionItemKind.Variable,
    "variable": types.CompletionItemKind.Variable,
    "filter": types.CompletionItemKind.Function,
    "test": types.CompletionItemKind.Function,
    "tag": types.CompletionItemKind.Keyword,
    "block": types.CompletionItemKind.Module,
    "macro": types.CompletionItemKind.Function,
    "http_method": types.CompletionItemKind.Value,
    "header": types.CompletionItemKind.Value,
    "samesite": types.CompletionItemKind.Value,
    "command": types.CompletionItemKind.Function,
    "option": types.CompletionItemKind.Property,
    "environment": types.CompletionItemKind.Constant,
    "parameter": types.CompletionItemKind.Variable,
    "method": types.CompletionItemKind.Method,
    "attribute": types.CompletionItemKind.Property,
    "class": types.CompletionItemKind.Class,
    "exception": types.CompletionItemKind.Class,
    "function": types.CompletionItemKind.Function,
    "module": types.CompletionItemKind.Module,
}
_FENCE = re.compile(r"^```.*\n?", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
_CODE = re.compile(r"`([^`\n]+)`|\*\*([^*\n]+)\*\*")

Uri = Callable[[str], str]
_DocumentChange = types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile


def lines_of(project: Project, path: str) -> LineIndex | None:
    file = project.files.get(path)
    if file is None:
        return None
    return file.lines if isinstance(file, PyFile) else LineIndex(file.text)


def diagnostic(project: Project, positions: Positions, finding: Finding, uri: Uri) -> types.Diagnostic:
    """A finding in a file of the snapshot. `uri` gives the URI of a path."""
    lines = lines_of(project, finding.path) or LineIndex("")
    related = []
    for path, span, message in finding.related:
        there = lines_of(project, path)
        if there is not None:
            place = types.Location(uri=uri(path), range=positions.range(there, span))
            related.append(types.DiagnosticRelatedInformation(location=place, message=message))
    return types.Diagnostic(
        range=positions.range(lines, finding.span),
        message=finding.message,
        severity=_SEVERITY[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(href=finding.url),
        source="flask-ls",
        tags=[_TAGS[tag] for tag in finding.tags] or None,
        related_information=related or None,
        data=finding.name,
    )


def completion_items(
    found: Sequence[Completion], positions: Positions, lines: LineIndex, *, snippets: bool, tags: bool
) -> list[types.CompletionItem]:
    """The entries of a list, which may be long: what they share is made once."""
    replaced = cache(partial(positions.range, lines))
    return [
        _completion_item(item, replaced(item.replace), partial(positions.edit, lines), snippets=snippets, tags=tags)
        for item in found
    ]


def _completion_item(
    item: Completion,
    replaced: types.Range,
    as_edit: Callable[[TextEdit], types.TextEdit],
    *,
    snippets: bool,
    tags: bool,
) -> types.CompletionItem:
    """What is as the protocol has it where nothing is said is left out."""
    is_snippet = item.is_snippet and snippets
    return types.CompletionItem(
        label=item.label,
        kind=_KIND[item.kind],
        detail=item.detail or None,
        tags=[types.CompletionItemTag.Deprecated] if item.deprecated and tags else None,
        deprecated=True if item.deprecated and not tags else None,
        filter_text=item.filter_text if item.filter_text != item.label else None,
        sort_text=item.sort_text if item.sort_text != item.label else None,
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else None,
        insert_text_mode=types.InsertTextMode.AdjustIndentation if is_snippet else None,
        text_edit=types.TextEdit(range=replaced, new_text=item.text),
        additional_text_edits=[as_edit(edit) for edit in item.more_edits] or None,
        data=item.key,
    )


def hover(found: Hover, positions: Positions, lines: LineIndex, formats: Sequence[str]) -> types.Hover:
    return types.Hover(contents=markup(found.markdown, formats), range=positions.range(lines, found.span))


def signature_help(found: Signature, formats: Sequence[str]) -> types.SignatureHelp:
    information = types.SignatureInformation(
        label=found.label,
        documentation=markup(found.documentation, formats),
        parameters=[
            types.ParameterInformation(label=each, documentation=markup(said, formats) if said else None)
            for each, said in zip_longest(found.parameters, found.said)
        ],
    )
    return types.SignatureHelp(signatures=[information], active_signature=0, active_parameter=found.active)


def markup(markdown: str, formats: Sequence[str]) -> types.MarkupContent:
    """Markdown, or what is left of it where the client shows plain text only."""
    if types.MarkupKind.Markdown.value in formats:
        return types.MarkupContent(kind=types.MarkupKind.Markdown, value=markdown)
    plain = _CODE.sub(r"\1\2", _LINK.sub(r"\1: \2", _FENCE.sub("", markdown)))
    return types.MarkupContent(kind=types.MarkupKind.PlainText, value=plain)


def code_action(
    action: CodeAction,
    project: Project,
    positions: Positions,
    *,
    diagnostics: Sequence[types.Diagnostic],
    versions: Mapping[str, int],
    uri: Uri,
    documents: bool,
    can_rename: bool,
    can_create: bool,
) -> types.CodeAction | None:
    """An action; None where the client cannot carry it out. `documents`: it takes `documentChanges`."""
    if action.renames and not (can_rename and documents):
        return None
    if action.creates and not (can_create and documents):
        return None
    edits: dict[str, list[types.TextEdit]] = {}
    for path, changes in action.edits.items():
        lines = lines_of(project, path)
        if lines is None:
            return None
        edits[path] = [positions.edit(lines, change) for change in changes]
    if documents:
        all_changes: list[_DocumentChange] = [
            types.TextDocumentEdit(
                text_document=types.OptionalVersionedTextDocumentIdentifier(uri=uri(path), version=versions.get(path)),
                edits=list(changes),
            )
            for path, changes in edits.items()
        ]
        all_changes += [types.RenameFile(old_uri=uri(old), new_uri=uri(new)) for old, new in action.renames]
        for path, text in action.creates:
            new = types.OptionalVersionedTextDocumentIdentifier(uri=uri(path), version=None)
            start = types.Range(types.Position(0, 0), types.Position(0, 0))
            all_changes.append(types.CreateFile(uri=new.uri, options=types.CreateFileOptions(ignore_if_exists=True)))
            all_changes.append(types.TextDocumentEdit(text_document=new, edits=[types.TextEdit(start, text)]))
        edit = types.WorkspaceEdit(document_changes=all_changes)
    else:
        edit = types.WorkspaceEdit(changes={uri(path): changes for path, changes in edits.items()})
    return types.CodeAction(
        title=action.title,
        kind=action.kind,
        diagnostics=diagnostics or None,
        is_preferred=action.preferred or None,
        edit=edit,
    )
