"""What a project says about itself: `[tool.flask-ls]` of a `pyproject.toml`, `FLASK_APP` of a `.flaskenv`."""

from __future__ import annotations

import os
import re
import sys

from flask_ls.options import Options

_FLASK_APP = re.compile(
    r"^[ \t]*(?:export[ \t]+)?FLASK_APP[ \t]*=[ \t]*(?P<quote>[\"']?)(?P<app>[^#\r\n]*?)(?P=quote)[ \t]*(?:#.*?)?\r?$",
    re.MULTILINE,
)


def load(root: str, text: str | None, options: Options) -> tuple[Options, list[str]]:
    """The options changed by the text of `root`'s `pyproject.toml` (None: there is none), and what was wrong with it."""
    if text is None or "flask-ls" not in text:
        return options, []
    # Imported where it is needed: most projects have no settings, and every start would pay for it.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    path = os.path.join(root, "pyproject.toml")  # noqa: PTH118
    try:
        table = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        return options, [f"{path}: {error}; its settings are not used"]
    section = table.get("flask-ls") if isinstance(table, dict) else None
    if section is None:
        return options, []
    changed, errors = options.with_toml(section)
    return changed, [f"{path}: {error}" for error in errors]


def flask_app(text: str) -> str:
    """The application that the text of a `.flaskenv` or `.env` names; empty where it names none. The last one counts."""
    found = [match["app"].strip() for match in _FLASK_APP.finditer(text)]
    return found[-1] if found else ""
