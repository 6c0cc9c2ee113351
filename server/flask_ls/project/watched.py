"""Python files as a computation sees them whose answer is kept: each piece that is taken out of one is noted.

The pieces are small, so that an edit changes few of them: a block's text, what one name is bound to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from flask_ls.project.glimpse import Glimpse
from flask_ls.project.memory import Key, note
from flask_ls.project.pyfile import Bindings, PyFile, Shapes, block_outline, block_shape
from flask_ls.syntax.shape import Binding, Import
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span

if TYPE_CHECKING:
    from flask_ls.project.snapshot import Project

_PARTS = (
    "text", "closed", "glimpse", "damaged", "starts", "imports", "import_names", "star_modules", "bindings",
)  # fmt: skip


class WatchedFile(PyFile):
    """A file that notes what is read of it. There is one of each file, which it gives its answers from."""

    def __init__(self, file: PyFile) -> None:
        super().__init__(file.path, None)
        self._file = file

    @staticmethod
    def of(file: PyFile) -> WatchedFile:
        known: WatchedFile | None = file.__dict__.get("watched")
        if known is None:
            known = file.__dict__["watched"] = WatchedFile(file)
        return known

    def _noted(self, name: str) -> Any:
        assert name in _PARTS
        value = getattr(self._file, name)
        note(value, self.path, part, self.path, name)
        return value

    @property
    def text(self) -> str:
        return str(self._noted("text"))

    @property
    def held(self) -> str | None:
        return self.text

    @property
    def closed(self) -> bool:
        return bool(self._noted("closed"))

    @property
    def glimpse(self) -> Glimpse:
        return self._noted("glimpse")  # type: ignore[no-any-return]

    @property
    def damaged(self) -> bool:
        return bool(self._noted("damaged"))

    @property
    def lines(self) -> LineIndex:
        self._noted("text")
        return self._file.lines

    @property
    def starts(self) -> list[int]:
        return self._noted("starts")  # type: ignore[no-any-return]

    @property
    def imports(self) -> list[tuple[int, Import]]:
        return self._noted("imports")  # type: ignore[no-any-return]

    @property
    def import_names(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return self._noted("import_names")  # type: ignore[no-any-return]

    @property
    def star_modules(self) -> list[str]:
        return self._noted("star_modules")  # type: ignore[no-any-return]

    @cached_property
    def blocks(self) -> Sequence[str]:
        return _Blocks(self._file)

    @cached_property
    def shapes(self) -> Shapes:
        return Shapes(self.blocks, block_shape)

    @cached_property
    def outlines(self) -> Shapes:
        return Shapes(self.blocks, block_outline)

    @cached_property
    def bindings(self) -> Bindings:
        return _Names(self._file)

    def absolute(self, block: int, span: Span) -> Span:
        note(self._file.starts[block], self.path, start, self.path, block)
        return self._file.absolute(block, span)


class _Blocks(Sequence[str]):
    """The blocks of a file; each is noted as it is taken."""

    def __init__(self, file: PyFile) -> None:
        self._file = file

    def __len__(self) -> int:
        length = len(self._file.blocks)
        note(length, self._file.path, count, self._file.path)
        return length

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        number = index if index >= 0 else len(self) + index
        text = self._file.blocks[number]
        note(text, self._file.path, block_text, self._file.path, number)
        return text

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))


class _Names(Bindings):
    """What the names of a file are bound to; each name that is asked for is noted."""

    def __init__(self, file: PyFile) -> None:
        self._file = file

    def __getitem__(self, name: str) -> list[tuple[int, Binding]]:
        found = self._file.bindings.get(name)
        note(found, self._file.path, bound, self._file.path, name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        note(self._file.bindings, self._file.path, part, self._file.path, "bindings")
        return iter(self._file.bindings)

    def __len__(self) -> int:
        note(self._file.bindings, self._file.path, part, self._file.path, "bindings")
        return len(self._file.bindings)


def changes(old: PyFile, new: PyFile) -> frozenset[Key]:
    """What a computation can have noted of a file and would find another in the next version of it."""
    path = new.path
    found: set[Key] = {(part, path, name) for name in _PARTS if _differs(old, new, name)}
    if len(old.blocks) != len(new.blocks):
        found.add((count, path))
    for number, (before, after) in enumerate(zip_longest(old.blocks, new.blocks)):
        if before is not after and before != after:
            found.add((block_text, path, number))
    for number, (at, now) in enumerate(zip_longest(old.starts, new.starts)):
        if at != now:
            found.add((start, path, number))
    if old.bindings != new.bindings:
        names = {*old.bindings, *new.bindings}
        found |= {(bound, path, name) for name in names if old.bindings.get(name) != new.bindings.get(name)}
    return frozenset(found)


def _differs(old: PyFile, new: PyFile, name: str) -> bool:
    """Whether something of a file changed. What the old one was never asked for was noted by nobody."""
    asked = name in old.__dict__ or not isinstance(getattr(PyFile, name), cached_property)
    return asked and getattr(old, name) != getattr(new, name)


# What a computation can have noted: each is asked again of a later snapshot, in which the file may be gone.


def is_python_file(project: Project, path: str) -> bool:
    """Whether there is a Python file of this path."""
    return isinstance(project.files.get(path), PyFile)


def part(project: Project, path: str, name: str) -> object:
    """What a file has under the name of an attribute."""
    file = project.python(path)
    return None if file is None else getattr(file, name)


def count(project: Project, path: str) -> int:
    """How many blocks a file has."""
    file = project.python(path)
    return 0 if file is None else len(file.blocks)


def block_text(project: Project, path: str, block: int) -> str | None:
    """The text of a block."""
    file = project.python(path)
    return file.blocks[block] if file is not None and block < len(file.blocks) else None


def start(project: Project, path: str, block: int) -> int | None:
    """Where a block begins."""
    file = project.python(path)
    return file.starts[block] if file is not None and block < len(file.starts) else None


def bound(project: Project, path: str, name: str) -> object:
    """What a name is bound to at module level."""
    file = project.python(path)
    return None if file is None else file.bindings.get(name)
