"""What a template sees because another one includes, imports or extends it: the names around that tag, with their values."""

from __future__ import annotations

import pytest
from flask_ls.features.completion import complete
from flask_ls.features.definition import definition
from flask_ls.features.diagnostics import findings
from flask_ls.features.hover import hover
from flask_ls.options import Options
from marks import parse

APP = """-- app.py --
from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80))


@app.context_processor
def inject():
    return {"latest": Post.query.first()}


@app.route("/")
def page():
    return render_template("page.html", posts=Post.query.all(), number=1)
-- templates/base.html --
{{ active }}{{ hidden }}{% block body %}{% endblock %}
-- templates/page.html --
{% extends "base.html" %}
{% set active = posts[0] %}
{% block body %}
"""


def _labels(page: str) -> set[str]:
    fixture = parse(APP + page)
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="html")
    return {each.label for each in found}


PART = "\n{% endblock %}\n-- templates/_post.html --\n"


@pytest.mark.parametrize(
    ("page", "there"),
    [
        ('{% for post in posts %}{% include "_post.html" %}{% endfor %}' + PART + "{{ <|> }}", {"post", "posts", "number"}),
        ('{% for post in posts %}{% include "_post.html" %}{% endfor %}' + PART + "{{ post.<|> }}", {"title"}),
        ('{% with post=posts[0] %}{% include "_post.html" %}{% endwith %}' + PART + "{{ post.<|> }}", {"title"}),
        ('{% set post=posts[0] %}{% include ["_post.html", "x.html"] %}' + PART + "{{ post.<|> }}", {"title"}),
        ('{% for post in posts %}{% import "_post.html" as p with context %}{% endfor %}' + PART + "{{ post.<|> }}", {"title"}),
        ('{% for i, post in posts|enumerate %}{% include "_post.html" %}{% endfor %}' + PART + "{{ post.<|> }}", {"title"}),
        (
            '{% for post in posts %}{% include "_post.html" %}{% endfor %}'
            + PART
            + '{% include "_more.html" %}\n-- templates/_more.html --\n{{ post.<|> }}',
            {"title"},
        ),
        ('{% endblock %}\n-- templates/base.html --\n{{ active.<|> }}', {"title"}),
        ("{{ latest.<|> }}", {"title"}),
    ],
)  # fmt: skip
def test_names_that_are_handed_on(page: str, there: set[str]) -> None:
    """Loops, `with` and `set` around an include are seen in it, and further down; top-level names of a child in its parent."""
    assert there <= _labels(page)


@pytest.mark.parametrize(
    "page",
    [
        '{% for post in posts %}{% endfor %}{% include "_post.html" %}' + PART + "{{ <|> }}",
        '{% for post in posts %}{% include "_post.html" without context %}{% endfor %}' + PART + "{{ <|> }}",
        '{% for post in posts %}{% import "_post.html" as p %}{% endfor %}' + PART + "{{ <|> }}",
        '{% for post in posts %}{% from "_post.html" import p %}{% endfor %}' + PART + "{{ <|> }}",
        '{% set post = 1 %}{% endblock %}\n-- templates/base.html --\n{{ <|> }}',
    ],
)  # fmt: skip
def test_names_that_are_not(page: str) -> None:
    """What is bound elsewhere, and what no context goes along with, is not seen; nor what a block of a child binds."""
    assert "post" not in _labels(page)


def test_two_who_hand_on_different_things() -> None:
    """Where one includes a template with a post and another with something else, it is not known what it is."""
    page = '{% for post in posts %}{% include "_post.html" %}{% endfor %}{% with post=1 %}{% include "_post.html" %}{% endwith %}'
    assert "title" not in _labels(page + PART + "{{ post.<|> }}")


def test_hover_and_definition() -> None:
    """Hover says where a name comes from, and it leads to the loop's target, or to the key of the context processor."""
    page = '{% for post in posts %}{% include "_post.html" %}{% endfor %}' + PART
    fixture = parse(APP + page + "{{ po<|>st }}")
    said = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert "`post`, `Post`, passed by\n\n* `for` in `templates/page.html:4`" == (
        said.markdown if said is not None else ""
    )
    (found,) = definition(fixture.project, fixture.path, fixture.offset)
    assert ("/project/templates/page.html", "{% for post") == (
        found.path,
        fixture.texts[found.path][found.span.start - 7 : found.span.end],
    )
    fixture = parse(APP + page + "{{ late<|>st }}")
    said = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert "`latest`, `Post`, passed by\n\n* `inject` in `app.py:15`" == (said.markdown if said is not None else "")
    (found,) = definition(fixture.project, fixture.path, fixture.offset)
    assert ("/project/app.py", "latest") == (found.path, fixture.texts[found.path][slice(*found.span)])


@pytest.mark.parametrize(("body", "missing"), [("{{ loop.index }}", ["pst"]), ("", ["loop", "pst"])])
def test_a_loop_is_seen_in_what_it_includes(body: str, missing: list[str]) -> None:
    """An include is given `loop` where the body of the loop asks for it, since Jinja makes none otherwise."""
    inside = (
        "{% for post in posts %}" + body + '{% include "_post.html" %}{% endfor %}' + PART + "{{ loop.index }}{{ pst }}"
    )
    fixture = parse(APP + inside)
    path = "/project/templates/_post.html"
    assert missing == [fixture.texts[path][slice(*each.span)] for each in findings(fixture.project, path, Options())]
