"""# removed-hash-method

## What it does
Finds `generate_password_hash(…, method="sha256")` and other methods that Werkzeug no longer has.

## Why is this bad?
The call raises `ValueError: Invalid hash method 'sha256'.`, so nobody can register or change a password. Plain digests
are also quick to guess, which is why they were removed. The rule goes by the version that is installed in the project's
environment or pinned in its requirements; where neither is known it warns.

## Example
```python
from flask import Flask
from werkzeug.security import generate_password_hash

app = Flask(__name__)
print(generate_password_hash("pw", method="sha256"))
```

## Use instead
```python
from flask import Flask
from werkzeug.security import generate_password_hash

app = Flask(__name__)
print(generate_password_hash("pw"))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import CallSite, Const
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK707",
    name="removed-hash-method",
    severity="error",
    summary="A way to hash passwords that Werkzeug no longer has",
    docs="https://werkzeug.palletsprojects.com/en/stable/utils/#werkzeug.security.generate_password_hash",
    words=("generate_password_hash",),
    fixable=True,
)
_KNOWN = re.compile(r"(?:scrypt|pbkdf2)(?::|\Z)")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    value = call.argument(1, "method")
    if not isinstance(value, Const) or not isinstance(value.value, str) or _KNOWN.match(value.value):
        return
    if context.name_of(call.func, site.scope) != "werkzeug.security.generate_password_hash":
        return
    gone, severity = is_gone(context, "werkzeug", (3, 0))
    if gone:
        yield Report(
            span=value.span,
            message=f"Werkzeug has no hash method `{value.value}` since 3.0: `ValueError: Invalid hash method "
            f"'{value.value}'.` Leave it out for `scrypt`, or use `pbkdf2:sha256`.",
            severity=severity,
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Use a method that is there in every version; hashes that are stored already stay as they are."""
    edit = TextEdit(finding.span, '"pbkdf2:sha256"')
    return [Fix(title='Change to "pbkdf2:sha256"', edits={finding.path: (edit,)})]
