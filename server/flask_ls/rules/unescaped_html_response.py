"""# unescaped-html-response

## What it does
Finds views that put text from the request into the page they return without escaping it: a variable of the URL or a
value of `request.args` or `request.form` in an f-string, behind `%` or `+`, or in `.format()`.

## Why is this bad?
A text that a view returns is sent as HTML. What stands in it runs in the browser of whoever follows a link that was
prepared for him: with `?name=<script>…</script>` that is any script at all (reflected cross-site scripting). Templates
escape by themselves.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/login", methods=["POST"])
def login():
    username = request.form.get("username")
    return f"Logged in as {username}"
```

## Use instead
```python
from flask import Flask, request
from markupsafe import escape

app = Flask(__name__)


@app.route("/login", methods=["POST"])
def login():
    username = request.form.get("username")
    return f"Logged in as {escape(username)}"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.components import component
from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import VIEW, Handler, handlers
from flask_ls.symbols.endpoint import VARIABLE
from flask_ls.syntax.shape import Call, Const, Display, Expr, If, Item, Joined, Member, Operation, Ref, Return
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK304",
    name="unescaped-html-response",
    severity="warning",
    summary="Text from the request is sent as HTML",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#html-escaping",
    words=("route", ".get", ".post", ".put", ".patch"),
)
_TEXTS = {"args", "form", "values"}
# With one of these in a file, an answer may be something else than HTML.
_OTHER_TYPES = ("text/plain", "mimetype", "content_type", "Content-Type", "content-type", "response_class")
_HARMLESS = {"print", "debug", "info", "warning", "error", "exception", "log", "flash"}


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if not function.scope.decorators or shape.damaged or context.is_test:
        return
    body = shape.bodies[function.number]
    made = [each.value for each in inside(body) if isinstance(each, Return) and each.value is not None]
    texts = [(text, _parts(text)) for value in made if (text := _text(value)) is not None]
    if not texts:
        return
    found = handlers(function, context)
    if not found or not all(handler.role == VIEW and handler.direct for handler in found):
        return
    variables = _variables(found)
    for text, parts in texts:
        for part in parts:
            source = _source(part, variables, function, context)
            if source and not _is_other_type(context):
                yield Report(
                    span=text.span,
                    message=f"{source} is sent as HTML as it came: with `<script>` in it, it runs in the browser of "
                    "whoever follows a prepared link. Use `escape()` of markupsafe, or a template.",
                )
                break


def _text(value: Expr) -> Expr | None:
    """The page in what a view returns, where it is put together there; None where it is not, or is no HTML."""
    if isinstance(value, Display) and value.kind == "tuple" and len(value.items) == 2:
        page, status = value.items
        return _text(page) if isinstance(status, Const) and isinstance(status.value, int) else None
    return value if _parts(value) else None


def _parts(value: Expr) -> tuple[Expr, ...]:
    """The values that a text is put together from; empty where it is none."""
    match value:
        case Joined(parts=parts):
            return tuple(part for part in parts if not isinstance(part, Const))
        case Operation(operator="%", operands=(Const(value=str()), right)):
            return right.items if isinstance(right, Display) and right.kind == "tuple" else (right,)
        case Operation(operator="+", operands=(left, right)):
            sides = (*_sum(left), *_sum(right))
            has_text = any(isinstance(each, Const) and isinstance(each.value, str) for each in sides)
            return tuple(each for each in sides if not isinstance(each, Const)) if has_text else ()
        case Call(func=Member(value=Const(value=str()), name="format")):
            return (*value.args, *(keyword.value for keyword in value.keywords if keyword.name is not None))
    return ()


def _sum(value: Expr) -> tuple[Expr, ...]:
    if isinstance(value, Operation) and value.operator == "+":
        return (*_sum(value.operands[0]), *_sum(value.operands[1]))
    return (value,)


def _variables(found: list[Handler]) -> set[str]:
    """The URL variables of the views' rules that are any text."""
    rules = [handler.call.args[0] for handler in found if handler.call is not None and handler.call.args]
    return {
        match["name"]
        for rule in rules
        if isinstance(rule, Const) and isinstance(rule.value, str)
        for match in VARIABLE.finditer(rule.value)
        if match["converter"] in (None, "string", "path", "default")
    }


def _source(part: Expr, variables: set[str], function: Function, context: Context) -> str:
    """What of the request a value is, in words; empty where it is none, or may have been looked at before."""
    direct = _from_request(part, function, context)
    if direct:
        return f"`{direct}`"
    if not isinstance(part, Ref) or len(part.parts) != 1:
        return ""
    name = part.parts[0]
    bound = context.file.shapes[function.block].bound(function.number, name)
    if len(bound) != 1 or _is_looked_at(name, function, context):
        return ""
    if bound[0].kind == "parameter":
        return f"The URL's `{name}`" if name in variables else ""
    origin = _from_request(bound[0].value, function, context) if bound[0].value is not None else ""
    return f"`{name}`, which is `{origin}`," if origin else ""


def _from_request(value: Expr, function: Function, context: Context) -> str:
    """`request.args[…]` for an expression that reads a text of the request."""
    if isinstance(value, Item):
        mapping: Expr = value.value
    elif isinstance(value, Call) and isinstance(value.func, Ref) and value.func.last == "get":
        if value.keyword("type") is not None or len(value.args) > 2:
            return ""
        mapping = Ref(value.func.parts[:-1], value.span)
    else:
        return ""
    if not isinstance(mapping, Ref) or not mapping.parts:
        return ""
    owner, _, last = context.name_of(mapping, function.number).rpartition(".")
    key = value.key if isinstance(value, Item) else value.args[0] if value.args else None
    name = f'"{key.value}"' if isinstance(key, Const) and isinstance(key.value, str) else "…"
    return f"{'.'.join(mapping.parts)}[{name}]" if owner == "flask.Request" and last in _TEXTS else ""


def _is_looked_at(name: str, function: Function, context: Context) -> bool:
    """Whether something may have been found out about a variable: it is compared, or handed to a function."""

    def is_it(expr: object) -> bool:
        return isinstance(expr, Ref) and expr.parts[0] == name

    body = context.file.shapes[function.block].bodies[function.number]
    returned = [part for each in inside(body) if isinstance(each, Return) for part in inside(each)]
    for each in inside(body):
        if (
            isinstance(each, Operation)
            and each.operator not in ("not", "and", "%", "+")
            and any(map(is_it, each.operands))
        ):
            return True
        if isinstance(each, Call) and each not in returned:
            values = (*each.args, *each.rest, *(keyword.value for keyword in each.keywords))
            last = each.func.last if isinstance(each.func, Ref) else ""
            if last not in _HARMLESS and any(map(is_it, values)):
                return True
        if isinstance(each, If) and isinstance(each.test, Call) and is_it(each.test.func):
            return True  # `if name.isalpha():`
    return False


def _is_other_type(context: Context) -> bool:
    """Whether answers may be of another type: the file says so, or a hook or an application's class may."""
    if any(word in context.file.text for word in _OTHER_TYPES):
        return True
    files = component(context.project, context.file.path)
    return any("response_class" in file.text or "def make_response" in file.text for file in files)
