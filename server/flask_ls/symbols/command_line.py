"""The `flask` command and its variables where people write them: `.env` files, Dockerfiles, scripts, units."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask_ls.knowledge import api, vocabulary
from flask_ls.knowledge.vocabulary import Command
from flask_ls.project.components import relevant
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.symbols.describe import describe_config_key
from flask_ls.symbols.describe_words import describe_command, describe_environment_variable, describe_option
from flask_ls.text.spans import Span

_WORD = re.compile(r"[\w-]*")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")
_COMMAND = re.compile(r"(?<![\w./-])flask(?=[\s\"',\]]|\Z)")
# Also as a Dockerfile writes it, `["flask", "run"]`.
_TOKEN = re.compile(r"[^\s\"',\[\]]+")
_SEPARATOR = re.compile(r"&&|\|\||[;|#]")
_CONTINUED = re.compile(r"\\\r?\n")
# Where the name of a variable begins in the files that set some, by the kind of file. Where anything else may stand too,
# it must begin like one of Flask's.
_NAMED = {
    "dotenv": re.compile(r"\s*(?:export\s+)?(?P<name>\w*)\Z"),
    "dockerfile": re.compile(r"\s*(?:ENV|ARG)\s+(?:\w+=(?:\"[^\"]*\"|'[^']*'|\S*)\s+)*(?P<name>\w*)\Z"),
    "systemd": re.compile(r"\s*Environment=(?:.*\s)?[\"']?(?P<name>\w*)\Z"),
    "compose": re.compile(r"\s*(?:-\s+)?[\"']?(?P<name>FL\w*)\Z"),
    "workflow": re.compile(r"\s*(?P<name>FL\w*)\Z"),
    "shell": re.compile(r"\s*(?:(?:export|env)\s+)?(?:\w+=\S*\s+)*(?P<name>FL\w*)\Z"),
}
_PREFIXED = re.compile(r"\bfrom_prefixed_env\s*\(\s*(?:(?:prefix\s*=\s*)?[\"'](?P<prefix>\w+)[\"']|\)|loads\b)")


class Described(NamedTuple):
    """Markdown about what stands at a span."""

    span: Span
    markdown: str


class Typed(NamedTuple):
    """A part of a command that is being typed at a span: `command` is the one so far, `given` its options before.

    `is_option`: a dash was typed. `is_command`: a command can stand there as well.
    """

    span: Span
    command: Command
    given: frozenset[str]
    is_option: bool
    is_command: bool


def at(text: str, offset: int, *, settings: bool) -> Described | None:
    """The command, option or variable at an offset. `settings`: the file is a `.env`, whose keys may be configuration."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    found = _variable(line, offset - start, settings) or _command(line, offset - start)
    return Described(found.span.shifted(start), found.markdown) if found is not None else None


def typed_at(text: str, offset: int) -> Typed | None:
    """What of a command is being typed at an offset; None where that is none of Flask's, or the value of an option."""
    start, line = _logical_line(text, offset)
    begins = [each for each in _COMMAND.finditer(line) if each.end() < len(line)]
    if not begins or _SEPARATOR.search(line, begins[-1].end()):
        return None
    tokens = list(_TOKEN.finditer(line, begins[-1].end()))
    typed = tokens.pop() if tokens and tokens[-1].end() == len(line) else None
    command = vocabulary.command("flask")
    given: set[str] = set()
    takes_value = is_own = False
    for word in (each[0] for each in tokens):
        longer = vocabulary.command(f"{command.name} {word}") if command is not None else None
        if command is None or takes_value:
            takes_value = False
        elif word.startswith("-"):
            given.add(command.spellings.get(word.partition("=")[0], ""))
            takes_value = "=" not in word and word not in command.flags
        elif longer is not None:
            command, given = longer, set()
        else:
            is_own = True
    if command is None or takes_value or (is_own and command.name == "flask"):
        return None
    begin = start + (typed.start() if typed is not None else len(line))
    end = _WORD.match(text, offset)
    word = typed[0] if typed is not None else ""
    if "=" in word:
        return None
    span = Span(begin, end.end() if end is not None else offset)
    return Typed(span, command, frozenset(given), word.startswith("-"), not word.startswith("-") and not is_own)


def named_at(text: str, offset: int, kind: str) -> Span | None:
    """The name of a variable that is being typed at an offset of such a file."""
    start, line = _logical_line(text, offset)
    found = _NAMED[kind].match(line) if kind in _NAMED else None
    end = _WORD.match(text, offset)
    return Span(start + found.start("name"), end.end() if end is not None else offset) if found is not None else None


def prefixes(project: Project) -> tuple[str, ...]:
    """What the names of the variables begin with that become configuration, by `from_prefixed_env`."""
    return ask(project, _prefixes)


def _prefixes(project: Project) -> tuple[str, ...]:
    paths = [file.path for file in relevant(project)]
    return tuple(sorted({each for path in paths for each in ask(project, _prefixes_in, path)}))


def _prefixes_in(project: Project, path: str) -> tuple[str, ...]:
    file = project.python(path)
    if file is None or "from_prefixed_env" not in file.text:
        return ()
    return tuple(match["prefix"] or "FLASK" for match in _PREFIXED.finditer(file.text))


def _logical_line(text: str, offset: int) -> tuple[int, str]:
    """Where the line that an offset is in begins, and what it says before; lines that go on count as one."""
    start = text.rfind("\n", 0, offset) + 1
    while start and text[:start].rstrip("\r\n").endswith("\\") and text[start - 1] == "\n":
        start = text.rfind("\n", 0, start - 1) + 1
    return start, _CONTINUED.sub(lambda match: " " * len(match[0]), text[start:offset])


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
