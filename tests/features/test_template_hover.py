"""Hover and signature help inside of a template's tags."""

from __future__ import annotations

import pytest
from flask_ls.features.completion import complete
from flask_ls.features.hover import hover
from flask_ls.features.signature_help import signature_help
from flask_ls.options import Options
from marks import parse
from test_template_completion import SHOP


def _hover(page: str) -> str:
    fixture = parse(SHOP + page)
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    return found.markdown if found is not None else ""


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("{{ us<|>er }}", "`user`, `User`, passed by\n\n* `page` in `app.py:42`"),
        ("{{ user.na<|>me }}", "`name`: String, of `User`."),
        ("{% for post in posts %}{{ po<|>st }}{% endfor %}", "`post`, `Post`: of `for` in line 2."),
        ("{{ 3|mon<|>ey }}", '```python\nmoney(amount, sign="€")\n```\n\nAn amount with its currency.'),
        ("{{ 3|mon<|>ey }}", "A filter of this project: `app.py:29`."),
        ('{% from "macros.html" import field %}{{ fie<|>ld() }}', '{% macro field(name, label="") %}'),
        ('{% from "macros.html" import fie<|>ld %}', "A macro of `templates/macros.html`."),
        ('{% import "macros.html" as m %}{{ m.fie<|>ld() }}', "A macro of `templates/macros.html`."),
        ("{% block con<|>tent %}{% endblock %}", "Block `content`: fills the one of `templates/base.html`."),
        ("{% block con<|>tents %}{% endblock %}", "Block `contents`: no template above has it."),
        ("{{ user.name|upp<|>er }}", "upper"),
        ("{% if user is defi<|>ned %}", "defined"),
        ("{% fo<|>r x in y %}", "endfor"),
        ('{% include "pa<|>ge.html" %}', "Extends `templates/base.html`."),
    ],
)
def test_what_is_said(page: str, said: str) -> None:
    """Who passes a variable, and as what; what a filter, macro or block is, and where it comes from."""
    assert said in _hover(page)


@pytest.mark.parametrize("page", ["{{ nobo<|>dy }}", "{{ nobody.na<|>me }}", "us<|>er"])
def test_silence(page: str) -> None:
    """Nothing is said of what is not known, nor outside of tags."""
    assert "" == _hover(page)


@pytest.mark.parametrize(
    ("page", "label", "active"),
    [
        ('{% from "macros.html" import field %}{{ field(<|>) }}', 'field(name, label="")', 0),
        ('{% from "macros.html" import field %}{{ field("a", <|>', 'field(name, label="")', 1),
        ('{% from "macros.html" import field %}{{ field(label="<|>") }}', 'field(name, label="")', 1),
        ("{{ 3|money(<|>) }}", 'money(sign="€")', 0),
        ("{{ 'x'|replace('a', <|>) }}", "replace(old, new, count=None)", 1),
        ("{{ joiner(<|>) }}", "joiner(sep=', ')", 0),
    ],
)
def test_signatures(page: str, label: str, active: int) -> None:
    """Macros, the project's filters without their value, Jinja's filters and globals say what they take."""
    fixture = parse(SHOP + page)
    found = signature_help(fixture.project, fixture.path, fixture.offset)
    assert (label, active) == ((found.label, found.active) if found is not None else None)


@pytest.mark.parametrize("page", ["{{ unknown(<|>) }}", "{{ user<|> }}", "f(<|>)", "{{ f() }}<|>"])
def test_no_signature(page: str) -> None:
    """What is not known has no signature."""
    fixture = parse(SHOP + page)
    assert signature_help(fixture.project, fixture.path, fixture.offset) is None


def test_half_written_pages() -> None:
    """Whatever has been typed of a page so far, every request has an answer and none fails."""
    page = (
        '{% import "macros.html" as m %}{% from "macros.html" import field as f with context %}\n'
        "{% block content scoped %}{% for post in user.posts|sort(attribute='title') if post is defined %}"
        "{{ f(post.title, label='a') }}{{ m.field(name=loop.index) }}{% else %}{% set x, y = 1, [2][0] %}{% endfor %}"
        "{% with z = posts|first %}{{ z.author.name }}{% endwith %}{% call f() %}{% endcall %}{% endblock %}"
    )
    for end in range(len(page) + 1):
        fixture = parse(SHOP + page[:end] + "<|>")
        complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="html")
        hover(fixture.project, fixture.path, fixture.offset, Options())
        signature_help(fixture.project, fixture.path, fixture.offset)
