"""Where text comes from, and which files belong to a project. The only module that reads the person's disk."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from typing import Protocol

MAX_BYTES = 2_000_000
# Where the `flask` command finds variables such as `FLASK_APP`, the first one first (Flask documentation, "Command Line
# Interface").
ENVIRONMENT_FILES = (".env", ".flaskenv")
TEMPLATE_ENDINGS = (".html", ".htm", ".xhtml", ".jinja", ".jinja2", ".j2")
# Texts of other kinds that Jinja fills in, where they are in a folder called `templates`.
TEMPLATE_TEXTS = (
    ".txt", ".text", ".xml", ".svg", ".md", ".rst", ".rss", ".atom", ".csv", ".tpl", ".tmpl", ".mjml", ".eml", ".ics",
    ".tex", ".sql", ".js", ".css", ".json",
)  # fmt: skip
SETTINGS_FILES = ("pyproject.toml", *ENVIRONMENT_FILES)
_NEVER = {"node_modules", "__pycache__", "site-packages", "dist-packages", "bower_components"}
_TOO_LARGE = f"larger than {MAX_BYTES // 1_000_000} MB"
# In a comment on the first line, or on the second where the first is blank or a comment.
_CODING = re.compile(rb"(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))??[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_MOST_NAMES = 5_000  # of one folder, for a person to choose from
Skipped = Callable[[str, str], None]  # told a path and the reason why what is there is left out


class FileSource(Protocol):
    """What is on the disk, by absolute path."""

    def read(self, path: str) -> str | None:
        """The text of a file; None where it is not there, not readable, not text or too large."""

    def size(self, path: str) -> int | None:
        """The bytes that a file has; None where there is no file."""

    def names(self, folder: str) -> list[str]:
        """The names of the files and folders in a folder, sorted; empty where there is no such folder."""

    def below(self, folder: str) -> list[str]:
        """The files below a folder, relative to it and with `/`, sorted; hidden ones and what is installed aside."""


class MemoryFiles:
    """Text held in memory, for tests and unsaved documents."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def read(self, path: str) -> str | None:
        return self._texts.get(path)

    def size(self, path: str) -> int | None:
        text = self._texts.get(path)
        return None if text is None else len(text.encode())

    def names(self, folder: str) -> list[str]:
        return sorted({name.partition("/")[0] for name in self.below(folder)})

    def below(self, folder: str) -> list[str]:
        start = folder + os.sep
        return sorted(path[len(start) :].replace(os.sep, "/") for path in self._texts if path.startswith(start))


class DiskFiles:
    """Text on the disk. `skipped` is told the path and the reason of each file that is there but not read."""

    def __init__(self, skipped: Skipped = lambda path, reason: None) -> None:
        self._skipped = skipped

    def read(self, path: str) -> str | None:
        data, reason = _bytes(path)
        text = None
        if data is not None:
            text, reason = decode(data)
        if text is None:
            self._skipped(path, reason)
        return text

    def size(self, path: str) -> int | None:
        try:
            found = os.stat(path)  # noqa: PTH116
        except (OSError, ValueError):
            return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def names(self, folder: str) -> list[str]:
        try:
            return sorted(os.listdir(folder))  # noqa: PTH208
        except (OSError, ValueError):
            return []

    def below(self, folder: str) -> list[str]:
        """Of a large folder the first few thousand, folder by folder."""
        found: list[str] = []
        for inside, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name not in _NEVER and not name.startswith("."))
            start = os.path.relpath(inside, folder).replace(os.sep, "/")
            found += [name if start == "." else f"{start}/{name}" for name in names if not name.startswith(".")]
            if len(found) > _MOST_NAMES:
                break
        return sorted(found[:_MOST_NAMES])


def _bytes(path: str) -> tuple[bytes | None, str]:
    """A file's bytes, or None and the reason. No more is read than the size that is looked at."""
    try:
        file = os.open(path, _FLAGS)  # half the time of `open`, on every file of a tree
    except OSError as error:
        return None, error.strerror or "cannot be read"
    try:
        size = os.fstat(file).st_size
        if size > MAX_BYTES:
            return None, _TOO_LARGE
        data = os.read(file, size + 1)
        # A file that grows meanwhile, or a system that gives less than it was asked for.
        while len(data) != size and len(data) <= MAX_BYTES and (more := os.read(file, MAX_BYTES)):
            data += more
    except OSError as error:
        return None, error.strerror or "cannot be read"
    finally:
        os.close(file)
    return data, ""


def decode(data: bytes) -> tuple[str | None, str]:
    """The text of a file's bytes, or None and the reason. Line ends stay as they are.

    UTF-8, unless a source file's first two lines name another encoding (PEP 263).
    """
    if len(data) > MAX_BYTES:
        return None, _TOO_LARGE
    if b"\0" in data:
        return None, "binary"
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    if encoding == "utf-8" and (named := _CODING.match(data)):
        encoding = named[1].decode("ascii", "replace")
    try:
        return data.decode(encoding), ""
    except (UnicodeDecodeError, LookupError):
        return None, f"not {encoding} text"


def wanted(path: str) -> bool:
    """Whether the project model wants this file, going by its name alone."""
    name = os.path.basename(path)  # noqa: PTH119 - a tenth of the time of Path, on every file of a tree
    return (
        name.endswith((".py", *TEMPLATE_ENDINGS))
        or name in SETTINGS_FILES
        or (name.endswith(TEMPLATE_TEXTS) and f"{os.sep}templates{os.sep}" in path)
    )


def find_files(root: str, exclude: tuple[str, ...] = (), skipped: Skipped = lambda path, reason: None) -> Iterator[str]:
    """Absolute paths of the files below `root` that the project model wants, folder by folder, sorted.

    Never hidden folders, virtual environments, installed packages or what a pattern of `exclude` (relative to the
    root) matches. Folders behind symbolic links are not followed, so that a link to a parent cannot loop. `skipped` is
    told of each folder that is left out, hidden ones aside.
    """
    pending = [root]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            skipped(folder, error.strerror or "cannot be read")
            continue
        if any(entry.name == "pyvenv.cfg" for entry in entries):
            skipped(folder, "a virtual environment")
            continue
        below = []
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    reason = _left_out(entry.path, entry.name, root, exclude)
                    if reason is None:
                        below.append(entry.path)
                    elif reason:
                        skipped(entry.path, reason)
                elif wanted(entry.path):
                    if entry.is_file() and not excluded(entry.path, root, exclude):
                        yield entry.path
                elif entry.is_symlink() and entry.is_dir():
                    skipped(entry.path, "a link to a folder, which is not followed")
            except OSError as error:  # noqa: PERF203 - a link to itself, or a file that is gone meanwhile
                skipped(entry.path, error.strerror or "cannot be read")
        pending += reversed(below)


def _left_out(path: str, name: str, root: str, exclude: tuple[str, ...]) -> str | None:
    """Why a folder is left out, empty where that needs no word; None where it is not."""
    if name.startswith("."):
        return ""
    if name in _NEVER:
        return "installed packages" if name != "__pycache__" else ""
    return "excluded by the settings" if excluded(path, root, exclude) else None


def excluded(path: str, root: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern matches the path, relative to the root, or a folder that it is in."""
    if not patterns:
        return False
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    parts = relative.split("/")
    heads = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    return any(
        fnmatch(head, pattern.strip("/"))
        or ("/" not in pattern.strip("/") and fnmatch(head.rpartition("/")[2], pattern))
        for pattern in patterns
        for head in heads
    )
