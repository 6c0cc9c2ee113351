"""# methods-not-a-list

## What it does
Finds `methods="POST"`: a text where a list of texts is needed.

## Why is this bad?
Flask raises `TypeError: Allowed methods must be a list of strings, for example: @app.route(..., methods=["POST"])` as
soon as the module is imported, so the application does not start.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/login", methods="POST")
def login():
    return "ok"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/login", methods=["POST"])
def login():
    return "ok"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.views import overridden
from flask_ls.syntax.shape import CallSite, Const
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK108",
    name="methods-not-a-list",
    severity="error",
    summary="The methods of a route are no list",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#http-methods",
    words=("methods",),
    fixable=True,
)
_TAKES_METHODS = {f"flask.{owner}.{name}" for owner in ("Flask", "Blueprint") for name in ("route", "add_url_rule")}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    methods = site.call.keyword("methods")
    if methods is None or not isinstance(methods.value, Const) or not isinstance(methods.value.value, str):
        return
    if context.name_of(site.call.func, site.scope) not in _TAKES_METHODS:
        return
    if overridden(context.project, context.file.path, "route", "add_url_rule"):
        return
    names = re.findall(r"[A-Za-z]+", methods.value.value) or ["GET"]
    wanted = "[" + ", ".join(f'"{name.upper()}"' for name in names) + "]"
    yield Report(
        span=methods.value.span,
        message="`methods` is a text, and must be a list of texts. The application does not start: `TypeError: Allowed "
        f'methods must be a list of strings, for example: @app.route(..., methods=["POST"])`. Write `{wanted}`.',
        data=(wanted,),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Make it a list."""
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)}, safe=True)]
