"""Reading a project template: what a file becomes, every message for one that is not right, and filling it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask_ls.knowledge.project_templates import (
    PATTERNS,
    Ask,
    ProjectTemplate,
    builtin,
    load_yaml,
    must_be_free,
    render,
    wrong_answers,
)

SMALLEST = """\
id: one
title: One
description: One file.
asks:
  name: {question: Name, default: users, pattern: name}
files:
  ${name}.py: "x = 1\\n"
after: Look at ${name}.
"""
TWO = ProjectTemplate(
    id="two",
    title="Two",
    description="Two files.",
    asks=(
        Ask(name="name", question="Name", default="users", pattern="name"),
        Ask(name="folder", question="Folder", default=".", pattern="folder"),
    ),
    files={"${folder}/${name}.py": "${name} {{ name }} $name ${NAME:-1} ${ name }", "users.txt": ""},
    after="Look.",
)


def messages(text: str) -> list[str]:
    """Everything that is wrong with a template named own.yaml."""
    return [str(error) for error in load_yaml(text, "own.yaml")[1]]


def test_smallest_template() -> None:
    """Every key arrives, but `check`, which only tests read."""
    expected = ProjectTemplate(
        id="one",
        title="One",
        description="One file.",
        asks=(Ask(name="name", question="Name", default="users", pattern="name"),),
        files={"${name}.py": "x = 1\n"},
        after="Look at ${name}.",
    )
    assert (expected, []) == load_yaml(SMALLEST + "check: {anything: goes}\n", "own.yaml")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: one", "id: One", "own.yaml:1: the id `One` must be small letters and digits, joined by hyphens"),
        ("title: One", "titel: One", "own.yaml:2: unknown key `titel`; did you mean `title`?"),
        ("title: One", "titel: One", "own.yaml:1: `title` must be text, and not empty"),
        ("description: One file.", "description: [1]", "own.yaml:3: `description` must be text, and not empty"),
        ("question: Name, ", "", "own.yaml:4: `name`: it must have `question`, `default`, `pattern`, each a text"),
        ("pattern: name", "pattern: nam", "own.yaml:4: `name`: there is no pattern `nam`; did you mean `name`?"),
        ("default: users", "default: Users", "own.yaml:4: `name`: the default `Users` is not a Python name in small"),
        (
            "  name: {",
            "  help: {",
            "own.yaml:4: `help`: the name must be small letters, no keyword of Python, and none",
        ),
        ("  name: {", "  class: {", "own.yaml:4: `class`: the name must be small letters, no keyword of Python, and"),
        ("  name: {", "  other: {", "own.yaml:4: `other` is asked for and not used"),
        ("  name: {", "  nama: {", "own.yaml:6: `${name}` stands for no answer; did you mean `nama`?"),
        ("${name}.py:", "../${name}.py:", "own.yaml:6: `../${name}.py` must be a path below the folder, with `/`"),
        ("${name}.py:", "/${name}.py:", "own.yaml:6: `/${name}.py` must be a path below the folder, with `/`"),
        ('"x = 1\\n"', "1", "own.yaml:6: `${name}.py` must be a path, and what it has must be text"),
        ("after:", "  users.py: text\nafter:", "own.yaml:6: two files would be `users.py`; choose another answer"),
        ("files:\n", "files: {}\nfile:\n", "own.yaml:6: `files` must be a mapping of paths to texts, and not empty"),
        ("id: one", "id: one\nid: two", "own.yaml:2: `id` stands twice, first in line 1; remove one"),
        ("id: one", "id: [", "own.yaml:3: this is not YAML: expected ',' or ']', but got ':'"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, expected: str) -> None:
    """With the line of the key, and what to do."""
    assert old in SMALLEST
    found = messages(SMALLEST.replace(old, new, 1))
    assert any(message.startswith(expected) for message in found), found


@pytest.mark.parametrize(
    "text", ["", "- a\n", "text", "asks: 1\n", "asks: {1: 2}\nfiles: {1: 2}\n", "\x00", "[" * 5000]
)
def test_nonsense(text: str) -> None:
    """Whatever the file has, there is a message and no exception."""
    assert messages(text)


def test_render() -> None:
    """Answers stand in paths and texts, missing ones have their defaults, and everything else is text."""
    expected: Mapping[str, str] = {"src/orders.py": "orders {{ name }} $name ${NAME:-1} ${ name }", "users.txt": ""}
    assert expected == render(TWO, {"name": "orders", "folder": "src"})
    assert {"users.py", "users.txt"} == render(TWO, {}).keys()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, []),
        ({"name": "orders", "folder": "src/shop"}, []),
        (
            {"name": "1x"},
            ["`name` cannot be `1x`: it must be a Python name in small letters, such as `users`, and no keyword"],
        ),
        ({"nmae": "x"}, ["`two` does not ask for `nmae`; did you mean `name`?"]),
    ],
)
def test_wrong_answers(answers: dict[str, str], expected: list[str]) -> None:
    """Each is explained."""
    assert expected == wrong_answers(TWO, answers)


def test_answers_that_make_one_file_of_two() -> None:
    """They are refused: one text would be lost."""
    expected = ["two files would be `api/store.py`; choose another answer"]
    assert expected == wrong_answers(builtin()["rest-api"], {"resource": "store"})


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("name", ["users", "a1_b", "email"], ["", "Users", "class", "1a", "a-b", "a.b", "../a", "a\n", "é", "_a"]),
        ("package", ["app", "shop"], ["flask", "email", "tests", "import", "jinja2"]),
        ("folder", [".", "src", "src/shop", "my-app"], ["", "..", "/src", "src/", "a/../b", "a//b", "a\\b", "./a"]),
        ("application", ["app:app", "a.b:make()"], ["app", "app:", ":app", "app:make(1)", "app:app; rm", 'a:b"']),
        ("requirement", [".", "-r requirements.txt", "-r requirements/base.txt"], ["", "-r ../x", "flask", "-r a; b"]),
    ],
)
def test_patterns(pattern: str, good: list[str], bad: list[str]) -> None:
    """What a person may answer; an empty line, a path to elsewhere or a second command is no answer."""
    assert good == [each for each in good + bad if re.fullmatch(PATTERNS[pattern].regex, each)]


def test_what_must_be_free() -> None:
    """A file itself, and for Python the modules and packages that would hide it or be hidden."""
    assert ["app/users/__init__.py", "app/users.py", "app.py"] == must_be_free(["app/users/__init__.py"])
    assert ["app/models.py", "app.py", "app/models/__init__.py"] == must_be_free(["app/models.py"])
    assert ["static/style.css", "Dockerfile"] == must_be_free(["static/style.css", "Dockerfile"])
    assert ["tests/test_a.py", "tests/test_a/__init__.py"] == must_be_free(["tests/test_a.py"])


def test_builtin_has_what_people_read() -> None:
    """Titles and descriptions are there, descriptions are sentences, and `after` says what to do next."""
    for template in builtin().values():
        assert template.title and template.description.endswith(".") and template.after.endswith("."), template.id
        assert all(not ask.question.endswith((".", "?", ":")) for ask in template.asks)
