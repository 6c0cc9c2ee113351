"""Go to definition: from the name of an endpoint or template to what it names."""

from __future__ import annotations

from flask_ls.features.places import START, location, views
from flask_ls.features.results import Location
from flask_ls.project.snapshot import Project
from flask_ls.symbols import blueprint, config_key, endpoint, static_file, template, url_path, url_variable
from flask_ls.symbols.template_inline import inline_at
from flask_ls.symbols.template_symbols import definitions, reads, symbol_at
from flask_ls.symbols.uses import Use, use_at


def definition(project: Project, path: str, offset: int) -> list[Location]:
    """What the string at `offset` names: views, a template or static file, where a blueprint is registered or a
    configuration key is set, the parameter that takes a URL's variable, the view that answers a test client's path."""
    use = use_at(project, path, offset)
    if use is not None:
        return targets(project, use)
    symbol = symbol_at(project, path, offset)
    if symbol is not None:
        # From the call that passes a variable to where the template reads it; all else leads to where it comes from.
        is_passed = project.python(path) is not None and inline_at(project, path, offset) is None
        places = reads(project, symbol) if is_passed else definitions(project, symbol)
        return [Location(path=each.path, span=each.span) for each in places]
    key = config_key.key_at(project, path, offset)
    if key is not None:
        set_in = config_key.settings(project, path).get(key.key, [])
        return [Location(path=each.path, span=each.span) for each in set_in if each != key]
    made = blueprint.at(project, path, offset)
    if made is not None:
        return [place for site in made.registered if (place := location(project, site)) is not None]
    variable = url_variable.at(project, path, offset)
    if variable is not None and variable.parameter is not None:
        return [Location(path=path, span=variable.parameter)]
    found = url_path.at(project, path, offset)
    return views(project, found.routes) if found is not None else []


def targets(project: Project, use: Use) -> list[Location]:
    """What a use names."""
    if use.symbol == "template":
        return [Location(path=each, span=START) for each in template.resolve_name(project, use.path, use.name)[:1]]
    if use.symbol == "static":
        file = static_file.resolve_name(project, use)
        return [Location(path=file, span=START)] if file is not None else []
    found = endpoint.resolve_use(project, use)
    return views(project, found.routes) if isinstance(found, endpoint.Endpoint) else []
