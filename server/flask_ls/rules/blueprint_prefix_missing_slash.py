"""# blueprint-prefix-missing-slash

## What it does
Finds blueprints whose `url_prefix` does not begin with a slash.

## Why is this bad?
Adding the first route raises `ValueError: URL rule 'auth/login' must start with a slash.`, so the application does not
start. For a blueprint inside another one the slash is put in between, so there it may be left out.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
auth = Blueprint("auth", __name__, url_prefix="auth")


@auth.route("/login")
def login():
    return "login"


app.register_blueprint(auth)
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
auth = Blueprint("auth", __name__, url_prefix="/auth")


@auth.route("/login")
def login():
    return "login"


app.register_blueprint(auth)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.meaning import Site
from flask_ls.project.pyfile import PyFile
from flask_ls.project.routes import BlueprintMount
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.rules.views import overridden
from flask_ls.syntax.shape import Const
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK503",
    name="blueprint-prefix-missing-slash",
    severity="error",
    summary="The prefix of a blueprint does not begin with a slash",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Blueprint",
    words=("url_prefix",),
    fixable=True,
)
_OPENER = re.compile(r"[A-Za-z]{0,2}(?:\"{3}|'{3}|\"|')")


def check(project: Project) -> Iterator[Report]:
    found = route_map(project)
    seen = set[tuple[str, Span]]()
    for mount in found.mounts:
        if not mount.certain or not mount.prefix or mount.prefix.startswith("/"):
            continue
        rule = next(
            (
                route.rule
                for route in found.routes
                if route.app == mount.app
                and route.endpoint.rpartition(".")[0] == mount.name
                and route.certain
                and route.rule.startswith(mount.prefix)
            ),
            None,
        )
        place = _written(project, mount)
        if (
            rule is None
            or place is None
            or place[:2] in seen
            or overridden(project, place[0], "register", "add_url_rule")
        ):
            continue
        seen.add(place[:2])
        yield Report(
            path=place[0],
            span=place[1],
            message=f"The prefix `{mount.prefix}` does not begin with a slash. The application does not start: `ValueError: "
            f"URL rule '{rule}' must start with a slash.`",
            data=(str(place[2]),),
        )


def _written(project: Project, mount: BlueprintMount) -> tuple[str, Span, int] | None:
    """Where the prefix stands as a literal, and where its content begins: at the registration, or where it is made."""
    for site in (mount.registered, mount.made):
        file = project.python(site.path) if site is not None else None
        if site is None or file is None or is_test(project, site.path):
            continue
        span = _literal(file, site, mount.prefix)
        opener = _OPENER.match(file.text, span.start) if span is not None else None
        if span is not None and opener is not None:
            return site.path, span, opener.end()
    return None


def _literal(file: PyFile, site: Site, prefix: str) -> Span | None:
    for each in file.shapes[site.block].calls:
        given = each.call.keyword("url_prefix") if each.call.span == site.span else None
        if given is not None and isinstance(given.value, Const) and given.value.value == prefix:
            return file.absolute(site.block, given.value.span)
    return None


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Begin with a slash."""
    at = int(finding.data[0])
    return [Fix(title="Add the slash", edits={finding.path: (TextEdit(Span(at, at), "/"),)}, safe=True)]
