"""The process that asks jedi: questions as lines of JSON on standard input, answers on standard output.

Nothing of a project is run here, and no interpreter of it is started: its packages are only read, and of compiled
modules only those of the server's own standard library are ever imported. It ends with its standard input.
"""

from __future__ import annotations

import json
import os
import shutil
import site
import sys
import sysconfig
import time
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from flask_ls.infer.docstrings import to_markdown
from flask_ls.infer.documents import Documents

_MOST_TYPES = 3  # that a hover names; a longer union tells nobody anything
_KINDS_WITHIN = 0.2  # seconds; of a large library's names finding out all would take longer than anybody waits
_LONGEST = 240  # code points of a signature; more would fill the screen


def main() -> None:
    """Answer until standard input ends. What a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(os.fdopen(0, encoding="utf-8"), answers)


def serve(questions: TextIO, answers: TextIO) -> None:
    """Answer each line with a line. What fails is said in a word, never as a traceback."""
    documents = Documents()
    for line in questions:
        question = json.loads(line)
        try:
            said: dict[str, Any] = {"answer": answer(documents, **question)}
        except Exception as error:  # jedi fails on some programs
            said = {"failure": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(said) + "\n")
        answers.flush()


def answer(
    documents: Documents,
    ask: str,
    path: str,
    line: int,
    column: int,
    root: str,
    python: str,
    environment: str,
    name: str,
    changed: dict[str, str],
    closed: list[str],
) -> Any:
    """What is asked for of a place. Line and column are from 0, the column in code points."""
    import jedi  # as late as can be: a worker that is never asked costs nothing

    jedi.settings.auto_import_modules = []  # it would import these, to look at them
    own = jedi.InterpreterEnvironment()
    documents.change(changed, closed)
    documents.show(own.get_grammar())
    packages = _packages(str(Path(root, python)) if os.sep in python else python, environment)
    project = jedi.Project(root, sys_path=_standard_library(), added_sys_path=packages, load_unsafe_extensions=False)
    script = jedi.Script(documents.texts[path], path=path, project=project, environment=own)
    if ask == "hover":
        return _hover(script, line + 1, column)
    found = script.complete(line + 1, column)
    if ask == "members":
        return _with_kinds(found)
    named = next((each for each in found if each.name == name), None)
    return _described(named, _head(named)) if named is not None else None


def _with_kinds(found: list[Any]) -> list[tuple[str, str]]:
    """The names of members, each with its kind, as far as there is time: jedi reads a module for each imported name."""
    until = time.monotonic() + _KINDS_WITHIN
    return [(each.name, each.type if time.monotonic() < until else "") for each in found]


def _hover(script: Any, line: int, column: int) -> str | None:
    """Markdown about the name at a place."""
    named = script.goto(line, column, follow_imports=True)
    if not named:
        return None
    if named[0].type in ("class", "function", "module", "keyword"):
        return _described(named[0], _head(named[0]))
    types = list({each.full_name or each.name: each for each in script.infer(line, column)}.values())
    if not types:
        return None
    names = " | ".join(each.name for each in types[:_MOST_TYPES]) + (" | …" if len(types) > _MOST_TYPES else "")
    own = types[0] if len(types) == 1 and types[0].module_name != "builtins" else None
    return _described(own, f"{named[0].name}: {names}")


def _described(name: Any, head: str) -> str:
    said = to_markdown(name.docstring(raw=True)) if name is not None and name.type != "keyword" else ""
    return f"```python\n{head}\n```" + (f"\n\n{said}" if said else "")


def _head(name: Any) -> str:
    if name.type == "class":
        return f"class {name.full_name or name.name}"
    if name.type == "function":
        signatures = name.get_signatures()
        shown = signatures[0].to_string() if signatures else f"{name.name}()"
        return f"def {shown}" if len(shown) <= _LONGEST else f"def {name.name}(…)"
    return f"module {name.full_name or name.name}" if name.type == "module" else str(name.name)


def _standard_library() -> list[str]:
    """The folders of the server's own standard library."""
    paths = sysconfig.get_paths()
    own = {paths["stdlib"], paths["platstdlib"]}
    return [each for each in sys.path if each in own or os.path.basename(each) == "lib-dynload"]  # noqa: PTH119


@lru_cache(maxsize=8)
def _packages(python: str, environment: str) -> tuple[str, ...]:
    """The folders of installed packages: of the interpreter that is named, else of the environment, else the server's."""
    if python:
        program = Path(shutil.which(python) or python)
        if str(program) == program.name:  # a command that there is not
            return ()
        environment = str(program.parent.parent if program.parent.name in ("bin", "Scripts") else program.parent)
    if not environment:
        return tuple(each for each in site.getsitepackages() if each in sys.path)
    prefix = Path(environment)
    folders = [*prefix.glob("lib/python3*/site-packages"), *prefix.glob("lib/python3*/dist-packages")]
    return tuple(str(each) for each in (*sorted(folders, reverse=True), prefix / "Lib" / "site-packages"))
