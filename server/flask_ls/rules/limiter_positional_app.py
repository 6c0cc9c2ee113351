"""# limiter-positional-app

## What it does
Finds `Limiter(app, …)` of Flask-Limiter with the application as its first argument.

## Why is this bad?
Since Flask-Limiter 3.0 the first argument is `key_func`. With `key_func` as a keyword beside it the call raises
`TypeError: Limiter.__init__() got multiple values for argument 'key_func'`; without it the application is taken for that
function. The rule goes by the version that is installed in the project's environment or pinned in its requirements;
where neither is known it warns.

## Example
```python
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
limiter = Limiter(app, key_func=get_remote_address)
```

## Use instead
```python
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

app = Flask(__name__)
limiter = Limiter(get_remote_address, app=app)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import CallSite
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK801",
    name="limiter-positional-app",
    severity="error",
    summary="The application is passed to Limiter in the place of `key_func`",
    docs="https://flask-limiter.readthedocs.io/en/stable/",
    words=("Limiter",),
    fixable=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if not call.args or context.name_of(call.func, site.scope) not in (
        "flask_limiter.Limiter",
        "flask_limiter.extension.Limiter",
    ):
        return
    if context.type_of(call.args[0], site.scope) != "flask.Flask":
        return
    gone, severity = is_gone(context, "flask-limiter", (3, 0))
    if not gone:
        return
    harm = (
        "`TypeError: Limiter.__init__() got multiple values for argument 'key_func'`"
        if call.keyword("key_func")
        else "the application is taken for it"
    )
    absolute = context.file.absolute
    second = absolute(context.block, call.args[1].span) if len(call.args) == 2 else None
    yield Report(
        span=call.args[0].span,
        message=f"The first argument of `Limiter` is `key_func` since Flask-Limiter 3.0: {harm}. Pass the application as "
        "`app=`.",
        severity=severity,
        data=tuple(map(str, second)) if second is not None else ("",) * (len(call.args) - 1),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Pass the application by its name, behind what was second."""
    file = project.python(finding.path)
    if file is None or len(finding.data) > 2 or "" in finding.data:
        return []
    app = file.text[finding.span.start : finding.span.end]
    edits = [TextEdit(finding.span, f"app={app}")]
    if finding.data:
        second = Span(int(finding.data[0]), int(finding.data[1]))
        edits = [TextEdit(finding.span, file.text[second.start : second.end]), TextEdit(second, f"app={app}")]
    return [Fix(title=f"Pass `app={app}`", edits={finding.path: tuple(edits)})]
