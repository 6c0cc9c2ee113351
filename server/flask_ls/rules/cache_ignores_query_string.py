"""# cache-ignores-query-string

## What it does
Finds `@cache.cached()` of Flask-Caching on a view that reads `request.args`.

## Why is this bad?
The page is kept by its path alone: `?q=b` gets what `?q=a` was answered. `query_string=True` keeps one page for each.

## Example
```python
from flask import Flask, request
from flask_caching import Cache

app = Flask(__name__)
cache = Cache(app, config={"CACHE_TYPE": "SimpleCache"})


@app.route("/search")
@cache.cached(timeout=60)
def search():
    return request.args.get("q", "")
```

## Use instead
```python
from flask import Flask, request
from flask_caching import Cache

app = Flask(__name__)
cache = Cache(app, config={"CACHE_TYPE": "SimpleCache"})


@app.route("/search")
@cache.cached(timeout=60, query_string=True)
def search():
    return request.args.get("q", "")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.handlers import VIEW, handlers
from flask_ls.syntax.shape import Call, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK836",
    name="cache-ignores-query-string",
    severity="warning",
    summary="A page is kept without its query string",
    docs="https://flask-caching.readthedocs.io/en/latest/api.html#flask_caching.Cache.cached",
    words=(".cached(",),
    fixable=True,
    preview=True,
)
_KEYS = ("query_string", "key_prefix", "make_cache_key", "unless", "query_args", "source_check")
_READS = {"flask.Request.args", "flask.Request.values", "flask.Request.query_string"}


def check(function: Function, context: Context) -> Iterator[Report]:
    for each in function.scope.decorators:
        if not isinstance(each, Call) or each.opaque or any(each.keyword(key) for key in _KEYS) or len(each.args) > 1:
            continue
        if context.name_of(each.func, function.scope.parent) != "flask_caching.Cache.cached":
            continue
        read = _read(function, context)
        if read and any(handler.role == VIEW for handler in handlers(function, context)):
            at = str(context.file.absolute(context.block, each.span).end - 1)
            yield Report(
                span=Span(each.span.start - 1, each.span.end),  # with its `@`
                message=f"`{function.scope.name}` reads `{read}`, and is kept by its path alone: `?q=b` gets the page of "
                "`?q=a`. Add `query_string=True`.",
                data=(at, ", " if each.args or each.keywords else ""),
            )


def _read(function: Function, context: Context) -> str:
    """What of the query string a function reads itself."""
    for each in inside(context.file.shapes[function.block].bodies[function.number]):
        if isinstance(each, Ref):
            for count in range(2, min(len(each.parts), 3) + 1):
                part = Ref(each.parts[:count], each.span)
                if context.name_of(part, function.number) in _READS:
                    return ".".join(part.parts)
    return ""


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Keep a page for each query string."""
    at = int(finding.data[0])
    file = project.python(finding.path)
    if file is None or file.text[:at].rstrip().endswith(","):
        return []
    edit = TextEdit(Span(at, at), f"{finding.data[1]}query_string=True")
    return [Fix(title="Add `query_string=True`", edits={finding.path: (edit,)})]
