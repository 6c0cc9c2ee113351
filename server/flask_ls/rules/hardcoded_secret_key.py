"""# hardcoded-secret-key

## What it does
Finds secrets that stand in the source as literals: `app.secret_key = "…"`, `SECRET_KEY`, `JWT_SECRET_KEY`,
`WTF_CSRF_SECRET_KEY`, `SECURITY_PASSWORD_SALT` and `MAIL_PASSWORD` in the configuration.

## Why is this bad?
Whoever reads the source can sign a session cookie of their own: `{"is_admin": true}` is accepted. A literal that is
only the fallback of an environment variable is used whenever the variable is missing, so it is information. Tests,
classes for testing and development, and defaults that a later configuration source overrides are left alone.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.secret_key = "secret123"
```

## Use instead
```python
import os

from flask import Flask

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import component
from flask_ls.project.imports import import_edits
from flask_ls.project.memory import ask
from flask_ls.project.secret_key import block_facts
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule, Severity
from flask_ls.syntax.shape import Call, CallSite, Choice, Const, Display, Expr, Item, Ref, Shape, Store
from flask_ls.text.spans import TextEdit

KEYS = ("SECRET_KEY", "JWT_SECRET_KEY", "WTF_CSRF_SECRET_KEY", "SECURITY_PASSWORD_SALT", "MAIL_PASSWORD")
RULE = Rule(
    code="FLK303",
    name="hardcoded-secret-key",
    severity="warning",
    summary="A secret stands in the source",
    docs="https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
    words=(*KEYS, "secret_key"),
    fixable=True,
)
_SETTERS = {"flask.Config.update", "flask.Config.from_mapping"}
_READERS = {"os.environ.get", "os.getenv", "environ.get", "getenv"}
_PLACEHOLDER = re.compile(r"change|replace|your[-_ ]|secret[-_ ]?key|example|todo|xxx|placeholder", re.IGNORECASE)
_TEMPLATED = re.compile(r"\{\{|\$\{|\{%|<%|%\(")
_HARMLESS_CLASS = re.compile(r"test|dev|local|debug|ci\b", re.IGNORECASE)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    if context.is_test:
        return
    for key, value in assigned(shape, context):
        literal, fallback = _literal(value)
        if literal is None or _TEMPLATED.search(literal) or is_overridden(context):
            continue
        yield _report(key, literal, value, fallback)


def assigned(shape: Shape, context: Context) -> Iterator[tuple[str, Expr]]:
    """The secrets' keys with what a block gives them in any case, in the application's configuration or a class for it."""
    yield from _stored(shape, context)
    yield from _passed(shape, context)
    yield from _in_classes(shape)


def _report(key: str, literal: str, value: Expr, fallback: bool) -> Report:
    placeholder = " (a placeholder that is easily left in place)" if _PLACEHOLDER.search(literal) else ""
    harm = "sign a session cookie of their own" if key == "SECRET_KEY" else "use it"
    if fallback:
        message = f"`{key}` falls back to a literal in the source{placeholder}: where the environment variable is "
        message += f"missing, whoever reads the source can {harm}."
    else:
        message = (
            f"`{key}` stands in the source{placeholder}: whoever reads it can {harm}. Read it from the environment."
        )
    severity: Severity | None = "information" if fallback else None
    return Report(span=value.span, message=message, severity=severity, data=(key,))


def _stored(shape: Shape, context: Context) -> Iterator[tuple[str, Expr]]:
    """`app.secret_key = …` and `app.config["KEY"] = …`."""
    for store in shape.stores:
        if store.value is None or store.guard == "condition":
            continue
        key = _stored_key(store, context)
        if key:
            yield key, store.value


def _stored_key(store: Store, context: Context) -> str:
    target = store.target
    if isinstance(target, Ref) and target.last == "secret_key":
        return "SECRET_KEY" if context.name_of(target, store.scope) == "flask.Flask.secret_key" else ""
    if isinstance(target, Item) and isinstance(target.key, Const) and target.key.value in KEYS:
        return str(target.key.value) if context.type_of(target.value, store.scope) == "flask.Config" else ""
    return ""


def _passed(shape: Shape, context: Context) -> Iterator[tuple[str, Expr]]:
    """`app.config.update(KEY=…)` and `from_mapping`, by keyword or in a dictionary."""
    for site in shape.calls:
        pairs = [pair for pair in _pairs(site) if pair[0] in KEYS]
        if pairs and site.guard != "condition" and context.name_of(site.call.func, site.scope) in _SETTERS:
            yield from pairs


def _pairs(site: CallSite) -> Iterator[tuple[str, Expr]]:
    for keyword in site.call.keywords:
        if keyword.name is not None:
            yield keyword.name, keyword.value
    for argument in site.call.args:
        if isinstance(argument, Display) and argument.kind == "dict":
            for key, value in zip(argument.keys, argument.items, strict=True):
                if isinstance(key, Const) and isinstance(key.value, str):
                    yield key.value, value


def _in_classes(shape: Shape) -> Iterator[tuple[str, Expr]]:
    """`SECRET_KEY = …` in a configuration class."""
    for binding in shape.bindings:
        scope = shape.scopes[binding.scope]
        if binding.name not in KEYS or binding.kind != "value" or binding.value is None or scope.kind != "class":
            continue
        if scope.name.lower().endswith(("config", "configuration", "settings")) and not _HARMLESS_CLASS.search(
            scope.name
        ):
            yield binding.name, binding.value


def _literal(value: Expr) -> tuple[str | None, bool]:
    """The literal secret in a value, and whether it is only the fallback of an environment variable."""
    if isinstance(value, Const):
        text = value.value.decode("latin-1") if isinstance(value.value, bytes) else value.value
        return (text, False) if isinstance(text, str) and text.strip() else (None, False)
    if isinstance(value, Call) and isinstance(value.func, Ref) and ".".join(value.func.parts) in _READERS:
        keyword = value.keyword("default")
        default = value.args[1] if len(value.args) == 2 else keyword.value if keyword is not None else None
        return (_literal(default)[0], True) if default is not None else (None, False)
    if isinstance(value, Choice) and len(value.options) > 1:
        literal, _ = _literal(value.options[-1])
        first = value.options[0]
        return (literal, True) if not isinstance(first, Const) else (None, False)
    return None, False


def is_overridden(context: Context) -> bool:
    """Whether the application loads configuration from outside the source too, which may replace the default."""
    return any(ask(context.project, _loads, file.path) for file in component(context.project, context.file.path))


def _loads(project: Project, path: str) -> bool:
    file = project.python(path)
    return any(
        call.func.last in ("from_pyfile", "from_envvar", "from_prefixed_env", "from_file", "from_json")
        for text in (file.blocks if file is not None else ())
        if "from_" in text
        for call, _ in block_facts(text).loads
        if isinstance(call.func, Ref)
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Read the secret from the environment variable of the same name."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    key = finding.data[0]
    edits = (*import_edits(file, ["import os"]), TextEdit(finding.span, f'os.environ["{key}"]'))
    return [Fix(title=f"Read {key} from the environment", edits={finding.path: edits})]
