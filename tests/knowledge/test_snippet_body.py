"""Snippet bodies: what is read, what is written for editors with and without snippets, and what is refused."""

from __future__ import annotations

import random

import pytest
from flask_ls.knowledge.snippet_body import expansions, problems, to_lsp, to_plain_text, variables
from flask_ls.knowledge.snippets import builtin

ROUTE = '@${app}.route("/${1:path}")\ndef ${2:view}(${3|a,b,c|}):\n    $0'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("no stops", "no stops"),
        ("$1 and ${2}", " and "),
        ("${1:name} = $1", "name = name"),
        ("$1 = ${1:name}", "name = name"),
        ("${1:a${2:b}c}", "abc"),
        ("${1:a, b=${2|x,y|}}", "a, b=x"),
        ("${1|GET,POST|} $1", "GET GET"),
        ("done$0", "done"),
        ("${0:end}", "end"),
        (r"\$1 costs \${2} \\ {\}", r"$1 costs ${2} \ {}"),
        (r"${1:a\}b}", "a}b"),
        (r"${1|a\,b,c\|d,e\\|}", "a,b"),
        (r"keep \n and \w", r"keep \n and \w"),
        ("{{ ${1:name} }} {% if x %}", "{{ name }} {% if x %}"),
        ("$HOME and $app are text", "$HOME and $app are text"),
        ("é ${1:😋}\n\n  x", "é 😋\n\n  x"),
        ("${1:$2}${2:$1}", ""),
        ("", ""),
    ],
)
def test_plain_text(body: str, text: str) -> None:
    """Without snippet support the defaults stand, the first of a choice, nothing for an empty stop, escapes undone."""
    assert problems(body) == []
    assert text == to_plain_text(body, {})


@pytest.mark.parametrize(
    ("body", "names", "written"),
    [
        (ROUTE, {"app": "api"}, '@api.route("/${1:path}")\ndef ${2:view}(${3|a,b,c|}):\n    $0'),
        (ROUTE, {}, '@${4:app}.route("/${1:path}")\ndef ${2:view}(${3|a,b,c|}):\n    $0'),
        ("${app} ${bp} ${app}", {}, "${1:app} ${2:bp} ${1:app}"),
        ("${app} ${bp} ${app}", {"bp": "auth"}, "${1:app} auth ${1:app}"),
        ("${1:use ${app}}", {}, "${1:use ${2:app}}"),
        ("${1:use ${app}}", {"app": "a"}, "${1:use a}"),
        ("{{ ${1:x} }}", {}, r"{{ ${1:x} \}\}"),
        (r"\$1 \\ $HOME", {}, r"\$1 \\ \$HOME"),
        (r"${1|a\,b,c\|d,e\\|}", {}, r"${1|a\,b,c\|d,e\\|}"),
        ("${1}0", {}, "${1}0"),
        ("${1}a${0}", {}, "$1a$0"),
    ],
)
def test_lsp(body: str, names: dict[str, str], written: str) -> None:
    """Known variables are replaced; the others become a placeholder with a free number, the same at each mention."""
    assert written == to_lsp(body, names)


def test_expansions_try_each_choice_once() -> None:
    """The defaults, then one text for every further choice, at each mention of its stop."""
    assert expansions("${1|a,b|}:${2|x,y,z|} $1", {}) == ["a:x a", "b:x b", "a:y a", "a:z a"]
    assert expansions("${app}", {}) == ["app"]
    assert expansions("${app}", {"app": "site"}) == ["site"]


def test_variables() -> None:
    """Variables are named, wherever they stand; tab stops are not among them."""
    assert {"app", "db"} == variables("${app} ${1:in ${db}} ${2:x} $3")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("${1", "must go on as"),
        ("a ${ b", "must go on as"),
        ("${1-x}", "must go on as"),
        ("${1/a/b/}", "must go on as"),
        ("${1:x", "`${1:` is not closed"),
        ("${app:x", "`${app:` is not closed"),
        ("${1:a ${2:b}", "`${1:` is not closed"),
        ("${1|a,b", "a choice is not closed"),
        ("${1|a,b}", "a choice is not closed"),
        (r"${1|a\|}", "a choice is not closed"),
        ("${1|a|b|}", "a `|` in a choice"),
        ("${1||}", "a choice is empty"),
        ("${app|a,b|}", "only a tab stop can be a choice"),
        ("${1:${1:x}}", "the tab stop 1 stands inside of itself"),
        ("${1:${2:${1:x}}}", "the tab stop 1 stands inside of itself"),
        ("".join(f"${{{n}:" for n in range(1, 2000)), "nested deeper than"),
        ("$2", "number them from 1 without a gap"),
        ("${1:a} ${3:b}", "the tab stops 1, 3"),
        ("${" + "9" * 5000 + ":x}", ""),
    ],
)
def test_problems(body: str, message: str) -> None:
    """A body that editors would show otherwise than meant is refused, with one message that says what it is."""
    found = problems(body)
    assert len(found) == 1
    assert found[0].startswith("`body`")
    assert message in found[0]


@pytest.mark.parametrize("snippet", builtin(), ids=lambda snippet: snippet.id)
def test_what_is_written_reads_the_same(snippet: object) -> None:
    """What goes to the editor, read again, expands to the same text: nothing is lost in escaping."""
    body = snippet.body  # type: ignore[attr-defined]
    names = {"app": "site", "bp": "auth", "db": "store"}
    assert expansions(body, names) == expansions(to_lsp(body, names), {})
    assert to_plain_text(body, {}) == to_plain_text(to_lsp(body, {}), {})


def test_any_text_is_read_or_refused() -> None:
    """Random texts never raise anything: either there is a problem, or both forms can be written."""
    rng = random.Random(3)
    pieces = ["$", "{", "}", "${1:", "${2|", "|}", ",", "\\", "1", "app", "${app}", "$0", "|", "\n", "é"]
    for _ in range(3000):
        body = "".join(rng.choice(pieces) for _ in range(rng.randrange(12)))
        if not problems(body):
            assert expansions(body, {}) == expansions(to_lsp(body, {}), {}), body
