"""# cors-wildcard-with-credentials

## What it does
Finds `CORS(app, supports_credentials=True)` for every origin.

## Why is this bad?
The answer names whatever origin asks, and allows its cookies: any page that somebody who is logged in opens can read what
only they may see. List the origins that may.

## Example
```python
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, supports_credentials=True)
```

## Use instead
```python
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://shop.example"], supports_credentials=True)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.symbols.config_key import settings
from flask_ls.syntax.shape import CallSite, Const, Display, Expr

RULE = Rule(
    code="FLK835",
    name="cors-wildcard-with-credentials",
    severity="error",
    summary="Every site may read what somebody who is logged in sees",
    docs="https://flask-cors.readthedocs.io/en/latest/index.html#using-cors-with-cookies",
    words=("supports_credentials",),
    preview=True,
)
_TAKES = {"flask_cors.CORS", "flask_cors.cross_origin", "flask_cors.CORS.init_app", "flask_cors.decorator.cross_origin"}
# The origins, or a configuration that cannot be seen.
_CONFIGURED = re.compile(r"\bCORS_(?:ORIGINS|RESOURCES)\b|\bfrom_(?:pyfile|file|json|envvar|prefixed_env)\b")
_EVERY = {"*", ".*", r"/.*", r"https?://.*"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    credentials = call.keyword("supports_credentials")
    if credentials is None or call.opaque or context.is_test:
        return
    if not (isinstance(credentials.value, Const) and credentials.value.value is True):
        return
    if context.name_of(call.func, site.scope) not in _TAKES:
        return
    origins, resources = call.keyword("origins"), call.keyword("resources")
    if origins is not None and not _is_every(origins.value):
        return
    if resources is not None and (origins is None and not _are_open(resources.value)):
        return
    project, path = context.project, context.file.path
    if origins is None and (mentions(project, path, _CONFIGURED) or "CORS_ORIGINS" in settings(project, path)):
        return
    yield Report(
        span=credentials.span,
        message="Every origin is allowed together with cookies: any page can read what somebody who is logged in sees. List "
        "the `origins` that may.",
    )


def _is_every(origins: Expr) -> bool:
    """Whether an origin is among these that stands for all."""
    items = origins.items if isinstance(origins, Display) else (origins,)
    return any(isinstance(each, Const) and each.value in _EVERY for each in items)


def _are_open(resources: Expr) -> bool:
    """Whether some of the resources name no origins, or all of them; False where that is not written here."""
    if isinstance(resources, Const):
        return True
    if not isinstance(resources, Display) or resources.kind != "dict":
        return False
    for options in resources.items:
        if not isinstance(options, Display) or None in options.keys:
            return False
        pairs = {
            key.value: value for key, value in zip(options.keys, options.items, strict=False) if isinstance(key, Const)
        }
        if "origins" in pairs and not _is_every(pairs["origins"]):
            return False
    return bool(resources.items)
