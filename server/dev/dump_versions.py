"""Write which public names each released Flask has, with the Werkzeug and Jinja of its time.

    python server/dev/dump_versions.py FOLDER

Installs the versions side by side below FOLDER, which may be kept for the next run, and writes
`server/dev/data/versions.json`. A name is a qualified name, `name(parameter)`, `jinja:filter:name` or `config:KEY`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The last release of each minor version, with what was current then.
RELEASES = {
    "2.0": ("flask==2.0.3", "werkzeug==2.0.3", "jinja2==3.0.3", "itsdangerous==2.0.1", "click==8.0.4"),
    "2.1": ("flask==2.1.3", "werkzeug==2.1.2", "jinja2==3.1.2", "itsdangerous==2.1.2", "click==8.1.3"),
    "2.2": ("flask==2.2.5", "werkzeug==2.2.3", "jinja2==3.1.2", "itsdangerous==2.1.2", "click==8.1.3"),
    "2.3": ("flask==2.3.3", "werkzeug==2.3.8", "jinja2==3.1.2", "itsdangerous==2.1.2", "click==8.1.7"),
    "3.0": ("flask==3.0.3", "werkzeug==3.0.6", "jinja2==3.1.4", "itsdangerous==2.2.0", "click==8.1.7"),
    "3.1": ("flask==3.1.3", "werkzeug==3.1.9", "jinja2==3.1.6", "itsdangerous==2.2.0", "click==8.1.8"),
}


def main(folder: Path) -> None:
    """Install, ask each version, and write what changed between them."""
    found = {version: _names(folder / version, packages) for version, packages in RELEASES.items()}
    data = {
        "generated": "by server/dev/dump_versions.py; a range is the version that brought the names and the one that took them",
        "releases": {version: " ".join(packages) for version, packages in RELEASES.items()},
        "names": {key: " ".join(shortened(names)) for key, names in sorted(ranges(found).items())},
    }
    target = HERE / "data" / "versions.json"
    target.write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8", newline="\n")


def ranges(found: dict[str, set[str]]) -> dict[str, list[str]]:
    """The names of each version, oldest first, by the version that brought them and the one that took them away."""
    versions = list(found)
    named: dict[str, list[str]] = {}
    for name in sorted(set[str]().union(*found.values())):
        having = [version for version in versions if name in found[version]]
        first, last = versions.index(having[0]), versions.index(having[-1])
        if len(having) != last - first + 1:
            raise SystemExit(f"{name} went away and came back: {having}")
        until = "" if having[-1] == versions[-1] else versions[last + 1]
        named.setdefault(f"{having[0] if first else ''}-{until}", []).append(name)
    return named


def shortened(names: list[str]) -> Iterator[str]:
    """Names with `~` in place of the class or module that they share with the name before."""
    owner = ""
    for name in names:
        yield f"~{name[len(owner) :]}" if owner and name.startswith(owner) else name
        owner = _owner(name)


def expanded(names: str) -> Iterator[str]:
    """The whole names of a text that `shortened` made."""
    owner = ""
    for each in names.split():
        name = f"{owner}{each[1:]}" if each.startswith("~") else each
        yield name
        owner = _owner(name)


def _owner(name: str) -> str:
    """What a name begins with, up to its last dot; nothing where it has none."""
    owner, dot, _ = name.partition("(")[0].rpartition(".")
    return owner + dot


def _names(folder: Path, packages: tuple[str, ...]) -> set[str]:
    return asked(installed(folder, packages), "public_names.py")


def installed(folder: Path, packages: tuple[str, ...]) -> Path:
    """A folder with packages in it, which are installed where it is not there."""
    if not folder.exists():
        install = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable]
        subprocess.run([*install, "--target", str(folder), *packages], check=True)
    return folder


def asked(folder: Path, script: str, *arguments: str) -> set[str]:
    """The names and `name(parameter)` that a script of this folder finds in the packages of a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, "-S", str(HERE / script), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{folder.name}: {done.stderr[-2000:]}")
    names = json.loads(done.stdout)
    return {*names, *(f"{name}({each})" for name, taken in names.items() for each in taken)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
