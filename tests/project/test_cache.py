"""What an earlier start saw of the files: believed where it is true, ignored where it may not be."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
import time
from pathlib import Path

import pytest
from flask_ls.project import cache as module
from flask_ls.project.cache import FEWEST, Cache, cache_folder
from flask_ls.project.components import links, recall, relevant
from flask_ls.project.files import DiskFiles, find_files
from flask_ls.project.pyfile import PyFile
from flask_ls.project.reading import read_file
from flask_ls.project.snapshot import Project
from flask_ls.syntax.import_scan import Imported

Seen = tuple[bool, bool, tuple[Imported, ...]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with just enough files to be worth it, all of them older than an hour."""
    root = tmp_path / "workspace"
    root.mkdir()
    for number in range(FEWEST):
        _write(root / f"module_{number}.py", f"import os\nfrom module_{number // 2} import x as y\n")
    _write(root / "app.py", "from flask import Flask\nimport module_3\napp = Flask(__name__)\n")
    return root


@pytest.fixture(autouse=True)
def _old_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written just now count as old."""
    monkeypatch.setattr(module, "_RACY", -(10**15))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


class Disk(DiskFiles):
    """The disk, with a list of what was read from it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def read(self, path: str) -> str | None:
        self.asked.append(Path(path).name)
        return super().read(path)


def _start(root: Path, folder: Path) -> tuple[dict[str, Seen], list[str], bool]:
    """What a start sees of each file, which files it reads for that, and whether it writes the cache."""
    source, cache = Disk(), Cache.load([str(root)], folder)
    files = {path: read_file(path, source, cache) for path in find_files(str(root))}
    seen = {
        Path(path).name: (file.glimpse.matters, file.mentions_flask, file.glimpse.imports)
        for path, file in files.items()
        if isinstance(file, PyFile)
    }
    project = Project.empty((str(root),)).with_read(files)
    paths = [file.path for file in relevant(project)]
    if cache.fits(project.tree.python):
        known, known_relevant = cache.links(), cache.relevant()
        assert known == {path: links(project)[path] for path in known}
        assert known_relevant in (None, paths)
    return seen, source.asked, cache.save(links(project), paths)


def test_what_imports_lead_to_is_known(workspace: Path, tmp_path: Path) -> None:
    """As long as the workspace has the same files; a file that comes may be what an import leads to."""
    _start(workspace, tmp_path / "cache")
    cache, source = Cache.load([str(workspace)], tmp_path / "cache"), DiskFiles()
    project = Project.empty((str(workspace),)).with_read(
        {path: read_file(path, source, cache) for path in find_files(str(workspace))}
    )
    app, third = str(workspace / "app.py"), str(workspace / "module_3.py")
    assert [True, False] == [cache.fits(project.tree.python), cache.fits([*project.tree.python, "/flask.py"])]
    recall(project, cache.links, cache.relevant())
    assert ([app], (third,)) == ([file.path for file in relevant(project)], links(project)[app])
    edited = project.with_files({app: "from flask import Flask\nimport module_5\n", third: "import app\n"})
    assert [app, third] == [file.path for file in relevant(edited) if file.path in (app, third)]
    assert (str(workspace / "module_5.py"),) == links(edited)[app]


def _only(folder: Path) -> Path:
    (file,) = (folder / "index").iterdir()
    return file


def test_a_second_start_reads_nothing(workspace: Path, tmp_path: Path) -> None:
    """It sees the same of every file, and has nothing to write."""
    first, read, written = _start(workspace, tmp_path / "cache")
    assert (FEWEST + 1, True) == (len(read), written)
    assert (True, True, (("flask", ("Flask",)), ("module_3", ()))) == first["app.py"]
    assert (first, [], False) == _start(workspace, tmp_path / "cache")


def test_what_changed_is_read(workspace: Path, tmp_path: Path) -> None:
    """A changed file, also one of the same size and modification time; a new one; one that is gone is forgotten."""
    _start(workspace, tmp_path / "cache")
    about = (workspace / "module_7.py").stat()
    _write(workspace / "module_7.py", "import os\nfrom module_4 import x as y\n")
    os.utime(workspace / "module_7.py", ns=(about.st_atime_ns, about.st_mtime_ns))
    assert about.st_size == (workspace / "module_7.py").stat().st_size
    _write(workspace / "new.py", "import flask\n")
    (workspace / "module_1.py").unlink()
    seen, read, written = _start(workspace, tmp_path / "cache")
    assert (["module_7.py", "new.py"], True) == (sorted(read), written)
    assert (("module_4", ("x",)), True) == (seen["module_7.py"][2][1], seen["new.py"][0])
    assert "module_1.py" not in json.loads(_only(tmp_path / "cache").read_bytes().partition(b"\n")[2])["files"]


def test_a_file_that_was_just_written_is_not_remembered(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may change again within what its times can tell."""
    monkeypatch.setattr(module, "_RACY", 2_000_000_000)
    for path in workspace.iterdir():
        os.utime(path, (1, 1))  # when it was last changed still says now
    assert (False, FEWEST + 1) == (_start(workspace, tmp_path)[2], len(_start(workspace, tmp_path)[1]))


@pytest.mark.parametrize("damage", ["", "flask-ls index", "cut", "flip", "other", "list"])
def test_damage_is_ignored_and_mended(workspace: Path, tmp_path: Path, damage: str) -> None:
    """Whatever stands in the file, a start sees what is there, and the next one is quick again."""
    first, _, _ = _start(workspace, tmp_path / "cache")
    file = _only(tmp_path / "cache")
    content = file.read_bytes()
    body = b"[]"
    file.write_bytes(
        {
            "cut": content[: len(content) // 2],
            "flip": content[:-300] + b"7" + content[-299:],
            "other": content.partition(b"\n")[2],
            "list": module._MAGIC + module.hashlib.blake2b(body).hexdigest().encode() + b"\n" + body,
        }.get(damage, damage.encode())
    )
    assert (first, FEWEST + 1, True) == (lambda seen, read, written: (seen, len(read), written))(
        *_start(workspace, tmp_path / "cache")
    )
    assert (first, [], False) == _start(workspace, tmp_path / "cache")


def test_another_version_starts_anew(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the product or of the format, and another workspace too; none disturbs the other's file."""
    _start(workspace, tmp_path / "cache")
    with monkeypatch.context() as patch:
        patch.setattr(module, "__version__", "99")
        assert FEWEST + 1 == len(_start(workspace, tmp_path / "cache")[1])
    assert [] == _start(workspace, tmp_path / "cache")[1]
    assert 2 == len(list((tmp_path / "cache" / "index").iterdir()))
    assert Cache.load([str(tmp_path)], tmp_path / "cache").glimpse(str(workspace / "app.py"), (0, 0, 0, 0)) is None


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="another kind of permissions")
def test_only_the_person_can_write_what_is_believed(workspace: Path, tmp_path: Path) -> None:
    """The file and its folder are the person's alone; a file that others may write is ignored."""
    _start(workspace, tmp_path / "cache")
    file = _only(tmp_path / "cache")
    assert [0o600, 0o700] == [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)]
    file.chmod(0o622)
    assert FEWEST + 1 == len(_start(workspace, tmp_path / "cache")[1])


def _save_often(root: str, folder: str) -> None:
    module._RACY = -(10**15)
    for _ in range(10):
        _, _, _ = _start(Path(root), Path(folder))
        (Path(root) / f"by_{os.getpid()}.py").write_text(f"import os\nx = {time.time_ns()}\n")


def test_two_editors_at_once(workspace: Path, tmp_path: Path) -> None:
    """Whoever comes last wins, and what is there is whole at every moment."""
    context = multiprocessing.get_context("spawn")
    editors = [context.Process(target=_save_often, args=(str(workspace), str(tmp_path / "cache"))) for _ in range(2)]
    for editor in editors:
        editor.start()
    while any(editor.is_alive() for editor in editors):
        for file in (tmp_path / "cache" / "index").glob("*.json"):
            assert module._read(file) is not None
        time.sleep(0.002)
    for editor in editors:
        editor.join()
    assert [0, 0] == [editor.exitcode for editor in editors]
    assert [] == list((tmp_path / "cache" / "index").glob("*.partial"))
    _start(workspace, tmp_path / "cache")
    assert [] == _start(workspace, tmp_path / "cache")[1]


def test_the_folder_does_not_grow(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not used for the longest time goes first, and so does what a crash left over."""
    monkeypatch.setattr(module, "_FOLDER_BYTES", 3000)
    folder = tmp_path / "cache" / "index"
    folder.mkdir(parents=True, mode=0o700)
    for name, age in (("old.json", 900), ("older.json", 1000), ("crashed.partial", 9000), ("young.json", 10)):
        (folder / name).write_bytes(b"x" * 1000)
        os.utime(folder / name, (time.time() - age,) * 2)
    module._write(folder / "new.json", {"x": "y" * 500})
    assert ["new.json", "old.json", "young.json"] == sorted(path.name for path in folder.iterdir())


def test_few_files_are_not_worth_it(tmp_path: Path) -> None:
    """Nothing is written for a small workspace."""
    _write(tmp_path / "app.py", "import flask\n")
    assert False is _start(tmp_path, tmp_path / "cache")[2]
    assert not (tmp_path / "cache").exists()


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(workspace: Path, tmp_path: Path) -> None:
    """Everything works without."""
    (tmp_path / "cache").write_text("in the way")
    assert (FEWEST + 1, False) == (lambda seen, read, written: (len(read), written))(
        *_start(workspace, tmp_path / "cache")
    )


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"HOME": "/home/a"}, "linux", "/home/a/.cache/flask-ls"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "/c"}, "linux", "/c/flask-ls"),
        ({"HOME": "/home/a", "XDG_CACHE_HOME": "relative"}, "linux", None),
        ({"HOME": "/Users/a"}, "darwin", "/Users/a/Library/Caches/flask-ls"),
        ({"LOCALAPPDATA": "/L"}, "win32", "/L/flask-ls"),
        ({"USERPROFILE": "/U"}, "win32", "/U/AppData/Local/flask-ls"),
        ({"HOME": "/home/a", "FLASK_LS_CACHE": "/mine"}, "linux", "/mine"),
        ({"HOME": "/home/a", "FLASK_LS_CACHE": ""}, "linux", None),
        ({}, "linux", None),
    ],
)
def test_where_the_cache_is(environment: dict[str, str], platform: str, expected: str | None) -> None:
    """Where each system keeps such things, or where the person says."""
    found = cache_folder(environment, platform)
    assert expected == (found.as_posix() if found is not None else None)
