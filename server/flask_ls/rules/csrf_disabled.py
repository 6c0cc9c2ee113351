"""# csrf-disabled

## What it does
Finds `WTF_CSRF_ENABLED = False`.

## Why is this bad?
Any other site may then send your forms in the name of whoever is logged in: it is answered with 200 instead of
`400 BAD REQUEST: The CSRF token is missing.` Tests may switch it off, and so may applications whose requests carry a token
of their own; there nothing is said.

## Example
```python
from flask import Flask
from flask_wtf.csrf import CSRFProtect

app = Flask(__name__)
app.config.update(WTF_CSRF_ENABLED=False)
csrf = CSRFProtect(app)
```

## Use instead
```python
from flask import Flask
from flask_wtf.csrf import CSRFProtect

app = Flask(__name__)
csrf = CSRFProtect(app)
```
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from flask_ls.project.components import imported_packages, mentions
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Report, Rule
from flask_ls.symbols.config_key import KeyUse, every_setting
from flask_ls.syntax.shape import MODULE, If
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK313",
    name="csrf-disabled",
    severity="warning",
    summary="Forms are accepted from other sites",
    docs="https://flask-wtf.readthedocs.io/en/stable/csrf/",
    words=("flask_wtf",),
)
_KEYS = {"WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT"}
# Not what people meet: configurations and factories for tests and for one's own machine.
_NOT_PRODUCTION = re.compile(r"test|dev|debug|local|\bci\b", re.IGNORECASE)
# Requests carry a token of their own, or are checked one by one.
_TOKENS = ("flask_jwt_extended", "flask_httpauth", "flask_jwt")
_BY_HAND = re.compile(r"\.protect\(\)")


def check(project: Project) -> Iterator[Report]:
    packages = imported_packages(project)
    if "flask_wtf" not in packages or packages.intersection(_TOKENS):
        return
    for path, uses in every_setting(project).items():
        file = project.python(path)
        for use in uses:
            if file is None or use.key not in _KEYS or use.value != "False" or _is_special(file, use):
                continue
            if use.key == "WTF_CSRF_CHECK_DEFAULT" and mentions(project, path, _BY_HAND):
                continue
            yield Report(
                path=path,
                span=use.span,
                message=f"With `{use.key}` off, forms are accepted from any other site in the name of whoever is logged "
                "in. Switch it off in tests only.",
            )


def _is_special(file: PyFile, use: KeyUse) -> bool:
    """Whether a setting holds only somewhere or sometimes: in a class for tests, or behind a test."""
    block, number = file.scope_at(use.span.start)
    shape = file.shapes[block]
    names = [os.path.basename(file.path)]  # noqa: PTH119
    while number != MODULE:
        names.append(shape.scopes[number].name)
        number = shape.scopes[number].parent
    if any(_NOT_PRODUCTION.search(name) for name in names):
        return True
    at = use.span.start - file.starts[block]
    conditions = (each for body in shape.bodies for each in inside(body) if isinstance(each, If))
    return any(each.span.start <= at < each.span.end for each in conditions)
