"""The closed sets of words in Python: HTTP's methods, headers and statuses, configuration keys, what is in an environment."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_ls.features.completion_names import item, own_keys
from flask_ls.features.results import Completion
from flask_ls.knowledge import api, vocabulary
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols import http_words
from flask_ls.symbols.config_key import is_config, is_declared, is_keyword, known_keys
from flask_ls.symbols.status_code import status_at
from flask_ls.syntax.cursor import Cursor
from flask_ls.text.spans import Span

_CLOSE = {"(": ")", "[": "]", "{": "}"}
# The words of a list by the kind of entry that they are.
_KINDS: Mapping[str, http_words.Kind] = {
    "http_method": "method",
    "header": "header",
    "samesite": "samesite",
    "environment": "environment",
}
_SET = re.compile(r"\w*\s*=(?!=)")


def in_string(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> list[Completion]:
    """The words that the string around an offset `inside` a block can be."""
    if around.string is None:
        return []
    start = file.starts[block]
    replace = around.string.shifted(start)
    if around.arguments and is_config(project, file, start + inside, around):
        return config_keys(project, file, replace, "")
    found = http_words.place(project, file, block, around, inside)
    if found is None:
        return []
    match found.kind:
        case "method":
            given = _siblings(file.blocks[block], around)
            return [
                item("http_method", each.name, each.summary, replace, rank=0)
                for each in vocabulary.methods()
                if each.name not in given
            ]
        case "header":
            return [
                item("header", each.name, each.summary, replace, rank=0)
                for each in vocabulary.headers()
                if found.of == "both" or each.of in ("both", found.of)
            ]
        case "samesite":
            return [item("samesite", each.name, each.summary, replace, rank=0) for each in vocabulary.samesites()]
    return environment(replace) if project.uses_flask else []


def statuses(project: Project, file: PyFile, block: int, around: Cursor) -> list[Completion]:
    """The statuses that a number at a cursor outside of strings can be."""
    if around.place not in ("expression", "name") or (around.prefix and not around.prefix.isdigit()):
        return []
    digits = status_at(project, file, block, around, around.replace.start)
    if digits is None:
        return []
    replace = around.replace.shifted(file.starts[block])
    return [
        item("status_code", code, found.phrase, replace, rank=0, key=code)._replace(sort_text=code)
        for found in api.status_codes()
        if (code := str(found.code))[0] in digits and (digits != "45" or found.exception is not None)
    ]


def config_names(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> list[Completion]:
    """Configuration keys where they are names: `config.update(KEY=…)`, and in a configuration class or module."""
    declared = is_declared(file, block, inside, around)
    if not declared and not is_keyword(project, file, file.starts[block] + inside, around):
        return []
    equals = "" if _SET.match(file.blocks[block], around.replace.start) else " = " if declared else "="
    return config_keys(project, file, around.replace.shifted(file.starts[block]), equals)


def config_keys(project: Project, file: PyFile, replace: Span, suffix: str) -> list[Completion]:
    """The keys that are known, and the project's own; `suffix` comes behind them."""
    found = [
        item("config_key", key.key, f"{key.type} = {key.default}", replace, rank=1)
        for key in known_keys(project, file.path)
    ]
    return [each._replace(text=each.text + suffix) for each in found + own_keys(project, file, replace)]


def environment(replace: Span) -> list[Completion]:
    """The variables that Flask reads and that were not removed."""
    return [
        item("environment", each.name, each.summary, replace, rank=0)
        for each in vocabulary.environment_variables()
        if each.removed is None
    ]


def documentation(kind: str, name: str) -> str | None:
    """The Markdown of a word."""
    known = _KINDS.get(kind)
    return http_words.describe(known, name) if known is not None else None


def _siblings(text: str, around: Cursor) -> set[str]:
    """The other strings of the list that a string is in."""
    argument = around.arguments[0] if around.arguments else None
    if argument is None or argument.applied or around.string is None:
        return set()
    end = text.find(_CLOSE[argument.bracket], around.string.end)
    line_end = text.find("\n", around.string.end)
    end = min((each for each in (end, line_end) if each >= 0), default=len(text))
    others = text[argument.at : around.string.start - 1] + text[around.string.end + 1 : end]
    return set(re.findall(r"[\"'](\w+)[\"']", others))
