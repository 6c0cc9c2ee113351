"""What a name in a template means: a block, a macro, a variable of its own, or what Python gives it; and where else it is.

Knows names and their places; texts that names are replaced by, and what a client is shown, are the features' affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from flask_ls.project.inline import inline
from flask_ls.project.memory import ask
from flask_ls.project.snapshot import Project
from flask_ls.symbols import template_contract as contracts
from flask_ls.symbols.template import resolve_name
from flask_ls.symbols.template_calls import Passed, Render, renders_in
from flask_ls.symbols.template_given import given_as, given_at, origin, template_uses, written
from flask_ls.symbols.template_inline import inline_at, outside
from flask_ls.symbols.template_names import Kind as GivenKind
from flask_ls.symbols.template_names import names
from flask_ls.symbols.template_types import handed
from flask_ls.syntax.template.model import Template
from flask_ls.syntax.template.names import Variable, needs, variables
from flask_ls.syntax.template.nodes import (
    Attribute,
    Block,
    Const,
    Expr,
    Filter,
    FromImport,
    Import,
    Macro,
    Name,
    Plain,
    Test,
)
from flask_ls.text.spans import Span

Kind = Literal["block", "macro", "variable", "context", "filter", "test", "global"]


class Place(NamedTuple):
    """A span of a file."""

    path: str
    span: Span


class Symbol(NamedTuple):
    """What stands at `span`. `home`: the template that defines a macro; of anything else the file that it is written in.

    `variable`: of a variable, the name with its scope; also of a macro that was imported under another name, that name.
    """

    kind: Kind
    name: str
    span: Span
    home: str
    variable: Variable | None = None


def symbol_at(project: Project, path: str, offset: int) -> Symbol | None:
    """What the name at an offset of a template means; in Python, what is handed to one template, or given to all."""
    if project.python(path) is not None:
        found = inline_at(project, path, offset)
        if found is not None:
            symbol = symbol_at(project, *found)
            return symbol._replace(span=outside(project, found[0], symbol.span)[1]) if symbol is not None else None
        given = given_at(project, path, offset)
        if given is not None:
            return Symbol(given.given.kind, given.given.name, given.span, path)
        return _passed_at(project, path, offset)
    file = project.text_file(path)
    place = file.template.tag_at(offset) if file is not None else None
    if file is None or place is None:
        return None
    at = offset - place.start
    statement = place.tag.statement
    if isinstance(statement, Block) or (isinstance(statement, Plain) and place.tag.keyword == "endblock"):
        named = bool(statement.name) and statement.name_span.contains(at)
        return Symbol("block", statement.name, place.at(statement.name_span), path) if named else None
    for part in place.tag.parts:
        if isinstance(part, Filter | Test) and part.name_span.contains(at):
            kind: Kind = "filter" if isinstance(part, Filter) else "test"
            return Symbol(kind, part.name, place.at(part.name_span), path)
        if isinstance(part, Attribute) and part.name and part.name_span.contains(at):
            return _member(project, path, file.template, part, place.at(part.name_span))
    if isinstance(statement, FromImport):
        for each in statement.names:
            home = target(project, path, statement.template)
            if each.span.contains(at) and home:
                return Symbol("macro", each.name, place.at(each.span), home)
    return _name_at(project, path, file.template, offset)


def _member(project: Project, path: str, model: Template, part: Attribute, span: Span) -> Symbol | None:
    """What `self.name` and `module.name` mean; attributes of values are not known here."""
    if not isinstance(part.value, Name):
        return None
    if part.value.name == "self":
        return Symbol("block", part.name, span, path)
    home = imported_modules(project, path, model).get(part.value.name)
    return Symbol("macro", part.name, span, home) if home else None


def _name_at(project: Project, path: str, model: Template, offset: int) -> Symbol | None:
    for variable in variables(model):
        span = next((each for each in variable.spans if each.contains(offset)), None)
        if span is None:
            continue
        if (macro := _macro(project, path, model, variable)) is not None and macro.home:
            return Symbol("macro", macro.name, span, macro.home, variable if macro.alias else None)
        return Symbol("variable", variable.name, span, path, variable)
    need = next((each for each in needs(model) if each.span.contains(offset)), None)
    if need is None:
        return None
    kind: Kind = "global" if need.name in names(project, "global").known else "context"
    return Symbol(kind, need.name, need.span, path)


class _Macro(NamedTuple):
    """What a name of a template stands for: a macro by its own name, and its template, which is empty where not known."""

    name: str
    home: str
    alias: bool = False


def _macro(project: Project, path: str, model: Template, variable: Variable) -> _Macro | None:
    """The macro that a name of a template is; None where it is none."""
    once = len(variable.bindings) == 1
    for place, statement in model.statements(Macro):
        if place.at(statement.name_span) in variable.bindings:
            return _Macro(variable.name, path if once else "")
    for place, from_import in model.statements(FromImport):
        for each in from_import.names:
            if place.at(each.target.span) in variable.bindings:
                home = target(project, path, from_import.template) if once else ""
                return _Macro(each.name, home, each.target.span != each.span)
    return None


def target(project: Project, path: str, named: Expr) -> str:
    """The template that a tag names; empty where it is not known."""
    if isinstance(named, Const) and isinstance(named.value, str):
        return next(iter(resolve_name(project, path, named.value)), "")
    return ""


def imported_modules(project: Project, path: str, model: Template) -> dict[str, str]:
    """The names that `import … as` binds in a template, with the templates; without those that are bound twice."""
    found: dict[str, str] = {}
    for _, statement in model.statements(Import):
        name = statement.target.name
        found[name] = "" if name in found else target(project, path, statement.template)
    bound = [variable.name for variable in variables(model) for _ in variable.bindings]
    return {name: home for name, home in found.items() if bound.count(name) == 1}


# Where it is defined.


def definitions(project: Project, symbol: Symbol) -> list[Place]:
    """Where a name comes from: of a block, the nearest parent's; of a variable from outside, who passes or gives it."""
    return _outside(project, _definitions(project, symbol))


def _definitions(project: Project, symbol: Symbol) -> list[Place]:
    match symbol.kind:
        case "block":
            above, _ = contracts.ancestors(project, symbol.home)
            for path in above:
                if found := [*_blocks(project, path, symbol.name)]:
                    return found[:1]
            return []
        case "macro":
            return [*_macros(project, symbol.home, symbol.name)]
        case "variable":
            return [Place(symbol.home, span) for span in symbol.variable.bindings] if symbol.variable else []
        case "context":
            calls, _ = ask(project, contracts.rendering, symbol.home)
            return list(dict.fromkeys([*_arguments(project, calls, symbol.name), *_given(project, symbol)]))
    return list(dict.fromkeys(_origins(project, symbol)))


def _given(project: Project, symbol: Symbol) -> Iterator[Place]:
    """Where other templates, and context processors, have a name that a template is given."""
    for each in handed(project, symbol.home).get(symbol.name, ()):
        yield Place(each.path, each.local.span)
    for given in contracts.processed(project).get(symbol.name, ()):
        yield _named(project, given.path, given.block, given.passed)
    for path in contracts.ancestors(project, symbol.home)[0]:
        file = project.text_file(path)
        for variable in variables(file.template) if file is not None and symbol.name in file.text else ():
            if variable.top and variable.name == symbol.name:
                yield from (Place(path, span) for span in variable.bindings)


def _origins(project: Project, symbol: Symbol) -> Iterator[Place]:
    """The functions that are a filter, test or global of the project; or the places that give it."""
    if symbol.kind in ("filter", "test", "global"):
        for given in given_as(project, symbol.home, symbol.kind, symbol.name):
            if (found := origin(project, given)) is not None:
                yield Place(*found)


# Everywhere it is.


def occurrences(project: Project, symbol: Symbol) -> list[Place]:
    """Every place of a name that is known to mean the same, in order; what Jinja itself gives has none.

    A macro is also where it goes by another name, that of its import.
    """
    return sorted(_outside(project, _occurrences(project, symbol)))


def reads(project: Project, symbol: Symbol) -> list[Place]:
    """The places of a name in templates, in order."""
    return _outside(project, [each for each in _occurrences(project, symbol) if project.python(each.path) is None])


def is_in_strings(project: Project, symbol: Symbol) -> bool:
    """Whether a name is in a template that stands in a string of Python."""
    return any(inline(each.path) is not None for each in _occurrences(project, symbol))


def _outside(project: Project, places: list[Place]) -> list[Place]:
    """The places as ones of files, each once."""
    return list(dict.fromkeys(Place(*outside(project, *each)) for each in places))


def _occurrences(project: Project, symbol: Symbol) -> list[Place]:
    match symbol.kind:
        case "block":
            found = [
                place
                for path in block_family(project, symbol)
                for place in _blocks(project, path, symbol.name, all_=True)
            ]
        case "macro":
            found = [*_macro_uses(project, symbol)]
        case "variable":
            assert symbol.variable is not None
            found = [Place(symbol.home, span) for span in symbol.variable.spans]
        case "context":
            found = _context_uses(project, symbol)
        case "filter" | "test" | "global":
            found = [*_given_uses(project, symbol, symbol.kind)]
    return sorted(set(found))


def block_family(project: Project, symbol: Symbol) -> list[str]:
    """The templates that share a block: from the furthest that has it, all that extend it."""
    above, _ = contracts.ancestors(project, symbol.home)
    top = symbol.home
    for path in above:
        if any(_blocks(project, path, symbol.name)):
            top = path
    users = contracts.users(project)
    found, pending = [top], [top]
    while pending:
        at = pending.pop()
        for user in users.get(at, ()):
            extends = any(edge.extends and edge.target == at for edge in contracts.edges(project, user))
            if extends and user not in found:
                found.append(user)
                pending.append(user)
    return found


def _blocks(project: Project, path: str, name: str, *, all_: bool = False) -> Iterator[Place]:
    """The blocks of a name in one template; with `all_` also where they end, and `self.name`."""
    file = project.text_file(path)
    if file is None or name not in file.text:
        return
    for place in file.template.tags:
        statement = place.tag.statement
        is_end = isinstance(statement, Plain) and place.tag.keyword == "endblock"
        if (
            isinstance(statement, Block) or (all_ and is_end and isinstance(statement, Plain))
        ) and statement.name == name:
            yield Place(path, place.at(statement.name_span))
        for part in place.tag.parts if all_ else ():
            if isinstance(part, Attribute) and part.name == name and part.value == Name("self", part.value.span):
                yield Place(path, place.at(part.name_span))


def _macros(project: Project, path: str, name: str) -> Iterator[Place]:
    file = project.text_file(path)
    for place, statement in file.template.macros if file is not None else ():
        if statement.name == name:
            yield Place(path, place.at(statement.name_span))


def _macro_uses(project: Project, symbol: Symbol) -> Iterator[Place]:
    for path in dict.fromkeys((symbol.home, *contracts.users(project).get(symbol.home, ()))):
        file = project.text_file(path)
        if file is None or symbol.name not in file.text:
            continue
        model = file.template
        for variable in variables(model):
            macro = _macro(project, path, model, variable)
            if macro is not None and (macro.name, macro.home) == (symbol.name, symbol.home):
                yield from (Place(path, span) for span in variable.spans)
        for place, statement in model.statements(FromImport):
            if target(project, path, statement.template) == symbol.home:
                yield from (Place(path, place.at(each.span)) for each in statement.names if each.name == symbol.name)
        modules = imported_modules(project, path, model)
        for place, part in model.parts(Attribute):
            owner = part.value.name if isinstance(part.value, Name) else ""
            if part.name == symbol.name and modules.get(owner) == symbol.home:
                yield Place(path, place.at(part.name_span))


def _given_uses(project: Project, symbol: Symbol, kind: GivenKind) -> Iterator[Place]:
    given = given_as(project, symbol.home, kind, symbol.name)
    for each in given:
        if (span := written(project, each)) is not None:
            yield Place(each.site.path, span)
    yield from _origins(project, symbol)
    if given:
        yield from (Place(*each) for each in template_uses(project, symbol.home, kind, symbol.name))


def _context_uses(project: Project, symbol: Symbol) -> list[Place]:
    calls: dict[Render, None] = {}
    found: list[Place] = []
    for path in context_family(project, symbol):
        file = project.text_file(path)
        if file is not None:
            found += [Place(path, need.span) for need in needs(file.template) if need.name == symbol.name]
        calls |= dict.fromkeys(contracts.renders(project, path))
    return found + _arguments(project, tuple(calls), symbol.name)


def context_family(project: Project, symbol: Symbol) -> list[str]:
    """The templates between which a variable of Python's is handed on, as far as they read it or are rendered with it."""
    found: dict[str, None] = {}
    pending = [symbol.home]
    while pending:
        path = pending.pop()
        if path in found:
            continue
        found[path] = None
        pending += contracts.handing(project, path)
        pending += [
            edge.target
            for edge in contracts.edges(project, path)
            if edge.context and edge.target and symbol.name in contracts.needed(project, edge.target)
        ]
    return [*found]


def _arguments(project: Project, calls: tuple[Render, ...], name: str) -> list[Place]:
    return [_named(project, call.path, call.block, each) for call in calls for each in call.passed if each.name == name]


def _named(project: Project, path: str, block: int, passed: Passed) -> Place:
    """Where the name itself stands: the quotes of a dictionary's key are no part of it."""
    file = project.python(path)
    assert file is not None
    span = file.absolute(block, passed.span)
    start = file.text.find(passed.name, *span)
    return Place(path, Span(start, start + len(passed.name)) if start >= 0 else span)


def _passed_at(project: Project, path: str, offset: int) -> Symbol | None:
    for call in ask(project, renders_in, path):
        for each in call.passed:
            place = _named(project, call.path, call.block, each)
            if place.span.contains(offset):
                for home in contracts.rendered(project, call)[:1]:
                    return Symbol("context", each.name, place.span, home)
    return None
