"""# unused-suppression

## What it does
Finds comments that silence a rule where it has nothing to say: `# flask-ls: ignore[FLK301]`, `# noqa: FLK301`.

## Why is this bad?
What was wrong is mended, or the comment stands at another line than the finding. Left in place it hides the next finding
there. Comments that name rules which are switched off are left alone, and so are other tools' codes.

## Example
```python
from flask import Flask

app = Flask(__name__)
app.run()  # flask-ls: ignore[FLK301]
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)
app.run()
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule
from flask_ls.rules.registry import rules
from flask_ls.rules.suppressions import Suppression, is_named
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK004",
    name="unused-suppression",
    severity="information",
    summary="A comment silences nothing",
    docs="https://flask.palletsprojects.com/en/stable/",
    words=("flask-ls:", "noqa"),
    fixable=True,
    tags=("unnecessary",),
)


def check(comment: Suppression, used: frozenset[str], codes: frozenset[str]) -> Iterator[Report]:
    """What a comment names to no end. `used`: the names in it that silenced something; `codes`: the rules that were run."""
    if comment.whole:
        everything = all(entry.rule.code in codes for entry in rules() if not entry.rule.preview)
        if comment.ours and not used and everything:
            yield Report(span=comment.span, message="This silences nothing: no rule has anything to say here.")
        return
    for name, span in comment.names:
        meant = [entry.rule for entry in rules() if is_named(entry.rule, (name,))]
        if name in used or (not comment.ours and not name.upper().startswith("FLK")):
            continue
        if not meant:
            near = get_close_matches(
                name, [known for entry in rules() for known in (entry.rule.code, entry.rule.name)], 1
            )
            hint = f" Do you mean `{near[0]}`?" if near else ""
            yield Report(span=span, message=f"There is no rule `{name}`.{hint}", data=tuple(near))
        elif all(rule.code in codes for rule in meant if not rule.preview):
            about = f"`{name}` ({meant[0].name})" if len(meant) == 1 and meant[0].name != name else f"`{name}`"
            yield Report(span=span, message=f"This silences nothing: {about} has nothing to say here.")


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the rule that was meant; or remove the name, and the comment with the last one."""
    file = project.python(finding.path) or project.text_file(finding.path)
    if file is None:
        return []
    if finding.data:
        edit = TextEdit(finding.span, finding.data[0])
        return [Fix(title=f"Change to {finding.data[0]}", edits={finding.path: (edit,)}, safe=True)]
    text, span = file.text, finding.span
    after = re.compile(r"\s*,\s*").match(text, span.end)
    before = re.compile(r"[ \t]*,[ \t]*\Z").search(text[: span.start])
    if after is not None:
        span = Span(span.start, after.end())
    elif before is not None:
        span = Span(before.start(), span.end)
    else:
        span = _comment(text, span)
    return [Fix(title="Remove what silences nothing", edits={finding.path: (TextEdit(span, ""),)}, safe=True)]


def _comment(text: str, span: Span) -> Span:
    """The whole comment around a span, with the space before it; and with its line, where nothing else stands there."""
    if text.rfind("{#", 0, span.start + 2) > text.rfind("#}", 0, span.start):
        start, end = text.rfind("{#", 0, span.start + 2), text.find("#}", span.start) + 2
    else:
        start = text.rfind("#", 0, span.start + 1)
        line = re.compile(r"[^\r\n]*").match(text, start)
        assert line is not None
        another = text.find("#", span.end, line.end())
        if another >= 0:
            return Span(start, another)
        end = line.end()
    while start and text[start - 1] in " \t":
        start -= 1
    rest = re.compile(r"[ \t]*(?:\r\n|\r|\n|\Z)").match(text, end)
    alone = rest is not None and (start == 0 or text[start - 1] in "\r\n")
    return Span(start, rest.end() if alone and rest is not None else end)
