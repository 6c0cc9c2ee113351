"""Static files: completion, links, definition, hover and references, asked of the disk when somebody wants to know."""

from __future__ import annotations

from dataclasses import replace as replaced
from pathlib import Path

import pytest
from flask_ls.features.completion import complete
from flask_ls.features.definition import definition
from flask_ls.features.document_links import document_links
from flask_ls.features.hover import hover
from flask_ls.features.references import references
from flask_ls.options import Options
from flask_ls.project.files import DiskFiles, MemoryFiles
from flask_ls.project.snapshot import Project
from marks import ROOT, Fixture, parse

SITE = """
-- app.py --
from flask import Flask, url_for
from admin import admin
app = Flask(__name__, static_folder="public")
app.register_blueprint(admin, url_prefix="/admin")
url_for("static", filename="css/site.css")
url_for(endpoint="static", filename="gone.css")
-- admin.py --
from flask import Blueprint, url_for
admin = Blueprint("admin", __name__, static_folder="assets")

@admin.route("/")
def index():
    return url_for(".static", filename="logo.png")
-- templates/base.html --
<link href="{{ url_for('static', filename='css/site.css') }}">
<img src="{{ url_for('admin.static', filename='logo.png', v=1) }}">
<img src="{{ url_for('static', filename='css/' ~ name) }}">
"""
FILES = {
    f"{ROOT}/public/css/site.css": "a {}",
    f"{ROOT}/public/app.js": "x" * 1234,
    f"{ROOT}/assets/logo.png": "png",
}


def site(old: str, new: str) -> tuple[Fixture, Project]:
    """The site with a cursor, and its snapshot on a disk that has the static files."""
    assert old in SITE
    fixture = parse(SITE.replace(old, new, 1))
    return fixture, Project.empty((ROOT,), MemoryFiles(FILES | fixture.texts)).with_files(fixture.texts)


def labels(fixture: Fixture, project: Project) -> list[str]:
    language = "html" if fixture.path.endswith(".html") else "python"
    found = complete(project, fixture.path, fixture.offset, Options(), snippet_support=True, language=language)
    return [each.label for each in found if each.kind == "static"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('filename="css/site.css"', 'filename="<|>"', ["app.js", "css/site.css"]),
        ('"static", filename="css/site.css")', '"static", filename="cs<|>', ["app.js", "css/site.css"]),
        ('filename="logo.png"', 'filename="<|>"', ["logo.png"]),
        ("filename='css/site.css'", "filename='<|>'", ["app.js", "css/site.css"]),
        ("'admin.static', filename='logo.png', v=1) }}", "'admin.static', v=1, filename='lo<|>", ["logo.png"]),
        ('url_for("static", filename="css/site.css")', 'print("static", filename="<|>")', []),
        ('url_for("static", filename="css/site.css")', 'url_for("admin.index", filename="<|>")', []),
    ],
)
def test_completion(old: str, new: str, expected: list[str]) -> None:
    """The files of the folder that belongs to the endpoint, the application's or the blueprint's."""
    assert expected == labels(*site(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('filename="css/site.css"', 'filename="css/<|>site.css"', ["public/css/site.css"]),
        ('"gone.css"', '"go<|>ne.css"', []),
        ('filename="logo.png"', 'filename="lo<|>go.png"', ["assets/logo.png"]),
        ("filename='css/site.css'", "filename='css<|>/site.css'", ["public/css/site.css"]),
        ('filename="css/site.css"', 'filename="../<|>app.py"', []),
        ('filename="css/site.css"', f'filename="{ROOT}/<|>app.py"', []),
    ],
)
def test_definition(old: str, new: str, expected: list[str]) -> None:
    """The file, where it is there, and never one outside of the static folder."""
    fixture, project = site(old, new)
    found = definition(project, fixture.path, fixture.offset)
    assert expected == [each.path.removeprefix(f"{ROOT}/") for each in found]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('filename="css/site.css"', 'filename="css/<|>site.css"', ["`public/css/site.css`, 4 bytes"]),
        ('filename="css/site.css"', 'filename="ap<|>p.js"', ["`public/app.js`, 1.2 KB"]),
        ('"gone.css"', '"go<|>ne.css"', ["No such file: `public/gone.css`"]),
        ('filename="logo.png"', 'filename="lo<|>go.png"', ["3 bytes", f"![logo.png]({Path(ROOT, 'assets/logo.png').as_uri()}"]),
        ('"static", filename="css/site.css"', 'blueprint + ".static", filename="css/<|>site.css"', []),
    ],
)  # fmt: skip
def test_hover(old: str, new: str, parts: list[str]) -> None:
    """Where the file is and how large, and what a picture shows."""
    fixture, project = site(old, new)
    found = hover(project, fixture.path, fixture.offset, Options())
    assert bool(parts) == (found is not None)
    for part in parts:
        assert found is not None and part in found.markdown


def test_links() -> None:
    """A link for each name that stands for a file which is there; none for a name that is put together."""
    _, project = site("url_for", "url_for")
    found = document_links(project, f"{ROOT}/templates/base.html")
    assert ["public/css/site.css", "assets/logo.png"] == [each.path.removeprefix(f"{ROOT}/") for each in found]
    assert [f"{ROOT}/public/css/site.css"] == [each.path for each in document_links(project, f"{ROOT}/app.py")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('filename="css/site.css"', 'filename="css/<|>site.css"', ["app.py", "templates/base.html"]),
        ("filename='logo.png'", "filename='lo<|>go.png'", ["admin.py", "templates/base.html"]),
        ('"gone.css"', '"go<|>ne.css"', ["app.py"]),
    ],
)
def test_references(old: str, new: str, expected: list[str]) -> None:
    """Every place that names the same file, in Python and in templates, by whatever endpoint."""
    fixture, project = site(old, new)
    found = references(project, fixture.path, fixture.offset, declaration=True)
    assert expected == [each.path.removeprefix(f"{ROOT}/") for each in found]


def test_unknown_endpoint() -> None:
    """Where the endpoint is not known, its folder is not either."""
    fixture, project = site('"static", filename="css/site.css"', '"shop.static", filename="css/<|>site.css"')
    found = hover(project, fixture.path, fixture.offset, Options())
    assert found is not None and "cannot be known" in found.markdown
    assert [] == definition(project, fixture.path, fixture.offset)


def test_the_disk_is_asked_anew(tmp_path: Path) -> None:
    """A file that comes or goes is known at once, hidden files and installed packages are not listed."""
    root = str(tmp_path)
    for name in ("static/b.js", "static/.hidden", "static/node_modules/x.js", "static/deep/a.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    text = 'from flask import Flask, url_for\napp = Flask(__name__)\nurl_for("static", filename="")\n'
    path = str(tmp_path / "app.py")
    project = Project.empty((root,), DiskFiles()).with_files({path: text})
    cursor = replaced(parse("<|>"), path=path, offset=text.index('""') + 1)
    assert ["b.js", "deep/a.js"] == labels(cursor, project)
    (tmp_path / "static" / "c.js").write_text("x")
    assert ["b.js", "c.js", "deep/a.js"] == labels(cursor, project)
    assert 1 == project.disk.size(str(tmp_path / "static" / "c.js"))
    assert project.disk.size(str(tmp_path / "static")) is None
    assert project.disk.size("/nothing\0") is None
