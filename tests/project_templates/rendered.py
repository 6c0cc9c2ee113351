"""Runs one project template with some answers, in a folder, as its `check` says (see project_templates/README.md)."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from dockerfile_parse import DockerfileParser
from flask_ls.cli.main import main
from flask_ls.knowledge.project_templates import ProjectTemplate, fill, render
from run_system import run_system
from serving import Place, ask, served

TOP = Path(__file__).resolve().parents[2]
KEYS = {"answers", "files", "folder", "environment", "commands", "app", "requests", "wheel", "docker"}
_PATHS = [TOP / "tests" / "snippets", TOP / "server"]
# What is installed beside the tests is not the template's matter.
PYTEST = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio"]


def check_of(template: ProjectTemplate) -> dict[str, Any]:
    """The `check` of a template, which only tests read."""
    text = (TOP / "project_templates" / f"{template.id}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)["check"]
    return found


def run(template: ProjectTemplate, answers: Mapping[str, str], folder: Path) -> None:
    """Write the template into a folder and run it. What is not as it should be is an `AssertionError`."""
    check = check_of(template)
    assert set(check) <= KEYS, f"unknown keys in check: {set(check) - KEYS}"

    def filled(text: str) -> str:
        return fill(template, text, answers)

    files = render(template, answers)
    put(folder, files)
    put(folder, render(replace(template, files=check.get("files", {})), answers))
    clean(folder, files)
    if any(Path(path).name.startswith("test_") for path in files):
        said(PYTEST, folder)
    environment = check.get("environment", {})
    inside = folder / filled(check.get("folder", "."))
    for command in check.get("commands", ()):
        said([sys.executable, "-m", *shlex.split(filled(command))], inside, **environment)
    requests = json.dumps([filled(request) for request in check.get("requests", ())])
    asking = [sys.executable, str(Path(__file__).with_name("ask_application.py")), filled(check["app"]), requests]
    said(asking, inside, PYTHONPATH=os.pathsep.join(map(str, _PATHS)), **environment)
    if "wheel" in check:
        builds_wheel(folder, answers.get("package", template.asks[0].default), check["wheel"])
    if check.get("docker"):
        serves_in_container(files)


def put(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        target = folder / path
        assert target.resolve().is_relative_to(folder.resolve())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def clean(folder: Path, paths: Iterable[str]) -> None:
    """Ruff's default rules find nothing in these files, and ours find nothing in the folder."""
    sources = [path for path in paths if path.endswith(".py")]
    said([sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", *sources], folder)
    assert 0 == main(["check", str(folder)])


def said(command: list[str], folder: Path, **environment: str) -> str:
    """What a program says. It must succeed; no variable of Flask from outside reaches it."""
    outside = {
        name: value for name, value in os.environ.items() if not name.startswith(("FLASK_", "PYTEST_", "PYTHON"))
    }
    done = subprocess.run(
        command, cwd=folder, env={**outside, **environment}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def builds_wheel(folder: Path, package: str, expected: list[str]) -> None:
    """A wheel of it has these files of its package."""
    said([sys.executable, "-m", "build", "--wheel", "--no-isolation"], folder)
    (wheel,) = (folder / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {f"{package}/{path}" for path in expected} <= set(names), names


def serves_in_container(files: Mapping[str, str]) -> None:
    """Hadolint and Compose's schema find nothing, secrets stay outside, `CMD` serves, and `HEALTHCHECK` notices."""
    run_system("dockerfile", {}, 0, files["Dockerfile"])
    compose = [
        "data['services']['web']['build'] == '.'",
        "'FLASK_SECRET_KEY' in data['services']['web']['environment']",
    ]
    run_system("compose", {"holds": compose}, 0, files["compose.yaml"])
    left_out = [".env", ".env.production", "instance/app.sqlite", ".git/config", "app/__pycache__/app.pyc"]
    kept = ["app/routes.py", "pyproject.toml", "requirements.txt", "gunicorn.conf.py"]
    run_system("ignore", {"by": "docker", "ignored": left_out, "kept": kept}, 0, files[".dockerignore"])
    _gunicorn(files)


def _gunicorn(files: Mapping[str, str]) -> None:
    """Serve an application as the image does, with the settings that it has, on a free port."""
    with tempfile.TemporaryDirectory(prefix="fls") as folder:
        place = Place(folder)
        conf, dockerfile = place.local(files["gunicorn.conf.py"] + "\f" + files["Dockerfile"]).split("\f")
        app = "from flask import Flask\napp = Flask(__name__)\napp.get('/')(lambda: 'It works')\n"
        place.put({"gunicorn.conf.py": conf, "Dockerfile": dockerfile, "server.py": app})
        place.put({"app.py": app.replace("__name__", "'app'") + "def create_app():\n    return app\n"})
        rows = DockerfileParser(f"{folder}/Dockerfile", fileobj=None).structure
        health, command = (
            json.loads(each["value"][each["value"].index("[") :])
            for each in rows
            if each["instruction"] in ("HEALTHCHECK", "CMD")
        )
        port = int(conf.partition("127.0.0.1:")[2].partition('"')[0])
        looked = [sys.executable, *health[1:]]
        with served(command, folder, port):
            assert "It works" in ask(port)[1]
            said(looked, Path(folder))
        assert 1 == subprocess.run(looked, capture_output=True, timeout=60, check=False).returncode
