"""Answers that are kept from snapshot to snapshot, as long as nothing that they were read from is another.

An answer remembers which Python files it was computed from: those that it asked the snapshot for. So an edit costs the
answers that depend on the edited file, however many files there are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from flask_ls.project.environment import Environment
    from flask_ls.project.pyfile import PyFile
    from flask_ls.project.snapshot import File, Project

T = TypeVar("T")
_MOST = 100_000  # answers; many are of questions that nobody will ask again
Reads = dict[str, "File | None"]


class _Answer(NamedTuple):
    reads: Reads
    value: Any
    ground: object = None


class Memory:
    """The answers of a snapshot and those that came from it, while the same files are there.

    `evaluated` is what `url_map` keeps here of its last evaluation; `environments` is what `environment` read, by root,
    each with the time of it.
    """

    __slots__ = ("answers", "asked", "environments", "evaluated", "ground")

    def __init__(self) -> None:
        self.answers: dict[tuple[Hashable, str], _Answer] = {}
        self.asked: dict[tuple[Hashable, ...], _Answer] = {}
        self.ground: object = None
        self.evaluated: object = None
        self.environments: dict[str, tuple[float, Environment | None]] = {}


class _Recorder(threading.local):
    """What is being read for the answer that this thread computes; None while it computes none."""

    reads: Reads | None = None


recorder = _Recorder()


def remembered(project: Project, question: Hashable, file: PyFile, compute: Callable[[], T]) -> T:
    """What `compute` gives for a file. It may depend on the tree of paths and on Python files it asks `project` for.

    `question` and the file's path name the answer.
    """
    key = (question, file.path)
    answer = project.memory.answers.get(key)
    outer = recorder.reads
    if answer is None or not _holds(project, answer.reads):
        reads: Reads = {file.path: file}
        recorder.reads = reads
        try:
            answer = _Answer(reads, compute())
        finally:
            recorder.reads = outer
        if len(project.memory.answers) > _MOST:
            project.memory.answers.clear()
        project.memory.answers[key] = answer
    if outer is not None:
        outer |= answer.reads
    value: T = answer.value
    return value


def once(project: Project, name: str, compute: Callable[[], T]) -> T:
    """What `compute` gives for a snapshot as a whole, made when it is first asked for. `name` names the answer."""
    if name not in project.__dict__:
        project.__dict__[name] = compute()
    value: T = project.__dict__[name]
    return value


def whole(project: Project, compute: Callable[[Project], T]) -> T:
    """What `compute` gives for a snapshot as a whole: made when it is first asked for."""
    return once(project, f"{compute.__module__}.{compute.__qualname__}", lambda: compute(project))


def ask(project: Project, compute: Callable[..., T], *args: Hashable) -> T:
    """What `compute(project, *args)` gives, a function of a module with hashable arguments.

    It may depend on the route map, on which files there are and matter, and on files that it asks `project` for.
    """
    memory, ground = project.memory, whole(project, _ground)
    key = (compute, *args)
    answer = memory.asked.get(key)
    outer = recorder.reads
    if answer is None or answer.ground is not ground or not _holds(project, answer.reads):
        reads: Reads = {}
        recorder.reads = reads
        try:
            answer = _Answer(reads, compute(project, *args), ground)
        finally:
            recorder.reads = outer
        if len(memory.asked) > _MOST:
            memory.asked.clear()
        memory.asked[key] = answer
    if outer is not None:
        outer |= answer.reads
    value: T = answer.value
    return value


def _ground(project: Project) -> object:
    """What any answer may depend on besides the text of files; the same object as long as it is equal."""
    from flask_ls.project.components import imported_packages, relevant
    from flask_ls.project.url_map import route_map

    outer, recorder.reads = recorder.reads, None
    try:
        paths = tuple(file.path for file in relevant(project))
        ground = (project.texts, paths, imported_packages(project), route_map(project))
    finally:
        recorder.reads = outer
    if project.memory.ground != ground:
        project.memory.ground = ground
    return project.memory.ground


def _holds(project: Project, reads: Reads) -> bool:
    files = project.files
    return all(files.get(path) is read for path, read in reads.items())
