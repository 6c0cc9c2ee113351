"""# blueprint-subdomain-without-matching

## What it does
Finds `subdomain=` where no application is made with `subdomain_matching=True`.

## Why is this bad?
Without it Flask does not look at the subdomain, and the routes are answered nowhere: `404 NOT FOUND`.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
api = Blueprint("api", __name__)
app.register_blueprint(api, subdomain="api")
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__, subdomain_matching=True)
app.config["SERVER_NAME"] = "example.com"
api = Blueprint("api", __name__)
app.register_blueprint(api, subdomain="api")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import SHORTCUTS, Context, Report, Rule
from flask_ls.syntax.shape import CallSite, Const

RULE = Rule(
    code="FLK514",
    name="blueprint-subdomain-without-matching",
    severity="warning",
    summary="A subdomain is given, and none is looked at",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask",
    words=("subdomain",),
    preview=True,
)
_MATCHES = re.compile(r"\bsubdomain_matching\b|\bhost_matching\b|\burl_map\b|\burl_map_class\b")
_MADE = re.compile(r"\bFlask\(")
_TAKING = {
    "flask.Blueprint",
    *(
        f"flask.{owner}.{name}"
        for owner in ("Flask", "Blueprint")
        for name in ("route", "add_url_rule", "register_blueprint", *SHORTCUTS)
    ),
}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = site.call.keyword("subdomain")
    if given is None or not isinstance(given.value, Const) or not isinstance(given.value.value, str) or context.is_test:
        return
    if not given.value.value or context.name_of(site.call.func, site.scope) not in _TAKING:
        return
    if context.mentions(_MADE) and not context.mentions(_MATCHES):
        yield Report(
            span=given.span,
            message="No application is made with `subdomain_matching=True`: the routes are answered nowhere, `404 NOT FOUND`.",
        )
