"""What features answer: plain values that either door can print or convert. Offsets are code points from 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flask_ls.text.spans import Span, TextEdit

CompletionKind = Literal[
    "snippet", "config_key", "converter", "status_code", "member", "endpoint", "template", "static", "url_value",
    "variable", "filter", "test", "tag", "block", "macro", "http_method", "header", "samesite", "command", "option", "environment", "parameter",
    "method", "attribute", "class", "exception", "function", "module",
]  # fmt: skip


class Completion(NamedTuple):
    """One entry of a completion list.

    `replace` is what the entry takes the place of, and `text` what it puts there: LSP snippet syntax where
    `is_snippet`, else plain. `more_edits` are edits elsewhere in the same file (imports). `key` is enough for
    `completion.documentation` to find the entry's Markdown later. A tuple, since a list makes hundreds of them.
    """

    label: str
    kind: CompletionKind
    detail: str
    text: str
    is_snippet: bool
    replace: Span
    filter_text: str
    sort_text: str
    key: str
    more_edits: tuple[TextEdit, ...] = ()
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hover:
    """Markdown about what stands at `span`."""

    span: Span
    markdown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAction:
    """A change that a person may choose. `edits` are by path; `renames` are pairs of old and new path, `creates` of a
    path and the text of the new file.

    `preferred`: the one sensible answer to the finding. `finding_code` is the rule it mends, None for a refactoring.
    """

    title: str
    kind: str
    finding_code: str | None
    finding_span: Span | None
    edits: Mapping[str, tuple[TextEdit, ...]]
    renames: tuple[tuple[str, str], ...] = ()
    creates: tuple[tuple[str, str], ...] = ()
    preferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a file. `whole` is the definition that it is the name of, where that is known."""

    path: str
    span: Span
    whole: Span | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something that was asked for is not done, for the person who asked."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLink:
    span: Span
    path: str
    tooltip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """A line above a definition. `locations`: what a click shows, empty where there is nothing to show."""

    span: Span
    title: str
    locations: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InlayHint:
    offset: int
    label: str
    tooltip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A route or a group of them, a block or a macro, in the outline of one file (`span`, `selection`)."""

    name: str
    detail: str
    kind: Literal["application", "blueprint", "route", "block", "macro"]
    span: Span
    selection: Span
    children: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceSymbol:
    name: str
    container: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a call takes. `parameters` are parts of `label`, and `said` is what each is for, where that is known; `active`
    counts from 0, None where none is being typed."""

    label: str
    parameters: tuple[str, ...]
    active: int | None
    documentation: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """The edits of a new name, by path."""

    edits: Mapping[str, tuple[TextEdit, ...]]
