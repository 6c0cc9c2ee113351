"""# request-method-case

## What it does
Finds `request.method` compared with a word that is not in upper case.

## Why is this bad?
Methods are in upper case, so that `request.method == "post"` is never true.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def index():
    if request.method == "post":
        return "posted"
    return "form"
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def index():
    if request.method == "POST":
        return "posted"
    return "form"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Const, Display, Expr, Operation, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK216",
    name="request-method-case",
    severity="warning",
    summary="`request.method` is compared with a word that is not in upper case",
    docs="https://werkzeug.palletsprojects.com/en/stable/wrappers/#werkzeug.wrappers.Request.method",
    words=(".method",),
    fixable=True,
    preview=True,
)
_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}


def check(function: Function, context: Context) -> Iterator[Report]:
    for each in inside(context.file.shapes[function.block].bodies[function.number]):
        if not isinstance(each, Operation) or each.operator not in ("==", "!=", "in", "not in"):
            continue
        wrong = [word for operand in each.operands for word in _words(operand)]
        if not wrong or not any(
            isinstance(operand, Ref) and context.name_of(operand, function.number) == "flask.Request.method"
            for operand in each.operands
        ):
            continue
        for word in wrong:
            yield Report(
                span=word.span,
                message=f"`request.method` is in upper case: it is never `{word.value!s}`. Write `{str(word.value).upper()}`.",
                data=(str(word.value).upper(),),
            )


def _words(operand: Expr) -> list[Const]:
    """The methods in an operand that are not in upper case."""
    values = operand.items if isinstance(operand, Display) else (operand,)
    return [
        each
        for each in values
        if isinstance(each, Const)
        and isinstance(each.value, str)
        and each.value.upper() in _METHODS
        and not each.value.isupper()
    ]


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the method in upper case."""
    edit = TextEdit(finding.span, f'"{finding.data[0]}"')
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
