"""Text that came with a request: where it stands in what a view puts together, and whether anybody looked at it before.

Said is only what is sure: a variable counts as long as it has one value and is neither compared nor handed on.
"""

from __future__ import annotations

import re

from flask_ls.project.components import says
from flask_ls.rules.base import Context, Function
from flask_ls.rules.handlers import Handler
from flask_ls.symbols.endpoint import VARIABLE
from flask_ls.syntax.shape import Call, Const, Display, Expr, If, Item, Joined, Member, Operation, Ref, Return
from flask_ls.syntax.walk import inside

# What a request without the field, and one without JSON, is answered with.
BAD_KEY = "`400 BAD REQUEST`"
BAD_TYPE = "`415 UNSUPPORTED MEDIA TYPE`"
_TEXTS = {"args", "form", "values"}
# With one of these in a file, an answer may be something else than HTML.
_TYPES = r"text/plain|mimetype|content_type|[Cc]ontent-[Tt]ype|response_class"
_OTHER_TYPES = re.compile(_TYPES)
# With one of these in any file: a hook may change the type, too.
_MADE_OTHERWISE = re.compile(rf"response_class|def make_response|\A(?=[\s\S]*after_request)[\s\S]*(?:{_TYPES})")
_HARMLESS = {"print", "debug", "info", "warning", "error", "exception", "log", "flash"}


def put_together(value: Expr) -> tuple[Expr, ...]:
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


def url_texts(found: list[Handler]) -> set[str]:
    """The URL variables of the views' rules that are any text."""
    rules = [handler.call.args[0] for handler in found if handler.call is not None and handler.call.args]
    return {
        match["name"]
        for rule in rules
        if isinstance(rule, Const) and isinstance(rule.value, str)
        for match in VARIABLE.finditer(rule.value)
        if match["converter"] in (None, "string", "path", "default")
    }


def source(part: Expr, variables: set[str], function: Function, context: Context) -> str:
    """What of the request a value is, in words; empty where it is none, or may have been looked at before."""
    direct = from_request(part, function, context)
    if direct:
        return "" if _is_looked_at(direct, function, context) else f"`{direct}`"
    if not isinstance(part, Ref) or len(part.parts) != 1:
        return ""
    name = part.parts[0]
    bound = context.file.shapes[function.block].bound(function.number, name)
    if len(bound) != 1 or _is_looked_at(name, function, context):
        return ""
    if bound[0].kind == "parameter":
        return f"The URL's `{name}`" if name in variables else ""
    origin = from_request(bound[0].value, function, context) if bound[0].value is not None else ""
    if not origin or _is_looked_at(origin, function, context):
        return ""
    return f"`{name}`, which is `{origin}`,"


def from_request(value: Expr, function: Function, context: Context) -> str:
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
    """Whether something may have been found out about a variable, or about what is read from the request again, as
    `from_request` writes it: it is compared, or handed to a function."""

    def is_it(expr: object) -> bool:
        if isinstance(expr, Ref):
            return expr.parts[0] == name
        return isinstance(expr, (Item, Call)) and from_request(expr, function, context) == name

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


def error_without(expr: Item | Ref | Call, scope: int, context: Context) -> str:
    """What reading `expr` of a request that has no such body gives; empty where that is no error."""
    if isinstance(expr, Item):
        constant = isinstance(expr.key, Const) and isinstance(expr.key.value, str)
        part = _request_part(expr.value, scope, context)
        return BAD_KEY if constant and part in ("form", "files") else ""
    if isinstance(expr, Ref):
        # What is behind `.json` does not matter: `request.json` itself raises.
        at = expr.parts.index("json") if "json" in expr.parts else 0
        whole = Ref(expr.parts[: at + 1], expr.span)
        return BAD_TYPE if at and _request_part(whole, scope, context) == "json" else ""
    plain = not expr.args and not expr.keywords and not expr.opaque
    return BAD_TYPE if plain and _request_part(expr.func, scope, context) == "get_json" else ""


def _request_part(expr: Expr, scope: int, context: Context) -> str:
    """`form` for `request.form`; empty where the expression is no attribute of the request."""
    if not isinstance(expr, Ref) or expr.last not in ("form", "files", "json", "get_json"):
        return ""
    owner, _, name = context.name_of(expr, scope).rpartition(".")
    return name if owner == "flask.Request" else ""


def is_other_type(context: Context) -> bool:
    """Whether answers may be of another type: the file says so, or a hook or an application's class may."""
    return says(context.project, context.file.path, _OTHER_TYPES) or context.mentions(_MADE_OTHERWISE)
