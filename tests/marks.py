"""Marker fixtures: several files in one text, a cursor, and spans marked below the line they are in.

-- app.py --
app.run(debug=True)
#       ^^^^^^^^^^ FLK301
ses<|>
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from flask_ls.project.files import MemoryFiles
from flask_ls.project.snapshot import Project
from flask_ls.text.lines import LineIndex

ROOT = str(Path("/project"))
_FILE = re.compile(r"^-- (?P<path>\S+) --\n", re.MULTILINE)
_MARK = re.compile(r"^[ ]*#(?P<pad>[ ]*)(?P<carets>\^+)[ ]*(?P<text>.*)$")
CURSOR = "<|>"


@dataclass(frozen=True)
class Fixture:
    """Texts without markers, the cursor's file and offset, and the marks: (path, start, end, text)."""

    texts: dict[str, str]
    path: str
    offset: int
    marks: list[tuple[str, int, int, str]]

    @property
    def project(self) -> Project:
        return Project.empty((ROOT,), MemoryFiles(self.texts)).with_files(self.texts)


def parse(source: str, default: str = "app.py") -> Fixture:
    """The fixture that `source` describes; without a `-- path --` line it is one file."""
    pieces = _FILE.split(source)
    named = [(default, pieces[0])] if pieces[0].strip() or len(pieces) == 1 else []
    named += list(zip(pieces[1::2], pieces[2::2], strict=True))
    texts: dict[str, str] = {}
    marks: list[tuple[str, int, int, str]] = []
    cursor = ("", -1)
    for name, content in named:
        path = f"{ROOT}/{name}"
        kept: list[str] = []
        for line in content.splitlines(keepends=True):
            match = _MARK.match(line.rstrip("\n"))
            if match is None:
                kept.append(line)
                continue
            above = "".join(kept)
            start = above.rindex("\n", 0, len(above) - 1) + 1 if "\n" in above[:-1] else 0
            # `#^^^` without a space: the span begins where the `#` is.
            column = match.start("carets") - (0 if match["pad"] else 1)
            marks.append((path, start + column, start + match.end("carets"), match["text"].strip()))
        text = "".join(kept)
        if CURSOR in text:
            cursor = (path, text.index(CURSOR))
            text = text.replace(CURSOR, "")
        texts[path] = text
    return Fixture(texts, cursor[0] or next(iter(texts)), cursor[1], marks)


def line_of(text: str, offset: int) -> int:
    return LineIndex(text).line_of(offset) + 1
