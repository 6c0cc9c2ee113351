"""What an expression of Python is: what names, queries, comprehensions and the project's functions give.

Unknown is None, and so is what has two values that differ; `None` itself, and what is empty, may stand beside anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from flask_ls.knowledge import api
from flask_ls.project.components import sources
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols import form, model, values
from flask_ls.symbols.classes import Class, bindings, members, named
from flask_ls.symbols.user import user_of
from flask_ls.symbols.values import DICT, PAGINATION, TUPLE, Part, Value, agreed, element, pairs, several
from flask_ls.syntax.shape import (
    Assign,
    Call,
    Choice,
    Clause,
    Comprehension,
    Const,
    Display,
    Expr,
    For,
    Item,
    Member,
    Operation,
    Ref,
    last_name,
)
from flask_ls.syntax.walk import inside

_DEPTH = 6  # names bound to names, functions that call functions; a circle ends here
_G = "flask.ctx._AppCtxGlobals"
_STORED = re.compile(r"\bg\.(\w+)\s*=(?!=)")
_LISTS = frozenset({"list", "tuple", "sorted", "reversed", "set", "iter"})

Names = tuple[tuple[str, Value | None], ...]


class Where(NamedTuple):
    """Where an expression stands. `names`: what the names are that something around it binds for it alone.

    `depth`: how many names and functions led here.
    """

    project: Project
    file: PyFile
    block: int
    scope: int
    depth: int = 0
    names: Names = ()


def value_of(project: Project, file: PyFile, block: int, scope: int, expr: Expr | None) -> Value | None:
    """What an expression that stands in a block and scope of a file is."""
    return _value(Where(project, file, block, scope), expr)


def is_nothing(expr: Expr | None) -> bool:
    """Whether an expression is `None`, or something empty that is there instead of another."""
    return (isinstance(expr, Const) and not expr.value) or (isinstance(expr, Display) and not expr.items)


def parts(project: Project, value: Value | None, depth: int = 0) -> dict[str, Part]:
    """The attributes that a value is known to have; of `g` also those that the project stores."""
    found = {**values.parts(project, value)}
    if value is not None and value.library == _G and not value.many and depth < _DEPTH:
        for name in ask(project, _stored_names):
            found[name] = Part(name, "stored by the project", ask(project, _stored, name, depth + 1))
    return found


def method(project: Project, owner: Value | None, name: str) -> Value | None:
    """What a method gives that the project wrote for a model."""
    if owner is None or owner.cls is None or owner.many or owner.library:
        return None
    file = project.python(owner.cls.path)
    return _method(Where(project, file, owner.cls.block, owner.cls.scope), owner, name) if file is not None else None


def _value(at: Where, expr: Expr | None) -> Value | None:
    match expr:
        case Ref():
            return _ref(at, expr)
        case Member():
            return _attribute(at, _value(at, expr.value), expr.name)
        case Item():
            return _item(at, expr)
        case Call():
            return _call(at, expr) or _library(at, expr)
        case Choice():
            return agreed(_value(at, each) for each in expr.options if not is_nothing(each))
        case Display():
            return _display(at, expr)
        case Comprehension():
            return _comprehended(at, expr)
    return None


def _ref(at: Where, expr: Ref) -> Value | None:
    if len(expr.parts) > 1:
        before = Ref(expr.parts[:-1], expr.span)
        cls = model.model(at.project, named(at.project, at.file, at.block, at.scope, before))
        if cls is not None:
            return Value(cls.cls, many=True) if expr.last == "query" else None
        return _attribute(at, _value(at, before), expr.last) or _library(at, expr)
    name = expr.parts[0]
    if name in dict(at.names):
        return dict(at.names)[name]
    found = None
    if at.depth < _DEPTH:
        found = ask(at.project, _named, at.file.path, at.block, at.scope, name, at.depth + 1)
    return found or _library(at, expr)


def _named(project: Project, path: str, block: int, scope: int, name: str, depth: int) -> Value | None:
    """What all that is bound to a name is; in `query = query.filter(…)` it has the value that it is given elsewhere."""
    file = project.python(path)
    if file is None:
        return None
    found: list[Value | None] = []
    for where, each in sorted(bindings(file, block, scope, name), key=lambda bound: _reads(bound[1].value, name)):
        names = ((name, agreed(found)),) if found and _reads(each.value, name) else ()
        here = Where(project, file, where, each.scope, depth, names)
        if each.kind == "value" and not is_nothing(each.value):
            found.append(_value(here, each.value))
        elif each.kind == "parameter":
            outer = max(file.shapes[where].scopes[each.scope].parent, 0)
            cls = named(project, file, where, outer, each.value) if each.value is not None else None
            found.append(_instance(project, cls))
        elif each.kind == "other":
            found += _looped(here, each.span.start)
        elif each.kind != "value":
            return None
        elif isinstance(each.value, Display):
            found.append(None)  # something will be put into it
    return agreed(found)


def _reads(value: Expr | None, name: str) -> bool:
    return any(isinstance(each, Ref) and each.parts[0] == name for each in inside(value))


def _looped(at: Where, start: int) -> Iterator[Value | None]:
    """What a name is that is bound at this place otherwise than by `name =`: as the target of a loop, or as one of several
    targets; a comprehension's is another name."""
    for each in inside(at.file.shapes[at.block].bodies[at.scope]):
        if isinstance(each, Clause) and _holds(each.target, start):
            return
        targets = each.targets if isinstance(each, Assign) else (each.target,) if isinstance(each, For) else ()
        for target in targets:
            if _holds(target, start):
                value = _value(at, each.value if isinstance(each, Assign) else each.iterable)
                value = value if isinstance(each, Assign) else element(at.project, value)
                yield dict(_bound(target, value, starts=True)).get(str(start))
                return
    yield None


def _holds(target: Expr, start: int) -> bool:
    return any(isinstance(each, Ref) and each.span.start == start for each in inside(target))


def _bound(target: Expr, value: Value | None, *, starts: bool = False) -> Iterator[tuple[str, Value | None]]:
    """The names of a target, or the places where they begin, with what they are if the target is `value`."""
    if isinstance(target, Ref) and len(target.parts) == 1:
        yield str(target.span.start) if starts else target.parts[0], value
    elif isinstance(target, Display):
        for place, each in enumerate(target.items):
            yield from _bound(each, values.unpacked(value, place, len(target.items)), starts=starts)


def _comprehended(at: Where, expr: Comprehension) -> Value | None:
    for clause in expr.clauses:
        given = tuple(_bound(clause.target, element(at.project, _value(at, clause.iterable))))
        at = at._replace(names=(*at.names, *given))
    found = _value(at, expr.element)
    if expr.kind == "dict":
        return Value(library=DICT, inside=(_value(at, expr.key), found)) if found is not None else None
    return several(found)


def _display(at: Where, expr: Display) -> Value | None:
    found = tuple(_value(at, each) for each in expr.items)
    if expr.kind == "dict":
        common = agreed(found)
        return Value(library=DICT, inside=(None, common)) if common is not None else None
    if expr.kind == "tuple":
        return Value(library=TUPLE, inside=found) if any(found) else None
    return several(agreed(found))


def _item(at: Where, expr: Item) -> Value | None:
    found = _value(at, expr.value)
    if isinstance(expr.key, Operation) and expr.key.operator == "slice":
        return found if found is not None and found.many else None
    return values.item(at.project, found, expr.key.value if isinstance(expr.key, Const) else None)


def _attribute(at: Where, value: Value | None, name: str) -> Value | None:
    part = parts(at.project, value, at.depth).get(name)
    return part.value if part is not None else None


def _instance(project: Project, cls: Class | None) -> Value | None:
    """An instance of a model or a form."""
    known = model.model(project, cls) or form.form(project, cls)
    return Value(known.cls) if known is not None else None


def _library(at: Where, expr: Expr) -> Value | None:
    """What a library is known to give."""
    meaning = resolve(at.project, at.file, at.block, at.scope, expr)
    if not isinstance(meaning, Known) or meaning.site is not None:
        return None
    if meaning.name == "flask_login.current_user" and (user := user_of(at.project)) is not None:
        return user
    return Value(library=meaning.type) if meaning.type is not None and api.lookup(meaning.type) is not None else None


# Calls.


def _call(at: Where, call: Call) -> Value | None:
    made = _instance(at.project, named(at.project, at.file, at.block, at.scope, call.func))
    if made is not None:
        return made
    name = last_name(call.func)
    first = call.args[0] if call.args else None
    if isinstance(call.func, Ref) and len(call.func.parts) == 1:
        given = _builtin(at, call, name, first)
        if given is not None or name not in ("select", "query"):
            return given or _returned_by(at, call)
    if (asked := _asked(at, call, name, first)) is not None:
        return asked
    if isinstance(call.func, Ref) and len(call.func.parts) > 1:
        owner: Expr = Ref(call.func.parts[:-1], call.func.span)
    elif isinstance(call.func, Member):
        owner = call.func.value
    else:
        return None
    receiver = _value(at, owner)
    return values.called(receiver, name) or _method(at, receiver, name) or _returned_by(at, call)


def _asked(at: Where, call: Call, name: str, first: Expr | None) -> Value | None:
    """What a session, or Flask-SQLAlchemy's object, gives for the models or the statement that it is given."""
    if name in ("select", "query") and call.args and not call.opaque:
        entities = tuple(_entity(at, each) for each in call.args)
        if name == "select":
            return values.statement(entities)
        return several(entities[0]) if len(entities) == 1 else pairs(*entities) if any(entities) else None
    if name in ("get", "get_or_404") and first is not None:
        return _entity(at, first)
    selected = first or call.argument(0, "select") or call.argument(0, "statement")
    if name not in ("execute", "scalars", "scalar", "paginate", "first_or_404", "one_or_404") or selected is None:
        return None
    found = values.rows(_value(at, selected))
    one = found.inside[0] if found is not None else None
    match name:
        case "execute":
            return found
        case "scalars":
            return several(one)
        case "paginate":
            return Value(one.cls, PAGINATION) if one is not None and one.cls is not None else None
    return one


def _entity(at: Where, expr: Expr) -> Value | None:
    """An instance of the model that an expression is."""
    found = model.model(at.project, named(at.project, at.file, at.block, at.scope, expr))
    return Value(found.cls) if found is not None else None


def _builtin(at: Where, call: Call, name: str, first: Expr | None) -> Value | None:
    """What Python's own functions give that go through several things."""
    if call.opaque or bindings(at.file, at.block, at.scope, name):
        return None
    given = element(at.project, _value(at, first)) if first is not None else None
    if name in _LISTS:
        return several(given)
    match name:
        case "enumerate":
            return pairs(None, given) if given is not None else None
        case "zip":
            both = [element(at.project, _value(at, each)) for each in call.args]
            return pairs(*both) if any(both) else None
        case "next" | "min" | "max":
            return given if name == "next" or len(call.args) == 1 else None
        case "filter":
            return several(element(at.project, _value(at, call.args[1]))) if len(call.args) == 2 else None
        case "dict" if first is None and call.keywords:
            common = agreed(_value(at, each.value) for each in call.keywords)
            return Value(library=DICT, inside=(None, common)) if common is not None else None
    return None


def _method(at: Where, receiver: Value | None, name: str) -> Value | None:
    """What a method of a model of the project gives."""
    if receiver is None or receiver.cls is None or receiver.many or receiver.library:
        return None
    bound = members(at.project, receiver.cls).get(name)
    if bound is None or bound.binding.kind != "function":
        return None
    return _returned(at, bound.owner.path, bound.owner.block, bound.binding.target, (("self", receiver),))


def _returned_by(at: Where, call: Call) -> Value | None:
    """What a function of the project gives."""
    meaning = resolve(at.project, at.file, at.block, at.scope, call.func)
    site = meaning.site if isinstance(meaning, Known) and not meaning.module and meaning.type is None else None
    return _returned(at, site.path, site.block, site.scope) if site is not None else None


def _returned(at: Where, path: str, block: int, scope: int, names: Names = ()) -> Value | None:
    known = at.depth < _DEPTH
    return ask(at.project, _of_function, path, block, scope, names, at.depth + 1) if known else None


def _of_function(project: Project, path: str, block: int, scope: int, names: Names, depth: int) -> Value | None:
    """What a function returns that nothing decorates; a generator gives nothing that is known."""
    file = project.python(path)
    if file is None or not 0 < scope < len(file.shapes[block].scopes):
        return None
    shape = file.shapes[block]
    home = shape.scopes[scope]
    body = inside(shape.bodies[scope])
    if (
        home.kind != "function"
        or home.decorators
        or any(isinstance(each, Operation) and each.operator.startswith("yield") for each in body)
    ):
        return None
    there = Where(project, file, block, scope, depth, names)
    return agreed(_value(there, each) for number, each in shape.returns if number == scope and not is_nothing(each))


# What is stored in `g`.


def _stored_names(project: Project) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(ask(project, _stored_in, file.path) for file in sources(project))))


def _stored_in(project: Project, path: str) -> tuple[str, ...]:
    file = project.python(path)
    return tuple(dict.fromkeys(_STORED.findall(file.text))) if file is not None and "g." in file.text else ()


def _stored(project: Project, name: str, depth: int) -> Value | None:
    """What all that the project stores in `g` under a name is."""
    return agreed(
        _value(Where(project, file, block, store.scope, depth), store.value)
        for file in sources(project)
        if name in ask(project, _stored_in, file.path)
        for block, text in enumerate(file.blocks)
        for store in (file.shapes[block].stores if f"g.{name}" in text else ())
        if isinstance(store.target, Ref) and store.target.parts == ("g", name) and not is_nothing(store.value)
    )
