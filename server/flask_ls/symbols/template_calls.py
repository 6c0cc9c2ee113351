"""What Python says to templates: the calls that render them, and what context processors give. Read off one file at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.syntax.shape import Call, Const, Display, Expr, Joined, Operation, last_name
from flask_ls.text.spans import Span

_RENDERERS = frozenset(
    f"flask.{module}{name}" for module in ("", "templating.") for name in ("render_template", "stream_template")
)
_PROCESSORS = frozenset({"context_processor", "app_context_processor"})
_NAMED = re.compile(r"[\"']([^\"'\r\n{}]*\.[A-Za-z0-9]+)[\"']")
_WORD = re.compile(r"[\"']([\w./-]+)[\"']")
# What hands templates a context in a way that is not read here.
_ELSEWHERE = re.compile(
    r"\bbefore_render_template\b|\btemplate_context_processors\b|\bupdate_template_context\b|\bglobals\(\)"
)


class Passed(NamedTuple):
    """A keyword argument of a call, with its place in the block."""

    name: str
    span: Span
    value: Expr | None = None


class Render(NamedTuple):
    """A call that renders a template. `templates`: its names; none, where they cannot be known, and then `pattern` is what
    they match. `open`: it may pass more than `passed`. `block`, `scope`: where in the file it stands."""

    templates: tuple[str, ...]
    pattern: str
    passed: tuple[Passed, ...]
    open: bool
    path: str
    block: int
    span: Span
    scope: int = 0


def renders_in(project: Project, path: str) -> tuple[Render, ...]:
    """The calls of one file that render a template."""
    file = project.python(path)
    if file is None or "_template" not in file.text:
        return ()
    return tuple(_renders_in(project, file))


def _renders_in(project: Project, file: PyFile) -> Iterator[Render]:
    words = {"render_template", "stream_template"}
    words |= {name for name, bound in file.bindings.items() if any(binding.member in words for _, binding in bound)}
    sites = (
        (block, site)
        for block, text in enumerate(file.blocks)
        if any(word in text for word in words)
        for site in file.shapes[block].calls
    )
    for block, site in sites:
        call = site.call
        if last_name(call.func) not in words:
            continue
        meaning = resolve(project, file, block, site.scope, call.func)
        if not isinstance(meaning, Known) or meaning.name not in _RENDERERS:
            continue
        value = call.argument(0, "template_name_or_list")
        several = value.items if isinstance(value, Display) and value.kind in ("list", "tuple") else (value,)
        known = tuple(each.value for each in several if isinstance(each, Const) and isinstance(each.value, str))
        whole_known = len(known) == len(several)
        passed, opened = _passed(call)
        yield Render(
            templates=known,
            pattern="" if whole_known else _pattern(value),
            passed=passed,
            open=opened or call.starred,
            path=file.path,
            block=block,
            span=call.span,
            scope=site.scope,
        )


def _passed(call: Call) -> tuple[tuple[Passed, ...], bool]:
    found: list[Passed] = []
    opened = False
    for keyword in call.keywords:
        if keyword.name is not None:
            found.append(Passed(keyword.name, keyword.span, keyword.value))
        else:
            inner = _keys(keyword.value)
            opened = opened or inner is None
            found += inner or ()
    return tuple(each for each in found if each.name != "template_name_or_list"), opened


def _keys(value: Expr) -> list[Passed] | None:
    """The keys of a dictionary that is written out; None for anything else."""
    if isinstance(value, Display) and value.kind == "dict":
        keys = [key for key in value.keys if isinstance(key, Const) and isinstance(key.value, str)]
        if len(keys) != len(value.keys):
            return None
        return [Passed(str(key.value), key.span, each) for key, each in zip(keys, value.items, strict=True)]
    if isinstance(value, Call) and last_name(value.func) == "dict" and not value.args and not value.opaque:
        return [
            Passed(keyword.name, keyword.span, keyword.value) for keyword in value.keywords if keyword.name is not None
        ]
    return None


def _pattern(value: Expr | None) -> str:
    """A regular expression for what a template's name may be."""
    match value:
        case Const():
            return re.escape(str(value.value))
        case Joined():
            return "".join(map(_pattern, value.parts))
        case Operation() if value.operator == "+":
            return "".join(map(_pattern, value.operands))
    return "(.*)"


def named_in(project: Project, path: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names of files in the strings of one file, those of calls that render aside; and the patterns of computed names."""
    file = project.python(path)
    if file is None:
        return frozenset(), frozenset()
    found = _NAMED.findall(file.text)
    calls = ask(project, renders_in, path)
    for call in calls:
        for name in call.templates:
            if name in found:
                found.remove(name)
    return frozenset(found), frozenset(call.pattern for call in calls if call.pattern)


def processed_in(project: Project, path: str) -> tuple[frozenset[str], bool]:
    """The names that the context processors of one file give, and whether there may be others."""
    file = project.python(path)
    if file is None:
        return frozenset(), False
    unknown = _ELSEWHERE.search(file.text) is not None
    found: set[str] = set()
    if "context_processor" in file.text:
        decorated = 0
        for block, number, scope in file.functions():
            if any(
                last_name(each.func if isinstance(each, Call) else each) in _PROCESSORS for each in scope.decorators
            ):
                decorated += 1
                shape = file.shapes[block]
                returned = [value for at, value in shape.returns if at == number]
                keys = [_keys(value) for value in returned]
                unknown = unknown or not keys or shape.damaged or any(each is None for each in keys)
                found.update(key.name for each in keys for key in each or ())
        # Each other mention hands over a function that is not looked at.
        unknown = unknown or len(re.findall(r"\bcontext_processor\b|\bapp_context_processor\b", file.text)) != decorated
    return frozenset(found), unknown


def processor_keys(project: Project, path: str) -> tuple[tuple[str, Span], ...]:
    """The names that the context processors of one file give, each with its place in the file."""
    file = project.python(path)
    if file is None or "context_processor" not in file.text:
        return ()
    return tuple(
        (passed.name, Span(start, start + len(passed.name)))
        for block, number, scope in file.functions()
        if any(last_name(each.func if isinstance(each, Call) else each) in _PROCESSORS for each in scope.decorators)
        for at, value in file.shapes[block].returns
        if at == number
        for passed in _keys(value) or ()
        if (start := file.text.find(passed.name, *file.absolute(block, passed.span))) >= 0
    )


def words_in(project: Project, path: str) -> frozenset[str]:
    """What the short strings of one file say."""
    file = project.python(path)
    return frozenset(_WORD.findall(file.text)) if file is not None else frozenset()
