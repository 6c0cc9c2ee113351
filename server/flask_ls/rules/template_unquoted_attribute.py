"""# template-unquoted-attribute

## What it does
Finds `<tag attribute={{ value }}>`.

## Why is this bad?
A value with a space in it becomes several attributes: `x onmouseover=alert(1)` brings a script into the page, and escaping
does not help. Nothing is said of numbers, such as `{{ value|int }}` or `{{ loop.index }}`, nor of `url_for`.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
<input value={{ q }}>
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
<input value="{{ q }}">
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja
from flask_ls.syntax.template.nodes import Attribute, Call, Choice, Const, Expr, Filter, Name, Operation, Print
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK616",
    name="template-unquoted-attribute",
    severity="warning",
    summary="An attribute with a variable has no quotes",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("={{",),
    fixable=True,
    preview=True,
)
_SAFE = frozenset({"int", "float", "length", "count", "round", "urlencode", "abs", "wordcount", "filesizeformat"})
_NUMBERS = frozenset({"id", "index", "index0", "page", "pages", "total", "count", "year"})


def check(file: TemplateFile) -> Iterator[Report]:
    for element in file.model.elements:
        for attribute in element.attributes:
            span = attribute.value_span
            if attribute.quote or span.start == span.end or "{{" not in attribute.value:
                continue
            inside = [place for place in file.model.tags if span.start <= place.start < span.end]
            values = [place.tag.statement.value for place in inside if isinstance(place.tag.statement, Print)]
            if not values or all(_is_safe(value) for value in values) or inside[-1].span.end > span.end:
                continue
            if knows_jinja(file):
                yield Report(
                    span=span,
                    message=f"`{attribute.name}` has no quotes: a value with a space in it brings other attributes, "
                    "even where it is escaped.",
                )


def _is_safe(value: Expr) -> bool:
    """Whether the value can have no space in it."""
    match value:
        case Const():
            return not isinstance(value.value, str) or " " not in value.value
        case Filter():
            return value.name in _SAFE
        case Attribute():
            return value.name in _NUMBERS
        case Name():
            return value.name in _NUMBERS
        case Call(func=Name(name=name)):
            return name in ("url_for", "range", "csrf_token", "csp_nonce")
        case Choice():
            return _is_safe(value.then) and (value.otherwise is None or _is_safe(value.otherwise))
        case Operation():
            return value.operator in ("-", "*", "/", "//", "%", "**", "==", "!=", "<", ">", "<=", ">=", "in", "not")
    return False


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Put the value between quotes."""
    file = project.text_file(finding.path)
    value = file.text[finding.span.start : finding.span.end] if file is not None else ""
    quote = "'" if '"' in value else '"'
    if not value or quote in value:
        return []
    start, end = finding.span
    edits = (TextEdit(Span(start, start), quote), TextEdit(Span(end, end), quote))
    return [Fix(title="Add quotes", edits={finding.path: edits}, safe=True)]
