"""# flask-name-imported-as-module

## What it does
Finds `import jsonify` and `from Flask import Flask`: names of Flask that are imported as if they were modules.

## Why is this bad?
The import raises `ModuleNotFoundError: No module named 'jsonify'`, so the application does not start.

## Example
```python
import jsonify
from flask import Flask

app = Flask(__name__)
```

## Use instead
```python
from flask import Flask, jsonify

app = Flask(__name__)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.resolve import import_target
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import Import, Shape
from flask_ls.text.spans import Span, TextEdit

_NAMES = frozenset(
    {
        "jsonify", "render_template", "render_template_string", "url_for", "make_response", "send_file", "current_app",
        "send_from_directory", "get_flashed_messages", "stream_with_context", "flash", "redirect",
    }
)  # fmt: skip

RULE = Rule(
    code="FLK003",
    name="flask-name-imported-as-module",
    severity="error",
    summary="A name of Flask is imported as a module",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/",
    words=(*sorted(f"import {name}" for name in _NAMES), "from Flask"),
    fixable=True,
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for statement in shape.imports:
        name = _missing(statement)
        if not name or statement.in_try or name in context.project.tree.by_name:
            continue
        if import_target(context.project, context.file, name) is not None:
            continue
        written = context.file.blocks[context.block][statement.span.start : statement.span.end]
        better = "flask" + written.removeprefix("from Flask") if name == "Flask" else f"flask {written}"
        yield Report(
            span=statement.span,
            message=f"There is no module `{name}`: `ModuleNotFoundError: No module named '{name}'`. Write `from {better}`.",
            data=(f"from {better}",),
        )


def _missing(statement: Import) -> str:
    """The name that an import takes for a module."""
    if statement.module == "Flask":
        return "Flask"
    if statement.module is None and len(statement.names) == 1 and statement.names[0][0] in _NAMES:
        return statement.names[0][0]
    return ""


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Import it from Flask."""
    edit = TextEdit(Span(*finding.span), finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)}, safe=True)]
