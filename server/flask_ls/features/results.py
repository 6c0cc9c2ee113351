"""What features answer: plain values that either door can print or convert. Offsets are code points from 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flask_ls.text.spans import Span, TextEdit

CompletionKind = Literal["snippet", "config_key", "converter", "status_code", "member"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One entry of a completion list.

    `replace` is what the entry takes the place of, and `text` what it puts there: LSP snippet syntax where
    `is_snippet`, else plain. `more_edits` are edits elsewhere in the same file (imports). `key` is enough for
    `completion.documentation` to find the entry's Markdown later.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hover:
    """Markdown about what stands at `span`."""

    span: Span
    markdown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAction:
    """A change that a person may choose. `edits` are by path; `renames` are pairs of old and new path.

    `preferred`: the one sensible answer to the finding. `finding_code` is the rule it mends, None for a refactoring.
    """

    title: str
    kind: str
    finding_code: str | None
    finding_span: Span | None
    edits: Mapping[str, tuple[TextEdit, ...]]
    renames: tuple[tuple[str, str], ...] = ()
    preferred: bool = False
