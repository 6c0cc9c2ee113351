"""What the worker says of a name, and where it looks for packages."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from flask_ls.features.doctor import report
from flask_ls.infer.documents import Documents
from flask_ls.infer.worker import answer, serve
from flask_ls.options import Options
from flask_ls.project.files import DiskFiles
from flask_ls.project.snapshot import Project

HERE = Path(sys.prefix)


def said(folder: Path, text: str, needle: str, *, python: str = "", environment: str = "") -> str | None:
    """What is said of the last `needle`, a name on the last line that has it."""
    line = max(number for number, each in enumerate(text.split("\n")) if needle in each)
    column = text.split("\n")[line].rindex(needle)
    path = str(folder / "views.py")
    return asked(path, text, line, column, root=str(folder), python=python, environment=environment)


def asked(path: str, text: str, line: int, column: int, **about: Any) -> Any:
    """The worker's answer to a question, most often what a name is."""
    question = {"ask": "hover", "name": "", "python": "", "environment": "", "closed": [], "changed": {}, **about}
    documents = question.pop("documents", None) or Documents()
    return answer(
        documents, path=path, line=line, column=column, **{**question, "changed": {path: text, **question["changed"]}}
    )


def members(path: Path, text: str, **about: Any) -> list[str]:
    """The names that can stand at the end of a text, as the worker says."""
    lines = text.split("\n")
    found = asked(str(path), text, len(lines) - 1, len(lines[-1]), root=str(path.parent), ask="members", **about)
    return [name for name, _ in found if not name.startswith("_")]


def library(folder: Path, name: str) -> Path:
    """A virtual environment with one package `parcels`, as far as reading it goes."""
    packages = folder / name / "lib" / "python3.12" / "site-packages" / "parcels"
    packages.mkdir(parents=True)
    (packages / "__init__.py").write_text(f'def send():\n    """Send it from {name}."""\n')
    (folder / name / "bin").mkdir()
    return folder / name


def test_an_object_of_another_module_is_explained(tmp_path: Path) -> None:
    """`from app import db` shows what `db` is in the module that makes it."""
    (tmp_path / "app.py").write_text('class Database:\n    """Holds rows."""\n\ndb = Database()\n')
    found = said(tmp_path, "from app import db\n\ndb\n", "db")
    assert "```python\ndb: Database\n```\n\nHolds rows." == found


def test_a_fixture_is_explained(tmp_path: Path) -> None:
    """A parameter of a test is what pytest's fixture of that name gives."""
    (tmp_path / "conftest.py").write_text(
        'import pytest\n\nclass Shop:\n    """Sells."""\n\n@pytest.fixture\ndef shop():\n    return Shop()\n'
    )
    text = "def test_sale(shop):\n    goods = shop\n    goods\n"
    path = str(tmp_path / "test_sale.py")
    found = asked(path, text, 2, 4, root=str(tmp_path), environment=str(HERE))
    assert "```python\ngoods: Shop\n```\n\nSells." == found


@pytest.mark.parametrize("setting", ["other/bin/python", "{folder}/other/bin/python"])
def test_the_set_python_wins_over_the_environment(tmp_path: Path, setting: str) -> None:
    """Packages are those of the environment, or of the interpreter that is set, also relative to the root."""
    environment, _ = library(tmp_path, "found"), library(tmp_path, "other")
    text = "import parcels\nparcels.send()\n"
    assert "found" in (said(tmp_path, text, "send", environment=str(environment)) or "")
    python = setting.format(folder=tmp_path)
    assert "other" in (said(tmp_path, text, "send", environment=str(environment), python=python) or "")


def test_a_missing_environment_leaves_the_projects_own_names(tmp_path: Path) -> None:
    """Where there is no such Python, packages are unknown, and the project's own names are not."""
    text = "import parcels\nkept = 1\nparcels.send()\n"
    assert said(tmp_path, text, "send", python="nowhere/bin/python") is None
    assert "```python\nkept: int\n```" == said(tmp_path, text, "kept", python="nowhere/bin/python")


def test_compiled_modules_of_a_project_are_not_imported(tmp_path: Path) -> None:
    """A compiled module is code that would run: neither one of the folder nor one of its environment is imported."""
    environment = library(tmp_path, "found")
    for folder in (tmp_path, next(environment.glob("lib/*/site-packages"))):
        (folder / "compiled.abi3.so").write_bytes(b"nothing that could be loaded")
    text = "import compiled\ncompiled.run()\n"
    with pytest.warns(UserWarning, match="compiled not importable in path") as warned:
        said(tmp_path, text, "compiled", environment=str(environment))
    assert [] == [each for each in warned if str(tmp_path) in str(each.message)]


def test_a_failure_is_an_answer() -> None:
    """What jedi fails on is said in a line, and the next question is answered."""
    common = {"ask": "hover", "path": "/a.py", "column": 0, "root": "", "python": "", "environment": "", "name": ""}
    changes: list[dict[str, str]] = [{"/a.py": "x = 1\nx\n"}, {}]
    questions = "".join(
        json.dumps({**common, "line": line, "changed": changed, "closed": []}) + "\n"
        for line, changed in zip((99, 1), changes, strict=True)
    )
    answers = io.StringIO()
    serve(io.StringIO(questions), answers)
    first, second = (json.loads(line) for line in answers.getvalue().splitlines())
    assert first["failure"].startswith("ValueError")
    assert {"answer": "```python\nx: int\n```"} == second


def test_the_members_of_an_object_are_listed_and_explained(tmp_path: Path) -> None:
    """Behind a dot stand the names of the object's class, each with what it is; asked for by name, it is described."""
    text = 'class Basket:\n    def weigh(self) -> float:\n        """In grams."""\n\nBasket().'
    assert ["weigh"] == members(tmp_path / "shop.py", text)
    found = asked(str(tmp_path / "shop.py"), text, 4, 9, root=str(tmp_path), ask="member", name="weigh")
    assert "```python\ndef weigh() -> float\n```\n\nIn grams." == found
    assert asked(str(tmp_path / "shop.py"), text, 4, 9, root=str(tmp_path), ask="member", name="other") is None


def test_a_long_list_does_not_wait_for_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no time left to find out what each member is, the names are told all the same."""
    text, about = "class A:\n    def f(self): ...\nA().", {"root": str(tmp_path), "ask": "members"}
    assert ("f", "function") in asked(str(tmp_path / "a.py"), text, 2, 4, **about)
    monkeypatch.setattr("flask_ls.infer.worker._KINDS_WITHIN", 0.0)
    assert ("f", "") in asked(str(tmp_path / "a.py"), text, 2, 4, **about)


def test_open_documents_count_and_not_their_files(tmp_path: Path) -> None:
    """Another module is seen as it is typed; closed without being saved, as its file has it; saved, as it was saved."""
    documents, other, here = Documents(), tmp_path / "other.py", tmp_path / "here.py"
    text = "import other\nother."
    other.write_text("on_disk = 1\n")
    assert ["on_disk"] == members(here, text, documents=documents)
    assert ["typed"] == members(here, text, documents=documents, changed={str(other): "typed = 1\n"})
    assert ["typed", "typed_more"] == members(
        here, text, documents=documents, changed={str(other): "typed = 1\ntyped_more = 2\n"}
    )
    assert ["on_disk"] == members(here, text, documents=documents, closed=[str(other)])
    assert ["typed"] == members(here, text, documents=documents, changed={str(other): "typed = 1\n"})
    assert ["on_disk"] == members(here, text, documents=documents, changed={str(other): "on_disk = 1\n"})


def test_a_file_that_changes_below_an_open_document_is_not_seen(tmp_path: Path) -> None:
    """While a document is open, what another program writes into its file counts as little as what was there."""
    documents, other, here = Documents(), tmp_path / "other.py", tmp_path / "here.py"
    text = "import other\nother."
    other.write_text("on_disk = 1\n")
    assert ["typed"] == members(here, text, documents=documents, changed={str(other): "typed = 1\n"})
    other.write_text("changed = 1\n")
    os.utime(other, (2_000_000_000, 2_000_000_000))
    assert ["typed"] == members(here, text, documents=documents)


def test_a_long_signature_is_shortened(tmp_path: Path) -> None:
    """A signature that would fill the screen is left out."""
    parameters = ", ".join(f"parameter_{number}=None" for number in range(40))
    assert "```python\ndef long(…)\n```" == said(tmp_path, f"def long({parameters}): ...\nlong\n", "long")


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("", "the server's own: no environment was found"),
        (sys.executable, f"those of {sys.executable}"),
        ("no-such-python", "those of no-such-python, which was not found: none are known"),
        ("nowhere/bin/python", "those of nowhere/bin/python, which was not found: none are known"),
    ],
)
def test_the_report_says_which_packages_are_read(
    python: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report names jedi and where packages are looked for, and says where there are none."""
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    text = report(Project.empty((str(tmp_path),), DiskFiles()), Options(python=python), {})
    assert "- jedi: " in text
    assert f"- packages that jedi reads: {said}\n" in text


def test_the_report_says_that_an_environment_is_empty(tmp_path: Path) -> None:
    """An environment without packages, such as one that was only just made, is named so."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("version = 3.11\n")
    text = report(Project.empty((str(tmp_path),), DiskFiles()), Options(), {})
    assert f"- packages that jedi reads: those in {tmp_path / '.venv'}, which has none\n" in text


def test_a_missing_jedi_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where jedi is not installed, the report says so and what that means."""
    monkeypatch.setattr("flask_ls.features.doctor.find_spec", lambda name: None)
    assert "- jedi: not installed: only what names alone tell is explained and completed\n" in report(
        Project.empty(), Options(), {}
    )
