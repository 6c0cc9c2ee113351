"""# rule-bad-converter-argument

## What it does
Finds arguments in a URL rule that its converter does not have, such as `<string(lenght=2):code>`.

## Why is this bad?
The application does not start: `TypeError: UnicodeConverter.__init__() got an unexpected keyword argument 'lenght'`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/<string(lenght=2):code>")
def language(code):
    return code
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/<string(length=2):code>")
def language(code):
    return code
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.views import literal_rule
from flask_ls.symbols.endpoint import VARIABLE
from flask_ls.syntax.shape import CallSite
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK122",
    name="rule-bad-converter-argument",
    severity="error",
    summary="A URL rule's converter is given an argument that it does not have",
    docs="https://werkzeug.palletsprojects.com/en/stable/routing/#built-in-converters",
    words=("<string(", "<int(", "<float("),
    fixable=True,
    preview=True,
)
# The classes of Werkzeug's converters, and what they take.
_TAKES = {
    "string": ("UnicodeConverter", ("minlength", "maxlength", "length")),
    "int": ("NumberConverter", ("fixed_digits", "min", "max", "signed")),
    "float": ("FloatConverter", ("min", "max", "signed")),
}
_ARGUMENT = re.compile(r"(?:^|,)\s*(?P<name>[A-Za-z_]\w*)\s*=")
_OWN_CONVERTERS = re.compile(r"\burl_map\.converters\b|\burl_map_class\b")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    rule = site.call.args[0] if site.call.args else None
    written = context.file.blocks[context.block][rule.span.start : rule.span.end] if rule is not None else ""
    for match in VARIABLE.finditer(written) if "(" in written and "<" in written else ():
        if rule is None or match["converter"] not in _TAKES or not match["arguments"]:
            continue
        owner, known = _TAKES[match["converter"]]
        for argument in _ARGUMENT.finditer(match["arguments"]):
            name = argument["name"]
            if name in known or literal_rule(site, context) is None or context.mentions(_OWN_CONVERTERS):
                continue
            near = next(iter(get_close_matches(name, known, n=1)), "")
            message = (
                f"`{match['converter']}` has no argument `{name}`: `TypeError: {owner}.__init__() got an unexpected "
                f"keyword argument '{name}'`."
            )
            yield Report(
                span=Span(*argument.span("name")).shifted(rule.span.start + match.start("arguments")),
                message=f"{message} Did you mean `{near}`?" if near else message,
                data=(near,) if near else (),
            )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the argument that was meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)}, safe=True)]
