"""# blueprint-registered-twice

## What it does
Finds a blueprint that is registered on one application under one name twice, and two blueprints of the same name.

## Why is this bad?
The second registration raises `ValueError: The name 'auth' is already registered for this blueprint. Use 'name=' to
provide a unique name.`, so the application does not start. With a `name` of its own a blueprint may be registered as
often as you like.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
auth_bp = Blueprint("auth", __name__, url_prefix="/auth")
app.register_blueprint(auth_bp)
app.register_blueprint(auth_bp, url_prefix="/authentication")
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
auth_bp = Blueprint("auth", __name__, url_prefix="/auth")
app.register_blueprint(auth_bp)
app.register_blueprint(auth_bp, url_prefix="/authentication", name="auth2")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.routes import BlueprintMount
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.project.versions import version
from flask_ls.rules.base import Report, Rule, is_test
from flask_ls.rules.views import absolute, overridden

RULE = Rule(
    code="FLK501",
    name="blueprint-registered-twice",
    severity="error",
    summary="A blueprint is registered twice under one name",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.register_blueprint",
    words=("register_blueprint",),
)
_FORBIDDEN_SINCE = (2, 1)


def check(project: Project) -> Iterator[Report]:
    by_name: dict[tuple[int, str], list[BlueprintMount]] = {}
    for mount in route_map(project).mounts:
        if mount.certain and mount.made is not None and mount.registered is not None:
            by_name.setdefault((mount.app, mount.name), []).append(mount)
    for found in by_name.values():
        first = found[0]
        for mount in found[1:]:
            if _together(first, mount) and not _allowed(project, first, mount):
                yield _report(project, first, mount)


def _together(one: BlueprintMount, other: BlueprintMount) -> bool:
    """Whether two places register, and both do whenever one does: they stand in one module's or one function's body."""
    if one.registered is None or other.registered is None or one.registered == other.registered:
        return False
    if one.registered.path != other.registered.path or one.registered.scope != other.registered.scope:
        return False
    return one.registered.scope == 0 or one.registered.block == other.registered.block


def _allowed(project: Project, one: BlueprintMount, other: BlueprintMount) -> bool:
    assert other.registered is not None
    path = other.registered.path
    if is_test(project, path) or overridden(project, path, "register_blueprint", "register"):
        return True
    found = version(project, path, "flask")
    return one.made == other.made and found is not None and found < _FORBIDDEN_SINCE


def _report(project: Project, one: BlueprintMount, other: BlueprintMount) -> Report:
    assert one.registered is not None
    assert other.registered is not None
    path, span = absolute(project, other.registered)
    which = "this blueprint" if one.made == other.made else "a different blueprint"
    return Report(
        path=path,
        span=span,
        message=f"The name `{other.name}` is registered already. The application does not start: `ValueError: The name "
        f"'{other.name}' is already registered for {which}. Use 'name=' to provide a unique name.`",
        related=((*absolute(project, one.registered), f"`{one.name}` is registered here first"),),
    )
