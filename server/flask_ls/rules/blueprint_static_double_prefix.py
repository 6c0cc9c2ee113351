"""# blueprint-static-double-prefix

## What it does
Finds blueprints whose `static_url_path` begins with their own prefix.

## Why is this bad?
The prefix is put in front of it as well: the files are at `/blog/blog/static/…`, and `/blog/static/…` is answered with 404.

## Example
```python
from flask import Blueprint, Flask

app = Flask(__name__)
blog = Blueprint("blog", __name__, static_folder="static", static_url_path="/blog/static")
app.register_blueprint(blog, url_prefix="/blog")
```

## Use instead
```python
from flask import Blueprint, Flask

app = Flask(__name__)
blog = Blueprint("blog", __name__, static_folder="static", static_url_path="/static")
app.register_blueprint(blog, url_prefix="/blog")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Report, Rule
from flask_ls.rules.views import absolute

RULE = Rule(
    code="FLK511",
    name="blueprint-static-double-prefix",
    severity="information",
    summary="A blueprint's static files have its prefix twice",
    docs="https://flask.palletsprojects.com/en/stable/blueprints/#static-files",
    words=("static_url_path",),
    preview=True,
)


def check(project: Project) -> Iterator[Report]:
    for mount in route_map(project).mounts:
        prefix = mount.prefix.rstrip("/")
        if not prefix or not mount.certain or mount.made is None or not mount.static_url.startswith(prefix * 2 + "/"):
            continue
        path, span = absolute(project, mount.made)
        yield Report(
            path=path,
            span=span,
            message=f"The prefix `{prefix}` is put in front of `static_url_path`, too: the files are at `{mount.static_url}/…`.",
        )
