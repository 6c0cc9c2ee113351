"""# class-view-without-as-view

## What it does
Finds a class of views that is registered itself, and `as_view()` without a name.

## Why is this bad?
Flask calls what it is given: it makes an object of the class and returns that, which is no response. `TypeError: The view
function did not return a valid response.` `as_view("name")` makes a function of the class, and needs the endpoint's name:
`TypeError: View.as_view() missing 1 required positional argument: 'name'`.

## Example
```python
from flask import Flask
from flask.views import MethodView

app = Flask(__name__)


class Users(MethodView):
    def get(self):
        return "users"


app.add_url_rule("/all", view_func=Users)
```

## Use instead
```python
from flask import Flask
from flask.views import MethodView

app = Flask(__name__)


class Users(MethodView):
    def get(self):
        return "users"


app.add_url_rule("/all", view_func=Users.as_view("users"))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.meaning import Known
from flask_ls.project.resolve import library_bases
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import Call, CallSite, Const, Expr, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK127",
    name="class-view-without-as-view",
    severity="error",
    summary="A class of views is registered without `as_view`",
    docs="https://flask.palletsprojects.com/en/stable/views/#basic-reusable-view",
    words=("add_url_rule", "as_view()"),
    fixable=True,
    preview=True,
)
_ADDING = {"flask.Flask.add_url_rule", "flask.Blueprint.add_url_rule"}
_VIEWS = {"flask.views.View", "flask.views.MethodView"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if isinstance(call.func, Ref) and call.func.last == "as_view" and not call.args and not call.keywords:
        if not call.opaque and _is_class(Ref(call.func.parts[:-1], call.func.span), site.scope, context):
            name = _snake(call.func.parts[-2])
            inside = Span(call.span.end - 1, call.span.end - 1)
            yield Report(
                span=call.span,
                message="`as_view` needs the name of the endpoint: `TypeError: View.as_view() missing 1 required "
                "positional argument: 'name'`.",
                data=(f'"{name}"', *map(str, context.file.absolute(context.block, inside))),
            )
        return
    given = call.argument(2, "view_func")
    if not isinstance(given, Ref) or context.name_of(call.func, site.scope) not in _ADDING:
        return
    if _is_class(given, site.scope, context):
        written = call.args[1] if len(call.args) > 1 else None
        endpoint = written.value if isinstance(written, Const) and isinstance(written.value, str) else ""
        end = Span(given.span.end, given.span.end)
        yield Report(
            span=given.span,
            message=f"`{given.last}` is a class: `TypeError: The view function did not return a valid response. … but it "
            f"was a {given.last}.` Register `{given.last}.as_view(…)`.",
            data=(
                f'.as_view("{endpoint or _snake(given.last)}")',
                *map(str, context.file.absolute(context.block, end)),
            ),
        )


def _is_class(expr: Expr, scope: int, context: Context) -> bool:
    """Whether an expression is a class of views of the project."""
    meaning = context.meaning(expr, scope) if not isinstance(expr, Call) else None
    site = meaning.site if isinstance(meaning, Known) and not meaning.module and meaning.type is None else None
    file = context.project.python(site.path) if site is not None else None
    if site is None or file is None or file.shapes[site.block].scopes[site.scope].kind != "class":
        return False
    return bool(_VIEWS.intersection(library_bases(context.project, file, site.block, site.scope)))


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Make a function of the class, named after it."""
    added, start, end = finding.data
    edit = TextEdit(Span(int(start), int(end)), added)
    return [Fix(title=f"Add `{added}`", edits={finding.path: (edit,)})]
