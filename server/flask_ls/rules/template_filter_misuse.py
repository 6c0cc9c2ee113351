"""# template-filter-misuse

## What it does
Finds `"{0}"|format(x)`, and `reverse`, `map`, `select` and the like that are printed without `|list` or `|join`.

## Why is this bad?
Jinja's `format` fills in `%s`, not `{}`: `TypeError: not all arguments converted during string formatting`. The others give
an iterator, which is printed as `<list_reverseiterator object at 0x7f…>`.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{{ "hello {0}"|format("world") }}
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
{{ "hello %s"|format("world") }}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja
from flask_ls.symbols.template_names import givers
from flask_ls.syntax.template.nodes import Const, Display, Filter, Print

RULE = Rule(
    code="FLK612",
    name="template-filter-misuse",
    severity="warning",
    summary="A filter is used as its namesake in Python",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("|",),
    preview=True,
)
_LAZY = frozenset({"map", "select", "reject", "selectattr", "rejectattr", "batch", "slice"})
_BRACES = re.compile(r"\{(?:\d*|[A-Za-z_]\w*)(?:[.:!][^{}]*)?\}")


def check(file: TemplateFile) -> Iterator[Report]:
    for place, each in file.model.filters:
        text = each.value.value if each.name == "format" and isinstance(each.value, Const) else None
        if not isinstance(text, str) or each.arguments is None or "%" in text:
            continue
        if _BRACES.search(text) and _is_jinjas(file, "format"):
            yield Report(
                span=place.at(each.span),
                message="Jinja's `format` fills in `%s`, not `{}`: `TypeError: not all arguments converted during string "
                "formatting`.",
            )
    for place, statement in file.model.statements(Print):
        value = statement.value
        if not isinstance(value, Filter):
            continue
        reversed_list = value.name == "reverse" and isinstance(value.value, Display)
        if (value.name in _LAZY or reversed_list) and _is_jinjas(file, value.name):
            yield Report(
                span=place.at(value.name_span),
                message=f"`{value.name}` gives an iterator, which is printed as `<generator object …>`. Put `|list` or "
                "`|join` behind it.",
            )


def _is_jinjas(file: TemplateFile, name: str) -> bool:
    return ("filter", name) not in givers(file.project) and knows_jinja(file)
