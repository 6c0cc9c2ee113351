"""What Python says to templates: the calls that render them, and what context processors give. Read off one file at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.components import relevant
from flask_ls.project.inline import Inline, inline_path, written_at
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols.classes import bindings
from flask_ls.syntax.shape import MODULE, Binding, Call, Const, Display, Expr, Joined, Operation, Ref, last_name
from flask_ls.text.spans import Span

_BY_NAME = ("render_template", "stream_template")
_BY_TEXT = ("render_template_string", "stream_template_string")
_RENDERERS = {
    f"flask.{module}{name}": name in _BY_TEXT for module in ("", "templating.") for name in (*_BY_NAME, *_BY_TEXT)
}
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
    they match. `inline`: the path of its text, where that is a string. `open`: it may pass more than `passed`. `block`,
    `scope`: where in the file it stands."""

    templates: tuple[str, ...]
    pattern: str
    passed: tuple[Passed, ...]
    open: bool
    path: str
    block: int
    span: Span
    scope: int = 0
    inline: str = ""


class Processed(NamedTuple):
    """What a context processor gives to all templates, the function with the number `scope` of a block."""

    passed: Passed
    path: str
    block: int
    scope: int


def renders_in(project: Project, path: str) -> tuple[Render, ...]:
    """The calls of one file that render a template."""
    file = project.python(path)
    if file is None or "_template" not in file.text:
        return ()
    words = ask(project, _names_in, path)
    return tuple(
        render
        for block, text in enumerate(file.blocks)
        if any(word in text for word in words)
        for render in ask(project, _renders_in, path, block, words)
    )


def _names_in(project: Project, path: str) -> frozenset[str]:
    """The names that a file may call a renderer by."""
    words = {*_BY_NAME, *_BY_TEXT}
    file = project.python(path)
    bindings = file.bindings.items() if file is not None else ()
    return frozenset(words | {name for name, bound in bindings if any(each.member in words for _, each in bound)})


def _renders_in(project: Project, path: str, block: int, words: frozenset[str]) -> tuple[Render, ...]:
    file = project.python(path)
    return tuple(_of_block(project, file, block, words)) if file is not None and block < len(file.blocks) else ()


def _of_block(project: Project, file: PyFile, block: int, words: frozenset[str]) -> Iterator[Render]:
    for site in file.shapes[block].calls:
        call = site.call
        if last_name(call.func) not in words:
            continue
        meaning = resolve(project, file, block, site.scope, call.func)
        if not isinstance(meaning, Known) or meaning.name not in _RENDERERS:
            continue
        if _RENDERERS[meaning.name]:
            yield from _of_text(project, file, block, call, site.scope)
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


def _of_text(project: Project, file: PyFile, block: int, call: Call, scope: int) -> Iterator[Render]:
    """The call that renders a string, where its text is known: it is written there, or is a constant of the module."""
    value = call.argument(0, "source")
    where, literal, shared = block, value, False
    if isinstance(value, Ref) and len(value.parts) == 1:
        bound = bindings(file, block, scope, value.parts[0])
        if len(bound) != 1 or bound[0][1].kind != "value":
            return
        where, literal = bound[0][0], bound[0][1].value
        shared = _is_shared(project, file, *bound[0])
    if not isinstance(literal, Const) or not isinstance(literal.value, str):
        return
    place = Inline(file.path, where, literal.span)
    text = written_at(file, place)
    if text is None or text.text != literal.value:
        return
    passed, opened = _passed(call)
    yield Render(
        templates=(),
        pattern="",
        passed=tuple(each for each in passed if each.name != "source"),
        open=opened or call.starred or shared,
        path=file.path,
        block=block,
        span=call.span,
        scope=scope,
        inline=inline_path(place),
    )


def _is_shared(project: Project, file: PyFile, block: int, binding: Binding) -> bool:
    """Whether what is bound to a name may be used otherwise than by the calls that are seen to render it."""
    name = binding.name
    blocks, inside = [*enumerate(file.blocks)], None
    if binding.scope != MODULE:
        inside = file.shapes[block].scopes[binding.scope].span
        blocks = [(block, file.blocks[block])]
    mentioned = rendered = 0
    for at, text in blocks:
        mentioned += len(_word(name).findall(text, *(inside or (0,))))
        for site in file.shapes[at].calls if name in text else ():
            is_meant = inside is None or inside.start <= site.call.span.start < inside.end
            given = site.call.argument(0, "source") if last_name(site.call.func) in _BY_TEXT and is_meant else None
            rendered += isinstance(given, Ref) and given.parts == (name,)
    return mentioned != rendered + 1 or (inside is None and ask(project, _mentioned_elsewhere, file.path, name))


def _mentioned_elsewhere(project: Project, path: str, name: str) -> bool:
    return any(ask(project, _mentions, file.path, name) for file in relevant(project) if file.path != path)


def _mentions(project: Project, path: str, name: str) -> bool:
    file = project.python(path)
    return file is not None and _word(name).search(file.text) is not None


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(name)}\b")


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


def processed_in(project: Project, path: str) -> tuple[tuple[Processed, ...], bool]:
    """What the context processors of one file give, and whether there may be more."""
    file = project.python(path)
    if file is None:
        return (), False
    unknown = _ELSEWHERE.search(file.text) is not None
    found: list[Processed] = []
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
                found += [Processed(key, path, block, number) for each in keys for key in each or ()]
        # Each other mention hands over a function that is not looked at.
        unknown = unknown or len(re.findall(r"\bcontext_processor\b|\bapp_context_processor\b", file.text)) != decorated
    return tuple(found), unknown


def words_in(project: Project, path: str) -> frozenset[str]:
    """What the short strings of one file say."""
    file = project.python(path)
    return frozenset(_WORD.findall(file.text)) if file is not None else frozenset()
