"""# class-view-decorator

## What it does
Finds decorators for functions, such as `@login_required`, on classes of views.

## Why is this bad?
The decorator gives a function, which takes the name of the class: `AttributeError: 'function' object has no attribute
'as_view'`. What shall be around each of the class's views goes into its list `decorators`.

## Example
```python
from flask import Flask
from flask.views import MethodView
from flask_login import login_required

app = Flask(__name__)


@login_required
class Account(MethodView):
    def get(self):
        return "yours"


app.add_url_rule("/account", view_func=Account.as_view("account"))
```

## Use instead
```python
from flask import Flask
from flask.views import MethodView
from flask_login import login_required

app = Flask(__name__)


class Account(MethodView):
    decorators = [login_required]

    def get(self):
        return "yours"


app.add_url_rule("/account", view_func=Account.as_view("account"))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.resolve import library_bases
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.decorators import replaces
from flask_ls.rules.edits import remove_statement
from flask_ls.syntax.shape import Shape
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK120",
    name="class-view-decorator",
    severity="error",
    summary="A decorator for functions is put on a class of views",
    docs="https://flask.palletsprojects.com/en/stable/views/#view-decorators",
    words=("\nclass ",),  # a block with a class that has decorators
    fixable=True,
)
_VIEWS = {"flask.views.View", "flask.views.MethodView"}


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for number, scope in enumerate(shape.scopes):
        if scope.kind != "class" or not scope.decorators or not scope.bases or shape.damaged:
            continue
        for decorator in scope.decorators:
            if not replaces(decorator, scope.parent, context):
                continue
            bases = library_bases(context.project, context.file, context.block, number)
            if not _VIEWS.intersection(bases):
                break
            first = context.file.absolute(context.block, Span(scope.body_start, scope.body_start)).start
            documented = scope.docstring_end >= 0
            single = len(scope.decorators) == 1 and not documented and not shape.bound(number, "decorators")
            yield Report(
                span=Span(decorator.span.start - 1, decorator.span.end),  # with its `@`
                message=f"It makes a function of the class `{scope.name}`: `AttributeError: 'function' object has no "
                f"attribute 'as_view'`. Put it into the class's list `decorators`.",
                data=(str(first),) if single else (),
            )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Name it in the class's list."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    at = int(finding.data[0])
    line = file.lines.line_of(at)
    indent = file.text[file.lines.starts[line] : at]
    gone = remove_statement(file, finding.span)
    if gone is None or indent.strip():
        return []
    newline = "\r\n" if "\r\n" in file.text else "\n"
    decorator = file.text[finding.span.start + 1 : finding.span.end]
    added = TextEdit(Span(at, at), f"decorators = [{decorator}]{newline}{newline}{indent}")
    return [Fix(title="Move it into `decorators`", edits={file.path: (gone, added)})]
