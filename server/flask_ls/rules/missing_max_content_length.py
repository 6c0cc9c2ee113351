"""# missing-max-content-length

## What it does
Finds an application that takes files from a request, and nowhere says how large a request may be.

## Why is this bad?
A request of five gigabytes is taken like any other, until the disk or the memory is full. With `MAX_CONTENT_LENGTH` Flask
answers it with `413 REQUEST ENTITY TOO LARGE`. A server before the application may have a limit of its own.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/upload", methods=["POST"])
def upload():
    return str(len(request.files["file"].read()))
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 16 * 1024 * 1024


@app.route("/upload", methods=["POST"])
def upload():
    return str(len(request.files["file"].read()))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import components, mentions
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.applications import applications, below
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.symbols.config_key import settings
from flask_ls.syntax.shape import Ref
from flask_ls.syntax.walk import expressions
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK838",
    name="missing-max-content-length",
    severity="hint",
    summary="Files are taken, however large they are",
    docs="https://flask.palletsprojects.com/en/stable/config/#MAX_CONTENT_LENGTH",
    words=(".files",),
    fixable=True,
    preview=True,
)
# A limit, or a configuration that cannot be seen.
_LIMIT = re.compile(r"(?i)max_content_length|\bcontent_length\b|\bfrom_(?:pyfile|file|json|envvar|prefixed_env)\b")
_FILES = re.compile(r"\.files\b")


def check(project: Project) -> Iterator[Report]:
    for files in components(project):
        path = files[0].path
        if not mentions(project, path, _FILES) or mentions(project, path, _LIMIT):
            continue
        if "MAX_CONTENT_LENGTH" in settings(project, path):
            continue
        own = [file for file in files if not is_test(project, file.path)]
        made = next((made for file in own for made in applications(project, file)), None)
        for file in own if made is not None else ():
            place = ask(project, _first, file.path)
            if place is not None and made is not None:
                yield Report(
                    path=file.path,
                    block=place[0],
                    span=place[1],
                    message="Files are taken, however large: nothing sets `MAX_CONTENT_LENGTH`, with which Flask answers "
                    "larger requests with `413 REQUEST ENTITY TOO LARGE`.",
                    related=((made.path, made.span, "The application is made here"),),
                    data=(made.path,),
                )
                break


def _first(project: Project, path: str) -> tuple[int, Span] | None:
    """The first place in a file where the files of a request are asked for."""
    file = project.python(path)
    for block, text in enumerate(file.blocks if file is not None else ()):
        if file is None or ".files" not in text:
            continue
        for scope, expr in expressions(file.shapes[block]):
            if isinstance(expr, Ref) and "files" in expr.parts[1:]:
                end = expr.parts.index("files", 1) + 1
                meaning = resolve(project, file, block, scope, Ref(expr.parts[:end], expr.span))
                if isinstance(meaning, Known) and meaning.name == "flask.Request.files":
                    return block, Span(expr.span.start, expr.span.start + len(".".join(expr.parts[:end])))
    return None


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Allow 16 megabytes, right after the application is made."""
    file = project.python(finding.data[0])
    made = next(iter(applications(project, file)), None) if file is not None else None
    if file is None or made is None:
        return []
    edit = below(file, made, f'{made.name}.config["MAX_CONTENT_LENGTH"] = 16 * 1024 * 1024')
    return [Fix(title="Set MAX_CONTENT_LENGTH to 16 MB", edits={file.path: (edit,)})]
