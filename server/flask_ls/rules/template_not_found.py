"""# template-not-found

## What it does
Finds names in `render_template("…")` and the like, and in `{% extends %}`, `{% include %}` and `{% import %}`, under which
no template is in any template folder.

## Why is this bad?
The request fails with `jinja2.exceptions.TemplateNotFound`. A name is relative to the template folder, so
`templates/index.html` is looked for in `templates/templates/`. Where templates may come from a loader or an extension
that cannot be seen, nothing is said.

## Example
```python
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("templates/index.html")
```

## Use instead
```python
from flask import Flask, render_template_string

app = Flask(__name__)


@app.route("/")
def index():
    return render_template_string("Hello {{ name }}", name="John")
```
Or put the page into `templates/index.html` and write `render_template("index.html")`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.components import imported_packages, mentions
from flask_ls.project.files import TEMPLATE_ENDINGS
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja
from flask_ls.symbols import template
from flask_ls.symbols.endpoint import applications
from flask_ls.symbols.uses import Use
from flask_ls.syntax.shape import Call
from flask_ls.syntax.template.model import Reference
from flask_ls.syntax.template.nodes import Display, Include
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK601",
    name="template-not-found",
    severity="error",
    summary="A template is in no template folder",
    docs="https://flask.palletsprojects.com/en/stable/tutorial/templates/",
    words=("render_template", "stream_template", "get_template", "select_template", "get_or_select_template"),
    fixable=True,
)
TEMPLATE_WORDS = ("extends", "include", "import")
# With one of these in a file, templates may come from elsewhere, or a missing one is expected.
_LOADERS = re.compile(
    r"jinja_loader|ChoiceLoader|SystemLoader|PackageLoader|DictLoader|PrefixLoader|FunctionLoader|ModuleLoader|BaseLoader|jinja_env\.loader|jinja_environment|TemplateNotFound|TemplatesNotFound"
)
# Extensions that bring no templates, or only such whose names begin with their own.
_BARE = {
    "flask_sqlalchemy", "flask_login", "flask_wtf", "flask_migrate", "flask_mail", "flask_cors", "flask_restful",
    "flask_jwt_extended", "flask_bcrypt", "flask_caching", "flask_limiter", "flask_session", "flask_babel",
    "flask_talisman", "flask_compress", "flask_socketio", "flask_moment", "flask_marshmallow", "flask_httpauth",
    "flask_script", "flask_rq", "flask_assets",
}  # fmt: skip


def check(use: Use, context: Context) -> Iterator[Report]:
    project = context.project
    if context.is_test or use.symbol != "template":
        return
    # Of several names the first that is there is taken.
    group = [each for each in context.uses() if each.symbol == "template" and each.call == use.call]
    if any(_is_there(project, each) or _is_brought(project, each) for each in group):
        return
    if ask(project, _is_sure, context.file.path):
        yield _report(project, use)


def check_template(file: TemplateFile) -> Iterator[Report]:
    project = file.project
    tags: dict[int, list[Reference]] = {}
    for reference in file.model.references:
        tags.setdefault(reference.place.start, []).append(reference)
    for references in tags.values():
        statement = references[0].place.tag.statement
        if isinstance(statement, Include) and statement.ignore_missing:
            continue
        named = [
            Use(path=file.path, symbol="template", name=each.name, span=each.span, call=each.place.span)
            for each in references
        ]
        listed = isinstance(getattr(statement, "template", None), Display)
        absent = [use for use in named if not _is_there(project, use) and not _is_brought(project, use)]
        # Of a list the first that is there is taken; of a choice each may be.
        if absent and (not listed or len(absent) == len(named)) and _is_sure_of(file):
            yield from (_report(project, use) for use in absent)


def _is_sure_of(file: TemplateFile) -> bool:
    """Whether all places are known where the applications of a template take others from."""
    found = route_map(file.project).applications
    mine = applications(file.project, file.path)
    return knows_jinja(file) and all(ask(file.project, _is_sure, found[number].path) for number in mine)


def _is_there(project: Project, use: Use) -> bool:
    """Whether a template of this name is there, or may be: another folder has one, or no such file is ever read."""
    name = use.name.replace("/./", "/").removeprefix("./")
    if not name.endswith(TEMPLATE_ENDINGS):
        return True
    searched = template.folders(project, use.path)
    near = template.folders_above(use.path)
    paths = [os.path.normpath(os.path.join(folder, *name.split("/"))) for folder in (*searched, *near)]  # noqa: PTH118
    if ".." not in name.split("/") and any(path in project.files for path in paths):
        return True
    if any(path.startswith(left_out) for left_out in project.skipped for path in paths):
        return True
    return not any(_has_files(project, folder) for folder in searched) and not any(
        os.path.basename(folder) == "templates"  # noqa: PTH119
        for folder in searched
    )


def _has_files(project: Project, folder: str) -> bool:
    return ask(project, _holds, folder)


def _holds(project: Project, folder: str) -> bool:
    return any(path.startswith(folder + os.sep) for path in project.paths)


def _is_sure(project: Project, path: str) -> bool:
    """Whether all places are known where the applications of a file take templates from."""
    found = route_map(project)
    mine = applications(project, path)
    if not mine or any(
        found.applications[number].open or not found.applications[number].template_folder for number in mine
    ):
        return False
    for mount in found.mounts:
        if mount.app in mine and not mount.template_folder:
            made = project.python(mount.made.path) if mount.made is not None else None
            if mount.made is None or made is None:
                return False
            calls = (site.call for site in made.shapes[mount.made.block].calls)
            call = next((call for call in calls if call.span == mount.made.span), None)
            if call is None or _may_have_folder(call):
                return False
    return not mentions(project, path, _LOADERS)


def _may_have_folder(call: Call) -> bool:
    return call.opaque or call.keyword("template_folder") is not None or len(call.args) > 4


def _is_brought(project: Project, use: Use) -> bool:
    """Whether an extension may bring the template: its name begins with a folder that the project does not have."""
    first, slash, _ = use.name.lstrip("/").partition("/")
    if not slash or first == "templates":
        return False
    folders = [os.path.join(folder, first) for folder in template.folders(project, use.path)]  # noqa: PTH118
    if any(_has_files(project, folder) for folder in folders):
        return False
    extensions = {name for name in imported_packages(project) if name.startswith("flask_")}
    return not extensions <= _BARE


def _report(project: Project, use: Use) -> Report:
    searched = ", ".join(f"`{project.relative(folder)}`" for folder in template.folders(project, use.path))
    meant = _meant(project, use)
    hint = f" Do you mean `{meant}`?" if meant else ""
    return Report(
        span=use.span,
        message=f"No template is called `{use.name}`: `jinja2.exceptions.TemplateNotFound: {use.name}`. Searched: "
        f"{searched}.{hint}",
        data=(use.name, meant),
    )


def _meant(project: Project, use: Use) -> str:
    """The name that may be meant: the one without the folder's own, or one that is nearly the same."""
    known = template.candidates(project, use.path)
    inner = use.name.lstrip("/").removeprefix("templates/")
    return inner if inner in known else next(iter(get_close_matches(use.name, known, 1, 0.85)), "")


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the name that is meant, or make the template."""
    if len(finding.data) != 2:
        return []
    name, meant = finding.data
    fixes = []
    if meant:
        edits = {finding.path: (TextEdit(finding.span, meant),)}
        fixes.append(Fix(title=f"Change to {meant}", edits=edits))
    created = template.missing(project, finding.path, name)
    if created is not None and not name.lstrip("/").startswith("templates/"):
        fixes.append(Fix(title=f"Create the template {name}", creates=(created,)))
    return fixes
