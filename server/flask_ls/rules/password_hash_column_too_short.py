"""# password-hash-column-too-short

## What it does
Finds columns for password hashes of Werkzeug's that have fewer than 162 characters.

## Why is this bad?
Since Werkzeug 3.0, `generate_password_hash` gives 162 characters. PostgreSQL refuses them: `value too long for type
character varying(128)`; MySQL may cut them off, and nobody can log in any more. SQLite does not look, so that it shows
only where the application runs. The rule goes by the version that is installed or pinned.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    password_hash = db.Column(db.String(128))

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import generate_password_hash

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    password_hash = db.Column(db.String(256))

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.components import component
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.model import column_type, models_of
from flask_ls.syntax.shape import Call, Const, Expr, Member, Ref
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK811",
    name="password-hash-column-too-short",
    severity="warning",
    summary="A column is too short for Werkzeug's password hashes",
    docs="https://werkzeug.palletsprojects.com/en/stable/utils/#module-werkzeug.security",
    words=("String(", "Unicode(", "VARCHAR("),
    fixable=True,
)
_LENGTH = 162
_HASH = "werkzeug.security.generate_password_hash"


class _Hashes(NamedTuple):
    """`attributes`: those that get a hash with the default method. `others`: hashes of another method are made, too."""

    attributes: frozenset[str]
    others: bool


def check(file: PyFile, context: Context) -> Iterator[Report]:
    project = context.project
    found = [
        (attribute, size)
        for model in models_of(project, file)
        for attribute in model.attributes.values()
        if attribute.owner.path == file.path and (size := _size(column_type(project, attribute)[1])) is not None
    ]
    if not found or not _is_long(project, file.path):
        return
    hashes = [ask(project, _hashes, each.path) for each in component(project, file.path)]
    hashed = frozenset[str]().union(*(each.attributes for each in hashes))
    if any(each.others for each in hashes):
        return
    for attribute, size in {each.span: (attribute, each) for attribute, each in found}.values():
        if attribute.name in hashed:
            yield Report(
                span=file.absolute(attribute.owner.block, size.span),
                message=f"`{attribute.name}` has room for {size.value!r} characters, and `generate_password_hash` gives "
                f"{_LENGTH}: `value too long for type character varying({size.value!r})`.",
            )


def _size(call: Call | None) -> Const | None:
    """The length that a type of text is given, where it is too short for a hash."""
    given = call.keyword("length") if call is not None else None
    size = given.value if given is not None else call.args[0] if call is not None and call.args else None
    if not isinstance(size, Const) or type(size.value) is not int or size.value >= _LENGTH:
        return None
    func = call.func if call is not None else None
    last = func.last if isinstance(func, Ref) else ""
    return size if last in ("String", "Unicode", "VARCHAR", "NVARCHAR") else None


def _is_long(project: Project, path: str) -> bool:
    """Whether the project's Werkzeug makes hashes of this length, as far as anybody says."""
    werkzeug, flask = version(project, path, "werkzeug"), version(project, path, "flask")
    known = werkzeug if werkzeug is not None else flask
    return known is None or known >= (3, 0)


def _hashes(project: Project, path: str) -> _Hashes:
    """What a file does with the hashes that Werkzeug makes."""
    file = project.python(path)
    if file is None:
        return _Hashes(frozenset(), others=False)
    attributes: set[str] = set()
    others = False
    for block, text in enumerate(file.blocks):
        if "generate_password_hash" not in text or text.startswith(("import", "from")):
            continue
        shape = file.shapes[block]
        plain = {}
        for site in shape.calls:
            if _is_hash(project, file, block, site.scope, site.call.func):
                method = site.call.argument(1, "method")
                if method is None or (isinstance(method, Const) and str(method.value).startswith("scrypt")):
                    plain[site.call.span] = site.call
                else:
                    others = True
        names = {each.name for each in shape.bindings if each.value is not None and each.value.span in plain}
        for store in shape.stores:
            value = store.value
            hashed = value is not None and (value.span in plain or (isinstance(value, Ref) and value.parts[0] in names))
            if hashed and not hasattr(store.target, "key"):
                attributes.add(
                    store.target.last if isinstance(store.target, Ref) else getattr(store.target, "name", "")
                )
        for site in shape.calls:
            for keyword in site.call.keywords:
                value = keyword.value
                if value.span in plain or (
                    isinstance(value, Ref) and value.parts[0] in names and len(value.parts) == 1
                ):
                    attributes.add(keyword.name or "")
    return _Hashes(frozenset(attributes), others)


def _is_hash(project: Project, file: PyFile, block: int, scope: int, func: Expr) -> bool:
    if not isinstance(func, (Ref, Member)):
        return False
    meaning = resolve(project, file, block, scope, func)
    return isinstance(meaning, Known) and meaning.name == _HASH


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Make room for hashes that are longer still; the table in the database needs a migration."""
    return [Fix(title="Change to 256 characters", edits={finding.path: (TextEdit(finding.span, "256"),)})]
