"""# template-no-autoescape

## What it does
Finds HTML templates whose name Flask does not take for HTML, such as `index.j2`, and `{% autoescape false %}` with
variables in it.

## Why is this bad?
Flask escapes variables only in templates whose names end with `.html`, `.htm`, `.xml`, `.xhtml` or `.svg`. In others a
name such as `<script>alert(1)</script>` becomes part of the page, and runs in the browsers of others. Nothing is said of
templates without HTML in them, nor where the application decides itself what is escaped.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.j2", name="<script>")
-- templates/index.j2 --
<p>{{ name }}</p>
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html", name="<script>")
-- templates/index.html --
<p>{{ name }}</p>
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import speaks_of
from flask_ls.rules.base import Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja
from flask_ls.symbols.template_contract import renders
from flask_ls.syntax.template.model import Branch, Placed
from flask_ls.syntax.template.nodes import Attribute, Autoescape, Const, Expr, Item, Name, Print

RULE = Rule(
    code="FLK605",
    name="template-no-autoescape",
    severity="warning",
    summary="A template prints variables without escaping them",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("{{",),
)
_ESCAPED = (".html", ".htm", ".xml", ".xhtml", ".svg")
# Names of templates that are for Jinja; in front of it may stand what the text is.
_JINJA = re.compile(r"(?:^|/)[^/.]+(?:\.html?)?\.(?:j2|jinja2?|tpl)\Z")
_DECIDES = re.compile(r"autoescape")


def check(file: TemplateFile) -> Iterator[Report]:
    if file.path.endswith(_ESCAPED):
        yield from _switched_off(file, file.model.tree)
        return
    if not any(_JINJA.search(name) for call in renders(file.project, file.path) for name in call.templates):
        return
    if "autoescape" in file.model.text or not any(each.name != "!--" for each in file.model.elements):
        return
    first = next((place for place in file.model.tags if _is_variable(place)), None)
    if first is not None and knows_jinja(file) and not speaks_of(file.project, _DECIDES):
        name = file.path.rpartition(".")[2]
        yield Report(
            span=first.span,
            message=f"Flask does not escape variables in templates that end with `.{name}`: HTML in this value becomes part "
            "of the page.",
        )


def _switched_off(file: TemplateFile, body: tuple[Branch, ...]) -> Iterator[Report]:
    if "autoescape" not in file.model.text:
        return
    for branch in body:
        statement = branch.place.tag.statement
        inner = [each for section in branch.sections for each in section.body]
        if isinstance(statement, Autoescape) and isinstance(statement.value, Const) and statement.value.value is False:
            if any(_is_variable(each.place) for each in inner) and knows_jinja(file):
                yield Report(
                    span=branch.place.span,
                    message="Variables are not escaped here: HTML in their values becomes part of the page.",
                )
        elif inner:
            yield from _switched_off(file, tuple(inner))


def _is_variable(place: Placed) -> bool:
    """Whether a tag prints a variable as it is."""
    return isinstance(place.tag.statement, Print) and _is_plain(place.tag.statement.value)


def _is_plain(value: Expr) -> bool:
    while isinstance(value, Attribute | Item):
        value = value.value
    return isinstance(value, Name) and value.name not in ("self", "loop", "super", "config")
