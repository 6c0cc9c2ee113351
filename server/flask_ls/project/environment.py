"""What is installed in the environment of a project, read off the names of its metadata. Nothing of it is run."""

from __future__ import annotations

import os
import re
import time
from typing import NamedTuple

from flask_ls.project.memory import note
from flask_ls.project.snapshot import Project

KEPT = 5.0  # seconds that an answer is good for: a list of names is read again with every few keys otherwise
_FOLDERS = (".venv", "venv", "env", ".env", "virtualenv")
_METADATA = re.compile(r"(?P<name>[A-Za-z0-9][\w.]*?)-(?P<version>\d[^-]*)\.(?:dist|egg)-info\Z")


class Environment(NamedTuple):
    """A virtual environment. `folder` is its path; `versions` are those of the distributions in it, by normalised name."""

    folder: str
    versions: dict[str, str]


def environment(project: Project, root: str) -> Environment | None:
    """The virtual environment in a root of the project, or the one that the server was started in; None where there is
    none. What is installed meanwhile is seen within seconds."""
    known = project.memory.environments
    read, found = known.get(root, (-KEPT, None))
    now = time.monotonic()
    if now - read >= KEPT:
        active = os.environ.get("VIRTUAL_ENV")
        folders = [os.path.join(root, name) for name in _FOLDERS if root] + ([active] if active else [])  # noqa: PTH118
        environments = (_read(project, folder) for folder in folders)
        found = next((each for each in environments if each is not None), None)
        known[root] = now, found
    note(found, None, environment, root)
    return found


def normalised(name: str) -> str:
    """The name of a distribution as it is compared (packaging specification, "Names and normalization")."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(project: Project, folder: str) -> Environment | None:
    disk = project.disk
    if disk.size(os.path.join(folder, "pyvenv.cfg")) is None:  # noqa: PTH118
        return None
    library = os.path.join(folder, "lib")  # noqa: PTH118
    places = [os.path.join(library, name, "site-packages") for name in disk.names(library)]  # noqa: PTH118
    places.append(os.path.join(folder, "Lib", "site-packages"))  # noqa: PTH118
    versions = {
        normalised(match["name"]): match["version"]
        for place in places
        for name in disk.names(place)
        if (match := _METADATA.match(name))
    }
    return Environment(folder, versions)
