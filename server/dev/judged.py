"""Runs the rules over checkouts of real applications, and compares what they say with what was judged.

    python server/dev/judged.py FOLDER [--write]

FOLDER has a checkout of each application in a folder called `OWNER+NAME`. `tests/corpus/judged.yaml` names them with the
commit, and each finding with its place and what was found out about it by reading the source: `true` or `false`. What is
new is printed, and so is what is no longer said. `--write` adds what is new as `unjudged`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

JUDGED = Path(__file__).resolve().parents[2] / "tests" / "corpus" / "judged.yaml"
HEADER = """\
# Findings of the rules that are on, in checkouts of real applications (`commit`), each read in its source.
# `server/dev/judged.py FOLDER` compares them with what the rules say now.
"""


def main(folder: Path, *, write: bool) -> int:
    """Compare; 1 where something is new, or no longer said."""
    known: dict[str, Any] = yaml.safe_load(JUDGED.read_text(encoding="utf-8")) if JUDGED.exists() else {}
    changed = 0
    for checkout in sorted(each for each in folder.iterdir() if "+" in each.name and each.is_dir()):
        name = checkout.name.replace("+", "/", 1)
        judged: dict[str, str] = known.setdefault(name, {"commit": "", "findings": {}})["findings"]
        found = _findings(checkout)
        for place in sorted(set(judged) ^ set(found)):
            changed += 1
            print(f"{'new' if place in found else 'gone'}: {name} {place}")
        if write:
            known[name]["findings"] = {place: judged.get(place, "unjudged") for place in found}
    if write:
        JUDGED.write_text(HEADER + yaml.safe_dump(known, width=200), encoding="utf-8")
    return 1 if changed else 0


def _findings(checkout: Path) -> list[str]:
    """The findings of one application, as `path:line FLK101`, in their order."""
    command = [sys.executable, "-m", "flask_ls", "check", "--exit-zero", "--format", "json", "."]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    return [f"{row['path']}:{row['line']} {row['code']}" for row in json.loads(done.stdout)]


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), write="--write" in sys.argv))
