"""Documentation for what stands under the cursor, found through imports and aliases, never by the bare word."""

from __future__ import annotations

import re
from dataclasses import replace

from flask_ls.features import hover_words, template_hover
from flask_ls.features.other_files import kind_of
from flask_ls.features.results import Hover
from flask_ls.knowledge import api
from flask_ls.options import Options
from flask_ls.project.meaning import Known, Meaning, Unknown
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.symbols import (
    blueprint,
    command_line,
    config_key,
    endpoint,
    jinja_name,
    static_file,
    template,
    template_contract,
    url_path,
)
from flask_ls.symbols.config_key import KeyUse
from flask_ls.symbols.converter import converter_at, is_rule
from flask_ls.symbols.describe import describe_api, describe_config_key, describe_converter, describe_status
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.status_code import status_at
from flask_ls.symbols.template_inline import inline_at, outside
from flask_ls.symbols.uses import use_at
from flask_ls.syntax.cursor import Cursor, cursor
from flask_ls.syntax.shape import Member, Ref
from flask_ls.syntax.walk import expressions
from flask_ls.text.spans import Span

_DOTTED = re.compile(r"[^\W\d]\w*(?:[ \t]*\.[ \t]*[^\W\d]\w*)*")
_NUMBER = re.compile(r"\d+")


def hover(project: Project, path: str, offset: int, options: Options) -> Hover | None:
    """What is known about the name, rule, key or status at `offset`."""
    if not options.hover_enabled:
        return None
    file = project.files.get(path)
    if not isinstance(file, PyFile):
        named = _named(project, path, offset)
        return named or (_elsewhere(project, path, file.text, offset) if file is not None else None)
    if not file.blocks:
        return None
    block = file.block_at(offset)
    start = file.starts[block]
    text = file.blocks[block]
    inside = offset - start
    around = cursor(text, inside)
    if around.place == "comment":
        return None
    if around.place == "string":
        if (named := _named(project, path, offset)) is not None:
            return named
        if (found := inline_at(project, path, offset)) is not None:
            return _in_inline(project, *found)
        return _string(project, file, block, around, inside) or hover_words.in_string(
            project, file, block, around, inside
        )
    if (key := config_key.key_at(project, path, offset)) is not None:
        return _config_key(project, key)
    return (
        _status(project, file, block, around, text, inside)
        or hover_words.keyword(project, file, block, text, inside)
        or _name(project, file, block, text, inside)
    )


def _in_inline(project: Project, path: str, offset: int) -> Hover | None:
    """What stands in a template that is a string."""
    file = project.text_file(path)
    said = _elsewhere(project, path, file.text, offset) if file is not None else None
    return replace(said, span=outside(project, path, said.span)[1]) if said is not None else None


def _named(project: Project, path: str, offset: int) -> Hover | None:
    """An endpoint, a template, a static file, a configuration key, a blueprint, or the path that a test client asks for."""
    use = use_at(project, path, offset)
    if use is not None and use.symbol == "template":
        return Hover(span=use.span, markdown=_template(project, path, use.name))
    if use is not None and use.symbol == "static":
        return Hover(span=use.span, markdown=static_file.describe(project, use))
    if use is not None:
        found = endpoint.resolve_use(project, use)
        if isinstance(found, Unknown):
            return Hover(span=use.span, markdown=f"Endpoint `{use.name}`: {found.reason}.")
        return Hover(span=use.span, markdown=endpoint.describe(project, found))
    key = config_key.key_at(project, path, offset)
    if key is not None:
        return _config_key(project, key)
    made = blueprint.at(project, path, offset)
    if made is not None:
        return Hover(span=made.span, markdown=blueprint.describe(project, made))
    asked = url_path.at(project, path, offset)
    if asked is not None and asked.routes:
        known = Endpoint(name=asked.routes[0].endpoint, routes=asked.routes)
        return Hover(span=asked.span, markdown=endpoint.describe(project, known))
    return None


def _template(project: Project, path: str, name: str) -> str:
    """What a name of a template loads, and what that extends."""
    said = template.describe(project, path, name)
    found = template.resolve_name(project, path, name)[:1]
    above = template_contract.ancestors(project, found[0])[0] if found else ()
    return f"{said}\n\nExtends " + " → ".join(f"`{project.relative(each)}`" for each in above) + "." if above else said


def _elsewhere(project: Project, path: str, text: str, offset: int) -> Hover | None:
    """What stands in a template, or in a file around the application."""
    kind = kind_of(path, "")
    if kind is None and (own := template_hover.hover(project, path, offset)) is not None:
        return own
    if kind is None and (use := jinja_name.at(text, offset)) is not None:
        said = jinja_name.describe(use.kind, use.name)
        return Hover(span=use.span, markdown=said) if said is not None else None
    found = command_line.at(text, offset, settings=kind is not None and kind.where == "dotenv")
    return Hover(span=found.span, markdown=found.markdown) if found is not None else None


def _string(project: Project, file: PyFile, block: int, around: Cursor, inside: int) -> Hover | None:
    """A converter in a rule."""
    if around.string is None or not around.arguments:
        return None
    start = file.starts[block]
    content = file.blocks[block][around.string.start : around.string.end]
    argument = around.arguments[0]
    if is_rule(project, file, start + inside, argument):
        found = converter_at(content, inside - around.string.start)
        if found is not None:
            converter, span = found
            return Hover(span=span.shifted(start + around.string.start), markdown=describe_converter(converter))
    return None


def _config_key(project: Project, use: KeyUse) -> Hover | None:
    """What is known of a key, and where the project sets it."""
    key = api.config_key(use.key)
    # A constant of a class or module that is called like configuration is a key only where somebody reads it as one.
    if key is None and all(each.declared for each in config_key.occurrences(project, use.path, use.key)):
        return None
    own = config_key.settings(project, use.path).get(use.key, [])
    parts = [describe_config_key(key)] if key is not None else []
    if own:
        parts += [] if parts else [f"`{use.key}`: a configuration key of this project."]
        parts.append(config_key.describe_settings(project, own))
    return Hover(span=use.span, markdown="\n\n".join(parts)) if parts else None


def _status(project: Project, file: PyFile, block: int, around: Cursor, text: str, inside: int) -> Hover | None:
    """The status in `abort(404)`, `@app.errorhandler(404)` and `return body, 404`."""
    number = next(
        (m for m in _NUMBER.finditer(text, max(inside - 4, 0), inside + 4) if m.start() <= inside <= m.end()), None
    )
    if number is None or status_at(project, file, block, around, number.start()) is None:
        return None
    status = api.status_code(int(number[0]))
    span = Span(*number.span()).shifted(file.starts[block])
    return Hover(span=span, markdown=describe_status(status)) if status is not None else None


def _name(project: Project, file: PyFile, block: int, text: str, inside: int) -> Hover | None:
    """The name under the cursor, read up to it: in `app.config`, `app` or all of it."""
    line_start = max(text.rfind("\n", 0, inside), text.rfind("\r", 0, inside)) + 1
    line_end = min((at for at in (text.find("\n", inside), text.find("\r", inside)) if at >= 0), default=len(text))
    match = next((m for m in _DOTTED.finditer(text, line_start, line_end) if m.start() <= inside <= m.end()), None)
    if match is None:
        return None
    names = list(re.finditer(r"\w+", match[0]))
    upto = [name for name in names if match.start() + name.start() <= inside]
    if not upto:
        return None
    last = upto[-1]
    span = Span(match.start() + last.start(), match.start() + last.end())
    if inside > span.end:
        return None
    parts = tuple(name[0] for name in upto)
    imported = _imported(project, file, block, span)
    before = text[: match.start()].rstrip()
    if imported is None and before.endswith("."):
        meaning = _of_result(project, file, block, span)
    else:
        _, scope = file.scope_at(file.starts[block] + inside)
        meaning = imported or resolve(project, file, block, scope, Ref(parts, span))
    if not isinstance(meaning, Known):
        return None
    entry = api.lookup(meaning.name)
    if entry is None or (meaning.site is not None and entry.kind not in ("class", "function", "method")):
        return None
    return Hover(span=span.shifted(file.starts[block]), markdown=describe_api(entry))


def _of_result(project: Project, file: PyFile, block: int, span: Span) -> Meaning | None:
    """What an attribute of something that is no name means: `json` in `client.get("/").json`."""
    for scope, found in expressions(file.shapes[block]):
        if isinstance(found, Member) and found.span.end == span.end and len(found.name) == span.end - span.start:
            return resolve(project, file, block, scope, found)
    return None


def _imported(project: Project, file: PyFile, block: int, span: Span) -> Known | None:
    """What a name inside an import statement means."""
    for binding in file.shapes[block].bindings:
        if binding.kind in ("from", "import") and binding.span.start <= span.start and span.end <= binding.span.end:
            meaning = resolve(project, file, block, binding.scope, Ref((binding.name,), span))
            return meaning if isinstance(meaning, Known) else None
    return None
