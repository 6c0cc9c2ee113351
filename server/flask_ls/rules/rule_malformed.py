"""# rule-malformed

## What it does
Finds URL rules that Werkzeug cannot read: an unclosed `<`, a space in `<int: id>`, a variable whose name is no name.

## Why is this bad?
Adding the rule raises `ValueError: malformed url rule: '/user/<int: id>'`, so the application does not start.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<int: id>")
def user(id):
    return str(id)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<int:id>")
def user(id):
    return str(id)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.rules.views import absolute
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK113",
    name="rule-malformed",
    severity="error",
    summary="A URL rule cannot be read",
    docs="https://flask.palletsprojects.com/en/stable/api/#url-route-registrations",
    words=("<",),
    fixable=True,
)
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_WHOLE = re.compile(rf"(?:[^<]|<(?:{_NAME}(?:\(.*?\))?:)?{_NAME}>)*")
_SPACED = re.compile(
    rf"<\s*(?P<converter>{_NAME}(?:\([^)>]*\))?)\s*:\s*(?P<name>{_NAME})\s*>|<\s*(?P<alone>{_NAME})\s*>"
)


def check(project: Project) -> Iterator[Report]:
    seen = set[tuple[str, Span]]()
    for route in route_map(project).routes:
        if "<" not in route.rule or not route.certain or route.rule_text is None or _WHOLE.fullmatch(route.rule):
            continue
        path, span = absolute(project, route.rule_text)
        file = project.python(path)
        if file is None or is_test(project, path) or (path, span) in seen:
            continue
        written = file.text[span.start : span.end]
        # A literal that can be read leaves the prefix.
        if written.strip("\"'rRuU") not in route.rule or _WHOLE.fullmatch(written):
            continue
        seen.add((path, span))
        mended = _SPACED.sub(_closed_up, written)
        yield Report(
            path=path,
            span=span,
            message=f"The URL rule cannot be read. The application does not start: `ValueError: malformed url rule: "
            f"{route.rule!r}`.",
            data=(mended,) if _WHOLE.fullmatch(mended) else (),
        )


def _closed_up(match: re.Match[str]) -> str:
    return f"<{match['alone']}>" if match["alone"] else f"<{match['converter']}:{match['name']}>"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Take the spaces out."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to {finding.data[0]}", edits={finding.path: (edit,)}, safe=True)]
