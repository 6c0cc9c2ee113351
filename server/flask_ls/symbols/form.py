"""The project's forms: WTForms classes with their fields, inherited ones included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask_ls.project.components import component
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols.classes import Bound, Class, classes, lineage, made, members
from flask_ls.syntax.shape import Call, Expr, Member, Ref
from flask_ls.text.spans import Span

_PACKAGES = ("flask_wtf", "wtforms")
_FORMS = {"FlaskForm", "Form", "SecureForm"}
# What every form has besides its fields; `csrf_token` and those below the line only those of Flask-WTF.
_ATTRIBUTES = frozenset(
    {"Meta", "data", "errors", "form_errors", "meta", "populate_obj", "post_process", "process", "validate"}
)
_FLASK_ATTRIBUTES = frozenset({"csrf_token", "hidden_tag", "is_submitted", "validate_on_submit"})


class Field(NamedTuple):
    """A field of a form. `span` is its name's, in the block of `owner`, the class whose body binds it.

    `kind` is the last name of its class (`StringField`), `call` what makes it.
    """

    name: str
    kind: str
    owner: Class
    span: Span
    call: Call


class Form(NamedTuple):
    """A form. `names` are all that the bodies of its classes bind, fields included.

    `flask`: it derives from a class of Flask-WTF. `complete`: all of its base classes are known.
    """

    cls: Class
    fields: Mapping[str, Field]
    names: frozenset[str]
    flask: bool
    complete: bool

    @property
    def attributes(self) -> frozenset[str]:
        """The names that an instance has: those of its classes, and those of every form."""
        return self.names | _ATTRIBUTES | (_FLASK_ATTRIBUTES if self.flask else frozenset())


def forms(project: Project, path: str) -> tuple[Form, ...]:
    """The forms of the files that imports connect with this one."""
    files = component(project, path)
    return ask(project, _connected, files[0].path) if files else ()


def _connected(project: Project, path: str) -> tuple[Form, ...]:
    return tuple([form for file in component(project, path) for form in ask(project, _forms_in, file.path)])


def _forms_in(project: Project, path: str) -> tuple[Form, ...]:
    file = project.python(path)
    return forms_of(project, file) if file is not None else ()


def forms_of(project: Project, file: PyFile) -> tuple[Form, ...]:
    """The forms that a file defines."""
    found = [form(project, cls) for cls in classes(project, file)] if "class " in file.text else []
    return tuple([each for each in found if each is not None])


def form(project: Project, cls: Class | None) -> Form | None:
    """The form that a class is; None where it is none."""
    if cls is None or project.python(cls.path) is None:
        return None
    return ask(project, _form, cls)


def fields(project: Project, cls: Class) -> Mapping[str, Field]:
    """The fields of a form's class, by name; empty where it is none."""
    found = form(project, cls)
    return found.fields if found is not None else {}


def instance(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> Form | None:
    """The form that an expression gives an instance of: `LoginForm()`, or a name bound to such."""
    return form(project, made(project, file, block, scope, expr))


def _form(project: Project, cls: Class) -> Form | None:
    found = lineage(project, cls)
    bases = [each for each in found.libraries if each.partition(".")[0] in _PACKAGES]
    lasts = {each.rpartition(".")[2] for each in bases}
    if not lasts & _FORMS:
        return None
    bound = members(project, cls)
    mine = {name: field for name, each in bound.items() if (field := _field(project, name, each)) is not None}
    known = all(each in bases or each == "builtins.object" for each in found.libraries)
    flask = any(each.startswith("flask_wtf.") for each in bases)
    return Form(cls, mine, frozenset(bound), flask, found.complete and known)


def _field(project: Project, name: str, bound: Bound) -> Field | None:
    owner, binding = bound
    file = project.python(owner.path)
    call = binding.value
    if file is None or not isinstance(call, Call) or not isinstance(call.func, (Ref, Member)):
        return None
    kind = _kind(project, file, owner, call)
    return Field(name, kind, owner, binding.span, call) if kind else None


def _kind(project: Project, file: PyFile, owner: Class, call: Call) -> str:
    """The last name of the field's class; of a class of the project that of itself. Empty: it is no field."""
    meaning = resolve(project, file, owner.block, owner.scope, call.func)
    if not isinstance(meaning, Known):
        return ""
    if meaning.site is None:
        last = meaning.name.rpartition(".")[2]
        return last if last.endswith(("Field", "FieldList")) else ""
    cls = made(project, file, owner.block, owner.scope, call)
    libraries = lineage(project, cls).libraries if cls is not None else ()
    return cls.name if cls is not None and any(each.endswith(("Field", "FieldList")) for each in libraries) else ""
