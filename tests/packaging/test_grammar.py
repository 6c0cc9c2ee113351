"""The grammar that colours Jinja inside of HTML: what it contributes, and that its expressions find what they are for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

CLIENT = Path(__file__).resolve().parents[2] / "vscode-client"
GRAMMAR = json.loads((CLIENT / "syntaxes" / "jinja.tmLanguage.json").read_text(encoding="utf-8"))


def test_it_is_injected_into_html() -> None:
    """The language of a template stays HTML: nothing but an injection is contributed, and the file is packed."""
    contributed = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))["contributes"]
    (grammar,) = contributed["grammars"]
    assert "languages" not in contributed and "language" not in grammar
    assert GRAMMAR["scopeName"] == grammar["scopeName"]
    assert (CLIENT / grammar["path"]).exists()
    assert "!syntaxes/**" in (CLIENT / ".vscodeignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("rule", "text", "inner"),
    [
        ("comment", "<p>{# why #}</p>", " why "),
        ("tag", '<a {%- if x == "1" %}>', ' x == "1" '),
        ("expression", '<a href="{{ url_for(1) }}">', " url_for(1) "),
        ("raw", "{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ],
)
def test_borders(rule: str, text: str, inner: str) -> None:
    """Each construct begins and ends at its delimiters."""
    found = GRAMMAR["repository"][rule]
    begin = re.search(found["begin"], text)
    assert begin is not None
    end = re.compile(found["end"]).search(text, begin.end())
    assert end is not None and inner == text[begin.end() : end.start()]


def test_every_include_is_there() -> None:
    """A rule that is included exists."""
    names = set(re.findall(r'"include": "#(\w+)"', json.dumps(GRAMMAR)))
    assert names == set(GRAMMAR["repository"])
