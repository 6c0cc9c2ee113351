"""The server's only mutable state: open documents, the current snapshot, settings.

It is changed on the event loop alone. Answers are computed from a snapshot by one worker thread.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types

from flask_ls.lsp.convert import Positions, path_of
from flask_ls.options import Options
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span

log = logging.getLogger("flask_ls")


@dataclass(slots=True)
class Document:
    """An open document. `path` is its key in the snapshot."""

    uri: str
    path: str
    language: str
    version: int
    text: str
    lines: LineIndex


class Session:
    """Everything that changes while the server runs."""

    def __init__(self) -> None:
        from flask_ls.project.snapshot import Project

        self.project = Project.empty()
        self.documents: dict[str, Document] = {}
        self.positions = Positions("utf-16")
        self.editor_settings: object = {}
        self.roots: tuple[str, ...] = ()
        self.options: dict[str, Options] = {"": Options()}
        self.generation = 0
        self.state = "starting"

    # Documents

    def opened(self, item: types.TextDocumentItem) -> Document:
        document = Document(
            item.uri, path_of(item.uri), item.language_id, item.version, item.text, LineIndex(item.text)
        )
        self.documents[item.uri] = document
        self._put(document)
        return document

    def _put(self, document: Document) -> None:
        from flask_ls.project.snapshot import is_python

        if document.language == "python" and not is_python(document.path):
            self.project = self.project.with_python(document.path, document.text)
        else:
            self.project = self.project.with_files({document.path: document.text})
        self.generation += 1

    def changed(
        self, uri: str, version: int, changes: Iterable[types.TextDocumentContentChangeEvent]
    ) -> Document | None:
        """Apply edits at once. A place outside the text is moved inside it."""
        document = self.documents.get(uri)
        if document is None:
            log.warning("change of a document that is not open: %s", uri)
            return None
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangeWholeDocument):
                document.text = change.text
                document.lines = LineIndex(change.text)
                self._put(document)
                continue
            span = self.positions.span(document.lines, change.range)
            self._edit(document, span, change.text)
        document.version = version
        return document

    def _edit(self, document: Document, span: Span, new: str) -> None:
        text = document.text[: span.start] + new + document.text[span.end :]
        document.text = text
        document.lines = LineIndex(text)
        self.project = self.project.with_edit(document.path, text, span.start, span.end, span.start + len(new))
        self.generation += 1

    def closed(self, uri: str) -> Document | None:
        """Forget a document; the file on the disk is what counts again, once `disk_text` was read."""
        return self.documents.pop(uri, None)

    def is_open(self, path: str) -> bool:
        return any(document.path == path for document in self.documents.values())

    def merge(self, texts: dict[str, str | None]) -> None:
        """Take texts from the disk into the snapshot, except where a document is open."""
        changes = {path: text for path, text in texts.items() if not self.is_open(path)}
        if changes:
            self.project = self.project.with_files(changes)
            self.generation += 1

    # Settings

    def set_roots(self, roots: Iterable[str]) -> None:
        self.roots = tuple(dict.fromkeys(roots))
        self.project = self.project.with_roots(self.roots)

    def reload_options(self, editor_settings: Any = None) -> list[str]:
        """Compute the options of each root anew: defaults, then `pyproject.toml`, then the editor. Gives what was wrong."""
        from flask_ls.project.configuration import load
        from flask_ls.project.files import DiskFiles

        if editor_settings is not None:
            self.editor_settings = editor_settings
        errors: list[str] = []
        options: dict[str, Options] = {}
        for root in ("", *self.roots):
            base = Options()
            if root:
                path = str(Path(root, "pyproject.toml"))
                held = self.project.files.get(path)
                text = held.text if held is not None else DiskFiles().read(path) if Path(path).exists() else None
                base, wrong = load(root, text, base)
                errors += wrong
            options[root], wrong = base.with_editor(self.editor_settings)
            errors += [error for error in wrong if error not in errors]
        self.options = options
        self.generation += 1
        return errors

    def options_of(self, path: str) -> Options:
        return self.options.get(self.project.root_of(path) or "", self.options[""])
