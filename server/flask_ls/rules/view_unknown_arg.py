"""# view-unknown-arg

## What it does
Finds parameters of a view function, without a default, that neither the URL rule nor its `defaults` supply.

## Why is this bad?
Flask calls the view with the variables of the URL and nothing else. Each request raises `TypeError: profile() got an
unexpected keyword argument 'username'` where the variable has another name, and `missing 1 required positional argument`
where there is none. Nothing is said where a decorator that is not known may supply the argument.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<username>")
def profile(user_name):
    return user_name
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<username>")
def profile(username):
    return username
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.views import View, absolute, called_as_is, variables_of
from flask_ls.syntax.shape import Parameter

RULE = Rule(
    code="FLK105",
    name="view-unknown-arg",
    severity="error",
    summary="A view has a parameter that nothing supplies",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#variable-rules",
    words=("route", "add_url_rule", ".get(", ".post(", ".put(", ".delete(", ".patch("),
)


def check(view: View, context: Context) -> Iterator[Report]:
    missing = [parameter for parameter in unsupplied(view) if not _is_miswritten(view, parameter)]
    if missing and called_as_is(context.project, view):
        for parameter in missing:
            yield _report(context.project, view, parameter)


def _is_miswritten(view: View, parameter: Parameter) -> bool:
    """Whether a rule has the parameter's name between `<` and `>`, but not as a variable: that is another rule's finding."""
    written = re.compile(rf"<[^<>]*\b{re.escape(parameter.name)}\b[^<>]*>?")
    return any(written.search(route.rule) and parameter.name not in variables_of(route) for route in view.routes)


def unsupplied(view: View) -> list[Parameter]:
    """The parameters without which the view cannot be called, and which one of its routes does not pass."""
    return [
        parameter
        for parameter in view.scope.parameters
        if parameter.kind in ("", "k", "/")
        and parameter.default is None
        and any(parameter.name not in variables_of(route) | set(route.defaults) for route in view.routes)
    ]


def _report(project: Project, view: View, parameter: Parameter) -> Report:
    name = view.scope.name
    route = next(each for each in view.routes if parameter.name not in variables_of(each) | set(each.defaults))
    names = {each.name for each in view.scope.parameters}
    takes_all = any(each.kind == "**" for each in view.scope.parameters)
    unknown = sorted((variables_of(route) | set(route.defaults)) - names)
    error = (
        f"{name}() got an unexpected keyword argument '{unknown[0]}'"
        if unknown and not takes_all
        else f"{name}() missing 1 required {'keyword-only' if parameter.kind == 'k' else 'positional'} argument: "
        f"'{parameter.name}'"
    )
    instead = f"; its variable is called `{unknown[0]}`" if len(unknown) == 1 else ""
    place = route.rule_text or route.registered
    return Report(
        path=view.file.path,
        block=view.block,
        span=parameter.span,
        message=f"The rule `{route.rule}` does not supply `{parameter.name}`{instead}: every request is answered with "
        f"500, `TypeError: {error}`.",
        related=((*absolute(project, place), "The rule stands here"),) if place is not None else (),
    )
