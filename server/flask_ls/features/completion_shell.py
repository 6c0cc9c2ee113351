"""The `flask` command, its options and its variables in the files around an application: scripts, Dockerfiles, `.env`."""

from __future__ import annotations

from flask_ls.features.completion_names import item
from flask_ls.features.completion_words import environment
from flask_ls.features.other_files import is_skipped
from flask_ls.features.results import Completion
from flask_ls.knowledge import vocabulary
from flask_ls.project.components import imported_packages
from flask_ls.project.snapshot import Project
from flask_ls.symbols.command_line import Typed, named_at, prefixes, typed_at
from flask_ls.symbols.config_key import known_keys, settings
from flask_ls.symbols.describe_words import describe_command, describe_option


def complete(project: Project, path: str, text: str, offset: int, kind: str) -> list[Completion]:
    """The entries for a cursor; `kind` says what is written in the file, as `OtherFile.where` does, or `shell`."""
    typed = typed_at(text, offset)
    if typed is not None:
        return _commands(project, typed) + _options(typed)
    return _variables(project, path, text, offset, kind) if project.uses_flask else []


def documentation(kind: str, name: str) -> str | None:
    """The Markdown of a command, or of an option by `command:--option`."""
    command, _, option = name.partition(":")
    found = vocabulary.command(command)
    if found is None or kind not in ("command", "option"):
        return None
    return describe_option(found, option) if option else describe_command(found)


def _commands(project: Project, typed: Typed) -> list[Completion]:
    if not typed.is_command:
        return []
    packages = imported_packages(project)
    found = []
    for each in vocabulary.commands():
        before, _, name = each.name.rpartition(" ")
        if before == typed.command.name and (each.package == "flask" or each.package in packages):
            found.append(item("command", name, each.summary, typed.span, rank=0, key=each.name))
    return found


def _options(typed: Typed) -> list[Completion]:
    command = typed.command
    return [
        item("option", spelling, command.options[main], typed.span, rank=1, key=f"{command.name}:{spelling}")
        for spelling, main in command.spellings.items()
        if spelling.startswith("--") and main not in typed.given
    ]


def _variables(project: Project, path: str, text: str, offset: int, kind: str) -> list[Completion]:
    """The variables that Flask reads, and configuration keys behind the prefix that the project reads them by."""
    replace = named_at(text, offset, kind)
    if replace is None or (kind == "dotenv" and is_skipped(text, offset)):
        return []
    found = environment(replace)
    for prefix in prefixes(project):
        known = {key.key: f"{key.type} = {key.default}" for key in known_keys(project, path)}
        own = {key: "a configuration key of this project" for key in settings(project, path) if key not in known}
        for key, detail in {**known, **own}.items():
            name = f"{prefix}_{key}"
            if vocabulary.environment_variable(name) is None:
                found.append(item("environment", name, detail, replace, rank=1)._replace(key=f"config_key:{key}"))
    behind = text[replace.end : replace.end + 1]
    suffix = "" if behind in ("=", ":") else _suffix(text[: replace.start], kind)
    return [each._replace(text=each.text + suffix) for each in found]


def _suffix(before: str, kind: str) -> str:
    """What stands between a variable and its value."""
    listed = before[before.rfind("\n") + 1 :].lstrip().startswith("-")
    return ": " if kind == "workflow" or (kind == "compose" and not listed) else "="
