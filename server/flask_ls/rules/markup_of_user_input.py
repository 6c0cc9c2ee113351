"""# markup-of-user-input

## What it does
Finds `Markup(…)` of text that came with a request.

## Why is this bad?
`Markup` says that a text is safe as it is, so that templates do not escape it: with `<script>` in it, it runs in the browser
of whoever follows a prepared link. `Markup("<b>{}</b>").format(text)` escapes what is put in.

## Example
```python
from flask import Flask, request
from markupsafe import Markup

app = Flask(__name__)


@app.route("/hi")
def hi():
    return Markup(f"<b>{request.args['name']}</b>")
```

## Use instead
```python
from flask import Flask, request
from markupsafe import Markup

app = Flask(__name__)


@app.route("/hi")
def hi():
    return Markup("<b>{}</b>").format(request.args["name"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import handlers
from flask_ls.rules.request_text import put_together, source, url_texts
from flask_ls.syntax.shape import Call
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK321",
    name="markup-of-user-input",
    severity="warning",
    summary="Text from the request is said to be safe HTML",
    docs="https://flask.palletsprojects.com/en/stable/templating/#controlling-autoescaping",
    words=("Markup(",),
    preview=True,
)
_MARKUP = {"markupsafe.Markup", "flask.Markup", "jinja2.Markup"}


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    for call in inside(shape.bodies[function.number]):
        if not isinstance(call, Call) or not call.args or context.name_of(call.func, function.number) not in _MARKUP:
            continue
        variables = url_texts(handlers(function, context))
        for part in put_together(call.args[0]) or (call.args[0],):
            origin = source(part, variables, function, context)
            if origin:
                yield Report(
                    span=call.args[0].span,
                    message=f"{origin} is taken for HTML as it came: with `<script>` in it, it runs in the browser of "
                    'whoever follows a prepared link. `Markup("…{}…").format(…)` escapes it.',
                )
                break
