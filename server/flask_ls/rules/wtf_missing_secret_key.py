"""# wtf-missing-secret-key

## What it does
Finds applications whose views make a form of Flask-WTF, and that set no secret key in any file.

## Why is this bad?
Every form has a token against forged requests, which is signed with the key: `RuntimeError: A secret key is required to use
CSRF.` Where the session is used too, `missing-secret-key` speaks instead.

## Example
```python
from flask import Flask
from flask_wtf import FlaskForm

app = Flask(__name__)


@app.route("/")
def index():
    return str(FlaskForm().csrf_token)
```

## Use instead
```python
import os

from flask import Flask
from flask_wtf import FlaskForm

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]


@app.route("/")
def index():
    return str(FlaskForm().csrf_token)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import component, components, mentions
from flask_ls.project.imports import import_edits
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.secret_key import first_use, set_or_opaque
from flask_ls.project.snapshot import Project
from flask_ls.rules.applications import applications, below
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.symbols.classes import named
from flask_ls.symbols.form import form
from flask_ls.syntax.shape import MODULE, Ref
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK826",
    name="wtf-missing-secret-key",
    severity="error",
    summary="Forms are used, and no secret key is set anywhere",
    docs="https://flask-wtf.readthedocs.io/en/1.2.x/csrf/",
    words=("FlaskForm",),
    fixable=True,
    preview=True,
)
_FORMS = re.compile(r"\bFlaskForm\b")
_OTHERWISE = re.compile(r"\bWTF_CSRF_|\bcsrf[\"']?\s*[=:]\s*False|\bcsrf_enabled\b|\bcsrf_secret\b")


def check(project: Project) -> Iterator[Report]:
    for files in components(project):
        path = files[0].path
        if not mentions(project, path, _FORMS) or mentions(project, path, _OTHERWISE):
            continue
        yield from ask(project, _together, path)


def _together(project: Project, path: str) -> list[Report]:
    """The report on the files that imports connect with this one: at the first form that a view makes."""
    files = component(project, path)
    own = [file for file in files if not is_test(project, file.path)]
    first = next((place for file in own for place in ask(project, _made_in, file.path)), None)
    if first is None or any(first_use(project, file) for file in own) or set_or_opaque(project, files):
        return []
    app = next((made for file in own for made in applications(project, file)), None)
    if app is None:
        return []
    home, block, span = first
    return [
        Report(
            path=home,
            block=block,
            span=span,
            message="A form of Flask-WTF needs a secret key, and this application sets none: `RuntimeError: A secret key is "
            "required to use CSRF.`",
            related=((app.path, app.span, "The application is made here"),),
            data=(app.path,),
        )
    ]


def _made_in(project: Project, path: str) -> list[tuple[str, int, Span]]:
    file = project.python(path)
    return list(_made(project, file)) if file is not None else []


def _made(project: Project, file: PyFile) -> Iterator[tuple[str, int, Span]]:
    """Where functions of a file make forms."""
    for block, site in file.calls():
        if site.scope == MODULE or not isinstance(site.call.func, Ref) or site.call.keyword("meta"):
            continue
        meaning = resolve(project, file, block, site.scope, site.call.func)
        plain = isinstance(meaning, Known) and meaning.name in ("flask_wtf.FlaskForm", "flask_wtf.form.FlaskForm")
        found = None if plain else form(project, named(project, file, block, site.scope, site.call.func))
        if plain or (found is not None and found.flask and found.complete):
            yield file.path, block, site.call.span


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Read the key from the environment, right after the application is made."""
    file = project.python(finding.data[0])
    made = next(iter(applications(project, file)), None) if file is not None else None
    if file is None or made is None:
        return []
    setting = below(file, made, f'{made.name}.config["SECRET_KEY"] = os.environ["SECRET_KEY"]')
    edits = (*import_edits(file, ["import os"]), setting)
    return [Fix(title="Read SECRET_KEY from the environment", edits={file.path: edits})]
