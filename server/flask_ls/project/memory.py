"""Answers that are kept from snapshot to snapshot, as long as nothing that they were computed from is another.

An answer remembers what it read: pieces of files (a block's text, what a name is bound to), other answers, and what else
a snapshot was asked for, each with the value it had. After an edit it is asked for anew only where one of these has
another value now; an answer that comes out as before leaves those that read it alone. So a keystroke costs what depends
on the edited block, however large the project is.

What is read is noticed by itself: while an answer is computed, `Project.python` gives files that note what is taken out
of them (`watched.py`). A computation is a function of a module with the snapshot and hashable arguments, keeps no `PyFile`
in what it gives, and reads nothing but snapshots, other answers and `noted` values.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from flask_ls.project.environment import Environment
    from flask_ls.project.snapshot import File, Project

T = TypeVar("T")
Key = tuple[Any, ...]  # a function, and what it is given besides the snapshot
_MOST = 200_000  # answers; many are of questions that nobody will ask again


class _Reads:
    """What one answer has read so far, in order; `paths` and `wide` go for what these have read, too.

    `wide` is what belongs to no path, such as the route map; `asked` are those of `values` that are answers, by their
    own keys.
    """

    __slots__ = ("asked", "paths", "values", "wide")

    def __init__(self) -> None:
        self.values: dict[Key, Any] = {}
        self.asked: dict[Key, Any] = {}
        self.paths: set[str] = set()
        self.wide: dict[Key, Any] = {}

    def rest_on(self, answer: _Answer) -> None:
        self.paths |= answer.reads.paths
        self.wide.update(answer.reads.wide)


_NOTHING_READ = _Reads()


class _Answer:
    """A value with what it was computed from. `seen`: the edits of the last snapshot for which it was known to hold."""

    __slots__ = ("reads", "seen", "value")

    def __init__(self, value: Any, reads: _Reads, seen: Mapping[str, File | None]) -> None:
        self.value = value
        self.reads = reads
        self.seen = seen


class Memory:
    """The answers of a snapshot and of those that came from it by edits.

    `lasting`: whether there will be later snapshots; where not, nobody needs to know what an answer was read from.
    `evaluated` is what `url_map` keeps here of its last evaluation; `environments` and `pins` are what `environment` and
    `versions` read off the disk, by what was asked, each with the time of it.
    """

    __slots__ = ("answers", "environments", "evaluated", "lasting", "pins", "wholes")

    def __init__(self) -> None:
        self.lasting = True
        self.answers: dict[Key, _Answer] = {}
        self.wholes: dict[str, Any] = {}
        self.evaluated: object = None
        self.environments: dict[str, tuple[float, Environment | None]] = {}
        self.pins: dict[tuple[str, str], tuple[float, tuple[int, int] | None]] = {}


class _Recorder(threading.local):
    """What is being read for the answer that this thread computes; None while it computes none."""

    reads: _Reads | None = None


recorder = _Recorder()


def ask(project: Project, compute: Callable[..., T], *args: Any) -> T:
    """What `compute(project, *args)` gives, computed where that is not known already."""
    key = (compute, *args)
    memory = project.memory
    answer = memory.answers.get(key)
    if answer is None or not _holds(project, answer):
        answer = _computed(project, key)
        if len(memory.answers) > _MOST:
            memory.answers.clear()
        memory.answers[key] = answer
    outer = recorder.reads
    if outer is not None:
        question: Key = (ask, *key)
        outer.values[question] = outer.asked[key] = answer.value
        outer.rest_on(answer)
    value: T = answer.value
    return value


def note(value: Any, path: str | None, read: Callable[..., object], *args: Any) -> None:
    """Say that the answer which is being computed has read `value`, which is what `read(project, *args)` gives.

    `path`: the file that it is about; None: no file alone.
    """
    reads = recorder.reads
    if reads is None:
        return
    key = (read, *args)
    reads.values[key] = value
    if path is None:
        reads.wide[key] = value
    else:
        reads.paths.add(path)


def whole(project: Project, compute: Callable[[Project], T]) -> T:
    """What `compute` gives for a snapshot as a whole: made when it is first asked for, and noted as one thing."""
    name = name_of(compute)
    if name not in project.wholes:
        with unnoticed():
            made = compute(project)
        # Who has read the last one sees at a glance that it is the same.
        last = project.memory.wholes.get(name)
        project.wholes[name] = project.memory.wholes[name] = last if last == made else made
    value: T = project.wholes[name]
    note(value, None, whole, compute)
    return value


@cache
def name_of(compute: Callable[..., object]) -> str:
    """The name under which a snapshot keeps what `whole` made: `components._links`."""
    return f"{compute.__module__.rpartition('.')[2]}.{compute.__qualname__}"


@contextmanager
def unnoticed() -> Iterator[None]:
    """Within it nothing is noted: who uses it notes the whole of what is read in it."""
    outer, recorder.reads = recorder.reads, None
    try:
        yield
    finally:
        recorder.reads = outer


def _computed(project: Project, key: Key) -> _Answer:
    reads = _Reads() if project.memory.lasting else None
    outer, recorder.reads = recorder.reads, reads
    try:
        value = key[0](project, *key[1:])
    finally:
        recorder.reads = outer
    return _Answer(value, reads or _NOTHING_READ, project.touched)


def _holds(project: Project, answer: _Answer) -> bool:
    """Whether what an answer was computed from is as it was."""
    if answer.seen is project.touched:
        return True
    if answer.reads is _NOTHING_READ:
        return False
    outer, recorder.reads = recorder.reads, None
    try:
        reads = answer.reads
        touched = project.touched_since(answer.seen)
        wide = _same(project, reads.wide)
        if not wide or not touched.isdisjoint(reads.paths):
            changed = project.changed_since(answer.seen) if wide else None
            if changed is not None and changed.isdisjoint(reads.values):
                if not _answered_the_same(project, reads.asked):
                    return False
            elif not _same(project, reads.values):
                return False
        answers = project.memory.answers
        for key in reads.asked if touched else ():
            # What is read may rest on other files now, and give the same.
            if (inner := answers.get(key)) is not None:
                reads.rest_on(inner)
    finally:
        recorder.reads = outer
    answer.seen = project.touched
    return True


def _same(project: Project, values: Mapping[Key, Any]) -> bool:
    """Whether each of these is what it was.

    They are asked for in the order in which they were: what one of them is about is there if the earlier ones say so.
    """
    for key, value in values.items():
        now = key[0](project, *key[1:])
        if now is not value and now != value:
            return False
    return True


def _answered_the_same(project: Project, asked: Mapping[Key, Any]) -> bool:
    """As `_same` for answers by their keys; those that were looked at already are not looked at again."""
    answers, touched = project.memory.answers, project.touched
    for key, value in asked.items():
        answer = answers.get(key)
        now = answer.value if answer is not None and answer.seen is touched else ask(project, *key)
        if now is not value and now != value:
            return False
    return True
