"""# endpoint-without-view

## What it does
Finds `add_url_rule("/", "index")`: a route for an endpoint that no function answers.

## Why is this bad?
Every request is answered with 500, `KeyError: 'index'`. Without an endpoint it does not come that far: `AssertionError:
expected view func if endpoint is not provided.`

## Example
```python
from flask import Flask

app = Flask(__name__)


def index():
    return "x"


app.add_url_rule("/", "index")
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


def index():
    return "x"


app.add_url_rule("/", "index", index)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.views import endpoints, overridden
from flask_ls.syntax.shape import CallSite, Const

RULE = Rule(
    code="FLK128",
    name="endpoint-without-view",
    severity="error",
    summary="A route is for an endpoint that nothing answers",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.endpoint",
    words=("add_url_rule",),
    preview=True,
)
_OTHERWISE = re.compile(r"\bview_functions\b|\.endpoint\(")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    given = call.argument(1, "endpoint")
    if call.opaque or len(call.args) > 2 or call.keyword("view_func") or call.keyword("build_only") or context.is_test:
        return
    if context.name_of(call.func, site.scope) != "flask.Flask.add_url_rule" or call.keyword("redirect_to"):
        return
    if overridden(context.project, context.file.path, "add_url_rule"):
        return
    if given is None:
        message = "`AssertionError: expected view func if endpoint is not provided.`"
        yield Report(span=call.span, message=f"This route has neither a view nor an endpoint: {message}")
    elif isinstance(given, Const) and isinstance(given.value, str) and not context.mentions(_OTHERWISE):
        routes = endpoints(context.project, context.file.path).get(given.value, ())
        if routes and all(route.view is None and route.certain and route.view_name == "" for route in routes):
            yield Report(
                span=given.span,
                message=f"Nothing answers the endpoint `{given.value}`: each request is answered with 500, `KeyError: "
                f"'{given.value}'`.",
            )
