"""VS Code's snippet files, read and written, and the other formats that the catalogue is exported to."""

from __future__ import annotations

import json
import re
from xml.etree.ElementTree import fromstring

import pytest
from flask_ls.knowledge.code_snippets import as_code_snippets, load_code_snippets, portable
from flask_ls.knowledge.exports import pycharm, ultisnips
from flask_ls.knowledge.snippet_body import parse
from flask_ls.knowledge.snippets import Snippet, builtin


def loaded(text: str) -> tuple[dict[str, Snippet], list[str]]:
    found, errors = load_code_snippets(text, "mine.code-snippets")
    return {each.id: each for each in found}, [str(each) for each in errors]


def test_a_file_of_vscode() -> None:
    """Comments, trailing commas, several prefixes, lists of lines and tabs are read; a scope says where it is legal."""
    found, errors = loaded(
        '// mine\n{\n  "A view": {"prefix": ["v", "view"], "scope": "python", /* it */\n'
        '    "body": ["def ${1:f}():", "\\tpass // no comment"],\n  },\n'
        '  "Loop": {"prefix": "l", "scope": "html,jinja", "body": "{% for %}", "description": ["a", "b"]},\n'
        '  "Anywhere": {"prefix": "x", "body": "x"},\n  "CSS": {"prefix": "c", "scope": "css", "body": "x"},\n}'
    )
    assert [] == errors
    assert ["a-view", "loop", "anywhere"] == [*found]
    view = found["a-view"]
    assert ("v", "view") == view.prefix
    assert "def ${1:f}():\n    pass // no comment" == view.body
    assert "mine.code-snippets:3" == view.source
    assert "python.module" in view.where and "jinja" not in view.where
    assert ("jinja",) == found["loop"].where and "a\nb" == found["loop"].description
    assert {"python.function", "jinja"} <= set(found["anywhere"].where)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", None),
        ("{}", None),
        ("{", "mine.code-snippets:1: not JSON"),
        ('{\n"a": }', "mine.code-snippets:2: not JSON"),
        ("[]", "must be an object of snippets"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": 1}', "entry `a`: a snippet must be an object"),
        ('{\n\n"a": {"body": "x"}}', "mine.code-snippets:3: entry `a`: `prefix` is missing"),
        ('{"a": {"prefix": "x"}}', "`body` is missing"),
        ('{"a": {"prefix": "x", "body": [1]}}', "`body` must be a text or a list of texts"),
        ('{"a": {"prefix": "x", "body": "${1:x"}}', "`body`: the `${1:` is not closed"),
        ('{"a": {"prefix": "x", "body": "x", "scope": 1}}', "`scope` must be the names of languages"),
        ('{"A b": {"prefix": "x", "body": "x"}, "a-b": {"prefix": "y", "body": "y"}}', "the name is taken by the entry in line 1"),
    ],
)  # fmt: skip
def test_what_is_wrong(text: str, message: str | None) -> None:
    """One clear message with the line of the entry; the good entries stay."""
    _, errors = loaded(text)
    assert bool(message) == bool(errors)
    if message:
        assert 1 == len(errors) and message in errors[0]


@pytest.mark.parametrize(
    ("body", "verbatim"),
    [
        ("$TM_FILENAME", True),
        ("${TM_SELECTED_TEXT:x}", True),
        ("${1/(.*)/${1:/upcase}/}", True),
        ("price\\$TOTAL", False),
        ("$1 ${2:b} ${3|a,b|} $0", False),
    ],
)
def test_what_is_left_to_the_editor(body: str, verbatim: bool) -> None:
    """A body with variables of editors is handed on as it is."""
    found, errors = loaded(json.dumps({"a": {"prefix": "x", "body": body}}))
    assert [] == errors
    assert (body, verbatim) == (found["a"].body, found["a"].verbatim)


def test_export_for_vscode() -> None:
    """The whole catalogue as VS Code reads it, and read back by us: the same prefixes and texts."""
    written = as_code_snippets(builtin())
    found, errors = loaded(written)
    assert [] == errors
    assert sorted(each.prefix for each in builtin()) == sorted(each.prefix for each in found.values())
    assert sorted(portable(each) for each in builtin()) == sorted(each.body for each in found.values())
    assert all(row["scope"] and row["description"] for row in json.loads(written).values())


_ULTISNIPS = re.compile(r'snippet (?P<prefix>\S+) "(?P<title>[^"\n]+)" b\n(?P<body>.*?)\nendsnippet\n', re.DOTALL)


def test_export_for_ultisnips() -> None:
    """Every entry of Python and templates, by each prefix, in UltiSnips' form: nothing that it would run as a command,
    and tab stops as in ours."""
    written = ultisnips(builtin())
    found = [(match["prefix"], match["body"]) for match in _ULTISNIPS.finditer(written)]
    entries = [each for each in builtin() if each.where[0].startswith(("python", "jinja", "html"))]
    wanted = [(prefix, each) for each in entries for prefix in each.prefix]
    assert [prefix for prefix, _ in wanted] == [prefix for prefix, _ in found]
    assert not re.search(r"(?<!\\)`", written.partition("\n")[2])
    stops = re.compile(r"\$\{?(\d+)")
    for (_, each), (_, body) in zip(wanted, found, strict=True):
        assert set(stops.findall(portable(each))) == set(stops.findall(body)), each.id


def test_export_for_pycharm() -> None:
    """Live templates: well-formed, one for each prefix, every variable declared, with a context."""
    group = fromstring(pycharm(builtin()))
    assert "Flask" == group.get("group")
    names = set()
    for template in group:
        names.add(template.get("name"))
        used = set(re.findall(r"\$\$|\$(?:(STOP\d+)|END)\$", template.get("value") or "")) - {""}
        assert used == {variable.get("name") for variable in template.iter("variable")}
        assert 1 == len([*template.iter("context")])
    assert {"froute", "ffor"} <= names


def test_portable_bodies_need_nothing() -> None:
    """What is exported is a body of its own: parseable, without variables of ours."""
    for each in builtin():
        parts = parse(portable(each))
        assert not any(getattr(part, "name", None) for part in parts), each.id
