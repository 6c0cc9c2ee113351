"""# error-handler-invalid-target

## What it does
Finds error handlers for a status that no exception has, and for what is neither a status nor an exception's class.

## Why is this bad?
The application does not start: `ValueError: '499' is not a recognized HTTP error code. Use a subclass of HTTPException
with that code instead.`

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.errorhandler(499)
def closed(error):
    return "closed", 499
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.errorhandler(429)
def too_many(error):
    return "slow down", 429
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.statuses import EXCEPTIONS, OWN_EXCEPTIONS
from flask_ls.syntax.shape import Call, CallSite, Const, Expr

RULE = Rule(
    code="FLK218",
    name="error-handler-invalid-target",
    severity="error",
    summary="An error handler is for something that is no error",
    docs="https://flask.palletsprojects.com/en/stable/errorhandling/#registering",
    words=("errorhandler", "register_error_handler"),
    preview=True,
)
_REGISTERING = {
    f"flask.{owner}.{name}"
    for owner in ("Flask", "Blueprint")
    for name in ("errorhandler", "app_errorhandler", "register_error_handler")
}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    given = call.args[0] if call.args else None
    wrong = _wrong(given, site.scope, context) if given is not None else ""
    if given is None or not wrong or context.name_of(call.func, site.scope) not in _REGISTERING:
        return
    if not context.mentions(OWN_EXCEPTIONS):
        yield Report(span=given.span, message=wrong)


def _wrong(given: Expr, scope: int, context: Context) -> str:
    """What is wrong with what a handler is for, and what it raises; empty where nothing is."""
    code = given.value if isinstance(given, Const) else None
    if isinstance(code, int) and not isinstance(code, bool) and code not in EXCEPTIONS:
        return (
            f"No exception has the status {code}: `ValueError: '{code}' is not a recognized HTTP error code. Use a subclass "
            "of HTTPException with that code instead.`"
        )
    if isinstance(code, str):
        return f"`{code!r}` is a text, no status: `TypeError: issubclass() arg 1 must be a class`."
    if isinstance(given, Call) and context.name_of(given.func, scope).startswith("werkzeug.exceptions."):
        return "It is an object, where its class belongs: `TypeError: … is an instance, not a class.`"
    return ""
