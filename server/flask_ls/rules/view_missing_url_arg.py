"""# view-missing-url-arg

## What it does
Finds variables of a URL rule, and keys of its `defaults`, that the view function has no parameter for.

## Why is this bad?
Flask calls the view with every variable as a keyword argument. A view without the parameter raises `TypeError:
profile() got an unexpected keyword argument 'username'` on each request, and the answer is 500. Nothing is said where a
decorator that is not known, or a `url_value_preprocessor`, may take the value.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<username>")
def profile():
    return "profile"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<username>")
def profile(username):
    return "profile " + username
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.view_unknown_arg import unsupplied
from flask_ls.rules.views import View, absolute, called_as_is, variable_span, variables_of
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK104",
    name="view-missing-url-arg",
    severity="error",
    summary="A view has no parameter for a variable of its URL",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#variable-rules",
    words=("route", "add_url_rule", ".get(", ".post(", ".put(", ".delete(", ".patch("),
    fixable=True,
)


def check(view: View, context: Context) -> Iterator[Report]:
    if any(parameter.kind == "**" for parameter in view.scope.parameters):
        return
    taken = {parameter.name for parameter in view.scope.parameters if parameter.kind in ("", "k")}
    if all(variables_of(route) | set(route.defaults) <= taken for route in view.routes):
        return
    # A parameter that nothing supplies is most likely the variable under another name, and has its own rule.
    if not unsupplied(view) and called_as_is(context.project, view):
        yield from _view(context.project, view, taken)


def _view(project: Project, view: View, taken: set[str]) -> Iterator[Report]:
    name = view.scope.name
    header = (view.file.path, view.file.absolute(view.block, view.scope.name_span))
    seen = set[tuple[str, Span]]()
    for route in view.routes:
        for missing in sorted((variables_of(route) | set(route.defaults)) - taken):
            written = route.rule_text or route.registered
            place = variable_span(project, route, missing) or (absolute(project, written) if written else header)
            if place in seen:
                continue
            seen.add(place)
            yield Report(
                path=place[0],
                span=place[1],
                message=f"`{name}` has no parameter `{missing}`, and the rule `{route.rule}` passes it: every request is "
                f"answered with 500, `TypeError: {name}() got an unexpected keyword argument '{missing}'`.",
                related=((*header, f"`{name}` stands here"),),
                data=(missing, view.file.path, *_insertion(view)),
            )


def _insertion(view: View) -> tuple[str, str]:
    """Where a parameter goes, behind those that have no default, and what stands before and after it: `, _`, `_, `."""
    scope = view.scope
    plain = [each for each in scope.parameters if each.kind in ("", "/") and each.default is None]
    if plain:
        return str(view.file.absolute(view.block, plain[-1].span).end), ", _"
    opened = re.match(r"\s*\(", view.file.blocks[view.block][scope.name_span.end :])
    if opened is None:
        return "", ""
    at = view.file.absolute(view.block, scope.name_span).end + opened.end()
    return str(at), "_, " if scope.parameters else "_"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Give the view the parameter."""
    if len(finding.data) != 4 or not finding.data[2]:
        return []
    name, path, at, form = finding.data
    edit = TextEdit(Span(int(at), int(at)), form.replace("_", name, 1))
    return [Fix(title=f"Add the parameter `{name}`", edits={path: (edit,)})]
