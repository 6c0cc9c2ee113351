"""# missing-flask-import

## What it does
Finds names that Flask, or an extension that the project uses, exports (`request`, `jsonify`, `cross_origin`), where the
file neither imports nor defines them.

## Why is this bad?
Reading the name raises `NameError: name 'jsonify' is not defined`; inside a view that shows only when it is requested.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return jsonify(a=1)
```

## Use instead
```python
from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/")
def index():
    return jsonify(a=1)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from flask_ls.project.components import imported_packages
from flask_ls.project.imports import import_edits
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.names import names
from flask_ls.text.spans import Span

_EXPORTS = {
    "flask": (
        "Blueprint", "Flask", "Response", "abort", "after_this_request", "current_app", "flash", "g",
        "get_flashed_messages", "has_request_context", "jsonify", "make_response", "redirect", "render_template",
        "render_template_string", "request", "send_file", "send_from_directory", "session", "stream_with_context",
        "url_for",
    ),
    "flask_cors": ("CORS", "cross_origin"),
    "flask_jwt_extended": (
        "JWTManager", "create_access_token", "create_refresh_token", "get_jwt", "get_jwt_identity", "jwt_required",
    ),
    "flask_login": ("LoginManager", "UserMixin", "current_user", "login_required", "login_user", "logout_user"),
    "flask_migrate": ("Migrate",),
    "flask_sqlalchemy": ("SQLAlchemy",),
    "flask_wtf": ("FlaskForm",),
    "werkzeug.security": ("check_password_hash", "generate_password_hash"),
    "werkzeug.utils": ("secure_filename",),
}  # fmt: skip
_HOMES = {name: module for module, exported in _EXPORTS.items() for name in exported}
_WORD = re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(_HOMES))})\b")
# What may define a name unseen.
_OPAQUE = re.compile(r"\bNameError\b|\bexec\(|\bglobals\(|\bbuiltins\b|__builtins__|import \*")

RULE = Rule(
    code="FLK002",
    name="missing-flask-import",
    severity="error",
    summary="A name of Flask is used and not imported",
    docs="https://flask.palletsprojects.com/en/stable/api/",
    words=tuple(sorted(_HOMES)),
    fixable=True,
)


def check(file: PyFile, context: Context) -> Iterator[Report]:
    packages = imported_packages(context.project)
    for name, span in _undefined(file):
        module = _HOMES[name]
        if module.partition(".")[0] not in {*packages, "werkzeug"} or not file.mentions_flask:
            continue
        yield Report(
            span=span,
            message=f"`{name}` is not imported: `NameError: name '{name}' is not defined`. It is in `{module}`.",
            data=(f"from {module} import {name}",),
        )


@lru_cache(maxsize=20_000)
def _written(text: str) -> frozenset[str]:
    """The names of `_HOMES` that stand anywhere in a block's text."""
    return frozenset(match[0] for match in _WORD.finditer(text))


def _undefined(file: PyFile) -> tuple[tuple[str, Span], ...]:
    """The names of `_HOMES` that the file reads and never binds, each where it is read first."""
    wanted = frozenset().union(*map(_written, file.blocks)) - file.bindings.keys()
    if not wanted or not file.closed or file.damaged or file.path.endswith(".pyi") or _OPAQUE.search(file.text):
        return ()
    for text in file.blocks:
        if not wanted.isdisjoint(_written(text)):
            wanted -= names(text).bound
    found: dict[str, Span] = {}
    for block, text in enumerate(file.blocks if wanted else ()):
        if not wanted.isdisjoint(_written(text)):
            for name, span in names(text).read:
                if name in wanted:
                    found.setdefault(name, file.absolute(block, span))
    return tuple(found.items())


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Import the name."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    edits = tuple(import_edits(file, [finding.data[0]]))
    return [Fix(title=f"Add `{finding.data[0]}`", edits={finding.path: edits}, safe=True)]
