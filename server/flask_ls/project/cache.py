"""What an earlier start saw of a workspace's files, kept in the person's cache folder.

An entry counts as long as the file's size, times and number are the same: not one byte of the file is read then. What
cannot be read or written is as good as not there, and nothing here is ever a reason to fail. The content is plain JSON,
checked by its digest, replaced as a whole, and believed only if nobody else could have written it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Collection, Container, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask_ls import __version__
from flask_ls.project.glimpse import Glimpse
from flask_ls.syntax.import_scan import Imported

if TYPE_CHECKING:
    from flask_ls.project.routes import RouteMap

FORMAT = 2
FEWEST = 200  # files; reading fewer takes no time that anybody could notice
_MOST = 100_000  # files
_FOLDER_BYTES = 64_000_000  # of all workspaces together; those that were not opened for the longest time go first
_RACY = 2_000_000_000  # nanoseconds; a file as young as that may change again without its times telling
_MAGIC = b"flask-ls index "
_ROUTES = ".routes"
_MATTERS, _MENTIONS, _RELEVANT = 1, 2, 4  # flags

_Stamp = tuple[int, int, int, int]


class Cache:
    """The entries of one workspace. Made by `load`, filled by `note`, written by `save`.

    An entry is size, modified, changed, number, flags, the numbers of its imports and those of the files that they lead
    to, the latter two as text: they are seldom wanted.
    """

    def __init__(self, file: Path | None, content: Mapping[str, Any]) -> None:
        self._file = file
        self._entries: dict[str, Any] = dict(content.get("files", {}))
        self._imports: list[Any] = content.get("imports", [])
        self._notes: dict[str, tuple[_Stamp, Glimpse]] = {}
        self._kept: set[str] = set()
        self._token = content.get("token")  # says which route map belongs to these entries
        self._saved = False

    @staticmethod
    def none() -> Cache:
        """One that knows nothing and is never written."""
        return Cache(None, {})

    @property
    def knew_most(self) -> bool:
        """Whether it knew more of the files that were asked for than it was told."""
        return len(self._kept) > len(self._notes)

    @property
    def is_new(self) -> bool:
        """Whether there is something to save."""
        return bool(self._notes) or len(self._kept) != len(self._entries)

    @staticmethod
    def load(roots: Iterable[str], folder: Path | None = None) -> Cache:
        """What is known of the workspace with these roots; nothing where there is nothing that can be trusted."""
        file = _file(roots, folder or cache_folder())
        content = _read(file) if file is not None else None
        try:
            if content is not None and file is not None:
                os.utime(file)  # it is used, so it is not the first to go
                return Cache(file, content)
        except (OSError, TypeError, ValueError):
            pass
        return Cache(file, {})

    @staticmethod
    def stamp(path: str) -> _Stamp | None:
        """What changes when a file does; None where it is not there."""
        try:
            found = os.stat(path)  # noqa: PTH116 - for every file of a tree
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino

    def glimpse(self, path: str, stamp: _Stamp) -> Glimpse | None:
        """What was seen of a file, if it is the same file still."""
        entry = self._entries.get(path)
        if entry is None or (entry[0], entry[1], entry[2], entry[3]) != stamp:
            return None
        self._kept.add(path)
        flags, imports = entry[4], entry[5]
        return Glimpse(flags & _MATTERS != 0, flags & _MENTIONS != 0, lambda: self._imported(imports))

    def note(self, path: str, stamp: _Stamp, seen: Glimpse) -> None:
        """Remember what was seen of a file, whose stamp was taken before it was read."""
        if max(stamp[1], stamp[2]) + _RACY < time.time_ns():
            self._notes[path] = (stamp, seen)

    def fits(self, paths: Collection[str]) -> bool:
        """Whether the workspace has the same Python files as when this was saved, whatever is in them."""
        return self._entries.keys() == set(paths)

    def relevant(self) -> list[str] | None:
        """The files that can matter, where no file has changed; to be asked only where it `fits`."""
        if self.is_new:
            return None
        return [path for path, entry in self._entries.items() if entry[4] & _RELEVANT]

    def links(self) -> dict[str, tuple[str, ...]]:
        """What imports lead to, of the files that are unchanged; to be asked only where it `fits`."""
        names = list(self._entries)
        return {path: tuple([names[int(number)] for number in self._entries[path][6].split()]) for path in self._kept}

    def save(self, links: Mapping[str, tuple[str, ...]], relevant: Container[str]) -> bool:
        """Write what was noted, with what is unchanged, if that is worth it. Whether it was written.

        `links`: the files of the workspace, each with those that it imports. `relevant`: those that can matter.
        """
        paths = sorted(path for path in links if path in self._kept or path in self._notes)
        if self._file is None or not self.is_new or not FEWEST <= len(paths) <= _MOST:
            return False
        numbers = {path: number for number, path in enumerate(paths)}
        imports = {(module, tuple(names)): number for number, (module, names) in enumerate(self._imports)}
        entries = {}
        for path in paths:
            if path in self._notes:
                stamp, seen = self._notes[path]
                flags = _MATTERS * seen.matters | _MENTIONS * seen.mentions_flask
                listed = " ".join([str(imports.setdefault(each, len(imports))) for each in seen.imports])
            else:
                *stamp, flags, listed, _ = self._entries[path]
            flags = flags & ~_RELEVANT | _RELEVANT * (path in relevant)
            targets = " ".join([str(numbers[target]) for target in links[path] if target in numbers])
            entries[path] = [*stamp, flags, listed, targets]
        token = os.urandom(8).hex()
        written = _write(self._file, {"token": token, "files": entries, "imports": list(imports)})
        self._token, self._saved = token, written
        return written

    def routes(self, settings: list[str]) -> RouteMap | None:
        """The route map of the workspace, where no file has changed; to be asked only where it `fits`.

        `settings`: the texts of all else that it depends on.
        """
        from flask_ls.project.routes_json import from_json

        content = _read(self._file.with_suffix(_ROUTES)) if self._file is not None and not self.is_new else None
        try:
            if content is not None and [content["token"], content["settings"]] == [self._token, settings]:
                return from_json(content["routes"])
        except (KeyError, TypeError, ValueError):
            pass
        return None

    def save_routes(self, found: RouteMap, settings: list[str]) -> bool:
        """Write the route map of what was just saved, or has not changed since it was. Whether it was written."""
        if self._file is None or self._token is None or (self.is_new and not self._saved):
            return False
        from flask_ls.project.routes_json import to_json

        return _write(
            self._file.with_suffix(_ROUTES), {"token": self._token, "settings": settings, "routes": to_json(found)}
        )

    def _imported(self, numbers: str) -> tuple[Imported, ...]:
        found = (self._imports[int(number)] for number in numbers.split())
        return tuple([(module, tuple(names)) for module, names in found])


def cache_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path | None:
    """The product's folder among the person's caches; `FLASK_LS_CACHE` names another one, empty it means none."""
    if "FLASK_LS_CACHE" in environment:
        return Path(environment["FLASK_LS_CACHE"]) if environment["FLASK_LS_CACHE"] else None
    home = environment.get("USERPROFILE" if platform == "win32" else "HOME")
    match platform:
        case "win32":
            base = environment.get("LOCALAPPDATA") or (home and os.path.join(home, "AppData", "Local"))  # noqa: PTH118
        case "darwin":
            base = home and os.path.join(home, "Library", "Caches")  # noqa: PTH118
        case _:
            base = environment.get("XDG_CACHE_HOME") or (home and os.path.join(home, ".cache"))  # noqa: PTH118
    return Path(base, "flask-ls") if base and os.path.isabs(base) else None  # noqa: PTH117


def _file(roots: Iterable[str], folder: Path | None) -> Path | None:
    """Where the entries of a workspace are. Another version of anything that they depend on looks elsewhere."""
    if folder is None:
        return None
    key = json.dumps([FORMAT, __version__, sys.version, _code(), sorted(roots)])
    return folder / "index" / f"{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}.json"


def _code() -> list[tuple[str, int, int]]:
    """What changes when the product's own code does, which in a checkout happens without another version."""
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    found = []
    for folder in ("project", "project/evaluation", "syntax", "knowledge"):
        with contextlib.suppress(OSError), os.scandir(os.path.join(package, folder)) as listing:  # noqa: PTH118
            for each in listing:
                about = each.stat()
                found.append((each.name, about.st_size, about.st_mtime_ns))
    return sorted(found)


def _read(file: Path) -> dict[str, Any] | None:
    """The content of a file of ours that only we can write, and that is as it was written."""
    try:
        with file.open("rb") as opened:
            about = os.fstat(opened.fileno())
            if hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & 0o022):
                return None
            head, _, body = opened.read().partition(b"\n")
        if head != _MAGIC + hashlib.blake2b(body).hexdigest().encode():
            return None
        content = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _write(file: Path, content: dict[str, Any]) -> bool:
    """Put the content in the place of what is there, in one step, whoever else does the same."""
    import tempfile  # as costly as the rest of a start with a cache, and seldom needed

    body = json.dumps(content, separators=(",", ":")).encode()
    temporary = None
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(file, len(body))
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".partial")
        with os.fdopen(handle, "wb") as opened:
            opened.write(_MAGIC + hashlib.blake2b(body).hexdigest().encode() + b"\n" + body)
        os.replace(temporary, file)  # noqa: PTH105
    except OSError:
        if temporary is not None:
            _remove(Path(temporary))
        return False
    return True


def _make_room(file: Path, size: int) -> None:
    """Remove what was not used for the longest time, until all together is small enough, and what a crash left over."""
    found = []
    for each in file.parent.iterdir():
        about = each.stat()
        if each.suffix == ".partial" and about.st_mtime < time.time() - 3600:
            _remove(each)
        elif each != file:
            found.append((about.st_mtime, about.st_size, each))
    size += sum(each[1] for each in found)
    for _, bytes_, path in sorted(found):
        if size <= _FOLDER_BYTES:
            return
        _remove(path)
        size -= bytes_


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # another process has it open, on a system that forbids it
        return
