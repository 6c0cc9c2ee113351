"""# broken-extension-import

## What it does
Finds imports of old extensions that cannot be imported with the project's Flask or Werkzeug: Flask-Uploads, Flask-Script,
Flask-JWT, Flask-RESTPlus, Flask-BabelEx, Flask-MongoEngine, Flask-OAuthlib, Flask-Security 3.

## Why is this bad?
The extension imports a name that Flask or Werkzeug no longer has, so the application does not start: `ImportError: cannot
import name 'secure_filename' from 'werkzeug'`. The rule speaks only where the project's environment or its requirements
say both versions.

## Example
```python
# requirements.txt: flask==3.1.0, flask-uploads==0.2.1
from flask_uploads import IMAGES, UploadSet

photos = UploadSet("photos", IMAGES)
```

## Use instead
Here Flask-Reuploaded, which has the same module.
```python
# requirements.txt: flask==3.1.0, flask-reuploaded==1.5.0
from flask_uploads import IMAGES, UploadSet

photos = UploadSet("photos", IMAGES)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import Shape


class _Broken(NamedTuple):
    """`last`: the newest version of the distribution that is broken. `since`: by library, the first version that breaks it."""

    distribution: str
    last: tuple[int, int]
    since: tuple[tuple[str, tuple[int, int]], ...]
    error: str
    instead: str


_STACK = "ImportError: cannot import name '_request_ctx_stack' from 'flask'"
# Flask 2.0 needs Werkzeug 2.0, and Flask 3.0 Werkzeug 3.0, where only Flask's own version is known.
_BROKEN = {
    "flask_uploads": _Broken(
        "Flask-Uploads", (0, 2), (("werkzeug", (1, 0)), ("flask", (2, 0))),
        "ImportError: cannot import name 'secure_filename' from 'werkzeug'", "Flask-Reuploaded has the same module.",
    ),
    "flask_script": _Broken(
        "Flask-Script", (2, 0), (("flask", (2, 0)),),
        "ModuleNotFoundError: No module named 'flask._compat'", "Flask has commands of its own: `@app.cli.command()`.",
    ),
    "flask_jwt": _Broken("Flask-JWT", (0, 3), (("flask", (3, 0)),), _STACK, "Flask-JWT-Extended is maintained."),
    "flask_restplus": _Broken(
        "Flask-RESTPlus", (0, 13), (("werkzeug", (1, 0)), ("flask", (2, 0))),
        "ImportError: cannot import name 'cached_property' from 'werkzeug'", "Flask-RESTX continues it.",
    ),
    "flask_babelex": _Broken("Flask-BabelEx", (0, 9), (("flask", (3, 0)),), _STACK, "Flask-Babel is maintained."),
    "flask_mongoengine": _Broken(
        "Flask-MongoEngine", (1, 0), (("flask", (2, 3)),),
        "ImportError: cannot import name 'JSONEncoder' from 'flask.json'", "Use MongoEngine itself.",
    ),
    "flask_oauthlib": _Broken(
        "Flask-OAuthlib", (0, 9), (("werkzeug", (3, 0)), ("flask", (3, 0))),
        "ImportError: cannot import name 'url_quote' from 'werkzeug.urls'", "Authlib replaces it.",
    ),
    "flask_security": _Broken("Flask-Security", (3, 0), (("flask", (3, 0)),), _STACK, "Version 5 is maintained."),
}  # fmt: skip

RULE = Rule(
    code="FLK803",
    name="broken-extension-import",
    severity="warning",
    summary="An extension that cannot be imported with the project's Flask",
    docs="https://flask.palletsprojects.com/en/stable/extensions/",
    words=tuple(_BROKEN),
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for statement in shape.imports:
        if statement.in_try:
            continue
        modules = [name for name, _ in statement.names] if statement.module is None else [statement.module]
        for module in modules:
            found = _BROKEN.get(module.partition(".")[0])
            if found is not None and (broken := _breaks(context, found)):
                yield Report(
                    span=statement.span,
                    message=f"{broken}: `{found.error}`. {found.instead}",
                )


def _breaks(context: Context, found: _Broken) -> str:
    """Which version of an extension does not go with which one of a library; empty where they do, or are not known."""
    project, path = context.project, context.file.path
    own = version(project, path, found.distribution)
    if own is None or own > found.last:
        return ""
    for library, since in found.since:
        host = version(project, path, library)
        if host is not None and host >= since:
            with_its = f"{library.capitalize()} {host[0]}.{host[1]}"
            return f"{found.distribution} {own[0]}.{own[1]} cannot be imported with {with_its}"
    return ""
