"""# blueprint-invalid-name

## What it does
Finds blueprints whose name has a dot, or is empty.

## Why is this bad?
A dot stands between the names of a blueprint and a view in an endpoint: `ValueError: 'name' may not contain a dot '.'
character.`

## Example
```python
from flask import Blueprint

bp = Blueprint("api.v1", __name__)
```

## Use instead
```python
from flask import Blueprint

bp = Blueprint("api_v1", __name__)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import CallSite, Const
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK508",
    name="blueprint-invalid-name",
    severity="error",
    summary="A blueprint's name is none",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Blueprint",
    words=("Blueprint(",),
    fixable=True,
    preview=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = site.call.argument(0, "name")
    name = given.value if isinstance(given, Const) else None
    if given is None or not isinstance(name, str) or ("." not in name and name):
        return
    if context.name_of(site.call.func, site.scope) != "flask.Blueprint":
        return
    found = version(context.project, context.file.path, "flask")
    if found is not None and found < (2, 1):
        return
    error = "'name' may not contain a dot '.' character." if name else "'name' may not be empty."
    yield Report(
        span=given.span,
        message=f"The application does not start: `ValueError: {error}`",
        data=(name.replace(".", "_"),) if name.strip(".") else (),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write an underscore for each dot."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, f'"{finding.data[0]}"')
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
