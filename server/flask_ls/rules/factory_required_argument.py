"""# factory-required-argument

## What it does
Finds a `create_app` that cannot be called without arguments, and that nothing in the project calls.

## Why is this bad?
`flask run` calls it without, and stops: `Detected factory 'create_app' in module 'main', but could not call it without
arguments. Use 'main:create_app(args)' to specify arguments.` Give the parameter a default.

## Example
```python
from flask import Flask


def create_app(config):
    app = Flask(__name__)
    app.config.from_object(config)
    return app
```

## Use instead
```python
from flask import Flask


def create_app(config="settings"):
    app = Flask(__name__)
    app.config.from_object(config)
    return app
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import component, says
from flask_ls.rules.base import Context, Function, Report, Rule, is_test

RULE = Rule(
    code="FLK513",
    name="factory-required-argument",
    severity="hint",
    summary="`flask run` cannot call a factory",
    docs="https://flask.palletsprojects.com/en/stable/cli/#application-discovery",
    words=("create_app", "make_app"),
    preview=True,
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    if scope.name not in ("create_app", "make_app") or scope.parent != 0 or scope.decorators or context.is_test:
        return
    needed = [each for each in scope.parameters if each.default is None and each.kind in ("", "/", "k")]
    if not needed or "Flask(" not in context.file.blocks[function.block]:
        return
    called = re.compile(rf"(?<!def )\b{scope.name}\(")
    files = component(context.project, context.file.path)
    if any(says(context.project, file.path, called) for file in files if not is_test(context.project, file.path)):
        return
    module = context.file.path.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    yield Report(
        span=needed[0].span,
        message=f"`flask run` gives `{scope.name}` nothing for `{needed[0].name}`: `NoAppException: Detected factory "
        f"'{scope.name}' in module '{module}', but could not call it without arguments.` Give it a default.",
    )
