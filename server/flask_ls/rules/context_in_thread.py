"""# context-in-thread

## What it does
Finds functions that run in a thread of their own, and use `current_app`, `g`, `request` or `session` there.

## Why is this bad?
Contexts belong to the thread that a request is answered in. In another one: `RuntimeError: Working outside of application
context.` The request is answered all the same, and the error only stands in the log. Hand over
`current_app._get_current_object()` and enter its `app_context()`, or decorate the function with
`copy_current_request_context`.

## Example
```python
from threading import Thread

from flask import Flask, current_app

app = Flask(__name__)


def work():
    current_app.logger.info("done")


@app.route("/")
def index():
    Thread(target=work).start()
    return "started"
```

## Use instead
```python
from threading import Thread

from flask import Flask, current_app

app = Flask(__name__)


def work(app):
    with app.app_context():
        current_app.logger.info("done")


@app.route("/")
def index():
    Thread(target=work, args=(current_app._get_current_object(),)).start()
    return "started"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.meaning import Known, Site
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.import_time import called, uses
from flask_ls.syntax.shape import Call, CallSite, Choice, Expr, If, Item, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK406",
    name="context-in-thread",
    severity="warning",
    summary="A function that runs in a thread uses a context that is not there",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.copy_current_request_context",
    words=("Thread(", "Timer(", ".submit(", ".add_job("),
)
# What takes a function to another thread: by which keyword, and at which place without it.
_STARTING = {
    "threading.Thread": ("target", 1),
    "threading.Timer": ("function", 1),
    "concurrent.futures.ThreadPoolExecutor.submit": ("fn", 0),
    "concurrent.futures.thread.ThreadPoolExecutor.submit": ("fn", 0),
    "apscheduler.schedulers.background.BackgroundScheduler.add_job": ("func", 0),
    "flask_apscheduler.APScheduler.add_job": ("func", 1),
}
_APP = {"flask.current_app", "flask.g"}
_REQUEST = {"flask.request", "flask.session"}
_NEEDING_APP = {"flask.render_template", "flask.render_template_string", "flask.url_for"}
_CAREFUL = re.compile(r"_context\b|\b_get_current_object\b")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    target = _target(site, context)
    meaning = context.meaning(target, site.scope) if target is not None else None
    if target is None or context.is_test or not isinstance(meaning, Known) or meaning.site is None or meaning.module:
        return
    found = _used(meaning.site, context)
    if found is None:
        return
    what, kind, path, span = found
    yield Report(
        span=target.span,
        message=f"`{target.last}` runs in another thread and uses `{what}`, where no context is active: `RuntimeError: "
        f"Working outside of {kind} context.` Enter one there.",
        related=((path, span, f"`{what}` is used here"),),
    )


def _target(site: CallSite, context: Context) -> Ref | None:
    """The function, by its name, that a call hands to another thread."""
    call = site.call
    if not isinstance(call.func, Ref) or call.func.last not in ("Thread", "Timer", "submit", "add_job"):
        return None
    taken = _STARTING.get(context.name_of(call.func, site.scope))
    if taken is None:
        return None
    keyword, place = taken
    given = call.argument(place, keyword)
    return given if isinstance(given, Ref) else None


def _used(site: Site, context: Context) -> tuple[str, str, str, Span] | None:
    """What a function of the project takes out of a context that it does not enter: its text, the kind of the context,
    and where that stands."""
    file = context.project.python(site.path)
    if file is None or site.block >= len(file.shapes):
        return None
    shape = file.shapes[site.block]
    scope = shape.scopes[site.scope]
    text = file.blocks[site.block]
    if scope.kind != "function" or scope.decorators or shape.damaged:
        return None
    if _CAREFUL.search(text, scope.span.start, scope.span.end):
        return None
    there = Context(project=context.project, file=file, block=site.block)
    body = shape.bodies[site.scope]
    for each in inside(body):
        if isinstance(each, (If, Choice)) and each.test is not None and _asks(each.test, site.scope, there):
            return None
    for each in inside(body):
        for names, functions, kind in ((_APP, _NEEDING_APP, "application"), (_REQUEST, set[str](), "request")):
            what = uses(each, names, site.scope, there) if isinstance(each, (Ref, Item)) else ""
            what = what or (called(each, functions, site.scope, there) if isinstance(each, Call) else "")
            if what:
                return what, kind, file.path, file.absolute(site.block, each.span)
    return None


def _asks(test: Expr, scope: int, context: Context) -> bool:
    """Whether a test asks if there is a context: `if current_app:`."""
    return any(
        isinstance(each, Ref) and len(each.parts) == 1 and context.name_of(each, scope) in _APP | _REQUEST
        for each in inside(test)
    )
