"""The project's models: SQLAlchemy's mapped classes, with their tables, columns and relationships.

It reads Flask-SQLAlchemy's `db.Model` as well as SQLAlchemy's declarative bases, `db.Column` as well as `mapped_column`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from flask_ls.project.components import component
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols.classes import Bound, Class, Lineage, bindings, classes, lineage, members, named, shape_of
from flask_ls.syntax.shape import MODULE, Binding, Call, Const, Expr, Member, Ref, last_name
from flask_ls.text.spans import Span

Kind = Literal["column", "relationship", "method", "plain", "unknown"]
FLASK_MODEL = "flask_sqlalchemy.SQLAlchemy.Model"
_DECLARATIVE = {"sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta"}
BASES = {FLASK_MODEL, "sqlalchemy.orm.Base", "flask_sqlalchemy.model.Model", *_DECLARATIVE}
# Bases that give a model no columns and no relationships.
_PLAIN = {
    "builtins.object", "abc.ABC", "typing.Generic", "flask_login.UserMixin", "flask_login.mixins.UserMixin",
    "flask_login.AnonymousUserMixin", "flask_security.RoleMixin", "flask_security.UserMixin",
    "sqlalchemy.orm.MappedAsDataclass", "sqlalchemy_serializer.SerializerMixin",
}  # fmt: skip
_COLUMNS = {"Column", "mapped_column"}
_RELATIONSHIPS = {"relationship", "relation", "dynamic_loader"}
_WRAPPERS = {"deferred", "column_property"}
_ANNOTATION = re.compile(r"\s*:\s*(?P<written>[^=\n]*)")
_HUMP = re.compile(r"(?<=[a-z0-9])[A-Z]|(?!\A)[A-Z](?=[a-z])")
# What a query gives a row of, and nothing else, or None.
ROW = {"first", "get", "one", "one_or_none", "first_or_404", "get_or_404", "one_or_404", "scalar", "scalar_one", "scalar_one_or_none"}  # fmt: skip
_SCALARS = {"scalars", "scalar", "scalar_one", "scalar_one_or_none"}
_QUERY = {
    "filter", "filter_by", "order_by", "options", "join", "outerjoin", "limit", "offset", "where", "distinct", "scalars",
    "execute", "select", "with_for_update", "execution_options", "query", "paginate", "all",
}  # fmt: skip


class Attribute(NamedTuple):
    """An attribute of a model. `span` is its name's, in the block of `owner`, the class whose body binds it.

    `call` is the `Column(…)`, `mapped_column(…)` or `relationship(…)`; `annotation` what is written behind its colon.
    `target`: of a relationship, the model that it names, dots included; empty where that is not known.
    """

    name: str
    kind: Kind
    owner: Class
    span: Span
    call: Call | None = None
    annotation: str = ""
    target: str = ""


class Model(NamedTuple):
    """A mapped class. `table` is None where its name is computed; `shares`: it may have the table of a class above it.

    `complete`: all of its base classes are known, so that `attributes` are all that classes give it, backrefs aside.
    """

    cls: Class
    table: str | None
    shares: bool
    attributes: Mapping[str, Attribute]
    lineage: Lineage

    @property
    def name(self) -> str:
        return self.cls.name

    @property
    def complete(self) -> bool:
        return self.lineage.complete and BASES.union(_PLAIN).issuperset(self.lineage.libraries)


def models(project: Project, path: str) -> tuple[Model, ...]:
    """The models of the files that imports connect with this one."""
    files = component(project, path)
    return ask(project, _connected, files[0].path) if files else ()


def _connected(project: Project, path: str) -> tuple[Model, ...]:
    return tuple([model for file in component(project, path) for model in ask(project, _models_in, file.path)])


def _models_in(project: Project, path: str) -> tuple[Model, ...]:
    file = project.python(path)
    return models_of(project, file) if file is not None else ()


def models_of(project: Project, file: PyFile) -> tuple[Model, ...]:
    """The models that a file defines."""
    found = [model(project, cls) for cls in classes(project, file)] if "class " in file.text else []
    return tuple([each for each in found if each is not None])


def model(project: Project, cls: Class | None) -> Model | None:
    """The model that a class is; None where it is none."""
    if cls is None or project.python(cls.path) is None or not is_mapped(project, cls):
        return None
    return ask(project, _model, cls)


def is_mapped(project: Project, cls: Class) -> bool:
    """Whether a class is a model: it derives from a base of models, is none itself, and is not abstract."""
    found = lineage(project, cls)
    if not BASES.intersection(found.libraries):
        return False
    shape = shape_of(project, cls)
    own = shape.by_scope.get(cls.scope, {}) if shape is not None else {}
    if any(isinstance(each.value, Const) and each.value.value for each in own.get("__abstract__", ())):
        return False
    above = {base for each in found.own[1:] for base in lineage(project, each).libraries}
    return not (_DECLARATIVE.intersection(found.libraries) and not _DECLARATIVE & above and "__tablename__" not in own)


def attributes(project: Project, of: Model) -> dict[str, Attribute]:
    """All attributes of a model that are known: its own, inherited ones, and the backrefs of other models."""
    found = dict(of.attributes)
    for other in models(project, of.cls.path):
        for each in other.attributes.values():
            name, span, call = backref(each)
            if name and each.target.rpartition(".")[2] == of.name:
                found.setdefault(name, Attribute(name, "relationship", each.owner, span, call, target=other.name))
    return found


def backref(of: Attribute) -> tuple[str, Span, Call | None]:
    """The name that a relationship gives to the other model for itself, and the call that says more of it, if there is one."""
    given = of.call.keyword("backref") if of.call is not None else None
    call = given.value if given is not None and isinstance(given.value, Call) else None
    value = call.args[0] if call is not None and call.args else given.value if given is not None else None
    if isinstance(value, Const) and isinstance(value.value, str):
        return value.value, value.span, call
    return "", of.span, None


def instance(project: Project, file: PyFile, block: int, scope: int, expr: Expr, depth: int = 0) -> Model | None:
    """The model that an expression gives an instance of, None aside: `User()`, `User.query.get(1)`,
    `db.session.get(User, 1)`, or a name bound to such."""
    if isinstance(expr, Ref) and len(expr.parts) == 1 and depth < 3:
        found = {
            _bound_instance(project, file, at, binding, depth)
            for at, binding in bindings(file, block, scope, expr.parts[0])
            if not (isinstance(binding.value, Const) and binding.value.value is None)
        }
        only = next(iter(found)) if len(found) == 1 else None
        return model(project, only)
    if not isinstance(expr, Call):
        return None
    cls = named(project, file, block, scope, expr.func)
    if cls is None and last_name(expr.func) in ROW:
        if expr.args and last_name(expr.func) in ("get", "get_or_404"):
            cls = named(project, file, block, scope, expr.args[0])
        cls = cls or queried(project, file, block, scope, expr)
    return model(project, cls)


def queried(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> Class | None:
    """The class that a chain of calls asks the database for: `User.query.filter(…).first()`, `select(User)`.

    What `execute` gives are rows, and none of its instances, until `scalars` or the like takes them out.
    """
    behind: set[str] = set()
    while isinstance(expr, Call):
        func = expr.func
        if last_name(func) == "execute" and behind.isdisjoint(_SCALARS):
            return None
        behind.add(last_name(func))
        if (
            isinstance(func, Ref)
            and len(func.parts) > 2
            and func.parts[-2] == "query"
            and last_name(func) in _QUERY | ROW
        ):
            return named(project, file, block, scope, Ref(func.parts[:-2], func.span))
        if last_name(func) in ("query", "select") and len(expr.args) == 1 and not expr.opaque:
            return named(project, file, block, scope, expr.args[0])
        if last_name(func) in ("execute", "scalar", "scalars") and expr.args:
            expr = expr.args[0]
        elif isinstance(func, Member) and func.name in _QUERY | ROW:
            expr = func.value
        else:
            return None
    return None


def column_type(project: Project, of: Attribute) -> tuple[str, Call | None]:
    """The last name of a column's type (`String`) and the call that gives it its arguments; empty where it is not known."""
    file = project.python(of.owner.path)
    if of.call is None or file is None:
        return "", None
    given = [*of.call.args[:2], *(each.value for each in of.call.keywords if each.name == "type_")]
    for value in given:
        func = value.func if isinstance(value, Call) else value
        name = library_name(project, file, of.owner.block, of.owner.scope, func)
        if name and name not in ("ForeignKey", "Sequence", "Identity", "Computed"):
            return name, value if isinstance(value, Call) else None
    return "", None


def library_name(project: Project, file: PyFile, block: int, scope: int, func: Expr) -> str:
    """The last name of what an expression is in SQLAlchemy or Flask-SQLAlchemy; empty where it is something else."""
    if not isinstance(func, (Ref, Member)):
        return ""
    meaning = resolve(project, file, block, scope, func)
    if not isinstance(meaning, Known) or meaning.site is not None:
        return ""
    return meaning.name.rpartition(".")[2] if meaning.name.startswith(("sqlalchemy.", "flask_sqlalchemy.")) else ""


def database_name(project: Project, file: PyFile) -> str:
    """The name under which a file has the `SQLAlchemy` object at its top; empty where it has none."""
    for name in file.bindings:
        meaning = resolve(project, file, 0, MODULE, Ref((name,), Span(0, 0)))
        if isinstance(meaning, Known) and meaning.type == "flask_sqlalchemy.SQLAlchemy":
            return name
    return ""


def automatic_table(name: str) -> str:
    """The name that Flask-SQLAlchemy gives the table of a class: `BlogPost` has `blog_post`."""
    return _HUMP.sub(lambda hump: f"_{hump[0]}", name).lower().lstrip("_")


def _model(project: Project, cls: Class) -> Model:
    found = lineage(project, cls)
    bound = members(project, cls)
    mapped = {name: attribute for name, each in bound.items() if (attribute := _attribute(project, name, each))}
    table, shares = _table(project, cls, found, bound, mapped)
    return Model(cls, table, shares, mapped, found)


def _table(
    project: Project, cls: Class, found: Lineage, bound: Mapping[str, Bound], mapped: Mapping[str, Attribute]
) -> tuple[str | None, bool]:
    """The name of a model's table, and whether it may be the one of a class above it."""
    keyed = any(each.owner == cls and is_primary(each) for each in mapped.values())
    shares = not keyed and any(is_mapped(project, each) for each in found.own[1:])
    written = bound.get("__tablename__")
    if "__table__" in bound:
        return None, shares
    inherited = written is not None and written.owner != cls and is_mapped(project, written.owner)
    if written is not None and not inherited:
        value = written.binding.value
        return value.value if isinstance(value, Const) and isinstance(value.value, str) else None, shares
    return (automatic_table(cls.name) if FLASK_MODEL in found.libraries else None), shares


def is_primary(of: Attribute) -> bool:
    """Whether a column is, or may be, part of the primary key."""
    given = of.call.keyword("primary_key") if of.call is not None else None
    return given is not None and not (isinstance(given.value, Const) and not given.value.value)


def _attribute(project: Project, name: str, bound: Bound) -> Attribute | None:
    """What a name in a model's body is; None for names that Python and SQLAlchemy keep for themselves."""
    owner, binding = bound
    file = project.python(owner.path)
    if file is None or name.startswith("__"):
        return None
    if binding.kind in ("function", "class"):
        return Attribute(name, "method", owner, binding.span)
    annotation = _ANNOTATION.match(file.blocks[owner.block], binding.span.end)
    written = annotation["written"].strip() if annotation is not None else ""
    call = binding.value if isinstance(binding.value, Call) else None
    called = library_name(project, file, owner.block, owner.scope, call.func) if call is not None else ""
    if called in _WRAPPERS and call is not None and call.args and isinstance(call.args[0], Call):
        call = call.args[0]
        called = library_name(project, file, owner.block, owner.scope, call.func)
    if called in _COLUMNS:
        return Attribute(name, "column", owner, binding.span, call, written)
    if called in _RELATIONSHIPS:
        return Attribute(name, "relationship", owner, binding.span, call, written, _target(call, written))
    if call is None and "Mapped[" in written:
        return Attribute(name, "column", owner, binding.span, None, written)
    known = isinstance(binding.value, Const) or called
    return Attribute(name, "plain" if known else "unknown", owner, binding.span, call, written)


def _target(call: Call | None, annotation: str) -> str:
    """The model that a relationship names, as it is written."""
    given = call.args[0] if call is not None and call.args else None
    if call is not None and given is None:
        argument = call.keyword("argument")
        given = argument.value if argument is not None else None
    if isinstance(given, Const) and isinstance(given.value, str):
        return given.value
    if isinstance(given, Ref):
        return given.last
    inner = re.findall(r"[\w.]+", annotation) if given is None else []
    return inner[-1] if len(inner) > 1 and inner[-1] != "None" else ""


def _bound_instance(project: Project, file: PyFile, block: int, binding: Binding, depth: int) -> Class | None:
    if binding.kind == "parameter" and binding.value is not None:
        outer = max(file.shapes[block].scopes[binding.scope].parent, 0)
        return named(project, file, block, outer, binding.value)
    found = (
        instance(project, file, block, binding.scope, binding.value, depth + 1) if binding.value is not None else None
    )
    return found.cls if found is not None and binding.kind == "value" else None
