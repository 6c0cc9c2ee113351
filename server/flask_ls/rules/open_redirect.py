"""# open-redirect

## What it does
Finds views that redirect to an address from the request, such as `redirect(request.args.get("next"))`, without looking
at it.

## Why is this bad?
A link to your site then leads to any other: `/login?next=https://evil.example` shows your own login form, and sends
whoever logs in to a page that looks like yours. Go only to addresses of your own site.

## Example
```python
from flask import Flask, redirect, request

app = Flask(__name__)


@app.route("/login")
def login():
    next_page = request.args.get("next")
    return redirect(next_page or "/")
```

## Use instead
```python
from urllib.parse import urlsplit

from flask import Flask, redirect, request

app = Flask(__name__)


@app.route("/login")
def login():
    next_page = request.args.get("next", "")
    if not next_page.startswith("/") or urlsplit(next_page).netloc:
        next_page = "/"
    return redirect(next_page)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.request_text import source
from flask_ls.syntax.shape import Call, Choice, Return
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK306",
    name="open-redirect",
    severity="warning",
    summary="A redirect goes wherever the request says",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.redirect",
    words=("redirect",),
)
_REDIRECTS = {"flask.redirect", "werkzeug.utils.redirect", "flask.helpers.redirect"}


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    for statement in inside(shape.bodies[function.number]):
        call = statement.value if isinstance(statement, Return) else None
        if not isinstance(call, Call) or not call.args:
            continue
        target = call.args[0]
        # What a test chooses may have been looked at by it.
        options = target.options if isinstance(target, Choice) and target.test is None else (target,)
        origin = next(filter(None, (source(option, set(), function, context) for option in options)), "")
        if origin and context.name_of(call.func, function.number) in _REDIRECTS:
            yield Report(
                span=target.span,
                message=f"{origin} may lead to any site: a link to this one then sends people to "
                "`https://evil.example`. Go only to addresses of your own site.",
            )
