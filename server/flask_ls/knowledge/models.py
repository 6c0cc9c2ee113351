"""Models of libraries: short Python files that say what a library does with routes, for the evaluator to follow.

They are read as text and never imported. A module is at the place where the library has it, so that the project's own
copy of a library, where there is one, shows where a view stands.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "library_models"


@lru_cache(maxsize=256)
def text(module: str) -> str | None:
    """The model of a library's module, by its dotted name."""
    stem = _FOLDER.joinpath(*module.split("."))
    for path in (stem / "__init__.py", stem.with_name(f"{stem.name}.py")):
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return None


def is_package(module: str) -> bool:
    """Whether a model is a package's."""
    return _FOLDER.joinpath(*module.split("."), "__init__.py").is_file()


@lru_cache(maxsize=1024)
def has(package: str) -> bool:
    """Whether there are models for a top-level package or module."""
    return text(package) is not None
