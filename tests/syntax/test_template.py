"""The template model: tags, their tree, expressions, needs and attributes; whole, half-written and broken."""

from __future__ import annotations

import random

import jinja2
import jinja2.meta
import pytest
from flask_ls.syntax.template import builtin
from flask_ls.syntax.template.model import Branch, Template, template
from flask_ls.syntax.template.names import bound, needs
from flask_ls.syntax.template.nodes import (
    Attribute,
    Call,
    Const,
    For,
    FromImport,
    Import,
    Include,
    Macro,
    Name,
    Print,
    Set,
    With,
)
from flask_ls.text.spans import Span

ENVIRONMENT = jinja2.Environment(
    extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n", "jinja2.ext.debug"]
)
PAGE = """{% extends "base.html" %}
{%- from "forms.html" import field, label as caption with context -%}
{% import 'macros.html' as m %}
{% set title, (a, b) = "x", c %}{% set ns.page = 1 %}{% set body | trim %}{{ text }}{% endset %}
{% block content scoped required %}{% endblock content %}
{% macro card(user, size="s", *, **) %}{% endmacro %}
{% for key, value in rows.items()|sort if value.ok recursive %}{{ loop.index }}{% else %}none{% endfor %}
{% if user is defined and not user is divisibleby 3 %}{% elif x %}{% else %}{% endif %}
{% with a = 1, b = a %}{% endwith %}{% call(item) m.list(rows) %}{{ item }}{% endcall %}
{% filter upper|replace("a", "b") %}{% endfilter %}{% autoescape false %}{% endautoescape %}
{% trans count=rows|length, user %}{{ user }}{% pluralize count %}{{ other }}{% endtrans %}
{% include ["a.html", "b.html"] ignore missing without context %}{% include name + ".html" %}
{# a {{ comment }} #}{% raw %}{{ raw }}{% endraw %}{% do rows.append(1) %}{% break %}
<a href="{{ url_for('show', id=user.id) }}" class={{ q }}{% if a %} hidden{% endif %} hx-get='/x'>
"""


def _said(text: str, kind: type) -> list[object]:
    return [statement for _, statement in template(text).statements(kind)]


def test_tags_say_what_they_are() -> None:
    """Every kind of tag is read with its names, values and marks."""
    model = template(PAGE)
    assert ["content"] == [block.name for _, block in model.blocks]
    assert [(True, True)] == [(block.scoped, block.required) for _, block in model.blocks]
    assert [("user", None), ("size", "s")] == [
        (each.name, each.default and getattr(each.default, "value", None))
        for _, macro in model.macros
        for each in macro.parameters
    ]
    (taken,) = _said(PAGE, FromImport)
    assert isinstance(taken, FromImport)
    assert [("field", "field"), ("label", "caption")] == [(each.name, each.target.name) for each in taken.names]
    assert taken.with_context
    (imported,) = _said(PAGE, Import)
    assert isinstance(imported, Import) and not imported.with_context and imported.target.name == "m"
    listed, computed = _said(PAGE, Include)
    assert isinstance(listed, Include) and listed.ignore_missing and not listed.with_context
    assert isinstance(computed, Include) and not computed.ignore_missing and computed.with_context
    (loop,) = _said(PAGE, For)
    assert isinstance(loop, For) and loop.recursive and isinstance(loop.condition, Attribute)
    assert [True, True, False] == [each.value is not None for each in _said(PAGE, Set) if isinstance(each, Set)]
    (scope,) = _said(PAGE, With)
    assert isinstance(scope, With) and len(scope.assignments) == 2
    assert {"sort", "trim", "upper", "replace", "length"} == {each.name for _, each in model.filters}
    assert ["defined", "divisibleby"] == [each.name for _, each in model.tests]
    assert [
        ("base.html", False),
        ("forms.html", False),
        ("macros.html", False),
        ("a.html", True),
        ("b.html", True),
    ] == [(each.name, each.choice) for each in model.references]
    assert ["trans", "do", "break"] == [place.tag.keyword for place in model.extension_tags]


def test_spans_are_of_the_text() -> None:
    """What a span says is what stands there."""
    model = template(PAGE)
    for place in model.tags:
        assert PAGE[place.start : place.span.end][:1] == "{"
        for part in place.tag.parts:
            span = place.at(part.span)
            if isinstance(part, Name):
                assert part.name == PAGE[span.start : span.end]
            if isinstance(part, Attribute):
                name = place.at(part.name_span)
                assert part.name == PAGE[name.start : name.end]
    for need in needs(model):
        assert need.name == PAGE[need.span.start : need.span.end]
    for reference in model.references:
        assert reference.name == PAGE[reference.span.start : reference.span.end]


def test_tree_and_what_is_around() -> None:
    """Tags stand in each other with their branches and ends, and an offset knows what it stands in."""
    text = "{% if a %}1{% for b in c %}{{ b }}{% else %}2{% endfor %}{% elif d %}3{% else %}4{% endif %}5"
    model = template(text)
    (whole,) = model.tree
    assert ["if", "elif", "else"] == [section.head.tag.keyword for section in whole.sections]
    (loop,) = whole.sections[0].body
    assert isinstance(loop, Branch) and loop.end is not None and loop.end.tag.keyword == "endfor"
    assert [("if", "if"), ("for", "else")] == [
        (branch.place.tag.keyword, section.head.tag.keyword) for branch, section in model.enclosing(text.index("2"))
    ]
    assert [("if", "else")] == [
        (branch.place.tag.keyword, section.head.tag.keyword) for branch, section in model.enclosing(text.index("4"))
    ]
    assert () == model.enclosing(text.index("5"))
    inside = model.tag_at(text.index("{{ b") + 3)
    assert inside is not None and isinstance(inside.tag.statement, Print)
    assert model.tag_at(text.index("1") + 1) is None


def test_attributes_with_jinja_in_them() -> None:
    """HTML tags have their attributes, with the Jinja that stands in and between them."""
    (link,) = (each for each in template(PAGE).elements if each.name == "a")
    assert [("href", "{{ url_for('show', id=user.id) }}", '"'), ("class", "{{ q }}", ""), ("hx-get", "/x", "'")] == [
        (each.name, each.value, each.quote) for each in link.attributes if each.name != "hidden"
    ]
    text = "<script>if (a<b) {}</script><!-- <b c=d> --><input type=file><p a='{{ \">\" }}' {{ x }}={{ y }}>"
    assert [("script", False), ("script", True), ("!--", False), ("input", False), ("p", False)] == [
        (each.name, each.closing) for each in template(text).elements
    ]


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("{{ a }}{% set a = 1 %}{% set b = 1 %}{{ b }}", {"a"}),
        ("{% for a in a %}{{ a }}{{ loop.index }}{% else %}{{ loop }}{% endfor %}", {"a", "loop"}),
        ("{% if a %}{% set b = 1 %}{% else %}{% set b = 2 %}{% endif %}{{ b }}", {"a", "b"}),
        ("{% set x = 1 %}{% block a %}{{ x }}{{ self.b() }}{{ super() }}{% endblock %}", {"x"}),
        ("{% macro m(a, b=c) %}{{ a }}{{ caller() }}{{ kwargs }}{{ d }}{% endmacro %}{{ m(e) }}", {"c", "d", "e"}),
        ("{% with a = b %}{{ a }}{% endwith %}{{ a }}", {"a", "b"}),
        ("{% call(a) m(b) %}{{ a }}{% endcall %}", {"m", "b"}),
        ("{% import 'x' as m %}{% from 'y' import a as b %}{{ m }}{{ b }}{{ a }}", {"a"}),
        ("{% set ns.x = 1 %}{% set a %}{{ b }}{% endset %}{{ a }}", {"ns", "b"}),
        ("{% for a in b if a.c and d %}{% endfor %}", {"b", "d"}),
        ("{{ x if y else z }}{{ f(*args, **{'k': v})[i:j] }}", {"x", "y", "z", "f", "args", "v", "i", "j"}),
    ],
)
def test_needs(text: str, needed: set[str]) -> None:
    """The names that come from outside are those that Jinja says."""
    assert needed == {need.name for need in needs(template(text))}
    assert needed == jinja2.meta.find_undeclared_variables(jinja2.Environment().parse(text))


def test_bound_names() -> None:
    """Every name that gets a value is known, in whatever scope."""
    assert {
        "field",
        "caption",
        "m",
        "title",
        "a",
        "b",
        "body",
        "card",
        "user",
        "size",
        "key",
        "value",
        "item",
        "count",
    } <= bound(template(PAGE))


@pytest.mark.parametrize(
    "text",
    [
        "{{ user.<p>{{ name }}", "{{ user.name\n<p>{{ name }}", "{% if user\n{{ name }}", "{{ f('x\n{{ name }}",
        "{{ f('x }}</a> it's {{ name }}", "{% block %}{{ name }}", "{{ name }", "{{ {'a': name }}", "{% endfor %}{{ name }}",
        "{{ 'a' ~ }}{{ name }}", "{% for in %}{{ name }}{% endfor %}", "{% %}{{ name }}", "{{ }}{{ name }}", "{{ name %}",
        "{# open\n{{ name }}", "{{ a[ }}{{ name }}", "{{ f(a, }}{{ name }}", "{% from import %}{{ name }}", "{{ name |",
        "{% raw %}{{ name }}", "{{ a is }}{{ name }}", "{% macro (a %}{{ name }}{% endmacro %}", "{% set = %}{{ name }}",
    ],
)  # fmt: skip
def test_half_written(text: str) -> None:
    """A tag that is not finished costs no more than itself, and Jinja's refusal is known."""
    model = template(text)
    assert "name" in {part.name for _, part in model.parts(Name)}
    assert model.problem is not None
    needs(model)
    _ = model.elements, model.references


def test_attribute_that_is_still_to_be_typed() -> None:
    """Half of an expression is an expression with something missing."""
    model = template("{{ user. }}{{ user.name| }}")
    ((_, attribute),) = [each for each in model.parts(Attribute) if not each[1].name]
    assert isinstance(attribute.value, Name) and Span(8, 8) == attribute.name_span
    ((place, last),) = model.filters
    assert "" == last.name and place.at(last.name_span).start == len("{{ user. }}{{ user.name|")


VALID = [
    PAGE.replace(", *, **", ""),
    "{{ {'a': {'b': [1, (2,)]}}['a'].b.0 ~ -x ** 2 // 3 != 4 not in y }}",
    "{{ '{{ \\'}}\\' %}' }}{{ \"a\n{{ b\" }}{% if '%}' %}{% endif %}",
    "{%+ if a -%}{{- b -}}{%- endif +%}{#- c -#}{{ a|b|c(1, x=2)(3) is d e or f is not g.h }}",
    "{% for a, b in c, d if e if f else g %}{% if a: %}{% else: %}{% endif %}{% endfor %}{% print a, b %}",
    "{{ a if b }}{{ a if b if c else d }}{{ f(a, *b, c=d, **e) }}{{ a[::2, 1:] }}{{ [] }}{{ {} }}{{ () }}{{ 1_0.5e-3 }}",
]


@pytest.mark.parametrize("text", VALID)
def test_valid_templates_have_no_problem(text: str) -> None:
    """What Jinja reads is not complained about."""
    ENVIRONMENT.parse(text)
    assert template(text).problem is None


def test_no_problem_that_jinja_does_not_have() -> None:
    """Of many damaged texts, each that is complained about is refused by Jinja; nearly all in the same words."""
    chance = random.Random(7)
    same = refused = 0
    for _ in range(1500):
        text = chance.choice(VALID)
        at = chance.randrange(len(text))
        damaged = chance.choice(
            [text[:at] + text[at + chance.randrange(1, 4) :], text[:at] + chance.choice("(){}%|.,'\"=ab-") + text[at:]]
        )
        problem = Template(damaged).problem
        try:
            ENVIRONMENT.parse(damaged)
        except jinja2.TemplateSyntaxError as error:
            refused += 1
            same += problem is not None and problem.message == error.message
        else:
            assert problem is None, (damaged, problem)
    assert refused > 500
    assert same > 0.6 * refused


def test_every_prefix() -> None:
    """A text that ends anywhere is read, and what stands before the end is what it was."""
    whole = {(place.start, place.tag) for place in template(PAGE).tags}
    for end in range(len(PAGE)):
        model = Template(PAGE[:end])
        needs(model)
        _ = model.problem, model.elements, model.references, model.tree
        assert {each for each in whole if each[0] + each[1].length <= end} <= {
            (place.start, place.tag) for place in model.tags
        } or "{% raw" in PAGE[:end]


def test_a_tag_is_read_once() -> None:
    """The same tag elsewhere is the same value."""
    first, second = template("{{ user.name }}x").tags[0], template("xx{{ user.name }}").tags[0]
    assert first.tag is second.tag
    assert template("a") is template("a")


def test_builtin_names() -> None:
    """The names of filters, tests and globals are those of the installed Jinja."""
    assert builtin.FILTERS == frozenset(jinja2.defaults.DEFAULT_FILTERS)
    assert builtin.TESTS == frozenset(jinja2.defaults.DEFAULT_TESTS)
    assert builtin.GLOBALS == frozenset(jinja2.defaults.DEFAULT_NAMESPACE)


def test_constants() -> None:
    """Literals have their values; strings side by side are one."""
    found = [part.value for _, part in template("{{ ['a' \"b\", 0x1F, 1_0, 2.5, true, none, 'x\\n'] }}").parts(Const)]
    assert ["ab", 31, 10, 2.5, True, None, "x\n"] == found
    assert 1 == len([*template("{{ f(1) }}").parts(Call)])
    assert isinstance(_said("{% macro a() %}", Macro)[0], Macro)
