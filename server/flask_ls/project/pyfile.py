"""One Python file of a snapshot: its text, its blocks and their shapes.

Shapes are cached by the text of their block: an edit costs the block it touches. Nothing is split or parsed before
somebody asks, and then no more blocks than the question is about.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from flask_ls.project.files import FileSource
from flask_ls.project.glimpse import Glimpse, glimpse
from flask_ls.syntax.blocks import Blocks, resplit, split
from flask_ls.syntax.outline import defined, outline
from flask_ls.syntax.parse import parse_block
from flask_ls.syntax.shape import MODULE, Binding, CallSite, Import, Scope, Shape, Store
from flask_ls.syntax.shaper import shape
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span

# Names, each with what binds it: blocks' indices and bindings.
Bindings = Mapping[str, list[tuple[int, Binding]]]


@lru_cache(maxsize=200_000)
def block_shape(text: str) -> Shape:
    """The shape of a block's text. Cached for all files: what a keystroke did not change is not parsed again."""
    return shape(text, parse_block(text))


def block_outline(text: str) -> Shape:
    """The shape of a block's text, where that is one definition without what is in its body: see `syntax/outline.py`."""
    return outline(text) or block_shape(text)


class Shapes:
    """The shapes of a file's blocks, in order. Each is made when it is first asked for."""

    __slots__ = ("_shape", "_texts")

    def __init__(self, texts: Sequence[str], shape: Callable[[str], Shape]) -> None:
        self._texts = texts
        self._shape = shape

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> Shape:
        return self._shape(self._texts[index])

    def __iter__(self) -> Iterator[Shape]:
        return map(self._shape, self._texts)


class PyFile:
    """A Python file. Immutable; what is costly is computed when it is first asked for.

    `path` is absolute, or the URI of a document that is in no file. A place in it is a block's index and a span
    relative to that block; `start(index)` is where the block begins.
    """

    def __init__(self, path: str, text: str | None, blocks: Blocks | None = None) -> None:
        self.path = path
        self._text = text
        self._source: FileSource | None = None
        self._blocks = blocks

    @staticmethod
    def seen(path: str, text: str, glimpse: Glimpse) -> PyFile:
        """A file of which is known already what its text says at a glance."""
        file = PyFile(path, text)
        file.__dict__["glimpse"] = glimpse
        return file

    @staticmethod
    def unread(path: str, source: FileSource, glimpse: Glimpse) -> PyFile:
        """A file whose text nobody asked for yet, and most likely nobody will: it is read again where somebody does."""
        file = PyFile(path, None)
        file._source, file.__dict__["glimpse"] = source, glimpse
        return file

    @property
    def text(self) -> str:
        """The file's text; empty where it was unread, and is gone now."""
        if self._text is None:
            self._text = (self._source.read(self.path) if self._source is not None else None) or ""
        return self._text

    @property
    def held(self) -> str | None:
        """The text where it is in memory."""
        return self._text

    def edited(self, text: str, start: int, old_end: int, new_end: int) -> PyFile:
        """This file after [start, old_end) was replaced by text[start:new_end]."""
        return PyFile(self.path, text, resplit(self._split, text, start, old_end, new_end))

    @property
    def blocks(self) -> Sequence[str]:
        """The texts of the file's blocks."""
        return self._split.texts

    @property
    def closed(self) -> bool:
        """Whether every triple-quoted string has its end; where not, blocks inside of it are a guess."""
        return self._split.closed

    @property
    def _split(self) -> Blocks:
        if self._blocks is None:
            self._blocks = split(self.text)
        return self._blocks

    @cached_property
    def glimpse(self) -> Glimpse:
        """What the text says without being parsed."""
        return glimpse(self.text)

    @property
    def mentions_flask(self) -> bool:
        """Whether the text speaks of Flask by name."""
        return self.glimpse.mentions_flask

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where each block begins, and the length of the text."""
        return [0, *accumulate(map(len, self.blocks))]

    @cached_property
    def shapes(self) -> Shapes:
        return Shapes(self.blocks, block_shape)

    @cached_property
    def outlines(self) -> Shapes:
        """As `shapes`, where a function or class at the top level has an empty body: at a fifth of the cost or less.

        The block's first scopes have the same numbers in both.
        """
        return Shapes(self.blocks, block_outline)

    def entrance(self, index: int) -> Shape:
        """What a block does when the module is imported: of a function that is its outline."""
        only = defined(self.blocks[index])
        return self.outlines[index] if only is not None and only.kind == "function" else self.shapes[index]

    @cached_property
    def damaged(self) -> bool:
        """Whether some block does not parse as it stands."""
        return any(shape.damaged for shape in self.shapes)

    @cached_property
    def bindings(self) -> Bindings:
        """The names bound at module level, `global` ones included, each with its block's index."""
        found: dict[str, list[tuple[int, Binding]]] = {}
        for index, text in enumerate(self.blocks):
            if (only := defined(text)) is not None:
                found.setdefault(only.name, []).append((index, only))
                continue
            shaped = block_outline(text)
            for name, bindings in shaped.by_scope.get(MODULE, {}).items():
                found.setdefault(name, []).extend((index, binding) for binding in bindings)
            for scope, name in shaped.globals:
                found.setdefault(name, []).extend((index, binding) for binding in shaped.bound(scope, name))
        return found

    @cached_property
    def imports(self) -> list[tuple[int, Import]]:
        return [
            (index, found)
            for index, text in enumerate(self.blocks)
            if "import" in text
            for found in self.shapes[index].imports
        ]

    @cached_property
    def import_names(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The modules that are imported anywhere in the file, each with the names taken from it."""
        found: dict[str, set[str]] = {}
        for _, statement in self.imports:
            if statement.module is None:
                for name, _ in statement.names:
                    found.setdefault(name, set())
            else:
                found.setdefault(statement.module, set()).update(name for name, _ in statement.names)
        return tuple((module, tuple(sorted(names))) for module, names in sorted(found.items()))

    @cached_property
    def star_modules(self) -> list[str]:
        """The modules that `from m import *` at module level takes names from."""
        return [
            found.module
            for text in self.blocks
            if "import" in text and "*" in text
            for found in block_outline(text).imports
            if found.module is not None and found.scope == MODULE and ("*", "*") in found.names
        ]

    def calls(self) -> Iterator[tuple[int, CallSite]]:
        for index, shaped in enumerate(self.shapes):
            for site in shaped.calls:
                yield index, site

    def stores(self) -> Iterator[tuple[int, Store]]:
        for index, shaped in enumerate(self.shapes):
            for store in shaped.stores:
                yield index, store

    def functions(self) -> Iterator[tuple[int, int, Scope]]:
        """Block, scope index and scope of every function."""
        for index, shaped in enumerate(self.shapes):
            for number, scope in enumerate(shaped.scopes):
                if scope.kind == "function" and scope.name != "<lambda>":
                    yield index, number, scope

    def block_at(self, offset: int) -> int:
        """The block that a cursor at `offset` is in; at a border, the one that begins there."""
        return min(max(bisect_right(self.starts, offset) - 1, 0), max(len(self.blocks) - 1, 0))

    def absolute(self, block: int, span: Span) -> Span:
        """A block's span as a span of the file."""
        return span.shifted(self.starts[block])

    def scope_at(self, offset: int) -> tuple[int, int]:
        """The block, and the innermost scope in it, around an offset."""
        block = self.block_at(offset)
        if not self.shapes:
            return 0, MODULE
        return block, self.shapes[block].scope_at(offset - self.starts[block])
