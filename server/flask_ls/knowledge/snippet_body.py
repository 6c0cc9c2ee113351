"""Snippet bodies: the Language Server Protocol's syntax of tab stops, placeholders, choices and variables.

Knows that syntax and nothing of Flask, of catalogues or of editors. A variable is only ever `${name}`: `$name` is text,
so that shell snippets read as shell. Transformations (`${1/…/…/}`) are not part of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

_PIECE = re.compile(
    r"\\(?P<escaped>[\\$}])|\$(?P<stop>\d+)|\$\{(?P<open>\d+|[A-Za-z_]\w*)(?P<kind>[:|}])|(?P<broken>\$\{)|(?P<close>\})"
)
_CHOICE = re.compile(r"(?P<text>(?:\\[,|\\]|\\(?![,|\\])|[^,|\\])*)(?P<end>,|\|\}?)")
_DEEPEST = 20


@dataclass(slots=True)
class Stop:
    """A tab stop (`number`), or a variable (`name`), with what stands in it."""

    number: int | None
    name: str | None
    parts: list[str | Stop]
    choices: tuple[str, ...] = ()


def parse(body: str) -> list[str | Stop]:
    """The body's texts, unescaped, and its stops. Raises `ValueError` that says what is unbalanced."""
    return _parts(body, 0, ())[0]


def problems(body: str) -> list[str]:
    """What is wrong with a body, as messages."""
    try:
        parts = parse(body)
    except ValueError as error:
        return [f"`body`: {error}"]
    numbers = sorted({stop.number for stop in _stops(parts) if stop.number})
    if numbers != list(range(1, len(numbers) + 1)):
        return [f"`body` has the tab stops {', '.join(map(str, numbers))}; number them from 1 without a gap"]
    return []


def variables(body: str) -> set[str]:
    """The names of the body's variables; empty where it is unbalanced."""
    try:
        return {stop.name for stop in _stops(parse(body)) if stop.name is not None}
    except ValueError:
        return set()


def to_lsp(body: str, names: Mapping[str, str]) -> str:
    """The body with the variables in `names` replaced, and every other one made a tab stop with its name in it."""
    parts = parse(body)
    free = max((stop.number or 0 for stop in _stops(parts)), default=0) + 1
    numbers: dict[str, int] = {}
    for stop in _stops(parts):
        if stop.name is not None and stop.name not in names and stop.name not in numbers:
            numbers[stop.name] = free + len(numbers)
    return _lsp(parts, names, numbers)


def to_plain_text(body: str, names: Mapping[str, str]) -> str:
    """The text that stands when every default is kept."""
    parts = parse(body)
    return _plain(parts, names, _defaults(parts), {})


def expansions(body: str, names: Mapping[str, str]) -> list[str]:
    """The default text, then one text for each further choice of each stop."""
    parts = parse(body)
    defaults = _defaults(parts)
    texts = [_plain(parts, names, defaults, {})]
    for stop in _stops(parts):
        if stop.number is not None:
            texts += [_plain(parts, names, defaults, {stop.number: choice}) for choice in stop.choices[1:]]
    return texts


def _parts(body: str, at: int, around: tuple[str, ...]) -> tuple[list[str | Stop], int]:
    """What stands from `at` (a code point) up to the `}` of the innermost of the stops `around`, and where that ends."""
    parts: list[str | Stop] = []
    text_from = at
    while match := _PIECE.search(body, at):
        if match["broken"]:
            raise ValueError(
                "a `${` must go on as `${1:text}`, `${1|a,b|}` or `${name}`; write `\\${` for the text `${`"
            )
        if match["close"] and not around:
            at = match.end()
            continue
        if match.start() > text_from:
            parts.append(body[text_from : match.start()])
        at = match.end()
        if match["close"]:
            return parts, at
        if match["escaped"]:
            parts.append(match["escaped"])
        elif match["stop"]:
            parts.append(Stop(int(match["stop"]), None, []))
        else:
            stop, at = _braced(body, match, around)
            parts.append(stop)
        text_from = at
    if around:
        raise ValueError(f"the `${{{around[-1]}:` is not closed; add a `}}`")
    if text_from < len(body):
        parts.append(body[text_from:])
    return parts, len(body)


def _braced(body: str, match: re.Match[str], around: tuple[str, ...]) -> tuple[Stop, int]:
    """What follows `${1:`, `${1|`, `${1}` or `${name}`."""
    opened, kind = match["open"], match["kind"]
    number, name = (int(opened), None) if opened.isdigit() else (None, opened)
    if kind == "}":
        return Stop(number, name, []), match.end()
    if kind == ":":
        if opened in around:
            raise ValueError(f"the tab stop {opened} stands inside of itself; give the inner one another number")
        if len(around) == _DEEPEST:
            raise ValueError(f"placeholders are nested deeper than {_DEEPEST}")
        inner, at = _parts(body, match.end(), (*around, opened))
        return Stop(number, name, inner), at
    if number is None:
        raise ValueError(f"only a tab stop can be a choice; number it, as in `${{1|a,b|}}`, instead of `${{{name}|`")
    choices, at = _choices(body, match.end())
    return Stop(number, name, [choices[0]], choices), at


def _choices(body: str, at: int) -> tuple[tuple[str, ...], int]:
    """The texts of a choice, from after its `|` at `at` (a code point), and where it ends."""
    texts: list[str] = []
    while match := _CHOICE.match(body, at):
        if match["end"] == "|":
            raise ValueError("a `|` in a choice is written `\\|`; a choice ends with `|}`")
        texts.append(re.sub(r"\\([,|\\])", r"\1", match["text"]))
        at = match.end()
        if match["end"] == "|}":
            break
    else:
        raise ValueError("a choice is not closed; end it with `|}`")
    if texts == [""]:
        raise ValueError("a choice is empty; separate its texts with commas")
    return tuple(texts), at


def _stops(parts: list[str | Stop]) -> list[Stop]:
    """All stops, outer before inner, in order."""
    found: list[Stop] = []
    for part in parts:
        if isinstance(part, Stop):
            found += [part, *_stops(part.parts)]
    return found


def _lsp(parts: list[str | Stop], names: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    made = []
    for part, after in zip_longest(parts, parts[1:], fillvalue=""):
        if isinstance(part, str):
            made.append(_escaped(part))
        elif part.name is not None:
            own = names.get(part.name)
            made.append(f"${{{numbers[part.name]}:{part.name}}}" if own is None else _escaped(own))
        elif part.choices:
            choices = (re.sub(r"([\\,|])", r"\\\1", choice) for choice in part.choices)
            made.append(f"${{{part.number}|{','.join(choices)}|}}")
        elif part.parts:
            made.append(f"${{{part.number}:{_lsp(part.parts, names, numbers)}}}")
        elif isinstance(after, str) and after[:1].isdigit():
            made.append(f"${{{part.number}}}")  # `$1` before a digit would be another stop
        else:
            made.append(f"${part.number}")
    return "".join(made)


def _escaped(text: str) -> str:
    return re.sub(r"([\\$}])", r"\\\1", text)


def _defaults(parts: list[str | Stop]) -> dict[int, list[str | Stop]]:
    """What each tab stop holds: the first of its mentions that has something."""
    found: dict[int, list[str | Stop]] = {}
    for stop in _stops(parts):
        if stop.number is not None and stop.parts:
            found.setdefault(stop.number, stop.parts)
    return found


def _plain(
    parts: list[str | Stop],
    names: Mapping[str, str],
    defaults: Mapping[int, list[str | Stop]],
    chosen: Mapping[int, str],
    around: tuple[int, ...] = (),
) -> str:
    """The text of `parts`. A stop inside of its own default, as in `${1:$2}${2:$1}`, is empty, as editors have it."""
    made = []
    for part in parts:
        if isinstance(part, str):
            made.append(part)
        elif part.number is None:
            made.append(names.get(part.name or "", part.name or ""))
        elif part.number in chosen:
            made.append(chosen[part.number])
        elif part.number not in around:
            held = defaults.get(part.number, [])
            made.append(_plain(held, names, defaults, chosen, (*around, part.number)))
    return "".join(made)
