"""# sqlalchemy-python-operator

## What it does
Finds `and`, `or`, `not`, `is` and `in` between columns in `filter()` and `where()`.

## Why is this bad?
Python decides these before SQLAlchemy sees them: `User.name == "a" and User.id == 5` keeps one of the two conditions,
`User.name is None` and `not User.active` are `False`, and nothing says so. `User.id > 1 and …` raises `TypeError: Boolean
value of this clause is not defined`.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))


query = db.select(User).where(User.id > 1 and User.name == "a")
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
    name = db.Column(db.String(80))


query = db.select(User).where((User.id > 1) & (User.name == "a"))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.classes import named
from flask_ls.symbols.model import library_name, model
from flask_ls.syntax.shape import Call, CallSite, Choice, Const, Expr, Operation, Ref, last_name
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK807",
    name="sqlalchemy-python-operator",
    severity="error",
    summary="Python's own operator decides a condition before the database sees it",
    docs="https://docs.sqlalchemy.org/en/20/core/operators.html#conjunction-operators",
    words=(".filter(", ".where(", ".having("),
    fixable=True,
)
_COMPARED = {"==", "!=", "<", "<=", ">", ">="}
_METHODS = {"is": "is_", "is not": "is_not", "in": "in_", "not in": "not_in"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func = site.call.func
    last = last_name(func)
    if last in ("filter", "where", "having"):
        for argument in site.call.args:
            yield from _condition(argument, site.scope, context)


def _condition(expr: Expr, scope: int, context: Context) -> Iterator[Report]:
    text = context.file.blocks[context.block]

    def written(part: Expr) -> str:
        return text[part.span.start : part.span.end]

    if isinstance(expr, Call):
        inner = library_name(context.project, context.file, context.block, scope, expr.func)
        for each in expr.args if inner in ("and_", "or_", "not_") else ():
            yield from _condition(each, scope, context)
        return
    operands = expr.options if isinstance(expr, Choice) else expr.operands if isinstance(expr, Operation) else ()
    operator = "or" if isinstance(expr, Choice) else expr.operator if isinstance(expr, Operation) else ""
    if not operands or (isinstance(expr, Choice) and expr.test is not None):
        return
    if operator in ("and", "or"):
        if all(_is_condition(each, scope, context) for each in operands):
            sign = "&" if operator == "and" else "|"
            new = f" {sign} ".join(_enclosed(written(each), each) for each in operands)
            yield _report(
                expr.span,
                operator,
                f"keeps only one of the conditions. Use `{sign}`, with each one in parentheses.",
                new,
            )
        return
    if operator == "not" and _is_condition(operands[0], scope, context):
        new = f"~{_enclosed(written(operands[0]), operands[0])}"
        yield _report(expr.span, operator, "is the constant `False`, or raises `TypeError`. Use `~`.", new)
    elif operator in _METHODS and len(operands) == 2 and _is_column(operands[0], scope, context):
        method = _METHODS[operator]
        if "is" in operator.split() and not isinstance(operands[1], Const):
            return
        new = f"{written(operands[0])}.{method}({written(operands[1])})"
        harm = "compares the column itself, whatever its value." if "is" in operator.split() else "is no condition."
        yield _report(expr.span, operator, f"{harm} Use `.{method}(…)`.", new)


def _report(span: Span, operator: str, harm: str, new: str) -> Report:
    return Report(
        span=span, message=f"Python's `{operator}` runs before the database is asked, and {harm}", data=(new,)
    )


def _is_condition(expr: Expr, scope: int, context: Context) -> bool:
    """Whether an expression is a column, or compares one."""
    if isinstance(expr, Operation) and (expr.operator in _COMPARED or expr.operator in _METHODS):
        return _is_column(expr.operands[0], scope, context)
    if isinstance(expr, Call) and isinstance(expr.func, Ref) and len(expr.func.parts) > 2:
        return _is_column(Ref(expr.func.parts[:-1], expr.func.span), scope, context)
    return _is_column(expr, scope, context)


def _is_column(expr: Expr, scope: int, context: Context) -> bool:
    if not isinstance(expr, Ref) or len(expr.parts) < 2:
        return False
    cls = named(context.project, context.file, context.block, scope, Ref(expr.parts[:-1], expr.span))
    found = model(context.project, cls)
    attribute = found.attributes.get(expr.last) if found is not None else None
    return attribute is not None and attribute.kind == "column"


def _enclosed(text: str, expr: Expr) -> str:
    return text if isinstance(expr, (Ref, Call)) or (text[:1] == "(" and text[-1:] == ")") else f"({text})"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write it so that the database decides."""
    new = finding.data[0]
    shown = new if len(new) < 60 and "\n" not in new else "SQLAlchemy's operator"
    return [Fix(title=f"Change to `{shown}`", edits={finding.path: (TextEdit(finding.span, new),)})]
