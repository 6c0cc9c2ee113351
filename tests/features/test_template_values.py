"""What values in templates are: the attributes that are offered behind them say it."""

from __future__ import annotations

import pytest
from flask_ls.features.completion import complete
from flask_ls.options import Options
from marks import parse

MODELS = """-- models.py --
from flask_login import UserMixin
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()

tags = db.Table("tags", db.Column("post_id", db.ForeignKey("post.id")), db.Column("tag_id", db.ForeignKey("tag.id")))


class User(db.Model, UserMixin):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    posts = db.relationship("Post", back_populates="author")
    profile = db.relationship("Profile", uselist=False, backref=db.backref("owner", uselist=False))
    comments = db.relationship("Comment", backref="writer", lazy="dynamic")

    def latest(self):
        return Post.query.filter_by(author=self).first()

    def followed(self):
        return self.posts


class Profile(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    bio = db.Column(db.Text)
    user_id = db.Column(db.ForeignKey(User.id))


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80))
    author_id = db.Column(db.ForeignKey("user.id"))
    author = db.relationship("User", back_populates="posts")
    tags = db.relationship("Tag", secondary=tags, backref="tagged")


class Tag(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    label = db.Column(db.String(80))


class Comment(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    body = db.Column(db.Text)
    writer_id = db.Column(db.Integer, db.ForeignKey("user.id"))
    parent_id = db.Column(db.ForeignKey("comment.id"))
    replies = db.relationship("Comment", backref=db.backref("parent", remote_side=[id]))
"""
APP = """-- app.py --
from flask import Flask, g, render_template
from flask_login import current_user
from flask_wtf import FlaskForm
from models import Comment, Post, User, db
from sqlalchemy import select
from wtforms import StringField

app = Flask(__name__)


class LoginForm(FlaskForm):
    email = StringField()


@app.before_request
def load():
    g.user = None
    g.user = User.query.get(1)


@app.context_processor
def inject():
    return dict(me=current_user, recent=Post.query.all())


def newest():
    return db.session.scalars(select(Post)).all()


@app.route("/")
def page(number=1):
    query = db.select(Post).order_by(Post.title)
"""
MARKS = {"User": "posts", "Post": "title", "Comment": "body", "Tag": "label", "Profile": "bio", "Page": "iter_pages", "Field": "label_text"}  # fmt: skip


def _labels(before: str, passed: str, page: str) -> set[str]:
    view = "".join(f"    {line}\n" for line in before.splitlines())
    source = MODELS + APP + view + f"    return render_template('x.html', {passed})\n"
    fixture = parse(source + "-- templates/x.html --\n" + page)
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="html")
    return {each.label for each in found}


def _kind(labels: set[str]) -> str:
    return next((kind for kind, mark in MARKS.items() if mark in labels), "")


@pytest.mark.parametrize(
    ("passed", "kind"),
    [
        ("x=User.query.first()", "User"),
        ("x=User.query.get_or_404(number)", "User"),
        ("x=User.query.filter_by(id=1).order_by(User.name).first_or_404()", "User"),
        ("x=db.session.query(User).filter(User.id == 1).one()", "User"),
        ("x=db.session.get(User, 1)", "User"),
        ("x=db.get_or_404(User, 1)", "User"),
        ("x=db.first_or_404(query)", "Post"),
        ("x=db.one_or_404(db.select(User))", "User"),
        ("x=db.session.scalar(select(User))", "User"),
        ("x=db.session.execute(query).scalar_one_or_none()", "Post"),
        ("x=db.session.execute(query).scalars().first()", "Post"),
        ("x=db.session.execute(query).first()", ""),
        ("x=db.session.execute(query).first()[0]", "Post"),
        ("x=db.session.execute(select(User.name)).scalar()", ""),
        ("x=db.paginate(query, page=1)", "Page"),
        ("x=Post.query.paginate(page=1, per_page=2)", "Page"),
        ("x=db.paginate(query, page=1).items[0]", "Post"),
        ("x=current_user", "User"),
        ("x=current_user._get_current_object()", "User"),
        ("x=g.user", "User"),
        ("x=Post.query.first().author", "User"),
        ("x=User.query.first().profile", "Profile"),
        ("x=User.query.first().profile.owner", "User"),
        ("x=User.query.first().comments.order_by(Comment.id).first()", "Comment"),
        ("x=Comment.query.first().writer", "User"),
        ("x=Comment.query.first().parent", "Comment"),
        ("x=Comment.query.first().replies", ""),
        ("x=User.query.first().latest()", "Post"),
        ("x=newest()[0]", "Post"),
        ("x=User.query.first() or Post.query.first()", ""),
        ("x=User.query.first() if number else None", "User"),
        ("x=User.query.count()", ""),
        ("x=next(p for p in newest())", "Post"),
        ("x=[p.author for p in newest()][0]", "User"),
        ("x={'a': User()}['a']", "User"),
        ("x=unknown()", ""),
        ("x=LoginForm().email", "Field"),
        ("**{'x': User()}", "User"),
    ],
)
def test_what_is_passed(passed: str, kind: str) -> None:
    """Queries of all styles, relationships, the project's functions and literals; what is not known is silent."""
    labels = _labels("", passed, "{{ x.<|> }}")
    if kind == "Field":
        assert {"data", "errors", "label"} <= labels
    else:
        assert kind == _kind(labels)


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("x = None\nif number:\n    x = User()", "User"),
        ("x = User()\nif number:\n    x = Post()", ""),
        ("for x in newest():\n    print(x)", "Post"),
        ("for i, x in enumerate(newest()):\n    print(x)", "Post"),
        ("for user, x in db.session.execute(select(User, Post)):\n    print(x)", "Post"),
        ("y = [x for x in newest()]\nx = User()", "User"),
        ("y = newest\nx = y()[0]", "Post"),
        ("x = y = User()", "User"),
        ("y, x = 1, User()", "User"),
        ("y, x = [(1, User())][0]", "User"),
        ("x, y = newest()", ""),
        ("x, *y = newest()", ""),
        ("q = Post.query\nif number:\n    q = q.filter_by(id=1)\nx = q.first()", "Post"),
        ("q = newest()\nq = [len(each.title) for each in q]\nx = q[0]", ""),
        ("q = newest()\nq = sorted(q)\nx = q[0]", "Post"),
        ("x = Post.query\nx = x.first()", ""),
        ("with User() as x:\n    pass", ""),
    ],
)
def test_what_a_view_binds(before: str, kind: str) -> None:
    """Names are followed through branches, loops and comprehensions, and are unknown where they may be two things."""
    assert kind == _kind(_labels(before, "x=x", "{{ x.<|> }}"))


@pytest.mark.parametrize(
    ("passed", "page", "kind"),
    [
        ("x=newest()", "{% for a in x %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=newest()", "{% for a in x[:3] %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=newest()", "{% for a in x %}{{ loop.previtem.<|> }}{% endfor %}", "Post"),
        ("x=newest()", "{% for a in x %}{{ a.author.profile.<|> }}{% endfor %}", "Profile"),
        ("x=newest()", "{% for a in x %}{% for t in a.tags %}{{ t.<|> }}{% endfor %}{% endfor %}", "Tag"),
        ("x=newest()", "{% for a in x|map(attribute='author') %}{{ a.<|> }}{% endfor %}", "User"),
        ("x=newest()", "{% for who, a in x|groupby('author') %}{{ a[0].<|> }}{% endfor %}", "Post"),
        ("x=newest()", "{% for a in x|groupby('author') %}{{ a.list[0].<|> }}{% endfor %}", "Post"),
        ("x=newest()", "{% for i, a in enumerate(x) %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=newest()", "{{ (x|first).<|> }}", ""),
        ("x=newest()", "{% set a = x|first %}{{ a.<|> }}", "Post"),
        ("x=newest()", "{% set a, b = x|first, 1 %}{{ a.<|> }}", "Post"),
        ("x=newest()", "{% with a = x[0].author %}{{ a.<|> }}{% endwith %}", "User"),
        ("x={p.id: p for p in newest()}", "{% for key, a in x.items() %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x={p.id: p for p in newest()}", "{% for key, a in x|dictsort %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x={p.id: p for p in newest()}", "{% for a in x.values() %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x={p.id: p for p in newest()}", "{% for a in x %}{{ a.<|> }}{% endfor %}", ""),
        ("x={p: [p] for p in newest()}", "{% for a in x %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x={p.id: [p] for p in newest()}", "{% for k, a in x.items() %}{{ a[0].<|> }}{% endfor %}", "Post"),
        ("x=[(p, p.author) for p in newest()]", "{% for p, a in x %}{{ a.<|> }}{% endfor %}", "User"),
        ("x=list(enumerate(newest()))", "{% for i, a in x %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=zip(newest(), User.query)", "{% for i, a in x %}{{ a.<|> }}{% endfor %}", "User"),
        ("x=db.session.execute(select(User, Post)).all()", "{% for u, a in x %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=db.paginate(query)", "{% for a in x.items %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=db.paginate(query)", "{% for a in x %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=User.query.first()", "{% for a in x.comments.all() %}{{ a.<|> }}{% endfor %}", "Comment"),
        ("x=User.query.first()", "{% for a in x.followed() %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=User.query.first()", "{% for a in x.posts %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=User.query.first()", "{% set a = x.posts %}{% for b in a %}{{ b.<|> }}{% endfor %}", "Post"),
        ("x=1", "{% for a in g.user.posts %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=1", "{{ current_user.<|> }}", "User"),
        ("x=1", "{{ me.<|> }}", "User"),
        ("x=1", "{% for a in recent %}{{ a.<|> }}{% endfor %}", "Post"),
        ("x=newest()", "{% macro m(a, b=1) %}{{ a.<|> }}{% endmacro %}{{ m(x[0]) }}{{ m(a=x[1]) }}", "Post"),
        ("x=newest()", "{% macro m(a) %}{{ a.<|> }}{% endmacro %}{{ m(x[0]) }}{{ m(x[0].author) }}", ""),
        ("x=newest()", "{% macro m(a) %}{{ a.<|> }}{% endmacro %}", ""),
    ],
)
def test_in_templates(passed: str, page: str, kind: str) -> None:
    """Loops with one name and with several, filters, `set`, `with`, pages, dictionaries, relationships, globals, macros."""
    assert kind == _kind(_labels("", passed, page))


def test_tags_of_many_to_many() -> None:
    """A relationship through a table leads to several, at both ends."""
    assert set() == _labels("", "x=newest()", "{{ x[0].tags.<|> }}")
    assert "title" in _labels("", "x=newest()", "{% for a in x[0].tags[0].tagged %}{{ a.<|> }}{% endfor %}")


def test_fields_of_a_form() -> None:
    """A loop over a form goes through its fields."""
    assert {"errors", "label"} <= _labels("", "x=LoginForm()", "{% for field in x %}{{ field.<|> }}{% endfor %}")
    assert {"user"} <= _labels("", "x=1", "{{ g.<|> }}")


def test_circles_end() -> None:
    """Names, functions and templates that lead to themselves are unknown, and quickly."""
    code = """-- app.py --
from flask import Flask, g, render_template

app = Flask(__name__)


def a():
    return b()


def b():
    return a() or [x for x in c]


c = a()
g.user = g.user


@app.route("/")
def page():
    x = y = 1
    x = y.z
    y = x.z
    return render_template("x.html", x=x, y=g.user, c=c)
-- templates/x.html --
{% set z = z %}{% macro m(p) %}{{ m(p) }}{{ p.<|> }}{% endmacro %}{% include "x.html" %}
{% for w in w %}{% include "x.html" %}{{ m(w) }}{{ x }}{{ y }}{{ c }}{% endfor %}
"""
    fixture = parse(code)
    found = complete(fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="html")
    assert [] == found
