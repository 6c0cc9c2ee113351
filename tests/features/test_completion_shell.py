"""Completion of the `flask` command and its variables in scripts, Dockerfiles and the like."""

from __future__ import annotations

import pytest
from flask_ls.features.completion import complete, documentation
from flask_ls.features.results import Completion
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import TextEdit, apply_edits
from marks import parse

APP = "from flask import Flask\napp = Flask(__name__)\n"
PREFIXED = APP + 'app.config.from_prefixed_env()\napp.config["PAGE_SIZE"] = 3\n'


def _complete(name: str, text: str, app: str = APP) -> list[Completion]:
    fixture = parse(f"-- app.py --\n{app}\n-- {name} --\n{text}")
    language = "shellscript" if name.endswith(".sh") else "plaintext"
    return complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=False, language=language)


def labels(name: str, text: str, app: str = APP) -> set[str]:
    """What is offered besides snippets."""
    return {item.label for item in _complete(name, text, app) if item.kind != "snippet"}


def accepted(name: str, text: str, label: str, app: str = APP) -> str:
    """The text after an entry was accepted."""
    (found,) = [item for item in _complete(name, text, app) if item.label == label]
    return apply_edits(text.replace("<|>", ""), [TextEdit(found.replace, found.text)])


@pytest.mark.parametrize(
    ("name", "text", "there", "not_there"),
    [
        ("start.sh", "flask <|>", {"run", "routes", "--app"}, {"db", "--host"}),
        ("start.sh", "flask r<|>", {"run", "routes"}, set()),
        ("start.sh", "flask --<|>", {"--app", "--debug"}, {"run", "-A"}),
        ("start.sh", "flask --app shop <|>", {"run", "--debug"}, {"--app"}),
        ("start.sh", "flask -A shop run --de<|>", {"--debug", "--no-reload"}, {"--app", "run"}),
        ("start.sh", "flask run --debug --<|>\n", {"--host"}, {"--debug", "--no-debug"}),
        ("start.sh", "flask run --port=1 --<|>", {"--host"}, {"--port"}),
        ("start.sh", "flask run \\\n    --ho<|>", {"--host"}, set()),
        ("start.sh", "cd x && flask run --<|>", {"--host"}, set()),
        ("start.sh", "FLASK_DEBUG=1 flask run --<|>", {"--host"}, set()),
        ("Dockerfile", "RUN flask <|>", {"run"}, set()),
        ("Dockerfile", 'CMD ["flask", "<|>"]', {"run"}, set()),
        ("Dockerfile", 'CMD ["flask", "run", "--<|>"]', {"--host"}, set()),
        ("compose.yaml", "services:\n  web:\n    command: flask run --<|>", {"--host"}, set()),
        ("shop.service", "[Service]\nExecStart=/srv/.venv/bin/python -m flask run --<|>", {"--host"}, set()),
    ],
)
def test_commands_and_options(name: str, text: str, there: set[str], not_there: set[str]) -> None:
    """Commands where one can stand, and the options of the command that are not given yet."""
    found = labels(name, text)
    assert there <= found
    assert not (found & not_there)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("start.sh", "flask<|>"),
        ("start.sh", "myflask <|>"),
        ("start.sh", "flask --app <|>"),
        ("start.sh", "flask run --port <|>"),
        ("start.sh", "flask run --port=<|>"),
        ("start.sh", "flask own-command --<|>"),
        ("start.sh", "flask run && docker <|>"),
        ("start.sh", "flask run # <|>"),
        ("start.sh", "docker run --<|>"),
    ],
)
def test_nothing_elsewhere(name: str, text: str) -> None:
    """Not for other commands, for the project's own, nor where an option's value stands."""
    assert set() == labels(name, text)


def test_commands_of_packages() -> None:
    """The commands of Flask-Migrate are there where the project uses it."""
    app = APP + "from flask_migrate import Migrate\n"
    assert "db" in labels("start.sh", "flask <|>", app)
    assert {"migrate", "upgrade"} <= labels("start.sh", "flask db <|>", app)


@pytest.mark.parametrize(
    ("name", "text", "after"),
    [
        (".env", "FLASK_D<|>", "FLASK_DEBUG="),
        (".flaskenv", "# x\nexport <|>", "# x\nexport FLASK_DEBUG="),
        (".env", "FLASK_<|>=1", "FLASK_DEBUG=1"),
        ("Dockerfile", "ENV <|>", "ENV FLASK_DEBUG="),
        ("Dockerfile", "ENV A=1 \\\n    FLASK_<|>", "ENV A=1 \\\n    FLASK_DEBUG="),
        ("shop.service", "Environment=<|>", "Environment=FLASK_DEBUG="),
        ("shop.service", 'Environment="A=1" "FL<|>"', 'Environment="A=1" "FLASK_DEBUG="'),
        ("compose.yaml", "environment:\n  - FL<|>", "environment:\n  - FLASK_DEBUG="),
        ("compose.yaml", "environment:\n  FL<|>", "environment:\n  FLASK_DEBUG: "),
        (".github/workflows/a.yaml", "env:\n  FL<|>", "env:\n  FLASK_DEBUG: "),
        ("start.sh", "export FLASK_<|>", "export FLASK_DEBUG="),
        ("start.sh", "A=1 FL<|>", "A=1 FLASK_DEBUG="),
    ],
)
def test_variables(name: str, text: str, after: str) -> None:
    """The variables that Flask reads, as each kind of file writes them."""
    assert after == accepted(name, text, "FLASK_DEBUG")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".env", "A=FL<|>"),
        (".env", "A='x\nFL<|>"),
        (".env", "# FL<|>"),
        ("Dockerfile", "FL<|>"),
        ("Dockerfile", "ENV A=FL<|>"),
        ("Dockerfile", "RUN FL<|>"),
        ("shop.service", "ExecStart=FL<|>"),
        ("compose.yaml", "services:\n  <|>"),
        ("start.sh", "<|>"),
        ("start.sh", "echo FL<|>"),
        ("nginx.conf", "FL<|>"),
    ],
)
def test_no_variables_elsewhere(name: str, text: str) -> None:
    """Not in values and comments, nor where something else may be meant."""
    assert set() == labels(name, text)


def test_quiet_without_flask() -> None:
    """The variables of a project that does not use Flask are other ones."""
    assert set() == labels(".env", "<|>", "import os\n")


def test_removed_variables_are_not_offered() -> None:
    """`FLASK_ENV` is explained where it stands, but nobody should begin with it."""
    assert "FLASK_ENV" not in labels(".env", "<|>")


@pytest.mark.parametrize(
    ("app", "there", "not_there"),
    [
        (PREFIXED, {"FLASK_MAX_CONTENT_LENGTH", "FLASK_PAGE_SIZE", "FLASK_SECRET_KEY"}, set()),
        (APP, {"FLASK_SECRET_KEY"}, {"FLASK_MAX_CONTENT_LENGTH"}),
        (PREFIXED.replace("env()", 'env("SHOP")'), {"SHOP_PAGE_SIZE", "SHOP_SECRET_KEY"}, {"FLASK_PAGE_SIZE"}),
        (PREFIXED.replace("env()", "env(prefix='SHOP')"), {"SHOP_PAGE_SIZE"}, {"FLASK_PAGE_SIZE"}),
        (PREFIXED.replace("env()", "env(name)"), {"FLASK_APP"}, {"FLASK_PAGE_SIZE"}),
    ],
)
def test_keys_behind_a_prefix(app: str, there: set[str], not_there: set[str]) -> None:
    """Where the project takes configuration from prefixed variables they are offered, under the prefix it says."""
    found = labels(".env", "<|>", app)
    assert there <= found
    assert not (found & not_there)


@pytest.mark.parametrize(
    ("name", "text", "label", "said"),
    [
        ("start.sh", "flask <|>", "run", "Starts the development server."),
        ("start.sh", "flask run --<|>", "--host", "flask run --host, -h"),
        (".env", "<|>", "FLASK_APP", "environment variable"),
        (".env", "<|>", "FLASK_MAX_CONTENT_LENGTH", "MAX_CONTENT_LENGTH"),
    ],
)
def test_documentation(name: str, text: str, label: str, said: str) -> None:
    """Each entry is explained when it is asked for, as hover explains it."""
    found = next(item for item in _complete(name, text, PREFIXED) if item.label == label)
    said_of_it = documentation(found.key, Project.empty(), [Options()])
    assert said_of_it is not None and said in said_of_it


def test_every_offset_is_survived() -> None:
    """No place in half-written files of any kind makes it raise, and nothing is replaced outside of the text."""
    texts = {
        "start.sh": "A=é flask --app '😋' run \\\n --host x && flask db\n",
        "Dockerfile": 'ENV A="é" \\\n  B=😋\nCMD ["flask", "run", "--host=é"]\n',
        ".env": "A='é\nFLASK_APP=😋'\nFLASK_DEBUG\n",
        "compose.yaml": "a:\n  - FLASK_APP=é\n  b: flask run\n",
    }
    for path, text in texts.items():
        for end in range(len(text) + 1):
            project = Project.empty().with_files({path: text[:end], "app.py": PREFIXED})
            for offset in range(max(end - 9, 0), end + 1):
                for item in complete(project, path, offset, Options(), snippet_support=False, language="plaintext"):
                    assert 0 <= item.replace.start <= offset <= item.replace.end <= end
