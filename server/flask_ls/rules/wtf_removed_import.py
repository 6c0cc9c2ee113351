"""# wtf-removed-import

## What it does
Finds imports of names that WTForms 3.0 and Flask-WTF 1.0 have removed: `TextField`, `Required`, `wtforms.fields.html5`,
`wtforms.ext`, `CsrfProtect`.

## Why is this bad?
The application does not start: `ImportError: cannot import name 'TextField' from 'wtforms'`. The rule goes by the version
that is installed or pinned; where neither is known it warns. Imports in a `try` block are left alone.

## Example
```python
from flask_wtf import FlaskForm
from wtforms import TextField


class NameForm(FlaskForm):
    name = TextField()
```

## Use instead
```python
from flask_wtf import FlaskForm
from wtforms import StringField


class NameForm(FlaskForm):
    name = StringField()
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import Removed, moved_import, removed_imports
from flask_ls.syntax.shape import Shape

_TEXT = Removed((3, 0), "It is called `StringField`.")
_REQUIRED = Removed((3, 0), "It is called `DataRequired`.")
_HTML5 = Removed((3, 0), "Its fields are in `wtforms`.", "wtforms")
_WTFORMS = {
    ("wtforms", "TextField"): _TEXT,
    ("wtforms.fields", "TextField"): _TEXT,
    ("wtforms.fields.core", "TextField"): _TEXT,
    ("wtforms.validators", "Required"): _REQUIRED,
    ("wtforms.validators", "required"): _REQUIRED,
    ("wtforms.fields.html5", "*"): _HTML5,
    ("wtforms.ext.sqlalchemy.fields", "*"): Removed((3, 0), "It is a package of its own, WTForms-SQLAlchemy."),
    ("wtforms.ext.sqlalchemy.orm", "*"): Removed((3, 0), "It is a package of its own, WTForms-SQLAlchemy."),
    ("wtforms.ext.appengine", "*"): Removed((3, 0), "It is gone."),
}
_FLASK_WTF = {
    ("flask_wtf", "CsrfProtect"): Removed((1, 0), "It is called `CSRFProtect`."),
    ("flask_wtf.csrf", "CsrfProtect"): Removed((1, 0), "It is called `CSRFProtect`."),
    ("flask_wtf.html5", "*"): Removed((1, 0), "Its fields are in `wtforms`.", "wtforms"),
}

RULE = Rule(
    code="FLK829",
    name="wtf-removed-import",
    severity="error",
    summary="An import of something that WTForms or Flask-WTF no longer has",
    docs="https://wtforms.readthedocs.io/en/3.2.x/changes/#version-3-0-0",
    words=("TextField", "equired", "html5", "wtforms.ext", "CsrfProtect"),
    fixable=True,
    preview=True,
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    yield from removed_imports(shape, context, "wtforms", _WTFORMS, "WTForms")
    yield from removed_imports(shape, context, "flask-wtf", _FLASK_WTF, "Flask-WTF")


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Import it from where it is now."""
    return moved_import(finding, project)
