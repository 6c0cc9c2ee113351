"""# session-nested-mutation

## What it does
Finds changes inside of a value that is kept in `session`, such as `session["cart"].append(item)`, in a function that
does not say that the session was changed.

## Why is this bad?
The session notices when one of its own keys is set or removed. What happens inside of a list or a dictionary it does
not see, no cookie is sent, and the change is lost with the request.

## Example
```python
import os

from flask import Flask, session

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]


@app.route("/new")
def new():
    session["cart"] = []
    return "new"


@app.route("/add")
def add():
    session["cart"].append("x")
    return str(session["cart"])
```

## Use instead
```python
import os

from flask import Flask, session

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]


@app.route("/new")
def new():
    session["cart"] = []
    return "new"


@app.route("/add")
def add():
    session["cart"].append("x")
    session.modified = True
    return str(session["cart"])
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import component, imported_packages
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.edits import statement_below
from flask_ls.rules.handlers import VIEW, handlers
from flask_ls.syntax.shape import Call, CallSite, Const, Evaluate, Expr, Item, Member, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK403",
    name="session-nested-mutation",
    severity="warning",
    summary="A change inside of a session's value is lost",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.session.modified",
    words=("session",),
    fixable=True,
)
_CHANGES = {
    "append", "extend", "insert", "remove", "pop", "clear", "update", "sort", "reverse", "add", "discard", "popitem",
    "setdefault",
}  # fmt: skip
# Functions that set a key of the session, after which all of it is kept.
_KEEPS = {"flask.flash", "flask_login.login_user", "flask_login.logout_user", "flask_login.confirm_login"}
_SENT_ALWAYS = re.compile(r"\.permanent|session_interface")
_SESSION_CALLS = {"pop", "clear", "update", "popitem"}


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    found: dict[Span, tuple[str, str]] = {}
    for each in inside(shape.bodies[function.number]):
        if isinstance(each, Evaluate) and isinstance(each.value, Call) and isinstance(each.value.func, Member):
            key = _kept(each.value.func.value, function.number, context)
            if key is not None and each.value.func.name in _CHANGES:
                found[each.span] = (key, f".{each.value.func.name}()")
    for store in shape.stores:
        if store.scope == function.number and isinstance(store.target, Item):
            key = _kept(store.target.value, function.number, context)
            if key is not None:
                found[store.span] = (key, "[…]")
    if not found or _is_saved(function, context) or _is_saved_elsewhere(context):
        return
    for span, (key, change) in sorted(found.items()):
        session = key.partition("[")[0].partition(".get(")[0].partition(".setdefault(")[0]
        yield Report(
            span=span,
            message=f"`{key}{change}` changes what is inside of `{session}`, which does not notice: no cookie is sent, "
            f"and the change is lost with the request. Set `{session}.modified = True`.",
            data=(session,),
        )


def _kept(expr: Expr, scope: int, context: Context) -> str | None:
    """The text of `session["key"]`, or of another way to a value in the session; None for anything else."""
    if isinstance(expr, Item):
        owner, key, form = expr.value, expr.key, "{}[{}]"
    elif (
        isinstance(expr, Call) and isinstance(expr.func, Ref) and expr.func.last in ("get", "setdefault") and expr.args
    ):
        if expr.func.last == "get" and len(expr.args) > 1:
            return None  # perhaps what is changed is the default, and the value is set afterwards
        owner, key = Ref(expr.func.parts[:-1], expr.span), expr.args[0]
        form = f"{{}}.{expr.func.last}({{}})"
    else:
        return None
    if not isinstance(owner, Ref) or not owner.parts or context.name_of(owner, scope) != "flask.session":
        return None
    name = f'"{key.value}"' if isinstance(key, Const) and isinstance(key.value, str) else "…"
    return form.format(".".join(owner.parts), name)


def _is_saved(function: Function, context: Context) -> bool:
    """Whether the function also does something after which the session is sent, or hands the session to somebody."""
    shape = context.file.shapes[function.block]

    def is_session(expr: Expr) -> bool:
        return isinstance(expr, Ref) and context.name_of(expr, function.number) == "flask.session"

    for store in shape.stores:
        target = store.target
        if store.scope != function.number:
            continue
        if isinstance(target, Item) and is_session(target.value):
            return True
        if isinstance(target, Ref) and len(target.parts) > 1 and is_session(Ref(target.parts[:-1], target.span)):
            return True
    return any(_saves(site, context) for site in shape.calls if site.scope == function.number)


def _saves(site: CallSite, context: Context) -> bool:
    call = site.call
    values = [*call.args, *call.rest, *(keyword.value for keyword in call.keywords)]
    if any(isinstance(each, Ref) and context.name_of(each, site.scope) == "flask.session" for each in values):
        return True
    if not isinstance(call.func, Ref):
        return False
    owner = Ref(call.func.parts[:-1], call.span)
    if call.func.last in _SESSION_CALLS and owner.parts and context.name_of(owner, site.scope) == "flask.session":
        return True
    return context.name_of(call.func, site.scope) in _KEEPS


def _is_saved_elsewhere(context: Context) -> bool:
    """Whether the session may be sent with each answer: it is permanent, kept by another library, or a hook says so."""
    if "flask_session" in imported_packages(context.project):
        return True
    if context.mentions(_SENT_ALWAYS):
        return True
    return any(ask(context.project, _saves_always, file.path) for file in component(context.project, context.file.path))


def _saves_always(project: Project, path: str) -> bool:
    """Whether a function of a file that is no view says that the session was changed."""
    file = project.python(path)
    for block, text in enumerate(file.blocks if file is not None else ()):
        if file is None or ".modified" not in text:
            continue
        here = Context(project=project, file=file, block=block)
        shape = file.shapes[block]
        for store in shape.stores:
            if isinstance(store.target, Ref) and store.target.last == "modified":
                found = handlers(Function(shape.scopes[store.scope], block, store.scope), here)
                if not found or not all(handler.role == VIEW for handler in found):
                    return True
    return False


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Say that the session was changed."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    line = file.lines.starts[file.lines.line_of(finding.span.start)]
    indent = file.text[line : finding.span.start]
    if indent.strip():
        return []
    statement = f"{finding.data[0]}.modified = True"
    edit = statement_below(file, finding.span.end, indent, statement)
    return [Fix(title=f"Set `{statement}`", edits={file.path: (edit,)}, safe=True)]
