"""What values are, as far as names alone say it: instances of models, forms and library classes, several of them, pages,
tuples and dictionaries of such; their attributes, elements, and what their methods give.

It knows no code: what an expression of Python is says `python_values.py`, one of a template `template_scope.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from flask_ls.knowledge import api
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.symbols import form, model
from flask_ls.symbols.classes import Class
from flask_ls.syntax.shape import Call, Const, Ref, last_name

PAGINATION = "flask_sqlalchemy.pagination.Pagination"
TUPLE, DICT, SELECT = "builtins.tuple", "builtins.dict", "sqlalchemy.Select"
# What gives the same rows, or rows of the same kind, of a query as well as of a list.
_SAME = frozenset(
    {
        "all", "copy", "distinct", "except_", "execution_options", "fetchall", "filter", "filter_by", "from_self",
        "group_by", "having", "intersect", "join", "limit", "offset", "options", "order_by", "outerjoin",
        "populate_existing", "slice", "union", "union_all", "unique", "where", "with_for_update", "yield_per",
    }
)  # fmt: skip
_ONE = frozenset({"fetchone", "first", "first_or_404", "get", "get_or_404", "one", "one_or_404", "one_or_none", "pop"})
_SCALAR = frozenset({"scalar", "scalar_one", "scalar_one_or_none"})


class Value(NamedTuple):
    """An instance of `cls`, a class of the project, or of `library`; a page or a statement has both.

    `inside`: of a tuple what it consists of, of a dictionary its keys and its values, of a statement for several things these.
    `many`: several of them, as a loop goes through them.
    """

    cls: Class | None = None
    library: str = ""
    many: bool = False
    inside: tuple[Value | None, ...] = ()

    @property
    def name(self) -> str:
        kind = self.cls.name if self.cls is not None else self.library.rpartition(".")[2]
        if self.cls is not None and self.library:
            return f"`{self.library.rpartition('.')[2]}` of `{kind}`"
        return f"several `{kind}`" if self.many else f"`{kind}`"


class Part(NamedTuple):
    """An attribute of a value. `entry`: the name in the API that says more."""

    name: str
    detail: str
    value: Value | None = None
    entry: str = ""


def agreed(values: Iterable[Value | None]) -> Value | None:
    """What all of these are; None where one is something else, or not known."""
    found = {*values}
    return next(iter(found)) if len(found) == 1 else None


def several(value: Value | None) -> Value | None:
    """A list of such values; of lists there is none."""
    return value._replace(many=True) if value is not None and not value.many else None


def pairs(*inside: Value | None) -> Value:
    """Several tuples of these."""
    return Value(library=TUPLE, many=True, inside=inside)


def element(project: Project, value: Value | None) -> Value | None:
    """What a loop over a value gives."""
    if value is None or value.many:
        return value._replace(many=False) if value is not None else None
    if value.library == PAGINATION:
        return Value(value.cls) if value.cls is not None else None
    if value.library == DICT:
        return value.inside[0]
    if value.library == TUPLE:
        return agreed(value.inside)
    is_form = value.cls is not None and form.form(project, value.cls) is not None
    return Value(library="wtforms.Field") if is_form else None


def unpacked(value: Value | None, place: int, count: int) -> Value | None:
    """What the name at a place of `a, b = value` is."""
    is_tuple = value is not None and value.library == TUPLE and not value.many and len(value.inside) == count
    return value.inside[place] if value is not None and is_tuple else None


def item(project: Project, value: Value | None, key: object) -> Value | None:
    """What `value[key]` is."""
    if value is None:
        return None
    if value.library == DICT and not value.many:
        return value.inside[1]
    if not isinstance(key, int):
        return None
    if value.library == TUPLE and not value.many:
        return value.inside[key] if -len(value.inside) <= key < len(value.inside) else None
    return element(project, value) if value.many else None


def called(value: Value | None, method: str) -> Value | None:
    """What a method of a value gives, of those that collections, queries and their results have."""
    if value is None:
        return None
    if value.many:
        return _of_rows(value, method)
    if value.library == SELECT:
        return value if method in _SAME else None
    if value.library == DICT:
        match method:
            case "items":
                return pairs(*value.inside)
            case "keys" | "values":
                return several(value.inside[method == "values"])
            case "get" | "pop" | "setdefault":
                return value.inside[1]
            case "copy":
                return value
    return value if method == "_get_current_object" else None


def _of_rows(value: Value, method: str) -> Value | None:
    rows = value.library == TUPLE
    if method in _SAME:
        return value
    if method in _ONE:
        return value._replace(many=False)
    if method in _SCALAR:
        return value.inside[0] if rows else value._replace(many=False)
    if method == "scalars":
        return several(value.inside[0]) if rows else None
    if value.cls is None or value.library:
        return None
    return (
        Value(value.cls, {"paginate": PAGINATION, "select": SELECT}[method])
        if method in ("paginate", "select")
        else None
    )


def statement(entities: tuple[Value | None, ...]) -> Value | None:
    """What `select(…)` of these gives."""
    if len(entities) == 1:
        return entities[0]._replace(library=SELECT) if entities[0] is not None else None
    return Value(library=SELECT, inside=entities) if any(entities) else None


def rows(selected: Value | None) -> Value | None:
    """What the execution of a statement gives: rows, which are tuples."""
    if selected is None or selected.library != SELECT:
        return None
    return pairs(*(selected.inside or (Value(selected.cls),)))


def parts(project: Project, value: Value | None) -> Mapping[str, Part]:
    """The attributes that a value is known to have."""
    if value is None or value.many:
        return {}
    return ask(project, _parts, value)


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
            many = _is_many(mapped, each, others[0]) if len(others) == 1 else None
            value = Value(others[0].cls, many=many) if many is not None else None
            detail = f"relationship to {last}" if last else "relationship"
        found[name] = Part(name, detail, value)
    return found


def _is_many(mapped: model.Model, relationship: model.Attribute, target: model.Model) -> bool | None:
    """Whether a relationship leads to several: its annotation says so, or on which side the other's key stands; None where
    that is not known."""
    if "Mapped" in relationship.annotation:
        return any(
            word in relationship.annotation for word in ("list[", "List[", "set[", "Set[", "Dynamic", "WriteOnly")
        )
    call = relationship.call
    single = call.keyword("uselist") if call is not None else None
    if single is not None:
        return bool(single.value.value) if isinstance(single.value, Const) else None
    is_backref = call is None or last_name(call.func) == "backref"
    forward = _forward(target, relationship.name) if is_backref else call
    if forward is None:
        return None
    if forward.keyword("secondary") is not None:
        return True
    if mapped.cls == target.cls:
        # Which way a model leads to itself says `remote_side`, at the one end or at the other.
        return (forward.keyword("remote_side") is None) != is_backref
    here, there = _has_key(mapped, target), _has_key(target, mapped)
    return there if here is not None and there is not None and here != there else None


def _forward(of: model.Model, backref: str) -> Call | None:
    """The call of the relationship of a model that gives the other one a backref of this name."""
    for each in of.attributes.values():
        if each.call is not None and each.kind == "relationship" and model.backref(each)[0] == backref:
            return each.call
    return None


def _has_key(of: model.Model, to: model.Model) -> bool | None:
    """Whether a column of a model has the key of another one; None where some column may have it."""
    found: bool | None = False
    for each in of.attributes.values():
        for given in each.call.args if each.call is not None and each.kind == "column" else ():
            if not isinstance(given, Call) or last_name(given.func) != "ForeignKey":
                continue
            key = given.args[0] if given.args else None
            if isinstance(key, Const) and isinstance(key.value, str) and to.table is not None:
                if f".{key.value}".rpartition(".")[0].endswith(f".{to.table}"):
                    return True
            elif isinstance(key, Ref) and len(key.parts) > 1:
                if key.parts[-2] == to.name:
                    return True
            else:
                found = None
    return found


def _of_library(library: str) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for entry in api.members(library):
        name = entry.name.rpartition(".")[2]
        if name.startswith("_"):
            continue
        known = Value(library=entry.type) if entry.type and api.lookup(entry.type) is not None else None
        found[name] = Part(name, entry.type or entry.kind, known, entry.name)
    return found
