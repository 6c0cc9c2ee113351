"""YAML with the line of each entry and key. The only module that imports yaml; knows nothing of snippets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_LENGTH = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry of a list. Lines are from 1; `lines` has those of a mapping's keys.

    `wrong` has the line and text of what made the value unreadable, and of keys that stand twice.
    """

    line: int
    value: Any
    lines: dict[str, int]
    wrong: tuple[tuple[int, str], ...] = ()


def located(text: str) -> tuple[list[Row], tuple[int, str] | None]:
    """The entries of a YAML list, or the line and text of an error that made all of it unreadable."""
    import yaml

    loader, node, error = _composed(text)
    if error is not None:
        return [], error
    if node is None:
        return [], (1, "the file is empty; it must be a list of entries, each with an `id`")
    if not isinstance(node, yaml.SequenceNode):
        return [], (node.start_mark.line + 1, "the file must be a list of entries, each beginning with `- id:`")
    return [_row(loader, item) for item in node.value], None


def document(text: str) -> Row:
    """A YAML file as one entry; what makes it unreadable is in `wrong`."""
    loader, node, error = _composed(text)
    if error is not None or node is None:
        return Row(line=1, value=None, lines={}, wrong=(error,) if error is not None else ())
    return _row(loader, node)


def _composed(text: str) -> tuple[Any, Any, tuple[int, str] | None]:
    """The loader of a text and the root of its nodes, or the line and text of an error."""
    import yaml

    if len(text) > MAX_LENGTH:
        return None, None, (1, f"the file is larger than {MAX_LENGTH // 1_000_000} MB; split it")
    try:
        loader = yaml.SafeLoader(text)
        return loader, loader.get_single_node(), None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return None, None, _failure(error, 1)


def _row(loader: Any, item: Any) -> Row:
    """One entry by itself, so that a bad one does not take the others with it."""
    import yaml

    line = item.start_mark.line + 1
    lines: dict[str, int] = {}
    wrong: list[tuple[int, str]] = []
    for key, _ in item.value if isinstance(item, yaml.MappingNode) else ():
        at = key.start_mark.line + 1
        if str(key.value) in lines:
            wrong.append((at, f"`{key.value}` stands twice, first in line {lines[str(key.value)]}; remove one"))
        lines.setdefault(str(key.value), at)
    try:
        value = loader.construct_document(item)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Row(line=line, value=None, lines=lines, wrong=(_failure(error, line),))
    return Row(line=line, value=value, lines=lines, wrong=tuple(wrong))


def _failure(error: Exception, line: int) -> tuple[int, str]:
    """Line and message of what the YAML reader raised; `line` where it does not say one."""
    import yaml

    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return (mark.line + 1 if mark else line), f"this is not YAML: {error.problem}"
    if isinstance(error, RecursionError):
        return line, "this is nested too deeply"
    return line, f"this is not YAML: {str(error).splitlines()[0]}"
