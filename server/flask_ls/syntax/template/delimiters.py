"""What begins and ends the tags of an environment: others than Jinja's usual ones, and statements on lines of their own.

Everything else reads the usual delimiters. A text with others is rewritten to have them, with every offset as it was.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_TAG = re.compile(r"\{(?=[{%#])|(?<=[%#}])\}")


class Delimiters(NamedTuple):
    """The options of an environment by Jinja's names. The prefixes are empty where lines say nothing.

    `known` is false where one of them is computed: nothing can be read then.
    """

    block_start_string: str = "{%"
    block_end_string: str = "%}"
    variable_start_string: str = "{{"
    variable_end_string: str = "}}"
    comment_start_string: str = "{#"
    comment_end_string: str = "#}"
    line_statement_prefix: str = ""
    line_comment_prefix: str = ""
    known: bool = True

    @property
    def lines(self) -> re.Pattern[str] | None:
        """What begins a statement or comment of a line, with the white space before it; None where nothing does."""
        if not (self.line_statement_prefix or self.line_comment_prefix):
            return None
        return _lines(self.line_statement_prefix, self.line_comment_prefix)


USUAL = Delimiters()
OPTIONS = frozenset(Delimiters._fields) - {"known"}


@lru_cache(maxsize=16)
def _lines(statement: str, comment: str) -> re.Pattern[str]:
    # As Jinja has it: of two that begin at one place, the longer.
    rules = [(statement, rf"^[ \t\v]*(?P<statement>{re.escape(statement)})[-+]?")] if statement else []
    if comment:
        rules.append((comment, rf"(?:^|(?<=\S))[^\S\r\n]*(?P<comment>{re.escape(comment)})"))
    rules.sort(key=lambda rule: -len(rule[0]))
    return re.compile("|".join(pattern for _, pattern in rules), re.MULTILINE)


def usual(text: str, delimiters: Delimiters) -> str:
    """A text with the usual delimiters in the place of these; what only looks like the usual ones looks so no more."""
    pairs = _pairs(delimiters)
    if pairs == _pairs(USUAL) and delimiters.known:
        return text
    if not delimiters.known or any(len(each) < 2 for own, _ in pairs for each in own):
        return _plain(text)
    kinds = dict(zip((own[0] for own, _ in pairs), pairs, strict=True))
    opener = re.compile("|".join(re.escape(each) for each in sorted(kinds, key=len, reverse=True)))
    parts: list[str] = []
    at = 0
    while found := opener.search(text, at):
        (start, end), (usual_start, usual_end) = kinds[found[0]]
        parts.append(_plain(text[at : found.start()]))
        closed = _inside(end).match(text, found.end()) if start != delimiters.comment_start_string else None
        stop = closed.end() - len(end) if closed is not None else text.find(end, found.end())
        parts.append(usual_start.rjust(len(start)))
        if stop < 0:
            at = found.end()
            break
        parts += (text[found.end() : stop], usual_end.ljust(len(end)))
        at = stop + len(end)
    return "".join([*parts, _plain(text[at:])])


def _pairs(delimiters: Delimiters) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Start and end of each kind of tag, with the usual ones."""
    found = [
        (delimiters.comment_start_string, delimiters.comment_end_string),
        (delimiters.block_start_string, delimiters.block_end_string),
        (delimiters.variable_start_string, delimiters.variable_end_string),
    ]
    return list(zip(found, (("{#", "#}"), ("{%", "%}"), ("{{", "}}")), strict=True))


@lru_cache(maxsize=16)
def _inside(end: str) -> re.Pattern[str]:
    """A tag from behind its start up to its end, which does not count in strings."""
    return re.compile(rf"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^"'])*?{re.escape(end)}""", re.DOTALL)


def _plain(text: str) -> str:
    return _TAG.sub(" ", text)
