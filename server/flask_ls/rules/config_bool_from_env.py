"""# config-bool-from-env

## What it does
Finds keys that are on or off, such as `MAIL_USE_TLS`, and are set to a text of the environment as it is.

## Why is this bad?
The environment has only texts, and each of them is true but the empty one: with `MAIL_USE_TLS=False` it is on, and with
`SESSION_COOKIE_SECURE=0` too. Compare the text, or load `FLASK_…` variables with `app.config.from_prefixed_env()`, which
reads them as JSON.

## Example
```python
import os

from flask import Flask

app = Flask(__name__)
app.config["MAIL_USE_TLS"] = os.environ.get("MAIL_USE_TLS", "False")
```

## Use instead
```python
import os

from flask import Flask

app = Flask(__name__)
app.config["MAIL_USE_TLS"] = os.environ.get("MAIL_USE_TLS", "False").lower() == "true"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.knowledge import api
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule
from flask_ls.symbols.config_key import KeyUse, every_setting
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK312",
    name="config-bool-from-env",
    severity="warning",
    summary="A key that is on or off is set to a text of the environment",
    docs="https://flask.palletsprojects.com/en/stable/config/#configuring-from-environment-variables",
    words=("config",),
    fixable=True,
)
_BOOLEANS = ("bool", "bool | None")
# What stands behind the key, up to the end of the value.
_FROM_ENVIRONMENT = re.compile(
    r"(?:[\"']\s*\]\s*=|[\"']\s*:|\s*=)\s*(?P<value>(?:(?:\bos\.)?(?:environ\.get|getenv)\((?P<arguments>[^(){}\n]*)\)"
    r"|(?:\bos\.)?environ\[[^\[\]\n]*\])(?P<more>[ \t]+or[ \t]+\w+)?)(?=[ \t]*(?:[,)}#\r\n]|\Z))"
)


def check(project: Project) -> Iterator[Report]:
    for path, uses in every_setting(project).items():
        file = project.python(path)
        for use in uses if file is not None else ():
            if file is not None and use.value is not None and ("environ" in use.value or "getenv" in use.value):
                yield from _use(use, file)


def _use(use: KeyUse, file: PyFile) -> Iterator[Report]:
    known = api.config_key(use.key)
    match = _FROM_ENVIRONMENT.match(file.text, use.span.end)
    if known is None or known.type not in _BOOLEANS or match is None:
        return
    arguments = match["arguments"] or ""
    if arguments.count(",") > 1 or _continues(file.text, match.end()):
        return
    yield Report(
        path=file.path,
        span=Span(*match.span("value")),
        message=f"`{use.key}` becomes a text, and each text but the empty one is true: it is on with `False` and `0` "
        "too. Compare the text.",
        data=(arguments,) if arguments and match["more"] is None else (),
    )


def _continues(text: str, at: int) -> bool:
    """Whether the value goes on in the next line, as it may between parentheses."""
    rest = text[at:].lstrip()
    return rest.startswith((".", "=", "[", "not ", "in ", "is ", "or ", "and ", "if "))


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Compare the text with what usually means yes."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    name, comma, default = (part.strip() for part in finding.data[0].partition(","))
    function = file.text[finding.span.start : file.text.index("(", finding.span.start)]
    if not comma or default in ("None", "False", "0"):
        default = '""'
    elif default in ("True", "1"):
        default = '"true"'
    elif default[:1] not in "\"'":
        return []
    new = f'{function}({name}, {default}).lower() in ("1", "true", "yes", "on")'
    return [Fix(title="Compare the text", edits={file.path: (TextEdit(finding.span, new),)})]
