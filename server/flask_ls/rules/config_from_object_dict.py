"""# config-from-object-dict

## What it does
Finds `app.config.from_object(…)` with a dictionary, also where a factory hands on the one that it is called with.

## Why is this bad?
`from_object` loads the attributes of an object whose names are in upper case. A dictionary has none: nothing is loaded,
and nothing is said. Dictionaries are for `from_mapping`.

## Example
```python
from flask import Flask


def create_app(config=None):
    app = Flask(__name__)
    if config:
        app.config.from_object(config)
    return app


app = create_app({"TESTING": True})
```

## Use instead
```python
from flask import Flask


def create_app(config=None):
    app = Flask(__name__)
    if config:
        app.config.from_mapping(config)
    return app


app = create_app({"TESTING": True})
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import component, says
from flask_ls.project.meaning import Known
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import MODULE, Call, CallSite, Const, Display, Expr, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK310",
    name="config-from-object-dict",
    severity="error",
    summary="A dictionary is loaded as an object, which loads nothing",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Config.from_mapping",
    words=("from_object",),
    fixable=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call, func = site.call, site.call.func
    if not isinstance(func, Ref) or func.last != "from_object" or len(call.args) != 1 or call.opaque:
        return
    if context.name_of(func, site.scope) != "flask.Config.from_object":
        return
    given = call.args[0]
    related: tuple[tuple[str, Span, str], ...] = ()
    if not (_is_dict(given) or context.type_of(given, site.scope) == "builtins.dict"):
        others, dicts = _handed(given, site.scope, context)
        if not dicts:
            return
        related = tuple((*each, "A dictionary is handed over here") for each in dicts)
        if others:
            return
    method = Span(func.span.end - len("from_object"), func.span.end)
    yield Report(
        span=method,
        message="A dictionary has no attributes in upper case, so that nothing is loaded. Use `from_mapping`.",
        related=related,
    )


def _is_dict(value: Expr) -> bool:
    if isinstance(value, Call):
        return isinstance(value.func, Ref) and value.func.parts == ("dict",)
    return isinstance(value, Display) and value.kind == "dict"


def _handed(given: Expr, scope: int, context: Context) -> tuple[bool, list[tuple[str, Span]]]:
    """Where a function is called with a dictionary for the parameter that it loads; whether with anything else."""
    shape = context.file.shapes[context.block]
    bound = shape.bound(scope, given.parts[0]) if isinstance(given, Ref) and len(given.parts) == 1 else []
    function = shape.scopes[scope]
    text = context.file.blocks[context.block]
    if [each.kind for each in bound] != ["parameter"] or scope == MODULE or "isinstance" in text:
        return True, []
    name = bound[0].name
    place = next(number for number, each in enumerate(function.parameters) if each.name == name)
    dicts: list[tuple[str, Span]] = []
    others = False
    written = re.compile(rf"\b{re.escape(function.name)}\(")
    for file in component(context.project, context.file.path):
        if not says(context.project, file.path, written):
            continue
        for block, found in file.calls():
            if not isinstance(found.call.func, Ref) or found.call.func.last != function.name:
                continue
            meaning = resolve(context.project, file, block, found.scope, found.call.func)
            called = meaning.site if isinstance(meaning, Known) else None
            if called is None or (called.path, called.block, called.scope) != (context.file.path, context.block, scope):
                continue
            named = found.call.keyword(name)
            args = found.call.args
            value = named.value if named is not None else args[place] if place < len(args) else None
            if value is not None and _is_dict(value):
                dicts.append((file.path, file.absolute(block, value.span)))
            elif found.call.opaque or not (value is None or (isinstance(value, Const) and value.value is None)):
                others = True
    return others, dicts


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Load it as what it is."""
    edit = TextEdit(finding.span, "from_mapping")
    return [Fix(title="Change to `from_mapping`", edits={finding.path: (edit,)}, safe=True)]
