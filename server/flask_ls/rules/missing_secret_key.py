"""# missing-secret-key

## What it does
Finds applications that write to `session`, call `flash()` or `login_user()`, and set no secret key in any file.

## Why is this bad?
Flask signs the session cookie with the secret key. Without one the first write raises `RuntimeError: The session is
unavailable because no secret key was set.` Reading an empty session works, so the error shows late. Where the
configuration comes from somewhere that cannot be seen, nothing is said.

## Example
```python
from flask import Flask, session

app = Flask(__name__)


@app.route("/")
def index():
    session["user"] = "john"
    return "ok"
```

## Use instead
```python
import os

from flask import Flask, session

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]


@app.route("/")
def index():
    session["user"] = "john"
    return "ok"
```
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from flask_ls.project.components import components
from flask_ls.project.imports import import_edits
from flask_ls.project.memory import remembered
from flask_ls.project.pyfile import PyFile
from flask_ls.project.secret_key import set_or_opaque, uses
from flask_ls.project.snapshot import Project
from flask_ls.rules.applications import applications, below
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK302",
    name="missing-secret-key",
    severity="error",
    summary="The session is used, and no secret key is set anywhere",
    docs="https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
    words=("session", "flash", "login_user"),
    fixable=True,
)


def check(project: Project) -> Iterator[Report]:
    for files in components(project):
        question = ("missing key", tuple([file.path for file in files]))
        yield from remembered(project, question, files[0], partial(_check, project, files))


def _check(project: Project, files: list[PyFile]) -> list[Report]:
    """The reports on the files that imports connect."""
    read = [file for each in files if (file := project.python(each.path)) is not None]
    own = [file for file in read if not is_test(project, file.path)]
    writers = [(file, place) for file in own if (place := _first_use(project, file)) is not None]
    if not writers or set_or_opaque(project, files):
        return []
    made = next((made for file in own for made in applications(project, file)), None)
    if made is None:
        return []
    return [
        Report(
            path=file.path,
            block=block,
            span=span,
            message=f"{what[0].upper() + what[1:]} needs a secret key, and this application sets none: "
            "`RuntimeError: The session is unavailable because no secret key was set.`",
            related=((made.path, made.span, "The application is made here"),),
            data=(made.path,),
        )
        for file, (block, span, what) in writers
    ]


def _first_use(project: Project, file: PyFile) -> tuple[int, Span, str] | None:
    return remembered(project, "session use", file, lambda: next(uses(project, file), None))


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Read the key from the environment, right after the application is made."""
    file = project.python(finding.data[0]) if finding.data else None
    made = next(iter(applications(project, file)), None) if file is not None else None
    if file is None or made is None:
        return []
    setting = below(file, made, f'{made.name}.config["SECRET_KEY"] = os.environ["SECRET_KEY"]')
    edits = (*import_edits(file, ["import os"]), setting)
    return [Fix(title="Read SECRET_KEY from the environment", edits={file.path: edits})]
