"""# form-method-not-allowed

## What it does
Finds `<form method="post">` whose `action` is the URL of a route without `POST`, or which has no `action` and stands in a
page of such a route; also `hx-post` and the like.

## Why is this bad?
Sending the form is answered with `405 Method Not Allowed`. Nothing is said of forms that a script may send, nor where other
routes may show the page.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
<form method="post"><button>Send</button></form>
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def index():
    return render_template("index.html")
-- templates/index.html --
<form method="post"><button>Send</button></form>
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.routes import Route
from flask_ls.rules.base import Report, Rule, TemplateFile
from flask_ls.rules.templates import Form, forms, has_scripts, knows_jinja
from flask_ls.rules.views import endpoints
from flask_ls.symbols.endpoint import applications, open_reason, routes_at
from flask_ls.symbols.template_contract import rendering
from flask_ls.symbols.uses import uses
from flask_ls.syntax.template.elements import Attribute

RULE = Rule(
    code="FLK606",
    name="form-method-not-allowed",
    severity="error",
    summary="A form is sent to a route that does not take its method",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("<form", "hx-"),
)
_REQUESTS = {"hx-post": "POST", "hx-put": "PUT", "hx-patch": "PATCH", "hx-delete": "DELETE", "hx-get": "GET"}


def check(file: TemplateFile) -> Iterator[Report]:
    for element in file.model.elements:
        for attribute in element.attributes:
            if method := _REQUESTS.get(attribute.name.lower()):
                yield from _sent(file, attribute, method)
    for form in forms(file.model):
        if form.method != "post" or not form.is_plain:
            continue
        action = form.element.attribute("action")
        if action is not None and action.value.strip():
            yield from _sent(file, action, "POST")
        else:
            yield from _to_itself(file, form)


def _sent(file: TemplateFile, attribute: Attribute, method: str) -> Iterator[Report]:
    """A URL that is built by one `url_for` and nothing else."""
    span = attribute.value_span
    inside = [place for place in file.model.tags if span.start <= place.start < span.end]
    if len(inside) != 1 or inside[0].span != span:
        return
    named = [
        use
        for use in uses(file.project, file.path)
        if use.symbol == "endpoint" and use.call == inside[0].at(inside[0].tag.parts[-1].span)
    ]
    if len(named) != 1 or not knows_jinja(file):
        return
    routes = endpoints(file.project, file.path).get(named[0].name, ())
    if _refuse(file, routes, method):
        allowed = ", ".join(f"`{each}`" for each in sorted({each for route in routes for each in route.methods}))
        yield Report(
            span=named[0].span,
            message=f"`{named[0].name}` does not take `{method}`, only {allowed}: `405 Method Not Allowed`.",
        )


def _to_itself(file: TemplateFile, form: Form) -> Iterator[Report]:
    calls, unsure = rendering(file.project, file.path)
    if not calls or unsure or has_scripts(file) or not knows_jinja(file):
        return
    for call in calls:
        source = file.project.python(call.path)
        routes = routes_at(file.project, call.path, source.absolute(call.block, call.span).start) if source else []
        if not _refuse(file, tuple(routes), "POST"):
            return
    yield Report(
        span=form.element.span,
        message="The form is sent to the route that shows the page, which does not take `POST`: `405 Method Not Allowed`.",
    )


def _refuse(file: TemplateFile, routes: tuple[Route, ...], method: str) -> bool:
    """Whether these are routes, all of them known, and none takes the method; neither may another route at their rules."""
    if not routes or any(not route.certain or not route.methods or method in route.methods for route in routes):
        return False
    if not applications(file.project, file.path) or open_reason(file.project, file.path):
        return False
    rules = {route.rule for route in routes}
    others = (route for each in endpoints(file.project, file.path).values() for route in each if route.rule in rules)
    return not any(method in route.methods or not route.methods for route in others)
