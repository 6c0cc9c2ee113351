"""# jsonify-args-and-kwargs

## What it does
Finds `jsonify` with both a value and keywords.

## Why is this bad?
The answer is either the value or an object of the keywords: `TypeError: app.json.response() takes either args or kwargs,
not both`.

## Example
```python
from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/api")
def api():
    return jsonify({"a": 1}, status="ok")
```

## Use instead
```python
from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/api")
def api():
    return jsonify(a=1, status="ok")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import CallSite

RULE = Rule(
    code="FLK217",
    name="jsonify-args-and-kwargs",
    severity="error",
    summary="`jsonify` is given both a value and keywords",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.json.jsonify",
    words=("jsonify",),
    preview=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    named = [each for each in call.keywords if each.name is not None]
    if not call.args or not named or context.name_of(call.func, site.scope) != "flask.jsonify":
        return
    yield Report(
        span=call.span,
        message="`jsonify` takes a value or keywords: `TypeError: app.json.response() takes either args or kwargs, not "
        "both`.",
    )
