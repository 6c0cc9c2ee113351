"""# cli-command-shadows-builtin

## What it does
Finds commands whose function has the name of a built-in one that the file uses, such as `list`.

## Why is this bad?
From there on `list` is the command, and `list((1, 2))` runs it instead of making a list. Call the function something else,
and give the command its name: `@app.cli.command("list")`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.cli.command()
def list():
    print("users")


@app.route("/")
def index():
    return str(list((1, 2)))
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.cli.command("list")
def list_users():
    print("users")


@app.route("/")
def index():
    return str(list((1, 2)))
```
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.syntax.shape import MODULE, Call, Ref

RULE = Rule(
    code="FLK906",
    name="cli-command-shadows-builtin",
    severity="information",
    summary="A command takes the name of a built-in function",
    docs="https://flask.palletsprojects.com/en/stable/cli/#custom-commands",
    words=(".command(",),
    preview=True,
)
_BUILT_IN = frozenset(name for name in dir(builtins) if name.islower() and not name.startswith("_"))


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    if scope.name not in _BUILT_IN or scope.parent != MODULE:
        return
    called = [each.func for each in scope.decorators if isinstance(each, Call)]
    if not any(isinstance(func, Ref) and func.last == "command" for func in called):
        return
    for block, site in context.file.calls():
        func = site.call.func
        own = context.file.shapes[block].bound(site.scope, scope.name) if site.scope != MODULE else []
        if isinstance(func, Ref) and func.parts == (scope.name,) and not own:
            yield Report(
                span=scope.name_span,
                message=f"`{scope.name}` is this command from here on, and `{scope.name}(…)` runs it. Call the function "
                f'something else, and the command `command("{scope.name}")`.',
                related=(
                    (context.file.path, context.file.absolute(block, func.span), "The built-in one is meant here"),
                ),
            )
            return
