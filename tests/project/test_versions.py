"""Which version of a library a project runs on."""

from __future__ import annotations

import pytest
from flask_ls.project.files import MemoryFiles
from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version

_PACKAGES = "/p/.venv/lib/python3.12/site-packages"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, None),
        ({"/p/requirements.txt": "Flask-Login==0.6\nFlask==2.2.5\n"}, (2, 2)),
        ({"/p/requirements.txt": "flask[async]~=2.3.1"}, (2, 3)),
        ({"/p/requirements.txt": "flask~=2.1"}, (2, 99)),
        ({"/p/requirements.txt": "flask>=2.0"}, None),
        ({"/p/requirements/python3/prod.txt": "flask<3"}, (2, 99)),
        ({"/p/requirements-dev.txt": "flask<2.3", "/p/requirements.txt": "flask==2.1"}, (2, 1)),
        ({"/p/requirements.txt": "flask>=2.0,<2.3"}, (2, 2)),
        ({"/p/app/requirements.txt": "flask==2.0", "/p/requirements.txt": "flask==1.0"}, (2, 0)),
        ({"/p/other/requirements.txt": "flask==2.0"}, (2, 0)),
        ({"/p/Pipfile": '[packages]\nflask = "==1.0.2"'}, (1, 0)),
        ({"/p/Pipfile.lock": '"flask": {\n  "hashes": [],\n  "version": "==1.1"}'}, (1, 1)),
        ({"/p/Pipfile": 'flask = {version = "==1.1"}'}, (1, 1)),
        ({"/p/pyproject.toml": 'dependencies = ["flask==3.0.0", "other"]'}, (3, 0)),
        ({"/p/pyproject.toml": '[tool.poetry.dependencies]\nflask = "^2.2"'}, (2, 99)),
        ({"/p/uv.lock": '[[package]]\nname = "flask"\nversion = "3.1.0"\n'}, (3, 1)),
        ({"/p/setup.py": "install_requires=['my-flask==1', 'Flask==0.12']"}, (0, 12)),
        (
            {
                "/p/.venv/pyvenv.cfg": "",
                f"{_PACKAGES}/flask-3.1.2.dist-info/METADATA": "",
                "/p/requirements.txt": "flask==1.0",
            },
            (3, 1),
        ),
    ],
)
def test_version(files: dict[str, str], expected: tuple[int, int] | None) -> None:
    """What is installed counts, or else the oldest pin."""
    project = Project.empty(("/p",), MemoryFiles(files)).with_files({"/p/app/views.py": "", "/p/other/x.py": ""})
    assert expected == version(project, "/p/app/views.py", "Flask")
