"""From the files on the disk to those of a snapshot: what cannot matter is recognised and not kept in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_ls.project.files import FileSource
from flask_ls.project.glimpse import glimpse
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import File, TextFile, is_python

if TYPE_CHECKING:
    from flask_ls.project.cache import Cache


def read_file(path: str, source: FileSource, cache: Cache | None = None) -> File | None:
    """The file at a path, None where it cannot be read. A file that the cache knows is not read at all.

    Of a Python file that cannot matter by its own words no more is kept than what was seen of it; its text is read
    again should something that matters import it.
    """
    if not is_python(path):
        text = source.read(path)
        return None if text is None else TextFile(path, text)
    stamp = cache.stamp(path) if cache is not None else None
    if cache is not None and stamp is not None and (known := cache.glimpse(path, stamp)) is not None:
        return PyFile.unread(path, source, known)
    text = source.read(path)
    if text is None:
        return None
    seen = glimpse(text)
    if cache is not None and stamp is not None:
        cache.note(path, stamp, seen)
    return PyFile.seen(path, text, seen) if seen.matters else PyFile.unread(path, source, seen)
