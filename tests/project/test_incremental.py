"""Snapshots that were made step by step equal those that are built anew, whatever was typed, pasted, moved or deleted.

`FLASK_LS_SEED` begins another series of random edits; a failure names the seed that brings it back, and the step.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from flask_ls.features.diagnostics import project_findings
from flask_ls.options import Options
from flask_ls.project.components import circles, components, links, relevant
from flask_ls.project.files import DiskFiles, MemoryFiles, find_files
from flask_ls.project.pyfile import PyFile
from flask_ls.project.reading import read_file
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.syntax.blocks import split

SEED = int(os.environ.get("FLASK_LS_SEED", "0"))
SAMPLE = Path(__file__).resolve().parents[1] / "sample_project"
CORPUS = Path(os.environ.get("FLASK_LS_CACHE") or Path.home() / ".cache" / "flask-ls") / "corpus"
ROOT = "/project"
SHOP = {
    "shop/__init__.py": """
from flask import Flask
from .views import bp, admin
from . import config

def create_app(name=None):
    app = Flask(__name__)
    app.config.from_object(config)
    app.register_blueprint(bp, url_prefix=config.PREFIX)
    app.register_blueprint(admin.bp)
    for rule, view in (("/one", admin.one), ("/two", admin.two)):
        app.add_url_rule(rule, view_func=view)
    return app
""",
    "shop/config.py": "PREFIX = '/shop'\nSECRET_KEY = 'x' * 3\nNAMES = ['a', 'b']\n",
    "shop/views/__init__.py": "from flask import Blueprint\nfrom .base import *\nbp = Blueprint('shop', __name__)\nfrom . import items\n",
    "shop/views/items.py": """
from flask import request, session, url_for
from flask.views import MethodView
from . import bp
from ..helpers import register

@bp.route("/items/<int:n>", methods=["GET", "POST"])
@bp.get("/item/<int:n>")
def item(n, seen=[]):
    session["n"] = n
    return url_for(".item", n=n)

class Items(MethodView):
    def get(self): return "x"
    def post(self): return "y"

register(bp, "/all", Items)
""",
    "shop/views/admin.py": """
from flask import Blueprint
bp = Blueprint("admin", __name__, url_prefix="/admin")

@bp.route("/")
def index():
    return "admin"

def one(): return "1"
def two(): return "2"
""",
    "shop/views/base.py": "from flask import g\nname = 'x'\n",
    "shop/helpers.py": "def register(bp, rule, view):\n    bp.add_url_rule(rule, view_func=view.as_view(rule.strip('/')))\n",
    "run.py": "from shop import create_app\n\napp = create_app()\nif __name__ == '__main__':\n    app.run(debug=True)\n",
    "tests/test_shop.py": "from shop import create_app\ndef test():\n    app = create_app('t')\n    app.debug = True\n",
    "tools/report.py": "import os\nfrom tools import tables\nprint(tables.rows(os.environ))\n",
    "tools/tables.py": "def rows(env):\n    return sorted(env)\n",
    "shop/templates/x.html": "{{ url_for('shop.item', n=1) }}\n",
}
TYPED = [
    "x", " ", "\n", "(", ")", '"', "'", '"""', "#", ":", ",", "\\", "\t", "\r\n", "\f", "é", "😋", "\n\n", "    ", "@", "def ", "=",
]  # fmt: skip
PIECES = [
    '@bp.route("/new")\ndef new():\n    return "new"\n\n\n',
    '@bp.route("/half',
    "@bp.route(\n",
    "from . impo",
    "from shop import app\n",
    "from shop.views.items import *\n",
    "import flask, shop.config as c\n",
    "app = Flask(__name__)\n",
    'app.secret_key = "x"\n',
    "    session['a'] = 1\n",
    'bp.add_url_rule("/rule", "name", lambda: "x")\n',
    "class Late(Base):\n    def get(self):\n        return 1\n",
    "global bp\n",
    "    other = Flask('other')\n    other.add_url_rule('/other', 'other', one)\n",
    "    return create_app('again')\n",
    "if debug:\n",
    "try:\n    import flask\nexcept ImportError:\n    flask = None\n",
    "PREFIX = '/' + NAMES[0]\n",
]
NAMES = [
    "shop/new.py",
    "shop/views/more.py",
    "shop.py",
    "flask.py",
    "shop/views/deep/x.py",
    "config.py",
    "tools/__init__.py",
]

Workspace = tuple[dict[str, str], int]  # texts by path, and how many steps it takes until maps are compared


@cache
def _workspaces() -> dict[str, Workspace]:
    """Our own, the sample, and of the real applications those that were downloaded for the other tests."""
    found = {
        "shop": ({f"{ROOT}/{name}": text for name, text in SHOP.items()}, 4),
        "sample": (_on_disk(SAMPLE), 4),
    }
    for name in ("httpbin-0.10.4", "ihatemoney-7.2.1", "flask-3.1.3"):
        texts = _on_disk(CORPUS / name)
        if texts:
            found[name] = (texts, 25)
    return found


def _on_disk(folder: Path) -> dict[str, str]:
    source = DiskFiles()
    read = {path: source.read(path) for path in find_files(str(folder))}
    return {ROOT + path.removeprefix(str(folder)): text for path, text in read.items() if text is not None}


class Editor:
    """Somebody who works on a workspace: the snapshot that follows each step, and the texts as they must be."""

    def __init__(self, texts: Mapping[str, str], seed: int) -> None:
        self.random = random.Random(seed)
        self.texts = dict(texts)
        self.before = dict(texts)
        self.project = Project.empty((ROOT,)).with_files(texts)
        self.touched: set[str] = set()

    def step(self) -> str:
        """Do something; what it was."""
        self.touched = set()
        choices: list[tuple[Callable[[], str], int]] = [
            (self._type, 40), (self._paste, 15), (self._delete, 12), (self._line, 8), (self._undo, 8), (self._move, 4),
            (self._remove, 2), (self._create, 4), (self._elsewhere, 3), (self._many, 2),
        ]  # fmt: skip
        (done,) = self.random.choices([one for one, _ in choices], [weight for _, weight in choices])
        return done()

    def _type(self) -> str:
        """A few characters, one after the other."""
        path = self._some_path()
        at = self._place(path)
        typed = self.random.choice(TYPED) if self.random.random() < 0.7 else self.random.choice(PIECES)[:6]
        for offset, char in enumerate(typed):
            self._edit(path, at + offset, at + offset, char)
        return f"type {typed!r} at {at} of {path}"

    def _paste(self) -> str:
        path = self._some_path()
        at = self._line_start(path)
        if self.random.random() < 0.3:
            other = self.texts[self._some_path()]
            start = self.random.randrange(len(other) + 1)
            new = other[start : start + self.random.randrange(400)]
        else:
            new = self.random.choice(PIECES)
        self._edit(path, at, at, new)
        return f"paste {new!r} at {at} of {path}"

    def _delete(self) -> str:
        path = self._some_path()
        start = self._place(path)
        end = min(len(self.texts[path]), start + self.random.choice([1, 1, 2, 5, 30, 200]))
        self._edit(path, start, end, "")
        return f"delete {start}:{end} of {path}"

    def _line(self) -> str:
        """Take a line away, or put it twice."""
        path = self._some_path()
        start = self._line_start(path)
        end = self.texts[path].find("\n", start) + 1 or len(self.texts[path])
        line = self.texts[path][start:end]
        self._edit(path, start, end, self.random.choice(["", line * 2, "#" + line, "    " + line]))
        return f"line {start}:{end} of {path}"

    def _undo(self) -> str:
        """The whole text as it was, as when a branch is checked out."""
        path = self._some_path()
        text = self.before.get(path, "")
        if self.random.random() < 0.5:
            self._edit(path, 0, len(self.texts[path]), text)
        else:
            self._put({path: text})
        return f"undo {path}"

    def _move(self) -> str:
        old, new = self._some_path(), f"{ROOT}/{self.random.choice(NAMES)}"
        self._put({old: None, new: self.texts[old]} if old != new else {})
        return f"move {old} to {new}"

    def _remove(self) -> str:
        path = self._some_path()
        if len(self.texts) > 3:
            self._put({path: None})
        return f"remove {path}"

    def _create(self) -> str:
        path = self.random.choice([*self.before, *(f"{ROOT}/{name}" for name in NAMES)])
        self._put({path: self.before.get(path, self.random.choice(PIECES))})
        return f"create {path}"

    def _elsewhere(self) -> str:
        """Another program writes a file that nobody has open."""
        path = self._some_path()
        self.texts[path] += self.random.choice(PIECES)
        self.touched.add(path)
        self.project = self.project.with_read({path: read_file(path, MemoryFiles(dict(self.texts)))})
        return f"append to {path}"

    def _many(self) -> str:
        """Several files at once, some of which are the same as before."""
        self._put({path: self.before.get(path) for path in {self._some_path() for _ in range(4)}})
        return "several files"

    def _edit(self, path: str, start: int, end: int, new: str) -> None:
        text = self.texts[path]
        start, end = min(start, len(text)), min(end, len(text))
        self.texts[path] = text[:start] + new + text[end:]
        self.touched.add(path)
        self.project = self.project.with_edit(path, self.texts[path], start, end, start + len(new))

    def _put(self, changes: Mapping[str, str | None]) -> None:
        for path, text in changes.items():
            if text is None:
                self.texts.pop(path, None)
            else:
                self.texts[path] = text
            self.touched.add(path)
        self.project = self.project.with_files(changes)

    def _some_path(self) -> str:
        if not self.texts:
            self._put(self.before)
        return self.random.choice(sorted(self.texts))

    def _place(self, path: str) -> int:
        return self.random.randrange(len(self.texts[path]) + 1)

    def _line_start(self, path: str) -> int:
        return self.texts[path].rfind("\n", 0, self._place(path)) + 1


@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("name", _workspaces())
def test_step_by_step_equals_built_anew(name: str, part: int) -> None:
    """After each of thousands of steps: blocks, names, modules, links, groups; now and then all findings and routes."""
    texts, every = _workspaces()[name]
    editor = Editor(texts, seed=(seed := SEED + part))
    _compare_answers(editor.project, editor.project)  # so that there is something to be carried over
    steps = 250 if every < 10 else 75
    for number in range(1, steps + 1):
        where = f"FLASK_LS_SEED={seed}, {name}, step {number}: {editor.step()}"
        anew = Project.empty((ROOT,)).with_files(editor.texts)
        assert sorted(anew.files) == sorted(editor.project.files), where
        for path in editor.touched & editor.texts.keys():
            _compare_file(anew.files[path], editor.project.files[path], where)
        _compare_tables(anew, editor.project, where)
        if number % every == 0:
            _compare_answers(anew, editor.project, where)


def _compare_file(anew: object, stepped: object, where: str) -> None:
    if not isinstance(anew, PyFile) or not isinstance(stepped, PyFile):
        assert type(anew) is type(stepped), where
        return
    assert anew.text == stepped.text, where
    assert (split(anew.text).texts, anew.closed) == (stepped.blocks, stepped.closed), where
    assert anew.starts == stepped.starts, where
    for what in ("bindings", "import_names", "star_modules", "mentions_flask", "damaged"):
        assert getattr(anew, what) == getattr(stepped, what), f"{where}: {what}"


def _compare_tables(anew: Project, stepped: Project, where: str) -> None:
    assert (anew.modules, anew.folders) == (stepped.modules, stepped.folders), where
    assert anew.tree.python == stepped.tree.python, where
    assert anew.uses_flask == stepped.uses_flask, where
    assert links(anew) == links(stepped), where
    for what in (relevant, components, circles):
        assert _paths(what(anew)) == _paths(what(stepped)), f"{where}: {what.__name__}"


def _compare_answers(anew: Project, stepped: Project, where: str = "") -> None:
    assert project_findings(anew, Options()) == project_findings(stepped, Options()), where
    assert route_map(anew) == route_map(stepped), where


def _paths(found: object) -> object:
    """Files by their paths, in whatever they are listed."""
    if isinstance(found, list):
        return [_paths(each) for each in found]
    return found.path if isinstance(found, PyFile) else found
