"""# config-class-unresolved

## What it does
Finds `app.config.from_object("config.DevConfg")` where the project's module has no such class.

## Why is this bad?
The application does not start: `werkzeug.utils.ImportStringError: import_string() failed for 'config.DevConfg'`.

## Example
```python
# app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object("config.DevConfg")
# config.py
class DevConfig:
    TESTING = False
```

## Use instead
```python
# app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object("config.DevConfig")
# config.py
class DevConfig:
    TESTING = False
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import import_target
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import CallSite, Const
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK319",
    name="config-class-unresolved",
    severity="error",
    summary="A configuration is loaded that does not exist",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Config.from_object",
    words=("from_object",),
    fixable=True,
    preview=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = site.call.args[0] if site.call.args else None
    if not isinstance(given, Const) or not isinstance(given.value, str) or context.is_test:
        return
    if site.guard == "condition":
        return  # it may be asked before whether it is there
    module, _, name = given.value.replace(":", ".").rpartition(".")
    file = import_target(context.project, context.file, module) if module and name[:1].isupper() else None
    if not isinstance(file, PyFile) or file.star_modules or file.damaged or "__getattr__" in file.bindings:
        return
    if name in file.bindings or import_target(context.project, context.file, f"{module}.{name}") is not None:
        return
    if context.name_of(site.call.func, site.scope) != "flask.Config.from_object":
        return
    classes = [each for each in file.bindings if each[:1].isupper()]
    near = next(iter(get_close_matches(name, classes, n=1)), "")
    end = given.span.end - 1
    message = f"`{module}` has no `{name}`: `ImportStringError: import_string() failed for {given.value!r}`."
    yield Report(
        span=Span(end - len(name), end),
        message=f"{message} Did you mean `{near}`?" if near else message,
        data=(near,) if near else (),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Load the class that was meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
