"""# debug-mode-enabled

## What it does
Finds debug mode switched on in code: `app.run(debug=True)`, `app.debug = True`, `app.config["DEBUG"] = True`.

## Why is this bad?
Debug mode serves Werkzeug's interactive debugger: whoever reaches the server can open `/console`, which runs any
Python code behind nothing but a PIN, and every error page shows source code and variables. Under
`if __name__ == "__main__":` a production server never reaches the line, so there it is only information. A debug
mode that depends on a condition or on the environment is a decision, and is left alone.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.run(debug=True)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
```
Ask for debug mode where you start the development server: `flask run --debug`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.edits import remove_argument, remove_statement
from flask_ls.syntax.shape import MODULE, Call, CallSite, Const, Guard, Item, Ref, Shape, Store
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK301",
    name="debug-mode-enabled",
    severity="warning",
    summary="Debug mode is switched on in code",
    docs="https://flask.palletsprojects.com/en/stable/debugging/",
    words=("debug", "DEBUG"),
    fixable=True,
)
_RUN = {"flask.Flask.run", "flask_socketio.SocketIO.run"}
_SETTERS = {"flask.Config.update", "flask.Config.from_mapping"}
_HARM = (
    "Werkzeug's debugger then lets anyone who reaches the server run Python code through `/console`. "
    "Use `flask run --debug` while you develop"
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    if context.is_test:
        return
    for site in shape.calls:
        yield from _call(site, context)
    for store in shape.stores:
        yield from _store(store, context)


def _call(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    keyword = call.keyword("debug") or call.keyword("DEBUG")
    if keyword is None or not _true(keyword.value):
        return
    name = context.name_of(call.func, site.scope)
    if name in _RUN and keyword.name == "debug":
        yield from _report(
            f"`{_text(call)}(debug=True)` starts the server in debug mode",
            keyword.span,
            site.scope,
            site.guard,
            context,
        )
    elif name in _SETTERS and keyword.name == "DEBUG":
        yield from _report("`DEBUG=True` switches debug mode on", keyword.span, site.scope, site.guard, context)


def _store(store: Store, context: Context) -> Iterator[Report]:
    if not _true(store.value):
        return
    target = store.target
    if isinstance(target, Ref) and target.last == "debug":
        if context.name_of(target, store.scope) == "flask.Flask.debug":
            text = ".".join(target.parts)
            yield from _report(f"`{text} = True` switches debug mode on", store.span, store.scope, store.guard, context)
    elif (
        isinstance(target, Item)
        and isinstance(target.key, Const)
        and target.key.value == "DEBUG"
        and context.type_of(target.value, store.scope) == "flask.Config"
    ):
        yield from _report(
            '`config["DEBUG"] = True` switches debug mode on', store.span, store.scope, store.guard, context
        )


def _report(what: str, span: Span, scope: int, guard: Guard, context: Context) -> Iterator[Report]:
    if guard == "condition":
        return
    guarded = guard == "main" or _only_from_main(scope, context)
    message = f"{what}. {_HARM}."
    if guarded:
        message = f"{what} when this file is run as a script. {_HARM}."
    yield Report(span=span, message=message, severity="information" if guarded else None)


def _only_from_main(scope: int, context: Context) -> bool:
    """Whether the function around is called, in this file, only under `if __name__ == "__main__":`."""
    if scope == MODULE:
        return False
    shape = context.file.shapes[context.block]
    while shape.scopes[scope].parent != MODULE:
        scope = shape.scopes[scope].parent
    name = shape.scopes[scope].name
    guards = [
        site.guard
        for _, site in context.file.calls()
        if isinstance(site.call.func, Ref) and site.call.func.parts == (name,)
    ]
    return bool(guards) and all(guard == "main" for guard in guards)


def _true(value: object) -> bool:
    return isinstance(value, Const) and value.value is True


def _text(call: Call) -> str:
    return ".".join(call.func.parts) if isinstance(call.func, Ref) else "run"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Take the argument, or the whole assignment, away."""
    file = project.python(finding.path)
    if file is None:
        return []
    text = file.text[finding.span.start : finding.span.end]
    edit = (
        remove_argument(file.text, finding.span)
        if "=" in text and "." not in text
        else remove_statement(file, finding.span)
    )
    return [Fix(title=f"Remove `{text}`", edits={finding.path: (edit,)})] if edit is not None else []
