"""# config-key-typo

## What it does
Finds configuration keys that are almost those of Flask, or of an extension that the project uses, and that nothing reads.

## Why is this bad?
Nobody reads `SQLALCHEMY_DATABASE_URL`, and the key that was meant stays unset: `RuntimeError: Either
'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set.`

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URL"] = "sqlite://"
db = SQLAlchemy(app)
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
from difflib import get_close_matches
from functools import lru_cache

from flask_ls.knowledge import api
from flask_ls.project.components import imported_packages
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule
from flask_ls.rules.settings import is_read
from flask_ls.symbols.config_key import every_setting
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK317",
    name="config-key-typo",
    severity="warning",
    summary="A configuration key is almost one that there is",
    docs="https://flask.palletsprojects.com/en/stable/config/#builtin-configuration-values",
    words=("config",),
    fixable=True,
    preview=True,
)


def check(project: Project) -> Iterator[Report]:
    settings = every_setting(project)
    every = {use.key for uses in settings.values() for use in uses}
    packages = imported_packages(project)
    for path, uses in settings.items():
        for use in uses:
            near = _near(use.key, packages) if len(use.key) > 5 and api.config_key(use.key) is None else ""
            if near and near not in every and not is_read(project, use.key):
                yield Report(
                    path=path,
                    span=use.span,
                    message=f"Nothing reads `{use.key}`. Did you mean `{near}`?",
                    data=(near,),
                )


@lru_cache(maxsize=10_000)
def _near(key: str, packages: frozenset[str]) -> str:
    """The key of Flask, or of one of these packages, that a name is almost; empty where there is none."""
    known = (each.key for each in api.config_keys() if each.package == "flask" or each.module in packages)
    like = [each for each in known if abs(len(each) - len(key)) <= 2]
    return next(iter(get_close_matches(key, like, n=1, cutoff=0.9)), "")


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Set the key that was meant."""
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
