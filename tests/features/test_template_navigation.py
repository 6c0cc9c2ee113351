"""Names in templates: where they come from, where else they are, their other names, and what tags enclose."""

from __future__ import annotations

import pytest
from flask_ls.features.code_actions import code_actions
from flask_ls.features.code_lenses import code_lenses
from flask_ls.features.definition import definition
from flask_ls.features.document_symbols import document_symbols
from flask_ls.features.hover import hover
from flask_ls.features.references import highlights, references
from flask_ls.features.rename import prepare_rename, rename
from flask_ls.features.results import Location, Refusal, Rename
from flask_ls.features.template_actions import extractions
from flask_ls.features.template_rename import moved_templates
from flask_ls.features.template_structure import folds, linked
from flask_ls.options import Options
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span, apply_edits
from marks import ROOT, Fixture, parse
from template_shop import SITE

INDEX = f"{ROOT}/templates/index.html"


def site(old: str, new: str) -> Fixture:
    """The site, with a cursor where `new` puts it."""
    assert old in SITE
    return parse(SITE.replace(old, new, 1))


def shown(fixture: Fixture, places: list[Location]) -> list[str]:
    """Each place as `path:line text`."""
    found = []
    for place in places:
        text = fixture.texts[place.path]
        line = LineIndex(text).line_of(place.span.start) + 1
        name = place.path.removeprefix(f"{ROOT}/").removeprefix("templates/")
        found.append(f"{name}:{line} {text[place.span.start : place.span.end]}")
    return found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{% block title %}{{", "{% block ti<|>tle %}{{", ["base.html:1 title"]),
        ("self.title", "self.ti<|>tle", ["base.html:1 title"]),
        ("field(item)", "fie<|>ld(item)", ["macros.html:1 field"]),
        ("import field", "import fie<|>ld", ["macros.html:1 field"]),
        ("m.field", "m.fi<|>eld", ["macros.html:1 field"]),
        ("{{ user }} {{", "{{ us<|>er }} {{", ["app.py:13 user"]),
        ("{{ user }}{% elif", "{{ us<|>er }}{% elif", ["app.py:13 user", "app.py:18 user"]),
        ("item|money", "item|mo<|>ney", ["app.py:7 money"]),
        ("{{ total }}", "{{ to<|>tal }}", ["index.html:6 total"]),
        ("{{ item|", "{{ it<|>em|", ["index.html:7 item"]),
        ("is none", "is no<|>ne", []),
        ("items=", "ite<|>ms=", ["index.html:7 items"]),
    ],
)
def test_definition(old: str, new: str, expected: list[str]) -> None:
    """A name leads to what gives it; a keyword of a call that renders to where the template reads it."""
    fixture = site(old, new)
    assert expected == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "block title %}Site", "block ti<|>tle %}Site",
            ["base.html:1 title", "base.html:1 title", "index.html:4 title", "index.html:4 title", "index.html:4 title",
             "other.html:2 title"],
        ),
        (
            "macro field", "macro fi<|>eld",
            ["index.html:2 field", "index.html:8 field", "index.html:10 field", "macros.html:1 field",
             "macros.html:2 field"],
        ),
        ("set total", "set to<|>tal", ["index.html:6 total", "index.html:8 total"]),
        ("for item in", "for it<|>em in", ["index.html:7 item", "index.html:8 item", "index.html:8 item"]),
        ("items=", "it<|>ems=", ["app.py:13 items", "index.html:7 items"]),
        (
            "{{ user }} {{", "{{ us<|>er }} {{",
            ["app.py:13 user", "app.py:18 user", "base.html:2 user", "base.html:2 user", "index.html:4 user"],
        ),
    ],
)  # fmt: skip
def test_references_and_rename(old: str, new: str, expected: list[str]) -> None:
    """All places of a name are found, in Python too, and all of them are renamed and nothing else."""
    fixture = site(old, new)
    found = references(fixture.project, fixture.path, fixture.offset, declaration=True)
    assert expected == shown(fixture, found)
    changed = rename(fixture.project, fixture.path, fixture.offset, "fresh")
    assert isinstance(changed, Rename)
    assert {(each.path, each.span) for each in found} == {
        (path, edit.span) for path, edits in changed.edits.items() for edit in edits
    }


@pytest.mark.parametrize(
    ("more", "old", "new", "reason"),
    [
        (
            "@app.context_processor\ndef more():\n    return make()\n",
            "{{ user }} {{",
            "{{ us<|>er }} {{",
            "not all that",
        ),
        ("", "{{ user }} {{", "{% if a %}{% set user = 1 %}{% endif %}{{ us<|>er }} {{", "may mean"),
        ("", "macro field", "macro fi<|>eld", "other.html reads"),
        ("", "{% elif x", "{% elif <|>x", "no view"),
        ('{% extends "base.html" %}', "block title %}Site", "{% extends which %}{% block ti<|>tle %}Site", "not known"),
    ],
)
def test_rename_is_refused(more: str, old: str, new: str, reason: str) -> None:
    """Where other places may exist, the person is told why nothing is renamed."""
    source = SITE.replace(old, new, 1)
    if "macro" in old:
        source = source.replace("{% block title %}Other", "{% from which import field %}{% block title %}Other")
    if more.startswith("@"):
        source = source.replace("-- templates/base.html --", more + "-- templates/base.html --", 1)
    fixture = parse(source)
    found = prepare_rename(fixture.project, fixture.path, fixture.offset)
    assert isinstance(found, Refusal)
    assert reason in found.reason


ALIAS = """\
-- app.py --
from flask import Flask, render_template
app = Flask(__name__)
@app.route("/")
def index():
    return render_template("index.html")
-- templates/m.html --
{% macro input(name) %}<input name="{{ name }}">{% endmacro %}
-- templates/index.html --
{% from "m.html" import input as field, input %}{{ field(1) }}{{ input(2) }}{{ field }}
"""


def test_a_macro_under_another_name() -> None:
    """From another name of a macro to the macro, all its uses, and what it takes."""
    fixture = parse(ALIAS.replace("{{ field(", "{{ fie<|>ld("))
    assert ["m.html:1 input"] == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))
    found = references(fixture.project, fixture.path, fixture.offset, declaration=False)
    assert ["input", "field", "input", "field", "input", "field"] == [
        each.split(" ")[1] for each in shown(fixture, found)
    ]
    said = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert said is not None
    assert "{% macro input(name) %}" in said.markdown


@pytest.mark.parametrize(
    ("cursor", "old", "expected"),
    [
        ("{{ fie<|>ld(", "field", 'import input as fresh, input %}{{ fresh(1) }}{{ input(2) }}{{ fresh }}'),
        ("as fie<|>ld", "field", 'import input as fresh, input %}{{ fresh(1) }}{{ input(2) }}{{ fresh }}'),
        ("import in<|>put", "input", 'import fresh as field, fresh %}{{ field(1) }}{{ fresh(2) }}{{ field }}'),
        ("macro in<|>put", "input", 'import fresh as field, fresh %}{{ field(1) }}{{ fresh(2) }}{{ field }}'),
    ],
)  # fmt: skip
def test_rename_a_macro_and_its_other_name(cursor: str, old: str, expected: str) -> None:
    """The other name alone is changed where it is renamed, and stays where the macro is."""
    fixture = parse(ALIAS.replace(cursor.replace("<|>", ""), cursor, 1))
    prepared = prepare_rename(fixture.project, fixture.path, fixture.offset)
    assert isinstance(prepared, tuple)
    assert old == prepared[1]
    changed = rename(fixture.project, fixture.path, fixture.offset, "fresh")
    assert isinstance(changed, Rename)
    assert expected in apply_edits(fixture.texts[INDEX], list(changed.edits[INDEX]))
    assert (old == "input") == (f"{ROOT}/templates/m.html" in changed.edits)


def test_rename_to_a_name_that_is_taken() -> None:
    """A name that the template has already is refused."""
    fixture = site("set total", "set to<|>tal")
    found = rename(fixture.project, fixture.path, fixture.offset, "item")
    assert isinstance(found, Refusal)


def test_tags_that_belong_together() -> None:
    """On the word of a tag, those of the same statement are highlighted."""
    fixture = site("{% elif x", "{% el<|>if x")
    text = fixture.texts[fixture.path]
    found = highlights(fixture.project, fixture.path, fixture.offset)
    assert ["if", "elif", "else", "endif"] == [text[span.start : span.end] for span in found]


def test_linked_names() -> None:
    """A block's name and the one at its end are typed together; without one at the end there is nothing to link."""
    fixture = site("block title %}Site", "block ti<|>tle %}Site")
    assert 2 == len(linked(fixture.project, fixture.path, fixture.offset))
    fixture = site("block body %}{% e", "block bo<|>dy %}{% e")
    assert [] == linked(fixture.project, fixture.path, fixture.offset)


def test_outline_and_folds() -> None:
    """Blocks and macros are the outline; each tag folds up to the next of its kind."""
    fixture = site("<p>part", "<|><p>part")
    assert ["title", "body"] == [each.name for each in document_symbols(fixture.project, INDEX)]
    lines = LineIndex(fixture.texts[INDEX])
    found = {(lines.line_of(span.start), lines.line_of(span.end)) for span in folds(fixture.project, INDEX)}
    assert {(3, 3), (4, 10), (6, 8)} == found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("index.html", ["rendered in 1 place"]),
        ("base.html", ["extended by 2"]),
        ("part.html", ["included by 1"]),
        ("macros.html", ["imported by 1"]),
        ("alone.html", ["used by nothing seen"]),
    ],
)
def test_lenses(name: str, expected: list[str]) -> None:
    """Above a template stands who uses it; that nothing does, where it is sure."""
    found = code_lenses(parse(SITE).project, f"{ROOT}/templates/{name}", Options())
    assert expected == [lens.title for lens in found]


def test_no_lens_where_a_name_is_computed() -> None:
    """A template that a computed name may be is not said to be unused."""
    source = SITE.replace('render_template("other.html"', 'render_template(f"{which()}.html"').replace(
        "app = Flask(__name__)", 'app = Flask(__name__)\nname = "alone"'
    )
    assert [] == code_lenses(parse(source).project, f"{ROOT}/templates/alone.html", Options())


def test_moving_a_template() -> None:
    """Every mention follows a template that is moved, and those below a folder; other files have none."""
    fixture = parse(SITE)
    old, new = f"{ROOT}/templates/base.html", f"{ROOT}/templates/layout/main.html"
    edits = moved_templates(fixture.project, {old: new})
    assert [INDEX, f"{ROOT}/templates/other.html"] == sorted(edits)
    assert apply_edits(fixture.texts[INDEX], list(edits[INDEX])).startswith('{% extends "layout/main.html" %}')
    edits = moved_templates(fixture.project, {INDEX: f"{ROOT}/templates/home.html"})
    assert [f"{ROOT}/app.py"] == list(edits)
    assert {} == moved_templates(fixture.project, {f"{ROOT}/app.py": f"{ROOT}/main.py"})


def test_moving_a_folder_of_templates() -> None:
    """All below a folder that is moved keep their mentions, in Python too, whatever the files are called."""
    fixture = parse("""\
-- app.py --
from flask import Flask, render_template
app = Flask(__name__)
@app.route("/")
def index():
    return render_template(["mail/hello.txt", "mail/parts/bye.conf.j2"])
@app.errorhandler(404)
def missing(error):
    template = app.jinja_env.get_template("mail/feed.rss")
    return render_template(template_name_or_list="mail/hello.txt")
-- templates/mail/hello.txt --
{% extends "mail/feed.rss" %}
{% include ["mail/none.txt", "mail/parts/bye.conf.j2"] %}{% import "mail/parts/bye.conf.j2" as m %}
-- templates/mail/feed.rss --
{% block a %}{% endblock %}
-- templates/mail/parts/bye.conf.j2 --
{% from "mail/hello.txt" import a %}{% include "mail/feed.rss" ignore missing %}
-- templates/mailing.txt --
{% include "mail/feed.rss" if x else "mail/hello.txt" %}
""")
    edits = moved_templates(fixture.project, {f"{ROOT}/templates/mail": f"{ROOT}/templates/post/letters"})
    for path, text in fixture.texts.items():
        after = apply_edits(text, list(edits.get(path, ())))
        expected = text.replace("mail/", "post/letters/").replace("post/letters/none.txt", "mail/none.txt")
        assert expected == after
    assert {} == moved_templates(fixture.project, {f"{ROOT}/templates": f"{ROOT}/pages"})


def test_end_tags_that_are_missing() -> None:
    """Where Jinja misses an end tag, all that are missing are added, the innermost first."""
    fixture = parse("-- app.py --\n-- templates/a.html --\n{% block a %}\n{% if x %}\n")
    path = f"{ROOT}/templates/a.html"
    actions = code_actions(fixture.project, path, Span(18, 18), Options())
    assert ["Add {% endif %}{% endblock %} at the end"] == [each.title for each in actions]
    text = apply_edits(fixture.texts[path], list(actions[0].edits[path]))
    assert "{% block a %}\n{% if x %}\n{% endif %}{% endblock %}\n" == text


def test_extract_a_selection() -> None:
    """A selection becomes a file beside this one, or a macro that is given what it reads."""
    fixture = parse(SITE)
    text = fixture.texts[INDEX]
    start = text.index("{{ item|money }}")
    include, macro = extractions(fixture.project, INDEX, Span(start, text.index(" {{ field(item)")))
    assert (("Extract to index_part.html", "Extract to a macro")) == (include.title, macro.title)
    assert ((f"{ROOT}/templates/index_part.html", "{{ item|money }} {{ total }}\n"),) == include.creates
    assert '    {% include "index_part.html" %} {{ field' in apply_edits(text, list(include.edits[INDEX]))
    changed = apply_edits(text, list(macro.edits[INDEX]))
    assert "{% macro part(item, total) %}{{ item|money }} {{ total }}{% endmacro %}" in changed
    assert "    {{ part(item, total) }} {{ field" in changed


@pytest.mark.parametrize(
    "selected",
    ["{% for item in items %}", "{{ item|mon", "{% set total = 3 %}", "{% block body %}", "{{ self.title() }}", " "],
)
def test_nothing_to_extract(selected: str) -> None:
    """Half of a tag, one without its end, and what binds names for the rest of the page are not offered."""
    fixture = parse(SITE)
    start = fixture.texts[INDEX].index(selected)
    assert [] == extractions(fixture.project, INDEX, Span(start, start + len(selected)))
