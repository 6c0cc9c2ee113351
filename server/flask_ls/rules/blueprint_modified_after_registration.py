"""# blueprint-modified-after-registration

## What it does
Finds routes and hooks that are added to a blueprint below the line that registers it.

## Why is this bad?
Registering a blueprint carries out what was added so far. What comes later raises `AssertionError: The setup method
'route' can no longer be called on the blueprint 'auth'. It has already been registered at least once`, and the
application does not start. The rule goes by the version that is installed in the project's environment or pinned in its
requirements; where neither is known it warns.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
auth = Blueprint("auth", __name__)
app.register_blueprint(auth)


@auth.route("/login")
def login():
    return "login"
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
auth = Blueprint("auth", __name__)


@auth.route("/login")
def login():
    return "login"


app.register_blueprint(auth)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.meaning import Known, Site
from flask_ls.project.resolve import resolve
from flask_ls.project.routes import BlueprintMount
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import SHORTCUTS, Context, Report, Rule, is_test
from flask_ls.rules.removed import is_gone
from flask_ls.rules.views import absolute, overridden
from flask_ls.syntax.shape import MODULE, Ref

RULE = Rule(
    code="FLK504",
    name="blueprint-modified-after-registration",
    severity="error",
    summary="A blueprint gets a route after it was registered",
    docs="https://flask.palletsprojects.com/en/stable/lifecycle/#application-setup",
    words=("register_blueprint",),
)
_SETUP = {"route", "add_url_rule", "errorhandler", "register_error_handler", "app_errorhandler", "endpoint", *SHORTCUTS}


def check(project: Project) -> Iterator[Report]:
    done = set[Site]()
    for mount in route_map(project).mounts:
        made, registered = mount.made, mount.registered
        if not mount.certain or made is None or registered is None or made in done:
            continue
        if registered.scope == made.scope == MODULE and registered.path == made.path:
            done.add(made)
            yield from _late(project, mount)


def _late(project: Project, mount: BlueprintMount) -> Iterator[Report]:
    assert mount.registered is not None
    path = mount.registered.path
    file = project.python(path)
    if file is None or is_test(project, path) or overridden(project, path, "register_blueprint", "register"):
        return
    gone, severity = is_gone(Context(project, file, mount.registered.block), "flask", (2, 3))
    if not gone:
        return
    here = [
        site.guard
        for site in file.shapes[mount.registered.block].calls
        if site.call.span == mount.registered.span and site.scope == MODULE
    ]
    if here != ["none"]:
        return
    for block, site in file.calls():
        func = site.call.func
        if block <= mount.registered.block or site.scope != MODULE or site.guard != "none":
            continue
        if not isinstance(func, Ref) or len(func.parts) < 2 or func.last not in _SETUP:
            continue
        meaning = resolve(project, file, block, MODULE, Ref(func.parts[:-1], func.span))
        if isinstance(meaning, Known) and meaning.site == mount.made:
            yield Report(
                path=path,
                block=block,
                span=site.call.span,
                message=f"The blueprint `{mount.name}` is registered above. The application does not start: `AssertionError: "
                f"The setup method '{func.last}' can no longer be called on the "
                f"blueprint '{mount.name}'.` Register it below.",
                severity=severity,
                related=((*absolute(project, mount.registered), "It is registered here"),),
            )
