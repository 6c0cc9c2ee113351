"""# view-func-called

## What it does
Finds `add_url_rule("/", view_func=index())`: the view is called, and what it returned is registered.

## Why is this bad?
A text has no name to make an endpoint of: `AttributeError: 'str' object has no attribute '__name__'`. Said is that of
functions that return a response; one that makes a view is fine.

## Example
```python
from flask import Flask

app = Flask(__name__)


def index():
    return "x"


app.add_url_rule("/", view_func=index())
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


def index():
    return "x"


app.add_url_rule("/", view_func=index)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.meaning import Known, Site
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import Call, CallSite, Const, Display, Expr, Joined
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK126",
    name="view-func-called",
    severity="error",
    summary="A view is called where it is registered",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.add_url_rule",
    words=("add_url_rule",),
    fixable=True,
    preview=True,
)
_ADDING = {"flask.Flask.add_url_rule", "flask.Blueprint.add_url_rule"}
_RESPONSES = {
    "flask.render_template", "flask.render_template_string", "flask.jsonify", "flask.redirect", "flask.make_response",
    "flask.send_file", "flask.send_from_directory",
}  # fmt: skip


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    given = call.argument(2, "view_func")
    if not isinstance(given, Call) or context.name_of(call.func, site.scope) not in _ADDING:
        return
    meaning = context.meaning(given.func, site.scope)
    if isinstance(meaning, Known) and meaning.site is not None and _gives_response(meaning.site, context):
        plain = not given.args and not given.keywords and not given.opaque
        after = context.file.absolute(context.block, given.func.span).end
        yield Report(
            span=given.span,
            message="It is called here, and gives a response, no view: `AttributeError: 'str' object has no attribute "
            "'__name__'`. Hand over the function itself.",
            data=(str(after),) if plain else (),
        )


def _gives_response(site: Site, context: Context) -> bool:
    """Whether all that a function of the project returns is surely a response."""
    file = context.project.python(site.path)
    if file is None or site.block >= len(file.shapes):
        return False
    shape = file.shapes[site.block]
    scope = shape.scopes[site.scope]
    if scope.kind != "function" or scope.decorators or shape.damaged:
        return False
    there = Context(project=context.project, file=file, block=site.block)
    returned = [value for at, value in shape.returns if at == site.scope]
    return bool(returned) and all(_is_response(value, site.scope, there) for value in returned)


def _is_response(value: Expr, scope: int, context: Context) -> bool:
    if isinstance(value, Const):
        return isinstance(value.value, (str, bytes))
    if isinstance(value, (Joined, Display)):
        return True
    return isinstance(value, Call) and context.name_of(value.func, scope) in _RESPONSES


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Hand over the function."""
    if not finding.data:
        return []
    edit = TextEdit(Span(int(finding.data[0]), finding.span.end), "")
    return [Fix(title="Do not call it", edits={finding.path: (edit,)}, safe=True)]
