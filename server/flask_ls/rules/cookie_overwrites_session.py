"""# cookie-overwrites-session

## What it does
Finds `response.set_cookie("session", …)` in an application that uses Flask's `session`.

## Why is this bad?
`session` is the name of the cookie that Flask keeps the session in. What is written there instead is not signed, so that
it is dropped with the next request, and with it all that was in the session: everybody is logged out. The rule knows the
name that `SESSION_COOKIE_NAME` gives.

## Example
```python
from flask import Flask, make_response, session

app = Flask(__name__)
app.secret_key = "k"


@app.route("/login")
def login():
    session["user"] = "bob"
    response = make_response("in")
    response.set_cookie("session", "abc123")
    return response
```

## Use instead
```python
from flask import Flask, make_response, session

app = Flask(__name__)
app.secret_key = "k"


@app.route("/login")
def login():
    session["user"] = "bob"
    response = make_response("in")
    response.set_cookie("theme", "abc123")
    return response
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.symbols.config_key import settings
from flask_ls.syntax.shape import Call, CallSite, Const, Ref

RULE = Rule(
    code="FLK214",
    name="cookie-overwrites-session",
    severity="error",
    summary="A cookie has the name of the session's own",
    docs="https://flask.palletsprojects.com/en/stable/config/#SESSION_COOKIE_NAME",
    words=("set_cookie(",),
)
_KEY = "SESSION_COOKIE_NAME"
_SESSION = re.compile(
    r"\bfrom flask import[^\n]*\bsession\b|\bfrom flask import \([^)]*\bsession\b|\bflask\.session\b|\blogin_user\b"
)
# Sessions are kept, or signed, in a way of the project's own.
_OWN_SESSIONS = re.compile(r"\bsession_interface\b|\bget_signing_serializer\b|\bsession_cookie_name\b")
_FORGETTING = ("max_age", "expires")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if not isinstance(call.func, Ref) or call.func.last != "set_cookie" or context.is_test:
        return
    key = call.argument(0, "key")
    if not isinstance(key, Const) or not isinstance(key.value, str) or _forgets(call):
        return
    if context.name_of(call.func, site.scope) != "flask.Response.set_cookie":
        return
    if key.value != _session_name(context) or not _uses_session(context):
        return
    yield Report(
        span=key.span,
        message=f"`{key.value}` is the cookie that Flask keeps the session in: what is written here is not signed, and the "
        "session is empty from the next request on. Give the cookie another name.",
    )


def _forgets(call: Call) -> bool:
    """Whether the cookie is deleted, which logs out on purpose."""
    value = call.args[1] if len(call.args) > 1 else None
    named = call.keyword("value")
    value = named.value if named is not None else value
    empty = value is None or (isinstance(value, Const) and not value.value)
    return empty or any(call.keyword(name) is not None for name in _FORGETTING if _is_zero(call, name))


def _is_zero(call: Call, name: str) -> bool:
    found = call.keyword(name)
    return found is not None and isinstance(found.value, Const) and found.value.value == 0


def _session_name(context: Context) -> str:
    """The name of the session's cookie; empty where it cannot be known."""
    written = {use.value for use in settings(context.project, context.file.path).get(_KEY, ())}
    if not written:
        return "session"
    quoted = written.pop() or ""
    plain = not written and re.fullmatch(r"\"[^\"\\]*\"|'[^'\\]*'", quoted)
    return quoted[1:-1] if plain else ""


def _uses_session(context: Context) -> bool:
    return context.mentions(_SESSION) and not context.mentions(_OWN_SESSIONS)
