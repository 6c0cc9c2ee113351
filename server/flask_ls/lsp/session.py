"""The server's only mutable state: open documents, the current snapshot, settings, what the client was told.

It is changed on the event loop alone. Answers are computed from a snapshot by the worker.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from flask_ls.lsp.convert import Positions, path_of, uri_of
from flask_ls.options import Options
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span

if TYPE_CHECKING:
    from flask_ls.project.snapshot import File, Project

log = logging.getLogger("flask_ls")
MAX_LENGTH = 2_000_000  # code points; what is longer is generated, and parsing it would hold everything up


@dataclass(slots=True, kw_only=True)
class Document:
    """An open document. `path` is its key in the snapshot; a document that is `too_large` is not in there."""

    uri: str
    path: str
    language: str
    version: int
    lines: LineIndex
    too_large: bool = False

    @property
    def text(self) -> str:
        return self.lines.text


class Session:
    """Everything that changes while the server runs."""

    def __init__(self, positions: Positions, roots: Iterable[str]) -> None:
        from flask_ls.project.files import DiskFiles
        from flask_ls.project.snapshot import Project

        self.positions = positions
        self.roots = tuple(dict.fromkeys(roots))
        self.project: Project = Project.empty(self.roots, DiskFiles())
        self.documents: dict[str, Document] = {}
        # By root; "" is what holds where a root says nothing, and outside of all of them.
        self.settings: dict[str, object] = {}
        self.options: dict[str, Options] = {"": Options()}
        self.generation = 0
        # What was read from the folders, whether all of it was, and whether the applications were followed since.
        self.listed: set[str] = set()
        self.indexed = asyncio.Event()
        self.followed = asyncio.Event()
        # What the client said that it can, beyond the protocol.
        self.wants_routes = False
        # Whether somebody has a list of routes that may become old.
        self.routes_asked = False
        self.client_commands = False
        self.python_is_explained = False
        # What the client was told.
        self.state = "starting"
        self.status: dict[str, object] = {}
        self.counts: dict[str, int] = {}
        self.published: dict[str, tuple[int, str]] = {}
        self.elsewhere: dict[str, object] = {}
        self.polled = False
        # A person's own snippet catalogues: those with faults that the client was told of, and those that it watches.
        self.catalogues_told: set[str] = set()
        self.catalogues_watched: set[str] = set()
        self._changed = asyncio.Event()

    def touch(self) -> None:
        """Something changed that findings depend on."""
        self.generation += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self) -> None:
        """Wait until something changes."""
        await self._changed.wait()

    # Documents

    def opened(self, item: types.TextDocumentItem) -> None:
        document = Document(
            uri=item.uri,
            path=path_of(item.uri),
            language=item.language_id,
            version=item.version,
            lines=LineIndex(item.text),
        )
        self.documents[item.uri] = document
        self._put(document)

    def changed(
        self, item: types.VersionedTextDocumentIdentifier, changes: Iterable[types.TextDocumentContentChangeEvent]
    ) -> None:
        """Apply edits at once. A place outside the text is moved inside it."""
        document = self.documents.get(item.uri)
        if document is None:
            log.warning("%s was changed, but it is not open", item.uri)
            return
        if item.version <= document.version:
            log.warning("%s: version %d comes after %d", item.uri, item.version, document.version)
        document.version = item.version
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangeWholeDocument):
                document.lines = LineIndex(change.text)
                self._put(document)
            else:
                self._edit(document, self.positions.span(document.lines, change.range), change.text)

    def closed(self, uri: str) -> Document | None:
        """Forget a document. Its text stays in the snapshot until `merge` says what is on the disk."""
        document = self.documents.pop(uri, None)
        if document is None:
            log.warning("%s was closed, but it is not open", uri)
            return None
        self.published.pop(uri, None)
        self.touch()
        return document

    def _edit(self, document: Document, span: Span, new: str) -> None:
        text = document.text[: span.start] + new + document.text[span.end :]
        document.lines = document.lines.edited(text, span.start, span.end, span.start + len(new))
        if document.too_large or len(text) > MAX_LENGTH:
            self._put(document)
            return
        self.project = self.project.with_edit(document.path, text, span.start, span.end, span.start + len(new))
        self.touch()

    def _put(self, document: Document) -> None:
        """Take a document's whole text into the snapshot."""
        from flask_ls.project.snapshot import is_python

        was_too_large, document.too_large = document.too_large, len(document.text) > MAX_LENGTH
        if document.too_large:
            if not was_too_large:
                log.warning("%s is too large to be looked at", document.uri)
            self.project = self.project.with_files({document.path: None})
        elif document.language == "python" and not is_python(document.path):
            self.project = self.project.with_python(document.path, document.text)
        else:
            self.project = self.project.with_files({document.path: document.text})
        self.touch()

    @property
    def open_paths(self) -> dict[str, Document]:
        return {document.path: document for document in self.documents.values()}

    def uri(self, path: str) -> str:
        """The URI of a path, as the client writes it where the document is open."""
        document = self.open_paths.get(path)
        return document.uri if document is not None else uri_of(path)

    def merge(self, texts: Mapping[str, str | None]) -> bool:
        """Take texts from the disk into the snapshot, except where a document is open. Whether anything changed."""
        from flask_ls.project.snapshot import made

        return self.merge_files({path: None if text is None else made(path, text) for path, text in texts.items()})

    def merge_files(self, files: Mapping[str, File | None]) -> bool:
        """As `merge`, with files as they were read."""
        opened = self.open_paths
        merged = self.project.with_read({path: file for path, file in files.items() if path not in opened})
        if merged is self.project:
            return False
        self.project = merged
        for path, file in files.items():
            if file is None and path not in opened:
                self.counts.pop(path, None)
        self.touch()
        return True

    # Settings

    def set_roots(self, roots: Iterable[str]) -> None:
        self.roots = tuple(dict.fromkeys(roots))
        self.project = self.project.with_roots(self.roots)
        self.touch()

    def configure(self, pyprojects: Mapping[str, str | None]) -> list[str]:
        """Compute each root's options: the defaults, then its `pyproject.toml`, then the editor. What was wrong."""
        from flask_ls.project.configuration import load

        errors: list[str] = []
        options: dict[str, Options] = {}
        for root in ("", *self.roots):
            base, wrong = load(root, pyprojects.get(root), Options())
            errors += wrong
            section = self.settings.get(root, self.settings.get("", {}))
            if not isinstance(section, Mapping):
                errors.append(f"flask-ls: expected an object, not {section!r}")
                section = {}
            options[root], wrong = base.with_editor(section)
            errors += wrong
            if named := options[root].named_rules:
                from flask_ls.rules.names import complaints  # with all rules, of which few settings speak

                errors += [f"flask-ls: {each}" for each in complaints(named)]
        if options != self.options:
            self.options = options
            self.touch()
        return list(dict.fromkeys(errors))

    def options_of(self, path: str) -> Options:
        return self.options.get(self.project.root_of(path) or "", self.options[""])
