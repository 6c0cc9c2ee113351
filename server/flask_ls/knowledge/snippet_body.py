"""Snippet bodies: the Language Server Protocol's syntax of tab stops, placeholders, choices and variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PIECE = re.compile(
    r"\\(?P<escaped>[\\$}])|\$(?P<stop>\d+)|\$\{(?P<open>\d+|[A-Za-z_]\w*)(?P<kind>[:|}])|(?P<close>\})"
)
_CHOICE_END = re.compile(r"(?<!\\)\|\}")


@dataclass(slots=True)
class Stop:
    """A tab stop (`number`), or a variable (`name`), with what stands in it."""

    number: int | None
    name: str | None
    parts: list[str | Stop]
    choices: tuple[str, ...] = ()


def parse(body: str) -> list[str | Stop]:
    """The body's texts, unescaped, and its stops. Raises `ValueError` that says what is unbalanced."""
    parts, at = _parts(body, 0, nested=False)
    assert at == len(body)
    return parts


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
    return _plain(parts, names, _defaults(parts, names), {})


def expansions(body: str, names: Mapping[str, str]) -> list[str]:
    """The default text, then one text for each further choice of each stop."""
    parts = parse(body)
    defaults = _defaults(parts, names)
    texts = [_plain(parts, names, defaults, {})]
    for stop in _stops(parts):
        if stop.number is not None:
            texts += [_plain(parts, names, defaults, {stop.number: choice}) for choice in stop.choices[1:]]
    return texts


def _parts(body: str, at: int, *, nested: bool) -> tuple[list[str | Stop], int]:
    parts: list[str | Stop] = []
    text_from = at
    while match := _PIECE.search(body, at):
        if match["close"] and not nested:
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
            stop, at = _braced(body, match)
            parts.append(stop)
        text_from = at
    if nested:
        raise ValueError("a `${` is not closed")
    if text_from < len(body):
        parts.append(body[text_from:])
    return parts, len(body)


def _braced(body: str, match: re.Match[str]) -> tuple[Stop, int]:
    """What follows `${1:`, `${1|`, `${1}` or `${name}`."""
    opened, kind = match["open"], match["kind"]
    number, name = (int(opened), None) if opened.isdigit() else (None, opened)
    if kind == "}":
        return Stop(number, name, []), match.end()
    if kind == ":":
        inner, at = _parts(body, match.end(), nested=True)
        return Stop(number, name, inner), at
    end = _CHOICE_END.search(body, match.end())
    if end is None or number is None:
        raise ValueError("a choice `${1|a,b|}` is not closed")
    raw = re.split(r"(?<!\\),", body[match.end() : end.start()])
    choices = tuple(re.sub(r"\\([,|\\])", r"\1", choice) for choice in raw)
    return Stop(number, name, [choices[0]], choices), end.end()


def _stops(parts: list[str | Stop]) -> list[Stop]:
    """All stops, outer before inner, in order."""
    found: list[Stop] = []
    for part in parts:
        if isinstance(part, Stop):
            found += [part, *_stops(part.parts)]
    return found


def _lsp(parts: list[str | Stop], names: Mapping[str, str], numbers: Mapping[str, int]) -> str:
    made = []
    for part in parts:
        if isinstance(part, str):
            made.append(re.sub(r"([\\$}])", r"\\\1", part))
        elif part.name is not None:
            if part.name in names:
                made.append(names[part.name])
            else:
                made.append(f"${{{numbers[part.name]}:{part.name}}}")
        elif part.choices:
            escaped = (re.sub(r"([\\,|])", r"\\\1", choice) for choice in part.choices)
            made.append(f"${{{part.number}|{','.join(escaped)}|}}")
        elif part.parts:
            made.append(f"${{{part.number}:{_lsp(part.parts, names, numbers)}}}")
        else:
            made.append(f"${part.number}")
    return "".join(made)


def _defaults(parts: list[str | Stop], names: Mapping[str, str]) -> dict[int, list[str | Stop]]:
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
) -> str:
    made = []
    for part in parts:
        if isinstance(part, str):
            made.append(part)
        elif part.name is not None:
            made.append(names.get(part.name, part.name))
        elif part.number in chosen:
            made.append(chosen[part.number or 0])
        else:
            made.append(_plain(defaults.get(part.number or 0, []), names, defaults, chosen))
    return "".join(made)
