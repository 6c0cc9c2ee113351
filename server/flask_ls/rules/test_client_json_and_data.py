"""# test-client-json-and-data

## What it does
Finds requests of a test client with both `json=` and `data=`.

## Why is this bad?
A request has one body: `TypeError: can't provide both json and data`.

## Example
```python
from flask import Flask

app = Flask(__name__)


def test_index():
    assert app.test_client().post("/", json={"a": 1}, data={"b": 2})
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


def test_index():
    assert app.test_client().post("/", json={"a": 1, "b": 2})
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.clients import is_response
from flask_ls.syntax.shape import CallSite, Const

RULE = Rule(
    code="FLK904",
    name="test-client-json-and-data",
    severity="error",
    summary="A test's request has two bodies",
    docs="https://flask.palletsprojects.com/en/stable/testing/#json-data",
    words=("json=",),
    preview=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = [each for name in ("json", "data") if (each := site.call.keyword(name)) is not None]
    if len(given) < 2 or any(isinstance(each.value, Const) and each.value.value is None for each in given):
        return
    if is_response(site.call, site.scope, context):
        yield Report(
            span=max(each.span for each in given),
            message="A request has one body: `TypeError: can't provide both json and data`.",
        )
