"""# abort-unknown-code

## What it does
Finds `abort(204)` and other statuses that no exception has.

## Why is this bad?
`abort` raises the exception of a status, and there are only such for errors: `LookupError: no exception for 204`, which is
answered with 500. Return the response instead.

## Example
```python
from flask import Flask, abort

app = Flask(__name__)


@app.route("/x")
def x():
    abort(204)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/x")
def x():
    return "", 204
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.statuses import EXCEPTIONS, OWN_EXCEPTIONS
from flask_ls.syntax.shape import CallSite, Const

RULE = Rule(
    code="FLK219",
    name="abort-unknown-code",
    severity="error",
    summary="`abort` is called with a status that no exception has",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.abort",
    words=("abort(",),
    preview=True,
)
_ABORT = {"flask.abort", "werkzeug.exceptions.abort"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = site.call.args[0] if site.call.args else None
    code = given.value if isinstance(given, Const) else None
    wrong = isinstance(code, str) or (isinstance(code, int) and not isinstance(code, bool) and code not in EXCEPTIONS)
    if given is None or not wrong or context.name_of(site.call.func, site.scope) not in _ABORT:
        return
    if not context.mentions(OWN_EXCEPTIONS):
        yield Report(
            span=given.span,
            message=f"No exception has the status {code!r}: `LookupError: no exception for {code!r}`, which is answered with "
            "500.",
        )
