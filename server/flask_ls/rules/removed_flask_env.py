"""# removed-flask-env

## What it does
Finds code that sets the environment variable `FLASK_ENV`.

## Why is this bad?
Flask reads it no longer since 2.3: `development` does not switch debug mode on. The rule goes by the version that is
installed in the project's environment or pinned in its requirements; where neither is known it only informs. A project
that reads the variable itself is left alone.

## Example
```python
import os

from flask import Flask

os.environ["FLASK_ENV"] = "development"
app = Flask(__name__)
```

## Use instead
```python
import os

from flask import Flask

os.environ["FLASK_DEBUG"] = "1"
app = Flask(__name__)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import speaks_of
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import Call, Const, Expr, Item, Ref, Shape
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK705",
    name="removed-flask-env",
    severity="warning",
    summary="The environment variable FLASK_ENV, which Flask no longer reads",
    docs="https://flask.palletsprojects.com/en/stable/config/#DEBUG",
    words=("FLASK_ENV",),
    fixable=True,
)
_READ = re.compile(
    r"(?:\bgetenv\(|\.get\(|\.pop\(|\benv(?:\.\w+)?\(|\bconfig\()\s*[\"']FLASK_ENV[\"']"
    r"|\[\s*[\"']FLASK_ENV[\"']\s*\](?!\s*=(?!=))|[\"']FLASK_ENV[\"']\s+in\b|(?<![\"'\w])FLASK_ENV\b"
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    places = [
        (store.target, store.target.key, store.value, store.scope)
        for store in shape.stores
        if isinstance(store.target, Item)
    ]
    found = [
        (key, value)
        for target, key, value, scope in places
        if _is_name(key) and value is not None and _is_environ(target.value, scope, context)
    ]
    found += [
        (site.call.args[0], site.call.args[1])
        for site in shape.calls
        if _sets(site.call) and _is_name(site.call.args[0]) and _is_environ(_owner(site.call), site.scope, context)
    ]
    gone, severity = is_gone(context, "flask", (2, 3), "information") if found else (False, None)
    if not gone or speaks_of(context.project, _READ):
        return
    for key, value in found:
        debug = {"development": "1", "production": "0"}.get(str(value.value)) if isinstance(value, Const) else None
        start = context.file.starts[context.block]
        yield Report(
            span=key.span,
            message="Flask reads `FLASK_ENV` no longer since 2.3, so this has no effect. Set `FLASK_DEBUG` to switch debug "
            "mode, or start the server with `flask run --debug`.",
            severity=severity,
            data=(debug, str(start + value.span.start), str(start + value.span.end)) if debug else (),
        )


def _is_name(key: Expr) -> bool:
    return isinstance(key, Const) and key.value == "FLASK_ENV"


def _is_environ(expr: Expr | None, scope: int, context: Context) -> bool:
    return expr is not None and context.name_of(expr, scope) == "os.environ"


def _sets(call: Call) -> bool:
    return len(call.args) == 2 and isinstance(call.func, Ref) and call.func.last == "setdefault"


def _owner(call: Call) -> Expr | None:
    func = call.func
    return Ref(func.parts[:-1], func.span) if isinstance(func, Ref) and len(func.parts) > 1 else None


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Say it as Flask reads it now."""
    if len(finding.data) != 3:
        return []
    debug, start, end = finding.data
    edits = (TextEdit(finding.span, '"FLASK_DEBUG"'), TextEdit(Span(int(start), int(end)), f'"{debug}"'))
    return [Fix(title=f'Set `FLASK_DEBUG` to "{debug}"', edits={finding.path: edits})]
