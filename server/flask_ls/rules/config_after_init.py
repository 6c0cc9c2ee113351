"""# config-after-init

## What it does
Finds configuration of an extension that is set after the extension was given the application.

## Why is this bad?
Flask-SQLAlchemy, Flask-Mail, Flask-Caching, Flask-Session, Flask-Limiter and Flask-CORS read their keys once, in
`SQLAlchemy(app)` or `init_app(app)`. What is set afterwards has no effect; without the address of the database it ends
in `RuntimeError: Either 'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set.`

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import MODULE, Assign, Call, Const, Display, Evaluate, Expr, Item, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

_KEYS = {
    "flask_sqlalchemy.SQLAlchemy": (
        "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_BINDS", "SQLALCHEMY_ENGINE_OPTIONS", "SQLALCHEMY_ECHO",
        "SQLALCHEMY_RECORD_QUERIES", "SQLALCHEMY_TRACK_MODIFICATIONS",
    ),
    "flask_mail.Mail": (
        "MAIL_SERVER", "MAIL_PORT", "MAIL_USERNAME", "MAIL_PASSWORD", "MAIL_USE_TLS", "MAIL_USE_SSL",
        "MAIL_DEFAULT_SENDER", "MAIL_DEBUG", "MAIL_MAX_EMAILS", "MAIL_SUPPRESS_SEND", "MAIL_ASCII_ATTACHMENTS",
    ),
    "flask_caching.Cache": (
        "CACHE_TYPE", "CACHE_DEFAULT_TIMEOUT", "CACHE_THRESHOLD", "CACHE_KEY_PREFIX", "CACHE_DIR", "CACHE_OPTIONS",
        "CACHE_REDIS_URL", "CACHE_REDIS_HOST", "CACHE_REDIS_PORT", "CACHE_REDIS_PASSWORD", "CACHE_MEMCACHED_SERVERS",
    ),
    "flask_session.Session": (
        "SESSION_TYPE", "SESSION_PERMANENT", "SESSION_USE_SIGNER", "SESSION_KEY_PREFIX", "SESSION_REDIS",
        "SESSION_FILE_DIR", "SESSION_SQLALCHEMY", "SESSION_CACHELIB", "SESSION_MONGODB", "SESSION_MEMCACHED",
    ),
    "flask_limiter.Limiter": (
        "RATELIMIT_ENABLED", "RATELIMIT_DEFAULT", "RATELIMIT_STORAGE_URI", "RATELIMIT_STORAGE_OPTIONS",
        "RATELIMIT_STRATEGY", "RATELIMIT_HEADERS_ENABLED", "RATELIMIT_APPLICATION", "RATELIMIT_KEY_PREFIX",
    ),
    "flask_cors.CORS": ("CORS_ORIGINS", "CORS_METHODS", "CORS_RESOURCES", "CORS_SUPPORTS_CREDENTIALS"),
}  # fmt: skip
_DATABASE = "flask_sqlalchemy.SQLAlchemy"

RULE = Rule(
    code="FLK311",
    name="config-after-init",
    severity="error",
    summary="An extension is configured after it has read its configuration",
    docs="https://flask.palletsprojects.com/en/stable/extensions/#using-extensions",
    words=tuple(sorted({f"{key.partition('_')[0]}_" for keys in _KEYS.values() for key in keys})),
    fixable=True,
)


class _Statement(NamedTuple):
    """A statement of a body, with its block and scope."""

    node: Any
    block: int
    scope: int


class _Start(NamedTuple):
    """An extension that is given an application."""

    kind: str
    app: tuple[str, ...]
    at: int  # its place among the statements
    text: str


def check(file: PyFile, context: Context) -> Iterator[Report]:
    if context.is_test or file.damaged:
        return
    module = [
        _Statement(node, block, MODULE) for block, shape in enumerate(file.shapes) for node in shape.bodies[MODULE]
    ]
    bodies = [module]
    for block, text in enumerate(file.blocks):
        if "config" in text and "def " in text:
            shape = file.shapes[block]
            bodies += [
                [_Statement(node, block, number) for node in shape.bodies[number]]
                for number, scope in enumerate(shape.scopes)
                if scope.kind == "function"
            ]
    for body in bodies:
        yield from _body(body, file, context)


def _body(body: list[_Statement], file: PyFile, context: Context) -> Iterator[Report]:
    started: dict[tuple[str, tuple[str, ...]], _Start] = {}
    found: list[tuple[_Start, int, str, Span]] = []
    before = set[str]()
    for at, statement in enumerate(body):
        here = context._replace(block=statement.block)
        for start in _starts(statement, at, here):
            # A second start reads everything again.
            found = [each for each in found if (each[0].kind, each[0].app) != (start.kind, start.app)]
            started[start.kind, start.app] = start
        for app, key, span in _sets(statement):
            start_of = next((each for each in started.values() if each.app == app and key in _KEYS[each.kind]), None)
            if start_of is None:
                before.add(key)
            elif key not in before:
                found.append((start_of, at, key, span))
    for start, at, key, span in found:
        here = context._replace(block=body[at].block)
        gone, severity = is_gone(here, "flask-sqlalchemy", (3, 0)) if start.kind == _DATABASE else (True, None)
        if not gone:
            continue
        missing = key == "SQLALCHEMY_DATABASE_URI" and "SQLALCHEMY_BINDS" not in before
        harm = (
            " `RuntimeError: Either 'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set.`"
            if missing and not severity
            else ""
        )
        since = " since Flask-SQLAlchemy 3.0" if severity else ""
        first = body[start.at]
        between = body[start.at : at]
        movable = not _names(body[at].node.value) & {name for each in between for name in _bound(each.node)}
        yield Report(
            span=file.absolute(body[at].block, span),
            message=f"`{start.text}` has read `{key}` by now: it has no effect{since}.{harm} Set it before.",
            severity=severity,
            related=((file.path, file.absolute(first.block, first.node.span), "It is read here"),),
            data=tuple(
                map(str, (*file.absolute(body[at].block, body[at].node.span), file.absolute(first.block, first.node.span).start))
            )
            if movable
            else (),
        )  # fmt: skip


def _starts(statement: _Statement, at: int, context: Context) -> Iterator[_Start]:
    """The extension that a statement gives an application to."""
    call = statement.node.value if isinstance(statement.node, (Assign, Evaluate)) else None
    if not isinstance(call, Call) or not isinstance(call.func, Ref) or call.opaque or call.keyword("config"):
        return
    if call.func.last == "init_app":
        kind = context.type_of(Ref(call.func.parts[:-1], call.func.span), statement.scope)
    else:
        kind = context.name_of(call.func, statement.scope)
    if kind not in _KEYS:
        return
    for value in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(value, Ref) and context.type_of(value, statement.scope) == "flask.Flask":
            yield _Start(kind, value.parts, at, f"{'.'.join(call.func.parts)}({'.'.join(value.parts)})")


def _sets(statement: _Statement) -> Iterator[tuple[tuple[str, ...], str, Span]]:
    """The keys that a statement sets, each with the application and its place."""
    node = statement.node
    if isinstance(node, Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, Item) and isinstance(target.value, Ref) and target.value.last == "config":
            yield from _key(target.value.parts[:-1], target.key)
    elif isinstance(node, Evaluate) and isinstance(node.value, Call) and isinstance(node.value.func, Ref):
        parts = node.value.func.parts
        if len(parts) > 2 and parts[-2] == "config" and parts[-1] in ("update", "from_mapping"):
            for keyword in node.value.keywords:
                if keyword.name is not None:
                    start = keyword.span.start
                    yield parts[:-2], keyword.name, Span(start, start + len(keyword.name))
            for each in node.value.args:
                for key in each.keys if isinstance(each, Display) else ():
                    if key is not None:
                        yield from _key(parts[:-2], key)


def _key(app: tuple[str, ...], key: Expr) -> Iterator[tuple[tuple[str, ...], str, Span]]:
    if isinstance(key, Const) and isinstance(key.value, str):
        yield app, key.value, key.span


def _names(value: object) -> set[str]:
    return {each.parts[0] for each in inside(value) if isinstance(each, Ref)}


def _bound(node: object) -> set[str]:
    """The names that a statement binds, or may bind."""
    if isinstance(node, Assign):
        return {each.parts[0] for each in inside(node.targets) if isinstance(each, Ref) and len(each.parts) == 1}
    return set() if isinstance(node, Evaluate) else _names(node)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Set the key before the extension reads it."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    start, end, before = map(int, finding.data)
    lines = file.lines
    first, last, above = lines.line_of(start), lines.line_of(end - 1), lines.starts[lines.line_of(before)]
    stop = lines.starts[last + 1] if last + 1 < len(lines) else len(file.text)
    whole = file.text[lines.starts[first] : stop]
    alone = whole.strip() == file.text[start:end] and whole.endswith("\n")
    if not alone or file.text[lines.starts[first] : start] != file.text[above:before]:
        return []
    edits = (TextEdit(Span(above, above), whole), TextEdit(Span(lines.starts[first], stop), ""))
    return [Fix(title="Set it before", edits={file.path: edits})]
