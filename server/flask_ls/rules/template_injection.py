"""# template-injection

## What it does
Finds text from the request that becomes a part of a template: a variable of the URL or a value of `request.args` or
`request.form`, put into what `render_template_string()` is given.

## Why is this bad?
The template is run after the text was put in. With `?name={{ config }}` the page shows the secret key, and from there
it is not far to running programs (server-side template injection). Give the text to the template as a variable.

## Example
```python
from flask import Flask, render_template_string, request

app = Flask(__name__)


@app.route("/hi")
def hi():
    return render_template_string(f"<p>Hello {request.args['name']}</p>")
```

## Use instead
```python
from flask import Flask, render_template_string, request

app = Flask(__name__)


@app.route("/hi")
def hi():
    return render_template_string("<p>Hello {{ name }}</p>", name=request.args["name"])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import handlers
from flask_ls.rules.request_text import put_together, source, url_texts
from flask_ls.syntax.shape import Call, Expr, Ref
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK305",
    name="template-injection",
    severity="error",
    summary="Text from the request becomes a part of a template",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.render_template_string",
    words=("render_template_string", "stream_template_string", "from_string"),
)
_RENDERERS = {
    "flask.render_template_string", "flask.stream_template_string", "flask.templating.render_template_string",
    "flask.Flask.jinja_env.from_string",
}  # fmt: skip


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    for call in inside(shape.bodies[function.number]):
        if not isinstance(call, Call) or not call.args:
            continue
        template = _value(call.args[0], function, context)
        parts = put_together(template)
        if not parts or context.name_of(call.func, function.number) not in _RENDERERS:
            continue
        variables = url_texts(handlers(function, context))
        origin = next(filter(None, (source(part, variables, function, context) for part in parts)), "")
        if origin:
            yield Report(
                span=call.args[0].span,
                message=f"{origin} becomes a part of the template, which is run afterwards: with `{{{{ config }}}}` in "
                "it, the page shows the secret key. Give it to the template as a variable.",
            )


def _value(expr: Expr, function: Function, context: Context) -> Expr:
    """The expression, or that of the only value of the variable that it is."""
    if not isinstance(expr, Ref) or len(expr.parts) != 1:
        return expr
    bound = context.file.shapes[function.block].bound(function.number, expr.parts[0])
    value = bound[0].value if len(bound) == 1 and bound[0].kind == "value" else None
    return value if value is not None else expr
