"""What a call takes: those of Flask and the extensions their parameters, `url_for("…", ` the values of the endpoint that it
names, in templates macros and filters theirs."""

from __future__ import annotations

from flask_ls.features.results import Signature
from flask_ls.features.surroundings import block_of
from flask_ls.knowledge import api
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.symbols import endpoint
from flask_ls.symbols.call_sites import callee
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.parameters import active, call_at, label, parameters
from flask_ls.symbols.template_inline import inline_at
from flask_ls.symbols.uses import Use, uses
from flask_ls.syntax.cursor import Cursor, cursor


def signature_help(project: Project, path: str, offset: int) -> Signature | None:
    """What the call around `offset` takes."""
    path, offset = inline_at(project, path, offset) or (path, offset)
    if project.text_file(path) is not None:
        from flask_ls.features.template_signature import signature_help as in_template

        return in_template(project, path, offset)
    return _of_endpoint(project, path, offset) or _of_call(project, path, offset)


def _of_call(project: Project, path: str, offset: int) -> Signature | None:
    """The parameters of what the catalogue knows."""
    found = _around(project, path, offset)
    if found is None:
        return None
    file, block, around = found
    call = call_at(project, file, block, offset - file.starts[block], around) if around.place != "comment" else None
    taken = parameters(call.entry) if call is not None else ()
    if call is None or not taken:
        return None
    return Signature(
        label=label(call.entry, taken),
        parameters=tuple(each.written for each in taken),
        active=active(taken, call.argument),
        documentation=call.entry.summary,
        said=tuple(each.said for each in taken),
    )


def _of_endpoint(project: Project, path: str, offset: int) -> Signature | None:
    """The values of the endpoint that a call of `url_for` names."""
    found = call_around(project, path, offset)
    if found is None:
        return None
    use, around = found
    target = endpoint.resolve_use(project, use)
    if not isinstance(target, Endpoint):
        return None
    kinds = endpoint.variables(target.routes)
    needed = endpoint.required(target.routes)
    shown = [f'"{use.name}"']
    for name, kind in kinds.items():
        converter = api.converter(kind)
        python_type = converter.python_type if converter is not None else kind
        shown.append(f"{name}: {python_type}" + ("" if name in needed else " = …"))
    keyword = around.arguments[0].keyword if around is not None and around.arguments else None
    names = [*kinds]
    at = names.index(keyword) + 1 if keyword in names else (0 if use.span.contains(offset) else None)
    if at is None and len(shown) > 1:
        left = [name for name in names if name not in use.values]
        at = names.index(left[0]) + 1 if left else None
    rules = ", ".join(dict.fromkeys(f"`{route.rule}`" for route in target.routes))
    return Signature(
        label=f"url_for({', '.join(shown)})",
        parameters=tuple(shown),
        active=at,
        documentation=f"Endpoint `{target.name}`: {rules}",
    )


def call_around(project: Project, path: str, offset: int) -> tuple[Use, Cursor] | None:
    """The endpoint in the innermost call of `url_for`, by whatever name, around an offset, and what stands around it."""
    scanned = _around(project, path, offset)
    if scanned is None or not scanned[2].arguments:
        return None
    file, _, around = scanned
    meaning = callee(project, file, offset, around.arguments[0])
    site = api.call_sites().get(meaning.name) if meaning is not None else None
    if site is None or not site.values:
        return None
    found = [
        use for use in uses(project, path) if use.symbol == "endpoint" and use.span.start <= offset <= use.call.end
    ]
    return (found[-1], around) if found else None


def _around(project: Project, path: str, offset: int) -> tuple[PyFile, int, Cursor] | None:
    """A Python file, the block that a cursor is in, and what stands around it."""
    file = project.files.get(path)
    if not isinstance(file, PyFile) or not file.blocks:
        return None
    block = block_of(file, offset)
    return file, block, cursor(file.blocks[block], offset - file.starts[block])
