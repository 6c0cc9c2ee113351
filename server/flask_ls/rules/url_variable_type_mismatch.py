"""# url-variable-type-mismatch

## What it does
Finds view parameters whose annotation says another type than the converter of the URL rule gives, and numbers from the
URL that are added to a text.

## Why is this bad?
A variable without a converter is a text: `post_id: int` for `<post_id>` is a `str` all the same, and `post_id == 1` is
never true. The other way round, `"Hello " + age` with `<int:age>` raises `TypeError: can only concatenate str (not
"int") to str`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/<string:name>/<int:age>")
def hello(name, age):
    return "Hello " + name + ", you are " + age + " years old!"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/<string:name>/<int:age>")
def hello(name, age):
    return f"Hello {name}, you are {age} years old!"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.views import View, absolute, called_as_is, variables_of
from flask_ls.symbols.endpoint import VARIABLE
from flask_ls.syntax.shape import Comprehension, Const, Expr, Joined, Operation, Parameter, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK111",
    name="url-variable-type-mismatch",
    severity="warning",
    summary="A variable of the URL has another type than the view expects",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#variable-rules",
    words=("<",),
)
_GIVES = {
    "": "str",
    "default": "str",
    "string": "str",
    "path": "str",
    "any": "str",
    "int": "int",
    "float": "float",
    "uuid": "UUID",
}
_PLAIN = {"str", "int", "float", "bool", "bytes", "UUID", "list", "dict"}
_CONVERTER = {"int": "int", "float": "float", "UUID": "uuid", "str": "string"}


def check(view: View, context: Context) -> Iterator[Report]:
    project = context.project
    found = [report for parameter in view.scope.parameters for report in _parameter(project, view, parameter)]
    if found and called_as_is(project, view):
        yield from found


def _parameter(project: Project, view: View, parameter: Parameter) -> Iterator[Report]:
    given = _given(view, parameter.name)
    if given is None:
        return
    annotation = parameter.annotation
    if isinstance(annotation, Ref) and annotation.last in _PLAIN and _differ(given, annotation.last):
        if len(annotation.parts) == 1 and annotation.last != "UUID" and annotation.last in view.file.bindings:
            return
        converter = _CONVERTER.get(annotation.last)
        instead = (
            f" Write `<{converter}:{parameter.name}>` in the rule, or annotate it as `{given}`." if converter else ""
        )
        yield _report(
            project, view, parameter, annotation,
            f"`{parameter.name}` is annotated as `{annotation.last}`, and the rule gives a `{given}`.{instead}",
        )  # fmt: skip
    bound = view.shape.bound(view.number, parameter.name)
    if given not in ("str", "bool") and parameter.default is None and len(bound) == 1:
        for place, first in _added_to_text(view, parameter.name):
            error = f"unsupported operand type(s) for +: '{given}' and 'str'"
            error = error if first else f'can only concatenate str (not "{given}") to str'
            yield _report(
                project, view, parameter, place,
                f"`{parameter.name}` is {'an' if given == 'int' else 'a'} `{given}`, and cannot be added to a text: "
                f"`TypeError: {error}`. Use an f-string.",
            )  # fmt: skip


def _given(view: View, name: str) -> str | None:
    """The type of what all rules of the view give for a variable; None where they differ or it is not known."""
    types = set()
    for route in view.routes:
        if name in route.defaults or name not in variables_of(route):
            return None
        for match in VARIABLE.finditer(f"{route.host}/{route.subdomain}/{route.rule}"):
            if match["name"] == name:
                types.add(_GIVES.get(match["converter"] or ""))
    return types.pop() if len(types) == 1 else None


def _differ(given: str, wanted: str) -> bool:
    return given != wanted and (given, wanted) != ("int", "float")


def _added_to_text(view: View, name: str) -> Iterator[tuple[Expr, bool]]:
    """Where the view's own body adds the parameter to a text, and whether it stands before all texts of the sum."""
    if "+" not in view.file.blocks[view.block]:
        return
    whole = list(inside(view.shape.bodies[view.number]))
    clauses = [clause for each in whole if isinstance(each, Comprehension) for clause in each.clauses]
    if any(isinstance(each, Ref) and each.parts == (name,) for clause in clauses for each in inside(clause.target)):
        return
    done = set[Span]()
    for each in whole:
        if not isinstance(each, Operation) or each.operator != "+" or each.span in done:
            continue
        done.update(term.span for term in inside(each) if isinstance(term, Operation))
        terms = list(_terms(each))
        texts = [number for number, term in enumerate(terms) if _is_text(term)]
        for number, term in enumerate(terms) if texts else ():
            if isinstance(term, Ref) and term.parts == (name,):
                yield term, number < texts[0]


def _is_text(expr: Expr) -> bool:
    return isinstance(expr, Joined) or (isinstance(expr, Const) and isinstance(expr.value, str))


def _terms(expr: Expr) -> Iterator[Expr]:
    """What a sum is made of."""
    if isinstance(expr, Operation) and expr.operator == "+":
        for each in expr.operands:
            yield from _terms(each)
    else:
        yield expr


def _report(project: Project, view: View, parameter: Parameter, place: Expr, message: str) -> Report:
    route = view.routes[0].rule_text or view.routes[0].registered
    return Report(
        path=view.file.path,
        block=view.block,
        span=place.span,
        message=message,
        related=((*absolute(project, route), "The rule stands here"),) if route is not None else (),
    )
