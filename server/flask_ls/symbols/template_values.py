"""What values in templates are, as far as names alone say it: an instance of a model or a form, or a class of a library.

Two callers that pass different things under one name make it unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask_ls.knowledge import api
from flask_ls.project.components import relevant
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols import form, model
from flask_ls.symbols.classes import Class, bindings
from flask_ls.symbols.template_calls import Render
from flask_ls.symbols.template_contract import calls
from flask_ls.syntax.shape import Binding, Call, Const, Expr, For, Member, Ref, last_name
from flask_ls.syntax.walk import inside

PAGINATION = "flask_sqlalchemy.pagination.Pagination"
_DEPTH = 3
_GLOBALS = {
    "request": "flask.Request", "session": "flask.sessions.SecureCookieSession", "config": "flask.Config",
    "g": "flask.ctx._AppCtxGlobals", "current_user": "flask_login.UserMixin",
}  # fmt: skip


class Value(NamedTuple):
    """An instance of `cls`, a class of the project, or of `library`; a page of a query has both.

    `many`: several of them, as a loop goes through them.
    """

    cls: Class | None = None
    library: str = ""
    many: bool = False

    @property
    def name(self) -> str:
        kind = self.cls.name if self.cls is not None else self.library.rpartition(".")[2]
        return f"several `{kind}`" if self.many else f"`{kind}`"


class Variable(NamedTuple):
    """A name that calls pass to a template."""

    name: str
    calls: tuple[Render, ...]
    value: Value | None


class Part(NamedTuple):
    """An attribute of a value. `entry`: the name in the API that says more."""

    name: str
    detail: str
    value: Value | None = None
    entry: str = ""


def variables(project: Project, path: str) -> Mapping[str, Variable]:
    """What the calls that render a template, or one that extends or includes it, pass to it."""
    return ask(project, _variables, path)


def of_global(project: Project, name: str) -> Value | None:
    """What a name is that Flask or an extension gives to all templates."""
    if name == "current_user" and (user := ask(project, _user)) is not None:
        return Value(user)
    library = _GLOBALS.get(name, "")
    return Value(library=library) if library else None


def parts(project: Project, value: Value | None) -> Mapping[str, Part]:
    """The attributes that a value is known to have."""
    if value is None or value.many:
        return {}
    return ask(project, _parts, value)


def _variables(project: Project, path: str) -> dict[str, Variable]:
    found: dict[str, list[Render]] = {}
    values: dict[str, set[Value | None]] = {}
    for call in calls(project, path):
        for passed in call.passed:
            if call not in found.setdefault(passed.name, []):
                found[passed.name].append(call)
            file = project.python(call.path)
            if file is not None and not (isinstance(passed.value, Const) and passed.value.value is None):
                values.setdefault(passed.name, set()).add(
                    of_python(project, file, call.block, call.scope, passed.value)
                )
    return {
        name: Variable(name, tuple(each), next(iter(values[name])) if len(values.get(name, ())) == 1 else None)
        for name, each in found.items()
    }


def of_python(
    project: Project, file: PyFile, block: int, scope: int, expr: Expr | None, depth: int = 0
) -> Value | None:
    """What an expression of Python is."""
    if not isinstance(expr, (Ref, Call, Member)):
        return None
    row = model.instance(project, file, block, scope, expr) or form.instance(project, file, block, scope, expr)
    if row is not None:
        return Value(row.cls)
    if isinstance(expr, Ref) and len(expr.parts) == 1 and depth < _DEPTH:
        bound = [
            _bound(project, file, at, each, depth + 1)
            for at, each in bindings(file, block, scope, expr.parts[0])
            if not (isinstance(each.value, Const) and each.value.value is None)
        ]
        if bound and bound[0] is not None and len(set(bound)) == 1:
            return bound[0]
    asked = _asked(project, file, block, scope, expr)
    if asked is not None:
        return asked
    meaning = resolve(project, file, block, scope, expr)
    known = meaning.type if isinstance(meaning, Known) and meaning.site is None else None
    if isinstance(meaning, Known) and meaning.name == "flask_login.current_user":
        return of_global(project, "current_user")
    if known is not None and api.lookup(known) is not None:
        return Value(library=known)
    return _attribute(project, file, block, scope, expr, depth)


def _bound(project: Project, file: PyFile, block: int, binding: Binding, depth: int) -> Value | None:
    """What a binding gives its name; in a loop that goes through several values, one of them."""
    if binding.kind == "value":
        return of_python(project, file, block, binding.scope, binding.value, depth)
    for each in inside(file.shapes[block].bodies[binding.scope]) if binding.kind == "other" else ():
        if isinstance(each, For) and isinstance(each.target, Ref) and each.target.span == binding.span:
            found = of_python(project, file, block, binding.scope, each.iterable, depth)
            return found._replace(many=False) if found is not None and found.many else None
    return None


def _attribute(project: Project, file: PyFile, block: int, scope: int, expr: Expr, depth: int) -> Value | None:
    """What an attribute of a value is: `author` of `post.author`, where `post` is an instance of a model."""
    if depth > _DEPTH or not (isinstance(expr, Member) or (isinstance(expr, Ref) and len(expr.parts) > 1)):
        return None
    owner = expr.value if isinstance(expr, Member) else Ref(expr.parts[:-1], expr.span)
    part = parts(project, of_python(project, file, block, scope, owner, depth + 1)).get(last_name(expr))
    return part.value if part is not None else None


def _asked(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> Value | None:
    """The models that a query gives, or a page of them."""
    if isinstance(expr, Ref) and len(expr.parts) > 1 and expr.parts[-1] == "query":
        expr = Call(func=Ref((*expr.parts, "all"), expr.span), args=(), keywords=(), starred=False, span=expr.span)
    if not isinstance(expr, Call):
        return None
    called = _called(expr)
    found = model.model(project, model.queried(project, file, block, scope, expr))
    if found is None or model.ROW.intersection(called[:1]) or ("execute" in called and "scalars" not in called):
        return None
    return Value(found.cls, PAGINATION) if called[0] == "paginate" else Value(found.cls, many=True)


def _called(expr: Expr) -> list[str]:
    """The names of the methods in a chain of calls, the last one first."""
    found: list[str] = []
    while isinstance(expr, Call):
        func = expr.func
        found.append(last_name(func))
        expr = func.value if isinstance(func, Member) else func
    return found or [""]


def _user(project: Project) -> Class | None:
    """The class of those who log in: what the user loader gives, else the model that is made for it, if there is only
    one."""
    files = [file for file in relevant(project) if not project.tree.is_test(file.path)]
    loaded = {cls for file in files if "user_loader" in file.text for cls in ask(project, _loaded, file.path)}
    if len(loaded) == 1:
        return next(iter(loaded))
    found = [
        each.cls
        for file in files
        if "UserMixin" in file.text
        for each in model.models_of(project, file)
        if any(name.endswith(".UserMixin") for name in each.lineage.libraries)
    ]
    return found[0] if len(found) == 1 else None


def _loaded(project: Project, path: str) -> tuple[Class, ...]:
    """The models that the user loaders of a file give."""
    file = project.python(path)
    if file is None:
        return ()
    found = [
        model.instance(project, file, block, number, value)
        for block, number, scope in file.functions()
        if any(last_name(each.func if isinstance(each, Call) else each) == "user_loader" for each in scope.decorators)
        for at, value in file.shapes[block].returns
        if at == number
    ]
    return tuple(dict.fromkeys(each.cls for each in found if each is not None))


def _parts(project: Project, value: Value) -> dict[str, Part]:
    found: dict[str, Part] = {}
    if value.cls is not None and not value.library:
        mapped, written = model.model(project, value.cls), form.form(project, value.cls)
        if mapped is not None:
            found |= _of_model(project, mapped)
            for library in mapped.lineage.libraries:
                if library.endswith("UserMixin"):
                    found |= {name: part for name, part in _of_library(library).items() if name not in found}
        elif written is not None:
            found |= {
                name: Part(name, field.kind, Value(library=f"wtforms.{field.kind}"))
                for name, field in written.fields.items()
            }
            for name in sorted(written.attributes - found.keys() - {"Meta", "meta"}):
                if not name.startswith("_"):
                    found[name] = Part(name, f"of {written.cls.name}")
    if value.library:
        found |= _of_library(value.library)
        if value.library == PAGINATION and value.cls is not None:
            found["items"] = Part("items", value.cls.name, Value(value.cls, many=True), f"{PAGINATION}.items")
    return found


def _of_model(project: Project, mapped: model.Model) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for name, each in model.attributes(project, mapped).items():
        if name.startswith("_"):
            continue
        detail: str = each.kind
        value = None
        if each.kind == "column":
            detail = model.column_type(project, each)[0] or each.annotation or "column"
        elif each.kind == "relationship":
            last = each.target.rpartition(".")[2]
            others = [other for other in model.models(project, mapped.cls.path) if other.name == last]
            if len(others) == 1:
                value = Value(others[0].cls, many=_is_many(mapped, each, others[0]))
            detail = f"relationship to {last}" if last else "relationship"
        found[name] = Part(name, detail, value)
    return found


def _is_many(mapped: model.Model, relationship: model.Attribute, target: model.Model) -> bool:
    """Whether a relationship leads to several: its annotation says so, or the key of the other stands in no column."""
    if relationship.annotation:
        return any(
            word in relationship.annotation for word in ("list[", "List[", "set[", "Set[", "Dynamic", "WriteOnly")
        )
    single = relationship.call.keyword("uselist") if relationship.call is not None else None
    if single is not None and isinstance(single.value, Const):
        return bool(single.value.value)
    for each in mapped.attributes.values():
        for given in each.call.args if each.call is not None and each.kind == "column" else ():
            key = given.args[0] if isinstance(given, Call) and given.args else None
            if isinstance(key, Const) and isinstance(key.value, str) and key.value.startswith(f"{target.table}."):
                return False
    return True


def _of_library(library: str) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for entry in api.members(library):
        name = entry.name.rpartition(".")[2]
        if name.startswith("_"):
            continue
        known = Value(library=entry.type) if entry.type and api.lookup(entry.type) is not None else None
        found[name] = Part(name, entry.type or entry.kind, known, entry.name)
    return found
