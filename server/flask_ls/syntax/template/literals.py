"""The values of Jinja's strings and numbers."""

from __future__ import annotations

import ast
import re

# What stands for another character in a string; a backslash before anything else is a backslash.
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|N\{[^{}]+\}|[abfnrtv\\'\"\n])")
_BROKEN = {
    "x": "truncated \\xXX escape", "u": "truncated \\uXXXX escape", "U": "truncated \\UXXXXXXXX escape",
    "N": "malformed \\N character escape",
}  # fmt: skip


def unescaped(text: str) -> tuple[str, str]:
    """What a string says that is written so, and what Jinja says where it refuses it."""
    broken = _ESCAPE.sub("", text)
    message = next((said for letter, said in _BROKEN.items() if f"\\{letter}" in broken), "")
    return _ESCAPE.sub(_character, text), message


def number(text: str) -> int | float:
    """The value of a number."""
    value = ast.literal_eval(text.replace("_", ""))
    return value if isinstance(value, int | float) else 0


def _character(escape: re.Match[str]) -> str:
    try:
        return escape[0].encode().decode("unicode-escape")
    except UnicodeDecodeError:
        return escape[0]
