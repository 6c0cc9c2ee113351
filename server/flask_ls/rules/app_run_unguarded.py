"""# app-run-unguarded

## What it does
Finds `app.run()` that is called whenever the file is imported.

## Why is this bad?
Whoever imports the file, such as a test or `gunicorn main:app`, starts the development server and waits for it to stop.
Only `flask run` leaves it out.

## Example
```python
from flask import Flask

app = Flask(__name__)

app.run()
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import MODULE, CallSite, Ref
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK314",
    name="app-run-unguarded",
    severity="warning",
    summary="Importing the file starts the server",
    docs="https://flask.palletsprojects.com/en/stable/server/#in-code",
    words=(".run(",),
    fixable=True,
    preview=True,
)
# Files that are there to be run.
_STARTERS = ("run.py", "wsgi.py", "manage.py", "start.py", "server.py", "serve.py", "__main__.py")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func = site.call.func
    if site.scope != MODULE or site.guard != "none" or not isinstance(func, Ref) or func.last != "run":
        return
    if context.is_test or context.name_of(func, MODULE) != "flask.Flask.run":
        return
    starts = os.path.basename(context.file.path) in _STARTERS  # noqa: PTH119
    yield Report(
        span=site.call.span,
        message="Importing this file starts the development server and waits until it stops, as `gunicorn` and tests do. "
        'Put it behind `if __name__ == "__main__":`.',
        severity="hint" if starts else None,
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Run it only where the file is the program."""
    file = project.python(finding.path)
    if file is None:
        return []
    line = file.lines.line_of(finding.span.start)
    written = file.text[finding.span.start : finding.span.end]
    if "\n" in written or file.lines.starts[line] != finding.span.start:
        return []
    newline = "\r\n" if "\r\n" in file.text else "\n"
    edit = TextEdit(finding.span, f'if __name__ == "__main__":{newline}    {written}')
    return [Fix(title="Run it only as a program", edits={file.path: (edit,)}, safe=True)]
