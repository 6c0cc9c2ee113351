"""Completion in the files around an application: nginx, systemd, Docker and the like."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask_ls.features.completion import complete, documentation
from flask_ls.features.other_files import KINDS, can_stand, kind_of
from flask_ls.features.results import Completion
from flask_ls.knowledge.snippets import WHERE, builtin
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import TextEdit, apply_edits
from marks import parse

CLIENT = Path(__file__).resolve().parents[2] / "vscode-client"


def _complete(name: str, text: str, language: str = "plaintext", *, app: str = "import flask") -> list[Completion]:
    fixture = parse(f"-- app.py --\n{app}\n-- {name} --\n{text}")
    return complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=False, language=language)


def _labels(name: str, text: str, language: str = "plaintext") -> set[str]:
    """The snippets that are offered."""
    return {item.label for item in _complete(name, text, language) if item.kind == "snippet"}


def _families(name: str, language: str) -> set[str]:
    """All that can be reached by typing on from what is shown."""
    found: set[str] = set()
    shown = {"f"}
    while shown:
        found |= shown
        shown = {label for typed in shown for label in _labels(name, f"{typed}<|>", language)} - found
    return found - {"f"}


@pytest.mark.parametrize(
    ("name", "language", "label"),
    [
        ("nginx.conf", "properties", "fnginx"),
        ("deploy/shop.nginx", "plaintext", "fnginx-proxy"),
        ("deploy/nginx/shop.conf", "properties", "fnginx-tls"),
        ("sites-available/shop", "plaintext", "fnginx"),
        ("shop.conf", "nginx", "fnginx"),
        ("shop.service", "plaintext", "fsystemd"),
        ("shop.timer", "ini", "fsystemd-timer"),
        ("uwsgi.ini", "ini", "fuwsgi"),
        ("Dockerfile", "dockerfile", "fdocker"),
        ("Dockerfile.dev", "plaintext", "fdocker-user"),
        ("image", "dockerfile", "fdocker"),
        (".dockerignore", "ignore", "fdockerignore"),
        (".gitignore", "ignore", "fgitignore"),
        ("compose.yaml", "yaml", "fcompose"),
        ("docker-compose.dev.yml", "dockercompose", "fcompose-development"),
        (".github/workflows/tests.yaml", "yaml", "fworkflow"),
        (".env", "shellscript", "fenv"),
        (".env.example", "dotenv", "fenv"),
        (".flaskenv", "plaintext", "fflaskenv"),
    ],
)
def test_entries_in_their_files(name: str, language: str, label: str) -> None:
    """A file is known by its name or its language, and gets the entries of its kind and no other."""
    found = _families(name, language)
    kind = kind_of(name, language)
    assert label in found and kind is not None
    assert found == {snippet.prefix[0] for snippet in builtin() if kind.where in snippet.where}


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("notes.txt", "plaintext"),
        ("httpd.conf", "properties"),
        ("tox.ini", "ini"),
        ("config.yaml", "yaml"),
        (".editorconfig", "properties"),
        ("nginx.conf.txt", "plaintext"),
        ("workflows/tests.yaml", "yaml"),
    ],
)
def test_nothing_in_others(name: str, language: str) -> None:
    """Files of the same languages that are something else get nothing."""
    assert set() == _labels(name, "f<|>", language)


@pytest.mark.parametrize(
    ("name", "text", "offered"),
    [
        ("nginx.conf", "server {\n    fng<|>\n}", True),
        ("nginx.conf", "# it's\nserver { listen 80; # don't\n    fng<|>", True),
        ("nginx.conf", 'add_header X "a b";\nfng<|>', True),
        ("nginx.conf", "add_header X fng<|>", False),
        ("nginx.conf", "# fng<|>", False),
        ("nginx.conf", 'add_header X "a\nfng<|>', False),
        ("nginx.conf", "add_header X 'a\\'\nfng<|>", False),
        ("shop.service", "[Service]\r\nfsys<|>", True),
        ("shop.service", "Description=It's\nfsys<|>", True),
        ("shop.service", "ExecStart=fsys<|>", False),
        ("shop.service", "ExecStart=gunicorn \\\n    fsys<|>", False),
        ("shop.service", "; fsys<|>", False),
        ("uwsgi.ini", "[uwsgi]\n; it's\nfuw<|>", True),
        ("uwsgi.ini", "module = fuw<|>", False),
        ("Dockerfile", 'RUN echo "it\'s"\nfdo<|>', True),
        ("Dockerfile", "RUN a && \\\n    fdo<|>", False),
        ("Dockerfile", "# fdo<|>", False),
        ("Dockerfile", "RUN <<EOF\necho\nfdo<|>\nEOF", False),
        ("Dockerfile", "RUN <<EOF\necho\nEOF\nfdo<|>", True),
        ("Dockerfile", "COPY <<-'END' /etc/x\n\tEND\nfdo<|>", True),
        ("compose.yaml", "services:\n  fcom<|>", True),
        ("compose.yaml", "x: it's\ny: 'it''s'\nfcom<|>", True),
        ("compose.yaml", "x: 'it\n  fcom<|>", False),
        ("compose.yaml", "x: fcom<|>", False),
        (".github/workflows/a.yaml", "jobs:\n  a:\n    steps:\n      - run: |\n          a\n\n          fwo<|>", False),
        (".github/workflows/a.yaml", "x:\n  - |\n    fwo<|>", False),
        (".github/workflows/a.yaml", "x:\n  - run: >-  # why\n      a\n  fwo<|>", True),
        (".env", "A=it's\nfen<|>", True),
        (".env", "A='first\nfen<|>", False),
        (".env", "A='first\nsecond'\nfen<|>", True),
        (".env", "A=fen<|>", False),
    ],
)
def test_only_where_a_line_begins(name: str, text: str, offered: bool) -> None:
    """An entry stands at the beginning of a line that is in no string, no comment and no text of another format."""
    assert offered == bool(_labels(name, text))


def test_accepted_entry_stands_where_it_was_typed() -> None:
    """Further lines of an entry are indented as the line it was typed in."""
    item = next(item for item in _complete("nginx.conf", "server {\n    fnginx-send<|>\n}"))
    shown = apply_edits("server {\n    fnginx-send\n}", [TextEdit(item.replace, item.text)])
    assert shown.startswith("server {\n    location /protected/ {\n        internal;\n")


def test_none_without_flask_or_where_switched_off() -> None:
    """A project without Flask gets none of them, and neither does who wants no snippets."""
    assert [] == _complete("nginx.conf", "f<|>", app="import django")
    fixture = parse("-- app.py --\nimport flask\n-- nginx.conf --\nf<|>")
    off = Options(completion_snippets=False)
    assert [] == complete(fixture.project, fixture.path, 1, off, snippet_support=True, language="nginx")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.where)
def test_kinds_have_entries(kind: object) -> None:
    """Each kind of file is a place of the catalogue, with entries whose documentation is fenced in its language."""
    where = kind.where  # type: ignore[attr-defined]
    assert where in WHERE
    snippet = next(snippet for snippet in builtin() if where in snippet.where)
    text = documentation(f"snippet:{snippet.id}", Project.empty(), [Options()])
    assert text is not None and "```html" not in text and "```python" not in text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.where)
def test_any_text_is_taken(kind: object) -> None:
    """Whatever the text, asking raises nothing."""
    text = "é😋 '\r\n\f\t\"\\\n# it's\r  - |\n \\\nRUN <<E\n;=\n   x"
    for offset in range(len(text) + 1):
        assert can_stand(kind, text, offset) in (True, False)  # type: ignore[arg-type]


def test_client_attaches_to_the_same_files() -> None:
    """The VS Code client names each of the patterns and languages; what it is activated by is no file of everybody's."""
    source = (CLIENT / "src" / "status.ts").read_text(encoding="utf-8")
    names = re.search(r"FILES = \[(.*?)\];", source, re.DOTALL)
    languages = re.search(r"LANGUAGES = \[(.*?)\];", source, re.DOTALL)
    assert names is not None and languages is not None
    assert {f"**/{name}" for kind in KINDS for name in kind.names} == set(re.findall(r"'([^']+)'", names[1]))
    assert {each for kind in KINDS for each in kind.languages} <= set(re.findall(r"'([^']+)'", languages[1]))
    package = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
    events = {event.removeprefix("onLanguage:") for event in package["activationEvents"]}
    assert {"dockerfile", "nginx"} <= events and events.isdisjoint({"plaintext", "properties", "yaml", "ini"})
