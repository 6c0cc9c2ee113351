"""# removed-send-file-argument

## What it does
Finds arguments of `send_file` and `send_from_directory` by the names that they had before Flask 2.2.

## Why is this bad?
The call raises `TypeError: send_file() got an unexpected keyword argument 'attachment_filename'`, and the request is
answered with 500. The rule goes by the version that is installed in the project's environment or pinned in its
requirements; where neither is known it warns.

## Example
```python
from flask import Flask, send_file

app = Flask(__name__)


@app.route("/f")
def f():
    return send_file(__file__, attachment_filename="x.py")
```

## Use instead
```python
from flask import Flask, send_file

app = Flask(__name__)


@app.route("/f")
def f():
    return send_file(__file__, download_name="x.py")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import CallSite
from flask_ls.text.spans import Span, TextEdit

_RENAMED = {"attachment_filename": "download_name", "cache_timeout": "max_age", "add_etags": "etag"}
_FUNCTIONS = {f"flask{part}.{name}" for part in ("", ".helpers") for name in ("send_file", "send_from_directory")}

RULE = Rule(
    code="FLK706",
    name="removed-send-file-argument",
    severity="error",
    summary="An argument of send_file by its old name",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.send_file",
    words=("send_file", "send_from_directory"),
    fixable=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    old = [keyword for keyword in call.keywords if keyword.name in _RENAMED or keyword.name == "filename"]
    name = context.name_of(call.func, site.scope) if old else ""
    if name not in _FUNCTIONS:
        return
    function = name.rpartition(".")[2]
    gone, severity = is_gone(context, "flask", (2, 2))
    for keyword in old if gone else ():
        assert keyword.name is not None
        if keyword.name == "filename":
            if function == "send_file" or len(call.args) > 1 or call.opaque or call.keyword("path"):
                continue
            new, error = "path", "missing 1 required positional argument: 'path'"
        else:
            new, error = _RENAMED[keyword.name], f"got an unexpected keyword argument '{keyword.name}'"
        yield Report(
            span=Span(keyword.span.start, keyword.span.start + len(keyword.name)),
            message=f"`{keyword.name}` is called `{new}` since Flask 2.2: `TypeError: {function}() {error}`.",
            severity=severity,
            data=(new,),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Use the name that it has now."""
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)}, safe=True)]
