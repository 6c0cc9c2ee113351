"""# insecure-cookie

## What it does
Finds cookies that look like a secret by their names, and are set without `secure`, `httponly` and `samesite`.

## Why is this bad?
Without `httponly` every script on the page can read the cookie, without `secure` it is sent over plain HTTP, and without
`samesite` some browsers send it with what other sites ask for.

## Example
```python
from flask import Flask, make_response

app = Flask(__name__)


@app.route("/")
def index():
    response = make_response("x")
    response.set_cookie("auth_token", "s3cret")
    return response
```

## Use instead
```python
from flask import Flask, make_response

app = Flask(__name__)


@app.route("/")
def index():
    response = make_response("x")
    response.set_cookie("auth_token", "s3cret", secure=True, httponly=True, samesite="Lax")
    return response
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import CallSite, Const
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK316",
    name="insecure-cookie",
    severity="information",
    summary="A secret cookie may be read or sent too widely",
    docs="https://flask.palletsprojects.com/en/stable/web-security/#set-cookie-options",
    words=("set_cookie(",),
    fixable=True,
    preview=True,
)
_SECRET = re.compile(
    r"(?:^|[_-])(?:token|auth|jwt|session|sid|remember|user_?id|api_?key|password)(?:$|[_-])", re.IGNORECASE
)
# A page's own script has to read it, and sends it back.
_PUBLIC = re.compile(r"csrf|xsrf", re.IGNORECASE)
_OPTIONS = {"secure": "True", "httponly": "True", "samesite": '"Lax"'}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    named, value = call.keyword("key"), call.keyword("value")
    key = call.args[0] if call.args else named.value if named is not None else None
    if not isinstance(key, Const) or not isinstance(key.value, str) or call.opaque or context.is_test:
        return
    if not _SECRET.search(key.value) or _PUBLIC.search(key.value) or len(call.args) > 3:
        return
    given = call.args[1] if len(call.args) > 1 else value.value if value is not None else None
    gone = given is None or (isinstance(given, Const) and not given.value)
    missing = [option for option in _OPTIONS if call.keyword(option) is None]
    if gone or not missing or context.name_of(call.func, site.scope) != "flask.Response.set_cookie":
        return
    end = context.file.absolute(context.block, Span(call.span.end - 1, call.span.end)).start
    yield Report(
        span=key.span,
        message=f"`{key.value}` looks like a secret, and the cookie has no {' and no '.join(f'`{each}`' for each in missing)}.",
        data=(str(end), *missing),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Give the cookie what is missing."""
    file = project.python(finding.path)
    at, *missing = finding.data
    end = int(at)
    if file is None or file.text[:end].rstrip().endswith(",") or "\n" in file.text[finding.span.end : end]:
        return []
    added = "".join(f", {name}={_OPTIONS[name]}" for name in missing)
    return [Fix(title="Keep the cookie to this site", edits={file.path: (TextEdit(Span(end, end), added),)})]
