"""Completion inside of a template's tags: what views pass, attributes, filters, tests, macros, blocks, tags."""

from __future__ import annotations

import time

import pytest
from flask_ls.features.completion import complete
from flask_ls.options import Options
from marks import parse

SHOP = '''-- app.py --
from flask import Flask, render_template
from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model, UserMixin):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    posts = db.relationship("Post", back_populates="author")


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80))
    author_id = db.Column(db.ForeignKey("user.id"))
    author = db.relationship("User", back_populates="posts")


class LoginForm(FlaskForm):
    email = StringField()


@app.template_filter("money")
def money(amount, sign="€"):
    """An amount with its currency.

    More about it.
    """
    return f"{amount} {sign}"


@app.route("/")
def page():
    user = User.query.first_or_404()
    posts = Post.query.order_by(Post.title).all()
    pages = Post.query.paginate()
    return render_template("page.html", user=user, posts=posts, pages=pages, form=LoginForm(), other=compute())
-- templates/base.html --
{% block head %}{% endblock %}{% block content %}{% endblock %}
-- templates/macros.html --
{% macro field(name, label="") %}{{ name }}{% endmacro %}
-- templates/page.html --
{% extends "base.html" %}
'''


def _labels(page: str) -> list[str]:
    """The labels in the order in which an editor shows them."""
    fixture = parse(SHOP + page)
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="html")
    return [each.label for each in sorted(found, key=lambda each: each.sort_text)]


@pytest.mark.parametrize(
    ("page", "there", "not_there"),
    [
        ("{{ <|> }}", {"user", "posts", "form", "other", "request", "url_for", "current_user"}, {"loop", "upper"}),
        ("{{ us<|>", {"user"}, set()),
        ("{{ user.<|> }}", {"id", "name", "posts", "is_authenticated"}, {"title"}),
        ("{{ user.na<|>\n<p>", {"name"}, set()),
        ("{{ form.<|> }}", {"email", "hidden_tag", "errors"}, set()),
        ("{{ form.email.<|> }}", {"label", "errors", "data"}, set()),
        ("{{ current_user.<|> }}", {"name", "is_anonymous"}, set()),
        ("{{ request.<|> }}", {"args", "method"}, set()),
        ("{{ session.<|> }}", {"get", "pop"}, set()),
        ("{{ config.<|> }}", {"get"}, set()),
        ("{% for post in posts %}{{ post.<|> }}{% endfor %}", {"title", "author"}, {"posts"}),
        ("{% for post in posts %}{{ post.author.<|> }}{% endfor %}", {"name"}, {"title"}),
        ("{% for post in user.posts|sort %}{{ post.<|> }}{% endfor %}", {"title"}, {"name"}),
        ("{% for post in pages.items %}{{ post.<|> }}{% endfor %}", {"title"}, set()),
        ("{% set first = posts|first %}{% if first.<|> %}", {"title"}, set()),
        ("{% for post in posts %}{{ <|> }}{% endfor %}", {"post", "loop"}, set()),
        ("{% for post in posts %}{{ loop.<|> }}{% endfor %}", {"index", "first"}, {"loop.index"}),
        ("{% for post in <|> %}", {"posts"}, set()),
        ("{{ user.name|<|> }}", {"upper", "money"}, {"user"}),
        ("{% if user is <|> %}", {"defined", "none"}, {"user"}),
        ("{% if user is not d<|> %}", {"defined"}, {"user"}),
        ("{% block <|> %}{% endblock %}", {"head", "content"}, set()),
        ("{% block head %}{% endblock %}{% block <|> %}{% endblock %}", {"content"}, {"head"}),
        ('{% from "macros.html" import <|> %}', {"field"}, {"user"}),
        ('{% from "macros.html" import field %}{{ <|> }}', {"field"}, set()),
        ('{% import "macros.html" as m %}{{ m.<|> }}', {"field"}, set()),
        ('{% import "macros.html" as m %}{{ m.field("a", <|>) }}', {"label", "user"}, {"name"}),
    ],
)
def test_what_stands_in_tags(page: str, there: set[str], not_there: set[str]) -> None:
    """Names, attributes of what is known, filters, tests, blocks and macros: each where it can stand."""
    labels = set(_labels(page))
    assert set() == there - labels
    assert set() == labels & not_there


@pytest.mark.parametrize(
    "page",
    [
        "{{ other.<|> }}",
        "{{ posts.<|> }}",
        "{{ unknown.<|> }}",
        "{# user.<|> #}",
        "{{ 'us<|>' }}",
        "{% raw %}{{ us<|> }}{% endraw %}",
        "{% for <|> in posts %}",
        "{% set <|>",
        "{{ user <|> }}",
    ],
)
def test_silence(page: str) -> None:
    """Nothing is offered for what is not known, in comments, strings and raw text, nor for a new name."""
    assert [] == _labels(page)


def test_the_end_of_what_is_open_comes_first() -> None:
    """Behind `{%` the end of the innermost tag is the first entry, then tags, then outer ends."""
    labels = _labels("{% if user %}{% for post in posts %}{% <|> %}")
    assert "endfor" == labels[0]
    assert {"endif", "if", "include"} <= set(labels)


def test_who_passes_a_variable() -> None:
    """The detail of a variable says what it is and which file passes it."""
    fixture = parse(SHOP + "{{ <|> }}")
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="html")
    assert ["several Post, passed in app.py"] == [each.detail for each in found if each.label == "posts"]


def test_python_offers_what_the_template_needs() -> None:
    """In `render_template("x.html", ` the names that the template needs come as keyword arguments."""
    fixture = parse(
        "-- app.py --\nfrom flask import Flask, render_template\napp = Flask(__name__)\n@app.route('/')\ndef page():\n"
        "    return render_template('x.html', title='', <|>)\n-- templates/x.html --\n{{ title }}{{ user.name }}\n"
    )
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python")
    assert ["user="] == [each.text for each in found if each.kind == "url_value"]


def test_a_large_template_is_quick() -> None:
    """Completion in a page of 2,000 lines costs a few milliseconds once the page has been read."""
    page = "{% for post in posts %}<a href='#'>{{ post.title|upper }}</a>{% endfor %}\n" * 2000
    fixture = parse(SHOP + page + "{% for post in posts %}{{ post.<|> }}{% endfor %}")
    best = 1.0
    for _ in range(3):
        start = time.perf_counter()
        complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="html")
        best = min(best, time.perf_counter() - start)
    assert best < 0.05
