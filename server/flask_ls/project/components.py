"""Which files can matter to Flask, and which of them belong together: what imports connect.

Imports are taken at a glance here, which may see more of them than there are: two files may be thought connected that
are not, never the other way round. All of this is computed once and carried over from snapshot to snapshot, until an
import changes or a word that matters comes or goes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from flask_ls.project.memory import ask, name_of, whole
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.project.tree import Tree

Links = Mapping[str, tuple[str, ...]]


class _Groups(NamedTuple):
    """`number`: each Python file's path to the number of its group. `paths`: of each group those that matter, sorted."""

    number: dict[str, int]
    paths: list[list[str]]


def relevant(project: Project) -> list[PyFile]:
    """The Python files that can matter to Flask, by path: those that may by their own words, and all that import one.

    What is left out neither makes an application nor can name anything of one.
    """
    return project.picked(whole(project, _relevant))


def is_relevant(project: Project, path: str) -> bool:
    """Whether the Python file of this path is among `relevant`."""
    return path in whole(project, _relevant)


def component(project: Project, path: str) -> list[PyFile]:
    """The files that matter among those that imports connect with this one, in either direction, by path.

    Several applications in one workspace stay apart as long as nothing imports both.
    """
    groups = whole(project, _groups)
    return project.picked(groups.paths[groups.number[path]]) if path in groups.number else []


def components(project: Project) -> list[list[PyFile]]:
    """All files that matter in such groups, by path."""
    return [project.picked(paths) for paths in whole(project, _groups).paths if paths]


def mentions(project: Project, path: str, pattern: re.Pattern[str]) -> bool:
    """Whether a pattern matches in a file that matters among those that imports connect with this one."""
    files = component(project, path)
    return bool(files) and ask(project, _mentioned, files[0].path, pattern)


def _mentioned(project: Project, path: str, pattern: re.Pattern[str]) -> bool:
    return any(says(project, file.path, pattern) for file in component(project, path))


def sources(project: Project) -> list[PyFile]:
    """The Python files that matter, those of the tests aside."""
    return [file for file in relevant(project) if not project.tree.is_test(file.path)]


def speaks_of(project: Project, pattern: re.Pattern[str], *, tests: bool = True) -> bool:
    """Whether a pattern matches in any Python file that matters; `tests`: those of the tests count, too."""
    return ask(project, _spoken_of, pattern, tests)


def _spoken_of(project: Project, pattern: re.Pattern[str], tests: bool) -> bool:
    files = relevant(project) if tests else sources(project)
    return any(says(project, file.path, pattern) for file in files)


def says(project: Project, path: str, pattern: re.Pattern[str]) -> bool:
    """Whether a pattern matches in one Python file."""
    return ask(project, _says, path, pattern)


def _says(project: Project, path: str, pattern: re.Pattern[str]) -> bool:
    file = project.python(path)
    return file is not None and pattern.search(file.text) is not None


def circles(project: Project) -> list[list[str]]:
    """The paths of files that matter and import each other in a circle."""
    wanted = whole(project, _relevant)
    linked = {path: [target for target in links(project)[path] if target in wanted] for path in wanted}
    return [sorted(found) for found in _strongly_connected(linked) if len(found) > 1]


def links(project: Project) -> Links:
    """Each Python file's path to the paths of the files that it imports."""
    return whole(project, _links)


def _links(project: Project) -> Links:
    known: Links = project.wholes.pop("components.recalled", dict)()
    return {
        file.path: known[file.path] if file.path in known else _linked(project, file) for file in project.python_files()
    }


def imported_packages(project: Project) -> frozenset[str]:
    """The first names of all modules that the files which matter import: `flask`, `flask_login`."""
    return whole(project, _packages)


def _packages(project: Project) -> frozenset[str]:
    return frozenset(module.partition(".")[0] for file in relevant(project) for module, _ in file.glimpse.imports)


def recall(project: Project, links: Callable[[], Links], relevant: Iterable[str] | None) -> None:
    """Take over what an earlier start found out: the links of unchanged files, and, if it knew, what is relevant."""
    project.wholes["components.recalled"] = links
    if relevant is not None:
        project.wholes[name_of(_relevant)] = dict.fromkeys(sorted(relevant))


def _relevant(project: Project) -> Mapping[str, None]:
    return dict.fromkeys(sorted(_importers(project)))


def _importers(project: Project) -> set[str]:
    """The files that matter by their own words, and those that import one of them by whatever way."""
    importers: dict[str, list[str]] = {}
    for path, targets in links(project).items():
        for target in targets:
            importers.setdefault(target, []).append(path)
    pending = [file.path for file in project.python_files() if file.glimpse.matters]
    found = set(pending)
    while pending:
        new = [path for path in importers.get(pending.pop(), ()) if path not in found]
        found.update(new)
        pending += new
    return found


def _groups(project: Project) -> _Groups:
    return _grouped(links(project), whole(project, _relevant))


def _grouped(linked: Links, relevant_paths: Mapping[str, None]) -> _Groups:
    parents = {path: path for path in linked}

    def top(path: str) -> str:
        while parents[path] != path:
            parents[path] = parents[parents[path]]
            path = parents[path]
        return path

    for path, targets in linked.items():
        for target in targets:
            parents[top(path)] = top(target)
    numbers: dict[str, int] = {}
    number = {path: numbers.setdefault(top(path), len(numbers)) for path in [*relevant_paths, *linked]}
    paths: list[list[str]] = [[] for _ in numbers]
    for path in relevant_paths:
        paths[number[path]].append(path)
    return _Groups(number, paths)


def _strongly_connected(linked: Mapping[str, list[str]]) -> list[list[str]]:
    """Tarjan's algorithm, without recursion: an import chain may be longer than the stack."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    held: set[str] = set()
    found: list[list[str]] = []
    for start in linked:
        pending = [(start, iter(linked[start]))] if start not in index else []
        while pending:
            path, targets = pending[-1]
            if path not in index:
                index[path] = low[path] = len(index)
                stack.append(path)
                held.add(path)
            for target in targets:
                if target not in index:
                    pending.append((target, iter(linked[target])))
                    break
                if target in held:
                    low[path] = min(low[path], index[target])
            else:
                pending.pop()
                if pending:
                    low[pending[-1][0]] = min(low[pending[-1][0]], low[path])
                if low[path] == index[path]:
                    at = len(stack) - 1
                    while stack[at] != path:
                        at -= 1
                    found.append(stack[at:])
                    held.difference_update(stack[at:])
                    del stack[at:]
    return found


def _linked(project: Project, file: PyFile) -> tuple[str, ...]:
    """The files that a file imports; where a module is not found by its path, every file that could be it."""
    tree = project.tree
    folder = os.path.dirname(file.path)  # noqa: PTH120
    found: dict[str, None] = {}
    for module, names in file.glimpse.imports:
        if not tree.may_lead(module):
            continue
        target = tree.target(folder, module)
        if target is None:
            found.update(dict.fromkeys(_by_tail(tree, module.strip("."))))
            continue
        found[target] = None
        if not names:  # `import a.b` binds `a`
            found.update(dict.fromkeys(_above(tree, folder, module)))
        dotted = module if module.endswith(".") else f"{module}."
        for name in names:
            if below := tree.target(folder, dotted + name):
                found[below] = None
    return tuple([path for path in found if path in project.files and path != file.path])


def _above(tree: Tree, folder: str, module: str) -> list[str]:
    heads = (module[:at] for at, char in enumerate(module) if char == ".")
    return [target for head in heads if (target := tree.target(folder, head))]


def _by_tail(tree: Tree, module: str) -> list[str]:
    stems = tree.by_name.get(module.rpartition(".")[2], ())
    tail = os.sep + module.replace(".", os.sep)
    return [tree.modules[stem] for stem in stems if stem.endswith(tail)]
