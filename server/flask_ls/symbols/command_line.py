"""The `flask` command and its variables where people write them: `.env` files, Dockerfiles, scripts, units."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask_ls.knowledge import api, vocabulary
from flask_ls.symbols.describe import describe_config_key
from flask_ls.symbols.describe_words import describe_command, describe_environment_variable, describe_option
from flask_ls.text.spans import Span

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")
_COMMAND = re.compile(r"(?<![\w./-])flask(?=[\s\"',\]]|\Z)")
# Also as a Dockerfile writes it, `["flask", "run"]`.
_TOKEN = re.compile(r"[^\s\"',\[\]]+")
_SEPARATOR = re.compile(r"&&|\|\||[;|#]")


class Described(NamedTuple):
    """Markdown about what stands at a span."""

    span: Span
    markdown: str


def at(text: str, offset: int, *, settings: bool) -> Described | None:
    """The command, option or variable at an offset. `settings`: the file is a `.env`, whose keys may be configuration."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    found = _variable(line, offset - start, settings) or _command(line, offset - start)
    return Described(found.span.shifted(start), found.markdown) if found is not None else None


def describe_variable(name: str, *, settings: bool = False) -> str | None:
    """What an environment variable is for. `settings`: also one that becomes a configuration key."""
    variable = vocabulary.environment_variable(name)
    if variable is not None:
        return describe_environment_variable(variable)
    key = api.config_key(name) or api.config_key(name.removeprefix("FLASK_")) if settings else None
    return describe_config_key(key) if key is not None else None


def _variable(line: str, offset: int, settings: bool) -> Described | None:
    word = next((each for each in _VARIABLE.finditer(line) if each.start() <= offset <= each.end()), None)
    if word is None or (line[: word.start()].strip() in ("#",)) or (settings and "=" in line[: word.start()]):
        return None
    said = describe_variable(word[0], settings=settings)
    return Described(Span(*word.span()), said) if said is not None else None


def _command(line: str, offset: int) -> Described | None:
    """The part of `flask --app x run --debug` at an offset; what precedes the command's name is `flask`'s own."""
    begins = [each for each in _COMMAND.finditer(line) if each.start() <= offset]
    if not begins or _SEPARATOR.search(line, begins[-1].end(), offset):
        return None
    path = "flask"
    for token in _TOKEN.finditer(line, begins[-1].start()):
        word = token[0]
        if word != "flask" and not word.startswith("-") and vocabulary.command(f"{path} {word}"):
            path = f"{path} {word}"
        if token.start() <= offset <= token.end():
            found = _token(path, word, Span(*token.span()))
            return found if found is not None and offset <= found.span.end else None
    return None


def _token(path: str, word: str, span: Span) -> Described | None:
    command = vocabulary.command(path)
    if command is None:
        return None
    if word.startswith("-"):
        option = word.partition("=")[0]
        said = describe_option(command, option)
        return Described(Span(span.start, span.start + len(option)), said) if said is not None else None
    return Described(span, describe_command(command)) if path.endswith(word) else None
