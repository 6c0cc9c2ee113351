"""# wtf-submit-get-only

## What it does
Finds `form.validate_on_submit()` in a view whose routes take only `GET`.

## Why is this bad?
The form is sent with `POST`, and Flask answers `405 METHOD NOT ALLOWED` before the view is called. A route takes only `GET`
unless `methods` says otherwise.

## Example
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class NameForm(FlaskForm):
    name = StringField()


@app.route("/")
def index():
    form = NameForm()
    if form.validate_on_submit():
        return "saved"
    return "form"
```

## Use instead
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class NameForm(FlaskForm):
    name = StringField()


@app.route("/", methods=["GET", "POST"])
def index():
    form = NameForm()
    if form.validate_on_submit():
        return "saved"
    return "form"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.meaning import Known
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.views import View, absolute, also_called, is_registration
from flask_ls.syntax.shape import Call, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK815",
    name="wtf-submit-get-only",
    severity="error",
    summary="A view validates a form that cannot be sent to it",
    docs="https://flask-wtf.readthedocs.io/en/1.2.x/quickstart/#validating-forms",
    words=("validate_on_submit", "is_submitted"),
    fixable=True,
)
_METHODS = {"POST", "PUT", "PATCH", "DELETE"}
_ASKS = ("validate_on_submit", "is_submitted")


def check(view: View, context: Context) -> Iterator[Report]:
    project = context.project
    text = view.file.blocks[view.block]
    if not any(word in text for word in _ASKS) or not all(route.methods for route in view.routes):
        return
    taken = {method for route in view.routes for method in route.methods}
    asked = _asked(project, view) if not taken & _METHODS else None
    if asked is not None and not also_called(project, view):
        place = view.routes[0].rule_text or view.routes[0].registered
        yield Report(
            path=view.file.path,
            block=view.block,
            span=asked.span,
            message=f"The routes of `{view.scope.name}` take only GET, so the form is never read: sending it is answered "
            'with `405 METHOD NOT ALLOWED`. Add `methods=["GET", "POST"]` to the route.',
            related=((*absolute(project, place), "The route is added here"),) if place is not None else (),
            data=_where(view),
        )


def _asked(project: Project, view: View) -> Call | None:
    """The first call that asks whether a form of Flask-WTF was sent."""
    for each in inside(view.shape.bodies[view.number]):
        func = each.func if isinstance(each, Call) else None
        if isinstance(func, Ref) and func.last in _ASKS:
            meaning = resolve(project, view.file, view.block, view.number, func)
            if isinstance(meaning, Known) and meaning.name.startswith("flask_wtf."):
                call: Call = each
                return call
    return None


def _where(view: View) -> tuple[str, ...]:
    """Where `methods` can be added: before the closing parenthesis of the one decorator that adds a route."""
    adding = [each for each in view.scope.decorators if isinstance(each, Call) and is_registration(view, each)]
    if len(adding) != 1 or len(view.routes) != 1 or adding[0].opaque or adding[0].keyword("methods"):
        return ()
    func, end = adding[0].func, view.file.absolute(view.block, adding[0].span).end - 1
    before = view.file.text[:end].rstrip()
    if not isinstance(func, Ref) or func.last != "route" or before.endswith(","):
        return ()
    return (str(len(before)),)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Let the route take POST, too."""
    if not finding.data:
        return []
    at = int(finding.data[0])
    edit = TextEdit(Span(at, at), ', methods=["GET", "POST"]')
    return [Fix(title='Add `methods=["GET", "POST"]`', edits={finding.path: (edit,)})]
