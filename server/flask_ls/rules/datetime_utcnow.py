"""# datetime-utcnow

## What it does
Finds `datetime.utcnow()` and `datetime.utcfromtimestamp(…)`.

## Why is this bad?
They give times that do not know their zone, and are deprecated since Python 3.12. `datetime.now(timezone.utc)` knows it;
mind that it cannot be compared with one that does not, such as those in a database's columns without a zone.

## Example
```python
from datetime import datetime

from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return str(datetime.utcnow())
```

## Use instead
```python
from datetime import datetime, timezone

from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return str(datetime.now(timezone.utc))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.imports import import_edits
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import Ref, Shape
from flask_ls.syntax.walk import expressions
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK231",
    name="datetime-utcnow",
    severity="hint",
    summary="A time does not know its zone",
    docs="https://docs.python.org/3/library/datetime.html#datetime.datetime.utcnow",
    words=("utcnow", "utcfromtimestamp"),
    fixable=True,
    preview=True,
)
_OLD = {"datetime.datetime.utcnow", "datetime.datetime.utcfromtimestamp"}


def check(shape: Shape, context: Context) -> Iterator[Report]:
    if context.is_test:
        return
    text = context.file.blocks[context.block]
    for scope, expr in expressions(shape):
        if not isinstance(expr, Ref) or expr.last not in ("utcnow", "utcfromtimestamp"):
            continue
        if context.name_of(expr, scope) not in _OLD:
            continue
        plain = expr.parts == ("datetime", "utcnow") and text[expr.span.end : expr.span.end + 2] == "()"
        yield Report(
            span=expr.span,
            message=f"`{expr.last}` gives a time that does not know its zone, and is deprecated since Python 3.12. Use "
            "`datetime.now(timezone.utc)`.",
            data=("call",) if plain else (),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Ask for the time in UTC, with its zone."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    edit = TextEdit(Span(finding.span.start, finding.span.end + 2), "datetime.now(timezone.utc)")
    edits = (edit, *import_edits(file, ["from datetime import timezone"]))
    return [Fix(title="Change to `datetime.now(timezone.utc)`", edits={file.path: edits})]
