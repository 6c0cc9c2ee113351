"""One block of Python to its syntax tree, mended where it is broken."""

from __future__ import annotations

import ast
import re
import warnings
from typing import NamedTuple

_ATTEMPTS = 6
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_HEADER = re.compile(r"^\s*(?:async\s+def|def|class)\b")
_NAMED = re.compile(r"(?:async\s+def|def|class)\s+\w+")
# A dot behind which a name is still to come.
_LONELY_DOT = re.compile(r"(?<=[\w)\]}\"'])\.(?=[ \t]*(?:[^\w\s]|$)|[ \t]+(?:and|else|for|if|in|is|not|or)\b)")
_PAIRS = {"(": ")", "[": "]", "{": "}"}


class Parsed(NamedTuple):
    """A block's tree. `damaged`: it did not parse as it stands, and parts of it were left out or made up."""

    tree: ast.Module
    damaged: bool


def parse_block(text: str) -> Parsed:
    """The tree of one block, whose lines are those of `text`; an empty tree where nothing could be saved.

    A broken line is first closed (its open string and brackets), then left out, and at last only the decorators
    and the header of the definition are kept.
    """
    tree, line = _parse(text)
    if tree is not None:
        return Parsed(tree=tree, damaged=False)
    lines = [match for match in _LINES.findall(text) if match]
    for _ in range(_ATTEMPTS):
        if line is None or not lines:
            break
        index = min(line, len(lines)) - 1
        for mended in _mended(lines, index):
            tree, new_line = _parse("".join(mended))
            if tree is not None:
                return Parsed(tree=tree, damaged=True)
            if new_line is not None and new_line > line:
                lines, line = mended, new_line
                break
        else:
            lines, line = _without(lines, index), None
            tree, line = _parse("".join(lines))
            if tree is not None:
                return Parsed(tree=tree, damaged=True)
    tree, _ = _parse(_header_only(text))
    return Parsed(tree=tree or ast.Module(body=[], type_ignores=[]), damaged=True)


def _parse(text: str) -> tuple[ast.Module | None, int | None]:
    """The tree, or the line (from 1) where the parser gave up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text), None
    except SyntaxError as error:
        return None, error.lineno or 1
    except (ValueError, RecursionError, MemoryError):
        return None, None


def _mended(lines: list[str], index: int) -> list[list[str]]:
    """The lines with the broken one, then the one before it, closed; the likelier mending first."""
    found = []
    for at in (index, index - 1):
        if at < 0:
            continue
        body = lines[at].rstrip("\r\n")
        end = lines[at][len(body) :]
        found += [[*lines[:at], dotted + end, *lines[at + 1 :]] for dotted in _with_names(body)]
        closed = _closed(body)
        headed = f"{closed}: pass" if _HEADER.match(body) or body.rstrip().endswith(")") else closed
        found += [[*lines[:at], mended + end, *lines[at + 1 :]] for mended in (closed, headed) if mended != body]
        if body.lstrip().startswith("@"):
            indent = body[: len(body) - len(body.lstrip())]
            found.append([*lines[:at], f"{closed}\n{indent}def _(): pass{end}", *lines[at + 1 :]])
        if named := _NAMED.match(body.lstrip()):
            bare = body[: len(body) - len(body.lstrip())] + named[0] + ("():" if "class" not in named[0] else ":")
            found += [[*lines[:at], bare + tail + end, *lines[at + 1 :]] for tail in ("", " pass")]
        if body.rstrip().endswith(":"):
            found.append([*lines[:at], f"{body} pass{end}", *lines[at + 1 :]])
    return found


def _with_names(line: str) -> list[str]:
    """The line with a name behind each dot that has none yet, and with what may be missing behind that."""
    named = _LONELY_DOT.sub("._", line)
    if named == line:
        return []
    if not named.rstrip().endswith("._"):
        return [named]
    decorated = f"\n{line[: len(line) - len(line.lstrip())]}def _(): pass"
    tails = ("", decorated) if line.lstrip().startswith("@") else ("", ",", ":", ": pass")
    return list(dict.fromkeys(each + tail for each in (_closed(named), named) for tail in tails))


def _without(lines: list[str], index: int) -> list[str]:
    """The lines with one left out, its place and indentation kept."""
    body = lines[index].rstrip("\r\n")
    indent = body[: len(body) - len(body.lstrip())]
    left = f"{indent}pass" if body.strip() and body.strip() != "pass" else ""
    return [*lines[:index], left + lines[index][len(body) :], *lines[index + 1 :]]


def _closed(line: str) -> str:
    """The line with its open string and brackets closed."""
    open_brackets: list[str] = []
    quote = ""
    at = 0
    while at < len(line):
        char = line[at]
        if quote:
            if char == "\\":
                at += 1
            elif line.startswith(quote, at):
                at += len(quote) - 1
                quote = ""
        elif char in "\"'":
            quote = char * 3 if line.startswith(char * 3, at) else char
            at += len(quote) - 1
        elif char == "#":
            line = line[:at].rstrip()
            break
        elif char in _PAIRS:
            open_brackets.append(_PAIRS[char])
        elif open_brackets and char == open_brackets[-1]:
            open_brackets.pop()
        at += 1
    return line + quote + "".join(reversed(open_brackets))


def _header_only(text: str) -> str:
    """The decorators and the header of the definition that the block begins with, and a body of `pass`.

    Lines are blanked, not removed, so that positions stay.
    """
    kept: list[str] = []
    for line in _LINES.findall(text):
        body = line.rstrip("\r\n")
        if body.startswith("@"):
            tree, _ = _parse(f"{_closed(body)}\ndef f(): pass")
            kept.append(f"{_closed(body)}\n" if tree else "\n")
        elif _HEADER.match(body) and not body[:1].isspace():
            closed = f"{_closed(body.rstrip().removesuffix(':'))}: pass\n"
            if _parse(closed)[0] is None and (named := _NAMED.match(body)):
                closed = f"{named[0]}(): pass\n"
            return "".join([*kept, closed])
        else:
            kept.append("\n")
    return ""
