"""# main-guard-typo

## What it does
Finds `if __name__ == "main":` around `app.run()`, and other slips of the same kind.

## Why is this bad?
The test is never true: `python app.py` ends at once, without a word.

## Example
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "main":
    app.run()
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run()
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import MODULE, Const, If, Operation, Ref, Shape
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK324",
    name="main-guard-typo",
    severity="warning",
    summary="A program that never starts",
    docs="https://docs.python.org/3/library/__main__.html",
    words=("__name__ ==", "== __name__"),
    fixable=True,
    preview=True,
)
_SLIPS = {"main", "_main_", "__main", "main__", "_main__", "__main_", "__main___"}


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for statement in shape.bodies[MODULE]:
        test = statement.test if isinstance(statement, If) else None
        if (
            not isinstance(test, Operation)
            or test.operator != "=="
            or ".run(" not in context.file.blocks[context.block]
        ):
            continue
        named = any(isinstance(each, Ref) and each.parts == ("__name__",) for each in test.operands)
        for each in test.operands if named else ():
            if isinstance(each, Const) and each.value in _SLIPS:
                yield Report(
                    span=each.span,
                    message=f"`__name__` is never `{each.value!s}`: the program ends at once, without a word. It is "
                    "`__main__`.",
                )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the name that the program has."""
    edit = TextEdit(finding.span, '"__main__"')
    return [Fix(title="Change to `__main__`", edits={finding.path: (edit,)}, safe=True)]
