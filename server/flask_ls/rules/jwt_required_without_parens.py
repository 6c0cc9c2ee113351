"""# jwt-required-without-parens

## What it does
Finds `@jwt_required` of Flask-JWT-Extended that is not called.

## Why is this bad?
Since version 4.0 the decorator must be called. Without parentheses every request raises `TypeError:
jwt_required.<locals>.wrapper() missing 1 required positional argument: 'fn'`. The rule goes by the version that is
installed or pinned; where neither is known it warns.

## Example
```python
from flask import Flask
from flask_jwt_extended import JWTManager, jwt_required

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = "0123456789abcdef0123456789abcdef"
jwt = JWTManager(app)


@app.route("/me")
@jwt_required
def me():
    return "secret"
```

## Use instead
```python
from flask import Flask
from flask_jwt_extended import JWTManager, jwt_required

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = "0123456789abcdef0123456789abcdef"
jwt = JWTManager(app)


@app.route("/me")
@jwt_required()
def me():
    return "secret"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK817",
    name="jwt-required-without-parens",
    severity="error",
    summary="`jwt_required` is not called",
    docs="https://flask-jwt-extended.readthedocs.io/en/stable/v4_upgrade_guide.html",
    words=("jwt_required",),
    fixable=True,
)


def check(function: Function, context: Context) -> Iterator[Report]:
    for each in function.scope.decorators:
        if not isinstance(each, Ref) or context.name_of(each, function.scope.parent) not in (
            "flask_jwt_extended.jwt_required",
            "flask_jwt_extended.view_decorators.jwt_required",
        ):
            continue
        gone, severity = is_gone(context, "flask-jwt-extended", (4, 0))
        if gone:
            yield Report(
                span=Span(each.span.start - 1, each.span.end),  # with its `@`
                message="`jwt_required` must be called since Flask-JWT-Extended 4.0, or every request raises `TypeError: "
                "jwt_required.<locals>.wrapper() missing 1 required positional argument: 'fn'`. Write "
                f"`@{'.'.join(each.parts)}()`.",
                severity=severity,
            )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Call it."""
    at = finding.span.end
    return [Fix(title="Add `()`", edits={finding.path: (TextEdit(Span(at, at), "()"),)}, safe=True)]
