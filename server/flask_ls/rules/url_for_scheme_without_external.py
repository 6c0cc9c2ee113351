"""# url-for-scheme-without-external

## What it does
Finds `url_for(…, _scheme="https", _external=False)`.

## Why is this bad?
A URL that has a scheme has a host, too: `ValueError: When specifying '_scheme', '_external' must be True.`

## Example
```python
from flask import Flask, url_for

app = Flask(__name__)


@app.route("/")
def index():
    return url_for("index", _scheme="https", _external=False)
```

## Use instead
```python
from flask import Flask, url_for

app = Flask(__name__)


@app.route("/")
def index():
    return url_for("index", _scheme="https", _external=True)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import CallSite, Const
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK125",
    name="url-for-scheme-without-external",
    severity="error",
    summary="A URL gets a scheme and no host",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.url_for",
    words=("_scheme",),
    fixable=True,
    preview=True,
)
_BUILDERS = {"flask.url_for", "flask.Flask.url_for"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    scheme, external = site.call.keyword("_scheme"), site.call.keyword("_external")
    if scheme is None or not isinstance(scheme.value, Const) or not scheme.value.value:
        return
    if external is None or not isinstance(external.value, Const) or external.value.value is not False:
        return
    if context.name_of(site.call.func, site.scope) in _BUILDERS:
        yield Report(
            span=external.value.span,
            message="A URL with a scheme has a host: `ValueError: When specifying '_scheme', '_external' must be True.`",
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Build it with a host."""
    edit = TextEdit(finding.span, "True")
    return [Fix(title="Change to `True`", edits={finding.path: (edit,)}, safe=True)]
