"""What stands under the cursor in a template's tags: variables, attributes, the project's filters, macros and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.features.results import Hover
from flask_ls.knowledge import api
from flask_ls.project.meaning import Site
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols.describe import describe_api
from flask_ls.symbols.python_values import parts
from flask_ls.symbols.template_contract import ancestors, processed
from flask_ls.symbols.template_given import function_of
from flask_ls.symbols.template_inline import outside
from flask_ls.symbols.template_names import Kind, givers
from flask_ls.symbols.template_scope import MacroUse, locals_at, macros, parameters
from flask_ls.symbols.template_types import handed, value_of, value_of_name
from flask_ls.symbols.template_values import variables
from flask_ls.syntax.template.model import Placed, Template
from flask_ls.syntax.template.nodes import Attribute, Block, Filter, FromImport, Macro, Name, Test
from flask_ls.text.lines import LineIndex
from flask_ls.text.spans import Span

_MOST = 5  # lines of who passes a name
_DOCSTRING = re.compile(r"[rRuU]?(?:\"\"\"|'''|\"|')\s*([^\r\n\"]*)")


def hover(project: Project, path: str, offset: int) -> Hover | None:
    """What is known of the name at `offset`, where it is the project's or the template's own."""
    file = project.text_file(path)
    place = file.template.tag_at(offset) if file is not None else None
    if file is None or place is None:
        return None
    page = file.template
    for part in place.tag.parts:
        span = part.span if isinstance(part, Name) else getattr(part, "name_span", None)
        if span is None or not place.at(span).contains(offset):
            continue
        said = None
        match part:
            case Filter() | Test():
                said = _given(project, "filter" if isinstance(part, Filter) else "test", part.name)
            case Attribute():
                said = _attribute(project, path, page, place, part)
            case Name():
                said = _variable(project, path, page, place.start, part.name)
        return Hover(span=place.at(span), markdown=said) if said is not None else None
    return _statement(project, path, page, place, offset)


def signature(project: Project, kind: Kind, name: str) -> tuple[str, tuple[str, ...], str] | None:
    """Name, parameters and the docstring's first line of the function behind a filter, test or global of the project."""
    site = _function(project, kind, name)
    file = project.python(site.path) if site is not None else None
    if site is None or file is None:
        return None
    scope = file.shapes[site.block].scopes[site.scope]
    text = file.blocks[site.block]
    docstring = _DOCSTRING.match(text, scope.body_start) if scope.docstring_end >= 0 else None
    header = text[scope.name_span.end : scope.body_start]
    return scope.name, _written(header), docstring[1].strip() if docstring is not None else ""


def _function(project: Project, kind: Kind, name: str) -> Site | None:
    """The one function that is given as a filter, test or global of this name."""
    found = {function_of(project, given) for given in givers(project).get((kind, name), ())}
    return found.pop() if len(found) == 1 else None


def _written(header: str) -> tuple[str, ...]:
    """The parameters in a function's header, as they are written."""
    found, depth, start = [], 0, header.find("(") + 1
    for at in range(start, len(header)):
        char = header[at]
        if depth == 0 and char in ",)":
            found.append(" ".join(header[start:at].split()))
            start = at + 1
            if char == ")":
                break
        depth += (char in "([{") - (char in ")]}")
    return tuple(each for each in found if each)


def _given(project: Project, kind: Kind, name: str) -> str | None:
    given = givers(project).get((kind, name), ())
    if not given:
        return None
    own = _function(project, kind, name)
    sites = [each.site for each in given if each.site != own]
    shown = ", ".join(_shown(project, site) for site in sites[:5])
    where = f"A {kind} of this project: {_shown(project, own)}." if own is not None else f"A {kind} of this project."
    registered = f"Registered in {shown}." if sites else ""
    found = signature(project, kind, name)
    if found is None:
        return "\n\n".join(each for each in (f"`{name}`", where, registered) if each)
    _, taken, said = found
    header = f"```python\n{name}({', '.join(taken)})\n```"
    return "\n\n".join(each for each in (header, said, where, registered) if each)


def _shown(project: Project, site: Site) -> str:
    """A place as people read it."""
    file = project.python(site.path)
    line = file.lines.line_of(file.absolute(site.block, site.span).start) + 1 if file is not None else 0
    return f"`{project.relative(site.path)}:{line}`"


def _attribute(project: Project, path: str, page: Template, place: Placed, part: Attribute) -> str | None:
    owner = value_of(project, path, page, place.start, part.value)
    found = parts(project, owner).get(part.name)
    if found is None or owner is None:
        use = (
            macros(project, path, page).get(f"{part.value.name}.{part.name}") if isinstance(part.value, Name) else None
        )
        return _macro(project, use) if use is not None else None
    entry = api.lookup(found.entry) if found.entry else None
    return describe_api(entry) if entry is not None else f"`{part.name}`: {found.detail}, of {owner.name}."


def _variable(project: Project, path: str, page: Template, offset: int, name: str) -> str | None:
    use = macros(project, path, page).get(name)
    if use is not None:
        return _macro(project, use)
    local = locals_at(page, offset).get(name)
    if local is not None:
        value = value_of(project, path, page, offset, Name(name=name, span=Span(0, 0)))
        kind = f", {value.name}" if value is not None else ""
        home, span = outside(project, path, local.place.span)
        line = LineIndex(project.files[home].text).line_of(span.start) + 1
        return f"`{name}`{kind}: of `{local.place.tag.keyword}` in line {line}."
    givers = [*_passing(project, path, name)]
    if not givers:
        return _given(project, "global", name)
    value = value_of_name(project, path, name)
    kind = f", {value.name}" if value is not None else ""
    more = [f"* and {len(givers) - _MOST} more"] if len(givers) > _MOST else []
    return f"`{name}`{kind}, passed by\n\n" + "\n".join([*givers[:_MOST], *more])


def _passing(project: Project, path: str, name: str) -> Iterator[str]:
    """Who gives a name to a template, as lines of a list: views, templates around it, context processors."""
    variable = variables(project, path).get(name)
    for call in variable.calls if variable is not None else ():
        yield _in_python(project, call.path, call.block, call.scope, call.span)
    for each in handed(project, path).get(name, ()):
        place = outside(project, each.path, each.local.place.span)
        line = LineIndex(project.files[place[0]].text).line_of(place[1].start) + 1
        yield f"* `{each.local.place.tag.keyword}` in `{project.relative(each.path)}:{line}`"
    for given in processed(project).get(name, ()):
        yield _in_python(project, given.path, given.block, given.scope, given.passed.span)


def _in_python(project: Project, path: str, block: int, scope: int, span: Span) -> str:
    file = project.files[path]
    assert isinstance(file, PyFile)
    line = LineIndex(file.text).line_of(file.absolute(block, span).start) + 1
    return f"* `{file.shapes[block].scopes[scope].name or 'module'}` in `{project.relative(path)}:{line}`"


def _macro(project: Project, use: MacroUse) -> str:
    written = f"{{% macro {use.macro.name}({', '.join(parameters(project, use))}) %}}"
    return f"```html\n{written}\n```\n\nA macro of `{project.relative(use.path)}`."


def _statement(project: Project, path: str, page: Template, place: Placed, offset: int) -> Hover | None:
    """The name of a block or a macro where it is defined, or of a macro where it is imported."""
    statement = place.tag.statement
    if isinstance(statement, Block | Macro) and place.at(statement.name_span).contains(offset):
        span = place.at(statement.name_span)
        if isinstance(statement, Block):
            return Hover(span=span, markdown=_block(project, path, statement.name))
        use = macros(project, path, page)[statement.name]
        return Hover(span=span, markdown=_macro(project, use))
    for each in statement.names if isinstance(statement, FromImport) else ():
        imported = macros(project, path, page).get(each.target.name)
        for span in (each.span, each.target.span):
            if place.at(span).contains(offset) and imported is not None:
                return Hover(span=place.at(span), markdown=_macro(project, imported))
    return None


def _block(project: Project, path: str, name: str) -> str:
    above, sure = ancestors(project, path)
    filled = []
    for each in above:
        file = project.text_file(each)
        if file is not None and any(block.name == name for _, block in file.template.blocks):
            filled.append(f"`{project.relative(each)}`")
    if filled:
        return f"Block `{name}`: fills the one of {', which fills the one of '.join(filled)}."
    if above and sure:
        return f"Block `{name}`: no template above has it."
    return f"Block `{name}`."
