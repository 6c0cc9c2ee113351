"""Other delimiters than the usual ones, and lines that are tags, read as Jinja reads them."""

from __future__ import annotations

from typing import Any

import pytest
from flask_ls.syntax.template.delimiters import Delimiters, usual
from flask_ls.syntax.template.model import Template
from flask_ls.syntax.template.names import needs
from jinja2 import Environment, TemplateSyntaxError, meta, nodes

_LINES = {"line_statement_prefix": "%", "line_comment_prefix": "##"}
_SQUARE = {"variable_start_string": "[[", "variable_end_string": "]]"}
_ALL = {
    "block_start_string": "<%", "block_end_string": "%>", "variable_start_string": "${", "variable_end_string": "}$",
    "comment_start_string": "<!--%", "comment_end_string": "%-->",
}  # fmt: skip
CASES: list[tuple[dict[str, str], str]] = [
    (_LINES, "% for item in items:\n  {{ item }} ## {{ not_this }}\n% endfor\n"),
    (_LINES, "  %- if a\n100 % b\n  % elif c|upper\n% endif"),
    (_LINES, "% set x = [a,\n  {'b': b},\n]\n{{ x }}\n% block inner\n{{ c }}\n% endblock inner"),
    (_LINES, "text ## % if\n## {% if\n% set s = 'a ## b'\n{{ s }}{{ t }}"),
    (_LINES, "{% if a %}\n% if b\n{% endif %}\n% endif\n"),
    (_LINES, '<a title="100%">\r\n% include "x.html"\r\n{{ y }}\n'),
    (_LINES, "% for x in y\n"),
    (_LINES, "{# % if #}\n{% raw %}\n% if\n{% endraw %}\n{{ z }}"),
    (_LINES, "\t% extends 'base.html'\n% from 'm.html' import a as b\n%\n"),
    ({"line_statement_prefix": "#"}, "# for x in y\n{{ x }}\n# endfor\n a # no\n"),
    ({"line_statement_prefix": "%%", "line_comment_prefix": "%"}, "%% if a\n% {{ b }}\n%% endif"),
    (_SQUARE, "{{ vue }} [[ a|upper ]] {% if b %}[[- c['x]]'] ]]{% endif %}"),
    (_SQUARE, "[[ a"),
    (_ALL, "{{ vue }}{% no %} ${ a }$ <% if b -%> <!--% ${ c }$ %--> <%+ else %> {# ${ d }$ #} <% endif %>"),
    (_ALL, "<% raw %> ${ a }$ <% endraw %> ${ b }$"),
    (_ALL | _LINES, "% if a\n${ b }$ ## c\n% endif\n"),
    ({"block_start_string": "\\BLOCK{{", "block_end_string": "}}"}, "\\BLOCK{{ if a }}{{ b }}\\BLOCK{{ endif }}"),
]  # fmt: skip


def _names(tree: nodes.Template, kind: type[Any], attribute: str) -> list[str]:
    return sorted(getattr(each, attribute) for each in tree.find_all(kind))


@pytest.mark.parametrize(("options", "text"), CASES)
def test_as_jinja_reads_it(options: dict[str, str], text: str) -> None:
    """The variables that are needed, the blocks and filters, and whether anything is wrong, are as Jinja has them."""
    given: dict[str, Any] = options
    model = Template(text, Delimiters(**given))
    try:
        tree = Environment(**given).parse(text)
    except TemplateSyntaxError:
        assert model.problem is not None
        return
    assert model.problem is None
    assert sorted(meta.find_undeclared_variables(tree)) == sorted({need.name for need in needs(model)})
    assert _names(tree, nodes.Block, "name") == sorted(block.name for _, block in model.blocks)
    assert _names(tree, nodes.Filter, "name") == sorted(each.name for _, each in model.filters)
    assert [*meta.find_referenced_templates(tree)] == [each.name for each in model.references]


@pytest.mark.parametrize(("options", "text"), CASES)
def test_offsets_stay(options: dict[str, str], text: str) -> None:
    """Every name stands where it stood, and no prefix of a text is too strange to be read."""
    given: dict[str, Any] = options
    delimiters = Delimiters(**given)
    assert len(text) == len(usual(text, delimiters))
    for need in needs(Template(text, delimiters)):
        assert need.name == text[need.span.start : need.span.end]
    for end in range(len(text)):
        model = Template(text[:end], delimiters)
        assert all(place.span.end <= end for place in model.tags)
        assert len(model.elements) >= 0
        assert model.tree is not None


@pytest.mark.parametrize(
    "delimiters",
    [Delimiters(known=False), Delimiters(variable_start_string="<", variable_end_string=">")],
)  # fmt: skip
def test_what_cannot_be_read(delimiters: Delimiters) -> None:
    """Where the delimiters are not known, or too short to have room for the usual ones, a text has no tags."""
    text = "{% if a %}{{ b }}{# c #}<d>"
    assert () == Template(text, delimiters).tags
    assert len(text) == len(usual(text, delimiters))
