"""What the paths of a workspace's Python files say, whatever is in the files: modules, packages, where imports lead.

Shared by all snapshots in which the same files are there.
"""

from __future__ import annotations

import os
from functools import cached_property

_TEST_FOLDERS = {"tests", "test", "testing"}


class Tree:
    """Paths are absolute. Answers are remembered, since the files of a folder ask the same questions."""

    def __init__(self, roots: tuple[str, ...], python: list[str]) -> None:
        self._roots = roots
        self.python = tuple(sorted(python))
        self._bases: dict[str, list[str]] = {}
        self._found: dict[tuple[str, str], str | None] = {}
        self._leads: dict[str, bool] = {}
        self._tests: dict[str, bool] = {}

    @cached_property
    def modules(self) -> dict[str, str]:
        """Folder or file without its ending, to the file that a module of that path is: `/p/a/b` to `/p/a/b.py`."""
        package = f"{os.sep}__init__"
        return {path[:-3].removesuffix(package): path for path in self.python if path.endswith(".py")}

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that a Python file is in or below."""
        found: set[str] = set()
        for path in self.python:
            folder = os.path.dirname(path)  # noqa: PTH120
            while path.endswith(".py") and folder and folder not in found:
                found.add(folder)
                folder = os.path.dirname(folder)  # noqa: PTH120
        return frozenset(found)

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """The last part of a module's path, to the paths (as in `modules`) of all modules that are called so."""
        found: dict[str, list[str]] = {}
        for stem in self.modules:
            found.setdefault(stem[stem.rfind(os.sep) + 1 :], []).append(stem)
        return found

    @cached_property
    def _names(self) -> frozenset[str]:
        """What the first part of an import must be called to lead into the project."""
        return frozenset(self.by_name) | {folder[folder.rfind(os.sep) + 1 :] for folder in self.folders}

    def may_lead(self, module: str) -> bool:
        """Whether an import of this module, wherever it stands, may lead to a file; quick, since most do not."""
        known = self._leads.get(module)
        if known is None:
            first, last = module.partition(".")[0], module.rpartition(".")[2]
            known = self._leads[module] = not first or first in self._names or last in self.by_name
        return known

    def root_of(self, path: str) -> str | None:
        """The innermost root that `path` is below."""
        above = [root for root in self._roots if path == root or path.startswith(root.rstrip(os.sep) + os.sep)]
        return max(above, key=len, default=None)

    def is_test(self, path: str) -> bool:
        """Whether a file belongs to a project's tests.

        Only folders below the project's root count: the whole project may lie in a folder called `test`.
        """
        known = self._tests.get(path)
        if known is None:
            root = self.root_of(path)
            parts = path[len(root) if root else 0 :].split(os.sep)  # noqa: PTH206
            known = self._tests[path] = bool(
                parts[-1].startswith("test_")
                or parts[-1].endswith(("_test.py", "_tests.py"))
                or parts[-1] in ("conftest.py", "tests.py", "test.py")
                or (root and not _TEST_FOLDERS.isdisjoint(parts[:-1]))
            )
        return known

    def target(self, folder: str, module: str) -> str | None:
        """Where `module`, as an import in a file of `folder` writes it, leads: a file of the project.

        A folder, where it is a package without `__init__.py`; None, where it is no part of the project.
        """
        if not module.startswith("."):
            first, _, rest = module.partition(".")
            stem = self._top(folder, first) if first in self._names else None
            return None if stem is None else self.below(stem, rest)
        path = module.lstrip(".")
        for _ in range(len(module) - len(path) - 1):
            folder = os.path.dirname(folder)  # noqa: PTH120
        return self.below(folder, path)

    def below(self, stem: str, dotted: str) -> str | None:
        """The file or folder of a module whose name continues that of the module, or folder, at `stem`."""
        if dotted:
            stem = os.path.join(stem, *filter(None, dotted.split(".")))  # noqa: PTH118
        return self.modules.get(stem) or (stem if stem in self.folders else None)

    def search_path(self, folder: str) -> list[str]:
        """Folders that absolute imports of a folder's files are looked up in: those above that are no packages, roots."""
        known = self._bases.get(folder)
        if known is None:
            known = self._bases[folder] = []
            root = self.root_of(folder + os.sep)
            while folder:
                if folder not in self.modules:
                    known += [folder, os.path.join(folder, "src")]  # noqa: PTH118
                above = os.path.dirname(folder)  # noqa: PTH120
                if folder == root or (root is None and known) or above == folder:
                    break
                folder = above
        return known

    def _top(self, folder: str, first: str) -> str | None:
        """Where on the search path the first part of an absolute import is found."""
        key = (folder, first)
        if key not in self._found:
            stems = (os.path.join(base, first) for base in self.search_path(folder))  # noqa: PTH118
            self._found[key] = next((stem for stem in stems if stem in self.modules or stem in self.folders), None)
        return self._found[key]
