"""Templates in strings of Python, as `render_template_string` takes them: they get what template files get."""

from __future__ import annotations

import random

import pytest
from flask_ls.features.code_actions import code_actions
from flask_ls.features.completion import complete
from flask_ls.features.definition import definition
from flask_ls.features.diagnostics import findings, project_findings
from flask_ls.features.hover import hover
from flask_ls.features.references import references
from flask_ls.features.rename import prepare_rename, rename
from flask_ls.features.results import Refusal
from flask_ls.features.signature_help import signature_help
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import Span, apply_edits
from marks import parse

HEAD = '''-- templates/base.html --
{% block title %}{% endblock %}{% include "part.html" %}
-- templates/part.html --
{{ number }}
-- templates/macros.html --
{% macro field(name, label="") %}{{ name }}{% endmacro %}
-- models.py --
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
-- app.py --
from flask import Flask, render_template, render_template_string
from models import User

app = Flask(__name__)


@app.template_filter()
def money(amount, sign="€"):
    """An amount."""
    return f"{amount} {sign}"


@app.route("/user/<int:number>")
def show(number):
    return render_template("part.html", number=number)


'''
VIEW = '@app.route("/")\ndef index():\n    user = User.query.first_or_404()\n'


def _labels(code: str) -> set[str]:
    fixture = parse(HEAD + VIEW + code)
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python")
    text = fixture.texts[fixture.path]
    assert all(text[slice(*each.replace)].isidentifier() or not text[slice(*each.replace)] for each in found)
    return {each.label for each in found}


@pytest.mark.parametrize(
    ("code", "there"),
    [
        ('    return render_template_string("{{ <|> }}", user=user)', {"user", "request", "url_for"}),
        ('    return render_template_string("\\n\\t{{ us<|>er }}", user=user)', {"user"}),
        ("    return render_template_string('''<p>\n{{ user.<|> }}''', user=user)", {"id", "name"}),
        ('    return render_template_string(r"{{ 1|<|> }}")', {"money", "upper"}),
        ('    return render_template_string("{{ 1 is <|> }}")', {"odd"}),
        ("    return render_template_string(\"{{ url_for('<|>') }}\")", {"index", "show", "static"}),
        ("    return render_template_string(\"{% extends '<|>' %}\")", {"base.html", "part.html"}),
        ("    return render_template_string(\"{% extends 'base.html' %}{% block <|> %}\")", {"title"}),
        ('    return render_template_string("{{ name }}{{ other }}", name=1, <|>)', {"other"}),
        ('    page = "{{ <|> }}"\n    return render_template_string(page, user=user)', {"user"}),
    ],
)
def test_completion(code: str, there: set[str]) -> None:
    """What can stand in a tag is offered in plain, raw and triple-quoted strings, behind escapes, and behind a name."""
    assert there <= _labels(code)


@pytest.mark.parametrize(
    "code",
    [
        '    return render_template_string(f"{{{{ <|> }}}}", user=user)',
        '    return render_template_string("{{ <|> }}" + other(), user=user)',
        '    return print("{{ <|> }}", user=user)',
        '    return render_template_string("text<|>", user=user)',
    ],
)
def test_no_completion(code: str) -> None:
    """Strings that are no template, whose text is not known, and the text outside of tags offer nothing."""
    assert "user" not in _labels(code)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('render_template_string("{{ user }}{{ usr }}", user=user)', [("usr", "FLK604")]),
        ("render_template_string('''\n{{ user|mony }}\n''', user=user)", [("mony", "FLK602")]),
        ('render_template_string("\\t\\"{{ 1 is evn }}")', [("evn", "FLK610")]),
        ('render_template_string("{% if %}")', [("%", "FLK603")]),
        ("render_template_string(\"{{ url_for('sho', number=1) }}\")", [("sho", "FLK102")]),
        ("render_template_string(\"{{ url_for(\\'show\\') }}\")", [("show", "FLK103")]),
        ("render_template_string(\"{{ url_for('show') }}\")", [("show", "FLK103")]),
        ("render_template_string(\"{% include 'prt.html' %}\")", [("prt.html", "FLK601")]),
        ("render_template_string(\"{% extends 'base.html' %}{% block titel %}{% endblock %}\", number=1)", [("titel", "FLK614")]),
        ('render_template_string("{{ usr }}", **values())', []),
        ('render_template_string(f"{{{{ usr }}}}")', []),
        ('render_template_string("{{ usr }}" + text())', []),
        ('render_template_string("{{ usr }}")  # noqa: FLK604', []),
        ('render_template_string("{{ usr }} {# flask-ls: ignore[FLK604] #}")', []),
    ],
)  # fmt: skip
def test_findings(code: str, found: list[tuple[str, str]]) -> None:
    """What is wrong in a template is said at its place in the Python file, and comments silence it there."""
    fixture = parse(HEAD + VIEW + "    return " + code)
    path = "/project/app.py"
    text = fixture.texts[path]
    options = Options(preview=True, ignore=("FLK004", "FLK2", "FLK3"))
    said = findings(fixture.project, path, options)
    assert found == [(text[slice(*each.span)], each.code) for each in said]
    assert [*said] == [*project_findings(fixture.project, options).get(path, ())]


CONSTANT = """\
PAGE = '''<p>{{ user.name }}</p>
{{ usr }}'''


@app.route("/")
def index():
    return render_template_string(PAGE, user=User.query.first_or_404())
"""


def test_constants() -> None:
    """A constant of the module is the template of the calls that render it; used otherwise, its names are not all known."""
    fixture = parse(HEAD + CONSTANT)
    path = "/project/app.py"
    (said,) = findings(fixture.project, path, Options())
    assert "usr" == fixture.texts[path][slice(*said.span)]
    for more in ("\nother(PAGE)\n", '\nPAGE += "{{ x }}"\n'):
        assert () == findings(parse(HEAD + CONSTANT + more).project, path, Options())
    elsewhere = parse(
        HEAD + CONSTANT + "-- other.py --\nimport flask, app\nflask.render_template_string(app.PAGE, usr=1)\n"
    )
    assert () == findings(elsewhere.project, path, Options())
    twice = CONSTANT + "\n\ndef other():\n    return render_template_string(PAGE, user=1, usr=2)\n"
    assert () == findings(parse(HEAD + twice).project, path, Options())


def test_fixes() -> None:
    """What is meant is written into the string; a fix that would write quotes is not offered, nor a comment of Python's."""
    code = "    return render_template_string('''\n<form method=post enctype=x>{{ usr }}\n''', user=user)\n"
    fixture = parse(HEAD + VIEW + code)
    path = "/project/app.py"
    text = fixture.texts[path]
    at = text.index("usr")
    actions = {each.title: each for each in code_actions(fixture.project, path, Span(at, at), Options(preview=True))}
    assert "{{ user }}" in apply_edits(text, [*actions["Change to `user`"].edits[path]])
    (silence,) = [each for title, each in actions.items() if title.startswith("Ignore") and title.endswith("here")]
    assert "{{ usr }} {# flask-ls: ignore[FLK604] #}\n" in apply_edits(text, [*silence.edits[path]])
    assert "" == "".join(title for title in actions if "quotes" in title or "CSRF" in title)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('render_template_string("\\n{{ us<|>er }}", user=user)', "`user`, `User`, passed by\n\n* `index` in `app.py:"),
        ('render_template_string("{{ user.na<|>me }}", user=user)', "`name`: String, of `User`."),
        ('render_template_string("{{ 1|mon<|>ey }}")', "A filter of this project"),
        ('render_template_string("{{ 1|upp<|>er }}")', "upper"),
        ("render_template_string('''\n{% set a = 1 %}{{ <|>a }}''')", "`a`: of `set` in line 22."),
        ("render_template_string(\"{% extends 'ba<|>se.html' %}\")", "Loaded from `templates/base.html`."),
        ("render_template_string(\"{{ url_for('sh<|>ow', number=1) }}\")", "/user/<int:number>"),
    ],
)
def test_hover(code: str, said: str) -> None:
    """Names in a string say what they say in a file, and the lines are those of the Python file."""
    fixture = parse(HEAD + VIEW + "    return " + code)
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert said in (found.markdown if found is not None else "")
    assert found is not None and found.span.contains(fixture.offset)


@pytest.mark.parametrize(
    ("code", "target"),
    [
        ('render_template_string("\\n{{ us<|>er }}", user=user)', ("app.py", "user")),
        ('render_template_string("\\n{{ user }}", us<|>er=user)', ("app.py", "user")),
        ("render_template_string(\"{% extends 'ba<|>se.html' %}\")", ("templates/base.html", "")),
        ("render_template_string(\"{% extends 'base.html' %}{% block ti<|>tle %}{% endblock %}\")", ("templates/base.html", "title")),
        ("render_template_string(\"{{ url_for('sh<|>ow', number=1) }}\")", ("app.py", "show")),
        ("render_template_string(\"{% from 'macros.html' import field %}{{ fie<|>ld(1) }}\")", ("templates/macros.html", "field")),
        ('render_template_string("{% set a = 1 %}{{ <|>a }}")', ("app.py", "a")),
        ('render_template_string("{{ 1|mon<|>ey }}")', ("app.py", "money")),
    ],
)  # fmt: skip
def test_definition(code: str, target: tuple[str, str]) -> None:
    """From a name in the string to what it means, and from the call's keyword into the string."""
    fixture = parse(HEAD + VIEW + "    return " + code)
    (found,) = definition(fixture.project, fixture.path, fixture.offset)
    assert target == (found.path.removeprefix("/project/"), fixture.texts[found.path][slice(*found.span)])
    assert not found.span.contains(fixture.offset) or found.path != fixture.path


def test_signatures() -> None:
    """Macros and filters say what they take inside of a string."""
    code = "    return render_template_string(\"{% from 'macros.html' import field %}{{ field('a', <|>) }}\")"
    fixture = parse(HEAD + VIEW + code)
    found = signature_help(fixture.project, fixture.path, fixture.offset)
    assert ('field(name, label="")', 1) == ((found.label, found.active) if found is not None else None)


def test_uses_in_strings_belong_to_the_project() -> None:
    """A rename of an endpoint reaches into strings, exactly; names of templates that are used in strings are not renamed."""
    code = "    return render_template_string(\"\\n{{ url_for('show', number=1) }}{% extends 'base.html' %}{% block title %}\")"
    fixture = parse(HEAD + VIEW + code)
    path = "/project/app.py"
    text = fixture.texts[path]
    named = rename(fixture.project, path, text.index("def show") + 4, "display")
    assert not isinstance(named, Refusal)
    assert "url_for('display', number=1)" in apply_edits(text, [*named.edits[path]])
    base = "/project/templates/base.html"
    block = fixture.texts[base].index("title")
    places = references(fixture.project, base, block, declaration=True)
    assert [(base, "title"), (path, "title")] == sorted(
        ((each.path, fixture.texts[each.path][slice(*each.span)]) for each in places), reverse=True
    )
    assert isinstance(prepare_rename(fixture.project, base, block), Refusal)


def test_half_written_strings() -> None:
    """Whatever has been typed of a string so far, every request has an answer, and its places are in the file."""
    code = "    return render_template_string('''\\n{% for a in b %}{{ a|upper }}{% endfor %}{{ url_for(\\'show\\') }}''', b=1)"
    for end in range(len(code) + 1):
        fixture = parse(HEAD + VIEW + code[:end] + "<|>")
        complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python")
        hover(fixture.project, fixture.path, fixture.offset, Options())
        signature_help(fixture.project, fixture.path, fixture.offset)
        definition(fixture.project, fixture.path, fixture.offset)
        for finding in findings(fixture.project, fixture.path, Options(preview=True)):
            assert 0 <= finding.span.start <= finding.span.end <= len(fixture.texts[fixture.path])


def test_edits_give_what_a_fresh_project_gives() -> None:
    """After any edit, findings and completions are those of a project that is read anew."""
    chance = random.Random(3)
    texts = dict(parse(HEAD + CONSTANT + "# <|>").texts)
    path = "/project/app.py"
    first = texts[path]
    project = parse(HEAD + CONSTANT).project
    pieces = ["{{ x|uper }}", "{% for a in b %}", "user", "'''", '"', "\\n", "number=2, ", "\n\n", "PAGE"]
    for _ in range(80):
        target = chance.choice([path, path, "/project/templates/base.html"])
        text = texts[target]
        at = chance.randrange(max(text.find("PAGE"), 0), len(text) + 1)
        text = first if target == path and chance.random() < 0.15 else text[:at] + chance.choice(pieces) + text[at:]
        texts[target] = text
        project = project.with_files({target: text})
        fresh = Project.empty(project.roots).with_files(texts)
        assert project_findings(fresh, Options(preview=True)) == project_findings(project, Options(preview=True)), texts
        at = text.find("{{") + 3
        offered = [
            complete(each, target, at, Options(), snippet_support=True, language="html") for each in (fresh, project)
        ]
        assert offered[0] == offered[1]
