"""# removed-flask-import

## What it does
Finds imports of names that Flask no longer has: `escape`, `Markup`, `safe_join`, `JSONEncoder`, `_request_ctx_stack`,
`flask.ext`.

## Why is this bad?
The import raises `ImportError: cannot import name 'escape' from 'flask'`, so the application does not start. The rule
goes by the version that is installed in the project's environment or pinned in its requirements; where neither is known
it warns. Imports in a `try` block are a decision, and are left alone.

## Example
```python
from flask import Flask, escape

app = Flask(__name__)
print(escape("<"))
```

## Use instead
```python
from flask import Flask
from markupsafe import escape

app = Flask(__name__)
print(escape("<"))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import Removed, moved_import, removed_imports
from flask_ls.syntax.shape import Shape

_STACK = Removed((3, 0), "Use `g` for what belongs to a request, or `flask.globals.app_ctx` and `request_ctx`.")
_PROVIDER = Removed((2, 3), "Derive from `flask.json.provider.DefaultJSONProvider`, and set `app.json`.")
_JOIN = Removed((2, 1), "It is in `werkzeug.utils`.", "werkzeug.utils")
_SIGNALS = Removed((3, 0), "Signals are always available.")
_REMOVED = {
    ("flask", "escape"): Removed((3, 0), "It is in `markupsafe`.", "markupsafe"),
    ("flask", "Markup"): Removed((3, 0), "It is in `markupsafe`.", "markupsafe"),
    ("flask", "_request_ctx_stack"): _STACK,
    ("flask", "_app_ctx_stack"): _STACK,
    ("flask.globals", "_request_ctx_stack"): _STACK,
    ("flask.globals", "_app_ctx_stack"): _STACK,
    ("flask", "safe_join"): _JOIN,
    ("flask.helpers", "safe_join"): _JOIN,
    ("flask", "json_available"): Removed((2, 0), "JSON is always available."),
    ("flask", "signals_available"): _SIGNALS,
    ("flask.signals", "signals_available"): _SIGNALS,
    ("flask.json", "JSONEncoder"): _PROVIDER,
    ("flask.json", "JSONDecoder"): _PROVIDER,
    ("flask.json", "htmlsafe_dumps"): Removed((2, 3), "Use the filter `tojson`, or `jinja2.utils.htmlsafe_json_dumps`."),
    ("flask.helpers", "locked_cached_property"): Removed((3, 0), "Use `werkzeug.utils.cached_property`, with a lock of your own."),
    ("flask.helpers", "total_seconds"): Removed((2, 1), "Use `timedelta.total_seconds()`."),
    ("flask.testing", "make_test_environ_builder"): Removed((2, 0), "Use `flask.testing.EnvironBuilder`."),
    ("flask._compat", "*"): Removed((2, 0), "It was for Python 2."),
    ("flask.scaffold", "*"): Removed((3, 0), "It is in `flask.sansio.scaffold`."),
}  # fmt: skip
_EXTENSION = Removed((1, 0), "Import the extension by its own name, `flask_…`.")

RULE = Rule(
    code="FLK701",
    name="removed-flask-import",
    severity="error",
    summary="An import of something that Flask no longer has",
    docs="https://flask.palletsprojects.com/en/stable/changes/",
    words=("flask.ext", *sorted({module if name == "*" else name for module, name in _REMOVED})),
    fixable=True,
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    modules = {
        found.module for found in shape.imports if found.module and found.module.split(".")[:2] == ["flask", "ext"]
    }
    extensions = {(module, "*"): _EXTENSION for module in modules}
    yield from removed_imports(shape, context, "flask", {**_REMOVED, **extensions})


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Import it from where it is now."""
    return moved_import(finding, project)
