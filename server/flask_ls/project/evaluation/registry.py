"""What the models tell: applications, the rules added to them, and the blueprints registered on them.

A model calls the functions of `intrinsics`; a project cannot.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence as Several
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask_ls.project.evaluation.attributes import MISSING
from flask_ls.project.evaluation.builtins import import_string
from flask_ls.project.evaluation.methods import as_text, concatenated
from flask_ls.project.evaluation.values import (
    Bound,
    Class,
    Function,
    Here,
    Instance,
    Library,
    Mapping,
    Native,
    OneOf,
    Sequence,
    Text,
    Unknown,
    Vague,
    Value,
    is_primitive,
    one_of,
    why_unknown,
)
from flask_ls.project.meaning import Site
from flask_ls.syntax.shape import Ref

if TYPE_CHECKING:
    from flask_ls.project.evaluation.machine import Machine

# Libraries that are handed an application and add no routes to it, by the first part of their name.
_ADD_NO_ROUTES = {
    "flask", "werkzeug", "flask_sqlalchemy", "flask_migrate", "flask_login", "flask_wtf", "flask_mail", "flask_cors",
    "flask_limiter", "flask_caching", "flask_bcrypt", "flask_marshmallow", "flask_moment", "flask_babel", "flask_babelex",
    "flask_session", "flask_talisman", "flask_compress", "flask_jwt_extended", "flask_httpauth", "flask_principal",
    "flask_socketio", "flask_mongoengine", "flask_pymongo", "flask_assets", "flask_seeder", "flask_script", "flask_redis",
    "celery", "logging", "click", "sqlalchemy", "alembic", "whitenoise", "gevent", "waitress", "gunicorn", "os", "sys",
    "builtins", "functools", "typing", "threading", "sentry_sdk", "flask_pagedown", "flask_alembic", "flask_rq2",
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Rule:
    """A rule as a model adds it: whole, with what it was put together from."""

    app: Instance
    rule: Value
    endpoint: Value
    methods: Value
    view: Value
    own_rule: Value
    own_endpoint: Value
    options: Mapping
    here: Here
    conditions: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Mount:
    """A blueprint's registration on an application."""

    app: Instance
    blueprint: Instance
    name: Value
    prefix: Value
    here: Here
    conditions: tuple[str, ...]


@dataclass(slots=True)
class Registry:
    """What was added to which application, in order."""

    machine: Machine
    applications: list[Instance] = field(default_factory=list)
    makers: dict[int, set[int]] = field(default_factory=dict)  # the functions that were followed when it was made
    factories: dict[int, str] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)
    deferred: list[tuple[Instance, Value, Value, Value, Mapping, Here]] = field(default_factory=list)
    open: dict[int, str] = field(default_factory=dict)

    def handed_on(self, values: Several[Value], what: str) -> None:
        """Remember that something which is not followed gets hold of these values, and may add routes."""
        if what.partition(".")[0] in _ADD_NO_ROUTES:
            return
        for value in values:
            if isinstance(value, Instance) and value.cls.derives_from("flask.Scaffold"):
                reason = self.machine.located(f"it is handed to `{what}`")
                self.open.setdefault(id(value), reason)

    def in_project(self, value: Function | Class) -> Site | None:
        """Where the project has its own copy of what a model describes."""
        names = [value.opened.name if isinstance(value, Function) else value.name]
        if isinstance(value, Function) and value.owner is not None:
            names.insert(0, value.owner.name)
        project = self.machine.project
        stem = value.module.name.replace(".", os.sep)
        for root in project.roots or ("",):
            for base in (root, os.path.join(root, "src")):  # noqa: PTH118
                path = project.tree.modules.get(os.path.join(base, stem))  # noqa: PTH118
                file = project.python(path) if path is not None else None
                if file is None or path is None:
                    continue
                for block, shape in enumerate(file.shapes):
                    for number, scope in enumerate(shape.scopes):
                        above = shape.scopes[scope.parent].name if scope.parent > 0 else ""
                        if scope.name == names[-1] and (len(names) == 1 or above == names[0]):
                            return Site(path=path, block=block, span=scope.name_span, scope=number)
        return None

    def intrinsics(self) -> dict[str, Value]:
        """The functions that models may call, by name."""
        table = {
            "_application": self._application,
            "_here": self._here,
            "_add_rule": self._add_rule,
            "_later": self._later,
            "_mounted": self._mounted,
            "_joined_rule": self._joined_rule,
            "_concatenated": lambda *parts: _concatenated(parts),
            "_underscored": _underscored,
            "_dotted": self._dotted,
            "_open": self._opened,
            "_endpoint_of": self._endpoint_of,
            "_options": lambda value: Sequence([*value.options] if isinstance(value, OneOf) else [value]),
            "_merged": lambda one, other: one_of([one, other]),
            "_is_known": lambda value: not why_unknown(value),
            "_folder_of": self._folder_of,
            "_has": self._has,
            "_parameters": _parameters,
            "_variables": _variables,
            "_imported": self._imported,
        }
        made: dict[str, Value] = {name: Native(name, lambda a, k, f=f: f(*a)) for name, f in table.items()}  # type: ignore[misc]
        made["_under"] = Native("_under", self._under)
        made["_not_known"] = Unknown("its value comes from configuration that cannot be seen")
        return made

    def _application(self, app: Instance) -> None:
        self.applications.append(app)
        self.makers[id(app)] = {id(frame.function) for frame in self.machine.stack}

    def returned(self, value: Instance, function: Function) -> bool:
        """Remember the first function of the project that returns an application: its factory."""
        if id(function) in self.makers.get(id(value), ()) and function.owner is None and not function.module.is_model:
            self.factories.setdefault(id(value), f"{function.module.name}:{function.opened.name}()")
            return True
        return False

    def _here(self, owner: Value = None) -> Here:
        """The place in the project from which a model is called, with the conditions that came after `owner` was made."""
        given = owner.conditions if isinstance(owner, Instance) else ()
        return Here(self.machine.here(), tuple(each for each in self.machine.conditions if each not in given))

    def _under(self, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        """Call a function under the conditions of a place."""
        here, function, *rest = arguments
        held = len(self.machine.conditions)
        self.machine.conditions += here.conditions if isinstance(here, Here) else ()
        found = self.machine.call(function, rest, keywords)
        del self.machine.conditions[held:]
        return found

    def _add_rule(
        self, app: Value, rule: Value, endpoint: Value, methods: Value, view: Value, own_rule: Value,
        own_endpoint: Value, options: Value, here: Value,
    ) -> None:  # fmt: skip
        if not isinstance(app, Instance) or len(self.rules) > 100_000:
            return
        place = here if isinstance(here, Here) else self._here()
        own_endpoint = own_endpoint or self._endpoint_of(view)  # a name given to `as_view` is written somewhere too
        conditions = self._conditions(app, place)
        kept = options if isinstance(options, Mapping) else Mapping()
        several = isinstance(rule, OneOf) and all(isinstance(each, str) for each in rule.options)
        for each in rule.options if several else (rule,):
            self.rules.append(
                Rule(
                    app=app, rule=each, endpoint=endpoint, methods=methods, view=view, own_rule=own_rule,
                    own_endpoint=own_endpoint, options=kept, here=place,
                    conditions=(*conditions, why_unknown(rule)) if several else conditions,
                )
            )  # fmt: skip

    def _conditions(self, app: Instance, place: Here) -> tuple[str, ...]:
        found = dict.fromkeys((*place.conditions, *self.machine.conditions))
        return tuple(each for each in found if each not in app.conditions)

    def _later(self, blueprint: Value, rule: Value, endpoint: Value, view: Value, options: Value, here: Value) -> None:
        """A rule of a blueprint, which counts as loose as long as the blueprint is not registered."""
        if isinstance(blueprint, Instance) and isinstance(here, Here):
            kept = Mapping(dict(options.items)) if isinstance(options, Mapping) else Mapping()
            self.deferred.append((blueprint, rule, endpoint, view, kept, here))

    def _mounted(self, app: Value, blueprint: Value, name: Value, prefix: Value, here: Value) -> None:
        if isinstance(app, Instance) and isinstance(blueprint, Instance):
            place = here if isinstance(here, Here) else self._here()
            conditions = self._conditions(app, place)
            if id(blueprint) in self.open:
                self.open.setdefault(id(app), self.open[id(blueprint)])
            self.mounts.append(
                Mount(app=app, blueprint=blueprint, name=name, prefix=prefix, here=place, conditions=conditions)
            )

    def _has(self, value: Value, name: Value) -> bool:
        """Whether a value is known to have an attribute."""
        found = self.machine.find_attribute(value, str(name))
        return found is not MISSING and found is not None and not isinstance(found, (Unknown, Library))

    def _imported(self, name: Value) -> Value:
        names = name.options if isinstance(name, OneOf) else (name,)
        found = [import_string(self.machine, [each], {}) for each in names]
        return one_of([each.value if each is not None else Unknown("what is imported is not known") for each in found])

    def _opened(self, app: Value, reason: Value) -> None:
        if isinstance(app, Instance):
            why = why_unknown(reason) or (reason if isinstance(reason, str) else "")
            self.open.setdefault(id(app), self.machine.located(why))

    def _joined_rule(self, prefix: Value, rule: Value) -> Value:
        """A rule behind a prefix, as Flask puts them together."""
        if prefix is None:
            return rule
        before = _text(prefix)
        if isinstance(rule, str) and not rule:
            return before
        after = _text(rule)
        whole = f"{before.rstrip('/')}/{after.lstrip('/')}"
        for part in (before, after):
            if isinstance(part, Vague):
                return Vague.of(whole, part.reason)
        return Text.at(whole, None)

    def _dotted(self, *names: Value) -> Value:
        parts: list[Value] = []
        for name in names:
            if not isinstance(name, str) or name:
                parts += [".", name] if parts else [name]
        return concatenated(parts)

    def _endpoint_of(self, view: Value) -> Value:
        """The name under which Flask knows a view."""
        if isinstance(view, OneOf):
            view = next((each for each in view.options if isinstance(each, (Function, Bound))), view)
        if view is None:
            return Unknown("a rule without a view has no name")
        found = self.machine.attribute(view, "__name__")
        return found if isinstance(found, str) else Unknown(why_unknown(found) or "the view's name is not known")

    def _folder_of(self, name: Value) -> Value:
        """The folder of the module that an application or blueprint is made in, or named after.

        Applications beside each other have modules of the same name: the one that the call stands in is meant.
        """
        site = self.machine.here()
        here = site.path if site is not None else ""
        found = [path for path, module in self.machine.modules.items() if module.name == name and not module.is_model]
        if found and here not in found:
            # The nearest one; `commonpath` would fail between the drives of Windows.
            path = max(found, key=lambda each: len(os.path.commonprefix([each, here])))  # noqa: RUF071
            return path if not path.endswith(".py") else os.path.dirname(path)  # noqa: PTH120
        return os.path.dirname(here) if here else Unknown("its folder is not known")  # noqa: PTH120


def _concatenated(parts: Several[Value]) -> Value:
    whole = concatenated([part for part in parts if part is not None])
    return whole if isinstance(whole, Vague) else Text.at(whole, None)


def _underscored(name: Value, separator: Value = "_") -> Value:
    """`UserList` as `user_list`, or with another separator."""
    if not isinstance(name, str):
        return name
    between = rf"\1{separator}\2"
    return re.sub(r"([a-z0-9])([A-Z])", between, re.sub(r"(.)([A-Z][a-z]+)", between, name)).lower()


_CONVERTERS = {"str": "string", "int": "int", "float": "float", "UUID": "uuid"}
_VARIABLE = re.compile(r"<(?:[^<>:]*:)?(\w+)>")


def _parameters(function: Value) -> Value:
    """The parameters of a method that have no default, each with the converter that its annotation stands for.

    `self` aside; None where the value is no function.
    """
    while isinstance(function, Function) and isinstance(inner := function.attributes.get("__wrapped__"), Function):
        function = inner
    if not isinstance(function, Function):
        return None
    found: list[Value] = []
    for parameter in function.opened.parameters:
        if parameter.kind in ("", "/") and parameter.default is None and parameter.name != "self":
            annotation = parameter.annotation.last if isinstance(parameter.annotation, Ref) else ""
            found.append(Sequence([parameter.name, _CONVERTERS.get(annotation, "")]))
    return Sequence(found)


def _variables(rule: Value) -> Value:
    """The names of a rule's variables."""
    return Sequence([*_VARIABLE.findall(rule)] if isinstance(rule, str) else [])


def _text(value: Value) -> str:
    return value if isinstance(value, str) else as_text(value)


def string_names(value: Value) -> tuple[str, ...]:
    """The known strings in a sequence or dictionary."""
    items = value.items if isinstance(value, (Sequence, Mapping)) else ()
    return tuple(str(item) for item in items if isinstance(item, str) and is_primitive(item))


def is_opaque(value: Value) -> bool:
    return isinstance(value, (Unknown, Library, OneOf))
