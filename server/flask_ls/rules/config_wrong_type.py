"""# config-wrong-type

## What it does
Finds literals of another type than a key of Flask has: `MAX_CONTENT_LENGTH = "16777216"`, `TESTING = "False"`.

## Why is this bad?
A text where a number belongs ends in `TypeError: '>' not supported between instances of 'int' and 'str'`; where it should
say yes or no, `"False"` is true.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = "16777216"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 16777216
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.knowledge import api
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Report, Rule
from flask_ls.symbols.config_key import every_setting

RULE = Rule(
    code="FLK318",
    name="config-wrong-type",
    severity="error",
    summary="A configuration key has a value of the wrong type",
    docs="https://flask.palletsprojects.com/en/stable/config/#builtin-configuration-values",
    words=("config",),
    preview=True,
)
_TEXT = re.compile(r"[\"'][^\"'{}]*[\"']\Z")
_NUMBER = re.compile(r"\d[\d_]*\Z")
_TYPES = {"bool": "bool", "bool | None": "bool", "int": "number", "int | None": "number", "timedelta | int": "number",
          "timedelta | int | None": "number", "str | bytes | None": "text"}  # fmt: skip
# What Flask, or a library, turns into what it should be.
_LENIENT = {"MAIL_PORT", "CACHE_REDIS_PORT", "CACHE_DEFAULT_TIMEOUT"}


def check(project: Project) -> Iterator[Report]:
    for path, uses in every_setting(project).items():
        for use in uses:
            known = api.config_key(use.key)
            wanted = _TYPES.get(known.type, "") if known is not None and use.key not in _LENIENT else ""
            value = use.value or ""
            if known is None or known.package != "flask" or not wanted:
                continue
            if wanted == "text" and _NUMBER.match(value):
                yield Report(path=path, span=use.span, message=f"`{use.key}` is a text or bytes, and this is a number.")
            elif wanted == "number" and _TEXT.match(value):
                yield Report(
                    path=path,
                    span=use.span,
                    message=f"`{use.key}` is a number, and this is a text: `TypeError` where it is used.",
                )
            elif wanted == "bool" and _TEXT.match(value) and len(value) > 2:
                yield Report(
                    path=path,
                    span=use.span,
                    message=f"`{use.key}` is on or off, and this is a text, which is true whatever it says.",
                    severity="warning",
                )
