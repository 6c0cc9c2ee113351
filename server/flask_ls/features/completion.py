"""What can stand at the cursor: snippets where they are legal, and the closed sets of names inside strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flask_ls.features.catalogue import snippets
from flask_ls.features.completion_names import in_string, in_template, own_keys, url_values, view_parameters
from flask_ls.features.insertion import Style, inserted, style_of
from flask_ls.features.other_files import can_stand, kind_of
from flask_ls.features.own_names import file_names
from flask_ls.features.results import Completion
from flask_ls.knowledge import api
from flask_ls.knowledge.snippets import Snippet, fence
from flask_ls.options import Options
from flask_ls.project.imports import import_edits
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols import endpoint
from flask_ls.symbols.config_key import is_config, known_keys
from flask_ls.symbols.converter import is_rule, opens_variable
from flask_ls.symbols.describe import describe_config_key, describe_converter, describe_status
from flask_ls.symbols.endpoint import Endpoint
from flask_ls.symbols.status_code import takes_status
from flask_ls.syntax import jinja
from flask_ls.syntax.cursor import Cursor, cursor
from flask_ls.text.spans import Span

TEMPLATES = ("html", "jinja", "jinja-html", "jinja2", "django-html", "jinja-xml")
_HYPHENATED = re.compile(r"(?:^|(?<=[\s(=,]))@?(?P<prefix>f\w*(?:-\w*)+)\Z")
_WORD = re.compile(r"[\w-]*\Z")
_DEFINITION = re.compile(r"(?:async[ \t]+)?(?P<kind>def|class)\b")


def complete(
    project: Project, path: str, offset: int, options: Options, *, snippet_support: bool, language: str
) -> list[Completion]:
    """The entries for a cursor at `offset`. `language` is the editor's name of the document's language."""
    file = project.files.get(path)
    if file is None:
        return []
    entries = _applicable(project, file.text, snippets(project, project.root_of(path) or "", options), options)
    if isinstance(file, PyFile):
        return _python(project, file, offset, entries, snippet_support)
    if kind := kind_of(path, language):
        wanted = [each for each in entries if kind.where in each.where]
        return _plain(file.text, offset, wanted, snippet_support) if can_stand(kind, file.text, offset) else []
    if language in TEMPLATES:
        return in_template(project, path, file.text, offset) or _template(file.text, offset, entries, snippet_support)
    if language == "shellscript":
        return _shell(file.text, offset, entries, snippet_support)
    return []


def documentation(key: str, project: Project, options: Sequence[Options]) -> str | None:
    """The Markdown of an entry, by its key."""
    kind, _, name = key.partition(":")
    if kind == "snippet":
        for each in options:
            for root in ("", *project.roots):
                for snippet in snippets(project, root, each):
                    if snippet.id == name:
                        return _describe_snippet(snippet)
    if kind == "config" and (found := api.config_key(name)):
        return describe_config_key(found)
    if kind == "converter" and (converter := api.converter(name)):
        return describe_converter(converter)
    if kind == "endpoint":
        routes = tuple(route for route in route_map(project).routes if route.endpoint == name)
        return endpoint.describe(project, Endpoint(name=name, routes=routes)) if routes else None
    if kind == "status" and name.isdigit() and (status := api.status_code(int(name))):
        return describe_status(status)
    return None


def _applicable(project: Project, text: str, entries: Sequence[Snippet], options: Options) -> list[Snippet]:
    """None where they are switched off; without Flask in the project only those that begin an application."""
    if not options.completion_snippets:
        return []
    if project.uses_flask:
        return list(entries)
    return [snippet for snippet in entries if snippet.starter]


def _python(
    project: Project, file: PyFile, offset: int, entries: Sequence[Snippet], snippet_support: bool
) -> list[Completion]:
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
        return _string(project, file, start, around, inside) or in_string(project, file, start, around, inside)
    values = url_values(project, file, offset, around, start)
    if around.arguments and (found := _status(project, file, offset, around, start)):
        return found
    hyphenated = _HYPHENATED.search(text, max(text.rfind("\n", 0, inside) + 1, 0), inside)
    if hyphenated is not None and around.place in ("expression", "name"):
        # `fdb-query` is one prefix for a person, three tokens for Python.
        before = cursor(text, hyphenated.start("prefix") + 1)
        if before.place in ("statement", "decorator", "expression"):
            around = before
        typed, replace = hyphenated["prefix"], Span(hyphenated.start("prefix"), inside)
    else:
        typed, replace = around.prefix, around.replace
    where = _where(text, around)
    if not where:
        return values
    if around.place == "decorator":
        at = text.rfind("@", 0, replace.start + 1)
        replace = Span(at, replace.end)
    wanted = [
        snippet
        for snippet in entries
        if set(where) & set(snippet.where) and (around.place != "decorator" or snippet.body.startswith("@"))
    ]
    names = file_names(project, file, offset)
    style = style_of(file.text, frozenset(file.bindings) if "python.module" in where else frozenset())
    at_sign = "@" if around.place == "decorator" else ""
    return values + [
        Completion(
            label=prefix,
            kind="snippet",
            detail=snippet.title,
            text=inserted(snippet, names, style, snippet_support, around.indent),
            is_snippet=snippet_support,
            replace=replace.shifted(start),
            filter_text=at_sign + prefix,
            sort_text=f"{rank}{prefix}",
            key=f"snippet:{snippet.id}",
            more_edits=tuple(import_edits(file, snippet.imports)) if snippet.imports else (),
        )
        for snippet, prefix, rank in _matching(wanted, typed)
    ]


def _where(text: str, around: Cursor) -> tuple[str, ...]:
    """The contexts of snippets that are legal at a cursor."""
    match around.place:
        case "statement":
            enclosing = _enclosing(text, around)
            if enclosing == "module":
                return ("python.module", "python.decorator")
            return ("python.function", "python.decorator") if enclosing == "function" else ("python.class",)
        case "decorator":
            return (
                ("python.decorator", "python.module") if _enclosing(text, around) == "module" else ("python.decorator",)
            )
        case "expression":
            return ("python.expression",)
    return ()


def _enclosing(text: str, around: Cursor) -> str:
    """Whether a statement with this indentation is in a function, a class or the module: by the lines above it."""
    width = len(around.indent.expandtabs(8))
    if not width:
        return "module"
    for line in reversed(text[: around.line_start].splitlines()):
        content = line.lstrip()
        own = len(line[: len(line) - len(content)].expandtabs(8))
        if not content or content.startswith("#") or own >= width:
            continue
        if match := _DEFINITION.match(content):
            return "function" if match["kind"] == "def" else "class"
        width = own
        if not width:
            break
    return "module"


def _matching(entries: Iterable[Snippet], typed: str) -> list[tuple[Snippet, str, int]]:
    """The entries that what was typed can mean, each with the prefix to show and its rank: 0 begins so, 1 contains it."""
    wanted = typed.lower()
    found = []
    for snippet in entries:
        begins = next((prefix for prefix in snippet.prefix if prefix.startswith(wanted)), None)
        if begins is not None:
            found.append((snippet, begins, 0))
        elif (within := next((prefix for prefix in snippet.prefix if _subsequence(wanted, prefix)), None)) is not None:
            found.append((snippet, within, 1))
    return found


def _subsequence(wanted: str, text: str) -> bool:
    """Whether at least three letters stand in the text in this order, the first one at its beginning."""
    if len(wanted) < 3 or not text.startswith(wanted[:1]):
        return False
    rest = iter(text)
    return all(char in rest for char in wanted)


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


def _template(text: str, offset: int, entries: Sequence[Snippet], snippet_support: bool) -> list[Completion]:
    place = jinja.place(text, offset)
    where = {"text": "jinja", "attribute": "html-attribute"}.get(place)
    if where is None:
        return []
    return _plain(text, offset, [each for each in entries if where in each.where], snippet_support)


def _shell(text: str, offset: int, entries: Sequence[Snippet], snippet_support: bool) -> list[Completion]:
    """Commands, where a line begins."""
    line = text[max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1 : offset]
    if not re.fullmatch(r"\s*[\w-]*", line):
        return []
    return _plain(text, offset, [each for each in entries if "shell" in each.where], snippet_support)


def _plain(text: str, offset: int, entries: Sequence[Snippet], snippet_support: bool) -> list[Completion]:
    """Entries in a text that is not Python: the word before the cursor is what was typed."""
    match = _WORD.search(text[max(offset - 80, 0) : offset])
    typed = match[0] if match else ""
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    indent = re.match(r"[ \t]*", text[line_start:offset])
    return [
        Completion(
            label=prefix,
            kind="snippet",
            detail=snippet.title,
            text=inserted(snippet, {}, Style(), snippet_support, indent[0] if indent else ""),
            is_snippet=snippet_support,
            replace=Span(offset - len(typed), offset),
            filter_text=prefix,
            sort_text=f"{rank}{prefix}",
            key=f"snippet:{snippet.id}",
        )
        for snippet, prefix, rank in _matching(entries, typed)
    ]


def _describe_snippet(snippet: Snippet) -> str:
    from flask_ls.knowledge.snippet_body import to_plain_text

    code = "\n".join([*snippet.imports, *([""] if snippet.imports else []), to_plain_text(snippet.body, {})])
    needs = f"*Needs {', '.join(snippet.requires)}.*" if snippet.requires else ""
    link = f"[Documentation]({snippet.docs})" if snippet.docs else ""
    parts = [" ".join(snippet.description.split()), f"```{fence(snippet)}\n{code}\n```", needs, link]
    return "\n\n".join(part for part in parts if part)
