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

from flask_ls.project.components import component, components
from flask_ls.project.imports import import_edits
from flask_ls.project.memory import ask
from flask_ls.project.secret_key import first_use, set_or_opaque
from flask_ls.project.snapshot import Project
from flask_ls.rules.applications import applications, below
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test

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
        yield from ask(project, _together, files[0].path)


def _together(project: Project, path: str) -> list[Report]:
    """The reports on the files that imports connect with this one."""
    files = component(project, path)
    own = [file for file in files if not is_test(project, file.path)]
    writers = [(file, place) for file in own if (place := first_use(project, file)) is not None]
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


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Read the key from the environment, right after the application is made."""
    file = project.python(finding.data[0]) if finding.data else None
    made = next(iter(applications(project, file)), None) if file is not None else None
    if file is None or made is None:
        return []
    setting = below(file, made, f'{made.name}.config["SECRET_KEY"] = os.environ["SECRET_KEY"]')
    edits = (*import_edits(file, ["import os"]), setting)
    return [Fix(title="Read SECRET_KEY from the environment", edits={file.path: edits})]
