"""# trailing-slash-mismatch

## What it does
Finds `redirect("/about/")` where the rule is `/about`, and `redirect("/projects")` where it is `/projects/`.

## Why is this bad?
A rule without a slash at its end does not answer a URL with one: the browser is sent to `404 NOT FOUND`. The other way
round Flask answers `308 PERMANENT REDIRECT` to the URL with the slash, which costs another request. `url_for` always
builds the URL that the rule has.

## Example
```python
from flask import Flask, redirect

app = Flask(__name__)


@app.route("/about")
def about():
    return "About"


@app.route("/")
def index():
    return redirect("/about/")
```

## Use instead
```python
from flask import Flask, redirect, url_for

app = Flask(__name__)


@app.route("/about")
def about():
    return "About"


@app.route("/")
def index():
    return redirect(url_for("about"))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions
from flask_ls.project.pyfile import PyFile
from flask_ls.project.routes import Route
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.views import absolute
from flask_ls.symbols.endpoint import applications, open_reason
from flask_ls.syntax.shape import Call, CallSite, Const, Ref
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK112",
    name="trailing-slash-mismatch",
    severity="warning",
    summary="A redirect differs from its route by the slash at the end",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#unique-urls-redirection-behavior",
    words=("redirect",),
    fixable=True,
)
_PATH = re.compile(r"/[\w\-./]*\Z")
_REDIRECT = {"flask.redirect", "flask.helpers.redirect", "werkzeug.utils.redirect"}
_OTHERWISE = re.compile(
    r"\b(?:strict_slashes|DispatcherMiddleware|APPLICATION_ROOT|SCRIPT_NAME|host_matching|merge_slashes)\b"
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func = site.call.func
    if context.is_test or not isinstance(func, Ref) or func.last != "redirect":
        return
    path = _path(site.call)
    if path is not None and context.name_of(func, site.scope) in _REDIRECT:
        yield from _redirect(context.project, context.file, path)


def _path(call: Call) -> Const | None:
    """The literal path that a call redirects to."""
    value = call.argument(0, "location")
    known = (
        isinstance(value, Const) and isinstance(value.value, str) and _PATH.match(value.value) and value.value != "/"
    )
    return value if known and isinstance(value, Const) else None


def _redirect(project: Project, file: PyFile, path: Const) -> Iterator[Report]:
    mine = set(applications(project, file.path))
    if not mine or open_reason(project, file.path) or mentions(project, file.path, _OTHERWISE):
        return
    routes = [route for route in route_map(project).routes if route.app in mine]
    text = str(path.value)
    other = text.removesuffix("/") if text.endswith("/") else f"{text}/"
    if any(_may_answer(route, text) for route in routes):
        return
    meant = next((route for route in routes if route.rule == other and route.certain), None)
    if meant is None:
        return
    place = meant.rule_text or meant.registered
    harm = (
        "the answer is `404 NOT FOUND`" if text.endswith("/") else "another redirect, `308 PERMANENT REDIRECT`, follows"
    )
    yield Report(
        span=path.span,
        message=f'The route is `{other}`, not `{text}`: {harm}. Use `url_for("{meant.endpoint}")`.',
        severity=None if text.endswith("/") else "information",
        related=((*absolute(project, place), "The route is added here"),) if place is not None else (),
        data=(other,),
    )


def _may_answer(route: Route, path: str) -> bool:
    """Whether a route's rule may match a path."""
    pattern = "".join(
        ".+" if piece.startswith("<") else re.escape(piece)
        for piece in re.split(r"(<[^>]*>)", route.rule.replace("…", "<>"))
    )
    return re.fullmatch(pattern, path) is not None


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Redirect to the route's own URL."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    written = file.text[finding.span.start : finding.span.end]
    quote = written[-1]
    edit = TextEdit(finding.span, f"{quote}{finding.data[0]}{quote}")
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)}, safe=True)]
