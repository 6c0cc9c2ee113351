"""Find references: every use of an endpoint or template, in Python and in templates."""

from __future__ import annotations

from flask_ls.features.places import START, used, views
from flask_ls.features.results import Location
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols import endpoint, template, url_variable
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.uses import use_at
from flask_ls.text.spans import Span


def references(project: Project, path: str, offset: int, *, declaration: bool) -> list[Location]:
    """The uses of what is named at `offset`, where it is used or at the view's `def`; at a template's beginning, its own."""
    use = use_at(project, path, offset)
    if use is not None and use.symbol == "template":
        return _of_template(project, template.resolve_name(project, path, use.name)[:1], declaration)
    if use is None and offset == 0 and not isinstance(project.files.get(path), PyFile):
        return _of_template(project, [path], declaration)
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
