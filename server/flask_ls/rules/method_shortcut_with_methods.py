"""# method-shortcut-with-methods

## What it does
Finds `methods=` in `@app.get`, `@app.post` and the other decorators for one request method.

## Why is this bad?
The application does not start: `TypeError: Use the 'route' decorator to use the 'methods' argument.`

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.get("/login", methods=["GET", "POST"])
def login():
    return "in"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/login", methods=["GET", "POST"])
def login():
    return "in"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import SHORTCUTS, Context, Finding, Fix, Report, Rule
from flask_ls.rules.views import overridden
from flask_ls.syntax.shape import CallSite, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK123",
    name="method-shortcut-with-methods",
    severity="error",
    summary="A decorator for one request method is given `methods`",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.get",
    words=("methods",),
    fixable=True,
    preview=True,
)
_SHORT = frozenset(f"flask.{owner}.{name}" for owner in ("Flask", "Blueprint") for name in SHORTCUTS)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func = site.call.func
    given = site.call.keyword("methods")
    if given is None or not isinstance(func, Ref) or func.last not in SHORTCUTS:
        return
    if context.name_of(func, site.scope) in _SHORT and not overridden(context.project, context.file.path, *SHORTCUTS):
        end = func.span.end
        yield Report(
            span=Span(end - len(func.last), end),
            message=f"`{func.last}` is for one method: `TypeError: Use the 'route' decorator to use the 'methods' argument.`",
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Use `route`, which takes methods."""
    return [Fix(title="Change to `route`", edits={finding.path: (TextEdit(finding.span, "route"),)}, safe=True)]
