"""Configuration keys: `app.config["SECRET_KEY"]`. Flask's and the extensions' are known, the project's are found."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from flask_ls.knowledge import api
from flask_ls.knowledge.api import ConfigKey
from flask_ls.project.components import component, components, relevant
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project, TextFile
from flask_ls.project.url_map import route_map
from flask_ls.symbols.call_sites import callee
from flask_ls.symbols.endpoint import applications
from flask_ls.syntax.cursor import Argument, Cursor, cursor
from flask_ls.syntax.jinja import place
from flask_ls.syntax.shape import MODULE, Const, Display, Expr, Item, Member, Ref
from flask_ls.text.spans import Span

_METHODS = {"flask.Config.get", "flask.Config.setdefault", "flask.Config.pop"}
_FILLERS = ("from_mapping", "update")
_KEY = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_READ = re.compile(r"\bconfig\s*(?:\[|\.\s*(?:get|pop)\s*\()\s*[\"'](?P<key>[A-Z][A-Z0-9_]*)[\"']")
_IN_TEMPLATE = re.compile(r"\bconfig\s*(?:\.\s*|(?:\[|\.\s*get\s*\()\s*[\"'])(?P<key>[A-Z][A-Z0-9_]*)\b")
_MODULES = ("config", "settings", "default", "defaults", "default_settings", "configuration")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyUse:
    """A place where a key stands. `span` is the key, without quotes; `value` what is written there, None where it is
    only read. `declared`: it stands as a name in a configuration class or module.
    """

    key: str
    path: str
    span: Span
    value: str | None = None
    declared: bool = False


def is_config(project: Project, file: PyFile, offset: int, around: Cursor) -> bool:
    """Whether the string around a cursor is a configuration key."""
    argument = around.arguments[0]
    if argument.bracket == "{" and not argument.applied:  # a key of `update({…})`
        outer = around.arguments[1] if len(around.arguments) > 1 else None
        fills = outer is not None and outer.applied and not outer.index and outer.keyword is None
        return outer is not None and fills and around.before in ("{", ",") and _fills(project, file, offset, outer)
    meaning = callee(project, file, offset, argument)
    if meaning is None:
        return False
    if argument.bracket == "[":
        return meaning.type == "flask.Config"
    return meaning.name in _METHODS and argument.index == 0 and argument.keyword is None


def is_keyword(project: Project, file: PyFile, offset: int, around: Cursor) -> bool:
    """Whether a name that is typed at a cursor is a key as a keyword argument: `config.update(KEY=…)`."""
    argument = around.arguments[0] if around.arguments else None
    if argument is None or argument.keyword is not None or around.before not in ("(", ","):
        return False
    return argument.applied and _fills(project, file, offset, argument)


def is_declared(file: PyFile, block: int, inside: int, around: Cursor) -> bool:
    """Whether a name that is typed at a cursor is a key that a configuration class or module sets."""
    if around.place != "statement" or not around.prefix[:1].isupper():
        return False
    whole_module = _is_settings_module(file.path)
    shape = file.shapes[block]
    scope = shape.scope_at(inside)
    opened = shape.scopes[scope]
    if opened.kind == "class":
        return whole_module or "Config" in opened.name or "Settings" in opened.name
    return whole_module and scope == MODULE and not around.indent


def _fills(project: Project, file: PyFile, offset: int, argument: Argument) -> bool:
    meaning = callee(project, file, offset, argument) if argument.bracket == "(" else None
    return meaning is not None and meaning.name in [f"flask.Config.{name}" for name in _FILLERS]


def key_at(project: Project, path: str, offset: int) -> KeyUse | None:
    """The configuration key that an offset touches, in Python or in a template."""
    file = project.files.get(path)
    uses: Iterable[KeyUse] = ()
    if not isinstance(file, PyFile):
        uses = key_uses(project, path)
    elif file.blocks:
        uses = _placed(project, file, file.block_at(offset))
    return next((use for use in uses if use.span.contains(offset)), None)


def key_uses(project: Project, path: str) -> tuple[KeyUse, ...]:
    """Every place in a file where a key is set or read, in order."""
    file = project.files.get(path)
    if isinstance(file, PyFile):
        return ask(project, _in_python, path)
    return tuple(_in_template(file)) if isinstance(file, TextFile) and "config" in file.text else ()


def known_keys(project: Project, path: str) -> list[ConfigKey]:
    """The keys that Flask has, and those of the extensions that the project which a file belongs to imports."""
    files = [file for each in _connected(project, path) if (file := project.python(each)) is not None]
    packages = {module.partition(".")[0] for file in files for module, *_ in file.glimpse.imports}
    there = [key for key in api.config_keys() if not key.removed]
    return [key for key in there if key.module in packages or key.package == "flask"]


def settings(project: Project, path: str) -> dict[str, list[KeyUse]]:
    """Where the project that a file belongs to sets its keys, by key; its tests aside."""
    found: dict[str, list[KeyUse]] = {}
    for each in _connected(project, path):
        if not project.tree.is_test(each):
            for use in key_uses(project, each):
                if use.value is not None:
                    found.setdefault(use.key, []).append(use)
    return found


def every_setting(project: Project) -> Mapping[str, tuple[KeyUse, ...]]:
    """Where the projects of a workspace set keys, by path; their tests aside."""
    return ask(project, _every_setting)


def _every_setting(project: Project) -> dict[str, tuple[KeyUse, ...]]:
    paths = {each for files in components(project) for each in _connected(project, files[0].path)}
    uses = {each: key_uses(project, each) for each in sorted(paths) if not project.tree.is_test(each)}
    return {
        path: kept for path, every in uses.items() if (kept := tuple(use for use in every if use.value is not None))
    }


def occurrences(project: Project, path: str, key: str) -> list[KeyUse]:
    """Every place where the project that a file belongs to sets or reads a key, tests and templates included."""
    paths = [*_connected(project, path), *project.texts]
    return [use for each in paths for use in key_uses(project, each) if use.key == key]


def _connected(project: Project, path: str) -> list[str]:
    """The Python files that make one application with a file: what imports connect, and modules of configuration."""
    homes = [path]
    if not isinstance(project.files.get(path), PyFile):
        homes = [route_map(project).applications[number].path for number in applications(project, path)]
    elif _is_settings_module(path):
        # It may be imported by nothing: the application is beside it, or beside the package that it is in.
        beside = {os.path.dirname(path), os.path.dirname(os.path.dirname(path))}  # noqa: PTH120
        homes += [file.path for file in relevant(project) if os.path.dirname(file.path) in beside]  # noqa: PTH120
    connected = {path} if isinstance(project.files.get(path), PyFile) else set()
    connected.update(file.path for home in homes for file in component(project, home))
    folders = {os.path.dirname(each) for each in connected}  # noqa: PTH120
    # What `from_object` names by a string is imported by nothing: the modules that are called like configuration, and
    # those of packages that are.
    tree = project.tree
    for name in _MODULES:
        for stem in tree.by_name.get(name, ()):
            if os.path.dirname(stem) in folders:  # noqa: PTH120
                connected.add(tree.modules[stem])
        for folder in folders:
            inside = os.path.join(folder, name)  # noqa: PTH118
            if inside in tree.folders:
                connected.update(each for each in tree.python if os.path.dirname(each) == inside)  # noqa: PTH120
    return sorted(connected)


def _order(use: KeyUse) -> Span:
    return use.span


def _in_python(project: Project, path: str) -> tuple[KeyUse, ...]:
    """Subscripts and methods of `config`, and what configuration classes and modules bind."""
    file = project.python(path)
    if file is None:
        return ()
    return tuple(use for block in range(len(file.blocks)) for use in _placed(project, file, block))


def _placed(project: Project, file: PyFile, block: int) -> Iterator[KeyUse]:
    """The keys in a block, as places of the file."""
    text = file.blocks[block]
    if _is_settings_module(file.path) or "onfig" in text or "Settings" in text:
        start = file.starts[block]
        for use in ask(project, _in_block, file.path, block):
            yield replace(use, span=use.span.shifted(start))


def _in_block(project: Project, path: str, block: int) -> tuple[KeyUse, ...]:
    """The keys in a block, in order; their spans are relative to it."""
    file = project.python(path)
    if file is None:
        return ()
    text = file.blocks[block]
    found: list[KeyUse] = []
    if "config" in text:
        written = {use.span: use for use in _stored(file, block)}
        for match in _READ.finditer(text):
            use = KeyUse(key=match["key"], path=path, span=Span(*match.span("key")))
            if use.span not in written and _is_owner(project, file, block, match.start()):
                written[use.span] = use
        found += written.values()
    whole_module = _is_settings_module(path)
    if whole_module or "Config" in text or "Settings" in text:
        found += _declared(file, block, whole_module)
    return tuple(sorted(found, key=_order))


def _is_owner(project: Project, file: PyFile, block: int, at: int) -> bool:
    """Whether the `config` at an offset of a block is an application's: by the dot before it, or by what it means."""
    text = file.blocks[block]
    around = cursor(text, at + 1)
    if around.place in ("string", "comment"):
        return False
    if text[:at].rstrip().endswith("."):
        return True
    meaning = resolve(
        project, file, block, file.shapes[block].scope_at(at), Ref(("config",), Span(at, at + len("config")))
    )
    return isinstance(meaning, Known) and "flask.Config" in (meaning.type, meaning.name)


def _stored(file: PyFile, block: int) -> Iterator[KeyUse]:
    """`config["KEY"] = value`, and the keys of `from_mapping`, `update` and `setdefault`."""
    text, shape = file.blocks[block], file.shapes[block]

    def use(key: Expr, value: Expr | None) -> Iterator[KeyUse]:
        if isinstance(key, Const) and isinstance(key.value, str) and _KEY.match(key.value):
            span = Span(key.span.start + 1, key.span.end - 1)
            if text[span.start : span.end] == key.value:
                shown = "…" if value is None else _shown(text, value.span)
                yield KeyUse(key=key.value, path=file.path, span=span, value=shown)

    for store in shape.stores:
        target = store.target
        owner = target.value if isinstance(target, Item) else None
        attribute = (isinstance(owner, Ref) and len(owner.parts) > 1 and owner.last == "config") or (
            isinstance(owner, Member) and owner.name == "config"
        )
        if attribute and isinstance(target, Item) and store.value is not None:
            yield from use(target.key, store.value)
    for site in shape.calls:
        func, call = site.call.func, site.call
        if not isinstance(func, Ref) or len(func.parts) < 3 or func.parts[-2] != "config":
            continue
        if func.last == "setdefault" and call.args:
            yield from use(call.args[0], call.args[1] if len(call.args) > 1 else None)
        if func.last in _FILLERS:
            for each in call.args:
                if isinstance(each, Display) and each.kind == "dict":
                    for key, value in zip(each.keys, each.items, strict=True):
                        if key is not None:
                            yield from use(key, value)
            for keyword in call.keywords:
                if keyword.name is not None and _KEY.match(keyword.name):
                    span = Span(keyword.span.start, keyword.span.start + len(keyword.name))
                    shown = _shown(text, keyword.value.span)
                    yield KeyUse(key=keyword.name, path=file.path, span=span, value=shown)


def _declared(file: PyFile, block: int, whole_module: bool) -> Iterator[KeyUse]:
    """The names that a configuration class, or module, binds."""
    text, shape = file.blocks[block], file.shapes[block]
    for binding in shape.bindings:
        scope = shape.scopes[binding.scope]
        holds = scope.kind == "class" and (whole_module or "Config" in scope.name or "Settings" in scope.name)
        bound = binding.kind in ("value", "other")
        if bound and (holds or (whole_module and binding.scope == MODULE)) and _KEY.match(binding.name):
            value = _shown(text, binding.value.span) if binding.value is not None else "…"
            yield KeyUse(key=binding.name, path=file.path, span=binding.span, value=value, declared=True)


def _in_template(file: TextFile) -> Iterator[KeyUse]:
    for match in _IN_TEMPLATE.finditer(file.text):
        if place(file.text, match.start()) in ("expression", "tag"):
            yield KeyUse(key=match["key"], path=file.path, span=Span(*match.span("key")))


def _is_settings_module(path: str) -> bool:
    folder, name = os.path.split(path)
    return name.removesuffix(".py") in _MODULES or os.path.basename(folder) in _MODULES  # noqa: PTH119


def _shown(text: str, span: Span) -> str:
    written = " ".join(text[span.start : span.end].split())
    return written if len(written) <= 60 else f"{written[:57]}…"


def describe_settings(project: Project, found: list[KeyUse]) -> str:
    """Markdown: where the project sets a key, and to what."""
    lines = []
    for setting in found[:6]:
        file = project.python(setting.path)
        if file is not None:
            lines.append(
                f"* `{project.relative(setting.path)}:{file.lines.line_of(setting.span.start) + 1}`: `{setting.value}`"
            )
    return "Set in this project:\n\n" + "\n".join(lines) if lines else ""
