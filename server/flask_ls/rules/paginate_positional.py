"""# paginate-positional

## What it does
Finds `User.query.paginate(1, 20, False)`, with arguments that are not named.

## Why is this bad?
Since Flask-SQLAlchemy 3.0 it takes keywords only: `TypeError: Query.paginate() takes 1 positional argument but 4 were
given`. The rule goes by the version that is installed or pinned; where neither is known it warns.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


with app.app_context():
    db.create_all()
    User.query.paginate(1, 20, False)
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


with app.app_context():
    db.create_all()
    User.query.paginate(page=1, per_page=20, error_out=False)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.symbols.model import is_mapped, queried
from flask_ls.syntax.shape import CallSite, last_name
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK823",
    name="paginate-positional",
    severity="error",
    summary="`paginate` takes only named arguments",
    docs="https://flask-sqlalchemy.readthedocs.io/en/stable/pagination/",
    words=(".paginate(",),
    fixable=True,
    preview=True,
)
_NAMES = ("page", "per_page", "error_out", "max_per_page")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func, call = site.call.func, site.call
    last = last_name(func)
    if last != "paginate" or not call.args or call.opaque or len(call.args) > len(_NAMES):
        return
    cls = queried(context.project, context.file, context.block, site.scope, call)
    if cls is None or not is_mapped(context.project, cls):
        return
    gone, severity = is_gone(context, "flask-sqlalchemy", (3, 0))
    if gone:
        absolute = context.file.absolute
        yield Report(
            span=Span(call.args[0].span.start, call.args[-1].span.end),
            message="`paginate` takes only named arguments since Flask-SQLAlchemy 3.0: `TypeError: Query.paginate() takes 1 "
            f"positional argument but {len(call.args) + 1} were given`.",
            severity=severity,
            data=tuple([str(absolute(context.block, each.span).start) for each in call.args]),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Name the arguments."""
    edits = [
        TextEdit(Span(int(at), int(at)), f"{name}=") for name, at in zip(_NAMES, finding.data, strict=False)
    ]  # fmt: skip
    return [Fix(title="Name the arguments", edits={finding.path: tuple(edits)}, safe=True)]
