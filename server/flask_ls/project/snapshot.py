"""The immutable snapshot of a workspace's files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from flask_ls.project.pyfile import PyFile, mentions_flask


class TextFile:
    """A file that is not Python: a template, `pyproject.toml`. Immutable."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def mentions_flask(self) -> bool:
        return mentions_flask(self.text)


class Project:
    """Every file the project model knows, at one moment. `with_files` and `with_edit` make the next snapshot."""

    def __init__(self, roots: tuple[str, ...], files: Mapping[str, PyFile | TextFile]) -> None:
        self.roots = roots
        self.files: Mapping[str, PyFile | TextFile] = MappingProxyType(dict(files))

    @staticmethod
    def empty(roots: tuple[str, ...] = ()) -> Project:
        return Project(roots, {})

    def with_files(self, changes: Mapping[str, str | None]) -> Project:
        """The snapshot in which these paths have these texts; None: the file is gone."""
        files = dict(self.files)
        for path, text in changes.items():
            if text is None:
                files.pop(path, None)
            elif path not in files or files[path].text != text:
                files[path] = PyFile(path, text) if is_python(path) else TextFile(path, text)
        return Project(self.roots, files)

    def with_python(self, path: str, text: str) -> Project:
        """The snapshot in which `path`, whatever its name, is a Python file (an unsaved document)."""
        return Project(self.roots, {**self.files, path: PyFile(path, text)})

    def with_edit(self, path: str, text: str, start: int, old_end: int, new_end: int) -> Project:
        """As `with_files({path: text})`, where only [start, old_end) became text[start:new_end]."""
        old = self.files.get(path)
        if not isinstance(old, PyFile):
            return self.with_files({path: text})
        edited = Project(self.roots, {**self.files, path: old.edited(text, start, old_end, new_end)})
        edited.__dict__["modules"] = self.modules  # the same paths, so the same modules
        new = edited.files[path]
        if "groups" in self.__dict__ and isinstance(new, PyFile) and new.import_names == old.import_names:
            edited.__dict__["groups"] = self.__dict__["groups"]  # the same imports, so the same components
        return edited

    def with_roots(self, roots: tuple[str, ...]) -> Project:
        return Project(roots, self.files)

    def python(self, path: str) -> PyFile | None:
        """The Python file of this path."""
        found = self.files.get(path)
        return found if isinstance(found, PyFile) else None

    def python_files(self) -> list[PyFile]:
        """Every Python file, by path."""
        return [found for _, found in sorted(self.files.items()) if isinstance(found, PyFile)]

    def root_of(self, path: str) -> str | None:
        """The innermost root that `path` is below."""
        above = [root for root in self.roots if path == root or path.startswith(root.rstrip(os.sep) + os.sep)]
        return max(above, key=len, default=None)

    @cached_property
    def modules(self) -> dict[str, str]:
        """Folder or file without its ending, to the file that a module of that path is: `/p/a/b` to `/p/a/b.py`."""
        found = {}
        for path in self.files:
            if path.endswith(".py"):
                stem = path[:-3]
                found[stem.removesuffix(f"{os.sep}__init__") if stem.endswith(f"{os.sep}__init__") else stem] = path
        return found

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that a Python file is in or below."""
        found: set[str] = set()
        for path in self.files:
            folder = os.path.dirname(path)  # noqa: PTH120
            while path.endswith(".py") and folder and folder not in found:
                found.add(folder)
                folder = os.path.dirname(folder)  # noqa: PTH120
        return frozenset(found)

    @cached_property
    def uses_flask(self) -> bool:
        """Whether any file speaks of Flask; where none does, the server keeps quiet."""
        return any(found.mentions_flask for found in self.files.values())


def is_python(path: str) -> bool:
    return path.endswith((".py", ".pyi", ".pyw"))
