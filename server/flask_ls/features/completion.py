"""What can stand at the cursor: snippets where they are legal, and the closed sets of names inside strings."""

from __future__ import annotations

from collections.abc import Sequence

from flask_ls.features import (
    completion_calls,
    completion_members,
    completion_shell,
    completion_snippets,
    completion_words,
    template_completion,
)
from flask_ls.features.catalogue import snippets
from flask_ls.features.completion_names import (
    in_string,
    in_template,
    item,
    template_values,
    url_values,
    view_parameters,
)
from flask_ls.features.other_files import can_stand, kind_of
from flask_ls.features.results import Completion
from flask_ls.features.surroundings import surroundings
from flask_ls.knowledge import api
from flask_ls.options import Options
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols import endpoint, jinja_name
from flask_ls.symbols.converter import is_rule, opens_variable
from flask_ls.symbols.describe import describe_api, describe_config_key, describe_converter, describe_status
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.template_inline import inline_at, outside
from flask_ls.syntax.cursor import Cursor, cursor
from flask_ls.syntax.languages import SHELL, TEMPLATES


def complete(
    project: Project,
    path: str,
    offset: int,
    options: Options,
    *,
    snippet_support: bool,
    language: str,
    alone: bool = True,
) -> list[Completion]:
    """The entries for a cursor at `offset`. `language` is the editor's name of the document's language; `alone`: no other
    server is known to answer for Python."""
    file = project.files.get(path)
    if file is None:
        return []
    if isinstance(file, PyFile):
        return _python(project, file, offset, options, snippet_support, alone)
    if language in TEMPLATES:
        named = in_template(project, path, file.text, offset) or template_completion.complete(project, path, offset)
        if named:
            return named
    kind = kind_of(path, language)
    entries = completion_snippets.applicable(project, path, options)
    shell = []
    if language not in TEMPLATES:
        shell = completion_shell.complete(project, path, file.text, offset, kind.where if kind is not None else "shell")
    if kind is not None:
        wanted = [each for each in entries if kind.where in each.where]
        stands = can_stand(kind, file.text, offset)
        return shell + (completion_snippets.plain(file.text, offset, wanted, snippet_support) if stands else [])
    if language in TEMPLATES:
        return completion_snippets.in_template(file.text, offset, entries, snippet_support)
    if language == SHELL:
        return shell or completion_snippets.in_shell(file.text, offset, entries, snippet_support)
    return shell


def is_partial(found: Sequence[Completion]) -> bool:
    """Whether to ask again when more is typed: only some of the snippets are shown, or not all members are known."""
    return any(item.is_snippet for item in found) or completion_members.is_partial(found)


def documentation(key: str, project: Project, options: Sequence[Options]) -> str | None:
    """The Markdown of an entry, by its key."""
    kind, _, name = key.partition(":")
    if kind == "snippet":
        for each in options:
            for root in (*project.roots, ""):
                for snippet in snippets(project, root, each):
                    if snippet.id == name:
                        return completion_snippets.describe(project, root, snippet)
    if kind == "config_key" and (found := api.config_key(name)):
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
    if kind == "status_code" and name.isdigit() and (status := api.status_code(int(name))):
        return describe_status(status)
    return (
        completion_words.documentation(kind, name)
        or completion_calls.documentation(kind, name)
        or completion_shell.documentation(kind, name)
    )


def _python(
    project: Project, file: PyFile, offset: int, options: Options, snippet_support: bool, alone: bool
) -> list[Completion]:
    if not file.closed and cursor(file.text, offset).place == "string":
        return []
    if not file.blocks:
        return completion_snippets.in_python(project, file, 0, offset, cursor("", 0), options, snippet_support)
    block, around = surroundings(file, offset)
    start, text = file.starts[block], file.blocks[block]
    inside = offset - start
    if around.place == "string":
        if (inner := inline_at(project, file.path, offset)) is not None:
            return _in_inline(project, *inner)
        return (
            completion_words.in_string(project, file, block, around, inside)
            or _converters(project, file, start, around, inside)
            or in_string(project, file, start, around, inside)
        )
    wanted = options.offers_members(alone=alone)
    if around.place == "import":
        return (
            completion_calls.importable(project, file, block, around, inside) if wanted and project.uses_flask else []
        )
    if completion_members.after_dot(text, around):
        return completion_members.complete(project, file, block, inside, around) if wanted else []
    found = url_values(project, file, offset, around, start) or template_values(project, file, offset, around, start)
    found += completion_calls.keywords(project, file, block, around, inside)
    found += completion_words.config_names(project, file, block, around, inside)
    numbers = completion_words.statuses(project, file, block, around)
    if numbers and (around.prefix or around.arguments):
        return numbers + found
    return (
        numbers + found + completion_snippets.in_python(project, file, block, inside, around, options, snippet_support)
    )


def _in_inline(project: Project, path: str, offset: int) -> list[Completion]:
    """The entries for a cursor in a template that stands in a string."""
    file = project.text_file(path)
    named = in_template(project, path, file.text, offset) if file is not None else []
    return [
        each._replace(replace=outside(project, path, each.replace)[1])
        for each in named or template_completion.complete(project, path, offset)
    ]


def _converters(project: Project, file: PyFile, start: int, around: Cursor, inside: int) -> list[Completion]:
    """Converters, and the parameters of the view, in a rule."""
    if around.string is None or not around.arguments or not is_rule(project, file, start + inside, around.arguments[0]):
        return []
    content = file.blocks[file.block_at(start)][around.string.start : around.string.end]
    variable = opens_variable(content, inside - around.string.start)
    if variable is None:
        return []
    replace = variable.shifted(around.string.start + start)
    return view_parameters(project, file, start, around, replace) + [
        item("converter", found.name, found.python_type, replace, rank=1, text=f"{found.name}:")
        for found in api.converters()
    ]
