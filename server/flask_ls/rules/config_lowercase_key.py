"""# config-lowercase-key

## What it does
Finds configuration keys that are not in upper case: in what `from_object` and `from_mapping` load, and in
`app.config["secret_key"]`.

## Why is this bad?
Only names in upper case are loaded, and only those are read: what stands under another name has no effect, without a
word. Said is that only of names that are keys of Flask or of an extension that the project uses.

## Example
```python
from flask import Flask

app = Flask(__name__)


class Config:
    max_content_length = 16 * 1000 * 1000


app.config.from_object(Config)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


class Config:
    MAX_CONTENT_LENGTH = 16 * 1000 * 1000


app.config.from_object(Config)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.knowledge import api
from flask_ls.project.components import mentions, relevant
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.symbols.config_key import known_keys
from flask_ls.syntax.shape import Call, Const, Display, Expr, Item, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK309",
    name="config-lowercase-key",
    severity="warning",
    summary="A configuration key that is not in upper case",
    docs="https://flask.palletsprojects.com/en/stable/config/#configuring-from-python-files",
    words=("config.", "config["),
    fixable=True,
)
_LOADING = "from_object"
_FILLING = ("from_mapping", "update")


class _Key(NamedTuple):
    """A name in another case than a key's. `span` is the name itself, in its file; `owner` the class that binds it."""

    name: str
    path: str
    block: int
    span: Span
    owner: str = ""


def check(project: Project) -> Iterator[Report]:
    for file in relevant(project):
        if is_test(project, file.path):
            continue
        found = ask(project, _names, file.path)
        known = {key.key for key in known_keys(project, file.path)} if found else set()
        for each in found:
            key = each.name.upper()
            if key in known and not _is_read(project, file, each):
                yield Report(
                    path=each.path,
                    block=each.block,
                    span=each.span,
                    message=f"`{each.name}` has no effect: only keys in upper case are "
                    f"{'loaded' if each.owner else 'read'}. Write `{key}`.",
                    data=(key,),
                )


def _names(project: Project, path: str) -> tuple[_Key, ...]:
    file = project.python(path)
    return tuple(
        key
        for block, text in enumerate(file.blocks if file is not None else ())
        if any(word in text for word in RULE.words)
        for key in ask(project, _names_in, path, block)
    )


def _names_in(project: Project, path: str, block: int) -> tuple[_Key, ...]:
    file = project.python(path)
    return tuple(_keys(project, file, block)) if file is not None else ()


def _keys(project: Project, file: PyFile, block: int) -> Iterator[_Key]:
    shape = file.shapes[block]
    for store in shape.stores:
        target = store.target
        if isinstance(target, Item) and store.value is not None and isinstance(target.value, Ref):
            yield from _literal(project, file, block, store.scope, target.value, [target.key])
    for site in shape.calls:
        call, func = site.call, site.call.func
        if not isinstance(func, Ref) or len(func.parts) < 2:
            continue
        owner = Ref(func.parts[:-1], func.span)
        if func.last in _FILLING:
            for each in call.args:
                if isinstance(each, Display) and each.kind == "dict":
                    yield from _literal(project, file, block, site.scope, owner, [key for key in each.keys if key])
            yield from _keywords(project, file, block, site.scope, owner, call)
        loaded = call.args[0] if func.last == _LOADING and call.args else None
        if isinstance(loaded, Ref) and _is_config(project, file, block, site.scope, owner):
            yield from _class(project, file, block, site.scope, loaded)


def _literal(
    project: Project, file: PyFile, block: int, scope: int, owner: Ref, keys: list[Expr]
) -> Iterator[_Key]:  # fmt: skip
    for key in keys:
        if isinstance(key, Const) and isinstance(key.value, str) and _is_meant(key.value):
            span = Span(key.span.start + 1, key.span.end - 1)
            written = file.blocks[block][span.start : span.end]
            if written == key.value and _is_config(project, file, block, scope, owner):
                yield _Key(key.value, file.path, block, span)


def _keywords(project: Project, file: PyFile, block: int, scope: int, owner: Ref, call: Call) -> Iterator[_Key]:
    for keyword in call.keywords:
        if keyword.name is not None and _is_meant(keyword.name) and _is_config(project, file, block, scope, owner):
            start = keyword.span.start
            yield _Key(keyword.name, file.path, block, Span(start, start + len(keyword.name)))


def _class(project: Project, file: PyFile, block: int, scope: int, given: Ref) -> Iterator[_Key]:
    """The names that a class which is loaded binds."""
    meaning = resolve(project, file, block, scope, given)
    site = meaning.site if isinstance(meaning, Known) and not meaning.module and meaning.type is None else None
    own = project.python(site.path) if site is not None else None
    if site is None or own is None:
        return
    shape = own.shapes[site.block]
    opened = shape.scopes[site.scope]
    if opened.kind == "class":
        for name, bound in shape.by_scope.get(site.scope, {}).items():
            if bound[0].kind == "value" and _is_meant(name) and not shape.bound(site.scope, name.upper()):
                yield _Key(name, own.path, site.block, bound[0].span, opened.name)


def _is_meant(name: str) -> bool:
    return not name.isupper() and api.config_key(name.upper()) is not None


def _is_config(project: Project, file: PyFile, block: int, scope: int, owner: Ref) -> bool:
    meaning = resolve(project, file, block, scope, owner)
    return isinstance(meaning, Known) and meaning.type == "flask.Config"


def _is_read(project: Project, file: PyFile, key: _Key) -> bool:
    """Whether the project reads the name as it is written, so that it may have a meaning of its own."""
    name = re.escape(key.name)
    holders = rf"\b(?:\w*(?:config|settings)\w*|self|cls|{key.owner or 'config'})"
    read = re.compile(
        rf"(?i:{holders})(?:\.{name}\b|\[\s*[\"']{name}[\"']\s*\])(?!\s*=(?!=))"
        rf"|\b(?:get|getattr|pop)\([^)\n]*[\"']{name}[\"']"
    )
    return mentions(project, file.path, read) or any(
        read.search(project.files[path].text) for path in project.texts if "config" in project.files[path].text
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the key in upper case."""
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
