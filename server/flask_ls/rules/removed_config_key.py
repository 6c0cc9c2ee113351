"""# removed-config-key

## What it does
Finds configuration keys that Flask and Flask-SQLAlchemy no longer read: `JSON_SORT_KEYS`, `JSON_AS_ASCII`,
`JSONIFY_PRETTYPRINT_REGULAR`, `PRESERVE_CONTEXT_ON_EXCEPTION`, `SQLALCHEMY_POOL_SIZE`.

## Why is this bad?
Setting the key raises nothing and does nothing. The rule goes by the version that is installed in the project's
environment or pinned in its requirements; where neither is known it only informs. A key that the project itself reads
is left alone.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.config["JSON_SORT_KEYS"] = False
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)
app.json.sort_keys = False
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.components import imported_packages
from flask_ls.project.pyfile import PyFile
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.removed import Removed, is_gone
from flask_ls.rules.settings import is_read
from flask_ls.symbols.config_key import key_uses

_ENGINE = Removed((3, 0), "Use `SQLALCHEMY_ENGINE_OPTIONS`.")
_FLASK = {
    "JSON_SORT_KEYS": Removed((2, 3), "Set `app.json.sort_keys`."),
    "JSON_AS_ASCII": Removed((2, 3), "Set `app.json.ensure_ascii`."),
    "JSONIFY_MIMETYPE": Removed((2, 3), "Set `app.json.mimetype`."),
    "JSONIFY_PRETTYPRINT_REGULAR": Removed((2, 3), "Set `app.json.compact`."),
    "PRESERVE_CONTEXT_ON_EXCEPTION": Removed((2, 2), "Nothing takes its place."),
}
_SQLALCHEMY = {
    "SQLALCHEMY_COMMIT_ON_TEARDOWN": Removed((3, 0), "Call `db.session.commit()` yourself."),
    "SQLALCHEMY_NATIVE_UNICODE": Removed((3, 0), "Text is always Unicode."),
    "SQLALCHEMY_POOL_SIZE": _ENGINE,
    "SQLALCHEMY_POOL_TIMEOUT": _ENGINE,
    "SQLALCHEMY_POOL_RECYCLE": _ENGINE,
    "SQLALCHEMY_MAX_OVERFLOW": _ENGINE,
}
# Extensions that read none of Flask's keys for JSON by themselves.
_READ_NOTHING = frozenset(
    {
        "flask", "flask_admin", "flask_babel", "flask_bcrypt", "flask_bootstrap", "flask_caching", "flask_compress",
        "flask_cors", "flask_debugtoolbar", "flask_httpauth", "flask_jwt_extended", "flask_limiter", "flask_login",
        "flask_mail", "flask_marshmallow", "flask_migrate", "flask_moment", "flask_principal", "flask_restful",
        "flask_script", "flask_session", "flask_socketio", "flask_sqlalchemy", "flask_talisman", "flask_wtf",
    }
)  # fmt: skip

RULE = Rule(
    code="FLK704",
    name="removed-config-key",
    severity="warning",
    summary="A configuration key that nothing reads any more",
    docs="https://flask.palletsprojects.com/en/stable/config/",
    words=tuple(sorted({**_FLASK, **_SQLALCHEMY})),
)


def check(file: PyFile, context: Context) -> Iterator[Report]:
    if context.is_test:
        return
    packages = imported_packages(context.project)
    for library, keys in (("flask", _FLASK), ("flask-sqlalchemy", _SQLALCHEMY)):
        package = library.replace("-", "_")
        if package not in packages or (library == "flask" and not _known_extensions(packages)):
            continue
        for use in key_uses(context.project, file.path):
            entry = keys.get(use.key)
            if entry is None or use.value is None or is_read(context.project, use.key):
                continue
            here = context._replace(block=file.block_at(use.span.start))
            gone, severity = is_gone(here, library, entry.since, "information")
            if gone:
                since = f"{library.title()} {'.'.join(map(str, entry.since))}"
                yield Report(
                    span=use.span,
                    message=f"`{use.key}` has no effect since {since}. {entry.instead}".replace("Sqla", "SQLA"),
                    severity=severity,
                )


def _known_extensions(packages: frozenset[str]) -> bool:
    """Whether no other library that may read Flask's keys is used."""
    others = {name for name in packages if "flask" in name or name in ("flasgger", "connexion", "spectree")}
    return others <= _READ_NOTHING
