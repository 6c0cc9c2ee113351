"""Somebody who types an application with nothing but snippets: the entries come from the real completion list.

Knows how an editor puts an entry in, and nothing of Flask. What can be typed is a prefix, the text of a tab stop, another
entry in a tab stop, and blank lines.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from flask_ls.features.completion import complete
from flask_ls.features.diagnostics import project_findings
from flask_ls.features.results import Completion
from flask_ls.knowledge.snippet_body import Stop, parse
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import TextEdit

_LANGUAGES = {".py": "python", ".html": "html"}
_HERE = "\0"  # where an entry is typed in a tab stop


class Entry(NamedTuple):
    """An entry to type in a tab stop of another one."""

    prefix: str
    values: Mapping[int, str | Entry] = {}


class Typist:
    """A project in an editor: its texts by path, the one that is open, and the folder that they are saved in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str] = {}
        self._open = ""

    def open(self, name: str) -> None:
        """Go on at the end of this file, a new one if there is none."""
        self._open = str(self._folder / name)
        self._texts.setdefault(self._open, "")

    def type(
        self,
        prefix: str,
        values: Mapping[int, str | Entry] | None = None,
        *,
        indent: int | None = None,
        after: str | None = None,
    ) -> None:
        """Type an entry on a line of its own: at the end of the file, or `after` the line with this text.

        `values` are by tab stop; the others keep their defaults. `indent` is in spaces. It is as deep as the line
        before where it is not given, as editors have it, and nothing at the end of the file.
        """
        text = self._texts[self._open]
        if after is None:
            python = self._open.endswith(".py")
            kept = text.rstrip()
            blank = "\n\n\n" if python and not indent else "\n"
            before, behind, depth = kept + blank if kept else "", "\n", indent or 0
        else:
            assert text.count(after) == 1, f"{after!r} stands in {text.count(after)} places of {text}"
            at = text.index("\n", text.index(after))
            line = text[text.rfind("\n", 0, at) + 1 : at]
            deeper = 4 if line.endswith(":") else 0
            depth = len(line) - len(line.lstrip()) + deeper if indent is None else indent
            before, behind = text[:at] + "\n", text[at:]
        self._insert(before + " " * depth, Entry(prefix, values or {}), behind)

    def load(self, name: str) -> ModuleType:
        """Save all, and import one of the modules. Our own rules find nothing in what was typed."""
        for path, text in self._texts.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(text, encoding="utf-8")
        assert {} == project_findings(self._project(), Options())
        return importlib.import_module(name)

    def test(self) -> str:
        """What pytest says of the tests that were typed; they pass."""
        command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:asyncio"]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False, timeout=60)
        assert 0 == done.returncode, done.stdout + done.stderr
        return done.stdout.splitlines()[-1]

    def _project(self) -> Project:
        return Project.empty((str(self._folder),)).with_files(self._texts)

    def _insert(self, before: str, entry: Entry, behind: str) -> None:
        """Type the prefix between the two, take what is offered for it, and then the entries in its tab stops."""
        typed = before + entry.prefix
        self._texts[self._open] = typed + behind
        chosen = self._offered(len(typed), entry.prefix)
        line = before.rpartition("\n")[2]
        text = _filled(chosen.text, entry).replace("\n", "\n" + line[: len(line) - len(line.lstrip())])
        self._texts[self._open] = _edited(typed + behind, [*chosen.more_edits, TextEdit(chosen.replace, text)])
        for inner in (value for value in entry.values.values() if isinstance(value, Entry)):
            ahead, _, rest = self._texts[self._open].partition(_HERE)
            self._insert(ahead, inner, rest)

    def _offered(self, offset: int, prefix: str) -> Completion:
        """The entry of this prefix, at an offset in code points. There must be one."""
        language = _LANGUAGES[Path(self._open).suffix]
        found = complete(self._project(), self._open, offset, Options(), snippet_support=True, language=language)
        chosen = [each for each in found if each.label == prefix and each.kind == "snippet"]
        assert 1 == len(chosen), f"`{prefix}` is offered {len(chosen)} times in {self._texts[self._open]}"
        return chosen[0]


def _edited(text: str, edits: list[TextEdit]) -> str:
    for span, new in sorted(edits, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


def _filled(body: str, entry: Entry) -> str:
    """The text with the values in its tab stops."""
    held: dict[int, list[str | Stop]] = {}
    values = {number: _HERE if isinstance(value, Entry) else value for number, value in entry.values.items()}

    def text_of(parts: list[str | Stop]) -> str:
        made = []
        for part in parts:
            if isinstance(part, str):
                made.append(part)
                continue
            assert part.number is not None
            if part.parts:
                held.setdefault(part.number, part.parts)
            made.append(values[part.number] if part.number in values else text_of(held.get(part.number, [])))
            used.add(part.number)
        return "".join(made)

    used: set[int] = set()
    made = text_of(parse(body))
    assert values.keys() <= used, f"`{entry.prefix}` has the tab stops {sorted(used)}"
    return made
