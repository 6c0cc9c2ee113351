"""The project's models: which classes they are, their tables, attributes and instances."""

from __future__ import annotations

import pytest
from flask_ls.project.snapshot import Project
from flask_ls.symbols.model import (
    attributes,
    automatic_table,
    column_type,
    database_name,
    instance,
    is_primary,
    models,
    models_of,
)
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span
from marks import ROOT, parse

SHOP = """
-- extensions.py --
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
-- models.py --
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from extensions import db
class Stamped:
    created = db.Column(db.DateTime)
class User(Stamped, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    age: Mapped[int]
    limit = 5
    posts = db.relationship("BlogPost", backref="author")
    def greet(self):
        return self.name
class BlogPost(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(db.ForeignKey("user.id"))
class Draft(BlogPost):
    text = db.Column(db.Text)
class Named(db.Model):
    __tablename__ = "names"
    id = db.Column(db.Integer, primary_key=True)
class Base(db.Model):
    __abstract__ = True
class Plain:
    id = db.Column(db.Integer)
"""


def _shop() -> Project:
    return parse(SHOP).project


def test_models_are_found() -> None:
    """The mapped classes of connected files, with their tables; abstract ones and mixins are none."""
    found = {each.name: (each.table, each.shares) for each in models(_shop(), f"{ROOT}/extensions.py")}
    expected = {
        "User": ("user", False),
        "BlogPost": ("blog_post", False),
        "Draft": ("draft", True),
        "Named": ("names", False),
    }
    assert expected == found


def test_attributes_with_their_kinds() -> None:
    """Columns, relationships, methods and plain values, inherited ones included, and backrefs of others."""
    project = _shop()
    user, post, *_ = models(project, f"{ROOT}/models.py")
    expected = {
        "id": "column", "name": "column", "age": "column", "created": "column", "limit": "plain",
        "posts": "relationship", "greet": "method",
    }  # fmt: skip
    assert expected == {name: each.kind for name, each in attributes(project, user).items()}
    assert "relationship" == attributes(project, post)["author"].kind
    assert "User" == attributes(project, post)["author"].target


def test_columns_say_their_types() -> None:
    """The last name of the type, with its arguments; of the key that it is one."""
    project = _shop()
    user = models(project, f"{ROOT}/models.py")[0]
    name, call = column_type(project, user.attributes["name"])
    assert ("String", True) == (name, call is not None)
    assert ("Integer", None) == column_type(project, user.attributes["id"])
    assert [True, False] == [is_primary(user.attributes[name]) for name in ("id", "name")]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from sqlalchemy.orm import declarative_base\nBase = declarative_base()\nclass A(Base):\n    pass\n", ["A"]),
        (
            "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\nclass A(Base):\n    pass\n",
            ["A"],
        ),
        ("from company import Base\nclass A(Base):\n    pass\n", []),
        ("from sqlalchemy.orm import declarative_base\nBase = declarative_base(cls=X)\nclass A(Base):\n    pass\n", []),
    ],
)
def test_bases_of_sqlalchemy(source: str, names: list[str]) -> None:
    """Classes below a declarative base are models; the base is none, and nothing is said of a base that is not known."""
    project = parse(f"import flask\n{source}").project
    file = project.python(f"{ROOT}/app.py")
    assert file is not None
    assert names == [each.name for each in models_of(project, file)]


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("User()", "User"),
        ("User.query.get(1)", "User"),
        ("User.query.filter_by(id=1).order_by(User.id).first()", "User"),
        ("db.session.get(User, 1)", "User"),
        ("db.get_or_404(User, 1)", "User"),
        ("db.session.execute(db.select(User).where(User.id == 1)).scalar_one()", "User"),
        ("db.session.scalar(db.select(User))", "User"),
        ("User.query.all()", None),
        ("db.session.execute(db.select(User.id, User.name)).first()", None),
        ("db.session.execute(db.select(User)).first()", None),
        ("db.session.execute(db.select(User)).one()", None),
        ("db.session.execute(db.select(User)).scalars().first()", "User"),
        ("db.session.execute(db.select(User)).scalar_one_or_none()", "User"),
        ("db.session.scalars(db.select(User)).one()", "User"),
        ("db.session.query(User).filter(User.id == 1).scalar()", "User"),
        ("find()", None),
    ],
)
def test_instances(expression: str, name: str | None) -> None:
    """What gives one row of a model is an instance of it, also under a name."""
    head = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\nclass User(db.Model):\n    id = db.Column(db.Integer)\n"
    project = parse(f"{head}def f():\n    value = {expression}\n    return value\n").project
    file = project.python(f"{ROOT}/app.py")
    assert file is not None
    block, scope = file.scope_at(file.text.index("return"))
    found = instance(project, file, block, scope, Ref(("value",), Span(0, 0)))
    assert name == (found.name if found is not None else None)


@pytest.mark.parametrize(
    ("name", "table"),
    [("User", "user"), ("BlogPost", "blog_post"), ("HTTPRequest2", "http_request2"), ("OAuth2Token", "o_auth2_token")],
)
def test_automatic_tables(name: str, table: str) -> None:
    """The names are Flask-SQLAlchemy's own."""
    from flask_sqlalchemy.model import camel_to_snake_case

    assert table == automatic_table(name) == camel_to_snake_case(name)


def test_the_name_of_the_database() -> None:
    """The name that a file has for the `SQLAlchemy` object; empty where it has none."""
    project = parse("-- a.py --\nfrom b import db as database\n-- b.py --\nfrom flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n-- c.py --\nimport b\n").project  # fmt: skip
    names = [database_name(project, file) for file in project.python_files()]
    assert ["database", "db", ""] == names


def test_models_follow_an_edit() -> None:
    """What was remembered of a model is not kept where a class above it changes in another file."""
    project = _shop()
    assert "user" == models(project, f"{ROOT}/models.py")[0].table
    project = project.with_files({f"{ROOT}/extensions.py": "db = None\n"})
    assert () == models(project, f"{ROOT}/models.py")
