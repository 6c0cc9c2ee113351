"""Write every generated file, or with --check say which are stale.

    python server/dev/generate.py [--check]

Each generator is a module `gen_*.py` beside this file with one function, `files() -> dict[Path, str]`: the whole
text of each file it answers for, by path from the top of the repository. Adding a generator is adding a file.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent


def generated() -> dict[Path, str]:
    """Every generated file and its text, by path from the top of the repository."""
    sys.path.insert(0, str(HERE))
    made: dict[Path, str] = {}
    for generator in sorted(HERE.glob("gen_*.py")):
        made |= importlib.import_module(generator.stem).files()
    return made


def main(arguments: list[str]) -> int:
    """0: all files are fresh (now). 1: with --check, some are not."""
    stale = []
    for path, text in generated().items():
        target = TOP / path
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if "--check" not in arguments:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path}")
    if stale and "--check" in arguments:
        print("stale, run `make generate`:", *stale, sep="\n  ")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
