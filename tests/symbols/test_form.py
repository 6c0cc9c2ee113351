"""The project's forms: which classes they are, and their fields."""

from __future__ import annotations

from flask_ls.symbols.classes import Class
from flask_ls.symbols.form import fields, forms, instance
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span
from marks import ROOT, parse

FORMS = """
-- forms.py --
from company import CompanyForm, TagField
from flask_wtf import FlaskForm
from wtforms import Form, SelectField, StringField, SubmitField
class Upper(StringField):
    pass
class Base(FlaskForm):
    submit = SubmitField()
class LoginForm(Base):
    name = Upper("Name")
    tags = TagField()
    kind = SelectField()
    user = None
    def validate_name(self, field):
        pass
class PlainForm(Form):
    name = StringField()
class OtherForm(CompanyForm, FlaskForm):
    name = StringField()
class Nothing:
    name = StringField()
-- app.py --
import forms
def login():
    form = forms.LoginForm()
    return form
"""


def test_forms_with_their_fields() -> None:
    """Fields, inherited ones included, by the last name of their class; fields of libraries are known by their name."""
    project = parse(FORMS).project
    found = {each.cls.name: {name: field.kind for name, field in each.fields.items()} for each in forms(project, f"{ROOT}/app.py")}  # fmt: skip
    expected = {
        "Base": {"submit": "SubmitField"},
        "LoginForm": {"name": "Upper", "tags": "TagField", "kind": "SelectField", "submit": "SubmitField"},
        "PlainForm": {"name": "StringField"},
        "OtherForm": {"name": "StringField"},
    }
    assert expected == found


def test_what_is_known_of_a_form() -> None:
    """Whether it is Flask-WTF's, whether all of its bases are known, and which names an instance has."""
    found = {each.cls.name: each for each in forms(parse(FORMS).project, f"{ROOT}/forms.py")}
    assert [True, False, True] == [found[name].flask for name in ("LoginForm", "PlainForm", "OtherForm")]
    assert [True, True, False] == [found[name].complete for name in ("LoginForm", "PlainForm", "OtherForm")]
    assert {"user", "validate_name", "submit", "data", "hidden_tag"} <= found["LoginForm"].attributes
    assert "hidden_tag" not in found["PlainForm"].attributes


def test_the_form_of_a_name() -> None:
    """A name that is bound to a form's call is an instance of it; a class that is no form has no fields."""
    project = parse(FORMS).project
    file = project.python(f"{ROOT}/app.py")
    assert file is not None
    block, scope = file.scope_at(file.text.index("return"))
    found = instance(project, file, block, scope, Ref(("form",), Span(0, 0)))
    assert found is not None
    assert "LoginForm" == found.cls.name
    assert {} == fields(project, Class(f"{ROOT}/forms.py", 3, 1, "Upper"))
