"""# route-unknown-option

## What it does
Finds `@app.route("/login", method=["POST"])` and other keyword arguments that no route has.

## Why is this bad?
`route` and its like take any keyword, so that no type checker complains, and hand it on to Werkzeug, which does not:
`TypeError: Rule.__init__() got an unexpected keyword argument 'method'`. The application does not start.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/login", method=["POST"])
def login():
    return "in"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/login", methods=["POST"])
def login():
    return "in"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import SHORTCUTS, Context, Finding, Fix, Report, Rule
from flask_ls.rules.views import overridden
from flask_ls.syntax.shape import CallSite, Const, Display, Keyword, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK118",
    name="route-unknown-option",
    severity="error",
    summary="A route is given an option that no route has",
    docs="https://werkzeug.palletsprojects.com/en/stable/routing/#werkzeug.routing.Rule",
    words=("route(", "add_url_rule", ".get(", ".post(", ".put(", ".delete(", ".patch("),
    fixable=True,
)
_METHODS = frozenset(("route", "add_url_rule", *SHORTCUTS))
_ADDING = frozenset(f"flask.{owner}.{name}" for owner in ("Flask", "Blueprint") for name in _METHODS)
# Those of Flask's own, and those of Werkzeug's rules, by version 2.2.
_OPTIONS = (
    "methods", "defaults", "endpoint", "view_func", "provide_automatic_options", "rule", "strict_slashes", "subdomain",
    "host", "redirect_to", "build_only", "alias", "merge_slashes", "websocket",
)  # fmt: skip
_MEANT = {"name": "endpoint", "func": "view_func", "view": "view_func", "default": "defaults", "method": "methods"}
_OWN_RULES = re.compile(r"\burl_rule_class\b")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if not call.keywords or not isinstance(call.func, Ref) or call.func.last not in _METHODS:
        return
    odd = [each for each in call.keywords if each.name is not None and each.name not in _OPTIONS]
    if not odd or context.name_of(call.func, site.scope) not in _ADDING:
        return
    project, path = context.project, context.file.path
    if overridden(project, path, "route", "add_url_rule", *SHORTCUTS) or context.mentions(_OWN_RULES):
        return
    for keyword in odd:
        assert keyword.name is not None
        meant = _MEANT.get(keyword.name) or next(iter(get_close_matches(keyword.name, _OPTIONS, n=1)), "")
        message = (
            f"No route has an option `{keyword.name}`: `TypeError: Rule.__init__() got an unexpected keyword argument "
            f"'{keyword.name}'`."
        )
        takes = bool(meant) and call.keyword(meant) is None
        yield Report(
            span=Span(keyword.span.start, keyword.span.start + len(keyword.name)),
            message=f"{message} Did you mean `{meant}`?" if takes else message,
            data=(meant, *_value(keyword, meant, context)) if takes else (),
        )


def _value(keyword: Keyword, meant: str, context: Context) -> tuple[str, ...]:
    """How the value of an option is written where it is given as another one; empty where it would be wrong there."""
    start, end = context.file.absolute(context.block, keyword.value.span)
    written = context.file.blocks[context.block][keyword.value.span.start : keyword.value.span.end]
    match keyword.value:
        case Const(value=str()) if meant == "methods":
            return f"[{written}]", str(start), str(end)
        case Display(kind=kind) if meant in ("methods", "defaults"):
            return (written, str(start), str(end)) if (kind == "dict") == (meant == "defaults") else ()
        case _ if meant in ("methods", "defaults"):
            return ()
    return written, str(start), str(end)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Give the option that was meant."""
    if len(finding.data) != 4:
        return []
    meant, written, start, end = finding.data
    edits = (TextEdit(finding.span, meant), TextEdit(Span(int(start), int(end)), written))
    return [Fix(title=f"Change to `{meant}`", edits={finding.path: edits})]
