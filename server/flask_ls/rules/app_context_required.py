"""# app-context-required

## What it does
Finds what needs an active application and runs while the file is imported: `current_app.config`, `g.user`,
`render_template()`, `url_for()`, `db.create_all()`.

## Why is this bad?
While files are imported no application is active, and the import fails with `RuntimeError: Working outside of
application context.` Do it inside of `with app.app_context():`, or where a request or a command needs it.

## Example
```python
from flask import Flask, current_app

app = Flask(__name__)
app.config["KEY"] = "v"
print(current_app.config["KEY"])
```

## Use instead
```python
from flask import Flask, current_app

app = Flask(__name__)
app.config["KEY"] = "v"
with app.app_context():
    print(current_app.config["KEY"])
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask_ls.project.meaning import Known
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.import_time import called, is_imported_bare, unguarded, uses
from flask_ls.syntax.shape import MODULE, Call, Ref, Shape
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK401",
    name="app-context-required",
    severity="error",
    summary="An application is needed where none is active",
    docs="https://flask.palletsprojects.com/en/stable/appcontext/#manually-push-a-context",
    words=(
        "current_app", "g.", "render_template", "url_for", "jsonify", "get_flashed_messages", "create_all", "drop_all",
        ".session",
    ),
)  # fmt: skip
_PROXIES = {"flask.current_app", "flask.g"}
_FUNCTIONS = {
    "flask.render_template", "flask.render_template_string", "flask.url_for", "flask.jsonify",
    "flask.get_template_attribute",
}  # fmt: skip
_DATABASE = "flask_sqlalchemy.SQLAlchemy"
# What only Flask-SQLAlchemy 3 has; before it, `SQLAlchemy(app)` needed no context.
_RECENT = re.compile(
    r"model_class=|mapped_column\(|\.get_or_404\(db\.|\bdb\.paginate\(|\bdb\.get_or_404\(|\bdb\.first_or_404\("
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    found: list[tuple[Span, str]] = []
    for expr, scope in unguarded(shape.bodies[MODULE], shape, MODULE):
        what = uses(expr, _PROXIES, scope, context) or called(expr, _FUNCTIONS, scope, context)
        what = what or _database(expr, scope, context)
        if what and not any(span.start <= expr.span.start < span.end for span, _ in found):
            found.append((expr.span, what))
    if not found or shape.damaged or not is_imported_bare(context):
        return
    for span, what in found:
        yield Report(
            span=span,
            message=f"`{what}` runs while this file is imported, when no application is active: `RuntimeError: Working "
            "outside of application context.`",
        )


def _database(expr: Any, scope: int, context: Context) -> str:
    """The text of a call that sends something to the database; empty where that may work without a context."""
    if not isinstance(expr, Call) or not isinstance(expr.func, Ref):
        return ""
    parts = expr.func.parts
    if parts[-1] not in ("create_all", "drop_all") and parts[-2:-1] != ("session",):
        return ""
    at = parts.index("session") if "session" in parts else len(parts) - 1
    meaning = context.meaning(Ref(parts[:at], expr.span), scope) if at else None
    if not isinstance(meaning, Known) or meaning.type != _DATABASE or meaning.site is None:
        return ""
    made = context.project.python(meaning.site.path)
    calls = made.shapes[meaning.site.block].calls if made is not None else ()
    bound = any(site.call.span == meaning.site.span and (site.call.args or site.call.keyword("app")) for site in calls)
    if bound and not context.mentions(_RECENT):
        return ""
    return f"{'.'.join(parts)}()"
