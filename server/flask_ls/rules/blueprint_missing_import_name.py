"""# blueprint-missing-import-name

## What it does
Finds `Blueprint("auth")` and `Flask()` without the name of the module.

## Why is this bad?
`TypeError: Blueprint.__init__() missing 1 required positional argument: 'import_name'`. The name tells where templates and
static files are.

## Example
```python
from flask import Blueprint

bp = Blueprint("auth")
```

## Use instead
```python
from flask import Blueprint

bp = Blueprint("auth", __name__)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import CallSite
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK509",
    name="blueprint-missing-import-name",
    severity="error",
    summary="A blueprint or an application has no module's name",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Blueprint",
    words=("Blueprint(", "Flask("),
    fixable=True,
    preview=True,
)
_NEEDED = {"flask.Blueprint": 2, "flask.Flask": 1}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if len(call.args) > 1 or call.opaque or call.keyword("import_name") is not None:
        return
    # By its own name: a class of the project's may take what it likes.
    meaning = context.name_of(call.func, site.scope)
    needed = _NEEDED.get(meaning, 0)
    if len(call.args) >= needed or (needed == 2 and not call.args):
        return
    at = call.args[-1].span.end if call.args else call.func.span.end + 1
    owner = meaning.rpartition(".")[2]
    yield Report(
        span=call.span,
        message=f"`TypeError: {owner}.__init__() missing 1 required positional argument: 'import_name'`. It is `__name__`.",
        data=(str(context.file.absolute(context.block, Span(at, at)).start), ", __name__" if call.args else "__name__")
        if not (call.keywords and not call.args)
        else (),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Add the name of this module."""
    if not finding.data:
        return []
    at = int(finding.data[0])
    edit = TextEdit(Span(at, at), finding.data[1])
    return [Fix(title="Add `__name__`", edits={finding.path: (edit,)}, safe=True)]
