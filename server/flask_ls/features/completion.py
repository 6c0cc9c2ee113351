"""What can stand at the cursor: snippets where they are legal, and the closed sets of names inside strings."""

from __future__ import annotations

from collections.abc import Sequence

from flask_ls.features import completion_snippets, template_completion
from flask_ls.features.catalogue import snippets
from flask_ls.features.completion_names import (
    in_string,
    in_template,
    own_keys,
    template_values,
    url_values,
    view_parameters,
)
from flask_ls.features.other_files import can_stand, kind_of
from flask_ls.features.results import Completion
from flask_ls.knowledge import api
from flask_ls.options import Options
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols import endpoint, jinja_name
from flask_ls.symbols.config_key import is_config, known_keys
from flask_ls.symbols.converter import is_rule, opens_variable
from flask_ls.symbols.describe import describe_api, describe_config_key, describe_converter, describe_status
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.status_code import takes_status
from flask_ls.symbols.template_inline import inline_at, outside
from flask_ls.syntax.cursor import Cursor, cursor
from flask_ls.syntax.languages import SHELL, TEMPLATES
from flask_ls.text.spans import Span


def complete(
    project: Project, path: str, offset: int, options: Options, *, snippet_support: bool, language: str
) -> list[Completion]:
    """The entries for a cursor at `offset`. `language` is the editor's name of the document's language."""
    file = project.files.get(path)
    if file is None:
        return []
    if isinstance(file, PyFile):
        return _python(project, file, offset, options, snippet_support)
    if language in TEMPLATES:
        named = in_template(project, path, file.text, offset) or template_completion.complete(project, path, offset)
        if named:
            return named
    entries = completion_snippets.applicable(project, path, options)
    if kind := kind_of(path, language):
        wanted = [each for each in entries if kind.where in each.where]
        stands = can_stand(kind, file.text, offset)
        return completion_snippets.plain(file.text, offset, wanted, snippet_support) if stands else []
    if language in TEMPLATES:
        return completion_snippets.in_template(file.text, offset, entries, snippet_support)
    if language == SHELL:
        return completion_snippets.in_shell(file.text, offset, entries, snippet_support)
    return []


def documentation(key: str, project: Project, options: Sequence[Options]) -> str | None:
    """The Markdown of an entry, by its key."""
    kind, _, name = key.partition(":")
    if kind == "snippet":
        for each in options:
            for root in (*project.roots, ""):
                for snippet in snippets(project, root, each):
                    if snippet.id == name:
                        return completion_snippets.describe(project, root, snippet)
    if kind == "config" and (found := api.config_key(name)):
        return describe_config_key(found)
    if kind == "converter" and (converter := api.converter(name)):
        return describe_converter(converter)
    if kind == "endpoint":
        routes = tuple(route for route in route_map(project).routes if route.endpoint == name)
        return endpoint.describe(project, Endpoint(name=name, routes=routes)) if routes else None
    if kind in ("filter", "test", "tag", "global", "variable"):
        return jinja_name.describe(kind, name)  # type: ignore[arg-type]
    if kind == "api" and (entry := api.lookup(name)):
        return describe_api(entry)
    if kind == "status" and name.isdigit() and (status := api.status_code(int(name))):
        return describe_status(status)
    return None


def _python(project: Project, file: PyFile, offset: int, options: Options, snippet_support: bool) -> list[Completion]:
    if not file.closed and cursor(file.text, offset).place == "string":
        return []
    block = file.block_at(offset)
    start = file.starts[block] if file.starts else 0
    text = file.blocks[block] if file.blocks else ""
    if block and offset == start:  # between two blocks the cursor may still end the one before, half typed
        block -= 1
        start, text = file.starts[block], file.blocks[block]
    inside = offset - start
    around = cursor(text, inside)
    if around.place == "string":
        if (found := inline_at(project, file.path, offset)) is not None:
            return _in_inline(project, *found)
        return _string(project, file, start, around, inside) or in_string(project, file, start, around, inside)
    values = url_values(project, file, offset, around, start) or template_values(project, file, offset, around, start)
    if around.arguments and (statuses := _status(project, file, offset, around, start)):
        return statuses
    return values + completion_snippets.in_python(project, file, block, inside, around, options, snippet_support)


def _in_inline(project: Project, path: str, offset: int) -> list[Completion]:
    """The entries for a cursor in a template that stands in a string."""
    file = project.text_file(path)
    named = in_template(project, path, file.text, offset) if file is not None else []
    return [
        each._replace(replace=outside(project, path, each.replace)[1])
        for each in named or template_completion.complete(project, path, offset)
    ]


def _string(project: Project, file: PyFile, start: int, around: Cursor, inside: int) -> list[Completion]:
    """Configuration keys in `config["…"]`, converters in a rule."""
    if around.string is None or not around.arguments:
        return []
    if is_config(project, file, start + inside, around.arguments[0]):
        return [
            _value(
                "config_key", key.key, f"{key.type} = {key.default}", around.string.shifted(start), f"config:{key.key}"
            )
            for key in known_keys(project, file.path)
        ] + own_keys(project, file, around.string.shifted(start))
    if is_rule(project, file, start + inside, around.arguments[0]):
        content = file.blocks[file.block_at(start)][around.string.start : around.string.end]
        variable = opens_variable(content, inside - around.string.start)
        if variable is not None:
            replace = variable.shifted(around.string.start + start)
            return view_parameters(project, file, start, around, replace) + [
                _value("converter", found.name, found.python_type, replace, f"converter:{found.name}", f"{found.name}:")
                for found in api.converters()
            ]
    return []


def _status(project: Project, file: PyFile, offset: int, around: Cursor, start: int) -> list[Completion]:
    """Status codes in `abort(…)`."""
    if around.prefix and not around.prefix.isdigit():
        return []
    if not takes_status(project, file, offset, around.arguments[0]):
        return []
    return [
        _value("status_code", str(found.code), found.phrase, around.replace.shifted(start), f"status:{found.code}")
        for found in api.status_codes()
        if found.exception is not None
    ]


def _value(kind: str, label: str, detail: str, replace: Span, key: str, text: str | None = None) -> Completion:
    return Completion(
        label=label,
        kind=kind,  # type: ignore[arg-type]
        detail=detail,
        text=text or label,
        is_snippet=False,
        replace=replace,
        filter_text=label,
        sort_text=label,
        key=key,
    )
