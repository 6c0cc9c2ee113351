"""What the installed packages say of a qualified name: the object, its kind, its signature, its other names, its bases."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import types
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import Any

_SIMPLE = re.compile(r"(?:str|int|float|bool|bytes|None|dict|list|tuple|datetime|timedelta|[\[\], |])+")


def find(name: str) -> Any:
    """The object of a qualified name; None where it exists only on instances. Raises `AttributeError` if nowhere."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for at, part in enumerate(parts[count:], count):
            last = at == len(parts) - 1
            if inspect.isclass(found):
                static = inspect.getattr_static(found, part, None)
                if static is None and last and part in _annotated(found):
                    return None
                if static is None or not (last or inspect.isclass(static) or _is_bound(static)):
                    return _on_instance(parts, at)
                found = getattr(found, part) if _is_bound(static) else static
            else:
                found = getattr(found, part)
        return found
    raise AttributeError(name)


def _annotated(cls: type) -> set[str]:
    """The attributes that a class and its bases declare without giving them a value."""
    return {name for base in cls.__mro__ for name in vars(base).get("__annotations__", {})}


def _is_bound(static: object) -> bool:
    """Whether reading an attribute of a class gives something else than what is stored, and cannot fail."""
    return isinstance(static, classmethod | staticmethod | types.FunctionType) or not hasattr(type(static), "__get__")


def _on_instance(parts: list[str], at: int) -> Any:
    """What a class gives only to its objects, where an object of it can be made here."""
    owner = find(".".join(parts[:at]))
    made = [each for each in _made() if isinstance(each, owner)]
    if not made:
        raise AttributeError(".".join(parts))
    found: Any = made[0]
    with suppress(RuntimeError):  # what wants an application to be read is there
        for part in parts[at:]:
            found = getattr(found, part)
    return found if inspect.isclass(found) or callable(found) else None


@cache
def _made() -> list[object]:
    """Objects of the classes that have attributes only there."""
    from public_names import instances

    flask, wtforms = importlib.import_module("flask"), importlib.import_module("wtforms")
    pagination = importlib.import_module("flask_sqlalchemy.pagination").Pagination
    pages = type("Pages", (pagination,), {"_query_items": lambda self: [], "_query_count": lambda self: 0})
    form = type("Form", (wtforms.Form,), {"field": wtforms.StringField()})()
    extensions: dict[str, tuple[Any, ...]] = {
        "flask_sqlalchemy.SQLAlchemy": (), "flask_login.LoginManager": (), "flask_mail.Message": ("x", [], "", "", {}, "x"),
        "flask_apscheduler.APScheduler": (), "flask_principal.Identity": ("1",),
    }  # fmt: skip
    return [
        *instances().values(),
        *(find(name)(*arguments) for name, arguments in extensions.items()),
        *(flask.request_started, pages(page=1, per_page=1), form, form.field, flask.Flask("x").jinja_env),
    ]


def kind(name: str, found: Any) -> str:
    """What a name is: module, proxy, class, exception, signal, method, function or attribute."""
    if isinstance(found, types.ModuleType):
        return "module"
    if type(found).__name__ == "LocalProxy":
        return "proxy"
    if inspect.isclass(found):
        return "exception" if issubclass(found, Exception) else "class"
    if type(found).__name__ in ("NamedSignal", "Signal"):
        return "signal"
    if callable(found) and not isinstance(found, property):
        parent = find(name.rpartition(".")[0])
        return "method" if inspect.isclass(parent) else "function"
    return "attribute"


def signature(name: str, found: Any, kind: str) -> str | None:
    """How a name is called, without annotations but what it returns where that is simple."""
    real = real_signature(found) if kind in ("class", "function", "method", "exception") else None
    if real is None:
        return None
    empty = inspect.Parameter.empty
    parameters = [each.replace(annotation=empty) for each in taken(real)]
    text = str(real.replace(parameters=parameters, return_annotation=inspect.Signature.empty))
    text = re.sub(r"<[^<>]*(?:<[^<>]*>)?[^<>]*>", "...", text).replace("=no value", "=...")
    returned = real.return_annotation
    shown = returned if isinstance(returned, str) else getattr(returned, "__name__", "")
    arrow = f" -> {shown}" if kind in ("function", "method") and _SIMPLE.fullmatch(shown.strip("'")) else ""
    return f"{name.rpartition('.')[2]}{text}{arrow}"


def real_signature(found: Any) -> inspect.Signature | None:
    if inspect.isclass(found) and found.__init__ is object.__init__ and found.__new__ is object.__new__:
        return inspect.Signature()
    try:
        return inspect.signature(found)
    except (ValueError, TypeError):
        return None


def taken(real: inspect.Signature) -> list[inspect.Parameter]:
    """The parameters that a caller gives."""
    parameters = list(real.parameters.values())
    return parameters[1:] if parameters and parameters[0].name in ("self", "cls") else parameters


def bases(found: type, names: dict[int, str]) -> list[str]:
    """The names of the entries that a class inherits from, nearest first."""
    return [names[id(base)] for base in found.__mro__[1:] if id(base) in names]


def identities(names: Iterable[str]) -> dict[int, str]:
    """The entry of each class, function, proxy and signal, by the object's identity. The first name that has it wins."""
    known: dict[int, str] = {}
    for name in names:
        try:
            found = find(name)
        except AttributeError:
            continue
        is_own = inspect.isclass(found) or inspect.isroutine(found) or kind_of_type(found)
        if is_own and not isinstance(found, property) and "." in name and not _is_inner_attribute(name, found):
            known.setdefault(id(found), name)
    return known


def kind_of_type(found: object) -> bool:
    return type(found).__name__ in ("LocalProxy", "NamedSignal")


def _is_inner_attribute(name: str, found: object) -> bool:
    """Whether a class is only held by an attribute of another, as `Flask.request_class` holds `Request`."""
    return inspect.isclass(found) and inspect.isclass(find(name.rpartition(".")[0]))


def aliases(known: dict[int, str]) -> dict[str, str]:
    """The other names, in modules of the same package, of what has an entry: `flask.app.Flask` is `flask.Flask`."""
    found: dict[str, str] = {}
    packages = {name.partition(".")[0] for name in known.values()}
    for module_name, module in sorted(sys.modules.items()):
        head = module_name.partition(".")[0]
        if head not in packages or module is None:
            continue
        for name, value in list(vars(module).items()):
            entry = known.get(id(value))
            if entry is not None and entry.startswith(f"{head}."):
                found[f"{module_name}.{name}"] = entry
    return {alias: entry for alias, entry in found.items() if alias != entry}
