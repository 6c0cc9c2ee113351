"""# html-comment-executes-jinja

## What it does
Finds expressions and `include` in HTML comments.

## Why is this bad?
Jinja does not know HTML: what stands between `<!--` and `-->` is run all the same, fails all the same, and can be read in the
source of the page. Jinja's own comment is `{# … #}`.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
<!-- <a href="{{ url_for('old_page') }}">old</a> -->ok
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{# <a href="{{ url_for('old_page') }}">old</a> #}ok
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja, within
from flask_ls.syntax.template.nodes import Call, Include, Print
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK617",
    name="html-comment-executes-jinja",
    severity="hint",
    summary="Jinja in an HTML comment is run",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("<!--",),
    fixable=True,
    preview=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    for element in file.model.elements:
        text = file.model.text[element.span.start : element.span.end]
        # A conditional comment is for a browser, and meant to be run.
        if (
            element.name != "!--"
            or not text.endswith("-->")
            or text.startswith(("<!--[", "<!-->"))
            or "[endif]" in text
        ):
            continue
        inside = within(file.model, element.span)
        runs = [
            place
            for place in inside
            if isinstance(place.tag.statement, Include)
            or (isinstance(place.tag.statement, Print) and any(isinstance(part, Call) for part in place.tag.parts))
        ]
        if runs and knows_jinja(file):
            yield Report(
                span=runs[0].span,
                message="This is run, and sent, although it stands in an HTML comment; Jinja's comment is `{# … #}`.",
                data=(str(element.span.start), str(element.span.end)) if "#}" not in text else (),
            )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Make it a comment of Jinja's."""
    if len(finding.data) != 2:
        return []
    start, end = map(int, finding.data)
    edits = (TextEdit(Span(start, start + 4), "{#"), TextEdit(Span(end - 3, end), "#}"))
    return [Fix(title="Make it a Jinja comment", edits={finding.path: edits})]
