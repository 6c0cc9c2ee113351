"""# template-unknown-macro

## What it does
Finds names in `{% from "forms.html" import field %}`, and in `{% import "forms.html" as forms %}{{ forms.field() }}`, that the
template does not define.

## Why is this bad?
Calling it fails with `jinja2.exceptions.UndefinedError`: the template "does not export the requested name".

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{% from "forms.html" import feild %}{{ feild() }}
-- templates/forms.html --
{% macro field() %}{% endmacro %}
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{% from "forms.html" import field %}{{ field() }}
-- templates/forms.html --
{% macro field() %}{% endmacro %}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import has_unknown_tags, knows_jinja
from flask_ls.symbols.template import resolve_name
from flask_ls.syntax.template.names import bound
from flask_ls.syntax.template.nodes import Attribute, Call, Const, Expr, FromImport, Import, Name
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK611",
    name="template-unknown-macro",
    severity="error",
    summary="A template imports a macro that does not exist",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("import",),
    fixable=True,
    preview=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    modules: dict[str, frozenset[str]] = {}
    for place in file.model.tags:
        statement = place.tag.statement
        if isinstance(statement, FromImport) and (known := _exported(file, statement.template)) is not None:
            for each in statement.names:
                if each.name not in known:
                    yield from _report(file, place.at(each.span), each.name, known)
        elif isinstance(statement, Import):
            known = _exported(file, statement.template)
            if known is not None and statement.target.name not in modules:
                modules[statement.target.name] = known
    for place, call in file.model.parts(Call) if modules else ():
        match call.func:
            case Attribute(value=Name(name=name), name=wanted) if wanted and name in modules:
                if wanted not in modules[name] and _bound_once(file, name):
                    yield from _report(file, place.at(call.func.name_span), wanted, modules[name])


def _exported(file: TemplateFile, template: Expr) -> frozenset[str] | None:
    """The names that a template gives to those that import it; None where they are not known."""
    if not isinstance(template, Const) or not isinstance(template.value, str):
        return None
    found = resolve_name(file.project, file.path, template.value)
    other = file.project.text_file(found[0]) if found else None
    if other is None or has_unknown_tags(other.template) or other.template.problem is not None:
        return None
    if other.template.extends is not None or "include" in other.text:
        return None
    return bound(other.template)


def _bound_once(file: TemplateFile, name: str) -> bool:
    names = [each.name for place in file.model.tags for each in (*place.tag.binds, *place.tag.opens)]
    return names.count(name) == 1


def _report(file: TemplateFile, span: Span, name: str, known: frozenset[str]) -> Iterator[Report]:
    if knows_jinja(file):
        near = get_close_matches(name, known, 1, 0.7)
        meant = f" Do you mean `{near[0]}`?" if near else ""
        yield Report(
            span=span,
            message=f"The template that is imported has no macro `{name}`; calling it fails with `UndefinedError`.{meant}",
            data=(*near,),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the name that is probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
