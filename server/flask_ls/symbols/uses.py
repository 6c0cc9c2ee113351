"""Every string of a file that names an endpoint, a template or a static file, in Python and in templates.

A use is found by where it stands: in an argument of a function that `knowledge/data/call_sites.yaml` lists, in a store to
`login_view`, or in a template's `url_for`, `extends`, `include`, `import` and `from`. A static file is the `filename` of an endpoint called `static`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from flask_ls.knowledge import api
from flask_ls.project.components import relevant
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols.template_inline import inlines, outside
from flask_ls.syntax.shape import Call, Const, Display, Expr, Item, Ref, last_name
from flask_ls.syntax.template import nodes
from flask_ls.syntax.template.model import REFERRING, Placed, Template
from flask_ls.text.spans import Span

Symbol = Literal["endpoint", "template", "static"]
_LOGIN_VIEWS = ("login_view", "refresh_view")
_OPENER = re.compile(r"[A-Za-z]{0,2}(?:\"{3}|'{3}|\"|')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A string that names something. `span` is its content, without quotes, as offsets of the file.

    `call` is the span of the whole call, or the content again where there is none; `values` the names of the URL values
    it passes; `open`: it may pass others. `endpoint`: of a static file, the endpoint as it is written there.
    """

    path: str
    symbol: Symbol
    name: str
    span: Span
    call: Span
    values: tuple[str, ...] = ()
    open: bool = False
    endpoint: str = ""


def uses(project: Project, path: str) -> tuple[Use, ...]:
    """The uses in one file, in order."""
    if project.python(path) is not None:
        return ask(project, _in_python, path)
    file = project.text_file(path)
    return tuple(replace(use, path=path) for use in template_uses(file.template)) if file is not None else ()


def uses_by_name(project: Project) -> Mapping[tuple[Symbol, str], list[Use]]:
    """All uses of a project by what they name and the last part of its name: behind the last dot of an endpoint, behind
    the last slash of a file. Made once for a snapshot."""
    return ask(project, _by_name)


def _by_name(project: Project) -> dict[tuple[Symbol, str], list[Use]]:
    found: dict[tuple[Symbol, str], list[Use]] = {}
    paths = [*(file.path for file in relevant(project)), *project.texts]
    for path in paths:
        for use in uses(project, path):
            last = use.name.rpartition("." if use.symbol == "endpoint" else "/")[2]
            found.setdefault((use.symbol, last), []).append(use)
    return found


def use_at(project: Project, path: str, offset: int) -> Use | None:
    """The use whose string an offset is in, or touches."""
    file = project.files.get(path)
    if isinstance(file, PyFile) and file.blocks:
        here = next((use for use in _placed(project, file, file.block_at(offset)) if use.span.contains(offset)), None)
        if here is not None or "_template_string" not in file.text:
            return here
    return next((use for use in uses(project, path) if use.span.contains(offset)), None)


def _order(use: Use) -> Span:
    return use.span


def _in_python(project: Project, path: str) -> tuple[Use, ...]:
    file = project.python(path)
    if file is None:
        return ()
    written = [use for block in range(len(file.blocks)) for use in _placed(project, file, block)]
    rendered = [use for each in inlines(project, path) for use in _in_inline(project, file, each)]
    return tuple(sorted([*written, *rendered], key=_order) if rendered else written)


def _placed(project: Project, file: PyFile, block: int) -> Iterator[Use]:
    """The uses in a block, as places of the file."""
    start = file.starts[block]
    for use in ask(project, uses_in, file.path, block):
        yield replace(use, span=use.span.shifted(start), call=use.call.shifted(start))


def _in_inline(project: Project, file: PyFile, path: str) -> Iterator[Use]:
    """The uses in a template that stands in a string, as ones of the Python file, where the two are written alike."""
    for use in uses(project, path):
        _, span = outside(project, path, use.span)
        if file.text[span.start : span.end] == use.name:
            yield replace(use, path=file.path, span=span, call=outside(project, path, use.call)[1])


def _words(project: Project, path: str) -> frozenset[str]:
    """The names without one of which a block of a file has no use: an alias of the module counts."""
    words = {name.rpartition(".")[2] for name in api.call_sites()}
    file = project.python(path)
    bindings = file.bindings if file is not None else {}
    aliases = {name for name, bound in bindings.items() if any(binding.member in words for _, binding in bound)}
    return frozenset({*words, *aliases, *_LOGIN_VIEWS})


def uses_in(project: Project, path: str, block: int) -> tuple[Use, ...]:
    """The uses in a block, in order; their spans are relative to it."""
    file = project.python(path)
    words = ask(project, _words, path)
    if file is None or not any(word in file.blocks[block] for word in words):
        return ()
    shape = file.shapes[block]
    found: list[Use] = []
    for site in shape.calls:
        if last_name(site.call.func) in words:
            found += _in_call(project, file, block, site.call, site.scope)
    for store in shape.stores:
        target = store.target
        if not isinstance(target, Item) and last_name(target) in _LOGIN_VIEWS and store.value is not None:
            named = _string(file, block, store.value)
            if named is not None:
                use = Use(path=path, symbol="endpoint", name=named[0], span=named[1], call=named[1], open=True)
                found.append(use)
    return tuple(sorted(found, key=_order))


def _in_call(project: Project, file: PyFile, block: int, call: Call, scope: int) -> Iterator[Use]:
    meaning = resolve(project, file, block, scope, call.func)
    name = meaning.name if isinstance(meaning, Known) else ""
    if last_name(call.func) in ("get_template", "select_template", "get_or_select_template"):
        name = f"flask.Flask.jinja_env.{last_name(call.func)}" if _is_environment(call.func) else ""
    site = api.call_sites().get(name)
    if site is None:
        return
    keyword = call.keyword(site.keyword)
    value = (
        call.args[site.position] if len(call.args) > site.position else keyword.value if keyword is not None else None
    )
    if value is None:
        return
    values = tuple(each.name for each in call.keywords if each.name is not None and each.name != site.keyword)
    many = value.items if isinstance(value, Display) and value.kind in ("list", "tuple") else (value,)
    for each in many:
        found = _string(file, block, each)
        if found is not None:
            yield Use(
                path=file.path,
                symbol=site.symbol,  # type: ignore[arg-type]
                name=found[0],
                span=found[1],
                call=call.span,
                values=values if site.values else (),
                open=call.opaque or not site.values,
            )
            filename = call.keyword("filename") if site.values and is_static(found[0]) else None
            named = _string(file, block, filename.value) if filename is not None else None
            if named is not None:
                yield Use(
                    path=file.path, symbol="static", name=named[0], span=named[1], call=call.span, endpoint=found[0]
                )  # fmt: skip


def is_static(endpoint: str) -> bool:
    """Whether an endpoint is, by its name, the one that Flask gives to an application's or blueprint's static files."""
    return endpoint.rpartition(".")[2] == "static"


def _is_environment(func: Expr) -> bool:
    return isinstance(func, Ref) and "jinja_env" in func.parts


def _string(file: PyFile, block: int, value: Expr) -> tuple[str, Span] | None:
    """A string literal's text and the span of its content in the block; None where the two are not written alike."""
    if not isinstance(value, Const) or not isinstance(value.value, str):
        return None
    written = file.blocks[block][value.span.start : value.span.end]
    opener = _OPENER.match(written)
    if opener is None:
        return None
    start = value.span.start + opener.end()
    quotes = len(opener[0].lstrip("rRbBuUfF"))
    span = Span(start, value.span.end - quotes)
    if file.blocks[block][span.start : span.end] != value.value:
        return None
    return value.value, span


@lru_cache(maxsize=4096)
def template_uses(model: Template) -> tuple[Use, ...]:
    """The uses in a template's text; their path is left open, since copies of a file are read once."""
    return tuple(sorted(_in_template(model), key=_order))


def _in_template(model: Template) -> Iterator[Use]:
    for place in model.containing("url_for", *REFERRING):
        for part in place.tag.parts:
            if isinstance(part, nodes.Call) and isinstance(part.func, nodes.Name) and part.func.name == "url_for":
                yield from _url_for(model.text, place, part)
        for reference in model.references_of(place):
            yield Use(path="", symbol="template", name=reference.name, span=reference.span, call=reference.place.span)


def _url_for(text: str, place: Placed, call: nodes.Call) -> Iterator[Use]:
    keywords = {keyword.name: keyword.value for keyword in call.arguments.keywords}
    first = call.arguments.args[0] if call.arguments.args else keywords.get("endpoint")
    endpoint = _literal(text, place, first)
    if endpoint is None:
        return
    values = tuple(name for name in keywords if name != "endpoint")
    whole = place.at(call.span)
    name, span = endpoint
    yield Use(path="", symbol="endpoint", name=name, span=span, call=whole, values=values, open=call.arguments.open)
    filename = _literal(text, place, keywords.get("filename")) if is_static(name) else None
    if filename is not None:
        yield Use(path="", symbol="static", name=filename[0], span=filename[1], call=whole, endpoint=name)


def _literal(text: str, place: Placed, value: nodes.Expr | None) -> tuple[str, Span] | None:
    """A string literal's text and the span of its content; None where the two are not written alike."""
    if not isinstance(value, nodes.Const) or not isinstance(value.value, str):
        return None
    span = place.at(Span(value.span.start + 1, value.span.end - 1))
    return (value.value, span) if text[span.start : span.end] == value.value else None
