"""# rule-duplicate-variable

## What it does
Finds URL rules that have the same variable twice.

## Why is this bad?
The application does not start, and what is said names neither the file nor the rule: `SyntaxError: duplicate argument 'id'
in function definition`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/<id>/posts/<id>")
def posts(id):
    return id
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/<user_id>/posts/<post_id>")
def posts(user_id, post_id):
    return user_id + post_id
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.views import literal_rule
from flask_ls.symbols.endpoint import VARIABLE
from flask_ls.syntax.shape import CallSite
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK121",
    name="rule-duplicate-variable",
    severity="error",
    summary="A URL rule has the same variable twice",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#variable-rules",
    words=("<",),
    preview=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    first = site.call.args[0] if site.call.args else None
    written = context.file.blocks[context.block][first.span.start : first.span.end] if first is not None else ""
    names = [match["name"] for match in VARIABLE.finditer(written)]
    if len(names) == len(set(names)) or literal_rule(site, context) is None:
        return
    seen = set[str]()
    for match in VARIABLE.finditer(written):
        name = match["name"]
        if name in seen and first is not None:
            yield Report(
                span=Span(*match.span("name")).shifted(first.span.start),
                message=f"The rule has `{name}` twice: `SyntaxError: duplicate argument '{name}' in function definition`.",
            )
        seen.add(name)
