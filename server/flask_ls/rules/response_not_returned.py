"""# response-not-returned

## What it does
Finds a response that is made and dropped: `redirect(...)`, `render_template(...)`, `jsonify(...)`, `make_response(...)`
and the like as a statement of their own.

## Why is this bad?
These functions only make a value; nothing is sent until the view returns it. After a dropped `redirect()` the view goes
on: a page that was meant to be for logged-in users is shown to everyone, or the request fails because the view gave no
response at all.

## Example
```python
from flask import Flask, redirect, session, url_for

app = Flask(__name__)
app.secret_key = "k"


@app.route("/admin")
def admin():
    if "user" not in session:
        redirect(url_for("login"))
    return "secret"
```

## Use instead
```python
from flask import Flask, redirect, session, url_for

app = Flask(__name__)
app.secret_key = "k"


@app.route("/admin")
def admin():
    if "user" not in session:
        return redirect(url_for("login"))
    return "secret"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.flow import is_generator
from flask_ls.rules.handlers import ERROR, VIEW, handlers
from flask_ls.syntax.shape import Call, Evaluate, Ref, Try
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK203",
    name="response-not-returned",
    severity="error",
    summary="A response is made and dropped",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#redirects-and-errors",
    words=("redirect", "render_template", "jsonify", "make_response", "send_file", "send_from_directory"),
    fixable=True,
)
_MAKERS = {
    "flask.redirect", "flask.render_template", "flask.render_template_string", "flask.jsonify", "flask.make_response",
    "flask.send_file", "flask.send_from_directory", "flask.json.jsonify", "flask.helpers.redirect",
    "werkzeug.utils.redirect",
}  # fmt: skip


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    body = shape.bodies[function.number]
    dropped = [
        each for each in inside(body) if isinstance(each, Evaluate) and is_response(each, function.number, context)
    ]
    if not dropped or shape.damaged or context.is_test or is_generator(body):
        return
    if not any(handler.role in (VIEW, ERROR) for handler in handlers(function, context)):
        return
    tried = [each.span for each in inside(body) if isinstance(each, Try) and each.handlers]
    for statement in dropped:
        if any(span.start <= statement.span.start < span.end for span in tried):
            continue  # perhaps only to see whether it can be made
        assert isinstance(statement.value, Call) and isinstance(statement.value.func, Ref)
        made = ".".join(statement.value.func.parts)
        yield Report(
            span=statement.span,
            message=f"The response that `{made}()` makes is dropped: `{function.scope.name}` goes on as if it were not "
            "there. Return it.",
        )


def is_response(statement: Evaluate, scope: int, context: Context) -> bool:
    """Whether a statement is the call of a function that does nothing but make a response."""
    call = statement.value
    if not isinstance(call, Call) or not isinstance(call.func, Ref):
        return False
    return context.name_of(call.func, scope) in _MAKERS


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Return it."""
    at = finding.span.start
    return [Fix(title="Return the response", edits={finding.path: (TextEdit(Span(at, at), "return "),)})]
