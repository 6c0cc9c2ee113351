"""Every project template, written with its defaults and with other answers, and run for real."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import gen_project_templates
import pytest
from flask_ls.knowledge.project_templates import ProjectTemplate, builtin, render, wrong_answers
from rendered import PYTEST, TOP, check_of, clean, put, run, said

CASES = [
    pytest.param(template, answers, id=f"{template.id}-{name}")
    for template in builtin().values()
    for name, answers in (("defaults", {}), ("answers", check_of(template)["answers"]))
]


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs of this environment are found by their names."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)


@pytest.mark.parametrize(("template", "answers"), CASES)
def test_template_runs(template: ProjectTemplate, answers: Mapping[str, str], tmp_path: Path) -> None:
    """It is clean, its tests pass, Flask imports it, and it answers as its check says."""
    assert [] == wrong_answers(template, answers)
    run(template, answers, tmp_path)


@pytest.mark.parametrize("template", builtin().values(), ids=builtin())
def test_other_answers_differ(template: ProjectTemplate) -> None:
    """The second run answers each question otherwise than the defaults."""
    defaults = {ask.name: ask.default for ask in template.asks}
    answers = check_of(template)["answers"]
    assert defaults.keys() == answers.keys()
    assert not defaults.items() & answers.items()


@pytest.mark.parametrize("template", builtin().values(), ids=builtin())
def test_template_is_formatted(template: ProjectTemplate, tmp_path: Path) -> None:
    """With its defaults, Ruff's formatter would change nothing; each file ends with one line end."""
    files = render(template, {})
    put(tmp_path, files)
    said([sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache", "--check", "."], tmp_path)
    assert [] == [path for path, text in files.items() if text and (not text.endswith("\n") or text.endswith("\n\n"))]


def test_pinned_versions_are_those_that_run() -> None:
    """What a template pins is what the tests have installed."""
    installed = (TOP / "tests" / "requirements.txt").read_text(encoding="utf-8").split()
    pinned = [
        pin for each in builtin().values() for text in each.files.values() for pin in re.findall(r"\w+==[\d.]+", text)
    ]
    assert pinned and set(pinned) <= {*installed}


REGISTERED = """\
    models.init_app(app)
    auth.init_app(app)
    app.register_blueprint(users.bp)
    app.cli.add_command(commands.group)
    return app
"""


def test_templates_fit_together(tmp_path: Path) -> None:
    """A factory package takes a blueprint, models, a log-in and commands, and serves the blueprint in its own layout."""
    written: list[str] = []
    for name in ("factory", "blueprint", "database", "login", "commands"):
        files = render(builtin()[name], {})
        assert not files.keys() & written
        put(tmp_path, files)
        written += files
    factory = tmp_path / "app" / "__init__.py"
    modules = "auth, commands, config, errors, extensions, main, models, users"
    text = (
        factory.read_text().replace("config, errors, extensions, main", modules).replace("    return app\n", REGISTERED)
    )
    layout = '{% extends "base.html" %}\n'
    put(tmp_path, {"app/__init__.py": text, "app/users/templates/users/layout.html": layout})
    clean(tmp_path, written)
    said(PYTEST, tmp_path)
    secret = {"FLASK_SECRET_KEY": "only-for-tests"}
    said([sys.executable, "-m", "flask", "--app", "app", "db", "upgrade"], tmp_path, **secret)
    code = "from app import create_app; print(create_app().test_client().get('/users/1').text)"
    page = said([sys.executable, "-c", code], tmp_path, **secret)
    assert '<nav><a href="/">Home</a></nav>' in page and "<h1>First</h1>" in page


def test_what_is_wrong_is_noticed(tmp_path: Path) -> None:
    """A template that does not do what its check says does not pass."""
    template = builtin()["pages"]
    broken = {path: text.replace("Welcome", "Farewell") for path, text in template.files.items()}
    with pytest.raises(AssertionError, match="GET / -> 200 <h1>Welcome</h1>"):
        run(replace(template, files=broken), {}, tmp_path)


def test_generated_is_fresh() -> None:
    """What the server reads is what `project_templates/*.yaml` say."""
    assert {} == {
        path: text
        for path, text in gen_project_templates.files().items()
        if (TOP / path).read_text(encoding="utf-8") != text
    }
