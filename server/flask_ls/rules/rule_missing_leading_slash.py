"""# rule-missing-leading-slash

## What it does
Finds URL rules that do not begin with a slash, and that no prefix completes.

## Why is this bad?
Werkzeug raises `ValueError: URL rule 'about' must start with a slash.` as soon as the module is imported, so the
application does not start. In a blueprint with a `url_prefix` the slash is put in between, so there it may be left out.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("about")
def about():
    return "About"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/about")
def about():
    return "About"
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
    code="FLK106",
    name="rule-missing-leading-slash",
    severity="error",
    summary="A URL rule does not begin with a slash",
    docs="https://flask.palletsprojects.com/en/stable/api/#url-route-registrations",
    words=("route", "add_url_rule", ".get(", ".post(", ".put(", ".delete(", ".patch("),
    fixable=True,
)
_OPENER = re.compile(r"[A-Za-z]{0,2}(?:\"{3}|'{3}|\"|')")


def check(project: Project) -> Iterator[Report]:
    seen = set[tuple[str, Span]]()
    for route in route_map(project).routes:
        if not route.certain or route.rule.startswith("/") or route.rule_text is None:
            continue
        path, span = absolute(project, route.rule_text)
        file = project.python(path)
        # Where the literal has its slash, the prefix is what has none.
        if file is None or is_test(project, path) or (path, span) in seen:
            continue
        opener = _OPENER.match(file.text, span.start)
        if opener is None or file.text.startswith("/", opener.end()):
            continue
        seen.add((path, span))
        yield Report(
            path=path,
            span=span,
            message=f"The URL rule `{route.rule}` does not begin with a slash. The application does not start: "
            f"`ValueError: URL rule '{route.rule}' must start with a slash.`",
            data=(str(opener.end()),),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Begin with a slash."""
    if not finding.data:
        return []
    at = int(finding.data[0])
    return [Fix(title="Add the slash", edits={finding.path: (TextEdit(Span(at, at), "/"),)}, safe=True)]
