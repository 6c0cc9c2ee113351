"""# unknown-http-method

## What it does
Finds misspelt methods in the `methods` of a route: `methods=["GET", "PSOT"]`.

## Why is this bad?
Flask takes any word for a method, so nothing is said at the start. A request with the method that was meant is answered
with `405 METHOD NOT ALLOWED`. Only words that are almost a method are reported; methods of your own are not.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/login", methods=["GET", "PSOT"])
def login():
    return "ok"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/login", methods=["GET", "POST"])
def login():
    return "ok"
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.views import overridden
from flask_ls.syntax.shape import CallSite, Const, Display
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK114",
    name="unknown-http-method",
    severity="warning",
    summary="A route names a method that does not exist",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#http-methods",
    words=("methods",),
    fixable=True,
)
_TAKES_METHODS = {f"flask.{owner}.{name}" for owner in ("Flask", "Blueprint") for name in ("route", "add_url_rule")}
_COMMON = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# Registered with IANA, or known to caches: no misspelling of another.
_OTHERS = frozenset(
    [
        "ACL",
        "BASELINE-CONTROL",
        "BIND",
        "CHECKIN",
        "CHECKOUT",
        "CONNECT",
        "COPY",
        "LABEL",
        "LINK",
        "LIST",
        "LOCK",
        "MERGE",
        "MKACTIVITY",
        "MKCALENDAR",
        "MKCOL",
        "MKREDIRECTREF",
        "MKWORKSPACE",
        "MOVE",
        "ORDERPATCH",
        "PRI",
        "PROPFIND",
        "PROPPATCH",
        "PURGE",
        "QUERY",
        "REBIND",
        "REPORT",
        "SEARCH",
        "TRACE",
        "UNBIND",
        "UNCHECKOUT",
        "UNLINK",
        "UNLOCK",
        "UPDATE",
        "UPDATEREDIRECTREF",
        "VERSION-CONTROL",
    ]
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    methods = site.call.keyword("methods")
    if methods is None or not isinstance(methods.value, Display) or methods.value.kind == "dict":
        return
    odd = [each for each in methods.value.items if isinstance(each, Const) and _meant(each.value)]
    if not odd or context.name_of(site.call.func, site.scope) not in _TAKES_METHODS:
        return
    if overridden(context.project, context.file.path, "route", "add_url_rule"):
        return
    for each in odd:
        meant = _meant(each.value)
        yield Report(
            span=each.span,
            message=f"There is no method `{each.value!s}`: a {meant} request is answered with `405 METHOD NOT ALLOWED`. Did "
            f"you mean `{meant}`?",
            data=(meant,),
        )


def _meant(value: object) -> str:
    """The method that a word was most likely meant to be; empty where it is one, or nothing like one."""
    if not isinstance(value, str) or value.upper() in _OTHERS or value.upper() in _COMMON:
        return ""
    return next(iter(get_close_matches(value.strip().upper(), _COMMON, n=1, cutoff=0.75)), "")


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the method that was meant."""
    edit = TextEdit(finding.span, f'"{finding.data[0]}"')
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
