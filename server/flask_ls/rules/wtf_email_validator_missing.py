"""# wtf-email-validator-missing

## What it does
Finds WTForms' validator `Email()` where the package `email-validator` is not in the project's environment.

## Why is this bad?
The form cannot be used: `Exception: Install 'email_validator' for email validation support.` It is an extra of WTForms,
and is not installed with it. Nothing is said where the environment is not known.

## Example
```python
# installed: wtforms==3.2.1, flask-wtf==1.2.2
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Email


class ContactForm(FlaskForm):
    email = StringField(validators=[Email()])
```

## Use instead
The same, with `pip install email-validator`.
```python
# installed: wtforms==3.2.1, flask-wtf==1.2.2, email-validator==2.2.0
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Email


class ContactForm(FlaskForm):
    email = StringField(validators=[Email()])
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.environment import environment
from flask_ls.project.meaning import Known
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.rules.base import Context, Report, Rule

RULE = Rule(
    code="FLK839",
    name="wtf-email-validator-missing",
    severity="warning",
    summary="What checks addresses of e-mail is not installed",
    docs="https://wtforms.readthedocs.io/en/3.2.x/validators/#wtforms.validators.Email",
    words=("Email(",),
    preview=True,
)


def check(file: PyFile, context: Context) -> Iterator[Report]:
    """One report a file, at the first use: one installation mends all."""
    root = context.project.root_of(file.path)
    found = environment(context.project, root) if root is not None else None
    if found is None or "wtforms" not in found.versions or "email-validator" in found.versions:
        return
    for block, site in file.calls():
        meaning = resolve(context.project, file, block, site.scope, site.call.func)
        if isinstance(meaning, Known) and meaning.name == "wtforms.validators.Email":
            yield Report(
                span=file.absolute(block, site.call.span),
                message="The package `email-validator` is not installed: `Exception: Install 'email_validator' for email "
                "validation support.`",
            )
            return
