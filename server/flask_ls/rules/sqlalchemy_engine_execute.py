"""# sqlalchemy-engine-execute

## What it does
Finds `db.engine.execute(…)`.

## Why is this bad?
SQLAlchemy 2.0 has removed it: `AttributeError: 'Engine' object has no attribute 'execute'`.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)

with app.app_context():
    db.engine.execute("SELECT 1")
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)

with app.app_context():
    with db.engine.begin() as connection:
        connection.execute(db.text("SELECT 1"))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.edits import newline_of
from flask_ls.rules.removed import is_gone_from_sqlalchemy
from flask_ls.syntax.shape import CallSite, Const, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK820",
    name="sqlalchemy-engine-execute",
    severity="error",
    summary="An engine has no `execute` any more",
    docs="https://docs.sqlalchemy.org/en/20/changelog/migration_20.html",
    words=(".engine.execute(",),
    fixable=True,
    preview=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func, call = site.call.func, site.call
    if not isinstance(func, Ref) or func.parts[-2:] != ("engine", "execute"):
        return
    if context.name_of(func, site.scope) != "flask_sqlalchemy.SQLAlchemy.engine.execute":
        return
    gone, severity = is_gone_from_sqlalchemy(context, (2, 0))
    if not gone:
        return
    text = context.file.blocks[context.block]
    database = ".".join(func.parts[:-2])
    arguments = text[func.span.end + 1 : call.span.end - 1]
    literal = call.args and isinstance(call.args[0], Const) and len(call.args) == 1 and not call.keywords
    given = f"{database}.text({arguments})" if literal else arguments
    yield Report(
        span=call.span,
        message="An engine has no `execute` since SQLAlchemy 2.0: `AttributeError: 'Engine' object has no attribute "
        f"'execute'`. Use `with {database}.engine.begin() as connection:`, or `{database}.session.execute(…)`.",
        severity=severity,
        data=(f"with {database}.engine.begin() as connection:", f"connection.execute({given})"),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Ask a connection, where the call is a statement of one line."""
    file = project.python(finding.path)
    if file is None or "\n" in finding.data[1]:
        return []
    line = file.lines.line_of(finding.span.start)
    start = file.lines.starts[line]
    indent = file.text[start : finding.span.start]
    if indent.strip() or file.lines.line(line).strip() != file.text[finding.span.start : finding.span.end]:
        return []
    step = "\t" if "\t" in indent else "    "
    new = f"{indent}{finding.data[0]}{newline_of(file)}{indent}{step}{finding.data[1]}"
    edit = TextEdit(Span(start, finding.span.end), new)
    return [Fix(title="Ask a connection of the engine", edits={file.path: (edit,)})]
