"""# blueprint-404-handler-scope

## What it does
Finds handlers for 404 and 405 on a blueprint none of whose views seems to raise these.

## Why is this bad?
A blueprint's error handler is called for errors of the blueprint's views. An unknown URL, or one that is asked with a
wrong method, belongs to no view and so to no blueprint, even below its prefix: it gets Flask's own page.
`app_errorhandler` is for the whole application.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
api = Blueprint("api", __name__, url_prefix="/api")


@api.errorhandler(404)
def not_found(error):
    return {"error": "Not found"}, 404


app.register_blueprint(api)
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
api = Blueprint("api", __name__, url_prefix="/api")


@api.app_errorhandler(404)
def not_found(error):
    return {"error": "Not found"}, 404


app.register_blueprint(api)
```
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from flask_ls.project.components import component, says
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Call, Const, Expr, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK506",
    name="blueprint-404-handler-scope",
    severity="information",
    summary="A blueprint's handler is not called for unknown URLs",
    docs="https://flask.palletsprojects.com/en/stable/blueprints/#blueprint-error-handlers",
    words=(".errorhandler(",),
    fixable=True,
)
# `abort` of what is computed may be any status.
_RAISED = {
    404: re.compile(r"\b404\b|_or_404\b|\bNotFound\b|\bNOT_FOUND\b|\babort\(\s*[A-Za-z_]"),
    405: re.compile(r"\b405\b|\bMethodNotAllowed\b|\bMETHOD_NOT_ALLOWED\b|\babort\(\s*[A-Za-z_]"),
}
# Where it is registered its views stand, too.
_REGISTERED = re.compile(r"\bregister_blueprint\(")
_CLASSES = {"NotFound": 404, "MethodNotAllowed": 405}
_WHOLE_APPLICATION = re.compile(
    r"\b(?:app|application)\.(?:register_error_handler|errorhandler)\(|\.app_errorhandler\("
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    if context.is_test:
        return
    for decorator in scope.decorators:
        if not isinstance(decorator, Call) or not isinstance(decorator.func, Ref) or len(decorator.args) != 1:
            continue
        code = _code(decorator.args[0], scope.parent, context)
        if not code or context.name_of(decorator.func, scope.parent) != "flask.Blueprint.errorhandler":
            continue
        if not context.mentions(_REGISTERED) or _is_raised(code, function, context):
            continue
        end = decorator.func.span.end
        yield Report(
            span=Span(end - len("errorhandler"), end),
            message=f"It is called where a view of the blueprint raises {code}. An unknown URL, or one with a wrong "
            "method, belongs to no blueprint and gets Flask's own page: `app_errorhandler` is for the whole application.",
        )


def _code(given: Expr, scope: int, context: Context) -> int:
    """The status 404 or 405 that a handler is for; 0 where it is for another."""
    if isinstance(given, Const):
        return given.value if isinstance(given.value, int) and given.value in _RAISED else 0
    if not isinstance(given, Ref) or given.last not in _CLASSES:
        return 0
    return _CLASSES[given.last] if context.name_of(given, scope).startswith("werkzeug.exceptions.") else 0


def _is_raised(code: int, function: Function, context: Context) -> bool:
    """Whether something beside the handler, where views of its blueprint may stand, speaks of the status; or the whole
    application has handlers, too."""
    own, project = context.file, context.project
    if context.mentions(_WHOLE_APPLICATION):
        return True
    start, end = own.absolute(function.block, function.scope.span)
    if _RAISED[code].search(own.text[:start] + own.text[end:]):
        return True
    funcs = [each.func for each in function.scope.decorators if isinstance(each, Call)]
    names = "|".join(re.escape(func.parts[0]) for func in funcs if isinstance(func, Ref))
    uses_it = re.compile(rf"\b(?:{names})\.")
    folder = os.path.dirname(own.path)  # noqa: PTH120
    return any(
        says(project, file.path, _RAISED[code])
        and (os.path.dirname(file.path) == folder or says(project, file.path, uses_it))  # noqa: PTH120
        for file in component(project, own.path)
        if file.path != own.path
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Handle it for the whole application."""
    edit = TextEdit(finding.span, "app_errorhandler")
    return [Fix(title="Change to `app_errorhandler`", edits={finding.path: (edit,)})]
