"""Rename an endpoint: the view function with every place that calls it by name, or the `endpoint=` that names it."""

from __future__ import annotations

import keyword
import os
import re

from flask_ls.features.given_rename import named_functions
from flask_ls.features.references import named_at
from flask_ls.features.results import Refusal, Rename
from flask_ls.features.template_rename import rename_symbol, template_refused
from flask_ls.project.components import component
from flask_ls.project.meaning import Known, Site
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols import endpoint, url_variable
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.template_given import given_at, written
from flask_ls.symbols.template_symbols import Symbol, symbol_at
from flask_ls.symbols.url_variable import UrlVariable, in_formatted_string
from flask_ls.symbols.uses import use_at
from flask_ls.syntax.cursor import cursor
from flask_ls.syntax.shape import MODULE, Ref, Shape
from flask_ls.text.spans import Span, TextEdit

_DOTTED = re.compile(r"[^\W\d]\w*(?:[ \t]*\.[ \t]*[^\W\d]\w*)*")


def prepare_rename(project: Project, path: str, offset: int) -> tuple[Span, str] | Refusal | None:
    """The name at `offset` and its span, where it can be renamed; None where there is nothing of ours."""
    variable = url_variable.at(project, path, offset)
    if variable is not None:
        places = [*variable.rules, *([variable.parameter] if variable.parameter else [])]
        span = next(each for each in places if each.contains(offset))
        return _variable_refused(variable) or (span, variable.name)
    symbol = _symbol_at(project, path, offset)
    if symbol is not None:
        file = project.files[path]
        return template_refused(project, symbol) or (symbol.span, file.text[symbol.span.start : symbol.span.end])
    found = named_at(project, path, offset)
    if not found:
        return None
    use = use_at(project, path, offset)
    last = found[0].name.rpartition(".")[2]
    if use is not None:
        span = Span(use.span.end - len(last), use.span.end)
        if offset < span.start:
            return Refusal("a blueprint's name is not renamed where an endpoint is named")
    else:
        named = endpoint.routes_named_at(project, path, offset)
        place = endpoint.span_of(project, named[0].view) if named and named[0].view is not None else None
        if place is None:
            return None
        span, last = place, named[0].view_name.rpartition(".")[2]
    refused = _refused(project, found)
    return refused if refused is not None else (span, last)


def rename(project: Project, path: str, offset: int, new_name: str) -> Rename | Refusal:
    """The edits that give the endpoint at `offset` another last name, or the variable of a URL another one."""
    variable = url_variable.at(project, path, offset)
    if variable is not None:
        return _rename_variable(project, path, variable, new_name)
    symbol = _symbol_at(project, path, offset)
    if symbol is not None:
        return _rename_symbol(project, symbol, new_name)
    found = named_at(project, path, offset)
    if not found:
        return Refusal("there is no endpoint here")
    refused = _refused(project, found)
    if refused is not None:
        return refused
    if "." in new_name or not new_name:
        return Refusal("an endpoint's name must not be empty and must not contain a dot")
    edits: dict[tuple[str, Span], str] = {}
    by_view: dict[Site, list[Endpoint]] = {}
    for each in found:
        text = each.routes[0].endpoint_text
        if text is not None:
            _rename_literals(project, each, new_name, edits)
        elif each.routes[0].view is not None:
            by_view.setdefault(each.routes[0].view, []).append(each)
    for view in by_view:
        if not new_name.isidentifier() or keyword.iskeyword(new_name):
            return Refusal(f"`{new_name}` cannot be the name of a function")
        refused = _rename_view(project, view, new_name, edits)
        if refused is not None:
            return refused
        for each in _endpoints_of(project, view):
            _rename_uses(project, each, new_name, edits)
    for each in found:
        whole = f"{each.name.rpartition('.')[0]}.{new_name}".lstrip(".")
        if whole != each.name and isinstance(endpoint.find(project, path, whole), Endpoint):
            return Refusal(f"there is an endpoint `{whole}` already")
    return _gathered(edits)


def _symbol_at(project: Project, path: str, offset: int) -> Symbol | None:
    """What is renamed at an offset of a template; of a macro that has another name where it is imported, that name.

    A function that is given to templates under a name which is written elsewhere is Python's affair.
    """
    symbol = symbol_at(project, path, offset)
    if symbol is not None and symbol.kind == "macro" and symbol.variable is not None:
        return symbol._replace(kind="variable", name=symbol.variable.name, home=path)
    named = given_at(project, path, offset)
    return None if named is not None and written(project, named.given) not in (None, named.span) else symbol


def _rename_symbol(project: Project, symbol: Symbol, new_name: str) -> Rename | Refusal:
    """The edits for a name of a template; the function too, where it is the function's own name."""
    found = rename_symbol(project, symbol, new_name)
    if isinstance(found, Refusal) or symbol.kind not in ("filter", "test", "global"):
        return found
    edits = {(path, edit.span): edit.text for path, changes in found.edits.items() for edit in changes}
    for site in named_functions(project, symbol.home, symbol.kind, symbol.name):
        if keyword.iskeyword(new_name):
            return Refusal(f"`{new_name}` cannot be the name of a function")
        refused = _rename_view(project, site, new_name, edits)
        if refused is not None:
            return refused
        for each in _endpoints_of(project, site):
            _rename_uses(project, each, new_name, edits)
    return _gathered(edits)


def _gathered(edits: dict[tuple[str, Span], str]) -> Rename:
    gathered: dict[str, list[TextEdit]] = {}
    for (file, span), text in sorted(edits.items()):
        gathered.setdefault(file, []).append(TextEdit(span, text))
    return Rename(edits={file: tuple(each) for file, each in gathered.items()})


def _variable_refused(variable: UrlVariable) -> Refusal | None:
    uncertain = next((route for route in variable.routes if not route.certain), None)
    if uncertain is not None:
        return Refusal(f"the route `{uncertain.rule}` is not certain: {uncertain.reason}")
    if variable.tangled or variable.parameter is None:
        return Refusal(variable.tangled or f"`{variable.name}` is no parameter of the view")
    return None


def _rename_variable(project: Project, path: str, variable: UrlVariable, new_name: str) -> Rename | Refusal:
    """The variable in its rules, the view's parameter with its uses, and the values passed to `url_for`."""
    refused = _variable_refused(variable)
    if refused is not None:
        return refused
    if not new_name.isidentifier() or keyword.iskeyword(new_name):
        return Refusal(f"`{new_name}` cannot be the name of a parameter")
    file_of_view = project.python(path)
    assert variable.parameter is not None and file_of_view is not None
    block = file_of_view.block_at(variable.parameter.start)
    if any(binding.name == new_name for binding in file_of_view.shapes[block].bindings):
        return Refusal(f"`{new_name}` is bound already beside the view")
    places = {(path, span): None for span in (*variable.rules, variable.parameter, *variable.uses)}
    edits: dict[str, list[TextEdit]] = {}
    for file, span in sorted(places | url_variable.passed(project, variable)):
        edits.setdefault(file, []).append(TextEdit(span, new_name))
    return Rename(edits={file: tuple(each) for file, each in edits.items()})


def _refused(project: Project, found: list[Endpoint]) -> Refusal | None:
    """Why these endpoints cannot be renamed."""
    for each in found:
        uncertain = next((route for route in each.routes if not route.certain), None)
        if uncertain is not None:
            return Refusal(f"the endpoint `{each.name}` is not certain: {uncertain.reason}")
        views = {route.view for route in each.routes}
        if None in views:
            return Refusal(f"the view of `{each.name}` is not in this project")
        if len(views) > 1:
            return Refusal(f"`{each.name}` names several views")
        route = each.routes[0]
        last = each.name.rpartition(".")[2]
        if route.endpoint_text is None and route.view_name.rpartition(".")[2] != last:
            return Refusal(f"`{each.name}` is named neither after its view nor by a string that was found")
    return None


def _rename_literals(project: Project, each: Endpoint, new_name: str, edits: dict[tuple[str, Span], str]) -> None:
    """The string of `endpoint=`, and every use."""
    for route in each.routes:
        site = route.endpoint_text
        file = project.python(site.path) if site is not None else None
        if site is not None and file is not None:
            whole = file.absolute(site.block, site.span)
            written = file.text[whole.start : whole.end]
            at = written.find(each.name.rpartition(".")[2])
            if at >= 0:
                start = whole.start + at
                edits[site.path, Span(start, start + len(each.name.rpartition(".")[2]))] = new_name
    _rename_uses(project, each, new_name, edits)


def _rename_uses(project: Project, each: Endpoint, new_name: str, edits: dict[tuple[str, Span], str]) -> None:
    last = each.name.rpartition(".")[2]
    for use in endpoint.occurrences(project, each):
        edits[use.path, Span(use.span.end - len(last), use.span.end)] = new_name


def _endpoints_of(project: Project, view: Site) -> list[Endpoint]:
    """Every endpoint that is named after a view."""
    routes = route_map(project).routes
    return endpoint.grouped(route for route in routes if route.view == view and route.endpoint_text is None)


def _rename_view(project: Project, view: Site, new_name: str, edits: dict[tuple[str, Span], str]) -> Refusal | None:
    """Every name in Python code that means the view's function or class."""
    home = project.python(view.path)
    if home is None:
        return Refusal("the view's file cannot be read")
    taken = any(binding.name == new_name for binding in home.shapes[view.block].bindings)
    if taken or new_name in home.bindings:
        return Refusal(f"`{new_name}` is bound already in {os.path.basename(view.path)}")  # noqa: PTH119
    old = home.blocks[view.block][view.span.start : view.span.end]
    edits[view.path, home.absolute(view.block, view.span)] = new_name
    word = re.compile(rf"(?<![\w]){re.escape(old)}(?![\w])")
    for file in component(project, view.path):
        for block, text in enumerate(file.blocks):
            if old not in text:
                continue
            exported = text.lstrip().startswith("__all__")
            if exported or in_formatted_string(text, old, Span(0, len(text))):
                where = "`__all__`" if exported else "an f-string"
                return Refusal(f"`{old}` stands in {where} in {os.path.basename(file.path)}")  # noqa: PTH119
            for match in word.finditer(text):
                span = Span(*match.span())
                if (file.path, block, span) == (view.path, view.block, view.span):
                    continue
                if cursor(text, span.start + 1).place in ("string", "comment"):
                    continue
                means = _means(project, file, block, text, span)
                if means is None:
                    line = file.lines.line_of(file.absolute(block, span).start) + 1
                    name = os.path.basename(file.path)  # noqa: PTH119
                    return Refusal(f"what `{old}` means in {name}:{line} cannot be known")
                if means == view:
                    edits[file.path, file.absolute(block, span)] = new_name
    return None


_ELSE = Site(path="", block=0, span=Span(0, 0), scope=0)


def _means(project: Project, file: PyFile, block: int, text: str, span: Span) -> Site | None:
    """The function or class that a word in code means; another thing counts as `_ELSE`, None where it is not known."""
    shape = file.shapes[block]
    for binding in shape.bindings:
        if binding.span == span and binding.kind != "from":
            return _ELSE  # another thing of the same name is bound here
    if text[: span.start].rstrip().endswith((".", "def", "class")) and not _is_module_member(text, span):
        return _ELSE
    if text[span.end : span.end + 1] == "=" and text[span.end + 1 : span.end + 2] != "=" and _in_call(text, span):
        return _ELSE  # a keyword argument
    start = span.start
    match = next((m for m in _DOTTED.finditer(text) if m.start() <= start < m.end()), None)
    parts = re.findall(r"\w+", text[match.start() : span.end]) if match is not None else [text[span.start : span.end]]
    _, scope = file.scope_at(file.absolute(block, span).start)
    for binding in shape.bindings:
        if binding.kind == "from" and binding.span.start <= span.start and span.end <= binding.span.end:
            scope, parts = binding.scope, [binding.name]
    if _is_local(shape, scope, parts[0]):
        return _ELSE
    meaning = resolve(project, file, block, scope, Ref(tuple(parts), span))
    if not isinstance(meaning, Known):
        return None
    return meaning.site if meaning.site is not None else _ELSE


def _is_local(shape: Shape, scope: int, name: str) -> bool:
    """Whether a name is bound, in a function around its place, to a value or a parameter: never to a view or module."""
    while scope > MODULE:
        bound = shape.bound(scope, name)
        if bound and shape.scopes[scope].kind == "function":
            return all(binding.kind in ("parameter", "value", "other") for binding in bound)
        scope = shape.scopes[scope].parent
    return False


def _is_module_member(text: str, span: Span) -> bool:
    return text[: span.start].rstrip().endswith(".")


def _in_call(text: str, span: Span) -> bool:
    return bool(cursor(text, span.start).arguments)
