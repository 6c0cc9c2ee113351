"""# url-for-unknown-endpoint

## What it does
Finds `url_for("…")` in Python and in templates, and Flask-Login's `login_view`, with the name of an endpoint that no application has.

## Why is this bad?
Building the URL raises `BuildError: Could not build url for endpoint 'dashbord'`, and the request is answered with 500.
The endpoint of a blueprint's view begins with the blueprint's name: `auth.login`. Nothing is said where an application
may have routes that cannot be seen.

## Example
```python
from flask import Flask, url_for

app = Flask(__name__)


@app.route("/")
def index():
    return url_for("dashbord")


@app.route("/dashboard")
def dashboard():
    return "d"
```

## Use instead
```python
from flask import Flask, url_for

app = Flask(__name__)


@app.route("/")
def index():
    return url_for("dashboard")


@app.route("/dashboard")
def dashboard():
    return "d"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from flask_ls.project.components import imported_packages, mentions, relevant
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project, TextFile
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import SHORTCUTS, Context, Finding, Fix, Report, Rule, TemplateFile, is_test
from flask_ls.rules.templates import knows_jinja
from flask_ls.rules.views import BUILDERS, endpoints
from flask_ls.symbols.endpoint import applications, open_reason, whole_name
from flask_ls.symbols.uses import Use, uses
from flask_ls.syntax.shape import Call, Ref
from flask_ls.syntax.template.names import bound
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK102",
    name="url-for-unknown-endpoint",
    severity="error",
    summary="A URL is built for an endpoint that does not exist",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#url-building",
    words=("url_for", "login_view", "refresh_view", "login_url"),
    fixable=True,
)
TEMPLATE_WORDS = ("url_for",)
_NAME = re.compile(r"\.?\w+(?:\.\w+)*\Z")
_ASKS_FIRST = ("BuildError", "view_functions", "has_endpoint", "iter_rules")


class Missing(NamedTuple):
    """The whole name of an endpoint that does not exist, and all that could stand there.

    `qualified`: those of blueprints that have this name, where it is written without a blueprint's, or a dot.
    """

    name: str
    known: list[str]
    qualified: list[str]


def check(use: Use, context: Context) -> Iterator[Report]:
    missing = missing_endpoint(use, context)
    if missing is None or missing.qualified:
        return  # of a name without its blueprint's `url-for-unqualified-endpoint` knows more
    yield _report(use, missing)


def check_template(file: TemplateFile) -> Iterator[Report]:
    source = file.project.text_file(file.path)
    if source is None or not knows_jinja(file) or "url_for" in bound(file.model):
        return
    for use in uses(file.project, file.path):
        if use.symbol == "endpoint" and _NAME.match(use.name) and not use.name.startswith("."):
            missing = _missing(file.project, source, use, use.name)
            if missing is not None:
                yield _report(use, missing)


def _report(use: Use, missing: Missing) -> Report:
    name, near = missing.name, _near(missing.name, missing.known)
    message = f"No route has the endpoint `{name}`: `BuildError: Could not build url for endpoint '{name}'`."
    if near:
        message += f" Did you mean `{near}`?"
    return Report(span=use.span, message=message, data=(near,) if near else ())


def missing_endpoint(use: Use, context: Context) -> Missing | None:
    """The endpoint that a use names, where it surely does not exist."""
    project, file = context.project, context.file
    if context.is_test or use.symbol != "endpoint" or not _NAME.match(use.name):
        return None
    return _missing(project, file, use, whole_name(project, use, context.block))


def _missing(project: Project, file: PyFile | TextFile, use: Use, name: str | None) -> Missing | None:
    known = endpoints(project, file.path)
    if use.call == use.span and not ("flask_login" in imported_packages(project) and "login" in file.text):
        return None
    if (
        name is None
        or name in known
        or _answered_otherwise(project, file)
        or not _all_known(project, file, name.rpartition(".")[0])
        or _may_be_added(project, name)
    ):
        return None
    sure = [each for each in known if "…" not in each]
    return Missing(name, sure, [] if "." in use.name else [each for each in sure if each.endswith(f".{name}")])


def _answered_otherwise(project: Project, file: PyFile | TextFile) -> bool:
    """Whether the file asks before it builds, or something else answers for endpoints that do not exist."""
    found = route_map(project)
    paths = {file.path, *(found.applications[number].path for number in applications(project, file.path))}
    return any(word in file.text for word in _ASKS_FIRST) or any(mentions(project, path, BUILDERS) for path in paths)


def _all_known(project: Project, file: PyFile | TextFile, blueprint: str) -> bool:
    """Whether all routes of the applications that the file belongs to are known, or all of this blueprint's."""
    mine = applications(project, file.path)
    found = route_map(project)
    if not mine or any(found.applications[number].in_tests for number in mine):
        return False
    if not open_reason(project, file.path):
        return True
    # A library that an application is handed to can add to the application, but not to a blueprint of the project.
    mounts = [
        mount for mount in found.mounts if mount.app in mine and mount.name == blueprint and mount.made is not None
    ]
    vague = [route.endpoint for route in found.routes if "…" in route.endpoint]
    return bool(mounts) and not any(
        mount.open or not mount.certain or any(name.startswith((f"{blueprint}.", "…")) for name in vague)
        for mount in mounts
    )


def _near(name: str, known: list[str]) -> str:
    """The endpoint that was probably meant: of the same last name in a blueprint, or written almost alike."""
    same = [each for each in known if each.rpartition(".")[2] == name.rpartition(".")[2]]
    if len(same) == 1:
        return same[0]
    close = get_close_matches(name, known, n=1, cutoff=0.75)
    return close[0] if close else ""


def _may_be_added(project: Project, name: str) -> bool:
    """Whether something that was not followed, or is not registered, has a view or an endpoint of this name."""
    found = route_map(project)
    last = name.rpartition(".")[2]
    if any(route.endpoint == name or route.endpoint.endswith(f"….{last}") for route in found.loose):
        return True
    seen = {
        (route.view.path, route.view.block, route.view.scope) for route in (*found.routes, *found.loose) if route.view
    }
    written = re.compile(rf"(?:endpoint\s*=\s*|as_view\(\s*|add_url_rule\([^)]*?)[\"']{re.escape(last)}[\"']")
    for file in relevant(project):
        if last not in file.text or is_test(project, file.path):
            continue
        if written.search(file.text):
            return True
        for block, number, scope in file.functions() if f"def {last}" in file.text else ():
            if scope.name == last and (file.path, block, number) not in seen:
                calls = [each.func for each in scope.decorators if isinstance(each, Call)]
                if any(isinstance(func, Ref) and func.last in {"route", *SHORTCUTS} for func in calls):
                    return True
    return False


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Name the endpoint that was probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
