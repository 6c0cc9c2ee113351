"""Jinja's own names in templates: the filter of `{{ text|upper }}`, tests, tags, globals, and members of `loop`."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask_ls.knowledge import vocabulary
from flask_ls.knowledge.vocabulary import JinjaKind
from flask_ls.symbols.describe_words import describe_jinja
from flask_ls.syntax.jinja import BEFORE_FILTER, BEFORE_TAG, BEFORE_TEST, leaves_string_open, place
from flask_ls.text.spans import Span

_WORD = re.compile(r"[A-Za-z_]\w*")
_LOOP = re.compile(r"\bloop\s*\.\s*\Z")
_KEYWORD = re.compile(r"\s*=(?!=)")


class JinjaUse(NamedTuple):
    """A name of a kind, and where it stands."""

    kind: JinjaKind
    name: str
    span: Span


def at(text: str, offset: int) -> JinjaUse | None:
    """What of Jinja's own stands at an offset of a template; None where a name is the template's or the project's."""
    if place(text, offset) not in ("expression", "tag"):
        return None
    start = max(text.rfind("\n", 0, offset), 0)
    word = next((each for each in _WORD.finditer(text, start) if each.end() >= offset), None)
    if word is None or word.start() > offset:
        return None
    before = text[max(text.rfind("{{", 0, offset), text.rfind("{%", 0, offset)) : word.start()]
    if leaves_string_open(before):
        return None
    use = _use(before, word[0], text[word.end() :])
    return JinjaUse(*use, Span(*word.span())) if use is not None and vocabulary.jinja(*use) is not None else None


def _use(before: str, word: str, after: str) -> tuple[JinjaKind, str] | None:
    if BEFORE_FILTER.search(before):
        return "filter", word
    if BEFORE_TEST.search(before):
        return "test", word
    if BEFORE_TAG.search(before):
        return "tag", word
    if _LOOP.search(before):
        return "variable", f"loop.{word}"
    if before.rstrip().endswith(".") or _KEYWORD.match(after):
        return None
    return ("global" if vocabulary.jinja("global", word) else "variable"), word


def describe(kind: JinjaKind, name: str) -> str | None:
    """What is known of a name of this kind; None where Jinja and Flask have no such name."""
    found = vocabulary.jinja(kind, name)
    return describe_jinja(found) if found is not None else None
