"""# cli-command-not-registered

## What it does
Finds `@app.cli.command` without parentheses.

## Why is this bad?
The function is taken for the command's name, and nothing is registered: `Error: No such command 'initdb'.` Click's own
`command` may stand without, Flask's may not.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.cli.command
def initdb():
    print("done")
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.cli.command()
def initdb():
    print("done")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK905",
    name="cli-command-not-registered",
    severity="error",
    summary="A command is not registered",
    docs="https://flask.palletsprojects.com/en/stable/cli/#custom-commands",
    words=("cli.command",),
    fixable=True,
    preview=True,
)
_COMMANDS = {"flask.Flask.cli.command", "flask.Blueprint.cli.command"}


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    for decorator in scope.decorators:
        if isinstance(decorator, Ref) and context.name_of(decorator, scope.parent) in _COMMANDS:
            yield Report(
                span=Span(decorator.span.start - 1, decorator.span.end),  # with its `@`
                message=f"`command` gives the decorator when it is called: as it is, `Error: No such command "
                f"'{scope.name}'.` Add `()`.",
            )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Call it."""
    at = finding.span.end
    return [Fix(title="Add `()`", edits={finding.path: (TextEdit(Span(at, at), "()"),)}, safe=True)]
