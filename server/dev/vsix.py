"""Builds the extension: its code, its Python libraries, one VSIX for every platform.

    python server/dev/vsix.py [OUTPUT]

The libraries are pure Python: anything compiled would tie the VSIX to a platform and a Python, so it is taken out
where it is optional (PyYAML's C part) and refused where it is not.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from flask_ls import __version__

TOP = Path(__file__).resolve().parent.parent.parent
CLIENT = TOP / "vscode-client"
LIBS = CLIENT / "bundled" / "libs"
COMPILED = {".so", ".pyd", ".dylib"}
OPTIONAL = {"yaml"}  # packages whose compiled parts are only an acceleration
# What only older Pythons need is carried too, whatever Python builds the VSIX.
BACKPORTS = ["tomli", "exceptiongroup", "typing_extensions"]


def build(output: Path) -> Path:
    """Build the VSIX, if what it is made of changed since the last time."""
    stamp = output.with_suffix(".sha256")
    digest = _digest()
    if output.exists() and stamp.exists() and stamp.read_text() == digest:
        print(f"{output.relative_to(TOP)} is fresh")
        return output
    output.parent.mkdir(exist_ok=True)
    print("== collecting the Python libraries")
    bundle()
    print("== building the client")
    if not (CLIENT / "node_modules" / "esbuild").is_dir():
        _npm("ci", "--no-audit", "--no-fund")
    _npm("run", "build")
    print("== packaging")
    vsce = [str(CLIENT / "node_modules" / ".bin" / "vsce"), "package", "--no-dependencies", "--out", str(output)]
    subprocess.run([*vsce, "--allow-missing-repository"], cwd=CLIENT, check=True)
    stamp.write_text(digest)
    return output


def bundle() -> None:
    """Collect the server and what it needs, as pure Python."""
    shutil.rmtree(LIBS, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--target", str(LIBS)]
    subprocess.run([*pip, str(TOP), *BACKPORTS], check=True)
    shutil.rmtree(LIBS / "bin", ignore_errors=True)
    for path in LIBS.rglob("*"):
        if path.suffix in COMPILED:
            package = path.relative_to(LIBS).parts[0]
            if (
                package not in OPTIONAL
                and "__mypyc" not in path.name
                and not path.with_suffix("").with_suffix(".py").exists()
            ):
                raise SystemExit(f"{path.relative_to(LIBS)} is compiled: the VSIX would run on one platform alone")
            path.unlink()
    for cache in list(LIBS.rglob("__pycache__")):
        shutil.rmtree(cache)


def _npm(*arguments: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm was not found; install Node.js 20 or newer")
    subprocess.run([npm, *arguments], cwd=CLIENT, check=True)


def _digest() -> str:
    """A hash of everything the VSIX is made of."""
    found = hashlib.sha256()
    parts = [TOP / "server" / "flask_ls", CLIENT / "src", CLIENT / "launch", CLIENT, TOP / "pyproject.toml"]
    for part in parts:
        files = [part] if part.is_file() else sorted(part.iterdir() if part == CLIENT else part.rglob("*"))
        for path in files:
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(os.fsencode(path.relative_to(TOP)) + b"\0" + path.read_bytes())
    return found.hexdigest()


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else TOP / "dist" / f"flask-ls-{__version__}.vsix")
