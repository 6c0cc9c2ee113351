"""# module-shadows-package

## What it does
Finds a project file that has the name of a package Flask is made of, in a folder that Python imports from:
`flask.py`, `werkzeug.py`, `click.py`, or a module of the standard library that Flask needs, such as `logging.py`.

## Why is this bad?
Python looks into the application's own folder first. `from flask import Flask` then imports the project's file:
`ImportError: cannot import name 'Flask' from partially initialized module 'flask'`.

## Example
```python
# flask.py
from flask import Flask

app = Flask(__name__)
```

## Use instead
```python
# app.py
from flask import Flask

app = Flask(__name__)
```
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK001",
    name="module-shadows-package",
    severity="error",
    summary="A file hides a package that the application imports",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#a-minimal-application",
    words=("flask",),
    fixable=True,
)
_STACK = {"flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "click", "blinker"}
# Modules of the standard library whose namesake beside the application makes `from flask import Flask` fail:
# each was tried.
_STANDARD = {
    "ast", "base64", "collections", "contextlib", "contextvars", "copy", "dataclasses", "datetime", "email",
    "enum", "functools", "gettext", "hashlib", "hmac", "http", "inspect", "json", "keyword", "locale",
    "logging", "math", "numbers", "operator", "pathlib", "pickle", "platform", "pprint", "random", "re",
    "select", "selectors", "socket", "ssl", "string", "struct", "tempfile", "textwrap", "threading", "token",
    "types", "typing", "urllib", "uuid", "warnings", "weakref",
}  # fmt: skip
_ENTRY = ("app.py", "wsgi.py", "main.py", "run.py", "manage.py", "application.py", "server.py")


def check(project: Project) -> Iterator[Report]:
    stems = [
        (name, stem)
        for name, called in project.tree.by_name.items()
        if name in _STACK or name in _STANDARD or name.startswith("flask_")
        for stem in called
    ]
    for name, stem in stems:
        path = project.modules[stem]
        file = project.python(path)
        folder = os.path.dirname(stem)  # noqa: PTH120
        if file is None or not _imports_from(project, folder):
            continue
        victim = _victim(project, folder, name)
        if victim is None:
            continue
        what = os.path.basename(path) if not path.endswith("__init__.py") else f"{name}/"  # noqa: PTH119
        where = "itself" if victim is file else os.path.basename(victim.path)  # noqa: PTH119
        direct = any(module.partition(".")[0] == name for module, _ in victim.import_names)
        needs = "imports" if direct else "imports Flask, which needs"
        yield Report(
            path=path,
            span=_first_line(file),
            message=f"`{what}` hides the package `{name}` from the files beside it ({where} {needs} `{name}`): Python takes "
            f"this file instead, and the import fails with `ImportError`. Rename it.",
            data=(path,),
        )


def _imports_from(project: Project, folder: str) -> bool:
    """Whether Python looks for modules in this folder: the root, `src`, or one that the application is started from."""
    if folder in project.modules or folder not in project.folders:
        return False
    if any(_imported_as_package(file, os.path.basename(folder)) for file in project.python_files()):  # noqa: PTH119
        return False
    if folder in project.roots or os.path.basename(folder) == "src":  # noqa: PTH119
        return True
    return any(os.path.join(folder, entry) in project.files for entry in _ENTRY)  # noqa: PTH118


def _imported_as_package(file: PyFile, name: str) -> bool:
    """Whether the file imports from a package of this name. The parser has the last word, where there may be one."""
    return name != "src" and _imports(file, lambda module: module == name or module.startswith(f"{name}."))


def _imports(file: PyFile, wanted: Callable[[str], bool]) -> bool:
    """Whether the file imports a wanted module. It is parsed only where it may."""
    return any(wanted(module) for module, _ in file.glimpse.imports) and any(
        wanted(module) for module, _ in file.import_names
    )


def _victim(project: Project, folder: str, name: str) -> PyFile | None:
    """A file of the folder that imports the hidden package, or Flask where that needs the hidden module."""
    wanted = {name} if name not in _STANDARD else {"flask"}
    files = [file for file in project.python_files() if os.path.dirname(file.path) == folder]  # noqa: PTH120
    if name in _STACK and name != "flask":
        wanted.add("flask")
    for file in files:
        if _imports(file, lambda module: module.partition(".")[0] in wanted):
            return file
    return None


def _first_line(file: PyFile) -> Span:
    for line in range(len(file.lines)):
        content = file.lines.line(line)
        if content.strip():
            return Span(file.lines.starts[line], file.lines.starts[line] + len(content))
    return Span(0, 0)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Rename the file; where `app.py` is taken, to a name of its own."""
    folder, name = os.path.split(finding.path)
    if name == "__init__.py":
        return []
    stem = name.removesuffix(".py")
    for new in ("app.py" if stem == "flask" else f"{stem}_app.py", f"my_{stem}.py", f"{stem}_module.py"):
        target = os.path.join(folder, new)  # noqa: PTH118
        if target not in project.files:
            return [Fix(title=f"Rename {name} to {new}", renames=((finding.path, target),))]
    return []
