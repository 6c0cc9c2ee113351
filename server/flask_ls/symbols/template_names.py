"""The filters, tests and globals that a project gives to its templates, and what its extensions give.

A name is given by a decorator (`@app.template_filter()`), by a call (`app.add_template_filter(f, "name")`), by a store
(`app.jinja_env.filters["name"] = f`) or by an extension. Whatever object it is given to counts: a name too many is harmless.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from flask_ls.project.components import imported_packages, relevant, speaks_of
from flask_ls.project.meaning import Known, Site
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols.template_extensions import EXTENSIONS, QUIET, Extension
from flask_ls.syntax.shape import (
    Call,
    CallSite,
    Const,
    Display,
    Expr,
    Item,
    Keyword,
    Member,
    Ref,
    Shape,
    last_name,
)
from flask_ls.syntax.template import builtin
from flask_ls.text.spans import Span

Kind = Literal["filter", "test", "global"]
KINDS: tuple[Kind, ...] = ("filter", "test", "global")
FLASK_GLOBALS = frozenset({"g", "session", "request", "config", "url_for", "get_flashed_messages"})
_BUILTIN = {"filter": builtin.FILTERS, "test": builtin.TESTS, "global": builtin.GLOBALS | FLASK_GLOBALS}
_DECORATORS: dict[str, Kind] = {
    f"{prefix}template_{kind}": kind for prefix in ("", "app_") for kind in KINDS
}  # fmt: skip
_ADDERS: dict[str, Kind] = {f"add_{name}": kind for name, kind in _DECORATORS.items()}
_TABLES: dict[str, Kind] = {f"{kind}s": kind for kind in KINDS}
_WORDS = ("template_filter", "template_test", "template_global", "filters", "tests", "globals", "jinja")
# An environment's table that is used in a way which is not read here, and what gives an environment anything at all.
_HANDED = re.compile(
    r"\b(?:jinja_env|jinja_environment|jinja2_env|environment|env)\.(?P<table>filters|tests|globals)\b"
    r"(?!\s*(?:\[|\.(?:update|setdefault|get|pop|keys|items|values)\b))"
)
_APP_HANDED = re.compile(r"app\s*[,)]")
_EXTENDED = re.compile(
    r"\badd_extension\(|\bjinja_options\b|\bjinja2\.ext\b|\bcreate_jinja_environment\b|\bjinja_environment\b"
    r"|\b(?:block|variable|comment)_(?:start|end)_string\b"
)


class Given(NamedTuple):
    """A name that a place gives to templates; an empty name: one, or several, that cannot be known.

    `named`: where the name is written, in the block; None where it is the name of the function. `value`: what is given,
    where it is not the function that is decorated.
    """

    kind: Kind
    name: str
    site: Site
    named: Span | None = None
    value: Expr | None = None


class Names(NamedTuple):
    """The names of one kind, and whether there may be others."""

    known: frozenset[str]
    open: bool


def names(project: Project, kind: Kind) -> Names:
    """All filters, tests or globals that the project's templates can use."""
    return ask(project, _names, kind)


def givers(project: Project) -> Mapping[tuple[Kind, str], tuple[Given, ...]]:
    """What gives each name, of all applications."""
    return ask(project, _givers)


def is_own(project: Project, kind: Kind, name: str) -> bool:
    """Whether a name is neither Jinja's nor Flask's, nor one that an extension which is there is known to give."""
    packages = (EXTENSIONS[each] for each in imported_packages(project) if each in EXTENSIONS)
    return name not in _BUILTIN[kind] and not any(name in _of_extension(each, kind) for each in packages)


def has_extensions(project: Project) -> bool:
    """Whether something of the project may give Jinja other tags or another syntax."""
    return ask(project, _has_extensions)


def _names(project: Project, kind: Kind) -> Names:
    found = set(_BUILTIN[kind])
    opened = False
    for file in relevant(project):
        for given in ask(project, given_in, file.path):
            if given.kind == kind:
                found.add(given.name)
                opened = opened or not given.name
    for package in imported_packages(project):
        extension = EXTENSIONS.get(package)
        if extension is not None:
            found |= _of_extension(extension, kind)
            opened = opened or extension.open
        else:
            opened = opened or (package.startswith(("flask_", "flaskext")) and package not in QUIET)
    opened = opened or ask(project, handed_to_unknown)
    return Names(frozenset(found - {""}), opened)


def _of_extension(extension: Extension, kind: Kind) -> frozenset[str]:
    return {"filter": extension.filters, "test": extension.tests, "global": extension.globals}[kind]


def _givers(project: Project) -> dict[tuple[Kind, str], tuple[Given, ...]]:
    found: dict[tuple[Kind, str], tuple[Given, ...]] = {}
    for file in relevant(project):
        for given in ask(project, given_in, file.path):
            key = (given.kind, given.name)
            found[key] = (*found.get(key, ()), given)
    return found


def _has_extensions(project: Project) -> bool:
    packages = imported_packages(project)
    return any(
        EXTENSIONS[package].tags or EXTENSIONS[package].open if package in EXTENSIONS else package not in QUIET
        for package in packages
        if package.startswith(("flask_", "flaskext")) or package in EXTENSIONS
    ) or speaks_of(project, _EXTENDED)


def handed_to_unknown(project: Project) -> bool:
    """Whether something of which is not known what it gives to templates gets hold of an application."""
    return any(ask(project, _hands_on, file.path) for file in relevant(project) if not project.tree.is_test(file.path))


def _hands_on(project: Project, path: str) -> bool:
    file = project.python(path)
    if file is None:
        return False
    sites = (
        (block, site)
        for block, text in enumerate(file.blocks)
        if _APP_HANDED.search(text) is not None
        for site in file.shapes[block].calls
    )
    for block, site in sites:
        arguments = (*site.call.args, *(keyword.value for keyword in site.call.keywords))
        if not any(isinstance(each, Ref) and each.last.endswith("app") for each in arguments):
            continue
        meaning = resolve(project, file, block, site.scope, site.call.func)
        package = meaning.name.partition(".")[0] if isinstance(meaning, Known) and meaning.site is None else ""
        if package.isidentifier() and not (package in QUIET or package in EXTENSIONS or _is_python(package)):
            return True
    return False


def _is_python(package: str) -> bool:
    return package == "builtins" or package in sys.stdlib_module_names


def given_in(project: Project, path: str) -> tuple[Given, ...]:
    """The names that one file gives."""
    file = project.python(path)
    if file is None or not any(word in file.text for word in _WORDS):
        return ()
    return tuple(_given(file))


def _given(file: PyFile) -> Iterator[Given]:
    for block, text in enumerate(file.blocks):
        if not any(word in text for word in _WORDS):
            continue
        shape = file.shapes[block]

        def site(span: Span, scope: int = 0, block: int = block) -> Site:
            return Site(path=file.path, block=block, span=span, scope=scope)

        # What these return is called; it is read where that happens.
        decorators = {each.call.func.span for each in shape.calls if isinstance(each.call.func, Call)}
        for number, scope in enumerate(shape.scopes):
            for decorator in scope.decorators:
                kind = _DECORATORS.get(last_name(decorator.func if isinstance(decorator, Call) else decorator))
                if kind is not None:
                    decorators.add(decorator.span)
                    named = decorator.argument(0, "name") if isinstance(decorator, Call) else None
                    name = scope.name if named is None else _text(named)
                    yield Given(kind, name, site(scope.name_span, number), _written(text, named))
        for each in shape.calls:
            if each.call.span not in decorators:
                for kind, name, says, value in (*_called(each.call), *_collected(shape, each)):
                    yield Given(kind, name, site(each.call.span, each.scope), _written(text, says), value)
        for store in shape.stores:
            table = store.target.value if isinstance(store.target, Item) else store.target
            kind = _TABLES.get(last_name(table)) if isinstance(table, Ref | Member) else None
            if kind is not None and _is_table(table):
                key = store.target.key if isinstance(store.target, Item) else None
                name = _text(key) if key is not None else ""
                yield Given(kind, name, site(store.span, store.scope), _written(text, key), store.value)
        for match in _HANDED.finditer(text):
            yield Given(_TABLES[match["table"]], "", site(Span(*match.span())))


def _called(call: Call) -> Iterator[tuple[Kind, str, Expr | Keyword | None, Expr | None]]:
    """What a call gives: kind, name, what says the name where something does, and the value."""
    last = last_name(call.func)
    if (kind := _ADDERS.get(last)) is not None:
        named = call.argument(1, "name")
        function = call.argument(0, "f")
        name = _text(named) if named is not None else last_name(function) if function is not None else ""
        yield kind, name, named, function
    elif isinstance(call.func, Call) and (kind := _DECORATORS.get(last_name(call.func.func))) is not None:
        named = call.func.argument(0, "name")
        function = call.args[0] if call.args else None
        name = _text(named) if named is not None else last_name(function) if function is not None else ""
        yield kind, name, named, function
    elif kind := _DECORATORS.get(last):
        # As a decorator it is read at the function; what else is done with it is named here, if at all.
        named = call.argument(0, "name")
        if isinstance(named, Ref):
            yield kind, last_name(named), None, named
        elif named is not None:
            yield kind, _text(named), named, None
    elif last in ("update", "setdefault") and (kind := _TABLES.get(_owner(call.func))) is not None:
        if last == "setdefault":
            named, value = (*call.args, None, None)[:2]
            yield kind, _text(named) if named is not None else "", named, value
        else:
            yield from ((kind, *each) for each in _updated(call))


def _collected(shape: Shape, site: CallSite) -> Iterator[tuple[Kind, str, Expr, Expr | None]]:
    """What was stored in a dictionary of the same function, which `update` is given: `filters["name"] = f`."""
    given = site.call.args[0] if site.call.args else None
    kind = _TABLES.get(_owner(site.call.func)) if last_name(site.call.func) == "update" else None
    if kind is None or not isinstance(given, Ref) or len(given.parts) > 1:
        return
    for store in shape.stores:
        target = store.target
        if store.scope == site.scope and isinstance(target, Item) and isinstance(target.value, Ref):
            name = _text(target.key) if target.value.parts == given.parts else ""
            if name:
                yield kind, name, target.key, store.value


def _updated(call: Call) -> Iterator[tuple[str, Expr | Keyword | None, Expr | None]]:
    """The names in what `update` is given, with their values; an empty one for those that cannot be known."""
    for keyword in call.keywords:
        yield keyword.name or "", keyword, keyword.value
    if call.starred:
        yield "", None, None
    for value in call.args:
        if isinstance(value, Display) and value.kind == "dict" and len(value.keys) == len(value.items):
            for key, item in zip(value.keys, value.items, strict=True):
                yield _text(key) if key is not None else "", key, item
        elif isinstance(value, Call) and last_name(value.func) == "dict" and not value.args:
            yield from _updated(value)
        else:
            yield "", None, None


def _written(text: str, named: Expr | Keyword | None) -> Span | None:
    """Where a name stands: a keyword, or the inside of a string."""
    if isinstance(named, Keyword):
        return Span(named.span.start, named.span.start + len(named.name or ""))
    if named is None:
        return None
    name = _text(named)
    start = text.find(name, *named.span) if name else -1
    return Span(start, start + len(name)) if start >= 0 else named.span


def _is_table(table: Expr) -> bool:
    """Whether `x.filters` may be an environment's: what `self` has under this name is most likely its own."""
    return not (isinstance(table, Ref) and (len(table.parts) == 1 or table.parts[:-1] == ("self",)))


def _text(value: Expr) -> str:
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else ""


def _owner(func: Expr) -> str:
    """The last name of what a method is called on."""
    if isinstance(func, Ref):
        return func.parts[-2] if len(func.parts) > 1 else ""
    return last_name(func.value) if isinstance(func, Member) else ""
