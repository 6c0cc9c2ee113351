"""The open documents, whose texts count for jedi in the place of their files.

jedi has no other way to be told of them than the cache of its parser: where that has a tree of a file that is as new as the
file, jedi takes this tree and does not read. So a document's text is parsed under its path, and parsed anew when the
text or the file changes; a tree of a document that was closed is thrown away. A document without a file stays unseen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


class Documents:
    """`texts` are those of all open documents, by path."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._shown: dict[str, tuple[str, float]] = {}  # the text, and when its file was changed

    def change(self, changed: dict[str, str], closed: list[str]) -> None:
        """Take what is new since the last question."""
        self.texts.update(changed)
        for path in closed:
            self.texts.pop(path, None)

    def show(self, grammar: Any) -> None:
        """Make jedi, which parses with this grammar, see the documents."""
        for path in [*self._shown]:
            if path not in self.texts:
                _forget(path)
                del self._shown[path]
        for path, text in self.texts.items():
            now = text, _modified(path)
            before = self._shown.get(path)
            if before == now:
                continue
            saved = _is_saved(path, text)
            if saved or before is None or before[1] != now[1]:
                _forget(path)
            if not saved:  # kept in memory alone: a tree that is kept on the disk must be that of the file
                grammar.parse(text, path=path, cache=False, diff_cache=True)
            self._shown[path] = now


def _modified(path: str) -> float:
    try:
        return Path(path).stat().st_mtime
    except OSError:
        return 0.0


def _is_saved(path: str, text: str) -> bool:
    try:
        return Path(path).read_bytes() == text.encode()
    except (OSError, ValueError):
        return False


def _forget(path: str) -> None:
    """Throw the trees of a file away, so that it is read again."""
    from parso.cache import parser_cache  # comes with jedi

    for trees in parser_cache.values():
        trees.pop(Path(path), None)
