"""# config-attribute-assignment

## What it does
Finds `app.config.SECRET_KEY = …`.

## Why is this bad?
`app.config` is a dictionary. The assignment sets an attribute of the dictionary that nobody reads, and the key stays
unset: here it ends in `RuntimeError: The session is unavailable because no secret key was set.`

## Example
```python
import os

from flask import Flask

app = Flask(__name__)
app.config.SECRET_KEY = os.environ["SECRET_KEY"]
```

## Use instead
```python
import os

from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.knowledge import api
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import Ref, Store
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK308",
    name="config-attribute-assignment",
    severity="error",
    summary="A configuration key is set as an attribute",
    docs="https://flask.palletsprojects.com/en/stable/config/#configuration-basics",
    words=("config.",),
    fixable=True,
)


def check(store: Store, context: Context) -> Iterator[Report]:
    target = store.target
    if not isinstance(target, Ref) or len(target.parts) < 2 or not target.last.isupper() or store.value is None:
        return
    owner = Ref(target.parts[:-1], target.span)
    if context.type_of(owner, store.scope) != "flask.Config":
        return
    read = re.compile(rf"\bconfig\.{target.last}\b(?!\s*=(?!=))")
    is_taken = context.mentions(read)
    if is_taken and api.config_key(target.last) is None:
        return  # A name of the project's own, and taken from where it is put.
    name = ".".join(owner.parts)
    yield Report(
        span=target.span,
        message=f"`{name}` is a dictionary: this sets an attribute of it that nobody reads, and the key stays unset. Write "
        f'`{name}["{target.last}"]`.',
        data=(name, target.last, "" if is_taken else "safe"),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Set the key."""
    name, key, safe = finding.data
    edit = TextEdit(finding.span, f'{name}["{key}"]')
    return [Fix(title=f"Set the key `{key}`", edits={finding.path: (edit,)}, safe=bool(safe))]
