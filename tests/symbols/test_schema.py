"""The tables of a project, with their columns."""

from __future__ import annotations

import pytest
from flask_ls.symbols.schema import schema
from marks import ROOT, parse

HEAD = "from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n"


def test_tables_of_models_and_calls() -> None:
    """Each with the names that its columns have in the database."""
    source = (
        f"{HEAD}class User(db.Model):\n    id = db.Column('number', db.Integer, primary_key=True)\n"
        "    name = db.Column(db.String)\ntags = db.Table('tags', db.Column('user', db.ForeignKey('user.number')))\n"
    )
    found = schema(parse(source).project, f"{ROOT}/app.py")
    assert {"user": frozenset({"number", "name"}), "tags": frozenset({"user"})} == found.tables
    assert found.closed


@pytest.mark.parametrize(
    "source",
    [
        "class A(db.Model):\n    __tablename__ = PREFIX + 'a'\n    id = db.Column(db.Integer)\n",
        "table = db.Table(NAME, db.Column('id', db.Integer))\n",
        "db.reflect()\n",
        "from company import Base\nclass A(Base, Unknown):\n    __tablename__ = 'a'\n",
        "class A(db.Model):\n    __table_args__ = {'schema': 'company'}\n    id = db.Column(db.Integer)\n",
    ],
)
def test_what_leaves_a_schema_open(source: str) -> None:
    """A name that is computed, tables that are reflected, a base that is not known, a schema of the database."""
    assert not schema(parse(HEAD + source).project, f"{ROOT}/app.py").closed


def test_columns_that_are_not_all_known() -> None:
    """Of a table whose model has attributes that may be columns nothing is said but its name."""
    source = f"{HEAD}class A(db.Model):\n    id = key()\nclass B(db.Model):\n    id = db.Column(db.Integer)\nclass C(B):\n    x = db.Column(db.Integer)\n"  # fmt: skip
    assert {"a": None, "b": None} == schema(parse(source).project, f"{ROOT}/app.py").tables
