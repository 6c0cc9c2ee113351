"""The public names of Flask, Werkzeug and Jinja as the installed packages have them, by introspection.

Runs with any Flask since 2.0, alone and without the rest of this repository: `dump_versions.py` runs it on each.

    python server/dev/public_names.py   # prints every name with its signature as JSON
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from types import ModuleType
from typing import Any

# What is defined in these modules, or in the inner modules of those that are only a door, is public unless its name
# begins with an underscore.
MODULES = (
    "flask", "flask.views", "flask.signals", "flask.cli", "flask.json", "flask.json.provider", "flask.json.tag",
    "flask.helpers", "flask.ctx", "flask.templating", "flask.testing", "flask.sessions", "flask.globals",
    "flask.logging", "flask.config", "flask.blueprints", "werkzeug.datastructures", "werkzeug.exceptions",
    "werkzeug.security", "werkzeug.utils", "werkzeug.routing", "werkzeug.wrappers", "werkzeug.middleware.proxy_fix",
    "werkzeug.middleware.dispatcher", "werkzeug.test", "werkzeug.user_agent", "werkzeug.local", "werkzeug.urls",
)  # fmt: skip
DOORS = ("flask", "flask.blueprints", "werkzeug.datastructures", "werkzeug.routing", "werkzeug.wrappers")
# Names without an underscore that are there for the package itself: no documentation has them, nobody should use them.
INNER = {
    "flask.cli.CertParamType", "flask.cli.SeparatedPathType", "flask.cli.find_app_by_string", "flask.cli.find_best_app",
    "flask.cli.get_version", "flask.cli.locate_app", "flask.cli.main", "flask.cli.prepare_import",
    "flask.cli.show_server_banner", "flask.config.ConfigAttribute", "flask.helpers.get_load_dotenv",
    "flask.helpers.get_root_path", "flask.blueprints.SansioBlueprint", "flask.templating.DispatchingJinjaLoader", "werkzeug.datastructures.iter_multi_items",
    "werkzeug.routing.StateMachineMatcher", "werkzeug.routing.parse_converter_args", "werkzeug.routing.RuleTemplateFactory",
    "werkzeug.routing.RuleFactory", "werkzeug.routing.RequestPath", "werkzeug.wrappers.ResponseStream",
    "werkzeug.test.encode_multipart", "werkzeug.test.stream_encode_multipart", "werkzeug.local.release_local",
    "werkzeug.datastructures.ImmutableDictMixin", "werkzeug.datastructures.ImmutableHeadersMixin",
    "werkzeug.datastructures.ImmutableListMixin", "werkzeug.datastructures.ImmutableMultiDictMixin",
    "werkzeug.datastructures.UpdateDictMixin", "werkzeug.routing.NoMatch", "werkzeug.routing.RequestAliasRedirect",
    "werkzeug.routing.RoutingException", "werkzeug.routing.WebsocketMismatch", "werkzeug.local.LocalStack", "werkzeug.local.LocalManager", "werkzeug.local.Local",
}  # fmt: skip
# What Flask 2.3 still gave, with a warning, without listing it.
UNLISTED = {"flask": ("Markup", "escape")}
_LIBRARIES = ("flask", "werkzeug")
_LOCALS = ("LocalProxy", "NamedSignal", "_FakeSignal")


def public_names() -> dict[str, list[str]]:
    """The parameters of every public name; empty for what cannot be called."""
    found: dict[str, list[str]] = {}
    for module_name in MODULES:
        try:
            module = importlib.import_module(module_name)
        except ImportError:
            continue
        for name in (*dir(module), *UNLISTED.get(module_name, ())):
            full = f"{module_name}.{name}"
            value = getattr(module, name, None)
            if name.startswith("_") or full in INNER or not _is_own(module, value):
                continue
            found[full] = parameters(value)
            if inspect.isclass(value):
                found |= {f"{full}.{member}": taken for member, taken in class_members(value)}
    return dict(sorted(found.items()))


def _is_own(module: ModuleType, value: object) -> bool:
    """Whether a module defines what it holds, or is the door to it."""
    if type(value).__name__ in _LOCALS:
        return module.__name__ in ("flask", "flask.globals", "flask.signals")
    home = getattr(value, "__module__", None)
    if not isinstance(home, str) or isinstance(value, ModuleType) or not callable(value):
        return False
    if module.__name__ == "flask":
        return home.partition(".")[0] in (*_LIBRARIES, "markupsafe")
    if module.__name__ in DOORS:
        return home.startswith((f"{module.__name__}.", "flask.sansio.blueprints")) or home == module.__name__
    return home == module.__name__


def class_members(cls: type) -> Iterator[tuple[str, list[str]]]:
    """The public members that a class has of its own or from a class of these libraries, and what they take."""
    made = next((each for each in instances().values() if type(each) is cls), None)
    for name in sorted({*dir(cls), *getattr(made, "__dict__", ())}):
        owner = next((base for base in cls.__mro__ if name in vars(base)), cls)
        if name.startswith("_") or owner.__module__.partition(".")[0] not in _LIBRARIES:
            continue
        if owner.__module__.startswith("werkzeug.data") and owner.__name__.endswith("Mixin"):
            continue  # what these define only raises an error, or only tells that something has changed
        value = inspect.getattr_static(cls, name, None)
        plain = isinstance(value, property) or inspect.isclass(value)
        yield name, [] if plain else parameters(getattr(cls, name, None))


def parameters(value: Any) -> list[str]:
    """The names of the parameters of what is called; for a class those of making one."""
    if type(value).__name__ in _LOCALS or not (inspect.isclass(value) or inspect.isroutine(value)):
        return []
    if inspect.isclass(value) and value.__init__ is object.__init__:
        return []
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return []
    names = list(signature.parameters)
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


@cache
def instances() -> dict[str, object]:
    """An object of each class whose attributes are set when one is made, by the name of the class."""
    import flask
    import flask.cli
    import flask.json.tag
    import flask.testing
    import werkzeug.datastructures as structures
    import werkzeug.exceptions as exceptions
    from werkzeug.middleware.dispatcher import DispatcherMiddleware
    from werkzeug.middleware.proxy_fix import ProxyFix
    from werkzeug.routing import BuildError, Map, RequestRedirect, Rule
    from werkzeug.test import Client, EnvironBuilder
    from werkzeug.user_agent import UserAgent
    from werkzeug.utils import ImportStringError, environ_property, header_property
    from werkzeug.wrappers import Request, Response

    environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "SERVER_NAME": "x", "SERVER_PORT": "80"}
    app, blueprint = flask.Flask("x"), flask.Blueprint("b", "x")
    made: list[object] = [
        app, blueprint, blueprint.make_setup_state(app, {}), flask.Request({**environ}), flask.Response(),
        Request({**environ}), Response(), app.app_context(), app.test_request_context(), app.test_client(),
        flask.cli.ScriptInfo(), flask.json.tag.TaggedJSONSerializer(), flask.sessions.SecureCookieSession(),
        EnvironBuilder(), flask.testing.EnvironBuilder(app), Map(), Rule("/"), Map().bind("x"), ProxyFix(app), DispatcherMiddleware(app), RequestRedirect("/"),
        structures.FileStorage(), structures.Authorization("basic", {}), structures.ContentRange("bytes", 0, 1),
        structures.Range("bytes", [(0, 1)]), structures.IfRange(), structures.ETags(), exceptions.HTTPException(),
        exceptions.MethodNotAllowed(), exceptions.RequestedRangeNotSatisfiable(), exceptions.TooManyRequests(),
        exceptions.InternalServerError(), exceptions.BadRequestKeyError(), exceptions.Unauthorized(), exceptions.ServiceUnavailable(),
        BuildError("x", {}, None), UserAgent("x"), Client(app), app.test_client().get("/"), environ_property("x"),
        header_property("x"), ImportStringError("x", ImportError()),
    ]  # fmt: skip
    with suppress(TypeError):  # before Werkzeug 2.3 it takes something else
        made.append(structures.WWWAuthenticate("basic"))
    if hasattr(app, "json"):
        made.append(app.json)
    return {f"{type(each).__module__}.{type(each).__qualname__}": each for each in made}


def jinja_names() -> dict[str, list[str]]:
    """The filters, tests and globals that Flask's templates have, by `filter:upper`."""
    import flask

    env = flask.Flask("x").jinja_env
    kinds = {"filter": env.filters, "test": env.tests, "global": env.globals}
    return {f"jinja:{kind}:{name}": [] for kind, table in kinds.items() for name in sorted(table)}


def main() -> None:
    import warnings

    warnings.simplefilter("ignore")
    found = public_names() | jinja_names() | {f"config:{key}": [] for key in _config_keys()}
    json.dump(found, sys.stdout)


def _config_keys() -> list[str]:
    import flask

    return sorted(flask.Flask.default_config)


if __name__ == "__main__":
    main()
