"""# removed-flask-attribute

## What it does
Finds attributes of an application, a blueprint, the configuration or the request that are no longer there:
`app.before_first_request`, `app.json_encoder`, `app.env`, `app.config.from_json`, `request.is_xhr`.

## Why is this bad?
Reading one raises `AttributeError: 'Flask' object has no attribute 'before_first_request'`. Setting one raises nothing
and does nothing. The rule goes by the version that is installed in the project's environment or pinned in its
requirements; where neither is known it warns.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.before_first_request
def setup():
    print("once")
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

with app.app_context():
    print("once")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.removed import Removed, is_gone
from flask_ls.syntax.shape import Ref, Shape
from flask_ls.syntax.walk import expressions

_ONCE = Removed((2, 3), "Do it where the application is made, under `with app.app_context():`.")
_JSON = Removed((2, 3), "Derive from `flask.json.provider.DefaultJSONProvider`, and set `app.json`.")
_GONE = Removed((3, 0), "Nothing takes its place.")


def _key(name: str) -> Removed:
    return Removed((2, 3), f'Use `app.config["{name}"]`.')


_REMOVED = {
    "flask.Flask.before_first_request": _ONCE,
    "flask.Flask.before_first_request_funcs": _ONCE,
    "flask.Blueprint.before_app_first_request": Removed((2, 3), "Use `record_once`."),
    "flask.Flask.json_encoder": _JSON,
    "flask.Flask.json_decoder": _JSON,
    "flask.Blueprint.json_encoder": _JSON,
    "flask.Blueprint.json_decoder": _JSON,
    "flask.Flask.env": Removed((2, 3), "Use `app.debug`, or a configuration key of your own."),
    "flask.Flask.session_cookie_name": _key("SESSION_COOKIE_NAME"),
    "flask.Flask.send_file_max_age_default": _key("SEND_FILE_MAX_AGE_DEFAULT"),
    "flask.Flask.use_x_sendfile": _key("USE_X_SENDFILE"),
    "flask.Flask.propagate_exceptions": _key("PROPAGATE_EXCEPTIONS"),
    "flask.Flask.templates_auto_reload": _key("TEMPLATES_AUTO_RELOAD"),
    "flask.Flask.got_first_request": _GONE,
    "flask.Flask.open_session": Removed((2, 0), "Use `app.session_interface`."),
    "flask.Flask.save_session": Removed((2, 0), "Use `app.session_interface`."),
    "flask.Flask.make_null_session": Removed((2, 0), "Use `app.session_interface`."),
    "flask.Flask.preserve_context_on_exception": Removed((2, 2), "Nothing takes its place."),
    "flask.Config.from_json": Removed((2, 1), "Use `config.from_file(name, load=json.load)`."),
    "flask.Request.is_xhr": Removed((1, 0), "Ask for the header `X-Requested-With`."),
    "flask.Request.charset": Removed((3, 0), "It is always UTF-8."),
}
_BY_WERKZEUG = {"flask.Request.is_xhr": (1, 0), "flask.Request.charset": (3, 0)}
_LAST = frozenset(name.rpartition(".")[2] for name in _REMOVED)

RULE = Rule(
    code="FLK703",
    name="removed-flask-attribute",
    severity="error",
    summary="An attribute that Flask's objects no longer have",
    docs="https://flask.palletsprojects.com/en/stable/changes/",
    words=tuple(sorted(f".{name}" for name in _LAST)),
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    stored = {(store.target.span) for store in shape.stores}
    seen = set()
    for scope, each in expressions(shape):
        if not isinstance(each, Ref) or each.last not in _LAST or len(each.parts) < 2 or each.span in seen:
            continue
        seen.add(each.span)
        name = context.name_of(each, scope)
        entry = _REMOVED.get(name)
        if entry is None or _own(each.last, context):
            continue
        library = "werkzeug" if name in _BY_WERKZEUG else "flask"
        gone, severity = is_gone(context, library, entry.since)
        if gone:
            owner = name.split(".")[1]
            text = ".".join(each.parts)
            harm = (
                f"nothing reads `{text}`"
                if each.span in stored
                else f"`AttributeError: '{owner}' object has no attribute '{each.last}'`"
            )
            since = f"{library.capitalize()} {'.'.join(map(str, entry.since))}"
            yield Report(
                span=each.span, message=f"`{text}` is gone since {since}: {harm}. {entry.instead}", severity=severity
            )


def _own(name: str, context: Context) -> bool:
    """Whether the project gives the attribute to its own class, or asks for it first."""
    pattern = re.compile(
        rf"\bdef {name}\b|^[ \t]+{name}\s*[:=]|\bself\.{name}\s*=|attr\([^)]*[\"']{name}[\"']|\bAttributeError\b",
        re.MULTILINE,
    )
    return context.mentions(pattern)
