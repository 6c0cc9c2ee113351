"""# route-after-run

## What it does
Finds routes, hooks and blueprints that are added below `app.run()`.

## Why is this bad?
`app.run()` comes back only when the server stops. What stands below it does not exist as long as it runs: `/late` is
answered with 404. Below `if __name__ == "__main__":` that is so for `python app.py`, though not for `flask run`.

## Example
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()


@app.route("/late")
def late():
    return "late"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/late")
def late():
    return "late"


if __name__ == "__main__":
    app.run()
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask_ls.project.pyfile import PyFile
from flask_ls.rules.base import Context, Report, Rule, Severity
from flask_ls.rules.handlers import role
from flask_ls.syntax.shape import MODULE, Call, Evaluate, Expr, Ref, Shape
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK124",
    name="route-after-run",
    severity="error",
    summary="A route is added when the server has stopped",
    docs="https://flask.palletsprojects.com/en/stable/server/#in-code",
    words=(".run(",),
    preview=True,
)
_ADDING = ("add_url_rule", "register_blueprint", "register_error_handler")


class _Run(NamedTuple):
    app: tuple[str, ...]
    severity: Severity | None
    where: tuple[str, Any, str]


def check(file: PyFile, context: Context) -> Iterator[Report]:
    run: _Run | None = None
    for block, text in enumerate(file.blocks):
        if run is None and ".run(" not in text:
            continue
        here = context._replace(block=block)
        shape = file.shapes[block]
        if run is None:
            run = _run(shape, here)
            continue
        for added, span in _added(shape, run.app):
            func = added.func if isinstance(added, Call) else added
            name = here.name_of(func, MODULE)
            if name.startswith(("flask.Flask.", "flask.Blueprint.")) and (role(name) or name.endswith(_ADDING)):
                yield Report(
                    span=file.absolute(block, span),
                    message=f"`{'.'.join(run.app)}.run()` stands above, and comes back when the server has stopped: this is "
                    "not there as long as it runs, `404 NOT FOUND`. Move `run()` to the end.",
                    severity=run.severity,
                    related=(run.where,),
                )


def _run(shape: Shape, context: Context) -> _Run | None:
    """The call of `run` of an application at the module's own level, alone or behind `if __name__ == "__main__":`."""
    for site in shape.calls:
        func = site.call.func
        if site.scope != MODULE or site.guard == "condition" or not isinstance(func, Ref) or func.last != "run":
            continue
        if context.name_of(func, MODULE) == "flask.Flask.run":
            where = (context.file.path, context.file.absolute(context.block, site.call.span), "The server runs here")
            return _Run(func.parts[:-1], "warning" if site.guard == "main" else None, where)
    return None


def _added(shape: Shape, app: tuple[str, ...]) -> Iterator[tuple[Expr, Span]]:
    """What the top level of a block does with the application by a decorator, with its `@`, or a call."""
    for scope in shape.scopes:
        for decorator in scope.decorators if scope.parent == MODULE else ():
            func = decorator.func if isinstance(decorator, Call) else decorator
            if isinstance(func, Ref) and func.parts[:-1] == app:
                yield decorator, Span(decorator.span.start - 1, decorator.span.end)
    for statement in shape.bodies[MODULE]:
        value = statement.value if isinstance(statement, Evaluate) else None
        if isinstance(value, Call) and isinstance(value.func, Ref) and value.func.parts[:-1] == app:
            yield value, value.span
