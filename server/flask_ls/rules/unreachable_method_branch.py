"""# unreachable-method-branch

## What it does
Finds `if request.method == "POST":` in a view none of whose rules takes that method.

## Why is this bad?
Flask answers the request with `405 METHOD NOT ALLOWED` before the view is called, so the branch never runs. A route
takes only `GET` unless `methods` says otherwise.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/login")
def login():
    if request.method == "POST":
        return "logged in"
    return "form"
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        return "logged in"
    return "form"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.meaning import Known
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.views import View, absolute, also_called
from flask_ls.syntax.shape import (
    Branches,
    Const,
    Display,
    Expr,
    For,
    If,
    Operation,
    Ref,
    Statement,
    Try,
    While,
    With,
)

RULE = Rule(
    code="FLK110",
    name="unreachable-method-branch",
    severity="warning",
    summary="A view asks for a method that its routes do not take",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#http-methods",
    words=("request.method",),
)
_METHODS = {"POST", "PUT", "PATCH", "DELETE"}


def check(view: View, context: Context) -> Iterator[Report]:
    project = context.project
    text = view.file.blocks[view.block]
    if not any(word in text for word in RULE.words) or not all(route.methods for route in view.routes):
        return
    taken = {method for route in view.routes for method in route.methods}
    asked = [(test, _wanted(project, view, test)) for test in _tests(view.shape.bodies[view.number])]
    dead = [(test, wanted) for test, wanted in asked if wanted and not wanted & taken]
    if dead and not also_called(project, view):
        for test, wanted in dead:
            yield _report(project, view, test, wanted, taken)


def _tests(statements: tuple[Statement, ...]) -> Iterator[Expr]:
    """What the `if` statements of a function ask, as deep as they stand in it."""
    for each in statements:
        if isinstance(each, If):
            yield each.test
        if isinstance(each, (If, For, While)):
            yield from _tests((*each.body, *each.orelse))
        elif isinstance(each, With):
            yield from _tests(each.body)
        elif isinstance(each, Try):
            yield from _tests((*each.body, *each.orelse, *each.final))
            for handler in each.handlers:
                yield from _tests(handler)
        elif isinstance(each, Branches):
            for body in each.bodies:
                yield from _tests(body)


def _wanted(project: Project, view: View, test: Expr) -> set[str]:
    """The methods, one of which the request must have for the test to hold; empty where that is not known."""
    if isinstance(test, Operation) and test.operator == "and":
        return next(filter(None, (_wanted(project, view, each) for each in test.operands)), set())
    if not isinstance(test, Operation) or len(test.operands) != 2:
        return set()
    left, right = test.operands
    if test.operator == "==" and isinstance(left, Const):
        left, right = right, left
    if not isinstance(left, Ref) or left.last != "method":
        return set()
    meaning = resolve(project, view.file, view.block, view.number, Ref(left.parts[:-1], left.span))
    if not isinstance(meaning, Known) or meaning.type != "flask.Request":
        return set()
    values = [right] if test.operator == "==" else []
    if test.operator == "in" and isinstance(right, Display) and right.kind != "dict":
        values = list(right.items)
    names = {value.value for value in values if isinstance(value, Const) and isinstance(value.value, str)}
    return names if len(names) == len(values) and names <= _METHODS | {"GET"} else set()


def _report(project: Project, view: View, test: Expr, wanted: set[str], taken: set[str]) -> Report:
    method = "POST" if "POST" in wanted else min(wanted)
    place = view.routes[0].rule_text or view.routes[0].registered
    takes = " and ".join(sorted(taken))
    return Report(
        path=view.file.path,
        block=view.block,
        span=test.span,
        message=f"The routes of `{view.scope.name}` take {takes} only, so this never holds: a {method} request is answered "
        f"with `405 METHOD NOT ALLOWED`. Add `{method}` to the route's `methods`.",
        related=((*absolute(project, place), "The route is added here"),) if place is not None else (),
    )
