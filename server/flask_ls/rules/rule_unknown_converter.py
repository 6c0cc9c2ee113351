"""# rule-unknown-converter

## What it does
Finds variables of a URL rule whose converter is neither one of Werkzeug's (`string`, `int`, `float`, `path`, `uuid`,
`any`) nor one that the project adds to `app.url_map.converters`.

## Why is this bad?
Adding the rule raises `LookupError: the converter 'id' does not exist`, so the application does not start. The converter
stands before the name: `<int:id>`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<id:int>")
def user(id):
    return str(id)
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/user/<int:id>")
def user(id):
    return str(id)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.components import component
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.rules.views import absolute
from flask_ls.symbols.endpoint import VARIABLE
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK107",
    name="rule-unknown-converter",
    severity="error",
    summary="A URL rule uses a converter that does not exist",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#variable-rules",
    words=("<",),
    fixable=True,
)
_BUILT_IN = ("default", "string", "any", "path", "int", "float", "uuid")
_MEANT = {
    "str": "string", "text": "string", "slug": "string", "integer": "int", "number": "int", "num": "int",
    "double": "float", "decimal": "float", "guid": "uuid", "UUID": "uuid", "uid": "uuid",
}  # fmt: skip
_ADDED = re.compile(r"\burl_map\.converters\[\s*[\"'](?P<name>\w+)[\"']\s*\]\s*=(?!=)")
_TOUCHED = re.compile(r"\bconverters\b(?!\s+import)|\burl_map_class\b|\bDEFAULT_CONVERTERS\b")


def check(project: Project) -> Iterator[Report]:
    seen = set[tuple[str, Span]]()
    known_by_place: dict[tuple[int, str], frozenset[str]] = {}
    for route in route_map(project).routes:
        if not route.certain or route.rule_text is None or is_test(project, route.rule_text.path):
            continue
        file = project.python(route.rule_text.path)
        odd = [match for match in VARIABLE.finditer(route.rule) if (match["converter"] or "default") not in _BUILT_IN]
        if not odd or file is None:
            continue
        place = (route.app, file.path)
        if place not in known_by_place:
            known_by_place[place] = _known(project, route.app, file.path)
        path, literal = absolute(project, route.rule_text)
        for match in VARIABLE.finditer(file.text, *literal) if known_by_place[place] else ():
            name = match["converter"]
            if name and name not in known_by_place[place] and (path, Span(*match.span())) not in seen:
                seen.add((path, Span(*match.span())))
                yield _report(path, match, known_by_place[place])


def _known(project: Project, number: int, path: str) -> frozenset[str]:
    """All converters of an application; empty where others may be added."""
    app = route_map(project).applications[number]
    if app.open:
        return frozenset()
    paths = {file.path for each in (app.path, path) for file in component(project, each)}
    found = [ask(project, _added, each) for each in sorted(paths)]
    return frozenset() if None in found else frozenset(_BUILT_IN).union(*filter(None, found))


def _added(project: Project, path: str) -> frozenset[str] | None:
    """The converters that a file adds; None where it does something else with converters."""
    file = project.python(path)
    if file is None:
        return None
    if "convert" not in file.text.lower() and "url_map_class" not in file.text:
        return frozenset()
    added = [match["name"] for match in _ADDED.finditer(file.text)]
    return frozenset(added) if len(added) == len(_TOUCHED.findall(file.text)) else None


def _report(path: str, match: re.Match[str], known: frozenset[str]) -> Report:
    name, variable = match["converter"], match["name"]
    if variable in known:
        better = f"<{variable}:{name}>"
    else:
        meant = _MEANT.get(name) or next(iter(get_close_matches(name, sorted(known), n=1)), "")
        better = f"<{meant}{match[0][1 + len(name) :]}" if meant else ""
    return Report(
        path=path,
        span=Span(*match.span()),
        message=f"There is no converter `{name}`. The application does not start: `LookupError: the converter '{name}' "
        "does not exist`." + (f" Did you mean `{better}`?" if better else ""),
        data=(better,) if better else (),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the converter that was probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
