"""Write which anchors the documentation of Flask, Werkzeug and Jinja has: Sphinx's own inventory of it.

    python server/dev/dump_anchors.py FOLDER

Builds the documentation that the source distributions carry, below FOLDER, and writes `server/dev/data/anchors.json`:
of each package the pages, and of each page its anchors.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent / "data" / "anchors.json"
PACKAGES = {"flask": "flask==3.1.3", "werkzeug": "werkzeug==3.1.9", "jinja2": "jinja2==3.1.6"}
TOOLS = (
    "sphinx==9.0.4",
    "pallets-sphinx-themes",
    "sphinxcontrib.log-cabinet",
    "sphinx-tabs",
    "flit_core",
    "setuptools",
)
# What autodoc imports beside the packages themselves.
IMPORTED = ("asgiref", "cryptography", "python-dotenv", "watchdog")
GENERATED_PAGES = ("genindex/", "py-modindex/", "search/")
# Runs in the environment that has Sphinx.
READ = """
import json, sys
from sphinx.util.inventory import InventoryFile
with open(sys.argv[1], "rb") as file:
    found = InventoryFile.load(file, "", lambda base, uri: uri)
print(json.dumps([item.uri for items in found.values() for item in items.values()]))
"""


def main(folder: Path) -> None:
    """Build, read the inventories, and write the anchors."""
    python = folder / "environment" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "environment")], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", *TOOLS, *IMPORTED, *PACKAGES.values()]
        subprocess.run(pip, check=True)
    found = {name: _pages(folder, python, requirement) for name, requirement in PACKAGES.items()}
    TARGET.write_text(json.dumps(found, indent=0) + "\n", encoding="utf-8", newline="\n")


def _pages(folder: Path, python: Path, requirement: str) -> dict[str, str]:
    name = requirement.replace("==", "-")
    archive = folder / f"{name}.tar.gz"
    if not archive.exists():
        source = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--dest", str(folder)]
        subprocess.run([str(python), "-m", "pip", "download", "--quiet", *source, requirement], check=True)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    built = folder / "built" / name
    build = [str(python), "-m", "sphinx", "-q", "-b", "html", str(folder / name / "docs"), str(built)]
    subprocess.run(build, check=True, capture_output=True)
    reading = [str(python), "-c", READ, str(built / "objects.inv")]
    uris = json.loads(subprocess.run(reading, check=True, capture_output=True, text=True).stdout)
    pages: dict[str, set[str]] = {}
    for uri in uris:
        page, _, anchor = uri.partition("#")
        page = re.sub(r"(?:(?<=/)|^)index/$", "", page.removesuffix(".html") + "/")
        if page not in GENERATED_PAGES:
            pages.setdefault(page, set()).update({anchor} - {""})
    return {
        page: " ".join(sorted(each for each in anchors if " " not in each)) for page, anchors in sorted(pages.items())
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
