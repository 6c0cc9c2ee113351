"""From what was added to the registry to the route map that everybody reads."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from flask_ls.project.evaluation.machine import Machine
from flask_ls.project.evaluation.registry import Mount, Rule, is_opaque, string_names
from flask_ls.project.evaluation.values import (
    UNKNOWN_PART,
    Bound,
    Class,
    Function,
    Instance,
    Mapping,
    OneOf,
    Sequence,
    Text,
    Vague,
    Value,
    is_primitive,
    why_unknown,
)
from flask_ls.project.meaning import Site
from flask_ls.project.routes import Application, BlueprintMount, Route, RouteMap

_IMPLICIT = ("HEAD", "OPTIONS")


def outcome(machine: Machine) -> RouteMap:
    """The route map of what a machine has followed. Objects made by the same call are one application."""
    registry = machine.registry
    numbers: dict[int, int] = {}
    by_site: dict[object, int] = {}
    applications: list[Application] = []
    for app in registry.applications:
        key = app.made or id(app)
        if key not in by_site:
            by_site[key] = len(applications)
            applications.append(_application(machine, app))
        elif id(app) in registry.open:
            number = by_site[key]
            applications[number] = _application(machine, app)
        numbers[id(app)] = by_site[key]
    always = machine.unconditional()
    routes: dict[tuple[int, str, str, tuple[str, ...]], Route] = {}
    for rule in registry.rules:
        if id(rule.app) not in numbers:
            continue
        route = _route(machine, rule, numbers[id(rule.app)], always)
        place = (route.app, route.rule, route.endpoint, route.methods)
        if place not in routes or (route.certain and not routes[place].certain):
            routes[place] = route
    mounts: dict[tuple[int, str, str, Site | None], BlueprintMount] = {}
    for mount in registry.mounts:
        if id(mount.app) in numbers:
            made = _mount(machine, mount, numbers[id(mount.app)], always)
            mounts.setdefault((made.app, made.name, made.prefix, made.registered), made)
    mounted: set[object] = {mount.blueprint.made or id(mount.blueprint) for mount in registry.mounts}
    return RouteMap(
        applications=tuple(_told_apart(machine, applications)),
        routes=tuple(sorted(routes.values(), key=lambda each: (each.app, each.rule, each.endpoint, each.methods))),
        mounts=tuple(mounts.values()),
        loose=tuple(_loose(machine, mounted)),
    )


def _told_apart(machine: Machine, applications: list[Application]) -> Iterable[Application]:
    """The applications, those of the same name under the folder that they are in as well."""
    names = Counter(app.name for app in applications)
    for app in applications:
        if names[app.name] == 1:
            yield app
        else:
            depth = app.name.partition(":")[0].count(".") + 1
            folder = app.path
            for _ in range(depth + app.path.endswith("__init__.py")):
                folder = os.path.dirname(folder)  # noqa: PTH120
            shown = machine.project.relative(folder)
            yield replace(app, name=f"{shown}/{app.name}" if shown else app.name)


def _application(machine: Machine, app: Instance) -> Application:
    made = app.made
    path = made.path if made is not None else ""
    root = _text(app.attributes.get("root_path"))
    templates, static = app.attributes.get("template_folder"), app.attributes.get("static_folder")
    return Application(
        name=_name(machine, app),
        path=path,
        made=made,
        template_folder=_folder(root, templates),
        static_folder=_folder(root, static),
        static_url=_text(app.attributes.get("static_url_path")) if static is not None else "",
        in_tests=bool(path) and machine.project.tree.is_test(path),
        open=_why_open(machine, app),
    )


def _why_open(machine: Machine, owner: Instance) -> str:
    """Why an application or blueprint may have routes that are not known."""
    exhausted = "the project is too large to be followed to its end" if machine.exhausted else ""
    return machine.registry.open.get(id(owner), exhausted)


def _name(machine: Machine, app: Instance) -> str:
    """What `flask --app` would be given: the factory that returns the application, or the name that holds it."""
    if factory := machine.registry.factories.get(id(app), ""):
        return factory
    for module in machine.modules.values():
        for name, value in module.names.items():
            if value is app and not module.is_model:
                return f"{module.name}:{name}"
    file = machine.project.python(app.made.path) if app.made is not None else None
    if app.made is None or file is None:
        return app.cls.name
    line = file.lines.line_of(file.absolute(app.made.block, app.made.span).start) + 1
    return f"{machine.project.relative(app.made.path)}:{line}"


def _folder(root: str, value: Value) -> str | None:
    if not root or not isinstance(value, str) or not is_primitive(value):
        return None
    return os.path.normpath(os.path.join(root, value))  # noqa: PTH118


def _text(value: Value) -> str:
    return str(value) if isinstance(value, str) else ""


def _route(machine: Machine, rule: Rule, app: int, always: set[str]) -> Route:
    options = rule.options.items
    methods, methods_reason = _methods(rule.methods)
    reasons = [*_standing(rule.conditions, always), why_unknown(rule.rule), why_unknown(rule.endpoint), methods_reason]
    reason = next(filter(None, reasons), "")
    strict = options.get("strict_slashes")
    return Route(
        app=app,
        rule=_shown(rule.rule),
        endpoint=_shown(rule.endpoint),
        methods=methods,
        view=machine.site_of(rule.view),
        view_name=_view_name(rule.view),
        registered=rule.here.site,
        rule_text=_site(rule.own_rule),
        endpoint_text=_site(rule.own_endpoint),
        defaults=string_names(options["defaults"]) if isinstance(options.get("defaults"), Mapping) else (),
        subdomain=_text(options.get("subdomain")),
        host=_text(options.get("host")),
        build_only=options.get("build_only") is True,
        strict_slashes=strict if isinstance(strict, bool) else None,
        certain=not reason,
        reason=reason,
    )


def _standing(conditions: Iterable[str], always: set[str]) -> list[str]:
    """The conditions without those that say no more than that a module is imported which is always imported."""
    return [each for each in conditions if getattr(each, "path", None) not in always]


def _shown(value: Value) -> str:
    return str(value) if isinstance(value, str) else UNKNOWN_PART


def _site(value: Value) -> Site | None:
    return value.site if isinstance(value, Text) and not isinstance(value, Vague) else None


def _methods(value: Value) -> tuple[tuple[str, ...], str]:
    if isinstance(value, OneOf):
        found: set[str] = set()
        for option in value.options:
            found.update(_methods(option)[0])
        return tuple(sorted(found)), "its methods are one of several values"
    if is_opaque(value) or not isinstance(value, (Sequence, Mapping)):
        return (), why_unknown(value) or "its methods are not known"
    if value.open:
        return (), "its methods are not known"
    names = {name.upper() for name in string_names(value)}
    return tuple(sorted(names.difference(_IMPLICIT) or names)), ""


def _view_name(view: Value) -> str:
    if isinstance(view, Bound):
        view = view.function
    if isinstance(view, Function):
        inner = view.attributes.get("view_class") or view.attributes.get("__wrapped__")
        if isinstance(inner, (Function, Class)):
            return _view_name(inner)
        owner = f"{view.owner.name}." if view.owner is not None else ""
        return owner + view.opened.name
    if isinstance(view, Class):
        return view.name
    return view.cls.name if isinstance(view, Instance) else ""


def _mount(machine: Machine, mount: Mount, app: int, always: set[str]) -> BlueprintMount:
    blueprint = mount.blueprint.attributes
    root, static = _text(blueprint.get("root_path")), blueprint.get("static_folder")
    reasons = [*_standing(mount.conditions, always), why_unknown(mount.name), why_unknown(mount.prefix)]
    reason = next(filter(None, reasons), "")
    prefix = _text(mount.prefix) if mount.prefix is None or isinstance(mount.prefix, str) else UNKNOWN_PART
    static_url = ""
    if static is not None:
        own = blueprint.get("static_url_path")
        folder = _text(static).replace("\\", "/").rstrip("/").rpartition("/")[2]
        static_url = f"{prefix.rstrip('/')}/{(_text(own) or folder).strip('/')}"
    return BlueprintMount(
        app=app,
        name=_shown(mount.name),
        prefix=prefix,
        made=mount.blueprint.made,
        registered=mount.here.site,
        name_text=_site(blueprint.get("name")),
        template_folder=_folder(root, blueprint.get("template_folder")),
        static_folder=_folder(root, static),
        static_url=static_url,
        open=_why_open(machine, mount.blueprint),
        certain=not reason,
        reason=reason,
    )


def _loose(machine: Machine, mounted: set[object]) -> Iterable[Route]:
    """The routes of blueprints that nothing registers."""
    for blueprint, rule, endpoint, view, options, here in machine.registry.deferred:
        if (blueprint.made or id(blueprint)) in mounted:
            continue
        name = _text(blueprint.attributes.get("name")) or UNKNOWN_PART
        known = endpoint if isinstance(endpoint, str) else machine.attribute(view, "__name__")
        methods = options.items.get("methods") or Sequence(["GET"])
        yield _route(
            machine,
            Rule(
                app=blueprint,
                rule=rule,
                endpoint=f"{name}.{_shown(known)}",
                methods=methods,
                view=view,
                own_rule=rule,
                own_endpoint=endpoint,
                options=options,
                here=here,
                conditions=(f"the blueprint `{name}` is not registered on an application that is known",),
            ),
            -1,
            set(),
        )
