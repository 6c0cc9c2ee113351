"""YAML with the line of each entry and key. The only module that imports yaml."""

from __future__ import annotations

from typing import Any

MAX_LENGTH = 2_000_000

Row = tuple[int, Any, dict[str, int]]


def located(text: str) -> tuple[list[Row], tuple[int, str] | None]:
    """The entries of a YAML list: line, value, and the lines of its keys (from 1); or the line and text of an error."""
    import yaml

    if len(text) > MAX_LENGTH:
        return [], (1, f"the file is larger than {MAX_LENGTH // 1_000_000} MB; split it")
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return [], (1, "the file is empty; it must be a list of entries, each with an `id`")
        if not isinstance(node, yaml.SequenceNode):
            return [], (node.start_mark.line + 1, "the file must be a list of entries, each beginning with `- id:`")
        return [_row(loader, item) for item in node.value], None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return [], (mark.line + 1 if mark else 1, f"this is not YAML: {error.problem}")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return [], (1, f"this is not YAML: {error}")
    finally:
        loader.dispose()


def _row(loader: Any, item: Any) -> Row:
    import yaml

    lines = {}
    if isinstance(item, yaml.MappingNode):
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in item.value}
    return item.start_mark.line + 1, loader.construct_object(item, deep=True), lines
