"""What can stand behind the dot of an expression in Python: the members of a library's or the project's classes and modules.

What an expression is, `project/resolve.py` and `python_values.py` say. Nothing is guessed: no members, nothing known.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import Literal, NamedTuple

from flask_ls.knowledge import api
from flask_ls.knowledge.api import ApiEntry
from flask_ls.project.components import component
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols import classes, model
from flask_ls.symbols.classes import Class, Lineage
from flask_ls.symbols.python_values import parts, value_of
from flask_ls.symbols.values import Value
from flask_ls.syntax.shape import MODULE, Binding, Call, Expr, Member, Ref, Shape, last_name

Kind = Literal["method", "attribute", "class", "exception", "function", "module", "variable"]
_KINDS: Mapping[str, Kind] = {
    "method": "method", "attribute": "attribute", "class": "class", "exception": "exception", "function": "function",
    "module": "module", "signal": "variable", "proxy": "variable",
}  # fmt: skip
_BOUND: Mapping[str, Kind] = {"function": "function", "class": "class", "import": "module"}
_QUERY = "flask_sqlalchemy.query.Query"
_PROPERTIES = {"property", "cached_property", "hybrid_property", "setter"}
_EMPTY = {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"}  # bases that bring nothing public
# What programs store attributes on.
_STORE = re.compile(r"^[ \t]*(?!self\b|cls\b)\w+\.\w+[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_STORED_ON = ("flask.g", "flask.Flask")
# What is always derived from: of an object whose class the project has, these say little.
_DERIVED = model.BASES | {"flask_wtf.FlaskForm", "wtforms.Form", "flask_login.UserMixin"}
_LISTED = {"all", "scalars", "execute", "select", "scalar"}  # what ends a query, or is none of the old kind
_WIDTH = 60  # code points of a signature; a list of an editor has no room for more


class Named(NamedTuple):
    """A member. `entry`: the name in the API that says more; `old`: it is deprecated, or gone in some version."""

    name: str
    kind: Kind
    detail: str = ""
    entry: str = ""
    old: bool = False

    @property
    def decorates(self) -> bool:
        """Whether it can stand behind an `@`, or leads to what can."""
        if not self.entry:
            return self.kind in ("function", "method", "module")
        if self.kind == "module":
            return True
        entry = api.lookup(self.entry)
        inner = api.members(entry.type or entry.name) if entry is not None and self.kind == "attribute" else ()
        return self.entry in api.decorators() or any(each.name in api.decorators() for each in inner)


def members(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> Mapping[str, Named]:
    """What an expression, seen from a scope of the file, is known to have."""
    if (own := _self(file, block, scope, expr)) is not None:
        return ask(project, of_class, own)
    meaning = resolve(project, file, block, scope, expr)
    if (opened := classes.of_meaning(project, meaning)) is not None:
        return ask(project, of_class, opened)
    value = value_of(project, file, block, scope, expr)
    if value is not None and value.many:
        return of_library(_QUERY) if _is_query(expr) else {}
    if value is not None and value.cls is not None:
        return _of_value(project, value)
    if made := _made(project, file, block, scope, expr):
        return {name: named for each in made for name, named in ask(project, of_class, each).items()}
    if isinstance(meaning, Known):
        owner = meaning.name if meaning.name in _STORED_ON else meaning.type
        found = {**_stored(project, file.path, owner), **_of_meaning(project, meaning)}
        if found:
            return found
    if value is not None:
        return of_library(value.library)
    return _of_result(project, file, block, scope, expr)


def of_library(name: str) -> dict[str, Named]:
    """The members of a library's class or module."""
    found = {}
    for entry in api.members(name) if name else ():
        last = entry.name.rpartition(".")[2]
        found[last] = Named(
            last, _KINDS[entry.kind], _detail(entry), entry.name, bool(entry.removed or entry.deprecated)
        )
    return found


def of_class(project: Project, of: Class) -> dict[str, Named]:
    """What a class of the project and its instances have, inherited members included; nothing where more may be inherited
    from classes that are not known."""
    above = classes.lineage(project, of)
    of_parts = parts(project, Value(of))
    if not of_parts and not _is_known(project, of, above):
        return {}
    found: dict[str, Named] = {}
    for library in reversed(above.libraries):
        found.update(of_library(library))
    for owner in above.own:
        for name in _set_on_self(project, owner):
            found.setdefault(name, Named(name, "attribute", f"of {owner.name}"))
    own = classes.members(project, of)
    for name, (owner, binding) in own.items():
        found[name] = Named(name, _kind(classes.shape_of(project, owner), binding), f"of {owner.name}")
    for part in of_parts.values():
        if part.name not in found or (part.name in own and found[part.name].kind == "attribute"):
            found[part.name] = Named(part.name, "attribute", part.detail, part.entry)
    return found


def _is_known(project: Project, of: Class, above: Lineage) -> bool:
    """Whether all that a class derives from is known, by whatever it may be decorated."""
    shape = classes.shape_of(project, of)
    resolved = above.complete or (shape is not None and not shape.scopes[of.scope].bases)
    return resolved and all(each in _EMPTY or api.members(each) for each in above.libraries)


def _of_value(project: Project, value: Value) -> dict[str, Named]:
    """The members of a value that names alone tell: an instance of a class of the project, or a page of a query."""
    if value.cls is not None and not value.library:
        return ask(project, of_class, value.cls)
    return of_library(value.library)


def _of_meaning(project: Project, meaning: Known) -> dict[str, Named]:
    if meaning.type is not None:
        return of_library(meaning.type) if meaning.type not in _DERIVED else {}
    if meaning.module and (file := project.python(meaning.name)) is not None:
        return _of_module(project, file)
    return of_library(meaning.name) if meaning.site is None else {}


def _of_module(project: Project, file: PyFile) -> dict[str, Named]:
    """What a module of the project defines; of a package what it imports, too, and its modules."""
    package = file.path.removesuffix(f"{os.sep}__init__.py")
    found: dict[str, Named] = {}
    paths, inside = project.tree.python, f"{package}{os.sep}"
    for at in range(bisect_left(paths, inside), len(paths) if package != file.path else 0):
        if not paths[at].startswith(inside):
            break
        name = paths[at][len(inside) :].partition(os.sep)[0].removesuffix(".py")
        if name != "__init__":
            found[name] = Named(name, "module", "module of the project")
    for name, bound in file.bindings.items():
        kind = bound[-1][1].kind
        if kind not in ("import", "from") or package != file.path:
            found[name] = Named(name, _BOUND.get(kind, "variable"), f"of {os.path.basename(package)}")  # noqa: PTH119
    return found


def _of_result(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> dict[str, Named]:
    """What an attribute or the result of a method of something else has, as the API says: `query` of a model."""
    func = expr.func if isinstance(expr, Call) else expr
    if isinstance(func, Ref) and len(func.parts) > 1:
        owner: Expr = Ref(func.parts[:-1], func.span)
    elif isinstance(func, Member):
        owner = func.value
    else:
        return {}
    named = members(project, file, block, scope, owner).get(last_name(func))
    entry = api.lookup(named.entry) if named is not None else None
    if entry is None:
        return {}
    return of_library((entry.returns if isinstance(expr, Call) else entry.type) or "")


def _self(file: PyFile, block: int, scope: int, expr: Expr) -> Class | None:
    """The class whose method the scope is in, where the expression is the method's first parameter."""
    if not isinstance(expr, Ref) or len(expr.parts) > 1:
        return None
    shape = file.shapes[block]
    at = scope
    while at > MODULE:
        opened, above = shape.scopes[at], shape.scopes[at].parent
        if opened.kind == "function" and shape.scopes[above].kind == "class":
            first = opened.parameters[0].name if opened.parameters else ""
            if first != expr.parts[0] or any(last_name(each) == "staticmethod" for each in opened.decorators):
                return None
            return Class(file.path, block, above, shape.scopes[above].name)
        if shape.bound(at, expr.parts[0]):
            return None
        at = above
    return None


def _set_on_self(project: Project, of: Class) -> list[str]:
    """The attributes that a class's own methods store on their first parameter."""
    shape = classes.shape_of(project, of)
    found = []
    for store in shape.stores if shape is not None else ():
        method = shape.scopes[store.scope] if shape is not None else None
        if method is None or method.parent != of.scope or not method.parameters or not isinstance(store.target, Ref):
            continue
        if len(store.target.parts) == 2 and store.target.parts[0] == method.parameters[0].name:
            found.append(store.target.last)
    return found


def _stored(project: Project, path: str, owner: str | None) -> dict[str, Named]:
    """What the files that belong together store on `flask.g`, or on an application."""
    if owner not in _STORED_ON:
        return {}
    return {
        name: Named(name, "attribute", f"set in {project.relative(file.path)}")
        for file in component(project, path)
        if file.path == path or not project.tree.is_test(file.path)
        for on, name in ask(project, _stores, file.path)
        if on == owner
    }


def _stores(project: Project, path: str) -> tuple[tuple[str, str], ...]:
    """What a file stores on what the project may store on, each with that."""
    file = project.python(path)
    if file is None:
        return ()
    found: dict[tuple[str, str], None] = {}
    for block, text in enumerate(file.blocks):
        for store in file.shapes[block].stores if _STORE.search(text) else ():
            if isinstance(store.target, Ref) and len(store.target.parts) == 2:
                meaning = resolve(project, file, block, store.scope, Ref(store.target.parts[:1], store.target.span))
                said = (meaning.name, meaning.type) if isinstance(meaning, Known) else ()
                found |= {(on, store.target.last): None for on in _STORED_ON if on in said}
    return tuple(found)


def _made(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> list[Class]:
    """The classes of the project that an expression may give an instance of: one, or as many as a name is bound to."""
    if (only := classes.made(project, file, block, scope, expr)) is not None:
        return [only]
    if not isinstance(expr, Ref) or len(expr.parts) > 1:
        return []
    found = [
        classes.made(project, file, at, each.scope, each.value) if isinstance(each.value, Call) else None
        for at, each in classes.bindings(file, block, scope, expr.parts[0])
    ]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else []


def _is_query(expr: Expr) -> bool:
    """Whether an expression that gives several rows is a query of the old kind, to which more can be said."""
    func = expr.func if isinstance(expr, Call) else expr
    if not isinstance(expr, Call):
        return last_name(func) == "query"
    inner = (
        func.value if isinstance(func, Member) else Ref(func.parts[:-1], func.span) if isinstance(func, Ref) else None
    )
    return last_name(func) not in _LISTED and inner is not None and _is_query(inner)


def _kind(shape: Shape | None, binding: Binding) -> Kind:
    """What a name in a class's body is: a property is an attribute."""
    if binding.kind != "function" or shape is None:
        return "class" if binding.kind == "class" else "attribute"
    decorators = shape.scopes[binding.target].decorators
    return "attribute" if any(last_name(each) in _PROPERTIES for each in decorators) else "method"


def _detail(entry: ApiEntry) -> str:
    """What a list shows beside a name: what a call takes, and the class of a value."""
    if entry.signature is not None:
        said = entry.signature[entry.signature.find("(") :] if "(" in entry.signature else ""
        if len(said) > _WIDTH:
            return f"{said[: said.rfind(',', 0, _WIDTH)]}, …)"
        return said if entry.returns is None or "->" in said else f"{said} -> {entry.returns.rpartition('.')[2]}"
    return entry.type.rpartition(".")[2].lstrip("_") if entry.type is not None else ""
