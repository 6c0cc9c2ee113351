"""Configuration keys: `app.config["SECRET_KEY"]`. Flask's and the extensions' are known, the project's are found."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_ls.project.components import component, relevant
from flask_ls.project.memory import remembered
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.call_sites import callee
from flask_ls.syntax.cursor import Argument, cursor
from flask_ls.syntax.shape import Const, Item, Ref
from flask_ls.text.spans import Span

_METHODS = {"flask.Config.get", "flask.Config.setdefault"}
_KEY = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_MODULES = ("config", "settings", "default", "defaults", "default_settings", "configuration")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A place where the project sets a key. `span` is the key, without quotes; `value` what is written there."""

    key: str
    path: str
    span: Span
    value: str


def is_config(project: Project, file: PyFile, offset: int, argument: Argument) -> bool:
    """Whether a string in this place is a configuration key."""
    meaning = callee(project, file, offset, argument)
    if meaning is None:
        return False
    if argument.bracket == "[":
        return meaning.type == "flask.Config"
    return meaning.name in _METHODS and argument.index == 0 and argument.keyword is None


def key_at(project: Project, path: str, offset: int) -> tuple[str, Span] | None:
    """The configuration key whose string an offset is in, and its place in the file."""
    file = project.python(path)
    if file is None or not file.blocks:
        return None
    block = file.block_at(offset)
    around = cursor(file.blocks[block], offset - file.starts[block])
    if around.string is None or not around.arguments or not is_config(project, file, offset, around.arguments[0]):
        return None
    return file.blocks[block][around.string.start : around.string.end], file.absolute(block, around.string)


def settings(project: Project, path: str) -> dict[str, list[Setting]]:
    """Where the project that a file belongs to sets its keys, by key."""
    found: dict[str, list[Setting]] = {}
    connected = {file.path: file for file in component(project, path)}
    folders = {os.path.dirname(each) for each in connected}  # noqa: PTH120
    for file in relevant(project):
        # What `from_object` names by a string is imported by nothing.
        if _is_settings_module(file.path) and os.path.dirname(file.path) in folders:  # noqa: PTH120
            connected[file.path] = file
    for file in sorted(connected.values(), key=lambda each: each.path):
        if not project.tree.is_test(file.path):
            for setting in remembered(project, "settings", file, lambda file=file: tuple(_in_file(file))):  # type: ignore[misc]
                found.setdefault(setting.key, []).append(setting)
    return found


def _in_file(file: PyFile) -> Iterator[Setting]:
    """Stores to `config["KEY"]`, and what configuration classes and modules bind."""
    whole_module = _is_settings_module(file.path)
    for block, text in enumerate(file.blocks):
        if ".config[" in text:
            for store in file.shapes[block].stores:
                target = store.target
                if not isinstance(target, Item) or not isinstance(target.key, Const) or store.value is None:
                    continue
                named = isinstance(target.value, Ref) and target.value.last == "config"
                if named and isinstance(target.key.value, str) and _KEY.match(target.key.value):
                    inner = Span(target.key.span.start + 1, target.key.span.end - 1)
                    yield Setting(
                        key=target.key.value, path=file.path, span=file.absolute(block, inner),
                        value=_shown(text, store.value.span),
                    )  # fmt: skip
        if whole_module or "Config" in text or "Settings" in text:
            shape = file.shapes[block]
            for binding in shape.bindings:
                scope = shape.scopes[binding.scope]
                holds = scope.kind == "class" and (whole_module or "Config" in scope.name or "Settings" in scope.name)
                if (holds or (whole_module and binding.scope == 0)) and _KEY.match(binding.name):
                    value = _shown(text, binding.value.span) if binding.value is not None else "…"
                    yield Setting(
                        key=binding.name, path=file.path, span=file.absolute(block, binding.span), value=value
                    )


def _is_settings_module(path: str) -> bool:
    folder, name = os.path.split(path)
    return name.removesuffix(".py") in _MODULES or os.path.basename(folder) in _MODULES  # noqa: PTH119


def _shown(text: str, span: Span) -> str:
    written = " ".join(text[span.start : span.end].split())
    return written if len(written) <= 60 else f"{written[:57]}…"


def describe_settings(project: Project, found: list[Setting]) -> str:
    """Markdown: where the project sets a key, and to what."""
    lines = []
    for setting in found[:6]:
        file = project.python(setting.path)
        if file is not None:
            root = project.root_of(setting.path) or ""
            shown = setting.path[len(root) :].lstrip("/\\")
            lines.append(f"* `{shown}:{file.lines.line_of(setting.span.start) + 1}`: `{setting.value}`")
    return "Set in this project:\n\n" + "\n".join(lines) if lines else ""
