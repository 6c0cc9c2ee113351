"""Find references: every use of an endpoint, template, static file, blueprint or configuration key."""

from __future__ import annotations

from flask_ls.features.places import START, location, used, views
from flask_ls.features.results import Location
from flask_ls.features.template_structure import belonging
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols import blueprint, config_key, endpoint, static_file, template, url_variable
from flask_ls.symbols.blueprint import Blueprint
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.template_symbols import definitions, occurrences, symbol_at
from flask_ls.symbols.uses import use_at
from flask_ls.text.spans import Span


def references(project: Project, path: str, offset: int, *, declaration: bool) -> list[Location]:
    """The uses of what is named at `offset`, where it is used or at the view's `def`; at a template's beginning, its own.

    `declaration`: also the place where it is defined, made or set.
    """
    use = use_at(project, path, offset)
    if use is not None and use.symbol == "template":
        return _of_template(project, template.resolve_name(project, path, use.name)[:1], declaration)
    if use is None and offset == 0 and not isinstance(project.files.get(path), PyFile):
        return _of_template(project, [path], declaration)
    if use is not None and use.symbol == "static":
        target = static_file.path_of(project, use)
        return used(static_file.occurrences(project, target)) if target is not None else []
    symbol = symbol_at(project, path, offset) if use is None else None
    if symbol is not None:
        hidden = [] if declaration else definitions(project, symbol)
        places = [each for each in occurrences(project, symbol) if each not in hidden]
        return [Location(path=each.path, span=each.span) for each in places]
    key = config_key.key_at(project, path, offset)
    if key is not None:
        return _of_key(project, path, key.key, declaration)
    made = blueprint.at(project, path, offset)
    if made is not None:
        return _of_blueprint(project, path, made, declaration)
    found: list[Location] = []
    for each in named_at(project, path, offset):
        found += views(project, each.routes) if declaration else []
        found += used(endpoint.occurrences(project, each))
    return list(dict.fromkeys(found))


def highlights(project: Project, path: str, offset: int) -> list[Span]:
    """The uses in the same file; of a URL's variable those in the rules, the view's header and its body."""
    variable = url_variable.at(project, path, offset)
    if variable is not None:
        return sorted([*variable.rules, *([variable.parameter] if variable.parameter else []), *variable.uses])
    tags = belonging(project, path, offset)
    if tags:
        return tags
    found = references(project, path, offset, declaration=True)
    return [each.span for each in found if each.path == path]


def named_at(project: Project, path: str, offset: int) -> list[Endpoint]:
    """The endpoints that are named at an offset: by a string, or by the view's own name."""
    use = use_at(project, path, offset)
    if use is not None:
        found = endpoint.resolve_use(project, use) if use.symbol == "endpoint" else None
        return [found] if isinstance(found, Endpoint) else []
    names = dict.fromkeys(route.endpoint for route in endpoint.routes_named_at(project, path, offset))
    known = [endpoint.find(project, path, name) for name in names]
    return [each for each in known if isinstance(each, Endpoint)]


def _of_template(project: Project, targets: list[str], declaration: bool) -> list[Location]:
    found = []
    for target in targets:
        found += [Location(path=target, span=START)] if declaration else []
        found += used(template.occurrences(project, target))
    return found


def _of_key(project: Project, path: str, key: str, declaration: bool) -> list[Location]:
    """The places that read it; with `declaration` those that set it as well."""
    named = config_key.occurrences(project, path, key)
    places = {(each.path, each.span) for each in named if declaration or each.value is None}
    return [Location(path=each, span=span) for each, span in sorted(places)]


def _of_blueprint(project: Project, path: str, found: Blueprint, declaration: bool) -> list[Location]:
    """Its registrations, and every endpoint that is named with its name."""
    places = [Location(path=path, span=found.span)] if declaration else []
    places += [place for site in found.registered if (place := location(project, site)) is not None]
    return places + used(blueprint.occurrences(project, found))
