"""Project templates: whole files and layouts with a few questions. Reads, checks and fills them; knows no disk.

The templates are read from `project_templates.json`, which is generated from the YAML files in `project_templates/`.
"""

from __future__ import annotations

import json
import keyword
import posixpath
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from flask_ls.knowledge.snippets import CatalogueError


class Pattern(NamedTuple):
    """What an answer must look like: a regular expression of all of it, which Python and JavaScript both read."""

    regex: str
    expects: str


_KEYWORDS = "|".join(keyword.kwlist)
# Modules that a package beside the application would hide, or be hidden by.
_TAKEN = "|".join(
    sorted({
        *(name for name in sys.stdlib_module_names if not name.startswith("_")),
        "alembic", "blinker", "click", "flask", "flask_login", "flask_migrate", "flask_sqlalchemy", "flask_wtf", "gunicorn",
        "itsdangerous", "jinja2", "markupsafe", "migrations", "pytest", "sqlalchemy", "tests", "werkzeug", "wtforms",
    })
)  # fmt: skip
PATTERNS = {
    "name": Pattern(
        rf"(?!(?:{_KEYWORDS})$)[a-z][a-z0-9_]*",
        "a Python name in small letters, such as `users`, and no keyword",
    ),
    "package": Pattern(
        rf"(?!(?:{_KEYWORDS}|{_TAKEN})$)[a-z][a-z0-9_]*",
        "a Python name in small letters, such as `shop`, that no module of Python, Flask or this template has",
    ),
    "folder": Pattern(
        r"\.|[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*",
        "a folder below the chosen one, such as `shop` or `src/shop`, or `.` for the chosen one itself",
    ),
    "application": Pattern(
        r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(?:\(\))?",
        "a module and the application in it, such as `app:app`, or a factory, such as `shop:create_app()`",
    ),
    "requirement": Pattern(
        r"\.|-r [\w-]+(?:[./][\w-]+)*",
        "`.` for a `pyproject.toml`, or `-r` and a file, such as `-r requirements.txt`",
    ),
}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
# Answers are in small letters: `${PORT}` is the shell's.
_PLACE = re.compile(r"\$\{([a-z_]+)\}")
_ASKED = re.compile(r"[a-z]+(?:_[a-z]+)*\Z")
_TEXTS = ("id", "title", "description", "after")
_KEYS = (*_TEXTS, "asks", "files", "check")
_ASK_KEYS = ("question", "default", "pattern")
_NOT_IMPORTED = ("tests", "migrations")  # folders whose files Python is not asked for by the folder's name
_OPTIONS = ("help", "path", "template", "dry_run")  # what the command line calls otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person is asked for; `pattern` is a name in `PATTERNS`."""

    name: str
    question: str
    default: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectTemplate:
    """One template. `files` are texts by path with `/` between its parts; `${name}` stands for an answer, in `after` too."""

    id: str
    title: str
    description: str
    asks: tuple[Ask, ...]
    files: Mapping[str, str]
    after: str


@cache
def builtin() -> Mapping[str, ProjectTemplate]:
    """The templates by id, in the order in which people are shown them."""
    data = json.loads(Path(__file__).with_name("project_templates.json").read_text(encoding="utf-8"))
    return {
        row["id"]: ProjectTemplate(**row | {"asks": tuple(Ask(**ask) for ask in row["asks"])})
        for row in data["templates"]
    }


def as_json(templates: Iterable[ProjectTemplate]) -> list[dict[str, Any]]:
    return [asdict(template) for template in templates]


def render(template: ProjectTemplate, answers: Mapping[str, str]) -> Mapping[str, str]:
    """The texts of a template's files by path; what is not answered has its default. Ask `wrong_answers` before."""
    return {
        posixpath.normpath(fill(template, path, answers)): fill(template, text, answers)
        for path, text in template.files.items()
    }


def fill(template: ProjectTemplate, text: str, answers: Mapping[str, str]) -> str:
    """A text of a template, its `after` for instance, with the answers in their places."""
    values = {ask.name: answers.get(ask.name, ask.default) for ask in template.asks}
    return _PLACE.sub(lambda match: values[match[1]], text)


def wrong_answers(template: ProjectTemplate, answers: Mapping[str, str]) -> list[str]:
    """A sentence for everything that is wrong with these answers."""
    asks = {ask.name: ask for ask in template.asks}
    wrong = []
    for name, answer in answers.items():
        if name not in asks:
            wrong.append(f"`{template.id}` does not ask for `{name}`; {_hint(name, asks)}")
        elif not re.fullmatch(PATTERNS[asks[name].pattern].regex, answer):
            wrong.append(f"`{name}` cannot be `{answer}`: it must be {PATTERNS[asks[name].pattern].expects}")
    return wrong or _doubles(template, answers)


def must_be_free(paths: Iterable[str]) -> list[str]:
    """The files that may not be there where these are written: they themselves, and modules that would hide them.

    Beside a package `users` Python does not find `users.py`, and beside `users.py` no folder `users` without `__init__.py`.
    """
    found: dict[str, None] = {}
    for path in paths:
        found[path] = None
        if path.endswith(".py"):
            above = list(PurePosixPath(path).parents)[:-1]
            found |= {f"{folder}.py": None for folder in above if folder.name not in _NOT_IMPORTED}
            if not path.endswith("__init__.py"):
                found[f"{path.removesuffix('.py')}/__init__.py"] = None
    return [*found]


def load_yaml(text: str, name: str) -> tuple[ProjectTemplate | None, list[CatalogueError]]:
    """The template of a YAML file, or what is wrong with it. Never raises. `name` is the file's, for messages."""
    from flask_ls.knowledge.yaml_lines import document

    row = document(text)
    wrong = list(row.wrong) or [(row.lines.get(key, row.line), message) for key, message in _wrong(row.value)]
    if not wrong:
        template = _template(row.value)
        wrong = [(row.lines[key], message) for key, message in _misfits(template)]
        if not wrong:
            return template, []
    return None, [CatalogueError(file=name, line=line, entry=None, message=message) for line, message in wrong]


def _template(value: Mapping[str, Any]) -> ProjectTemplate:
    asks = tuple(Ask(name=name, **ask) for name, ask in value.get("asks", {}).items())
    texts = {key: " ".join(value[key].split()) for key in _TEXTS}
    return ProjectTemplate(asks=asks, files=value["files"], **texts)


def _wrong(value: Any) -> Iterator[tuple[str, str]]:
    """Key and message of everything that has the wrong form."""
    if not isinstance(value, dict):
        yield "", f"the file must be a mapping with {_listed(key for key in _KEYS if key != 'check')}"
        return
    for key in value:
        if key not in _KEYS:
            yield str(key), f"unknown key `{key}`; {_hint(str(key), _KEYS)}"
    for key in _TEXTS:
        if not isinstance(value.get(key), str) or not value[key].strip():
            yield key, f"`{key}` must be text, and not empty"
    if isinstance(value.get("id"), str) and not _ID.match(value["id"]):
        yield "id", f"the id `{value['id']}` must be small letters and digits, joined by hyphens"
    asks = value.get("asks", {})
    if not isinstance(asks, dict):
        yield "asks", "`asks` must be a mapping: the name of an answer, and what is asked"
    else:
        for name, ask in asks.items():
            yield from (("asks", f"`{name}`: {message}") for message in _wrong_ask(name, ask))
    files = value.get("files")
    if not isinstance(files, dict) or not files:
        yield "files", "`files` must be a mapping of paths to texts, and not empty"
        return
    for path, text in files.items():
        if not isinstance(path, str) or not isinstance(text, str):
            yield "files", f"`{path}` must be a path, and what it has must be text"
        elif path.startswith("/") or "\\" in path or ".." in path.split("/"):
            yield "files", f"`{path}` must be a path below the folder, with `/` between its parts"


def _wrong_ask(name: Any, ask: Any) -> Iterator[str]:
    if not isinstance(name, str) or not _ASKED.match(name) or keyword.iskeyword(name) or name in _OPTIONS:
        yield f"the name must be small letters, no keyword of Python, and none of {_listed(_OPTIONS)}"
    if (
        not isinstance(ask, dict)
        or set(ask) != set(_ASK_KEYS)
        or not all(isinstance(each, str) for each in ask.values())
    ):
        yield f"it must have {_listed(_ASK_KEYS)}, each a text"
    elif ask["pattern"] not in PATTERNS:
        yield f"there is no pattern `{ask['pattern']}`; {_hint(ask['pattern'], PATTERNS)}"
    elif not re.fullmatch(PATTERNS[ask["pattern"]].regex, ask["default"]):
        yield f"the default `{ask['default']}` is not {PATTERNS[ask['pattern']].expects}"


def _misfits(template: ProjectTemplate) -> Iterator[tuple[str, str]]:
    """Key and message of what does not fit together in a template."""
    names = {ask.name for ask in template.asks}
    used: set[str] = set()
    for where, text in [
        ("after", template.after),
        *(("files", part) for file in template.files.items() for part in file),
    ]:
        found = set(_PLACE.findall(text))
        used |= found
        for name in sorted(found - names):
            yield where, f"`${{{name}}}` stands for no answer; {_hint(name, names)}"
    for name in sorted(names - used):
        yield "asks", f"`{name}` is asked for and not used"
    if used <= names:
        yield from (("files", message) for message in _doubles(template, {}))


def _doubles(template: ProjectTemplate, answers: Mapping[str, str]) -> list[str]:
    paths = Counter(posixpath.normpath(fill(template, path, answers)) for path in template.files)
    return [f"two files would be `{path}`; choose another answer" for path, count in paths.items() if count > 1]


def _hint(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, [*known], 1)
    return f"did you mean `{near[0]}`?" if near else f"there is {_listed(known) or 'none'}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
