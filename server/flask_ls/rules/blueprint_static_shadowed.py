"""# blueprint-static-shadowed

## What it does
Finds blueprints with static files under the same URL as the application's own.

## Why is this bad?
The application's route comes first: what `url_for("blog.static", …)` gives is answered with 404. Give the blueprint a
`url_prefix`, or a `static_url_path` of its own.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
blog = Blueprint("blog", __name__, static_folder="blog_static", static_url_path="/static")
app.register_blueprint(blog)
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
blog = Blueprint("blog", __name__, static_folder="blog_static", static_url_path="/blog/static")
app.register_blueprint(blog)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Report, Rule
from flask_ls.rules.views import absolute

RULE = Rule(
    code="FLK510",
    name="blueprint-static-shadowed",
    severity="warning",
    summary="A blueprint's static files are hidden by the application's",
    docs="https://flask.palletsprojects.com/en/stable/blueprints/#static-files",
    words=("static_folder",),
    preview=True,
)


def check(project: Project) -> Iterator[Report]:
    found = route_map(project)
    for mount in found.mounts:
        app = found.applications[mount.app]
        same = bool(app.static_url) and mount.static_url == app.static_url
        if not same or not mount.certain or mount.made is None or mount.static_folder == app.static_folder:
            continue
        path, span = absolute(project, mount.made)
        yield Report(
            path=path,
            span=span,
            message=f"The application's own files are under `{mount.static_url}`, too, and come first: those of "
            f"`{mount.name}` are answered with 404.",
        )
