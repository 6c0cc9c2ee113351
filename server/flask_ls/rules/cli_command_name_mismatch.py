"""# cli-command-name-mismatch

## What it does
Finds tests that invoke a command by the name of its function, where the command has another.

## Why is this bad?
Click makes the name of a command from that of the function: `init_db` becomes `init-db`, and since Click 8.2
`init_db_command` too. The test does not fail there, but gets `Error: No such command 'init_db'.` as output.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.cli.command()
def init_db():
    print("done")


def test_init_db():
    result = app.test_cli_runner().invoke(args=["init_db"])
    assert "done" in result.output
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.cli.command()
def init_db():
    print("done")


def test_init_db():
    result = app.test_cli_runner().invoke(args=["init-db"])
    assert "done" in result.output
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.components import component, says
from flask_ls.project.meaning import Known
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule, is_test
from flask_ls.rules.clients import is_fixture
from flask_ls.syntax.shape import Call, CallSite, Const, Display, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK902",
    name="cli-command-name-mismatch",
    severity="warning",
    summary="A test invokes a command by a name that it does not have",
    docs="https://flask.palletsprojects.com/en/stable/testing/#running-commands-with-the-cli-runner",
    words=(".invoke(",),
    fixable=True,
)
_COMMANDS = re.compile(r"\.cli\.command\b")
_SUFFIXES = ("-command", "-cmd", "-group", "-grp")


class _Command(NamedTuple):
    """A command's name. `older`: the one that Click had given it before 8.2, where that is another."""

    name: str
    older: str
    function: str


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    given = call.keyword("args")
    if given is None or call.args or call.starred or not isinstance(given.value, Display) or not given.value.items:
        return
    first = given.value.items[0]
    if not isinstance(first, Const) or not isinstance(first.value, str) or not _is_runner(site, context):
        return
    asked = first.value
    commands = list(_commands(context.project, context.file.path))
    meant = [each for each in commands if asked in (each.function, each.function.lower().replace("_", "-"))]
    if len(meant) != 1 or any(asked == each.name for each in commands) or _is_named(asked, context):
        return
    command = meant[0]
    click = version(context.project, context.file.path, "click")
    name, severity = command.name, None
    if click is not None and click < (8, 2):
        name = command.older
    elif click is None and asked == command.older:
        severity = "information"
    if asked == name:
        return
    since = " since Click 8.2" if severity else ""
    yield Report(
        span=Span(first.span.start + 1, first.span.end - 1),
        message=f"The command of `{command.function}` is called `{name}`{since}: `Error: No such command '{asked}'.`",
        severity="information" if severity else None,
        data=(name,),
    )


def _is_runner(site: CallSite, context: Context) -> bool:
    """Whether it is Flask's runner of commands that is called."""
    func = site.call.func
    if context.name_of(func, site.scope) == "flask.testing.FlaskCliRunner.invoke":
        return True
    named = isinstance(func, Ref) and len(func.parts) == 2 and func.last == "invoke"
    return isinstance(func, Ref) and named and is_fixture(func, ".test_cli_runner(", site.scope, context)


def _commands(project: Project, path: str) -> Iterator[_Command]:
    """The commands of applications that the files connected with one have, as far as decorators name them."""
    for file in component(project, path):
        if says(project, file.path, _COMMANDS):
            yield from _commands_of(project, file)


def _commands_of(project: Project, file: PyFile) -> Iterator[_Command]:
    for block, _, scope in file.functions():
        for decorator in scope.decorators:
            func = decorator.func if isinstance(decorator, Call) else None
            if not isinstance(decorator, Call) or not isinstance(func, Ref) or func.last != "command":
                continue
            meaning = resolve(project, file, block, scope.parent, func)
            if not isinstance(meaning, Known) or meaning.name != "flask.Flask.cli.command":
                continue
            given = decorator.argument(0, "name")
            if given is None and not decorator.opaque:
                older = scope.name.lower().replace("_", "-")
                suffix = next((each for each in _SUFFIXES if older.endswith(each)), "")
                yield _Command(older.removesuffix(suffix) or older, older, scope.name)
            elif isinstance(given, Const) and isinstance(given.value, str):
                yield _Command(given.value, given.value, scope.name)


def _is_named(asked: str, context: Context) -> bool:
    """Whether something outside of tests may give a command this name in another way."""
    written = re.compile(rf"[\"']{re.escape(asked)}[\"']|\bclick\.(?:command|group)\b")
    files = component(context.project, context.file.path)
    return any(
        says(context.project, file.path, written)
        for file in files
        if not is_test(context.project, file.path) and file.path != context.file.path
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Use the command's name."""
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)}, safe=True)]
