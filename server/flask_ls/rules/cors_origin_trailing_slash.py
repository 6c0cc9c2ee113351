"""# cors-origin-trailing-slash

## What it does
Finds origins of Flask-CORS with a slash or a path behind the host: `"http://localhost:3000/"`.

## Why is this bad?
Browsers send an origin without a slash, so it never matches: the answer has no `Access-Control-Allow-Origin`, and the
browser refuses it.

## Example
```python
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["http://localhost:3000/"])
```

## Use instead
```python
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["http://localhost:3000"])
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import CallSite, Const, Display, Expr
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK834",
    name="cors-origin-trailing-slash",
    severity="warning",
    summary="An origin ends in a slash, and never matches",
    docs="https://flask-cors.readthedocs.io/en/latest/configuration.html",
    words=("origins",),
    fixable=True,
    preview=True,
)
_TAKES = {"flask_cors.CORS", "flask_cors.cross_origin", "flask_cors.CORS.init_app", "flask_cors.decorator.cross_origin"}
# What has a sign of a regular expression is taken for one.
_ORIGIN = re.compile(r"https?://[^/*\\\]?$^\[()]+(?P<path>/[^*\\\]?$^\[()]*)\Z")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = [each.value for each in site.call.keywords if each.name in ("origins", "resources")]
    if not given or context.name_of(site.call.func, site.scope) not in _TAKES:
        return
    for keyword in site.call.keywords:
        if keyword.name == "origins":
            yield from _origins(keyword.value, context)
        elif keyword.name == "resources" and isinstance(keyword.value, Display):
            for options in keyword.value.items:
                pairs = zip(options.keys, options.items, strict=False) if isinstance(options, Display) else ()
                for key, value in pairs:
                    if isinstance(key, Const) and key.value == "origins":
                        yield from _origins(value, context)


def _origins(value: Expr, context: Context) -> Iterator[Report]:
    text = context.file.blocks[context.block]
    for each in value.items if isinstance(value, Display) else (value,):
        match = _ORIGIN.match(each.value) if isinstance(each, Const) and isinstance(each.value, str) else None
        end = each.span.end - 1
        if match is not None and text[end - len(match["path"]) : end] == match["path"]:
            yield Report(
                span=Span(end - len(match["path"]), end),
                message=f"Browsers send an origin without `{match['path']}`, so this one never matches, and the answer has no "
                "`Access-Control-Allow-Origin`.",
            )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Take it away."""
    return [Fix(title="Remove what is behind the host", edits={finding.path: (TextEdit(finding.span, ""),)}, safe=True)]
