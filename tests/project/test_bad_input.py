"""Workspaces as nobody wants them: no crash, no endless loop, work that is counted, and a reason in `flask-ls doctor`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask_ls.cli.main import main
from flask_ls.features.diagnostics import findings, project_findings
from flask_ls.features.doctor import report
from flask_ls.options import Options
from flask_ls.project import files, resolve
from flask_ls.project.files import MAX_BYTES, DiskFiles, find_files
from flask_ls.project.reading import read_file
from flask_ls.project.snapshot import Project
from flask_ls.syntax import parse

APP = "from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)\n"
Said = Callable[[Path], str]


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str]) -> Said:
    """What `flask-ls doctor` says of a folder."""

    def run(folder: Path) -> str:
        capsys.readouterr()
        assert 0 == main(["doctor", str(folder)])
        return capsys.readouterr().out

    return run


def _counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    """The first argument of every call of a module's function from now on."""
    calls: list[object] = []
    real = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **more: calls.append(args[0]) or real(*args, **more))
    return calls


def _write(root: Path, texts: dict[str, str | bytes]) -> None:
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def _codes(texts: dict[str, str]) -> dict[str, list[str]]:
    found = project_findings(Project.empty(("/p",)).with_files(texts), Options())
    return {path: [finding.code for finding in some] for path, some in found.items()}


@pytest.mark.parametrize("count", [2, 3, 6])
def test_circular_star_imports(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every module takes everything from every other one: each is asked once for a name, and what is there is found."""
    names = range(count)
    stars = {f"/p/m{one}.py": "".join(f"from m{other} import *\n" for other in names if other != one) for one in names}
    stars[f"/p/m{count - 1}.py"] += APP.replace("app.run(debug=True)\n", "")
    stars["/p/m0.py"] += "app.run(debug=True)\nnobody.run(debug=True)\n"
    asked = _counted(monkeypatch, resolve, "_module_name")
    assert {"/p/m0.py": ["FLK301"]} == _codes(stars)
    assert len(asked) <= 4 * count * count


def test_circular_imports_are_told(tmp_path: Path, doctor: Said) -> None:
    """Two modules that import each other are followed, and named."""
    _write(tmp_path, {"app.py": "import views\n" + APP, "views.py": "from app import app\napp.debug = True\n"})
    assert "## Circular imports\n\n- app.py, views.py\n" in doctor(tmp_path)
    assert 1 == main(["check", str(tmp_path)])


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"if a: x{n} = x{n + 1}\nelif b: x{n} = x{n + 1}\nelse: x{n} = x{n + 1}\n" for n in range(40)),
        "".join(f"def f{n}():\n    if a:\n        return f{n + 1}()\n    return f{n + 1}()\n" for n in range(40)),
        "".join(f"class C{n}(C{n + 1}, D.C{n + 1}, C{n + 1}): ...\n" for n in range(40)),
        "x0 = x0.y(x0)\nx0 = x0 or x0\nx0 = x0 if x0 else x0\n",
        "class C0(C0): ...\n\ndef f0(): return f0()\n",
    ],
)
def test_definitions_that_double(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that stand for several names each end in silence, after a number of steps that is fixed."""
    steps = _counted(monkeypatch, resolve, "_exhausted")
    assert {} == _codes(
        {"/p/a.py": f"import flask\n{body}x0.run(debug=True)\nf0().run(debug=True)\nC0().debug = True\n"}
    )
    assert len(steps) < 10 * resolve._STEPS


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        ("bp.register_blueprint(bp)\napp.register_blueprint(bp)\n", "2 routes"),
        ("bp.register_blueprint(b2)\nb2.register_blueprint(bp)\napp.register_blueprint(bp)\n", ""),
        ("def create_app():\n    return create_app()\napp = create_app()\napp.register_blueprint(bp)\n", ""),
        ("while True:\n    app.register_blueprint(bp)\n", "## Routes that are not certain"),
        ("for n in range(10 ** 9):\n    app.add_url_rule(f'/{n}', f'{n}', print)\n", "## Routes that are not certain"),
    ],
)
def test_registrations_without_end(body: str, listed: str, tmp_path: Path, doctor: Said) -> None:
    """A blueprint on itself, two on each other, factories and loops that do not end: the doctor's report comes."""
    head = "from flask import Blueprint, Flask\napp = Flask(__name__)\nbp, b2 = (Blueprint(n, n) for n in 'ab')\n"
    _write(tmp_path, {"app.py": f"{head}bp = Blueprint('a', 'a')\n@bp.route('/x')\ndef x(): ...\n{body}"})
    assert listed in doctor(tmp_path)


def test_two_modules_of_the_same_name(tmp_path: Path, doctor: Said) -> None:
    """The package is what Python imports; the module beside it is named as hidden."""
    _write(
        tmp_path,
        {"shop/__init__.py": APP, "shop.py": "app = 3\n", "run.py": "from shop import app\napp.debug = True\n"},
    )
    project = Project.empty((str(tmp_path),)).with_read(_read(tmp_path))
    assert ["FLK301"] == [finding.code for finding in findings(project, str(tmp_path / "run.py"), Options())]
    said = doctor(tmp_path)
    assert f"- {tmp_path / 'shop' / '__init__.py'} is imported, {tmp_path / 'shop.py'} never is" in said


def test_a_package_without_init(tmp_path: Path, doctor: Said) -> None:
    """It is imported from all the same; inside of a package that has one it is named."""
    _write(
        tmp_path,
        {"web/__init__.py": "", "web/part/core.py": APP, "run.py": "from web.part.core import app\napp.debug = True\n"},
    )
    project = Project.empty((str(tmp_path),)).with_read(_read(tmp_path))
    assert ["FLK301"] == [finding.code for finding in findings(project, str(tmp_path / "run.py"), Options())]
    assert f"## Packages without `__init__.py`\n\n- {tmp_path / 'web' / 'part'}\n" in doctor(tmp_path)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("", "@app.route('/{n}')\ndef view_{n}():\n    return 'x'\n\n\n"),
        ("", "x_{n} = {n}\n"),
        ("def big():\n", "    x_{n} = f({n})\n"),
        ("D = {{\n", "    'key_{n}': ['a', {n}],\n"),
    ],
)
def test_fifty_thousand_lines(head: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each block is parsed at most once, and an edit, also one that breaks the text, parses a handful of times."""
    lines = line.count("\n")
    text = APP + head.format() + "".join(line.format(n=number) for number in range(50_000 // lines))
    text += "}\n" if "{" in head else ""
    project = Project.empty(("/p",)).with_files({"/p/a.py": text})
    parsed = _counted(monkeypatch, parse, "_parse")
    assert ["FLK301"] == [finding.code for finding in findings(project, "/p/a.py", Options())]
    assert len(parsed) <= 50_000 // lines + 10
    at = text.index("\n", len(text) // 2)
    for typed in ("x", "("):
        parsed.clear()
        edited = project.with_edit("/p/a.py", text[:at] + typed + text[at:], at, at, at + 1)
        findings(edited, "/p/a.py", Options())
        assert len(parsed) <= 12


def test_files_that_are_no_text(tmp_path: Path, doctor: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other encodings, binary and huge files are left out with the reason, and no more than the limit is read."""
    _write(
        tmp_path,
        {
            "latin.py": "# flask\nx = 'é'\n".encode("latin-1"),
            "declared.py": ("# coding: latin-1\n# é\n" + APP).encode("latin-1"),
            "binary.py": b"flask\0",
            "huge.py": b"# flask\n" + b"x = 1\n" * MAX_BYTES,
        },
    )
    sizes = _counted(monkeypatch, files.os, "read")
    said = doctor(tmp_path)
    assert 3 == len(sizes)
    for name, reason in (("latin", "not utf-8 text"), ("binary", "binary"), ("huge", "larger than 2 MB")):
        assert f"- {tmp_path / name}.py: {reason}" in said
    assert ["declared.py"] == [Path(path).name for path in _read(tmp_path)]


def test_folders_that_are_not_the_persons(tmp_path: Path, doctor: Said) -> None:
    """Virtual environments, installed packages and links to folders are not entered, and named."""
    _write(
        tmp_path,
        {
            "app.py": APP,
            "node_modules/x/a.py": APP,
            "env/pyvenv.cfg": "",
            "env/lib/site-packages/flask/app.py": APP,
            "deep/site-packages/b.py": APP,
            ".hidden/c.py": APP,
        },
    )
    (tmp_path / "deep" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.py").symlink_to("self.py")
    (tmp_path / "nowhere.py").symlink_to("gone.py")
    assert ["app.py"] == [os.path.relpath(path, tmp_path) for path in find_files(str(tmp_path))]
    said = doctor(tmp_path)
    for name, reason in (
        ("node_modules", "installed packages"),
        ("env", "a virtual environment"),
        ("deep/site-packages", "installed packages"),
        ("deep/loop", "a link to a folder, which is not followed"),
    ):
        assert f"- {tmp_path / name}: {reason}" in said
    assert ".hidden" not in said


def test_folders_that_cannot_be_read(tmp_path: Path, doctor: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are passed over, and named; so are files."""
    _write(tmp_path, {"app.py": APP, "closed/a.py": APP, "closed.py": APP})
    scandir, open_ = os.scandir, os.open

    def refused(path: str, *args: int) -> object:
        if str(path).endswith(("closed", "closed.py")):
            raise PermissionError(13, "Permission denied")
        return open_(path, *args) if args else scandir(path)

    monkeypatch.setattr(files.os, "scandir", refused)
    monkeypatch.setattr(files.os, "open", refused)
    said = doctor(tmp_path)
    assert f"- {tmp_path / 'closed'}: Permission denied\n" in said
    assert f"- {tmp_path / 'closed.py'}: Permission denied\n" in said


@pytest.mark.parametrize("when", ["open", "fstat", "read"])
def test_a_file_that_is_deleted_while_it_is_read(tmp_path: Path, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is as good as not there, with a reason; or it is what it was."""
    _write(tmp_path, {"app.py": APP})
    real = getattr(files.os, when)

    def deleted(*args: object) -> object:
        (tmp_path / "app.py").unlink(missing_ok=True)
        if when == "read":
            raise OSError(5, "Input/output error")
        return real(*args)

    monkeypatch.setattr(files.os, when, deleted)
    told: dict[str, str] = {}
    read = DiskFiles(told.__setitem__).read(str(tmp_path / "app.py"))
    expected = {
        "open": (None, ["No such file or directory"]),
        "fstat": (APP, []),
        "read": (None, ["Input/output error"]),
    }
    assert expected[when] == (read, [*told.values()])


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is read, or none where it becomes too large."""
    _write(tmp_path, {"app.py": APP})
    real = os.fstat

    def grown(file: int) -> os.stat_result:
        about = real(file)
        (tmp_path / "app.py").write_text(APP * 2)
        return about

    monkeypatch.setattr(files.os, "fstat", grown)
    assert APP * 2 == DiskFiles().read(str(tmp_path / "app.py"))


def test_a_folder_that_is_deleted_while_it_is_listed(tmp_path: Path) -> None:
    """What was listed already is kept, the rest is passed over with the reason."""
    _write(tmp_path, {"a/x.py": "", "b/y.py": ""})
    told: dict[str, str] = {}
    listing = find_files(str(tmp_path), (), told.__setitem__)
    assert str(tmp_path / "a" / "x.py") == next(listing)
    (tmp_path / "b" / "y.py").unlink()
    (tmp_path / "b").rmdir()
    assert ([], {str(tmp_path / "b"): "No such file or directory"}) == ([*listing], told)


def test_the_report_stays_short() -> None:
    """A long list is cut, and says so."""
    skipped = {f"/p/{number:04}.py": "binary" for number in range(500)}
    said = report(Project.empty(("/p",)).with_skipped(skipped), Options(), {})
    assert "- /p/0029.py: binary\n- and 470 more\n" in said
    assert "/p/0030.py" not in said


def _read(root: Path) -> dict[str, object]:
    source = DiskFiles()
    read = {path: read_file(path, source) for path in find_files(str(root))}
    return {path: file for path, file in read.items() if file is not None}
