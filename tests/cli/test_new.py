"""`flask-ls new`: what it writes, and all that it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask_ls.cli.main import main
from flask_ls.knowledge.project_templates import builtin, render

Capture = pytest.CaptureFixture[str]
USERS = sorted(render(builtin()["blueprint"], {}))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the command is run."""
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


def written(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def test_list(capsys: Capture) -> None:
    """Without a template all are listed, with what they ask for."""
    assert 0 == main(["new"])
    said = capsys.readouterr().out
    assert all(f"{template.id}: {template.title}" in said for template in builtin().values())
    assert "--package app --name users" in said


def test_help(capsys: Capture) -> None:
    """The help of a template has its questions with their defaults; the command's own names it."""
    for arguments, expected in (
        (["new", "blueprint", "--help"], "Name of the blueprint (users)"),
        (["--help"], "new  "),
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert 0 == ended.value.code
        assert expected in capsys.readouterr().out


def test_defaults(folder: Path, capsys: Capture) -> None:
    """The files are written into this folder, each is named, and it is said what to do next."""
    assert 0 == main(["new", "blueprint"])
    assert USERS == written(folder)
    said = capsys.readouterr().out
    assert all(f"wrote {Path(path)}\n" in said for path in USERS)
    assert "app.register_blueprint(bp)" in said


def test_answers_and_path(folder: Path) -> None:
    """Answers are options, PATH may be a new folder, and what is written is what the template renders."""
    assert 0 == main(["new", "blueprint", "deep/er", "--name", "orders", "--package=shop"])
    expected = render(builtin()["blueprint"], {"name": "orders", "package": "shop"})
    found = {path: (folder / "deep/er" / path).read_bytes().decode() for path in written(folder / "deep/er")}
    assert dict(expected) == found


def test_dry_run(folder: Path, capsys: Capture) -> None:
    """Every path and every text is printed, and nothing is written."""
    assert 0 == main(["new", "app", "there", "--dry-run", "--name", "hello"])
    said = capsys.readouterr().out
    for path, text in render(builtin()["app"], {"name": "hello"}).items():
        assert f"== {Path('there', path)}\n{text}" in said
    assert [] == written(folder) and not (folder / "there").exists()


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_existing_files_are_named(folder: Path, capsys: Capture, more: list[str]) -> None:
    """One file that is there, and nothing at all is written."""
    (folder / "app" / "users").mkdir(parents=True)
    (folder / "app" / "users" / "routes.py").write_text("mine")
    assert 2 == main(["new", "blueprint", *more])
    assert "nothing was written, because there is already: app/users/routes.py\n" in capsys.readouterr().err
    assert ["app/users/routes.py"] == written(folder)
    assert "mine" == (folder / "app" / "users" / "routes.py").read_text()


@pytest.mark.parametrize("there", ["app.py", "app/users.py", "tests", "app/users/templates/users/index.html"])
def test_what_is_in_the_way(folder: Path, capsys: Capture, there: str) -> None:
    """A module that would hide the package, a file where a folder is needed, a link that leads nowhere."""
    target = folder / there
    target.parent.mkdir(parents=True, exist_ok=True)
    if there.endswith(".html"):
        target.symlink_to(folder / "nowhere")
    else:
        target.write_text("mine")
    assert 2 == main(["new", "blueprint"])
    assert f"there is already: {there}\n" in capsys.readouterr().err
    assert [there] == written(folder)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["bluprint", "--name", "x"], "there is no template `bluprint`; did you mean `blueprint`?"),
        (["blueprint", "--name", "../x"], "`name` cannot be `../x`: it must be a Python name in small letters"),
        (["blueprint", "--name", ""], "`name` cannot be ``: it must be a Python name in small letters"),
        (["blueprint", "--package", "email"], "that no module of Python, Flask or this template has"),
        (["pages", "--folder", "/etc"], "`folder` cannot be `/etc`: it must be a folder below the chosen one"),
        (["rest-api", "--resource", "errors"], "two files would be `api/errors.py`; choose another answer"),
        (["blueprint", "file"], "file is not a folder"),
    ],
)
def test_wrong_arguments(folder: Path, capsys: Capture, arguments: list[str], expected: str) -> None:
    """They are explained, and nothing is written."""
    (folder / "file").write_text("")
    assert 2 == main(["new", *arguments])
    assert expected in capsys.readouterr().err
    assert ["file"] == written(folder)


def test_unknown_option(capsys: Capture) -> None:
    """An option that the template does not ask for is a wrong usage."""
    with pytest.raises(SystemExit) as ended:
        main(["new", "blueprint", "--nam", "x"])
    assert 2 == ended.value.code
    assert "--nam" in capsys.readouterr().err


def test_links_to_elsewhere(folder: Path, capsys: Capture) -> None:
    """A folder that is a link to a place outside of PATH is not written into."""
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (folder / "app").symlink_to(elsewhere)
    assert 2 == main(["new", "blueprint"])
    assert "`app/users/__init__.py` would be outside of ., behind a link" in capsys.readouterr().err
    assert [] == written(elsewhere)


@pytest.mark.parametrize("path", ["link", "../place/link"])
def test_path_that_is_a_link(folder: Path, path: str) -> None:
    """PATH itself may be one."""
    (folder / "real").mkdir()
    (folder / "link").symlink_to("real")
    assert 0 == main(["new", "blueprint", path])
    assert USERS == written(folder / "real")


def test_failed_writing_leaves_nothing(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one file cannot be written, those before it are taken away again."""
    opened = Path.open

    def full(path: Path, mode: str = "r", **more: str) -> object:
        if path.name == "index.html":
            raise OSError(28, "No space left on device", str(path))
        return opened(path, mode, **more)

    monkeypatch.setattr(Path, "open", full)
    assert 2 == main(["new", "blueprint"])
    index = os.path.join("app", "users", "templates", "users", "index.html")  # noqa: PTH118
    assert f"nothing was written, because of {index}: No space left on device" in capsys.readouterr().err
    assert [] == written(folder)


def test_file_that_comes_meanwhile(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not written over either."""
    monkeypatch.setattr("os.path.lexists", lambda path: False)
    (folder / "test_app.py").write_text("mine")
    assert 2 == main(["new", "app"])
    assert "test_app.py: File exists" in capsys.readouterr().err
    assert ["test_app.py"] == written(folder)
    assert "mine" == (folder / "test_app.py").read_text()
