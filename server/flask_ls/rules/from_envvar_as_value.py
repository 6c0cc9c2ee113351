"""# from-envvar-as-value

## What it does
Finds `app.config.from_envvar("API_KEY")`: a variable that looks like a value.

## Why is this bad?
`from_envvar` takes the variable for the path of a configuration file: `FileNotFoundError: [Errno 2] Unable to load
configuration file`. A value is in `os.environ["API_KEY"]`.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.config.from_envvar("API_KEY")
```

## Use instead
```python
import os

from flask import Flask

app = Flask(__name__)
app.config["API_KEY"] = os.environ["API_KEY"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import CallSite, Const

RULE = Rule(
    code="FLK320",
    name="from-envvar-as-value",
    severity="warning",
    summary="A value is taken for the path of a configuration file",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Config.from_envvar",
    words=("from_envvar",),
    preview=True,
)
_VALUE = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|URL|URI|DEBUG|PORT|HOST)\Z")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = site.call.args[0] if site.call.args else None
    if not isinstance(given, Const) or not isinstance(given.value, str) or not _VALUE.search(given.value):
        return
    if context.name_of(site.call.func, site.scope) == "flask.Config.from_envvar":
        yield Report(
            span=given.span,
            message=f"`from_envvar` takes `{given.value}` for the path of a file: `FileNotFoundError: [Errno 2] Unable to "
            f'load configuration file`. A value is in `os.environ["{given.value}"]`.',
        )
