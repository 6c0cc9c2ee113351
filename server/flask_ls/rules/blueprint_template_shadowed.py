"""# blueprint-template-shadowed

## What it does
Finds templates in a blueprint's folder that are never loaded, since a folder which is searched before has one of the same name.

## Why is this bad?
Flask searches the application's folder first, then those of the blueprints in the order of their registration. The page of the
other is shown. A folder with the blueprint's name, `auth_templates/auth/login.html`, keeps names apart.

## Example
```text
-- app.py --
from flask import Blueprint, Flask, render_template

app = Flask(__name__)
auth = Blueprint("auth", __name__, template_folder="auth_templates")


@auth.route("/")
def login():
    return render_template("login.html")


app.register_blueprint(auth)
-- templates/login.html --
APP
-- auth_templates/login.html --
BLUEPRINT
```

## Use instead
```text
-- app.py --
from flask import Blueprint, Flask, render_template

app = Flask(__name__)
auth = Blueprint("auth", __name__, template_folder="auth_templates")


@auth.route("/")
def login():
    return render_template("auth/login.html")


app.register_blueprint(auth)
-- templates/login.html --
APP
-- auth_templates/auth/login.html --
BLUEPRINT
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Report, Rule, TemplateFile
from flask_ls.symbols.endpoint import applications
from flask_ls.symbols.template import resolve_name
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK618",
    name="blueprint-template-shadowed",
    severity="information",
    summary="A blueprint's template is hidden by another of the same name",
    docs="https://flask.palletsprojects.com/en/stable/blueprints/#templates",
    words=(" ", "\n", "<", "{", "a", "e", "E"),
    preview=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    found = route_map(file.project)
    mine = applications(file.project, file.path)
    mounts = [mount for mount in found.mounts if mount.app in mine and mount.template_folder]
    for mount in mounts:
        folder = f"{mount.template_folder}{os.sep}"
        if not file.path.startswith(folder) or mount.made is None or not mount.certain or len(mine) != 1:
            continue
        # In a folder within the application's the file has another name too, under which it is loaded.
        own = found.applications[mine[0]].template_folder
        if own is None or file.path.startswith(own + os.sep):
            return
        name = file.path[len(folder) :].replace(os.sep, "/")
        paths = resolve_name(file.project, file.path, name)
        if len(paths) > 1 and paths[0] != file.path and file.path in paths:
            yield Report(
                span=Span(0, min(len(file.model.text), file.model.text.find("\n") % (len(file.model.text) + 1))),
                message=f"`{name}` is loaded from `{file.project.relative(paths[0])}`, which is searched before: this file is "
                "never used.",
            )
            return
