"""# template-undefined-variable

## What it does
Finds variables in templates that no `render_template` call, no context processor and no template gives a value.

## Why is this bad?
Printed, such a variable is an empty text, which is easily overlooked; reading an attribute of it fails with
`jinja2.exceptions.UndefinedError: 'usr' is undefined`. Nothing is said where a template may be rendered by something that
cannot be seen, or with a dictionary that is not written out, nor of a variable that the template tests before it uses it.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html", user={"name": "x"})
-- templates/index.html --
Hello {{ usr.name }}
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html", user={"name": "x"})
-- templates/index.html --
Hello {{ user.name }}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import has_unknown_tags, knows_jinja
from flask_ls.symbols.template_contract import contract, rendering
from flask_ls.syntax.template.model import Template
from flask_ls.syntax.template.names import needs
from flask_ls.syntax.template.nodes import Choice, Expr, Filter, If, Name, Operation, Test
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK604",
    name="template-undefined-variable",
    severity="warning",
    summary="A template uses a variable that nobody gives it",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("{{", "{%"),
    fixable=True,
)
_GUARDS = frozenset({"defined", "undefined", "none"})
_DEFAULTS = frozenset({"default", "d"})


def check(file: TemplateFile) -> Iterator[Report]:
    wanted = needs(file.model)
    if not wanted or has_unknown_tags(file.model) or not knows_jinja(file):
        return
    given = contract(file.project, file.path)
    if given.open:
        return
    guarded: set[str] | None = None
    for need in wanted:
        if need.name in given.names or need.maybe:
            continue
        guarded = _guarded(file.model) if guarded is None else guarded
        if need.name in guarded:
            continue
        near = get_close_matches(need.name, _passed(file), 1, 0.6)
        meant = f" Do you mean `{near[0]}`?" if near else ""
        yield Report(
            span=need.span,
            message=f"`{need.name}` is given to this template by nobody: it prints nothing, and reading an attribute of it "
            f"fails with `UndefinedError: '{need.name}' is undefined`.{meant}",
            data=(*near,),
        )


def _passed(file: TemplateFile) -> list[str]:
    calls, _ = rendering(file.project, file.path)
    return sorted({passed.name for call in calls for passed in call.passed})


def _guarded(model: Template) -> set[str]:
    """The names that the template asks about before it uses them, or has something else for."""
    found: set[str] = set()
    for _, statement in model.statements(If):
        found.update(_tested(statement.test))
    for place in model.tags:
        for part in place.tag.parts:
            match part:
                case Test(value=Name(name=name)) if part.name in _GUARDS:
                    found.add(name)
                case Filter(value=Name(name=name)) if part.name in _DEFAULTS:
                    found.add(name)
                case Choice():
                    found.update(_tested(part.test))
                case Operation(operator="or" | "and"):
                    found.update(_tested(part))
    return found


def _tested(value: Expr) -> Iterator[str]:
    """The names whose truth decides."""
    match value:
        case Name():
            yield value.name
        case Operation(operator="or" | "and" | "not"):
            for operand in value.operands:
                yield from _tested(operand)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the name that is probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
