"""# jwt-identity-not-string

## What it does
Finds `create_access_token(identity=…)` with a number, a dictionary, or the number of a model's primary key.

## Why is this bad?
The token is made, and every request that brings it is refused: `422 {"msg": "Subject must be a string"}`, since PyJWT 2.10
checks the type. Nothing is said where a `user_identity_loader` makes the identity, or the check is switched off.

## Example
```python
from flask import Flask
from flask_jwt_extended import JWTManager, create_access_token

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = "0123456789abcdef0123456789abcdef"
jwt = JWTManager(app)


@app.route("/login")
def login():
    return create_access_token(identity=1)
```

## Use instead
```python
from flask import Flask
from flask_jwt_extended import JWTManager, create_access_token

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = "0123456789abcdef0123456789abcdef"
jwt = JWTManager(app)


@app.route("/login")
def login():
    return create_access_token(identity="1")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions
from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.classes import bindings
from flask_ls.symbols.model import column_type, instance
from flask_ls.syntax.shape import CallSite, Const, Display, Expr, Ref
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK818",
    name="jwt-identity-not-string",
    severity="error",
    summary="The identity of a token is not a string",
    docs="https://flask-jwt-extended.readthedocs.io/en/stable/api.html#flask_jwt_extended.create_access_token",
    words=("create_access_token", "create_refresh_token"),
    fixable=True,
)
_CREATE = {
    f"flask_jwt_extended.{module}create_{kind}_token" for module in ("", "utils.") for kind in ("access", "refresh")
}
_OTHERWISE = re.compile(
    r"\buser_identity_loader\b|\bJWT_VERIFY_SUB\b|\bverify_sub\b|\bJWT_IDENTITY_CLAIM\b|_user_identity_callback"
)
_NUMBERS = {"Integer", "BigInteger", "SmallInteger", "INTEGER", "BIGINT"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    value = call.argument(0, "identity")
    if value is None or context.name_of(call.func, site.scope) not in _CREATE:
        return
    what = _what(value, site.scope, context)
    if not what or mentions(context.project, context.file.path, _OTHERWISE):
        return
    pyjwt = version(context.project, context.file.path, "pyjwt")
    extension = version(context.project, context.file.path, "flask-jwt-extended")
    if (pyjwt is not None and pyjwt < (2, 10)) or (pyjwt is None and extension is not None and extension < (4, 7)):
        return
    text = context.file.blocks[context.block][value.span.start : value.span.end]
    simple = not isinstance(value, Display)
    yield Report(
        span=value.span,
        message=f"The identity is {what}, and PyJWT 2.10 takes only strings: every request with this token is answered with "
        "`422` and `Subject must be a string`."
        + (f" Write `str({text})`." if simple else " Put it into `additional_claims`."),
        severity=None if pyjwt is not None else "warning",
        data=(text,) if simple else (),
    )


def _what(value: Expr, scope: int, context: Context) -> str:
    """What an identity is where that is no string for sure; else empty."""
    if isinstance(value, Const):
        return "a number" if type(value.value) in (int, float) else ""
    if isinstance(value, Display):
        return "a dictionary" if value.kind == "dict" else f"a {value.kind}"
    if not isinstance(value, Ref):
        return ""
    if len(value.parts) == 2:
        owner = instance(context.project, context.file, context.block, scope, Ref(value.parts[:1], value.span))
        attribute = owner.attributes.get(value.parts[1]) if owner is not None else None
        if attribute is None or attribute.kind != "column":
            return ""
        numeric = column_type(context.project, attribute)[0] in _NUMBERS or attribute.annotation == "Mapped[int]"
        return "a number" if numeric else ""
    if len(value.parts) > 1:
        return ""
    bound = bindings(context.file, context.block, scope, value.parts[0])
    if len(bound) == 1 and bound[0][1].kind == "value" and isinstance(bound[0][1].value, (Const, Display)):
        return _what(bound[0][1].value, scope, context)
    return ""


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Make it a string."""
    if not finding.data:
        return []
    text = finding.data[0]
    new = f'"{text}"' if text.isdigit() else f"str({text})"
    return [Fix(title=f"Change to `{new}`", edits={finding.path: (TextEdit(finding.span, new),)})]
