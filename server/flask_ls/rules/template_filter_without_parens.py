"""# template-filter-without-parens

## What it does
Finds `@app.template_filter`, `template_test` and `template_global` without parentheses.

## Why is this bad?
Before Flask 3.2 the function is taken for the filter's name, and nothing is registered: `No filter named 'shout'.` The
rule goes by the version that is installed or pinned; where none is known it warns.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.template_filter
def shout(text):
    return text.upper()
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.template_filter()
def shout(text):
    return text.upper()
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK222",
    name="template-filter-without-parens",
    severity="error",
    summary="A decorator that has to be called is not",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.template_filter",
    words=("template_",),
    fixable=True,
    preview=True,
)
_KINDS = ("template_filter", "template_test", "template_global")
_CALLED = {
    *(f"flask.Flask.{kind}" for kind in _KINDS), *(f"flask.Blueprint.app_{kind}" for kind in _KINDS),
}  # fmt: skip


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    for decorator in scope.decorators:
        name = context.name_of(decorator, scope.parent) if isinstance(decorator, Ref) else ""
        if name not in _CALLED:
            continue
        found = version(context.project, context.file.path, "flask")
        if found is not None and found >= (3, 2):
            return
        yield Report(
            span=Span(decorator.span.start - 1, decorator.span.end),  # with its `@`
            message=f"`{name.rpartition('.')[2]}` gives the decorator when it is called: as it is, `{scope.name}` is not "
            "registered. Add `()`.",
            severity=None if found is not None else "warning",
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Call it."""
    at = finding.span.end
    return [Fix(title="Add `()`", edits={finding.path: (TextEdit(Span(at, at), "()"),)}, safe=True)]
