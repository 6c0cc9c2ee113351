"""# secret-key-random-per-start

## What it does
Finds a secret key that is made anew whenever the application starts: `app.secret_key = os.urandom(24)`.

## Why is this bad?
A cookie that was signed with another key is no session. All visitors are logged out with each restart, and where a
server runs several workers each has a key of its own: who logs in at one is a stranger at the next.

## Example
```python
import os

from flask import Flask

app = Flask(__name__)
app.secret_key = os.urandom(24)
```

## Use instead
```python
import os

from flask import Flask

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.imports import import_edits
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.hardcoded_secret_key import KEYS, assigned, is_overridden
from flask_ls.syntax.shape import MODULE, Call, Expr, Member, Ref, Shape
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK307",
    name="secret-key-random-per-start",
    severity="warning",
    summary="The secret key is another one after each start",
    docs="https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
    words=(*KEYS, "secret_key"),
    fixable=True,
)
_RANDOM = {
    "os.urandom", "secrets.token_hex", "secrets.token_bytes", "secrets.token_urlsafe", "uuid.uuid4", "uuid.uuid1",
}  # fmt: skip


def check(shape: Shape, context: Context) -> Iterator[Report]:
    if context.is_test:
        return
    for key, value in assigned(shape, context):
        source = _random(value, context)
        if source and not is_overridden(context):
            yield Report(
                span=value.span,
                message=f"`{source}()` gives another `{key}` whenever the application starts, and in each worker of a "
                "server: sessions end with a restart, and hold in one worker only. Read it from the environment.",
                data=(key,),
            )


def _random(value: Expr, context: Context) -> str:
    """The function that a random value comes from; empty for any other value."""
    if not isinstance(value, Call):
        return ""
    if isinstance(value.func, Member) and value.func.name in ("hex", "decode"):
        return _random(value.func.value, context)
    name = context.name_of(value.func, MODULE)
    if name in _RANDOM:
        return name
    plain = isinstance(value.func, Ref) and value.func.parts == ("str",) and len(value.args) == 1
    return _random(value.args[0], context) if plain else ""


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Read the key from the environment variable of the same name."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    key = finding.data[0]
    edits = (*import_edits(file, ["import os"]), TextEdit(finding.span, f'os.environ["{key}"]'))
    return [Fix(title=f"Read {key} from the environment", edits={finding.path: edits})]
