"""Docstrings as Markdown: reStructuredText's roles, directives and field lists as people want to read them.

It knows the markup alone, and keeps what it does not know as it stands.
"""

from __future__ import annotations

import inspect
import re

MOST = 24  # lines: about a screen of a hover
_WIDTH = 88  # code points that a hover shows in a line

_ROLE = re.compile(r":[a-z][\w:+-]*:`([^`]+)`")
_LITERAL = re.compile(r"``(.+?)``")
_LINK = re.compile(r"`([^`<]+?)\s*<([^`>\s]+)>`__?")
_REFERENCE = re.compile(r"(?<!`)`([^`]+)`__?(?!\w)")
_TARGET = re.compile(r"(.+?)\s*<[^>]*>\Z", re.DOTALL)
_DIRECTIVE = re.compile(r"(?P<indent>[ ]*)\.\.[ ](?:(?P<name>[\w-]+)::)?[ ]*(?P<rest>.*)\Z")
_FIELD = re.compile(r":(?P<name>[a-z]+)(?:[ ]+(?P<of>[^:]+))?:[ ]*(?P<rest>.*)\Z")
_VERSIONS = {"versionadded": "New in", "versionchanged": "Changed in", "deprecated": "Deprecated since"}
_NOTES = {"note": "Note", "warning": "Warning", "tip": "Tip", "hint": "Hint", "important": "Important",
          "caution": "Caution", "admonition": "Note", "seealso": "See also"}  # fmt: skip
_CODE = {"code-block", "code", "sourcecode"}
_FIELDS = {"return": "Returns", "returns": "Returns", "raise": "Raises", "raises": "Raises"}
_PARAMETERS = {"param", "parameter", "arg", "argument", "keyword", "kwarg"}


def to_markdown(docstring: str, most: int = MOST) -> str:
    """A docstring without its indentation as Markdown, cut after `most` lines at the end of a paragraph or line."""
    lines = docstring.expandtabs().split("\n")
    made: list[str] = []
    at = 0
    while at < len(lines):
        at = _next(lines, at, made)
    return _cut(re.sub(r"\n{3,}", "\n\n", "\n".join(made)).strip().split("\n"), most)


def _next(lines: list[str], at: int, made: list[str]) -> int:
    """Put one line, or what belongs together, at the end of `made`; the line that comes next."""
    line = lines[at]
    if directive := _DIRECTIVE.match(line):
        end = _end_of_body(lines, at + 1, len(directive["indent"]))
        _directive(directive["name"] or "", directive["rest"], lines[at + 1 : end], made)
        return end
    if field := _FIELD.match(line):
        end = _end_of_body(lines, at + 1, 0)
        body = " ".join([field["rest"], *(each.strip() for each in lines[at + 1 : end] if each.strip())])
        _field(field["name"], field["of"] or "", body, made)
        return end
    if line.lstrip().startswith(">>>"):
        end = at
        while end < len(lines) and lines[end].strip():
            end += 1
        _fence(lines[at:end], made)
        return end
    if line.endswith("::"):
        end = _end_of_body(lines, at + 1, len(line) - len(line.lstrip()))
        made += [_inline(line[:-1]) if line.strip() != "::" else "", ""]
        _fence(lines[at + 1 : end], made)
        return end
    made.append(_inline(line))
    return at + 1


def _end_of_body(lines: list[str], at: int, indent: int) -> int:
    """Where the lines end that are indented more than `indent`."""
    end = at
    for number in range(at, len(lines)):
        if lines[number].strip():
            if len(lines[number]) - len(lines[number].lstrip()) <= indent:
                break
            end = number + 1
    return end


def _directive(name: str, rest: str, body: list[str], made: list[str]) -> None:
    if name in _CODE:
        _fence([line for line in body if not line.lstrip().startswith(":")], made)
        return
    said = _inline(_first_paragraph(body))
    if name in _VERSIONS:
        version, _, more = rest.partition(" ")
        said = " ".join(part for part in (_inline(more), said) if part)
        made += ["", f"*{_VERSIONS[name]} {version}{': ' + said if said else '.'}*"]
    elif name in _NOTES:
        made += ["", f"**{_NOTES[name]}:** {' '.join(part for part in (_inline(rest), said) if part)}"]
    made.append("")


def _first_paragraph(body: list[str]) -> str:
    """The paragraph that matters of a note: more of it, and its examples, are for the documentation."""
    paragraph = inspect.cleandoc("\n" + "\n".join(body)).partition("\n\n")[0]
    return " ".join(line.strip() for line in paragraph.split("\n"))


def _field(name: str, of: str, body: str, made: list[str]) -> None:
    if name in _PARAMETERS:
        made.append(f"- `{of.split()[-1] if of else ''}`: {_inline(body)}")
    elif name in _FIELDS:
        made += ["", f"{_FIELDS[name]}{f' `{of}`' if of else ''}: {_inline(body)}"]


def _fence(lines: list[str], made: list[str]) -> None:
    code = inspect.cleandoc("\n" + "\n".join(lines))
    if code:
        made += ["", "```python", *code.split("\n"), "```", ""]


def _inline(text: str) -> str:
    text = _ROLE.sub(lambda match: f"`{_shown(match[1])}`", text)
    text = _LINK.sub(r"[\1](\2)", text)
    return _REFERENCE.sub(r"`\1`", _LITERAL.sub(r"`\1`", text))


def _shown(target: str) -> str:
    """What a role shows: its own text, or the last part of a name after `~`."""
    if own := _TARGET.match(target):
        return own[1]
    return target.rpartition(".")[2] if target.startswith("~") else target.lstrip("!")


def _cut(lines: list[str], most: int) -> str:
    kept = []
    for line in lines:
        most -= 1 + len(line) // _WIDTH
        if most < 0:
            break
        kept.append(line)
    if len(kept) == len(lines):
        return "\n".join(lines)
    if sum(line.startswith("```") for line in kept) % 2:
        kept = [*kept, "```"]
    return "\n".join([*kept, "", "…"]).strip()
