"""Real applications, as pinned source distributions: every feature at many places, and every finding judged."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from flask_ls.features.code_actions import code_actions
from flask_ls.features.completion import complete
from flask_ls.features.diagnostics import project_findings
from flask_ls.features.hover import hover
from flask_ls.options import Options
from flask_ls.project.files import DiskFiles, find_files
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import Span

CACHE = Path(os.environ.get("FLASK_LS_CACHE") or Path.home() / ".cache" / "flask-ls") / "corpus"
# Distribution, version, and the findings in it, each read against the source and judged true.
APPLICATIONS: dict[tuple[str, str], list[tuple[str, str]]] = {
    ("flask", "3.1.3"): [],
    # `redirect(request.args.get("next") or endpoint)`, which a later version replaced.
    ("flaskbb", "2.0.2"): [("flaskbb/utils/helpers.py", "FLK306")],
    ("httpbin", "0.10.4"): [],
    ("alerta-server", "9.1.0"): [],
    # `app.run(debug=True)` under `if __name__ == "__main__":`, as information; the login goes wherever `goto` says.
    ("ihatemoney", "7.2.1"): [("ihatemoney/run.py", "FLK301"), ("ihatemoney/web.py", "FLK306")],
}


def unpacked(name: str, version: str) -> Path:
    """The folder of a source distribution, downloaded once."""
    folder = CACHE / f"{name}-{version}"
    if not folder.exists():
        download = CACHE / "download" / f"{name}-{version}"
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            ":all:",
            "--dest",
            str(download),
        ]
        subprocess.run([*command, f"{name}=={version}"], check=True)
        (archive,) = download.glob("*.tar.gz")
        partial = folder.with_suffix(".partial")
        with tarfile.open(archive) as packed:
            packed.extractall(partial, filter="data")
        partial.rename(folder)
    (inner,) = folder.iterdir()
    return inner


@pytest.fixture(params=APPLICATIONS, ids=lambda key: key[0], scope="module")
def application(request: pytest.FixtureRequest) -> tuple[Path, Project, list[tuple[str, str]]]:
    """An application's folder, its project, and the findings that are right."""
    folder = unpacked(*request.param)
    source = DiskFiles()
    texts = {path: text for path in find_files(str(folder)) if (text := source.read(path)) is not None}
    return folder, Project.empty((str(folder),), source).with_files(texts), APPLICATIONS[request.param]


@pytest.mark.corpus
def test_findings_are_the_judged_ones(application: tuple[Path, Project, list[tuple[str, str]]]) -> None:
    """Nothing is said of a real application but what was read and found true."""
    folder, project, judged = application
    found = project_findings(project, Options())
    assert judged == [
        (str(Path(path).relative_to(folder)), finding.code) for path, some in sorted(found.items()) for finding in some
    ]


@pytest.mark.corpus
def test_no_feature_raises(application: tuple[Path, Project, list[tuple[str, str]]]) -> None:
    """Hover, completion and code actions at many places of every file that speaks of Flask."""
    _, project, _ = application
    places = 0
    for file in project.python_files():
        if not file.mentions_flask:
            continue
        for offset in range(0, len(file.text) + 1, 397):
            hover(project, file.path, offset, Options())
            complete(project, file.path, offset, Options(), snippet_support=True, language="python")
            places += 1
        code_actions(project, file.path, Span(0, len(file.text)), Options())
    assert places > 40
