"""# csrf-disabled

## What it does
Finds `WTF_CSRF_ENABLED = False`, and forms made with `meta={"csrf": False}` that are then submitted.

## Why is this bad?
Any other site may then send your forms in the name of whoever is logged in: it is answered with 200 instead of
`400 BAD REQUEST: The CSRF token is missing.` Tests may switch it off, and so may applications whose requests carry a token
of their own; there nothing is said.

## Example
```python
from flask import Flask
from flask_wtf.csrf import CSRFProtect

app = Flask(__name__)
app.config.update(WTF_CSRF_ENABLED=False)
csrf = CSRFProtect(app)
```

## Use instead
```python
from flask import Flask
from flask_wtf.csrf import CSRFProtect

app = Flask(__name__)
csrf = CSRFProtect(app)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import imported_packages, mentions, relevant, says
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Report, Rule, is_test
from flask_ls.symbols.config_key import KeyUse, every_setting
from flask_ls.syntax.shape import MODULE, Assign, CallSite, Const, Display, If, Ref
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK313",
    name="csrf-disabled",
    severity="warning",
    summary="Forms are accepted from other sites",
    docs="https://flask-wtf.readthedocs.io/en/stable/csrf/",
    words=("flask_wtf",),
)
_KEYS = {"WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT"}
# Not what people meet: configurations and factories for tests and for one's own machine.
_NOT_PRODUCTION = re.compile(r"test|dev|debug|local|\bci\b", re.IGNORECASE)
# Requests carry a token of their own, or are checked one by one.
_TOKENS = ("flask_jwt_extended", "flask_httpauth", "flask_jwt")
_META = re.compile(r"\bmeta\s*=\s*\{[^}]*csrf")
_BY_HAND = re.compile(r"\.protect\(\)")


def check(project: Project) -> Iterator[Report]:
    packages = imported_packages(project)
    if "flask_wtf" not in packages or packages.intersection(_TOKENS):
        return
    for path, uses in every_setting(project).items():
        file = project.python(path)
        for use in uses:
            if file is None or use.key not in _KEYS or use.value != "False" or _is_special(file, use):
                continue
            if use.key == "WTF_CSRF_CHECK_DEFAULT" and mentions(project, path, _BY_HAND):
                continue
            yield Report(
                path=path,
                span=use.span,
                message=f"With `{use.key}` off, forms are accepted from any other site in the name of whoever is logged "
                "in. Switch it off in tests only.",
            )
    for file in relevant(project):
        if not is_test(project, file.path) and ask(project, says, file.path, _META):
            yield from _forms(project, file)


def _is_special(file: PyFile, use: KeyUse) -> bool:
    """Whether a setting holds only somewhere or sometimes: in a class for tests, or behind a test."""
    block, number = file.scope_at(use.span.start)
    shape = file.shapes[block]
    names = [file.path.rpartition("/")[2]]
    while number != MODULE:
        names.append(shape.scopes[number].name)
        number = shape.scopes[number].parent
    if any(_NOT_PRODUCTION.search(name) for name in names):
        return True
    at = use.span.start - file.starts[block]
    conditions = (each for body in shape.bodies for each in inside(body) if isinstance(each, If))
    return any(each.span.start <= at < each.span.end for each in conditions)


def _forms(project: Project, file: PyFile) -> Iterator[Report]:
    """Forms without a token that a function makes, and asks whether they were submitted."""
    for block, site in file.calls():
        meta = site.call.keyword("meta")
        if meta is None or not isinstance(meta.value, Display) or not _is_off(meta.value):
            continue
        name = _bound(file, block, site)
        asks = (
            isinstance(each.call.func, Ref) and each.call.func.parts == (name, "validate_on_submit") and each.scope == site.scope
            for each in file.shapes[block].calls
        )  # fmt: skip
        if not name or not any(asks):
            continue
        form = resolve(project, file, block, site.scope, site.call)
        if isinstance(form, Known) and (form.type or "").startswith("flask_wtf."):
            yield Report(
                path=file.path,
                span=file.absolute(block, meta.span),
                message=f"`{name}` has no token: it is accepted from any other site in the name of whoever is logged in.",
            )


def _is_off(meta: Display) -> bool:
    return any(
        isinstance(key, Const) and key.value == "csrf" and isinstance(value, Const) and value.value is False
        for key, value in zip(meta.keys, meta.items, strict=False)
    )


def _bound(file: PyFile, block: int, site: CallSite) -> str:
    """The name that a call's value is bound to; empty where it has none."""
    for each in inside(file.shapes[block].bodies[site.scope]):
        if isinstance(each, Assign) and each.value is site.call and isinstance(each.targets[0], Ref):
            return ".".join(each.targets[0].parts)
    return ""
