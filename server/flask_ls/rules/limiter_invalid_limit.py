"""# limiter-invalid-limit

## What it does
Finds limits of Flask-Limiter that cannot be read: `"10 per minuet"`, `"5/mins"`.

## Why is this bad?
Nothing is raised: the limit is left out, and everybody may ask as often as they want. A limit is a number, `per` or `/`,
and `second`, `minute`, `hour`, `day`, `month` or `year`.

## Example
```python
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")


@app.route("/")
@limiter.limit("1 per minuet")
def index():
    return "ok"
```

## Use instead
```python
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")


@app.route("/")
@limiter.limit("1 per minute")
def index():
    return "ok"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import CallSite, Const, Display, Expr, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK831",
    name="limiter-invalid-limit",
    severity="warning",
    summary="A limit that cannot be read is left out",
    docs="https://flask-limiter.readthedocs.io/en/stable/configuration.html#rate-limit-string-notation",
    words=("limit(", "limit_", "_limits", "Limiter("),
    fixable=True,
    preview=True,
)
_LIMIT = {f"flask_limiter.Limiter.{name}" for name in ("limit", "shared_limit")}
_LISTS = ("default_limits", "application_limits", "meta_limits")
_UNITS = ("second", "minute", "hour", "day", "month", "year")
# One limit, as the library reads it; several stand between commas, semicolons or bars.
_SINGLE = re.compile(r"\s*\d+\s*(?:/|\s*per\s*)\s*(?:\d+)?\s*(?P<unit>[a-z]+)\s*\Z", re.IGNORECASE)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func = site.call.func
    if not isinstance(func, Ref) or func.last not in ("limit", "shared_limit", "Limiter"):
        return
    name = context.name_of(func, site.scope)
    values: list[Expr] = []
    if name in _LIMIT:
        given = site.call.keyword("limit_value")
        values = [given.value] if given is not None else list(site.call.args[:1])
    elif name in ("flask_limiter.Limiter", "flask_limiter.extension.Limiter"):
        lists = [each.value for each in site.call.keywords if each.name in _LISTS]
        values = [item for each in lists if isinstance(each, Display) for item in each.items]
    for value in values:
        if isinstance(value, Const) and isinstance(value.value, str):
            yield from _limit(value, value.value)


def _limit(literal: Const, text: str) -> Iterator[Report]:
    for each in re.split(r"[,;|]", text):
        match = _SINGLE.match(each)
        unit = match["unit"].lower() if match is not None else ""
        if unit.removesuffix("s") in _UNITS:
            continue
        close = get_close_matches(unit.removesuffix("s"), _UNITS, n=1, cutoff=0.5)
        near = close[0] if close else next((known for known in _UNITS if unit and known.startswith(unit[:3])), "")
        hint = f" Did you mean `{near}`?" if near else ""
        yield Report(
            span=literal.span,
            message=f"`{each.strip()}` is no limit that can be read, and is left out: nobody is stopped.{hint}",
            data=(match["unit"], near) if near and match is not None else (),
        )
        return


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the unit that was probably meant."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    wrong, near = finding.data
    at = file.text.find(wrong, finding.span.start, finding.span.end)
    if at < 0:
        return []
    edit = TextEdit(Span(at, at + len(wrong)), near)
    return [Fix(title=f"Change to `{near}`", edits={file.path: (edit,)})]
