"""The immutable snapshot of a workspace's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import starmap
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flask_ls.project.files import FileSource, MemoryFiles
from flask_ls.project.glimpse import mentions_flask
from flask_ls.project.inline import home, inline, written_at
from flask_ls.project.memory import Key, Memory, note, recorder, whole
from flask_ls.project.pyfile import PyFile
from flask_ls.project.tree import Tree
from flask_ls.project.watched import WatchedFile, changes, is_python_file
from flask_ls.text.lines import LineIndex

if TYPE_CHECKING:
    from flask_ls.syntax.template.delimiters import Delimiters
    from flask_ls.syntax.template.model import Template

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_DISK: FileSource = MemoryFiles({})
_AS_IT_WAS = object()


class TextFile:
    """A file that is not Python: a template, `pyproject.toml`. Immutable."""

    def __init__(self, path: str, text: str, delimiters: Delimiters | None = None) -> None:
        self.path = path
        self.text = text
        self._delimiters = delimiters  # None: Jinja's usual ones
        self._other: TextFile | None = None

    @property
    def held(self) -> str:
        return self.text

    @cached_property
    def mentions_flask(self) -> bool:
        return mentions_flask(self.text)

    @cached_property
    def template(self) -> Template:
        """The text as a Jinja template, whatever it is."""
        from flask_ls.syntax.template.model import template  # few texts are ever looked into

        return template(self.text) if self._delimiters is None else template(self.text, self._delimiters)

    def read_with(self, delimiters: Delimiters) -> TextFile:
        """The file as an environment with other delimiters reads it."""
        if self._delimiters != delimiters:
            if self._other is None or self._other._delimiters != delimiters:
                self._other = TextFile(self.path, self.text, delimiters)
            return self._other
        return self

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)


File = PyFile | TextFile


class Project:
    """Every file the project model knows, at one moment. `with_files` and `with_edit` make the next snapshot.

    What was computed from a snapshot is carried over to the next one where no change could have changed it: `tree`
    where the same files are there, and what `components` knows where they import the same.
    """

    def __init__(
        self,
        roots: tuple[str, ...],
        files: Mapping[str, File],
        skipped: Mapping[str, str] = _NOTHING,
        disk: FileSource = _NO_DISK,
    ) -> None:
        self.roots = roots
        # For what is asked by its name alone and is no part of the model, such as pictures and style sheets.
        self.disk = disk
        # What is there and was not read, with the reason, for people who wonder.
        self.skipped = skipped
        self._files = dict(files)
        self._shown: Mapping[str, File] = MappingProxyType(self._files)
        # The files that are others than when `memory` was new.
        self.touched: Mapping[str, File | None] = {}
        # What was made of the snapshot as a whole, by name: see `memory.whole`.
        self.wholes: dict[str, Any] = {}
        self._since: dict[int, tuple[object, frozenset[str]]] = {}
        self._changed: dict[int, tuple[object, frozenset[Key] | None]] = {}

    @property
    def files(self) -> Mapping[str, File]:
        """Every file, by path."""
        return self._shown if recorder.reads is None else _WatchedFiles(self, self._files)

    @staticmethod
    def empty(roots: tuple[str, ...] = (), disk: FileSource = _NO_DISK) -> Project:
        return Project(roots, {}, disk=disk)

    def with_files(self, changes: Mapping[str, str | None]) -> Project:
        """The snapshot in which these paths have these texts; None: the file is gone."""
        return self.with_read({path: None if text is None else made(path, text) for path, text in changes.items()})

    def with_read(self, changes: Mapping[str, File | None]) -> Project:
        """The snapshot in which these paths are these files; None: the file is gone."""
        kept: dict[str, File | None] = {}
        for path, new in changes.items():
            old = self._files.get(path)
            if old is None and new is None:
                continue
            if new is None or old is None or type(old) is not type(new) or not _same(old, new):
                kept[path] = new
        return self._next(kept) if kept else self

    def with_python(self, path: str, text: str) -> Project:
        """The snapshot in which `path`, whatever its name, is a Python file (an unsaved document)."""
        return self.with_read({path: PyFile(path, text)})

    def with_edit(self, path: str, text: str, start: int, old_end: int, new_end: int) -> Project:
        """As `with_files({path: text})`, where only [start, old_end) became text[start:new_end]."""
        old = self.files.get(path)
        if not isinstance(old, PyFile):
            return self.with_files({path: text})
        return self._next({path: old.edited(text, start, old_end, new_end)})

    def with_roots(self, roots: tuple[str, ...]) -> Project:
        return Project(roots, self._files, self.skipped, self.disk)

    def with_skipped(self, skipped: Mapping[str, str]) -> Project:
        """The same files, where these paths were not read for these reasons."""
        new = self._next({})
        new.skipped = MappingProxyType(dict(skipped))
        return new

    def python(self, path: str) -> PyFile | None:
        """The Python file of this path."""
        found = self._files.get(path)
        file = found if isinstance(found, PyFile) else None
        if recorder.reads is None:
            return file
        note(file is not None, path, is_python_file, path)
        return None if file is None else WatchedFile.of(file)

    def touched_since(self, seen: Mapping[str, File | None]) -> frozenset[str]:
        """The paths of files that are others here than in the snapshot whose `touched` that was."""
        if id(seen) not in self._since:
            paths = {*self.touched, *seen}
            changed = frozenset(
                path for path in paths if self.touched.get(path, _AS_IT_WAS) is not seen.get(path, _AS_IT_WAS)
            )
            self._since[id(seen)] = (seen, changed)
        return self._since[id(seen)][1]

    def changed_since(self, seen: Mapping[str, File | None]) -> frozenset[Key] | None:
        """What can have been noted of these files and is another here; None where they are not all Python, then and now."""
        if id(seen) not in self._changed:
            pairs = [(seen.get(path), self.touched.get(path)) for path in self.touched_since(seen)]
            python = [(old, new) for old, new in pairs if isinstance(old, PyFile) and isinstance(new, PyFile)]
            found = frozenset[Key]().union(*starmap(changes, python)) if len(python) == len(pairs) else None
            self._changed[id(seen)] = (seen, found)
        return self._changed[id(seen)][1]

    def python_files(self) -> list[PyFile]:
        """Every Python file, by path. Few questions are about all of them: see `components.relevant`."""
        return self.picked(self.tree.python)

    def picked(self, paths: Iterable[str]) -> list[PyFile]:
        """The Python files of these paths, which are known to be there."""
        files = [file for path in paths if isinstance(file := self._files[path], PyFile)]
        return files if recorder.reads is None else [WatchedFile.of(file) for file in files]

    def text_file(self, path: str) -> TextFile | None:
        """The file of this path, where it is not Python, read with its application's delimiters; also a text in a string of
        Python: see `inline.py`."""
        from flask_ls.project.jinja_syntax import delimiters  # which is about snapshots itself

        literal = inline(path)
        if literal is not None:
            source = self.python(literal.path)
            text = written_at(source, literal) if source is not None else None
            return TextFile(path, text.text) if text is not None else None
        found = self.files.get(path)
        if not isinstance(found, TextFile):
            return None
        given = delimiters(self, path)
        return found if given is None else found.read_with(given)

    @property
    def texts(self) -> tuple[str, ...]:
        """The paths of all files that are not Python, sorted."""
        return whole(self, _texts)

    def root_of(self, path: str) -> str | None:
        """The innermost root that `path` is below."""
        return self.tree.root_of(path)

    def relative(self, path: str) -> str:
        """A path as people read it: from its root on, with `/`."""
        path = home(path)
        root = self.root_of(path)
        return (path[len(root) :].lstrip("/\\") if root else path).replace("\\", "/")

    @cached_property
    def tree(self) -> Tree:
        """What the paths alone say."""
        return Tree(self.roots, [path for path, file in self.files.items() if isinstance(file, PyFile)])

    @cached_property
    def memory(self) -> Memory:
        """Answers that are kept while what they were read from is the same: see `remembered`."""
        return Memory()

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of all files."""
        return frozenset(self._files)

    @property
    def modules(self) -> dict[str, str]:
        """Folder or file without its ending, to the file that a module of that path is: `/p/a/b` to `/p/a/b.py`."""
        return self.tree.modules

    @property
    def folders(self) -> frozenset[str]:
        """Every folder that a Python file is in or below."""
        return self.tree.folders

    @cached_property
    def uses_flask(self) -> bool:
        """Whether any file speaks of Flask; where none does, the server keeps quiet."""
        return any(found.mentions_flask for found in self.files.values())

    def _next(self, changes: Mapping[str, File | None]) -> Project:
        """The snapshot with these files, which are others than before, new or gone."""
        new = Project(self.roots, self._files, self.skipped, self.disk)
        for path, file in changes.items():
            if file is None:
                new._files.pop(path, None)
            else:
                new._files[path] = file
        pairs = [(self._files.get(path), file) for path, file in changes.items()]
        if all(before and after for before, after in pairs):
            _carry(self.__dict__, new.__dict__, "paths")
            _carry(self.wholes, new.wholes, "snapshot._texts")
            if all(before and after and before.mentions_flask == after.mentions_flask for before, after in pairs):
                _carry(self.__dict__, new.__dict__, "uses_flask")
        if any(isinstance(before, PyFile) is not isinstance(after, PyFile) for before, after in pairs):
            return new
        new.__dict__["tree"], new.__dict__["memory"] = self.tree, self.memory
        new.touched = {**self.touched, **changes} if changes else self.touched
        python = [
            (before.glimpse, after.glimpse)
            for before, after in pairs
            if isinstance(before, PyFile) and isinstance(after, PyFile)
        ]
        if all(before.imports == after.imports for before, after in python):
            _carry(self.wholes, new.wholes, "components._links", "components.recalled")
            if all(before.matters == after.matters for before, after in python):
                _carry(self.wholes, new.wholes, "components._relevant", "components._groups", "components._packages")
        return new


class _WatchedFiles(Mapping[str, File]):
    """The files as a computation sees them whose answer is kept: those it asks for are noted."""

    def __init__(self, project: Project, files: Mapping[str, File]) -> None:
        self._project = project
        self._files = files

    def __getitem__(self, path: str) -> File:
        python = self._project.python(path)
        if python is not None:
            return python
        file = self._files.get(path)
        note(file, path, file_of, path)
        if file is None:
            raise KeyError(path)
        return file

    def __contains__(self, path: object) -> bool:
        there = path in self._files
        note(there, str(path), has_file, path)
        return there

    def __iter__(self) -> Iterator[str]:
        note(self._project.paths, None, paths_of)
        return iter(self._files)

    def __len__(self) -> int:
        note(self._project.paths, None, paths_of)
        return len(self._files)


def _texts(project: Project) -> tuple[str, ...]:
    return tuple(sorted(path for path, file in project.files.items() if isinstance(file, TextFile)))


def file_of(project: Project, path: str) -> File | None:
    """The file of a path."""
    return project.files.get(path)


def has_file(project: Project, path: str) -> bool:
    """Whether there is a file of this path."""
    return path in project.files


def paths_of(project: Project) -> frozenset[str]:
    """The paths of all files."""
    return project.paths


def made(path: str, text: str) -> File:
    """The file of a path, by its name."""
    return PyFile(path, text) if is_python(path) else TextFile(path, text)


def is_python(path: str) -> bool:
    return path.endswith((".py", ".pyi", ".pyw"))


def _same(old: File, new: File) -> bool:
    return new is old or (old.held is not None and old.held == new.held)


def _carry(old: dict[str, Any], new: dict[str, Any], *names: str) -> None:
    for name in names:
        if name in old:
            new[name] = old[name]
