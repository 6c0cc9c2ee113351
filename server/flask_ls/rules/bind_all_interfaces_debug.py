"""# bind-all-interfaces-debug

## What it does
Finds `app.run(host="0.0.0.0", debug=True)`.

## Why is this bad?
In debug mode `/console` and each page of an error let one run Python. On all interfaces that is offered to everybody in
the network, and a PIN is all that stands between.

## Example
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(host="0.0.0.0")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import CallSite, Const

RULE = Rule(
    code="FLK315",
    name="bind-all-interfaces-debug",
    severity="warning",
    summary="The debugger is offered to the whole network",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#debug-mode",
    words=("debug",),
    preview=True,
)
_ALL = ("0.0.0.0", "::")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    named, debug = call.keyword("host"), call.keyword("debug")
    host = named.value if named is not None else call.args[0] if call.args else None
    if not isinstance(host, Const) or host.value not in _ALL or context.is_test:
        return
    if debug is None or not isinstance(debug.value, Const) or debug.value.value is not True:
        return
    if context.name_of(call.func, site.scope) == "flask.Flask.run":
        yield Report(
            span=host.span,
            message="The debugger, which lets one run Python, is offered to everybody in the network. Leave out `host` "
            "while you debug.",
        )
