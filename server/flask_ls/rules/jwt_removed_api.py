"""# jwt-removed-api

## What it does
Finds imports of names that Flask-JWT-Extended 4.0 has removed: `jwt_optional`, `fresh_jwt_required`,
`jwt_refresh_token_required`, `get_raw_jwt`, `get_jwt_claims`.

## Why is this bad?
The application does not start: `ImportError: cannot import name 'jwt_optional' from 'flask_jwt_extended'`. The rule goes by
the version that is installed or pinned; where neither is known it warns.

## Example
```python
from flask import Flask
from flask_jwt_extended import JWTManager, jwt_optional

app = Flask(__name__)
JWTManager(app)


@app.route("/")
@jwt_optional
def index():
    return "hello"
```

## Use instead
```python
from flask import Flask
from flask_jwt_extended import JWTManager, jwt_required

app = Flask(__name__)
JWTManager(app)


@app.route("/")
@jwt_required(optional=True)
def index():
    return "hello"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.removed import Removed, removed_imports
from flask_ls.syntax.shape import Shape

_INSTEAD = {
    "jwt_optional": "Use `jwt_required(optional=True)`.",
    "fresh_jwt_required": "Use `jwt_required(fresh=True)`.",
    "jwt_refresh_token_required": "Use `jwt_required(refresh=True)`.",
    "get_raw_jwt": "Use `get_jwt()`.",
    "get_raw_jwt_header": "Use `get_jwt_header()`.",
    "get_jwt_claims": "Use `get_jwt()`.",
    "verify_jwt_in_request_optional": "Use `verify_jwt_in_request(optional=True)`.",
    "verify_fresh_jwt_in_request": "Use `verify_jwt_in_request(fresh=True)`.",
    "verify_jwt_refresh_token_in_request": "Use `verify_jwt_in_request(refresh=True)`.",
}
_REMOVED = {("flask_jwt_extended", name): Removed((4, 0), instead) for name, instead in _INSTEAD.items()}

RULE = Rule(
    code="FLK832",
    name="jwt-removed-api",
    severity="error",
    summary="An import of something that Flask-JWT-Extended no longer has",
    docs="https://flask-jwt-extended.readthedocs.io/en/stable/v4_upgrade_guide.html",
    words=tuple(_INSTEAD),
    preview=True,
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    yield from removed_imports(shape, context, "flask-jwt-extended", _REMOVED, "Flask-JWT-Extended")
