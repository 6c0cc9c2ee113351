"""# url-for-unqualified-endpoint

## What it does
Finds `url_for("login")`, and Flask-Login's `login_view`, where only a blueprint has an endpoint of that name.

## Why is this bad?
A view of a blueprint has the blueprint's name in its endpoint, also for the other views of the blueprint. Without it:
`BuildError: Could not build url for endpoint 'login'. Did you mean 'auth.login' instead?` Within a blueprint `.login` is
short for the same. Nothing is said where an application may have routes that cannot be seen.

## Example
```python
from flask import Blueprint, Flask, url_for

auth = Blueprint("auth", __name__)


@auth.route("/login")
def login():
    return url_for("login")


app = Flask(__name__)
app.register_blueprint(auth)
```

## Use instead
```python
from flask import Blueprint, Flask, url_for

auth = Blueprint("auth", __name__)


@auth.route("/login")
def login():
    return url_for(".login")


app = Flask(__name__)
app.register_blueprint(auth)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.url_for_unknown_endpoint import missing_endpoint
from flask_ls.symbols.endpoint import whole_name
from flask_ls.symbols.uses import Use
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK117",
    name="url-for-unqualified-endpoint",
    severity="error",
    summary="A URL is built for a blueprint's endpoint without the blueprint's name",
    docs="https://flask.palletsprojects.com/en/stable/blueprints/#building-urls",
    words=("url_for", "login_view", "refresh_view", "login_url"),
    fixable=True,
)


def check(use: Use, context: Context) -> Iterator[Report]:
    missing = missing_endpoint(use, context)
    qualified = missing.qualified if missing is not None else []
    if not qualified:
        return
    own = whole_name(context.project, replace(use, name=f".{use.name}"), context.block)
    meant = own if own in qualified else qualified[0]
    # A dot in front is short for the view's own blueprint; what is not called for a view has none.
    short = f".{use.name}" if meant == own and use.call != use.span else meant
    sure = "sure" if len(qualified) == 1 else ""
    yield Report(
        span=use.span,
        message=f"`{use.name}` is an endpoint of a blueprint: `BuildError: Could not build url for endpoint "
        f"'{use.name}'. Did you mean '{meant}' instead?`",
        data=(sure, *dict.fromkeys((short, *qualified))),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Name the blueprint too; a dot does for the view's own one."""
    sure, first, *others = finding.data
    found = [_named(finding, first, safe=bool(sure))]
    return found if first.startswith(".") or sure else [*found, *(_named(finding, each) for each in others)]


def _named(finding: Finding, name: str, *, safe: bool = False) -> Fix:
    return Fix(title=f"Change to `{name}`", edits={finding.path: (TextEdit(finding.span, name),)}, safe=safe)
