"""The methods of strings, lists and dictionaries that the evaluator follows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask_ls.project.evaluation.values import (
    UNKNOWN_PART,
    Mapping,
    Native,
    OneOf,
    Sequence,
    Text,
    Unknown,
    Vague,
    Value,
    is_primitive,
    one_of,
    why_unknown,
)

if TYPE_CHECKING:
    pass

_STRING = {
    "capitalize", "endswith", "find", "isdigit", "islower", "isupper", "ljust", "lower", "lstrip", "partition",
    "removeprefix", "removesuffix", "replace", "rpartition", "rsplit", "rstrip", "split", "startswith", "strip", "title",
    "upper", "zfill", "count", "index", "casefold", "swapcase", "isidentifier",
}  # fmt: skip


def exists(value: Value, name: str) -> bool:
    """Whether a string, list or dictionary has a method of this name."""
    kinds = (str,) if isinstance(value, str) else (dict,) if isinstance(value, Mapping) else (list, set, deque)
    return any(hasattr(kind, name) for kind in kinds)


def method(value: Value, name: str) -> Value:
    """The bound method `value.name`; unknown where it is not followed."""
    table: Callable[[Any, str, list[Value], dict[str, Value]], Value]
    if isinstance(value, str):
        table = _of_string
    elif isinstance(value, Sequence):
        table = _of_sequence
    else:
        table = _of_mapping

    def called(positional: list[Value], keywords: dict[str, Value]) -> Value:
        return table(value, name, positional, keywords)

    return Native(name, called)


def python_value(found: object) -> Value:
    """A result of Python's own methods as a value."""
    if isinstance(found, (list, tuple)):
        return Sequence([python_value(each) for each in found], "tuple" if isinstance(found, tuple) else "list")
    return found


def as_text(value: Value) -> str:
    """A value as a part of a string; `Vague` where it is not known."""
    if is_primitive(value) and not isinstance(value, bytes):
        return value if isinstance(value, str) else str(value)
    if isinstance(value, Vague):
        return value
    return Vague.of(UNKNOWN_PART, why_unknown(value) or "it is computed at run time")


def concatenated(parts: list[Value]) -> str:
    """The parts as one string, `Vague` where one of them is not known."""
    texts = [as_text(part) for part in parts]
    whole = "".join(texts)
    for text in texts:
        if isinstance(text, Vague):
            return Vague.of(whole, text.reason)
    return whole


def sliced(value: Value, bounds: list[Value]) -> Value:
    """`value[lower:upper:step]` of a string or list that is wholly known."""
    if not all(bound is None or isinstance(bound, int) for bound in bounds) or (bounds[2] == 0):
        return Unknown(next(filter(None, map(why_unknown, bounds)), "a slice whose bounds are not known"))
    within = slice(*bounds)
    if isinstance(value, Sequence) and not value.open:
        return Sequence(value.items[within], value.kind)
    if isinstance(value, str) and is_primitive(value):
        return str(value)[within]
    return Unknown(why_unknown(value) or "a slice of what is not known")


def _of_string(value: str, name: str, positional: list[Value], keywords: dict[str, Value]) -> Value:
    if name == "join" and positional and isinstance(positional[0], Sequence) and not positional[0].open:
        parts: list[Value] = []
        for at, item in enumerate(positional[0].items):
            parts += [value, item] if at else [item]
        return concatenated(parts)
    if name == "format":
        return _formatted(value, positional, keywords)
    if isinstance(value, Vague):
        if name in ("rstrip", "lstrip", "strip") and all(map(is_primitive, positional)):
            return Vague.of(getattr(str(value), name)(*positional), value.reason)
        return Unknown(value.reason)
    if name in ("startswith", "endswith") and positional and isinstance(several := positional[0], Sequence):
        found = [_of_string(value, name, [each, *positional[1:]], keywords) for each in several.items]
        known = not several.open and all(isinstance(each, bool) for each in found)
        return any(found) if known or True in found else Unknown(f"what `{name}` looks for is not known")
    if name in _STRING and not keywords and all(map(is_primitive, positional)):
        try:
            return python_value(getattr(str(value), name)(*positional))
        except (TypeError, ValueError):
            return Unknown(f"`{name}` fails")
    return Unknown(next(filter(None, map(why_unknown, positional)), f"`{name}` of a string is not followed"))


def _formatted(value: str, positional: list[Value], keywords: dict[str, Value]) -> Value:
    named = {name: as_text(each) for name, each in keywords.items()}
    given = [as_text(each) for each in positional]
    reason = next((each.reason for each in (value, *given, *named.values()) if isinstance(each, Vague)), "")
    try:
        text = str(value).format(*given, **named)
    except (IndexError, KeyError, ValueError, AttributeError, TypeError):
        return Unknown("`format` fails")
    return Vague.of(text, reason) if reason else Text.at(text, None)


def _of_sequence(value: Sequence, name: str, positional: list[Value], keywords: dict[str, Value]) -> Value:
    first = positional[0] if positional else None
    match name:
        case "append" | "add" | "appendleft":
            value.items.append(first)
        case "insert" if len(positional) == 2:
            at = positional[0] if isinstance(positional[0], int) else len(value.items)
            value.items.insert(at, positional[1])
        case "extend" | "update":
            if isinstance(first, Sequence):
                value.items.extend(first.items)
                value.open = value.open or first.open
            else:
                value.open = True
        case "pop" if value.items:
            if not positional or isinstance(first, int):
                try:
                    return value.items.pop(*positional)
                except IndexError:
                    return Unknown("`pop` fails")
        case "remove" | "discard":
            value.items[:] = [item for item in value.items if item is not first and not _equal(item, first)]
        case "copy":
            return Sequence(list(value.items), value.kind, is_open=value.open)
        case "union":
            others = [each for each in positional if isinstance(each, Sequence)]
            items = [*value.items, *(item for other in others for item in other.items)]
            return Sequence(items, value.kind, is_open=value.open or len(others) < len(positional))
        case "index":
            for at, item in enumerate(value.items):
                if _equal(item, first):
                    return at
        case "sort" | "reverse" | "clear" | "count":
            pass
        case _:
            return Unknown(f"`{name}` of a {value.kind} is not followed")
    return None


def _of_mapping(value: Mapping, name: str, positional: list[Value], keywords: dict[str, Value]) -> Value:
    key = positional[0] if positional else None
    default = positional[1] if len(positional) > 1 else None
    match name:
        case "get":
            return item(value, key, default)
        case "pop":
            found = item(value, key, default)
            if is_primitive(key):
                value.items.pop(key, None)
            return found
        case "setdefault":
            if is_primitive(key):
                return value.items.setdefault(key, default)
        case "update":
            return _updated(value, positional, keywords)
        case "items":
            pairs = [Sequence([each, found], "tuple") for each, found in value.items.items()]
            return Sequence(list(pairs), is_open=value.open)
        case "keys":
            return Sequence(list(value.items), is_open=value.open)
        case "values":
            return Sequence(list(value.items.values()), is_open=value.open)
        case "copy":
            return Mapping(dict(value.items), is_open=value.open)
    return Unknown(f"`{name}` of a dictionary is not followed")


def _updated(value: Mapping, positional: list[Value], keywords: dict[str, Value]) -> Value:
    for each in positional:
        if isinstance(each, Mapping):
            value.items.update(each.items)
            value.open = value.open or each.open
        else:
            value.open = True
    value.items.update(keywords)
    return None


def item(value: Mapping, key: Value, default: Value) -> Value:
    """`value.get(key, default)`."""
    if is_primitive(key):
        if key in value.items:
            return value.items[key]
        return Unknown(f"whether there is a key {key!r} is not known") if value.open else default
    reason = why_unknown(key) or "the key is not known"
    if value.open or not value.items:
        return Unknown(reason)
    return one_of([*value.items.values()])


def _equal(one: Value, other: Value) -> bool:
    return is_primitive(one) and is_primitive(other) and bool(one == other)


def options(value: Value) -> tuple[Value, ...]:
    """What a value may be."""
    return value.options if isinstance(value, OneOf) else (value,)
